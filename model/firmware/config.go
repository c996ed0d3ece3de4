package firmware

import "locktwin/model/keyturner"

// Config is the settable part of the published configuration record (commands
// 0x0013 and 0x0015). Latitude and longitude are kept as the bits of the
// protocol's 32-bit float, so that the record compares bit for bit.
type Config struct {
	Name           keyturner.Name
	LatitudeBits   uint32
	LongitudeBits  uint32
	AutoUnlatch    bool
	PairingEnabled bool // by the button
	ButtonEnabled  bool
	LEDEnabled     bool  // signals an unlocked door
	LEDBrightness  uint8 // 0 off .. 5
	OffsetMinutes  int16
	DSTMode        uint8 // 0 off, 1 European
	FobActions     [3]keyturner.FobAction
	SingleLock     bool // lock by one turn only
	Advertising    keyturner.AdvertisingMode
	TimeZone       uint16 // 0..45, 0xFFFF none
}

// DefaultConfig is the record of a lock nobody has configured. LED brightness
// and fob actions are assumptions: the published documents give none.
func DefaultConfig() Config {
	return Config{
		Name:           keyturner.NewName("Lock"),
		PairingEnabled: true,
		ButtonEnabled:  true,
		LEDEnabled:     true,
		LEDBrightness:  3,
		OffsetMinutes:  0,
		DSTMode:        0,
		FobActions:     [3]keyturner.FobAction{keyturner.FobIntelligent, keyturner.FobNone, keyturner.FobNone},
		TimeZone:       0xFFFF,
	}
}

// Valid says whether every field is within the protocol's range.
func (c *Config) Valid() bool {
	for _, f := range c.FobActions {
		if f > keyturner.FobIntelligent {
			return false
		}
	}
	return c.LEDBrightness <= 5 && c.DSTMode <= 1 && c.Advertising <= keyturner.AdvertiseSlowest &&
		(c.TimeZone <= 45 || c.TimeZone == 0xFFFF) && c.OffsetMinutes >= -1440 && c.OffsetMinutes <= 1440
}

// AdvancedConfig is the settable part of the advanced configuration record
// (commands 0x0035 and 0x0037), and the total degrees found by calibration.
type AdvancedConfig struct {
	TotalDegrees         uint16
	UnlockedOffset       int16 // degrees, -90..180
	LockedOffset         int16 // degrees, -180..90
	SingleLockedOffset   int16 // degrees, -180..180
	TransitionOffset     int16 // degrees, -180..180
	LockNGoSeconds       uint8 // 5..60
	SinglePress          keyturner.ButtonAction
	DoublePress          keyturner.ButtonAction
	DetachedCylinder     bool
	Battery              keyturner.BatteryType
	AutoBatteryType      bool
	UnlatchSeconds       uint8  // 1..30
	AutoLockSeconds      uint16 // 0 never, else 30..1800
	AutoUnlockDisabled   bool
	NightMode            bool
	NightStart, NightEnd uint16 // minutes since midnight, local time
	NightAutoLock        bool
	NightNoAutoUnlock    bool
	NightLockAtStart     bool
	AutoLockEnabled      bool // by AutoLockSeconds and when the door closes
	ImmediateAutoLock    bool // when the door closes
	AutoUpdate           bool
}

// DefaultAdvancedConfig is the record of a lock nobody has configured. The
// button actions and the battery type are the documented defaults, the times
// assumptions; so is the automatic lock, which document 2.1 switches off by its
// time alone.
func DefaultAdvancedConfig() AdvancedConfig {
	return AdvancedConfig{
		LockNGoSeconds:  20,
		SinglePress:     keyturner.ButtonIntelligent,
		DoublePress:     keyturner.ButtonLockNGo,
		Battery:         keyturner.Alkaline,
		AutoBatteryType: false,
		UnlatchSeconds:  3,
		NightStart:      22 * 60,
		NightEnd:        6 * 60,
		AutoLockEnabled: true,
	}
}

// Valid says whether every field is within the protocol's range.
func (c *AdvancedConfig) Valid() bool {
	in := func(v, lo, hi int16) bool { return v >= lo && v <= hi }
	return in(c.UnlockedOffset, -90, 180) && in(c.LockedOffset, -180, 90) &&
		in(c.SingleLockedOffset, -180, 180) && in(c.TransitionOffset, -180, 180) &&
		c.LockNGoSeconds >= 5 && c.LockNGoSeconds <= 60 &&
		c.SinglePress <= keyturner.ButtonShowStatus && c.DoublePress <= keyturner.ButtonShowStatus &&
		c.Battery <= keyturner.Lithium && c.UnlatchSeconds >= 1 && c.UnlatchSeconds <= 30 &&
		(c.AutoLockSeconds == 0 || (c.AutoLockSeconds >= 30 && c.AutoLockSeconds <= 1800)) &&
		c.NightStart < 24*60 && c.NightEnd < 24*60
}
