package model

import (
	"slices"
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// flashTimes notes when the memory begins or ends an operation.
type flashTimes struct{ at []sim.Time }

func (f *flashTimes) Event(e *trace.Event) {
	if e.Kind == trace.Flash {
		f.at = append(f.at, e.At)
	}
}

// TestNoCutLosesThePINWhileOneIsSetOverTheAir cuts the cells off at and inside
// every flash operation that setting a PIN takes, on a board whose capacitor has
// dried out. Two slots keep the old PIN or the new one.
func TestNoCutLosesThePINWhileOneIsSetOverTheAir(t *testing.T) {
	p, err := firmware.LookupProfile("ab-slots")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Power.Bulk.F = 68e-6
	p.Save.Energy.Enabled = false // which is there to prevent all this
	l, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	wait(t, l, time.Minute)
	c, who := pairOverTheAir(t, NewRadio(l), 247)
	app := keyturner.NewClient(c, who, seeded(5))
	if err := app.SetPIN(4711, 0); err != nil {
		t.Fatal(err)
	}
	nonce, err := app.Challenge()
	if err != nil {
		t.Fatal(err)
	}
	body := keyturner.AppendTail(keyturner.AppendPIN(nil, 99), keyturner.CmdSetPIN, &keyturner.Tail{Nonce: nonce, PIN: 4711})
	h := c.values[keyturner.USDIO]
	message := keyturner.Seal([]byte{byte(gatt.OpWriteRequest), byte(h), byte(h >> 8)}, &who.Key, &[24]byte{77}, who.AuthID, keyturner.CmdSetPIN, body)

	whole := l.Fork()
	times := &flashTimes{}
	whole.Listen(times)
	whole.SendPDU(c.conn, gatt.PDU(message))
	wait(t, whole, 2*time.Second)
	if r := whole.Read(); !r.Accepts(99) || len(times.at) < 4 {
		t.Fatalf("uncut the lock takes the PIN for %+v after %d events of the memory", r, len(times.at))
	}
	// Stops inside the request change nothing: it is replayed, and sends once.
	pieces := l.Fork()
	pieces.SendPDU(c.conn, gatt.PDU(message))
	for _, at := range times.at {
		for _, after := range []time.Duration{0, 1, time.Millisecond} {
			if at.Add(after) > pieces.Now() {
				if err := pieces.Advance(at.Add(after)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	uncut := l.Fork()
	uncut.SendPDU(c.conn, gatt.PDU(message))
	end := l.Now().Add(2 * time.Second)
	for _, f := range []*Lock{pieces, uncut} {
		if err := f.Advance(end); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := pieces.Deliveries(nil), uncut.Deliveries(nil); !slices.Equal(a, b) || len(b) != 2 || pieces.Hash() != uncut.Hash() {
		t.Errorf("with stops %d deliveries, without %d; the same state: %t", len(a), len(b), pieces.Hash() == uncut.Hash())
	}
	cuts, interrupted, outcomes := 0, 0, map[uint16]int{}
	for i, at := range times.at {
		for _, after := range []time.Duration{0, 50 * time.Microsecond, 20 * time.Millisecond} {
			if i+1 < len(times.at) && at.Add(after) >= times.at[i+1] {
				break
			}
			f := l.Fork()
			f.SendPDU(c.conn, gatt.PDU(message))
			if err := f.Advance(at.Add(after)); err != nil {
				t.Fatal(err)
			}
			cuts++
			wait(t, f, f.RemoveCells(0, 0)+30*time.Second)
			interrupted += f.Machine().Stats().Interrupted
			d, err := f.InsertCells(Insertion{Cells: &power.PackConfig{Kind: power.Alkaline, Cells: 4, ChargePercent: 100}})
			if err != nil {
				t.Fatal(err)
			}
			wait(t, f, d+time.Minute)
			if s := &f.App().State; s.Server != (gatt.Server{}) {
				t.Fatalf("cut at %v: a connection outlives the power", at)
			}
			r := f.Read()
			if !r.Accepts(4711) && !r.Accepts(99) {
				t.Errorf("cut %v after %v: the lock takes its PIN for %+v", after, at, r)
			}
			outcomes[r.Value]++
		}
	}
	if interrupted == 0 || outcomes[4711] == 0 || outcomes[99] == 0 {
		t.Errorf("%d cuts, %d operations interrupted, outcomes %v: the sweep shows nothing", cuts, interrupted, outcomes)
	}
}

func TestARestartOverTheAirEndsTheConnectionInOrder(t *testing.T) {
	l := onAir(t, "ab-slots")
	r := NewRadio(l)
	c, who := pairOverTheAir(t, r, 247)
	began := l.Now()
	if err := keyturner.NewClient(c, who, seeded(5)).Reboot(0); err != nil {
		t.Fatal(err)
	}
	boots := l.Machine().Stats().Boots
	if err := c.until(10*time.Second, func() bool { return c.lost != nil }); err != nil || l.Now().Sub(began) > time.Second {
		t.Errorf("after %v: %v", l.Now().Sub(began), err)
	}
	wait(t, l, time.Second)
	if s := l.Machine().Stats(); s.Boots < boots || s.ResetsBy[3] == 0 {
		t.Errorf("%+v", s)
	}
	c, err := r.Dial(gatt.DefaultParams(), 247)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keyturner.NewClient(c, who, seeded(5)).States(); err != nil {
		t.Error(err)
	}
}
