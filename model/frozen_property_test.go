package model_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/power"
)

// act is something that is done to a lock; it holds nothing of one. What it tells
// is compared.
type act struct {
	name string
	do   func(l *model.Lock) string
}

// drawAct draws one thing that a hand, a phone, a laboratory or a workshop does.
func drawAct(t *rapid.T) act {
	told := func(name string, do func(l *model.Lock) string) act { return act{name, do} }
	silent := func(name string, do func(l *model.Lock)) act {
		return act{name, func(l *model.Lock) string { do(l); return "" }}
	}
	ms := func(label string, hi int) time.Duration {
		return time.Duration(rapid.IntRange(0, hi).Draw(t, label)) * time.Millisecond
	}
	kinds := []power.CellKind{power.Alkaline, power.Eneloop, power.ZincCarbon}
	switch rapid.IntRange(0, 24).Draw(t, "act") {
	case 0, 1:
		over, chatter := ms("over", 200), rapid.IntRange(0, 4).Draw(t, "chatter")
		return told("cells out", func(l *model.Lock) string { return fmt.Sprint(l.RemoveCells(over, chatter)) })
	case 2, 3:
		in := model.Insertion{Bounces: rapid.IntRange(-1, 5).Draw(t, "bounces"), LongGap: ms("gap", 300)}
		if rapid.Bool().Draw(t, "new") {
			in.Cells = &power.PackConfig{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Cells: 4, ChargePercent: rapid.Float64Range(0, 100).Draw(t, "charge")}
			if rapid.Bool().Draw(t, "weak") {
				in.Cells.Weak = &power.WeakCell{Index: 2, ChargePercent: 1}
			}
		}
		return told("cells in", func(l *model.Lock) string { d, err := l.InsertCells(in); return fmt.Sprint(d, err) })
	case 4:
		n := rapid.IntRange(-1, 3).Draw(t, "openings")
		return told("knock", func(l *model.Lock) string { return fmt.Sprint(l.Knock(n, 0)) })
	case 5:
		d := ms("cut", 300)
		return silent("cut", func(l *model.Lock) { l.Cut(d) })
	case 6:
		v, d := rapid.Float64Range(0.5, 4).Draw(t, "volts"), ms("sag", 300)
		return told("sag", func(l *model.Lock) string { return fmt.Sprint(l.SagSlowly(power.Volts(v), d/3, d, d/5)) })
	case 7:
		on, v := rapid.Bool().Draw(t, "bench"), rapid.Float64Range(0, 6).Draw(t, "volts")
		return silent("bench", func(l *model.Lock) { l.Bench(on, power.Volts(v)) })
	case 8:
		c := rapid.Float64Range(-20, 50).Draw(t, "celsius")
		return silent("ambient", func(l *model.Lock) { l.SetAmbient(power.Celsius(c)) })
	case 9:
		return silent("reset", func(l *model.Lock) { l.PullReset() })
	case 10:
		by := int32(rapid.IntRange(-400_000, 400_000).Draw(t, "by"))
		return silent("key", func(l *model.Lock) { l.TurnKey(by, 100*time.Millisecond) })
	case 11:
		d := ms("press", 15_000)
		return silent("button", func(l *model.Lock) { l.PressButton(d) })
	case 12:
		closed := rapid.Bool().Draw(t, "closed")
		return silent("door", func(l *model.Lock) { l.MoveDoor(closed) })
	case 13:
		name := rapid.SampledFrom(firmware.ProfileNames()).Draw(t, "profile")
		return silent("update", func(l *model.Lock) {
			p, err := firmware.LookupProfile(name)
			if err != nil {
				panic(err)
			}
			p.Motor.Retries = 2 // a variant, which is not in stock
			l.UpdateFirmware(p)
		})
	case 14:
		return told("read", func(l *model.Lock) string { return fmt.Sprint(l.Read()) })
	case 15:
		return told("look", func(l *model.Lock) string {
			m := l.Machine()
			return fmt.Sprint(m.Sample(), m.KeyAngle(), m.CPU(), m.Executing(), l.CellsIn(), l.Phones(), l.Replies())
		})
	}
	if a, ok := drawAirAct(t); ok {
		return a
	}
	c := rapid.SampledFrom([]firmware.Command{
		{Op: firmware.OpPair}, {Op: firmware.OpSetPIN, NewPIN: 4711}, {Op: firmware.OpVerifyPIN, PIN: 4711},
		{Op: firmware.OpLockAction, Action: keyturner.ActionUnlock}, {Op: firmware.OpLockAction, Action: keyturner.ActionLock},
	}).Draw(t, "command")
	return told("send", func(l *model.Lock) string { return fmt.Sprint(l.Send("Ann", c)) })
}

