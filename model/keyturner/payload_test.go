package keyturner

import (
	"errors"
	"testing"
)

var (
	noon    = Date{2026, 6, 16, 12, 30, 5}
	created = Date{2026, 6, 1, 8, 0, 0}
	limits  = TimeLimits{Limited: true, From: Date{2026, 6, 1, 0, 0, 0}, Until: Date{2026, 12, 31, 23, 59, 59},
		Weekdays: Monday | Tuesday | Wednesday | Thursday | Friday, FromTime: ClockTime{8, 0}, UntilTime: ClockTime{18, 30}}
)

// vector checks a payload both ways.
func vector[T comparable](t *testing.T, hex string, want T, encode func([]byte) []byte, parse func([]byte) (T, error)) {
	t.Helper()
	b := unhex(t, hex)
	got, err := parse(b)
	if err != nil {
		t.Error(err)
	}
	equal(t, "decoded", got, want)
	same(t, "encoded", encode(nil), b)
}

func TestStatesOfDocumentsAndLocks(t *testing.T) {
	old := States{Nuki: DoorMode, Lock: Locked, Time: Date{2016, 3, 7, 8, 15, 30}, OffsetMinutes: 60, ConfigUpdates: 32, LockNGoSeconds: 10}
	inForm := func(s *States, n int) func([]byte) []byte {
		return func(dst []byte) []byte { return s.Append(dst, n) }
	}
	vector(t, "020100E0070307080F1E3C0000200A", old, inForm(&old, 15), ParseStates)
	old.Lock, old.Time, old.ConfigUpdates, old.LockNGoSeconds = Unlocking, Date{2016, 3, 7, 8, 24, 32}, 0, 7
	vector(t, "020200E00703070818203C00000007", old, inForm(&old, 15), ParseStates)
	old.Lock, old.Time.Second = Unlocked, 44
	vector(t, "020300E007030708182C3C00000007", old, inForm(&old, 15), ParseStates)

	seen := States{Nuki: DoorMode, Lock: Locked, Trigger: TriggerAutomatic, Time: Date{2020, 10, 12, 8, 21, 10}, Battery: NewBatteryState(false, false, 62),
		ConfigUpdates: 14, LastAction: ActionLock, LastTrigger: TriggerAutomatic, Door: DoorClosed}
	vector(t, "020103E4070A0C08150A00007C0E00020300020000", seen, inForm(&seen, 21), ParseStates)
}

func TestConfigVector(t *testing.T) {
	c := Config{NukiID: 0x2E96447C, Time: noon, HasKeypad: true, Firmware: [3]uint8{2, 12, 4}, Hardware: [2]uint8{4, 5}, HomeKit: HomeKitDisabled,
		Settings: Settings{Name: NewName("Front door"), PairingEnabled: true, ButtonEnabled: true, LEDEnabled: true, LEDBrightness: 3,
			FobActions: [3]FobAction{FobUnlock, FobLock, FobIntelligent}, TimeZone: 37}}
	c.SetPlace(47.0707, 15.4395)
	equal(t, "latitude", c.Latitude(), 47.0707)
	equal(t, "longitude", c.Longitude(), 15.4395)
	profile := Gen2()
	vector(t, "7C44962E46726F6E7420646F6F720000000000000000000000000000000000000000000066483C42310877410001010103EA0706100C1E0500000000010204000001020C040405012500",
		c, func(dst []byte) []byte { return profile.AppendConfig(dst, &c) }, ParseConfig)
}

func TestAdvancedConfigVector(t *testing.T) {
	c := AdvancedConfig{TotalDegrees: 930, AdvancedSettings: AdvancedSettings{LockNGoSeconds: 20, SinglePress: ButtonIntelligent, DoublePress: ButtonLockNGo,
		AutoBatteryType: true, UnlatchSeconds: 3, NightStart: ClockTime{22, 0}, NightEnd: ClockTime{6, 0}, AutoUpdate: true}}
	profile := Gen2()
	vector(t, "A2030000000000000000140105000001030000000016000600000000000001", c,
		func(dst []byte) []byte { return profile.AppendAdvancedConfig(dst, &c) }, ParseAdvancedConfig)
	// The request is the same without the degrees, in two lengths.
	s := SetAdvancedConfig{AdvancedSettings: c.AdvancedSettings}
	vector(t, "0000000000000000140105000001030000000016000600000000000001", s, s.Append, ParseSetAdvancedConfig)
	s.Short, s.AutoUpdate = true, false
	vector(t, "0000000000000000140105000001030000000016000600000000", s, s.Append, ParseSetAdvancedConfig)
}

func TestBatteryReportVector(t *testing.T) {
	r := BatteryReport{2500, 5210, 0, ActionLock, 5230, 4870, 720, 21, 610, 95}
	vector(t, "C4095A1400026E140613D0021562025F00", r, r.Append, ParseBatteryReport)
}

func TestAuthorizationEntryVectors(t *testing.T) {
	e := AuthorizationEntry{ID: 5, Type: IDBridge, Name: NewName("Test bridge"), Enabled: true, Remote: true, Created: created, LastActive: noon, LockCount: 17}
	vector(t, "050000000154657374206272696467650000000000000000000000000000000000000000000101EA070601080000EA0706100C1E05110000",
		e, e.Append, ParseAuthorizationEntry)
	e.Limits = limits
	vector(t, "050000000154657374206272696467650000000000000000000000000000000000000000000101EA070601080000EA0706100C1E05110001EA070601000000EA070C1F173B3B7C0800121E",
		e, e.Append, ParseAuthorizationEntry)
}

