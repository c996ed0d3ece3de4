package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func benchRig(b *testing.B, name string) (*App, *fake, keyturner.AuthID) {
	b.Helper()
	p, err := LookupProfile(name)
	if err != nil {
		b.Fatal(err)
	}
	app, err := New(p, nordic)
	if err != nil {
		b.Fatal(err)
	}
	h := newFake(nordic)
	h.log = false
	app.Handle(h, Event{Kind: Boot})
	app.Handle(h, Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpPair, Name: keyturner.NewName("owner"), AppID: 1}})
	return app, h, h.replies[len(h.replies)-1].Auth
}

func BenchmarkBoot(b *testing.B) {
	for _, name := range []string{"rewrite-at-boot", "ab-slots"} {
		b.Run(name, func(b *testing.B) {
			app, h, _ := benchRig(b, name)
			b.ReportAllocs()
			for b.Loop() {
				h.now = 0
				app.Handle(h, Event{Kind: Boot})
			}
		})
	}
}

func BenchmarkLockAction(b *testing.B) {
	app, h, owner := benchRig(b, "rewrite-at-boot")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		action, at := keyturner.ActionLock, LockedMillidegrees
		if i%2 == 0 {
			action, at = keyturner.ActionUnlock, UnlockedMillidegrees
		}
		h.replies = h.replies[:0]
		app.Handle(h, Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpLockAction, Auth: owner, Action: action}})
		h.angle = at
		h.now += 2 * time.Second
		app.Handle(h, Event{Kind: MotorDone, Angle: at})
		app.Handle(h, Event{Kind: Timer, Timer: TimerLight})
	}
}

func BenchmarkStateHash(b *testing.B) {
	app, _, _ := benchRig(b, "rewrite-at-boot")
	b.ReportAllocs()
	for b.Loop() {
		_ = app.State.Hash()
	}
}

func BenchmarkStateCopy(b *testing.B) {
	app, _, _ := benchRig(b, "rewrite-at-boot")
	var s State
	b.ReportAllocs()
	for b.Loop() {
		s = app.State
	}
	if s != app.State {
		b.Fatal("the copy differs")
	}
}
