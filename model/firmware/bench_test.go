package firmware

import (
	"testing"
	"time"

	"locktwin/model/gatt"
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

// BenchmarkStatesOverTheAir is one encrypted request for the states: from the
// write to the indication, and its confirmation.
func BenchmarkStatesOverTheAir(b *testing.B) {
	app, h, owner := benchRig(b, "ab-slots")
	app.Handle(h, Event{Kind: LinkUp, Phone: 1})
	app.Handle(h, Event{Kind: PDUReceived, Phone: 1, PDU: "\x02\xf7\x00"})
	user := app.services.user
	app.Handle(h, Event{Kind: PDUReceived, Phone: 1, PDU: gatt.PDU([]byte{0x12, byte(user) + 1, 0, 2, 0})})
	message := keyturner.Seal([]byte{0x12, byte(user), 0}, &[32]byte{}, &[24]byte{1}, owner, keyturner.CmdRequestData, []byte{0x0C, 0})
	write := Event{Kind: PDUReceived, Phone: 1, PDU: gatt.PDU(message)}
	b.ReportAllocs()
	for b.Loop() {
		h.sent = h.sent[:0]
		app.Handle(h, write)
		app.Handle(h, Event{Kind: PDUReceived, Phone: 1, PDU: "\x1e"})
		if len(h.sent) != 2 {
			b.Fatal("no answer")
		}
	}
}
