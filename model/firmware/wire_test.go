package firmware

import (
	"strings"
	"testing"
	"time"

	"locktwin/model/keyturner"
)

// talking is a lock with an owner whose PIN is 4321.
func talking(t *testing.T, p *Profile) (*rig, *talker) {
	t.Helper()
	r := newRig(t, p, nordic)
	r.run(30 * time.Second)
	o := r.connect(1, 247).owner("owner", keyturner.IDApp)
	if got := o.order(keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 4321), 0, 0); got != "complete" {
		t.Fatalf("setting the PIN: %s", got)
	}
	return r, o
}

func TestTheLockSpeaksThePublishedEncryptedBytes(t *testing.T) {
	r := published(t)
	c := r.connect(1, 247)
	for _, s := range []string{say1, say3, say5, say7, say9} {
		c.answered(s)
	}
	const challenge = "C0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF"
	nonce := func(i string) string { return i + "0102030405060708090A0B0C0D0E0F1011121314151617" }
	say := func(message string, seconds int) []string {
		got := c.say(keyturner.USDIO, unhex(message))
		for range seconds {
			r.run(time.Second)
			c.pump()
		}
		for _, i := range c.got {
			got = append(got, strings.ToUpper(string(hexOf(i.value))))
		}
		c.got = nil
		return got
	}
	ask := "000102030405060708090A0B0C0D0E0F1011121314151617050000001A002399787C5CD6A54C9D859756189BA5205BBFE1177D2EE2BED483"
	r.hal.feed(challenge, nonce("01"))
	if got := say(ask, 0); len(got) != 1 || got[0] !=
		"010102030405060708090A0B0C0D0E0F101112131415161705000000"+"3800575FFBE3E1841C8AA8DED0393D15ACBCF85C371123481043F5416B7DADB26C46154ED5F6552E409BC84440589125B249B91E104A03960C22" {
		t.Fatalf("challenge: %s", got)
	}
	r.hal.feed(nonce("03"), nonce("04"), nonce("05"), nonce("06"))
	got := say("020102030405060708090A0B0C0D0E0F1011121314151617050000003E0097DB5527E1C1AF91ADFCD55663E07FE8B753A072EC30E0679DD8D7825BDD3628CD655AA94370A0E2EA63E3B815D7D04A68D17C2F3ECEB64ABC5845630A99", 5)
	if len(got) != 4 ||
		got[0] != "030102030405060708090A0B0C0D0E0F10111213141516170500000019004EFB58F294AA8A9F37FD4CEDF61851E1A165F3B1009505F6C3" ||
		got[3] != "060102030405060708090A0B0C0D0E0F1011121314151617050000001900"+"4973698A81C7831AEC3F6C5A4F5335D49FBF53FB1A58ADFB9D" {
		t.Fatalf("unlock: %s", got)
	}
	r.hal.feed(challenge)
	say(ask, 0)
	r.hal.feed(nonce("08"))
	if got := say("070102030405060708090A0B0C0D0E0F1011121314151617050000003A00F97E407F262871460A56AF98D67209D49C23B13DCD5554A31A99A1F57ADBBDAB100763C7204E8D0D0DE5BA5FA1566E7D6CC2B45EBEC8E9302B16", 0); len(got) != 1 ||
		got[0] != "080102030405060708090A0B0C0D0E0F1011121314151617050000001B000996ACAC4D35E8E39DEEAF926C5B53DD05AACFE1E6EE8598AD593C" {
		t.Fatalf("wrong PIN: %s", got)
	}
}

