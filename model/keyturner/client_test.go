package keyturner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// done is the answer to a request that has no other.
var done = answer{CmdStatus, []byte{0}}

// say is a script's line that does not depend on the request.
func say(a ...answer) func([]byte) []answer { return func([]byte) []answer { return a } }

// lockError wants an error report.
func lockError(t *testing.T, err error, want LockError) {
	t.Helper()
	var e *LockError
	if !errors.As(err, &e) || *e != want {
		t.Errorf("%v, not %v", err, &want)
	}
}

func TestPairingWorksInPiecesOfAnySize(t *testing.T) {
	for _, mtu := range []int{4, 5, 23, 24, 48, 91, 247} {
		_, l := paired(t, mtu)
		if l.user.Type != IDBridge || l.user.AppID != 0x11223344 || l.user.Name != NewName("Test bridge") {
			t.Errorf("MTU %d: the lock knows %+v", mtu, l.user)
		}
	}
}

func TestPairingGivesWhatBothSidesKnow(t *testing.T) {
	c, l := paired(t, 23)
	want := Credentials{AuthID: 5, Key: l.key, LockPublic: unhex32(t, ours.lockPublic), LockUUID: l.uuid, Type: IDBridge, AppID: 0x11223344, Name: "Test bridge"}
	equal(t, "credentials", c.identity, want)
}

func TestPairingEndsWithTheReasonOfItsFailure(t *testing.T) {
	pair := func(set func(*scriptedLock), o PairOptions) error {
		l := newScriptedLock(t, 23)
		set(l)
		if o.Random == nil {
			o.Random = new(counting)
		}
		c, err := Pair(l, o)
		if err == nil || c != (Credentials{}) {
			t.Errorf("credentials %v, error %v", c, err)
		}
		return err
	}
	fine := PairOptions{Name: "phone"}
	lockError(t, pair(func(l *scriptedLock) { l.pairing = false }, fine), LockError{ErrNotPairing, CmdRequestData})
	for want, err := range map[error]error{
		ErrNotAuthentic: pair(func(l *scriptedLock) { l.liarAboutID = true }, fine),
		ErrUnexpected:   pair(func(l *scriptedLock) { l.liarAboutReply = true }, fine),
		ErrValue:        pair(func(*scriptedLock) {}, PairOptions{Name: "\x00"}),
		io.EOF:          pair(func(*scriptedLock) {}, PairOptions{Name: "phone", Random: strings.NewReader("")}),
	} {
		if !errors.Is(err, want) {
			t.Errorf("%v, not %v", err, want)
		}
	}
}

func TestReadingStatesAndReports(t *testing.T) {
	for _, mtu := range []int{23, 247} {
		c, l := paired(t, mtu)
		profile := Gen2()
		states := States{Nuki: DoorMode, Lock: Locked, Time: noon}
		report := BatteryReport{DrainMilliwattSeconds: 2500, StartTemperature: -5}
		l.script = map[Command]func([]byte) []answer{
			CmdStates:        say(answer{CmdStates, profile.AppendStates(nil, &states)}),
			CmdBatteryReport: say(answer{CmdBatteryReport, report.Append(nil)}),
		}
		equal(t, "states", must(c.States())(t), states)
		equal(t, "battery", must(c.BatteryReport())(t), report)
		if _, err := c.Config(); err == nil {
			t.Error("a lock without that script tells its configuration")
		}
	}
}

func TestALockActionTellsEachStateOnItsWay(t *testing.T) {
	c, l := paired(t, 23)
	moving := func(body []byte) []answer {
		r := must(ParseLockAction(body))(t)
		equal(t, "request", r, LockActionRequest{Action: ActionUnlock, AppID: 9, HasSuffix: true, Suffix: NewShortName("door")})
		var out []answer
		out = append(out, answer{CmdStatus, []byte{1}})
		for _, s := range []LockState{Unlocking, Unlocked} {
			states := States{Lock: s}
			out = append(out, answer{CmdStates, states.Append(nil, 21)})
		}
		return append(out, done)
	}
	l.script = map[Command]func([]byte) []answer{CmdLockAction: moving}
	var seen []LockState
	watch := func(s States) { seen = append(seen, s.Lock) }
	r := LockActionRequest{Action: ActionUnlock, AppID: 9, HasSuffix: true, Suffix: NewShortName("door")}
	if err := c.LockAction(r, watch); err != nil {
		t.Fatal(err)
	}
	equal(t, "states", fmt.Sprint(seen), "[unlocking unlocked]")
	if err := c.LockAction(r, nil); err != nil {
		t.Error(err)
	}

	blocked := States{Lock: MotorBlocked}
	l.script[CmdSimpleLockAction] = say(answer{CmdStatus, []byte{1}}, answer{CmdStates, blocked.Append(nil, 21)},
		answer{CmdErrorReport, ErrorReport{ErrMotorBlocked, CmdSimpleLockAction}.Append(nil)})
	seen = nil
	lockError(t, c.SimpleLockAction(ActionLock, watch), LockError{ErrMotorBlocked, CmdSimpleLockAction})
	equal(t, "states", fmt.Sprint(seen), "[motor-blocked]")

	l.script[CmdKeypadAction] = say(done)
	if err := c.KeypadAction(KeypadActionRequest{KeypadCodeEntry, 334455, KeypadLock}, nil); err != nil {
		t.Errorf("a lock that is there already: %v", err)
	}
	l.script[CmdRequestCalibration] = say(answer{CmdStatus, []byte{1}}, done)
	if err := c.Calibrate(1234, nil); err != nil {
		t.Error(err)
	}
	l.script[CmdLockAction] = func([]byte) []answer { return []answer{{CmdStatus, []byte{1}}} }
	if err := c.LockAction(r, nil); !errors.Is(err, errSilence) {
		t.Errorf("a lock that falls silent: %v", err)
	}
}

