package keyturner

// BatteryState tells of the cells in one byte.
type BatteryState uint8

const (
	batteryCritical BatteryState = 1 << 0
	batteryCharging BatteryState = 1 << 1
)

// NewBatteryState packs the byte. It keeps even percentages only.
func NewBatteryState(critical, charging bool, percent uint8) BatteryState {
	b := BatteryState(min(percent, 100)/2) << 2
	if critical {
		b |= batteryCritical
	}
	if charging {
		b |= batteryCharging
	}
	return b
}

// Critical says whether the cells should be changed.
func (b BatteryState) Critical() bool { return b&batteryCritical != 0 }

// Charging says whether cells are being charged.
func (b BatteryState) Charging() bool { return b&batteryCharging != 0 }

// Percent is the charge that is left; 0 also from locks that do not tell it.
func (b BatteryState) Percent() uint8 { return uint8(b>>2) * 2 }

// States is what the lock tells about itself. The comments give the length of
// the payload from which on a field is there; it is zero in shorter ones.
type States struct {
	Nuki           NukiState
	Lock           LockState
	Trigger        Trigger // of the last change of state
	Time           Date
	OffsetMinutes  int16
	Battery        BatteryState
	ConfigUpdates  uint8 // counts changes of the configuration, modulo 256
	LockNGoSeconds uint8 // left until lock'n'go locks, 0 not active; 15
	LastAction     LockAction
	LastTrigger    Trigger
	LastCompletion Completion
	Door           DoorState // 19
	NightMode      bool
	Accessories    uint8 // bits: keypad state known, keypad critical, door sensor state known, door sensor critical; 21
	RemoteAccess   uint8
	BLESignal      int8  // dBm, 0 invalid, 1 not supported
	WiFiSignal     int8  // the same
	WiFi           uint8 // status, uplink, quality
	MQTT           uint8 // 26
	Thread         uint8 // 27
}

const (
	statesLeast = 15
	statesMost  = 27
)

// Append appends the first length bytes of the payload, length being 15..27:
// what a lock sends depends on its WireProfile.
func (s *States) Append(dst []byte, length int) []byte {
	start := len(dst)
	dst = append(dst, uint8(s.Nuki), uint8(s.Lock), uint8(s.Trigger))
	dst = s.Time.Append(dst)
	dst = append16(dst, uint16(s.OffsetMinutes))
	dst = append(dst, uint8(s.Battery), s.ConfigUpdates, s.LockNGoSeconds,
		uint8(s.LastAction), uint8(s.LastTrigger), uint8(s.LastCompletion), uint8(s.Door))
	dst = appendFlag(dst, s.NightMode)
	dst = append(dst, s.Accessories, s.RemoteAccess, uint8(s.BLESignal), uint8(s.WiFiSignal), s.WiFi, s.MQTT, s.Thread)
	return dst[:start+min(max(length, statesLeast), statesMost)]
}

// ParseStates reads a payload of 15 bytes or more. It returns ErrLength for
// less, and takes values as they come: apps meet locks newer than themselves.
func ParseStates(b []byte) (States, error) {
	if err := wantAtLeast("keyturner states", b, statesLeast); err != nil {
		return States{}, err
	}
	var whole [statesMost]byte
	copy(whole[:], b)
	f := fields{b: whole[:]}
	s := States{Nuki: NukiState(f.u8()), Lock: LockState(f.u8()), Trigger: Trigger(f.u8()), Time: f.rawDate()}
	s.OffsetMinutes = f.i16()
	s.Battery, s.ConfigUpdates, s.LockNGoSeconds = BatteryState(f.u8()), f.u8(), f.u8()
	s.LastAction, s.LastTrigger, s.LastCompletion = LockAction(f.u8()), Trigger(f.u8()), Completion(f.u8())
	s.Door, s.NightMode, s.Accessories = DoorState(f.u8()), f.truth(), f.u8()
	s.RemoteAccess, s.BLESignal, s.WiFiSignal = f.u8(), int8(f.u8()), int8(f.u8())
	s.WiFi, s.MQTT, s.Thread = f.u8(), f.u8(), f.u8()
	return s, nil
}

// BatteryReport is what the lock measured at its last action.
type BatteryReport struct {
	DrainMilliwattSeconds   uint16
	VoltageMillivolts       uint16 // now
	Battery                 BatteryState
	LastAction              LockAction
	StartVoltageMillivolts  uint16
	LowestVoltageMillivolts uint16
	DistanceDegrees         uint16
	StartTemperature        int8   // degrees Celsius
	MaxTurnCurrent          uint16 // assumption: mA; the document gives no unit
	Resistance              uint16 // assumption: milliohms; the document gives no unit
}

const batteryReportBytes = 17

// Append appends the payload.
func (r *BatteryReport) Append(dst []byte) []byte {
	dst = append16(dst, r.DrainMilliwattSeconds)
	dst = append16(dst, r.VoltageMillivolts)
	dst = append(dst, uint8(r.Battery), uint8(r.LastAction))
	dst = append16(dst, r.StartVoltageMillivolts)
	dst = append16(dst, r.LowestVoltageMillivolts)
	dst = append16(dst, r.DistanceDegrees)
	dst = append(dst, uint8(r.StartTemperature))
	dst = append16(dst, r.MaxTurnCurrent)
	return append16(dst, r.Resistance)
}

// ParseBatteryReport reads the payload. It returns ErrLength.
func ParseBatteryReport(b []byte) (BatteryReport, error) {
	if err := wantAtLeast("battery report", b, batteryReportBytes); err != nil {
		return BatteryReport{}, err
	}
	f := fields{b: b}
	r := BatteryReport{DrainMilliwattSeconds: f.u16(), VoltageMillivolts: f.u16()}
	r.Battery, r.LastAction = BatteryState(f.u8()), LockAction(f.u8())
	r.StartVoltageMillivolts, r.LowestVoltageMillivolts, r.DistanceDegrees = f.u16(), f.u16(), f.u16()
	r.StartTemperature, r.MaxTurnCurrent, r.Resistance = int8(f.u8()), f.u16(), f.u16()
	return r, nil
}
