package keyturner

import "math"

// Settings is the part of the configuration that an app can set: the body of a
// set-config request.
type Settings struct {
	Name           Name
	LatitudeBits   uint32 // bits of a 32-bit float, see Latitude
	LongitudeBits  uint32
	AutoUnlatch    bool
	PairingEnabled bool // by the button
	ButtonEnabled  bool
	LEDEnabled     bool  // signals an unlocked door
	LEDBrightness  uint8 // 0 off .. 5
	OffsetMinutes  int16 // from UTC
	DSTMode        uint8 // 0 off, 1 European
	FobActions     [3]FobAction
	SingleLock     bool // lock by one turn only
	Advertising    AdvertisingMode
	TimeZone       uint16 // id, see Zone
}

// Latitude in degrees. The message carries the very bits, so that a record that
// was only passed on compares equal.
func (s *Settings) Latitude() float32 { return math.Float32frombits(s.LatitudeBits) }

// Longitude in degrees.
func (s *Settings) Longitude() float32 { return math.Float32frombits(s.LongitudeBits) }

// SetPlace sets latitude and longitude in degrees.
func (s *Settings) SetPlace(latitude, longitude float32) {
	s.LatitudeBits, s.LongitudeBits = math.Float32bits(latitude), math.Float32bits(longitude)
}

// appendFront appends what both messages begin with.
func (s *Settings) appendFront(dst []byte) []byte {
	dst = append(dst, s.Name[:]...)
	dst = append32(append32(dst, s.LatitudeBits), s.LongitudeBits)
	dst = appendFlag(appendFlag(dst, s.AutoUnlatch), s.PairingEnabled)
	dst = appendFlag(appendFlag(dst, s.ButtonEnabled), s.LEDEnabled)
	return append(dst, s.LEDBrightness)
}

// appendActions appends fob actions, single lock and advertising mode.
func (s *Settings) appendActions(dst []byte) []byte {
	for _, a := range s.FobActions {
		dst = append(dst, uint8(a))
	}
	return append(appendFlag(dst, s.SingleLock), uint8(s.Advertising))
}

// Append appends the body.
func (s *Settings) Append(dst []byte) []byte {
	dst = append16(s.appendFront(dst), uint16(s.OffsetMinutes))
	return append16(s.appendActions(append(dst, s.DSTMode)), s.TimeZone)
}

// ParseSetConfig reads the body. It returns ErrLength or ErrValue.
func ParseSetConfig(b []byte) (Settings, error) {
	if err := wantLength("configuration to set", b, 55); err != nil {
		return Settings{}, err
	}
	f := fields{b: b}
	s := Settings{Name: f.name(), LatitudeBits: f.u32(), LongitudeBits: f.u32()}
	s.AutoUnlatch, s.PairingEnabled = f.flag("auto unlatch"), f.flag("pairing enabled")
	s.ButtonEnabled, s.LEDEnabled = f.flag("button enabled"), f.flag("LED enabled")
	s.LEDBrightness, s.OffsetMinutes = f.atMost("LED brightness", 5), f.i16()
	s.DSTMode = f.atMost("DST mode", 1)
	for i := range s.FobActions {
		s.FobActions[i] = FobAction(f.atMost("fob action", uint8(FobIntelligent)))
	}
	s.SingleLock = f.flag("single lock")
	s.Advertising = AdvertisingMode(f.atMost("advertising mode", uint8(AdvertiseSlowest)))
	s.TimeZone = f.u16()
	if _, ok := Zone(s.TimeZone); !ok && s.TimeZone != NoTimeZone {
		f.reject("time zone", uint64(s.TimeZone))
	}
	f.plausible(s.Name)
	return s, f.err()
}

// Config is the configuration as the lock tells it.
type Config struct {
	NukiID uint32
	Settings
	Time         Date
	HasFob       bool
	HasKeypad    bool
	Firmware     [3]uint8 // major, minor, patch
	Hardware     [2]uint8
	HomeKit      HomeKit
	Device       DeviceType // this and the rest: payloads longer than 74 bytes only
	Capabilities uint8      // bit 0 Wi-Fi, bit 1 Thread
	HasKeypad2   bool
	Matter       uint8
	Variant      uint8
}

const (
	configLeast = 72
	configMost  = 79
)

// Append appends the first length bytes of the payload, length being 72..79:
// what a lock sends depends on its WireProfile.
func (c *Config) Append(dst []byte, length int) []byte {
	start := len(dst)
	dst = c.appendFront(append32(dst, c.NukiID))
	dst = append16(c.Time.Append(dst), uint16(c.OffsetMinutes))
	dst = c.appendActions(appendFlag(append(dst, c.DSTMode), c.HasFob))
	dst = append(appendFlag(dst, c.HasKeypad), c.Firmware[:]...)
	dst = append(append(dst, c.Hardware[:]...), uint8(c.HomeKit))
	dst = append(append16(dst, c.TimeZone), uint8(c.Device), c.Capabilities)
	dst = append(appendFlag(dst, c.HasKeypad2), c.Matter, c.Variant)
	return dst[:start+min(max(length, configLeast), configMost)]
}

// ParseConfig reads a payload of 72 bytes or more: TimeZone is NoTimeZone in
// those without one. It returns ErrLength, and takes values as they come.
func ParseConfig(b []byte) (Config, error) {
	if err := wantAtLeast("configuration", b, configLeast); err != nil {
		return Config{}, err
	}
	var whole [configMost]byte
	copy(whole[:], b)
	f := fields{b: whole[:]}
	c := Config{NukiID: f.u32()}
	c.Name, c.LatitudeBits, c.LongitudeBits = f.name(), f.u32(), f.u32()
	c.AutoUnlatch, c.PairingEnabled, c.ButtonEnabled, c.LEDEnabled = f.truth(), f.truth(), f.truth(), f.truth()
	c.LEDBrightness, c.Time, c.OffsetMinutes = f.u8(), f.rawDate(), f.i16()
	c.DSTMode, c.HasFob = f.u8(), f.truth()
	for i := range c.FobActions {
		c.FobActions[i] = FobAction(f.u8())
	}
	c.SingleLock, c.Advertising, c.HasKeypad = f.truth(), AdvertisingMode(f.u8()), f.truth()
	copy(c.Firmware[:], f.take(3))
	copy(c.Hardware[:], f.take(2))
	c.HomeKit, c.TimeZone = HomeKit(f.u8()), f.u16()
	if len(b) < configLeast+2 {
		c.TimeZone = NoTimeZone
	}
	c.Device, c.Capabilities, c.HasKeypad2 = DeviceType(f.u8()), f.u8(), f.truth()
	c.Matter, c.Variant = f.u8(), f.u8()
	return c, nil
}
