package model_test

import (
	"testing"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/trace"
)

// story prints what a listener hears, for a failing test to show.
type story struct{ t testing.TB }

func (s *story) Event(e *trace.Event) {
	if e.Text != "" {
		s.t.Logf("%v %-10v %-18s %s", e.At, e.Kind, e.Name, e.Text)
	}
}

func lock(t testing.TB, profile string) *model.Lock {
	t.Helper()
	p, err := firmware.LookupProfile(profile)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := model.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func call(t testing.TB, l *model.Lock, c firmware.Command) model.Answer {
	t.Helper()
	a, err := l.Call("anna", c)
	if err != nil {
		t.Fatalf("%v: %v", c.Op, err)
	}
	return a
}

func wait(t testing.TB, l *model.Lock, d time.Duration) {
	t.Helper()
	if err := l.Wait(d); err != nil {
		t.Fatal(err)
	}
}

func TestALockIsPairedUsedAndKeepsItsPINOverACleanRestart(t *testing.T) {
	for _, p := range firmware.Profiles() {
		if p.Save.Moment == firmware.SaveOnWarning {
			continue // it acknowledges what is only in RAM, which is its weakness
		}
		t.Run(p.Name, func(t *testing.T) {
			l := lock(t, p.Name)
			l.Listen(&story{t: t})
			wait(t, l, 30*time.Second)
			for _, c := range []firmware.Command{
				{Op: firmware.OpPair},
				{Op: firmware.OpSetPIN, NewPIN: 4711},
				{Op: firmware.OpVerifyPIN, PIN: 4711},
				{Op: firmware.OpLockAction, Action: keyturner.ActionUnlock},
				{Op: firmware.OpLockAction, Action: keyturner.ActionLock},
			} {
				if a := call(t, l, c); !a.OK() {
					t.Fatalf("%v: %v", c.Op, a.Err())
				}
				wait(t, l, 5*time.Second)
			}
			l.PullReset()
			wait(t, l, time.Minute)
			if a := call(t, l, firmware.Command{Op: firmware.OpVerifyPIN, PIN: 4711}); !a.OK() {
				t.Fatalf("after a restart: %v", a.Err())
			}
		})
	}
}