func TestTheOfficialExamplesAreAnswered(t *testing.T) {
	r := newRig(t, profile(t, "ab-slots"), nordic)
	r.run(30 * time.Second)
	rec := authRecord{Key: [32]byte(unhex("217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730")),
		Authorization: Authorization{ID: 2, Name: keyturner.NewName("Marc (Test)"), Enabled: true}}
	if _, code := r.app.addAuth(&rec, false); code != keyturner.NoError {
		t.Fatal(code)
	}
	c := r.connect(1, 23)
	o := c.as(keyturner.Credentials{AuthID: 2, Key: rec.Key})
	c2 := r.connect(2, 247)
	o2 := c2.as(keyturner.Credentials{AuthID: 2, Key: rec.Key})
	// Read lock state.
	if got := o2.raw(unhex("37917F1AF31EC5940705F34D1E5550607D5B2F9FE7D496B6020000001A00670D124926004366532E8D927A33FE84E782A9594D39157D065E")); got != "states locked" {
		t.Errorf("states: %s", got)
	}
	// Perform unlock: the challenge comes in the published pieces.
	r.hal.feed("57D95521BEA186B5A9244F025737924C5B7E33592D0614D5F6EF2E2F142C6D4B", "99C8613A9F6AB6D3FB0399D37AD38C5C003AC139B1567BC1")
	got := c.say(keyturner.USDIO, unhex("88FDEFD7F941B63C242B7F84B3D786886340A4A8B1C1EAA0020000001A00066819A2956E6A79AF6ED66D257B276715F51F63A8BEB9ED0D47"))
	if want := "99C8613A9F6AB6D3FB0399D37AD38C5C003AC139 B1567BC102000000380028CDCC668C08DA47BF32 " +
		"3BF9371EBF068F6D480438563660780A4234D9A2 3794E305EE37878874EDE106A0BBFCF5B60E0C2E 2BA17248A02B"; strings.Join(got, " ") != want {
		t.Fatalf("challenge: %s", got)
	}
	if err := c.Write(keyturner.USDIO, unhex("19467990B69FFBE3D484A5882C995449E3EBC878712152E7020000003E00B30D19E0C0A12F4D8C887864877B8853437825D587F85BB6C21BF674E204A685AC5E40E8A5FDB85349F520069496F092FAB63736928C0933DB34CFA21809")); err != nil {
		t.Fatal(err)
	}
	var in keyturner.Assembler
	var told []string
	for range 50 {
		r.run(100 * time.Millisecond)
		c.pump()
		for _, i := range c.got {
			m, err := in.Add(i.from, i.value)
			if err != nil {
				t.Fatal(err)
			}
			if m != nil {
				told = append(told, o.told(indicated{i.from, m}))
			}
		}
		c.got = nil
	}
	if got := strings.Join(told, ", "); got != "accepted, states unlocking, states unlocked, complete" {
		t.Errorf("unlock: %s", got)
	}
}

