package keyturner

import (
	"errors"
	"slices"
	"testing"
)

// taking remembers the request's body and answers.
func taking(dst *[]byte, a ...answer) func([]byte) []answer {
	return func(body []byte) []answer {
		*dst = append([]byte(nil), body...)
		return a
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	c, l := paired(t, 23)
	one := AuthorizationEntry{ID: 5, Type: IDBridge, Name: NewName("Test bridge")}
	two := AuthorizationEntry{ID: 6, Name: NewName("guest"), Limits: limits}
	code := KeypadCode{ID: 3, Code: 334455, Name: NewShortName("Cleaner"), Limits: limits}
	control := TimeControlEntry{7, true, TimeControl{Monday, ClockTime{6, 30}, ActionUnlock}}
	entry := LogEntry{Index: 42, Name: NewName("guest"), Type: LogDoor, Data: [5]byte{1}}
	count := LogCount{Logging: true, Count: 1}
	var body []byte
	l.script = map[Command]func([]byte) []answer{
		CmdRequestAuthorizations: taking(&body, answer{CmdAuthorizationCount, []byte{2, 0}}, answer{CmdAuthorizationEntry, one.Append(nil)},
			answer{CmdAuthorizationEntry, two.Append(nil)}, done),
		CmdRequestKeypadCodes:  taking(&body, answer{CmdKeypadCodeCount, []byte{1, 0}}, answer{CmdKeypadCode, code.Append(nil)}, done),
		CmdRequestTimeControls: taking(&body, answer{CmdTimeControlCount, []byte{1}}, answer{CmdTimeControlEntry, control.Append(nil)}, done),
		CmdRequestLog:          taking(&body, answer{CmdLogCount, count.Append(nil)}, answer{CmdLogEntry, entry.Append(nil)}, done),
	}
	all := ListRequest{0, 0xFFFF}
	total, entries, err := c.Authorizations(all, 1234)
	if err != nil || total != 2 || !slices.Equal(entries, []AuthorizationEntry{one, two}) {
		t.Errorf("authorizations: %d, %+v, %v", total, entries, err)
	}
	equal(t, "request", must(ParseListRequest(body))(t), all)
	total, codes, err := c.KeypadCodes(all, 1234)
	if err != nil || total != 1 || !slices.Equal(codes, []KeypadCode{code}) {
		t.Errorf("codes: %d, %+v, %v", total, codes, err)
	}
	controls, err := c.TimeControls(1234)
	if err != nil || !slices.Equal(controls, []TimeControlEntry{control}) {
		t.Errorf("time control: %+v, %v", controls, err)
	}
	want := LogRequest{Start: 41, Count: 10, Descending: true, Total: true}
	logCount, lines, err := c.Log(want, 1234)
	if err != nil || logCount != count || !slices.Equal(lines, []LogEntry{entry}) {
		t.Errorf("log: %+v, %+v, %v", logCount, lines, err)
	}
	equal(t, "request", must(ParseLogRequest(body))(t), want)

	l.script[CmdRequestLog] = say(answer{CmdKeypadCode, code.Append(nil)}, done)
	if _, _, err := c.Log(want, 1234); !errors.Is(err, ErrUnexpected) {
		t.Errorf("a stranger in a list: %v", err)
	}
	l.queue = nil
	_, _, err = c.Authorizations(all, 1)
	lockError(t, err, LockError{ErrBadPIN, CmdRequestAuthorizations})
}

func TestSettingsAreFetchedAndSet(t *testing.T) {
	c, l := paired(t, 23)
	profile := Gen2()
	config := Config{NukiID: 1, Time: noon, Settings: Settings{Name: NewName("Front door"), LEDBrightness: 3, TimeZone: 37}}
	advanced := AdvancedConfig{930, AdvancedSettings{LockNGoSeconds: 20, NightStart: ClockTime{22, 0}, AutoUpdate: true}}
	var body []byte
	l.script = map[Command]func([]byte) []answer{
		CmdRequestConfig:         say(answer{CmdConfig, profile.AppendConfig(nil, &config)}),
		CmdRequestAdvancedConfig: say(answer{CmdAdvancedConfig, profile.AppendAdvancedConfig(nil, &advanced)}),
		CmdSetConfig:             taking(&body, done),
		CmdSetAdvancedConfig:     taking(&body, done),
	}
	equal(t, "configuration", must(c.Config())(t), config)
	if err := c.SetConfig(config.Settings, 1234); err != nil {
		t.Fatal(err)
	}
	equal(t, "set", must(ParseSetConfig(body))(t), config.Settings)
	equal(t, "advanced configuration", must(c.AdvancedConfig())(t), advanced)
	for _, short := range []bool{false, true} {
		if err := c.SetAdvancedConfig(SetAdvancedConfig{advanced.AdvancedSettings, short}, 1234); err != nil {
			t.Fatal(err)
		}
		got := must(ParseSetAdvancedConfig(body))(t)
		equal(t, "short form", got.Short, short)
		equal(t, "night start", got.NightStart, ClockTime{22, 0})
		equal(t, "last setting", got.AutoUpdate, !short)
	}
}

func TestOrdersCarryWhatTheyAsk(t *testing.T) {
	c, l := paired(t, 23)
	invite := Invite{Name: NewName("guest"), Key: [32]byte{9}, Limits: limits}
	update := UpdateAuthorization{ID: 6, Name: NewName("guest"), Enabled: true}
	adding := AddKeypadCode{Code: 334455, Name: NewShortName("Cleaner"), Limits: limits}
	codeUpdate := UpdateKeypadCode{ID: 3, Code: 334466, Name: NewShortName("Cleaner")}
	control := TimeControl{Monday, ClockTime{6, 30}, ActionUnlock}
	id, codeID := InviteID{6, created}, KeypadCodeID{3, created}
	var body []byte
	for _, o := range []struct {
		command Command
		answers []answer
		order   func() error
		body    []byte
	}{
		{CmdInvite, []answer{{CmdInviteID, id.Append(nil)}, done}, func() error {
			got, err := c.Invite(invite, 1234)
			if err == nil {
				equal(t, "invited", got, id)
			}
			return err
		}, invite.Append(nil)},
		{CmdUpdateAuthorization, []answer{done}, func() error { return c.UpdateAuthorization(update, 1234) }, update.Append(nil)},
		{CmdRemoveAuthorization, []answer{done}, func() error { return c.RemoveAuthorization(6, 1234) }, []byte{6, 0, 0, 0}},
		{CmdEnableLogging, []answer{done}, func() error { return c.EnableLogging(true, 1234) }, []byte{1}},
		{CmdRequestReboot, []answer{done}, func() error { return c.Reboot(1234) }, nil},
		{CmdUpdateTime, []answer{done}, func() error { return c.UpdateTime(noon, 1234) }, noon.Append(nil)},
		{CmdAddTimeControl, []answer{{CmdTimeControlID, []byte{7}}, done}, func() error {
			got, err := c.AddTimeControl(control, 1234)
			if err == nil {
				equal(t, "added", got, 7)
			}
			return err
		}, control.Append(nil)},
		{CmdUpdateTimeControl, []answer{done}, func() error { return c.UpdateTimeControl(TimeControlEntry{7, true, control}, 1234) },
			append([]byte{7, 1}, control.Append(nil)...)},
		{CmdRemoveTimeControl, []answer{done}, func() error { return c.RemoveTimeControl(7, 1234) }, []byte{7}},
		{CmdAddKeypadCode, []answer{{CmdKeypadCodeID, codeID.Append(nil)}, done}, func() error {
			got, err := c.AddKeypadCode(adding, 1234)
			if err == nil {
				equal(t, "added", got, codeID)
			}
			return err
		}, adding.Append(nil)},
		{CmdUpdateKeypadCode, []answer{done}, func() error { return c.UpdateKeypadCode(codeUpdate, 1234) }, codeUpdate.Append(nil)},
		{CmdRemoveKeypadCode, []answer{done}, func() error { return c.RemoveKeypadCode(3, 1234) }, []byte{3, 0}},
	} {
		body = nil
		l.script = map[Command]func([]byte) []answer{o.command: taking(&body, o.answers...)}
		if err := o.order(); err != nil {
			t.Errorf("%s: %v", o.command, err)
		}
		same(t, o.command.String(), body, o.body)
		l.pin = 4321
		lockError(t, o.order(), LockError{ErrBadPIN, o.command})
		l.pin = 1234
	}
}
