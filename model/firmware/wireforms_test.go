package firmware

import (
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func TestTheFormsOfMessagesFollowTheWireProfile(t *testing.T) {
	for _, wire := range keyturner.WireProfiles() {
		p := profile(t, "ab-slots")
		p.Protocol.Wire = wire
		_, o := talking(t, p)
		o.challenge()
		if err := o.Write(keyturner.USDIO, o.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); err != nil {
			t.Fatal(err)
		}
		o.pump()
		states := len(o.got[0].value) - keyturner.Overhead
		o.got = nil
		config := o.order(keyturner.CmdRequestConfig, nil, 0, 0)
		advanced := o.order(keyturner.CmdRequestAdvancedConfig, nil, 0, 0)
		want := map[string][3]any{
			"gen2": {21, "config 74", "advanced-config 31"}, "gen2-doc21": {19, "config 74", "advanced-config 28"},
			"gen3": {27, "config 78", "advanced-config 31"},
		}[wire.Name]
		if got := [3]any{states, config, advanced}; got != want {
			t.Errorf("%s: %v, want %v", wire.Name, got, want)
		}
		version := map[string][3]uint8{"gen2": {2, 12, 11}, "gen2-doc21": {2, 6, 11}, "gen3": {3, 5, 11}}[wire.Name]
		k := keyturner.NewClient(o.central, keyturner.Credentials{AuthID: o.id, Key: o.key}, &dice{})
		if c, err := k.Config(); err != nil || c.Firmware != version {
			t.Errorf("%s: firmware %v, %v, want %v", wire.Name, c.Firmware, err, version)
		}
	}
}

func TestTheConfigurationComesBackAsItWasSet(t *testing.T) {
	r := newRig(t, profile(t, "ab-slots"), nordic)
	r.run(30 * time.Second)
	k, _ := r.connect(1, 247).pair(keyturner.PairOptions{Name: "owner", Type: keyturner.IDFob})
	s := keyturner.Settings{Name: keyturner.NewName("Haustür"), PairingEnabled: true, LEDBrightness: 4, OffsetMinutes: 60, DSTMode: 1, TimeZone: 37,
		FobActions: [3]keyturner.FobAction{1, 2, 4}}
	s.SetPlace(47.0707, 15.4395)
	accepted(t, k.SetConfig(s, 0))
	accepted(t, k.UpdateTime(keyturner.Date{Year: 2026, Month: 6, Day: 16, Hour: 12, Minute: 30, Second: 5}, 0))
	c, err := k.Config()
	if err != nil || c.Settings != s || c.NukiID != nukiID || !c.HasFob || c.HasKeypad || c.Firmware != [3]uint8{2, 12, 11} ||
		c.Time != (keyturner.Date{Year: 2026, Month: 6, Day: 16, Hour: 12, Minute: 30, Second: 5}) {
		t.Errorf("%+v, %v", c, err)
	}
	st, err := k.States()
	if err != nil || st.OffsetMinutes != 0 || st.ConfigUpdates != 1 || st.Door != keyturner.DoorClosed || st.Battery.Percent() == 0 {
		t.Errorf("%+v, %v", st, err)
	}
	adv := keyturner.AdvancedSettings{UnlockedOffset: -90, LockedOffset: 5, LockNGoSeconds: 60, SinglePress: 1, DoublePress: 5, Battery: 2,
		UnlatchSeconds: 1, AutoLockSeconds: 30, NightMode: true, NightStart: keyturner.ClockOf(22 * 60), NightEnd: keyturner.ClockOf(359), AutoUpdate: true}
	accepted(t, k.SetAdvancedConfig(keyturner.SetAdvancedConfig{AdvancedSettings: adv}, 0))
	if got, err := k.AdvancedConfig(); err != nil || got.AdvancedSettings != adv {
		t.Errorf("%+v, %v", got, err)
	}
	if st, err = k.States(); err != nil || st.ConfigUpdates != 2 {
		t.Errorf("%+v, %v", st, err)
	}
}

func TestTheTimeOnTheAirIsADateAlsoBeforeTheClockIsSet(t *testing.T) {
	r := newRig(t, profile(t, "ab-slots"), nordic)
	r.run(61 * time.Second)
	k, _ := r.connect(1, 247).pair(keyturner.PairOptions{Name: "owner"})
	s, err := k.States()
	if err != nil || !s.Time.Valid() || s.Time.Year != 2000 || s.Time.Minute != 1 {
		t.Errorf("%v, %v", s.Time, err)
	}
	_, log, err := k.Log(keyturner.LogRequest{Count: 1, Descending: true}, 0)
	if err != nil || len(log) != 1 || log[0].Time.Year != 2000 || !log[0].Time.Valid() {
		t.Errorf("%+v, %v", log, err)
	}
}

func TestARequestForDataMayBeLongerThanAnyOther(t *testing.T) {
	_, o := talking(t, profile(t, "ab-slots"))
	for _, extra := range []int{0, 1, 188, 400, gatt.MaxValueBytes - keyturner.Overhead - 2} {
		m := o.seal(keyturner.CmdRequestData, append([]byte{0x0C, 0}, make([]byte, extra)...))
		if got := o.raw(m); got != "states locked" {
			t.Errorf("%d bytes: %s", len(m), got)
		}
	}
}

func TestEveryNameOnTheAirIsText(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	k := keyturner.NewClient(o.central, keyturner.Credentials{AuthID: o.id, Key: o.key}, &dice{})
	// A suffix of which an app has cut off half a character.
	if err := k.LockAction(keyturner.LockActionRequest{
		Action: keyturner.ActionUnlock, HasSuffix: true, Suffix: keyturner.ShortName{' ', 'T', 0xC3, 0xBC, 'r', 0xC3},
	}, nil); err != nil {
		t.Fatal(err)
	}
	// Records that flash gives back otherwise than they were written.
	var record authRecord
	r.app.readAuth(0, &record)
	record.Name[1] = 0xFF
	accepted(t, r.app.writeAuth(0, &record))
	if _, err := k.AddKeypadCode(keyturner.AddKeypadCode{Code: 334455, Name: keyturner.NewShortName("Cleaner")}, 4321); err != nil {
		t.Fatal(err)
	}
	var code KeypadCode
	slot := r.app.nextCode(0, &code)
	code.Name[0] = 0x80
	accepted(t, r.app.writeCode(slot, &code))

	_, log, err := k.Log(keyturner.LogRequest{Count: 1, Descending: true}, 4321)
	if err != nil || log[0].Name.String() != "owner Tür" {
		t.Errorf("log %+v, %v", log, err)
	}
	_, users, err := k.Authorizations(keyturner.ListRequest{Count: 9}, 4321)
	if err != nil || len(users) != 1 || users[0].Name.String() != "oner" {
		t.Errorf("users %+v, %v", users, err)
	}
	_, codes, err := k.KeypadCodes(keyturner.ListRequest{Count: 9}, 4321)
	if err != nil || len(codes) != 1 || codes[0].Name.String() != "leaner" {
		t.Errorf("codes %+v, %v", codes, err)
	}
}

func TestTheWriteMayBeACommandOrALongOne(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	if err := o.client.Command(o.handle(keyturner.USDIO), o.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); err != nil {
		t.Fatal(err)
	}
	if got := o.listen(0); got != "states locked" {
		t.Errorf("without a response: %s", got)
	}
	slow := &talker{central: r.connect(2, gatt.DefaultMTU), id: o.id, key: o.key}
	if err := slow.Write(keyturner.USDIO, slow.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); err != nil {
		t.Fatal(err)
	}
	slow.pump()
	var in keyturner.Assembler
	whole := 0
	for n, i := range slow.got {
		if len(i.value) > 20 {
			t.Errorf("piece %d has %d bytes", n, len(i.value))
		}
		if m, err := in.Add(i.from, i.value); err != nil {
			t.Fatal(err)
		} else if m != nil {
			whole++
		}
	}
	if whole != 1 || len(slow.got) != 4 {
		t.Errorf("%d messages in %d pieces", whole, len(slow.got))
	}
}

func TestDatesThatFlashCannotKeepStayLimits(t *testing.T) {
	for year, want := range map[uint16]UnixSeconds{0: 0, 1960: 1, 2026: 1_767_225_600, 2999: 0xFFFFFFFF} {
		d := keyturner.Date{Year: year, Month: 1, Day: 1}
		if year == 0 {
			d = keyturner.Date{}
		}
		if got := limitsOf(&keyturner.TimeLimits{Limited: true, Until: d}).Until; got != want {
			t.Errorf("until %d: %d", year, got)
		}
	}
}