func TestEveryCommandIsAnsweredInItsSequence(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	var key [32]byte
	limits := keyturner.TimeLimits{}
	r.must(Command{Op: OpUpdateTime, Auth: o.id, PIN: 4321, Time: at("2026-06-16 12:00:00")})
	for _, c := range []struct {
		cmd  keyturner.Command
		body []byte
		want string
	}{
		{keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdStates}.Append(nil), "states locked"},
		{keyturner.CmdRequestData, append(keyturner.RequestData{Want: keyturner.CmdStates}.Append(nil), 1, 2, 3), "states locked"},
		{keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdBatteryReport}.Append(nil), "battery-report 17"},
		{keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdOpeningsClosings}.Append(nil), "error FF of 0010"},
		{keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdMostRecentCommand}.Append(nil), "error FF of 000F"},
		{keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdPublicKey}.Append(nil), "error FF of 0003"},
		{keyturner.CmdRequestConfig, nil, "config 74"},
		{keyturner.CmdRequestAdvancedConfig, nil, "advanced-config 31"},
		{keyturner.CmdSetConfig, (&keyturner.Settings{Name: keyturner.NewName("Front door"), TimeZone: 37, PairingEnabled: true}).Append(nil), "complete"},
		{keyturner.CmdSetAdvancedConfig, (&keyturner.SetAdvancedConfig{AdvancedSettings: keyturner.AdvancedSettings{LockNGoSeconds: 20, UnlatchSeconds: 3, AutoLockEnabled: true}}).Append(nil), "complete"},
		{keyturner.CmdSetAdvancedConfig, (&keyturner.SetAdvancedConfig{Short: true, AdvancedSettings: keyturner.AdvancedSettings{LockNGoSeconds: 20, UnlatchSeconds: 3}}).Append(nil), "complete"},
		{keyturner.CmdSetAdvancedConfig, (&keyturner.SetAdvancedConfig{AdvancedSettings: keyturner.AdvancedSettings{LockNGoSeconds: 4, UnlatchSeconds: 3}}).Append(nil), "error 23 of 0035"},
		{keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 10000), "error 23 of 0019"},
		{keyturner.CmdVerifyPIN, nil, "complete"},
		{keyturner.CmdUpdateTime, keyturner.DateOf(1_781_600_000).Append(nil), "complete"},
		{keyturner.CmdUpdateTime, make([]byte, 7), "error 23 of 0021"},
		{keyturner.CmdUpdateTime, keyturner.Date{Year: 2026, Month: 2, Day: 30}.Append(nil), "error 23 of 0021"},
		{keyturner.CmdLockAction, (&keyturner.LockActionRequest{Action: keyturner.ActionUnlock}).Append(nil), "accepted, states unlocking, states unlocked, complete"},
		{keyturner.CmdLockAction, (&keyturner.LockActionRequest{Action: keyturner.ActionLock, HasSuffix: true, Suffix: keyturner.NewShortName(" (car)")}).Append(nil), "accepted, states locking, states locked, complete"},
		{keyturner.CmdLockAction, []byte{0x44, 0, 0, 0, 0, 0}, "error 23 of 000D"},
		{keyturner.CmdSimpleLockAction, []byte{1}, "accepted, states unlocking, states unlocked, complete"},
		{keyturner.CmdSimpleLockAction, []byte{2}, "accepted, states locking, states locked, complete"},
		{keyturner.CmdSimpleLockAction, []byte{3}, "error 23 of 0100"},
		{keyturner.CmdLockAction, (&keyturner.LockActionRequest{Action: keyturner.ActionUnlatch}).Append(nil),
			"accepted, states unlocking, states unlatching, states unlatched, states unlocked, complete"},
		{keyturner.CmdLockAction, (&keyturner.LockActionRequest{Action: keyturner.ActionFullLock}).Append(nil), "accepted, states locking, states locked, complete"},
		{keyturner.CmdLockAction, (&keyturner.LockActionRequest{Action: keyturner.ActionLockNGo}).Append(nil), "accepted, states unlocking, states unlocked-lock-n-go, complete"},
		{keyturner.CmdRequestCalibration, nil, "accepted, states calibrating, states unlocked, complete"},
		{keyturner.CmdKeypadAction, make([]byte, 6), "error 23 of 0048"},
		{keyturner.CmdEnableLogging, []byte{0}, "complete"},
		{keyturner.CmdEnableLogging, []byte{2}, "error 23 of 0034"},
		{keyturner.CmdEnableLogging, []byte{1}, "complete"},
		{keyturner.CmdRequestLog, keyturner.LogRequest{Count: 0, Total: true}.Append(nil), "log-entry-count 5, complete"},
		{keyturner.CmdRequestLog, keyturner.LogRequest{Count: 2, Descending: true}.Append(nil), "log-entry 49, log-entry 49, complete"},
		{keyturner.CmdInvite, (&keyturner.Invite{Name: keyturner.NewName("guest"), Key: key, Limits: limits}).Append(nil), "invite-id 11, complete"},
		{keyturner.CmdRequestAuthorizations, keyturner.ListRequest{Count: 9}.Append(nil), "authorization-entry-count 2, authorization-entry 56, authorization-entry 56, complete"},
		{keyturner.CmdUpdateAuthorization, (&keyturner.UpdateAuthorization{ID: 2, Name: keyturner.NewName("guest"), Limits: keyturner.TimeLimits{Limited: true}}).Append(nil), "complete"},
		{keyturner.CmdRequestAuthorizations, keyturner.ListRequest{Offset: 1, Count: 9}.Append(nil), "authorization-entry-count 2, authorization-entry 75, complete"},
		{keyturner.CmdUpdateAuthorization, (&keyturner.UpdateAuthorization{ID: 99, Name: keyturner.NewName("guest")}).Append(nil), "error 24 of 0025"},
		{keyturner.CmdRemoveAuthorization, keyturner.AppendRemoveAuthorization(nil, 2), "complete"},
		{keyturner.CmdRemoveAuthorization, keyturner.AppendRemoveAuthorization(nil, 2), "error 24 of 0008"},
		{keyturner.CmdAddTimeControl, keyturner.TimeControl{Action: keyturner.ActionLock}.Append(nil), "time-control-entry-id 1, complete"},
		{keyturner.CmdUpdateTimeControl, keyturner.TimeControlEntry{ID: 1, TimeControl: keyturner.TimeControl{Action: keyturner.ActionUnlock}}.Append(nil), "complete"},
		{keyturner.CmdRequestTimeControls, nil, "time-control-entry-count 1, time-control-entry 6, complete"},
		{keyturner.CmdRemoveTimeControl, []byte{1}, "complete"},
		{keyturner.CmdRemoveTimeControl, []byte{1}, "error 23 of 003B"},
		{keyturner.CmdRequestTimeControls, nil, "time-control-entry-count 1, complete"},
		{keyturner.CmdAddKeypadCode, (&keyturner.AddKeypadCode{Code: 334455, Name: keyturner.NewShortName("Cleaner")}).Append(nil), "keypad-code-id 9, complete"},
		{keyturner.CmdAddKeypadCode, (&keyturner.AddKeypadCode{Code: 334455}).Append(nil), "error 2A of 0041"},
		{keyturner.CmdAddKeypadCode, (&keyturner.AddKeypadCode{Code: 123456}).Append(nil), "error 23 of 0041"},
		{keyturner.CmdUpdateKeypadCode, (&keyturner.UpdateKeypadCode{ID: 1, Code: 334455, Limits: keyturner.TimeLimits{Limited: true}}).Append(nil), "complete"},
		{keyturner.CmdRequestKeypadCodes, keyturner.ListRequest{Count: 9}.Append(nil), "keypad-code-count 2, keypad-code 63, complete"},
		{keyturner.CmdRemoveKeypadCode, []byte{1, 0}, "complete"},
		{keyturner.CmdRemoveKeypadCode, []byte{1, 0}, "error 23 of 0047"},
	} {
		pause := time.Duration(0)
		if c.cmd == keyturner.CmdLockAction || c.cmd == keyturner.CmdSimpleLockAction || c.cmd == keyturner.CmdRequestCalibration {
			pause = 40 * time.Second
		}
		if got := o.order(c.cmd, c.body, 4321, pause); got != c.want {
			t.Errorf("%v %x: %s, want %s", c.cmd, c.body, got, c.want)
		}
	}
	entries := r.must(Command{Op: OpRequestLog, Auth: o.id, PIN: 4321, Count: ListPage}).Log
	suffixed := false
	for _, e := range entries {
		suffixed = suffixed || e.Name.String() == "owner (car)"
	}
	if !suffixed {
		t.Errorf("the suffix is missing in the log: %+v", entries)
	}
}