func TestStatesThatComeLateDoNotDisturbTheNextRequest(t *testing.T) {
	c, l := paired(t, 23)
	late := States{Lock: Locking}
	l.script = map[Command]func([]byte) []answer{CmdVerifyPIN: say(done)}
	l.sealed(CmdStates, late.Append(nil, 21))
	if ok, err := c.VerifyPIN(1234); !ok || err != nil {
		t.Error(ok, err)
	}
}

func TestVerifyingAPINIsAnAnswerAndNotAnError(t *testing.T) {
	c, l := paired(t, 23)
	l.script = map[Command]func([]byte) []answer{CmdVerifyPIN: say(done), CmdSetPIN: func(body []byte) []answer {
		l.pin = must(ParsePIN(body))(t)
		return []answer{done}
	}}
	ask := func(pin uint16, want bool) {
		t.Helper()
		if ok, err := c.VerifyPIN(pin); ok != want || err != nil {
			t.Error(ok, err)
		}
	}
	ask(1234, true)
	ask(4321, false)
	lockError(t, c.SetPIN(5678, 4321), LockError{ErrBadPIN, CmdSetPIN})
	if err := c.SetPIN(5678, 1234); err != nil {
		t.Fatal(err)
	}
	ask(1234, false)
	ask(5678, true)
	l.script[CmdVerifyPIN] = say(answer{CmdErrorReport, ErrorReport{ErrTooManyPINAttempts, CmdVerifyPIN}.Append(nil)})
	_, err := c.VerifyPIN(5678)
	lockError(t, err, LockError{ErrTooManyPINAttempts, CmdVerifyPIN})
	if strings.Contains(err.Error(), "5678") {
		t.Errorf("the error tells the PIN: %v", err)
	}
}

func TestTheWrongKeyIsReportedInTheClear(t *testing.T) {
	c, l := paired(t, 23)
	l.key[0]++
	_, err := c.States()
	lockError(t, err, LockError{ErrNotAuthorized, 0})
	if !strings.Contains(err.Error(), "0x20 not authorized") {
		t.Errorf("%v", err)
	}
}

func TestAnAnswerForSomebodyElseIsNotTaken(t *testing.T) {
	c, l := paired(t, 247)
	nonce := [24]byte{1}
	l.script = map[Command]func([]byte) []answer{CmdStates: func([]byte) []answer {
		states := States{}
		l.indicate(USDIO, Seal(nil, &l.key, &nonce, 6, CmdStates, states.Append(nil, 21)))
		return nil
	}}
	if _, err := c.States(); !errors.Is(err, ErrUnexpected) {
		t.Errorf("%v", err)
	}
	l.script[CmdStates] = func([]byte) []answer {
		l.indicate(USDIO, Seal(nil, &[32]byte{1}, &nonce, 5, CmdStates, nil))
		return nil
	}
	if _, err := c.States(); !errors.Is(err, ErrNotAuthentic) {
		t.Errorf("%v", err)
	}
}

func TestCredentialsKeepTheirKeyInFilesOnly(t *testing.T) {
	c, l := paired(t, 23)
	file, err := json.Marshal(c.identity)
	if err != nil {
		t.Fatal(err)
	}
	var back Credentials
	if err := json.Unmarshal(file, &back); err != nil {
		t.Fatal(err)
	}
	equal(t, "credentials", back, c.identity)
	secret := fmt.Sprintf("%x", l.key[:4])
	if !strings.Contains(string(file), secret) {
		t.Error("the file lacks the key")
	}
	for _, text := range []string{fmt.Sprint(back), fmt.Sprintf("%+v", back), fmt.Sprintf("%#v", back), fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c)} {
		if !strings.Contains(text, "authorization 5 of bridge") || strings.Contains(text, fmt.Sprint(l.key[0])+" ") {
			t.Errorf("printed as %s", text)
		}
	}
	for _, bad := range []string{`{}`, `[]`, `{"key":"00"}`, strings.Replace(string(file), secret, "zz"+secret[2:], 1)} {
		err := json.Unmarshal([]byte(bad), &back)
		if !errors.Is(err, ErrValue) || strings.Contains(err.Error(), secret[2:]) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
