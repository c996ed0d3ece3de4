package firmware

import (
	"strings"
	"testing"

	"locktwin/model/keyturner"
)

// askedLast is the detail of the last request that a lock has noted.
func askedLast(t *testing.T, r *rig) Asked {
	t.Helper()
	for i := len(r.hal.details) - 1; i >= 0; i-- {
		if a, ok := r.hal.details[i].(Asked); ok {
			return a
		}
	}
	t.Fatal("no request was noted")
	return Asked{}
}

func TestWhatIsAskedForIsNotedInValuesAndNotInWords(t *testing.T) {
	r := newRig(t, profile(t, "ab-slots"), nordic)
	r.hal.log = true
	o := r.connect(1, 247).owner("owner", keyturner.IDApp)
	var paired []Paired
	for _, d := range r.hal.details {
		if p, ok := d.(Paired); ok {
			paired = append(paired, p)
		}
	}
	if len(paired) != 1 || paired[0].Auth != o.id || paired[0].Name.String() != "owner" {
		t.Errorf("paired: %+v", paired)
	}
	if got := o.order(keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 4321), 0, 0); got != "complete" {
		t.Fatal(got)
	}
	if a := askedLast(t, r); !a.Read || a.Auth != o.id || a.Command.Op != OpSetPIN || a.Command.NewPIN != 4321 || a.Command.PIN != 0 {
		t.Errorf("a PIN is set: %+v", a)
	}
	if got := o.order(keyturner.CmdVerifyPIN, nil, 9876, 0); !strings.HasPrefix(got, "error") {
		t.Fatal(got)
	}
	if a := askedLast(t, r); !a.Read || a.Command.Op != OpVerifyPIN || a.Command.PIN != 9876 {
		t.Errorf("a wrong PIN is tried: %+v", a)
	}
	s := keyturner.Settings(r.app.State.Config)
	s.LEDBrightness = 1
	before := r.app.State.Config
	if got := o.order(keyturner.CmdSetConfig, s.Append(nil), 4321, 0); got != "complete" {
		t.Fatal(got)
	}
	if a := askedLast(t, r); a.Config != before || a.Command.Config.LEDBrightness != 1 {
		t.Errorf("settings: %+v", a)
	}
	for _, n := range r.hal.notes {
		if strings.Contains(n, "4321") || strings.Contains(n, "9876") {
			t.Errorf("a PIN stands in a note: %s", n)
		}
	}
}

func TestAMessageThatCannotBeReadIsNotedAsOne(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.hal.log = true
	o.raw(o.seal(keyturner.CmdSetPIN, []byte{1, 2, 3}))
	if a := askedLast(t, r); a.Read || a.Cmd != keyturner.CmdSetPIN {
		t.Errorf("%+v", a)
	}
}