func TestAKeypadIsAnsweredAsALockAction(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	o.order(keyturner.CmdAddKeypadCode, (&keyturner.AddKeypadCode{Code: 334455}).Append(nil), 4321, 0)
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	pad := o.central.owner("pad", keyturner.IDKeypad)
	press := func(code uint32) string {
		return pad.order(keyturner.CmdKeypadAction, (&keyturner.KeypadActionRequest{Source: keyturner.KeypadCodeEntry, Code: code}).Append(nil), 0, 5*time.Second)
	}
	if got := press(334455); got != "accepted, states unlocking, states unlocked, complete" {
		t.Error(got)
	}
	if got := press(334456); got != "error 2B of 0048" {
		t.Error(got)
	}
}

func TestChecksComeInThePublishedOrder(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	limited := keyturner.TimeLimits{Limited: true, Weekdays: keyturner.Monday}
	r.must(Command{Op: OpUpdateTime, Auth: o.id, PIN: 4321, Time: at("2026-06-16 12:00:00")}) // a Tuesday
	guest := func(l keyturner.TimeLimits, enabled bool) *talker {
		key := [32]byte{byte(len(r.hal.replies)), 1}
		id := r.must(Command{Op: OpInviteAuthorization, Auth: o.id, PIN: 4321, Name: keyturner.NewName("guest"), Key: key, Limits: limitsOf(&l)}).Auth
		if !enabled {
			r.must(Command{Op: OpUpdateAuthorization, Auth: o.id, PIN: 4321, Target: id, Name: keyturner.NewName("guest"), Limits: limitsOf(&l)})
		}
		return o.central.as(keyturner.Credentials{AuthID: id, Key: key})
	}
	off, late := guest(limited, false), guest(limited, true)
	states := keyturner.RequestData{Want: keyturner.CmdStates}.Append(nil)
	challenge := keyturner.RequestData{Want: keyturner.CmdChallenge}.Append(nil)
	stranger := o.central.as(keyturner.Credentials{AuthID: 77, Key: o.key})
	impostor := o.central.as(keyturner.Credentials{AuthID: o.id, Key: [32]byte{9}})
	badCRC := func(who *talker, cmd keyturner.Command, payload []byte) []byte {
		inner := keyturner.AppendInner(nil, who.id, cmd, payload)
		inner[len(inner)-1] ^= 1
		return who.box(inner)
	}
	twoFaced := keyturner.AppendInner(nil, 77, keyturner.CmdRequestData, states)
	const notAuthorized = "plain error 20 of 0000"
	for _, c := range []struct {
		name    string
		who     *talker
		message []byte
		want    string
	}{
		{"too short", o, make([]byte, 53), "plain error FE of 0000"},
		{"not as long as it says", o, append(o.seal(keyturner.CmdRequestData, states), 0), "plain error FE of 0000"},
		{"half of it", o, o.seal(keyturner.CmdRequestData, states)[:40], "plain error FE of 0000"},
		{"unknown authorization", stranger, stranger.seal(keyturner.CmdRequestData, states), notAuthorized},
		{"wrong key", impostor, impostor.seal(keyturner.CmdRequestData, states), notAuthorized},
		{"another authorization inside", o, o.box(twoFaced), notAuthorized},
		{"wrong check", o, badCRC(o, keyturner.CmdLockAction, make([]byte, 38)), "error FD of 000D"},
		{"wrong check before disabled", off, badCRC(off, keyturner.CmdLockAction, make([]byte, 38)), "error FD of 000D"},
		{"disabled before limits", off, off.seal(keyturner.CmdRequestData, states), "error 25 of 0001"},
		{"disabled before unknown", off, off.seal(0x0777, nil), "error 25 of 0777"},
		{"limits let states through", late, late.seal(keyturner.CmdRequestData, states), "states locked"},
		{"limits let challenges through", late, late.seal(keyturner.CmdRequestData, challenge), "challenge"},
		{"limits before unknown", late, late.seal(0x0777, nil), "error 27 of 0777"},
		{"limits before length", late, late.seal(keyturner.CmdLockAction, nil), "error 27 of 000D"},
		{"unknown", o, o.seal(0x0777, nil), "error FF of 0777"},
		{"a message of the lock", o, o.seal(keyturner.CmdStatus, []byte{0}), "error FF of 000E"},
		{"a message of the pairing", o, o.seal(keyturner.CmdPublicKey, make([]byte, 32)), "error FF of 0003"},
		{"length before challenge", o, o.seal(keyturner.CmdLockAction, make([]byte, 39)), "error FE of 000D"},
		{"request without what it requests", o, o.seal(keyturner.CmdRequestData, []byte{1}), "error FE of 0001"},
		{"challenge before PIN", o, o.seal(keyturner.CmdVerifyPIN, make([]byte, 34)), "error 22 of 0020"},
		{"challenge before parameters", o, o.seal(keyturner.CmdLockAction, make([]byte, 38)), "error 22 of 000D"},
	} {
		if got := c.who.raw(c.message); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := o.order(keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 0xFFFF), 1, 0); got != "error 21 of 0019" {
		t.Errorf("PIN before parameters: %s", got)
	}
	if len(r.hal.hungUp) != 0 {
		t.Error("an error ends the connection")
	}
}