// drawAirAct draws, half of the time, one thing that a central or a fault does.
func drawAirAct(t *rapid.T) (act, bool) {
	conn := gatt.ConnID(rapid.IntRange(1, 3).Draw(t, "conn"))
	switch rapid.IntRange(0, 9).Draw(t, "air") {
	case 0, 1:
		p := gatt.DefaultParams()
		p.Instant = rapid.Bool().Draw(t, "instant")
		return act{"connect", func(l *model.Lock) string { c, err := l.Connect(p); return fmt.Sprint(c, err) }}, true
	case 2, 3:
		pdu := rapid.SampledFrom([]gatt.PDU{
			"\x02\xF7\x00", "\x10\x01\x00\xFF\xFF\x00\x28", "\x04\x01\x00\xFF\xFF", "\x0A\x03\x00", "\x12\x0D\x00\x02\x00", "\x1E", "\x18\x01",
		}).Draw(t, "pdu")
		return act{"pdu", func(l *model.Lock) string { l.SendPDU(conn, pdu); return "" }}, true
	case 4:
		if rapid.Bool().Draw(t, "vanish") {
			return act{"vanish", func(l *model.Lock) string { l.Vanish(conn); return "" }}, true
		}
		return act{"disconnect", func(l *model.Lock) string { l.Disconnect(conn); return "" }}, true
	case 5:
		f := rapid.SampledFrom([]gatt.Fault{
			{ID: "late", Kind: gatt.FaultLatency, Latency: gatt.LatencyFault{Delay: 30 * time.Millisecond, Jitter: 20 * time.Millisecond}},
			{ID: "lossy", Kind: gatt.FaultLoss, Loss: gatt.LossFault{Permille: 400}},
		}).Draw(t, "fault")
		return act{"fault", func(l *model.Lock) string { return fmt.Sprint(l.Air().SetFault(f)) }}, true
	case 6:
		return act{"deliveries", func(l *model.Lock) string { return fmt.Sprint(l.Deliveries(nil), l.Due(), l.Busy()) }}, true
	}
	return act{}, false
}

func TestARandomStoryGoesOnAfterAnyFreeze(t *testing.T) {
	inside, moving, cold := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p, err := firmware.LookupProfile(rapid.SampledFrom(firmware.ProfileNames()).Draw(t, "profile"))
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := model.DefaultConfig(p)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Seed = rapid.Uint64Range(0, 50).Draw(t, "seed")
		whole, err := model.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		pieces, err := model.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "paired") {
			for _, l := range []*model.Lock{whole, pieces} {
				for _, op := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpLockAction, Action: keyturner.ActionUnlock}} {
					if err := l.Wait(5 * time.Second); err != nil {
						t.Fatal(err)
					}
					l.Await(l.Send("Ann", op)) // whatever comes of it
				}
			}
		}
		wholeTape, tape := &tape{}, &tape{}
		whole.Listen(wholeTape)
		pieces.Listen(tape)
		for range rapid.IntRange(2, 14).Draw(t, "acts") {
			a := drawAct(t)
			wait := time.Duration(math.Exp(rapid.Float64Range(math.Log(100), math.Log(3e9)).Draw(t, "wait")))
			for i := range 2 {
				if rapid.IntRange(0, 2).Draw(t, "freeze") > 0 {
					before := pieces.Hash()
					b, err := pieces.AppendFrozen(nil)
					if err != nil {
						t.Fatal(err)
					}
					next, err := model.Thaw(b)
					if err != nil {
						t.Fatalf("at %v: %v", pieces.Now(), err)
					}
					if next.Hash() != before || pieces.Hash() != before {
						t.Fatalf("at %v, part %d of %s: thawed as another lock, or frozen into one", pieces.Now(), i, a.name)
					}
					if again, err := next.AppendFrozen(nil); err != nil || !bytes.Equal(again, b) {
						t.Fatalf("at %v: a thawed lock freezes to other bytes: %v", pieces.Now(), err)
					}
					m := next.Machine()
					if m.Executing() {
						inside++
					}
					if s := m.Sample(); s.Speed != 0 {
						moving++
					} else if s.VDD < 0.5 {
						cold++
					}
					if rapid.IntRange(0, 4).Draw(t, "keep") > 0 { // else it goes on as if nothing had been done to it
						pieces = next
						pieces.Listen(tape)
					}
				}
				if i == 1 {
					break // frozen after the act as well as before it
				}
				if x, y := a.do(whole), a.do(pieces); x != y {
					t.Fatalf("at %v, %s: %s and %s", whole.Now(), a.name, x, y)
				}
			}
			if x, y := whole.Wait(wait), pieces.Wait(wait); x != nil || y != nil {
				t.Fatal(x, y)
			}
			if whole.Hash() != pieces.Hash() {
				t.Fatalf("at %v, after %s: they have become different locks", whole.Now(), a.name)
			}
		}
		if i := firstDifference(wholeTape.events, tape.events); !slices.Equal(wholeTape.events, tape.events) {
			t.Fatalf("the traces differ at event %d of %d and %d", i, len(wholeTape.events), len(tape.events))
		}
	})
	if inside < 5 || moving < 5 || cold < 5 {
		t.Errorf("only %d freezes inside an activation, %d with the motor turning, %d without supply", inside, moving, cold)
	}
}
