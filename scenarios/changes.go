package scenarios

import (
	"locktwin/model/firmware"
)

// Changes lists the settings in which two pairs of records differ, with what they
// read in the second, in the order of the records. A setting that reads nothing a
// file has a word for is left out.
func Changes(c firmware.Config, a firmware.AdvancedConfig, nextC firmware.Config, nextA firmware.AdvancedConfig) []Assignment {
	var out []Assignment
	for i := range settingTable {
		spec := &settingTable[i]
		same := c.Name == nextC.Name
		if spec.Setting != "name" {
			f := field(spec.Setting)
			same = f.Get(c, a) == f.Get(nextC, nextA)
		}
		if same {
			continue
		}
		v := value(spec.Setting, nextC, nextA)
		if spec.sayable(v) {
			out = append(out, Assignment{spec.Setting, v})
		}
	}
	return out
}

// sayable tells whether a file can give the setting this value.
func (s *SettingSpec) sayable(v SettingValue) bool {
	p := &parser{source: newSource(string(s.Setting), nil), vocab: &vocabulary{}, places: places{}}
	got, ok := s.value.decode(p, s.value.encode(v))
	return ok && len(p.problems) == 0 && got == v
}