// box encrypts a content as it is.
func (t *talker) box(inner []byte) []byte {
	m := t.seal(0, inner[6:len(inner)-2])
	return resealed(m, t.key, inner)
}

func TestTheSequenceOfAChallenge(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	unlock := (&keyturner.LockActionRequest{Action: keyturner.ActionUnlock}).Append(nil)
	o.challenge()
	request := o.request(keyturner.CmdLockAction, unlock, 0)
	if got := o.raw(request); got != "accepted, states unlocking" {
		t.Fatal(got)
	}
	o.listen(5 * time.Second)
	// The very same bytes once more, as a client sends them that has waited long.
	if got := o.raw(request); got != "error 22 of 000D" || r.app.State.Motion.moving() {
		t.Errorf("a replay: %s", got)
	}
	// A wrong attempt uses it up.
	o.challenge()
	if got := o.raw(o.request(keyturner.CmdVerifyPIN, nil, 1)); got != "error 21 of 0020" {
		t.Error(got)
	}
	if got := o.raw(o.request(keyturner.CmdVerifyPIN, nil, 4321)); got != "error 22 of 0020" {
		t.Errorf("a used one: %s", got)
	}
	// A new one replaces the old one.
	o.challenge()
	old := o.request(keyturner.CmdVerifyPIN, nil, 4321)
	o.challenge()
	if got := o.raw(old); got != "error 22 of 0020" {
		t.Errorf("a replaced one: %s", got)
	}
	// It belongs to its connection and ends with it.
	o.challenge()
	other := &talker{central: r.connect(2, 247), id: o.id, key: o.key, nonce: o.nonce}
	if got := other.raw(other.request(keyturner.CmdVerifyPIN, nil, 4321)); got != "error 22 of 0020" {
		t.Errorf("on another connection: %s", got)
	}
	o.challenge()
	r.handle(Event{Kind: LinkDown, Phone: 1})
	again := &talker{central: r.connect(3, 247), id: o.id, key: o.key, nonce: o.nonce}
	if got := again.raw(again.request(keyturner.CmdVerifyPIN, nil, 4321)); got != "error 22 of 0020" {
		t.Errorf("after its connection: %s", got)
	}
	for i := range r.app.State.Challenges {
		if c := r.app.State.Challenges[i]; c != (challenge{}) {
			t.Errorf("slot %d still has a challenge", i)
		}
	}
	// Two authorizations on one connection have one each.
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	second := again.central.owner("second", keyturner.IDApp)
	again.challenge()
	second.challenge()
	if a, b := again.raw(again.request(keyturner.CmdVerifyPIN, nil, 4321)), second.raw(second.request(keyturner.CmdVerifyPIN, nil, 4321)); a != "complete" || b != "complete" {
		t.Errorf("%s and %s", a, b)
	}
}

