package scenarios

import "locktwin/model/firmware"

// In says whether the records of a lock read what was assigned.
func (a Assignment) In(c firmware.Config, v firmware.AdvancedConfig) bool {
	if a.Setting == "name" {
		return c.Name.String() == a.Value.Text
	}
	return field(a.Setting).Get(c, v) == raw(a.Setting, a.Value)
}