func TestLogVectors(t *testing.T) {
	e := LogEntry{Index: 42, Time: noon, Auth: 5, Name: NewName("Test bridge"), Type: LogLockAction,
		Data: ActionData(ActionUnlock, TriggerSystem, 0, CompletionSuccess)}
	vector(t, "2A000000EA0706100C1E050500000054657374206272696467650000000000000000000000000000000000000000000201000000", e, e.Append, ParseLogEntry)
	k := LogEntry{Index: 43, Time: noon, Auth: 9, Name: NewName("Keypad"), Type: LogKeypadAction,
		Data: KeypadActionData(ActionUnlock, KeypadCodeEntry, CompletionSuccess, 3)}
	vector(t, "2B000000EA0706100C1E05090000004B65797061640000000000000000000000000000000000000000000000000000050101000300", k, k.Append, ParseLogEntry)
	if k.Action() != ActionUnlock || k.Source() != KeypadCodeEntry || k.Completion() != CompletionSuccess || k.CodeID() != 3 {
		t.Error("the entry's methods disagree with its data")
	}
	c := LogCount{Logging: true, Count: 120, DoorSensor: true, DoorLogging: true}
	vector(t, "0178000101", c, c.Append, ParseLogCount)
}

func TestALogEntryPaddedByItsLockIsReadAndAShortOneIsNot(t *testing.T) {
	for kind := LogType(1); kind < 12; kind++ {
		e := LogEntry{Index: 1, Name: NewName("x"), Type: kind}
		b := e.Append(nil)
		equal(t, kind.String(), must(ParseLogEntry(append(b, 0, 0, 0, 0)))(t), e)
		if _, err := ParseLogEntry(b[:len(b)-1]); kind.DataBytes() < 5 && !errors.Is(err, ErrLength) {
			t.Errorf("%s, one byte short: %v", kind, err)
		}
	}
}

func TestKeypadCodeVector(t *testing.T) {
	k := KeypadCode{ID: 3, Code: 334455, Name: NewShortName("Cleaner"), Enabled: true, Created: created, LastActive: noon, LockCount: 4}
	vector(t, "0300771A0500436C65616E65720000000000000000000000000001EA070601080000EA0706100C1E05040000", k, k.Append, ParseKeypadCode)
}

func TestFramesOnTheAir(t *testing.T) {
	const id = 0x2E96447C
	gen2 := Gen2()
	gen3, ok := WireProfileNamed("gen3")
	if !ok {
		t.Fatal("no profile gen3")
	}
	same(t, "beacon", Beacon(id, false, &gen2), unhex(t, "0201061AFF4C000215A92EE200550111E4916C0800200C9A662E96447CC4"))
	equal(t, "changed", Beacon(id, true, &gen2)[29], 0xC5)
	seen := Beacon(0x33C335C5, false, &gen3)
	same(t, "a generation 3 lock's", seen[5:], unhex(t, "4C000215A92EE200550111E4916C0800200C9A6633C335C5C8"))
	same(t, "pairing", PairingFrame(id), unhex(t, "0201061521669A0C2000086C91E411015500E12EA92E96447C"))
	same(t, "factory new", FactoryNewFrame(id), unhex(t, "0201061521669A0C2000086C91E411015500E02EA92E96447C"))
	same(t, "scan response", ScanResponse(id), unhex(t, "0E094E756B695F3245393634343743"))
	equal(t, "name", LocalName(id), "Nuki_2E96447C")
	equal(t, "address", Address(id), [6]byte{0x54, 0xD2, 0x72, 0x96, 0x44, 0x7C})
}

func TestUUIDs(t *testing.T) {
	for i, want := range []string{"a92ee101-5501-11e4-916c-0800200c9a66", "a92ee201-5501-11e4-916c-0800200c9a66", "a92ee202-5501-11e4-916c-0800200c9a66"} {
		equal(t, Characteristic(i).String(), Characteristic(i).UUID().String(), want)
	}
	equal(t, "pairing service", PairingGDIO.Service().String(), "a92ee100-5501-11e4-916c-0800200c9a66")
	equal(t, "keyturner service", USDIO.Service(), KeyturnerService.UUID())
}

func TestWireProfilesHaveTheirLengths(t *testing.T) {
	for name, want := range map[string][3]int{"gen2": {21, 74, 31}, "gen2-doc21": {19, 74, 28}, "gen3": {27, 78, 31}} {
		p, ok := WireProfileNamed(name)
		if !ok {
			t.Fatalf("no profile %s", name)
		}
		s := p.AppendStates(nil, &States{Battery: NewBatteryState(true, true, 50)})
		equal(t, name, [3]int{len(s), len(p.AppendConfig(nil, &Config{})), len(p.AppendAdvancedConfig(nil, &AdvancedConfig{}))}, want)
		if name == "gen2-doc21" {
			equal(t, "battery byte", s[12], 1)
		}
	}
	if _, ok := WireProfileNamed("gen9"); ok || len(WireProfiles()) != 3 {
		t.Error("profiles are not these three")
	}
}
