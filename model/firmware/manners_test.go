package firmware

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"locktwin/model/keyturner"
)

// answers says which messages may follow a request, one after the other; a star
// stands for any number of them.
var answers = map[keyturner.Command][]string{
	keyturner.CmdRequestConfig:         {"config"},
	keyturner.CmdRequestAdvancedConfig: {"advanced-config"},
	keyturner.CmdLockAction:            {"accepted", "keyturner-states*", "complete"},
	keyturner.CmdSimpleLockAction:      {"accepted", "keyturner-states*", "complete"},
	keyturner.CmdKeypadAction:          {"accepted", "keyturner-states*", "complete"},
	keyturner.CmdRequestCalibration:    {"accepted", "keyturner-states*", "complete"},
	keyturner.CmdRequestAuthorizations: {"authorization-entry-count", "authorization-entry*", "complete"},
	keyturner.CmdRequestLog:            {"log-entry-count*", "log-entry*", "complete"},
	keyturner.CmdRequestTimeControls:   {"time-control-entry-count", "time-control-entry*", "complete"},
	keyturner.CmdRequestKeypadCodes:    {"keypad-code-count", "keypad-code*", "complete"},
	keyturner.CmdInvite:                {"invite-id", "complete"},
	keyturner.CmdAddTimeControl:        {"time-control-entry-id", "complete"},
	keyturner.CmdAddKeypadCode:         {"keypad-code-id", "complete"},
	keyturner.CmdSetConfig:             {"complete"},
	keyturner.CmdSetAdvancedConfig:     {"complete"},
	keyturner.CmdVerifyPIN:             {"complete"},
	keyturner.CmdUpdateTime:            {"complete"},
	keyturner.CmdUpdateAuthorization:   {"complete"},
	keyturner.CmdEnableLogging:         {"complete"},
	keyturner.CmdUpdateTimeControl:     {"complete"},
	keyturner.CmdRemoveTimeControl:     {"complete"},
	keyturner.CmdUpdateKeypadCode:      {"complete"},
	keyturner.CmdRemoveKeypadCode:      {"complete"},
}

// follows says whether the words keep to a pattern of answers, and whether they
// are all of it.
func follows(words, pattern []string) (keeps, whole bool) {
	for _, w := range words {
		for len(pattern) > 0 && strings.HasSuffix(pattern[0], "*") && pattern[0] != w+"*" {
			pattern = pattern[1:]
		}
		switch {
		case len(pattern) > 0 && pattern[0] == w:
			pattern = pattern[1:]
		case len(pattern) == 0 || pattern[0] != w+"*":
			return false, false
		}
	}
	return true, len(pattern) == 0
}

// readable holds what the lock says against what the known apps can take: text in
// every name, a real date in every time, an action in reports that was asked for.
func readable(cmd keyturner.Command, payload []byte) error {
	text := func(s string) error {
		if !utf8.ValidString(s) {
			return fmt.Errorf("the name %q", s)
		}
		return nil
	}
	date := func(d keyturner.Date) error {
		if !d.Valid() || d == (keyturner.Date{}) {
			return fmt.Errorf("the date %v", d)
		}
		return nil
	}
	action := func(a keyturner.LockAction) error {
		if a != keyturner.ActionNone && !a.Askable() {
			return fmt.Errorf("the action %v", a)
		}
		return nil
	}
	first := func(errs ...error) error {
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		return nil
	}
	switch cmd {
	case keyturner.CmdStates:
		s, err := keyturner.ParseStates(payload)
		return first(err, date(s.Time), action(s.LastAction))
	case keyturner.CmdConfig:
		c, err := keyturner.ParseConfig(payload)
		return first(err, text(c.Name.String()), date(c.Time))
	case keyturner.CmdBatteryReport:
		b, err := keyturner.ParseBatteryReport(payload)
		return first(err, action(b.LastAction))
	case keyturner.CmdAuthorizationEntry:
		e, err := keyturner.ParseAuthorizationEntry(payload)
		return first(err, text(e.Name.String()), date(e.Created), date(e.LastActive))
	case keyturner.CmdLogEntry:
		e, err := keyturner.ParseLogEntry(payload)
		if len(payload) > 53 {
			return fmt.Errorf("a log entry of %d bytes", len(payload))
		}
		return first(err, text(e.Name.String()), date(e.Time))
	case keyturner.CmdKeypadCode:
		k, err := keyturner.ParseKeypadCode(payload)
		return first(err, text(k.Name.String()), date(k.Created), date(k.LastActive))
	case keyturner.CmdTimeControlEntry:
		_, err := keyturner.ParseTimeControlEntry(payload)
		return err
	}
	return nil
}