func TestTooManyWrongPINsShutEverybodyOut(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	other := r.connect(2, 247).owner("other", keyturner.IDApp)
	for n := range 5 {
		if got := o.order(keyturner.CmdVerifyPIN, nil, 1, 0); got != "error 21 of 0020" {
			t.Fatalf("wrong PIN %d: %s", n, got)
		}
	}
	if got := o.order(keyturner.CmdVerifyPIN, nil, 4321, 0); got != "error 28 of 0020" {
		t.Errorf("the right PIN: %s", got)
	}
	if got := other.order(keyturner.CmdRequestLog, keyturner.LogRequest{}.Append(nil), 4321, 0); got != "error 28 of 0031" {
		t.Errorf("somebody else: %s", got)
	}
	if got := other.order(keyturner.CmdRequestConfig, nil, 0, 0); got != "config 74" {
		t.Errorf("without a PIN: %s", got)
	}
	r.handle(Event{Kind: LinkDown, Phone: 1})
	o.central = r.connect(3, 247)
	if got := o.order(keyturner.CmdVerifyPIN, nil, 4321, 0); got != "error 28 of 0020" {
		t.Errorf("after a new connection: %s", got)
	}
	r.run(time.Minute)
	if got := o.order(keyturner.CmdVerifyPIN, nil, 4321, 0); got != "complete" {
		t.Errorf("a minute later: %s", got)
	}
}

func TestIDsOfOtherProductsAreUnknown(t *testing.T) {
	_, o := talking(t, profile(t, "ab-slots"))
	for _, cmd := range []keyturner.Command{
		0x0002, 0x0022, 0x0023, 0x0024, 0x0026, 0x0029, 0x002F, 0x004B, 0x004C, 0x0057, 0x0058, 0x0059, 0x0060, 0x0061, 0x0063, 0x0064, 0x0065,
		0x0066, 0x006E, 0x0080, 0x0081, 0x0082, 0x0085, 0x0086, 0x0087, 0x0089, 0x008A, 0x008B, 0x008F, 0x0090, 0x0091, 0x0098, 0x0099, 0x009A,
		0x009C, 0x0110, 0x0114, 0xFFFF,
	} {
		want := "error FF of " + strings.ToUpper(string(hexOf([]byte{byte(cmd >> 8), byte(cmd)})))
		if got := o.raw(o.seal(cmd, make([]byte, 34))); got != want {
			t.Errorf("0x%04x: %s", uint16(cmd), got)
		}
	}
}

func TestTheGeneralCharacteristicTakesNothing(t *testing.T) {
	_, o := talking(t, profile(t, "ab-slots"))
	for message, want := range map[string]string{
		"0100030027A7": "plain error FF of 0001", "010003000000": "plain error FD of 0001", "00": "plain error FF of 0000",
	} {
		if err := o.Write(keyturner.KeyturnerGDIO, unhex(message)); err != nil {
			t.Fatal(err)
		}
		if got := o.listen(0); got != want {
			t.Errorf("%s: %s, want %s", message, got, want)
		}
	}
}

func TestWhoRemovesItselfIsToldAndThenUnknown(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	if got := o.order(keyturner.CmdRemoveAuthorization, keyturner.AppendRemoveAuthorization(nil, o.id), 4321, 0); got != "complete" {
		t.Errorf("removal: %s", got)
	}
	if got := o.raw(o.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); got != "plain error 20 of 0000" {
		t.Errorf("afterwards: %s", got)
	}
	if r.hal.radio.Beacon.Count != 2 {
		t.Error("a lock without users does not show that it can be paired")
	}
}
