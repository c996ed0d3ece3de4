package keyturner

// WireProfile says which forms of the protocol's messages a lock sends. The
// forms grew from one document to the next.
type WireProfile struct {
	Name           string
	StatesBytes    int
	ConfigBytes    int
	AdvancedBytes  int
	BatteryPercent bool  // the battery byte tells charge, not only whether it is critical
	QuietPower     uint8 // last byte of the beacon: nothing new
	ChangedPower   uint8 // last byte of the beacon: a new state can be fetched
	Device         DeviceType
	Firmware       [2]uint8 // major and minor number of a version that sends these forms
}

// Gen2 is the profile of generation 2 with firmware 2.12: the one that every
// known app understands.
func Gen2() WireProfile { return wireProfiles[0] }

// The firmware of the second form was seen on a lock of its time; that of the
// third is an assumption.
var wireProfiles = [...]WireProfile{
	{"gen2", 21, 74, 31, true, 0xC4, 0xC5, DeviceGen2, [2]uint8{2, 12}},
	{"gen2-doc21", 19, 74, 28, false, 0xC4, 0xC5, DeviceGen2, [2]uint8{2, 6}},
	{"gen3", 27, 78, 31, true, 0xC8, 0xC9, DeviceGen3, [2]uint8{3, 5}},
}

// WireProfiles are all profiles, the default first.
func WireProfiles() []WireProfile { return append([]WireProfile(nil), wireProfiles[:]...) }

// WireProfileNamed finds a profile by its name.
func WireProfileNamed(name string) (WireProfile, bool) {
	for _, p := range wireProfiles {
		if p.Name == name {
			return p, true
		}
	}
	return WireProfile{}, false
}

// AppendStates appends the payload of a states message in the profile's form.
func (p *WireProfile) AppendStates(dst []byte, s *States) []byte {
	out := *s
	out.Battery = p.Battery(s.Battery)
	return out.Append(dst, p.StatesBytes)
}

// AppendConfig appends the payload of a config message in the profile's form,
// with the profile's device type.
func (p *WireProfile) AppendConfig(dst []byte, c *Config) []byte {
	out := *c
	out.Device = p.Device
	return out.Append(dst, p.ConfigBytes)
}

// AppendAdvancedConfig appends the payload of an advanced-config message in the
// profile's form.
func (p *WireProfile) AppendAdvancedConfig(dst []byte, c *AdvancedConfig) []byte {
	return c.Append(dst, p.AdvancedBytes)
}

// Battery is the battery byte as far as the profile has it.
func (p *WireProfile) Battery(b BatteryState) BatteryState {
	if p.BatteryPercent {
		return b
	}
	return b & batteryCritical
}