// lawful are bodies that a lock takes as they are, if what they name is there.
func lawful(rt *rapid.T, cmd keyturner.Command) []byte {
	id := uint8(rapid.IntRange(1, 3).Draw(rt, "id"))
	code := uint32(334455 + rapid.IntRange(0, 4).Draw(rt, "code"))
	name := rapid.StringN(1, 20, 40).Draw(rt, "name")
	limits := keyturner.TimeLimits{Limited: rapid.Bool().Draw(rt, "limited"), Weekdays: keyturner.Weekdays(id)}
	switch cmd {
	case keyturner.CmdLockAction:
		r := keyturner.LockActionRequest{Action: keyturner.LockAction(rapid.IntRange(1, 6).Draw(rt, "action"))}
		if r.HasSuffix = limits.Limited; r.HasSuffix {
			copy(r.Suffix[:], name)
		}
		return r.Append(nil)
	case keyturner.CmdSimpleLockAction:
		return []byte{1 + id%2}
	case keyturner.CmdKeypadAction:
		r := keyturner.KeypadActionRequest{Source: keyturner.KeypadCodeEntry, Code: code, Action: keyturner.KeypadAction(id)}
		return r.Append(nil)
	case keyturner.CmdSetConfig:
		c := keyturner.Settings{Name: keyturner.NewName(name), PairingEnabled: true, FobActions: [3]keyturner.FobAction{1, 3, 4}, TimeZone: 37}
		return c.Append(nil)
	case keyturner.CmdSetAdvancedConfig:
		c := keyturner.SetAdvancedConfig{Short: limits.Limited, AdvancedSettings: keyturner.AdvancedSettings{
			LockNGoSeconds: 20, UnlatchSeconds: id, AutoLockSeconds: 60, NightMode: true, NightAutoLock: true, NightEnd: keyturner.ClockTime{Hour: 6},
		}}
		return c.Append(nil)
	case keyturner.CmdUpdateTime:
		return keyturner.DateOf(1_781_600_000).Append(nil)
	case keyturner.CmdInvite:
		i := keyturner.Invite{Name: keyturner.NewName(name), Type: keyturner.IDType(id), Limits: limits}
		return i.Append(nil)
	case keyturner.CmdUpdateAuthorization:
		u := keyturner.UpdateAuthorization{ID: 1 + keyturner.AuthID(id), Name: keyturner.NewName(name), Enabled: true, Limits: limits}
		return u.Append(nil)
	case keyturner.CmdRequestLog:
		r := keyturner.LogRequest{Start: uint32(id), Count: 0xFFFF, Descending: limits.Limited, Total: id == 1}
		return r.Append(nil)
	case keyturner.CmdEnableLogging:
		return []byte{id % 2}
	case keyturner.CmdAddTimeControl:
		return keyturner.TimeControl{Weekdays: limits.Weekdays, Time: keyturner.ClockTime{Hour: id}, Action: keyturner.LockAction(id)}.Append(nil)
	case keyturner.CmdUpdateTimeControl:
		return keyturner.TimeControlEntry{ID: id, Enabled: true, TimeControl: keyturner.TimeControl{Action: keyturner.ActionFob1}}.Append(nil)
	case keyturner.CmdRemoveTimeControl:
		return []byte{id}
	case keyturner.CmdAddKeypadCode:
		k := keyturner.AddKeypadCode{Code: code, Name: keyturner.NewShortName(name), Limits: limits}
		return k.Append(nil)
	case keyturner.CmdUpdateKeypadCode:
		u := keyturner.UpdateKeypadCode{ID: uint16(id), Code: code, Name: keyturner.NewShortName(name), Enabled: true, Limits: limits}
		return u.Append(nil)
	case keyturner.CmdRemoveKeypadCode:
		return []byte{id, 0}
	case keyturner.CmdRequestAuthorizations, keyturner.CmdRequestKeypadCodes:
		return keyturner.ListRequest{Offset: uint16(id - 1), Count: 0xFFFF}.Append(nil)
	}
	return nil
}

