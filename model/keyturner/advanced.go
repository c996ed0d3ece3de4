package keyturner

// AdvancedSettings is the part of the advanced configuration that an app can
// set. Its numeric ranges are for the lock to hold.
type AdvancedSettings struct {
	UnlockedOffset     int16 // degrees, as the next three
	LockedOffset       int16
	SingleLockedOffset int16
	TransitionOffset   int16 // from unlocked to locked
	LockNGoSeconds     uint8
	SinglePress        ButtonAction
	DoublePress        ButtonAction
	DetachedCylinder   bool
	Battery            BatteryType
	AutoBatteryType    bool
	UnlatchSeconds     uint8
	AutoLockSeconds    uint16 // 0 off
	AutoUnlockDisabled bool
	NightMode          bool
	NightStart         ClockTime
	NightEnd           ClockTime
	NightAutoLock      bool
	NightNoAutoUnlock  bool
	NightLockAtStart   bool
	AutoLockEnabled    bool // this and the next two: not in document 2.1
	ImmediateAutoLock  bool // when the door closes
	AutoUpdate         bool
}

const (
	advancedShort = 26 // document 2.1
	advancedLong  = 29
	totalBytes    = 2
)

func (s *AdvancedSettings) appendAll(dst []byte) []byte {
	for _, v := range [...]int16{s.UnlockedOffset, s.LockedOffset, s.SingleLockedOffset, s.TransitionOffset} {
		dst = append16(dst, uint16(v))
	}
	dst = append(dst, s.LockNGoSeconds, uint8(s.SinglePress), uint8(s.DoublePress))
	dst = append(appendFlag(dst, s.DetachedCylinder), uint8(s.Battery))
	dst = append(appendFlag(dst, s.AutoBatteryType), s.UnlatchSeconds)
	dst = append16(dst, s.AutoLockSeconds)
	dst = appendFlag(appendFlag(dst, s.AutoUnlockDisabled), s.NightMode)
	dst = s.NightEnd.Append(s.NightStart.Append(dst))
	for _, v := range [...]bool{s.NightAutoLock, s.NightNoAutoUnlock, s.NightLockAtStart,
		s.AutoLockEnabled, s.ImmediateAutoLock, s.AutoUpdate} {
		dst = appendFlag(dst, v)
	}
	return dst
}

// SetAdvancedConfig is the body of a set-advanced-config request. Short is the
// form without the last three settings, which then are not to be changed.
type SetAdvancedConfig struct {
	AdvancedSettings
	Short bool
}

// Append appends the body.
func (s *SetAdvancedConfig) Append(dst []byte) []byte {
	start := len(dst)
	dst = s.appendAll(dst)
	if s.Short {
		dst = dst[:start+advancedShort]
	}
	return dst
}

// ParseSetAdvancedConfig reads the body. It returns ErrLength or ErrValue.
func ParseSetAdvancedConfig(b []byte) (SetAdvancedConfig, error) {
	if err := wantLength("advanced configuration to set", b, advancedShort, advancedLong); err != nil {
		return SetAdvancedConfig{}, err
	}
	s, err := parseAdvanced(b)
	return SetAdvancedConfig{s, len(b) == advancedShort}, err
}

// parseAdvanced reads either form of the settings.
func parseAdvanced(b []byte) (s AdvancedSettings, err error) {
	var whole [advancedLong]byte
	copy(whole[:], b)
	f := fields{b: whole[:]}
	s.UnlockedOffset, s.LockedOffset, s.SingleLockedOffset, s.TransitionOffset = f.i16(), f.i16(), f.i16(), f.i16()
	s.LockNGoSeconds = f.u8()
	s.SinglePress = ButtonAction(f.atMost("single press", uint8(ButtonShowStatus)))
	s.DoublePress = ButtonAction(f.atMost("double press", uint8(ButtonShowStatus)))
	s.DetachedCylinder = f.flag("detached cylinder")
	s.Battery = BatteryType(f.atMost("battery type", uint8(Lithium)))
	s.AutoBatteryType = f.flag("automatic battery type detection")
	s.UnlatchSeconds, s.AutoLockSeconds = f.u8(), f.u16()
	s.AutoUnlockDisabled, s.NightMode = f.flag("auto unlock disabled"), f.flag("night mode")
	s.NightStart, s.NightEnd = f.clock("night start"), f.clock("night end")
	s.NightAutoLock, s.NightNoAutoUnlock = f.flag("night auto lock"), f.flag("night auto unlock disabled")
	s.NightLockAtStart = f.flag("night lock at start")
	s.AutoLockEnabled, s.ImmediateAutoLock = f.flag("auto lock enabled"), f.flag("immediate auto lock")
	s.AutoUpdate = f.flag("auto update")
	return s, f.err()
}

// AdvancedConfig is the advanced configuration as the lock tells it.
type AdvancedConfig struct {
	TotalDegrees uint16 // found by calibration
	AdvancedSettings
}

// Append appends the first length bytes of the payload, 28 or 31: what a lock
// sends depends on its WireProfile.
func (c *AdvancedConfig) Append(dst []byte, length int) []byte {
	start := len(dst)
	dst = c.appendAll(append16(dst, c.TotalDegrees))
	return dst[:start+min(max(length, totalBytes+advancedShort), totalBytes+advancedLong)]
}

// ParseAdvancedConfig reads a payload of 28 bytes or more. It returns
// ErrLength, and takes values as they come.
func ParseAdvancedConfig(b []byte) (AdvancedConfig, error) {
	if err := wantAtLeast("advanced configuration", b, totalBytes+advancedShort); err != nil {
		return AdvancedConfig{}, err
	}
	f := fields{b: b}
	c := AdvancedConfig{TotalDegrees: f.u16()}
	body := f.b[:min(len(f.b), advancedLong)]
	if len(body) < advancedLong {
		body = body[:advancedShort]
	}
	// What a lock tells is not held against what it would let an app set.
	c.AdvancedSettings, _ = parseAdvanced(body)
	return c, nil
}