// anyBody is a lawful body of which some bytes were changed, more often than not
// none.
func anyBody(rt *rapid.T, cmd keyturner.Command) []byte {
	b := lawful(rt, cmd)
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 8}).Draw(rt, "changes") {
		if len(b) > 0 {
			b[rapid.IntRange(0, len(b)-1).Draw(rt, "at")] = rapid.Byte().Draw(rt, "byte")
		}
	}
	if cmd == keyturner.CmdUpdateAuthorization {
		b[0] |= 2 // not one's own
	}
	return b
}

// TestWhateverIsAskedTheAnswerHasItsForm asks a lock anything, while hands do what
// they like: each request gets the answers that belong to it, in their order and
// in words that apps can read, or an error of its own.
func TestWhateverIsAskedTheAnswerHasItsForm(t *testing.T) {
	var all []keyturner.Command
	for cmd := range keyturner.CmdSimpleLockAction + 1 {
		if answers[cmd] != nil {
			all = append(all, cmd)
		}
	}
	wires := keyturner.WireProfiles()
	rapid.Check(t, func(rt *rapid.T) {
		p := profile(t, "ab-slots")
		p.Protocol.KeypadTypeOnly = false
		p.Protocol.Wire = rapid.SampledFrom(wires).Draw(rt, "wire")
		r, o := talking(t, p)
		r.twice, r.hal.log = false, false
		r.invite(o.id, 4321, 2)
		r.must(Command{Op: OpAddKeypadCode, Auth: o.id, PIN: 4321, Code: 334455})
		r.must(Command{Op: OpAddTimeControl, Auth: o.id, PIN: 4321, TimeControl: keyturner.TimeControlEntry{
			TimeControl: keyturner.TimeControl{Action: keyturner.ActionLock}}})
		rt.Repeat(map[string]func(*rapid.T){
			"ask": func(rt *rapid.T) {
				cmd := rapid.SampledFrom(all).Draw(rt, "command")
				body := anyBody(rt, cmd)
				o.challenge()
				if err := o.Write(keyturner.USDIO, o.request(cmd, body, 4321)); err != nil {
					rt.Fatal(err)
				}
				var words []string
				for range 1200 {
					o.pump()
					for _, i := range o.got {
						_, got, payload, err := keyturner.Open(nil, &o.key, i.value)
						if err != nil {
							rt.Fatalf("%v: %v", cmd, err)
						}
						word := got.String()
						switch got {
						case keyturner.CmdStatus:
							word = keyturner.Status(payload[0]).String()
						case keyturner.CmdErrorReport:
							if e, err := keyturner.ParseErrorReport(payload); err != nil || e.Command != cmd || e.Code.Meaning() == "unlisted code" {
								rt.Fatalf("%v %x: error report %+v, %v", cmd, body, e, err)
							}
							word = "error"
						}
						if err := readable(got, payload); err != nil {
							rt.Fatalf("%v %x: %v tells %v", cmd, body, got, err)
						}
						words = append(words, word)
					}
					o.got = nil
					if n := len(words); n > 0 && (words[n-1] == "complete" || words[n-1] == "error" || len(answers[cmd]) == 1) {
						break
					}
					r.run(100 * time.Millisecond)
				}
				refused := len(words) > 0 && words[len(words)-1] == "error"
				if refused {
					words = words[:len(words)-1]
				}
				if keeps, whole := follows(words, answers[cmd]); !keeps || whole == refused {
					rt.Fatalf("%v %x is answered with %v, refused %t", cmd, body, words, refused)
				}
			},
			"hands": func(rt *rapid.T) {
				switch rapid.IntRange(0, 4).Draw(rt, "what") {
				case 0:
					at := Millidegrees(rapid.IntRange(-80, 730).Draw(rt, "angle")) * 1000
					if !r.hal.motor.on {
						r.hal.angle = at
						r.handle(Event{Kind: KeyTurned, Angle: at})
					}
				case 1:
					r.hal.door = !r.hal.door
					r.handle(Event{Kind: DoorMoved, DoorClosed: r.hal.door})
				case 2:
					r.handle(Event{Kind: Button, Press: 100 * time.Millisecond})
				case 3:
					r.hal.stall = !r.hal.stall
				case 4:
					r.run(time.Duration(rapid.IntRange(0, 4000).Draw(rt, "minutes")) * time.Minute)
				}
			},
			"battery change": func(rt *rapid.T) {
				r.boot(PowerOn)
				r.run(30 * time.Second)
				o.central = r.connect(1, 247)
			},
		})
	})
}
