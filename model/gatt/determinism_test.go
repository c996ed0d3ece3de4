package gatt

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// script is a conversation drawn in advance, so that it can be played again from
// any place.
type script struct {
	params Params
	steps  []scriptStep
}

type scriptStep struct {
	wait sim.Time
	do   int
	conn ConnID
	pdu  PDU
	text string
}

const scriptActions = 11

func drawScript(t *rapid.T) script {
	s := script{params: DefaultParams()}
	s.params.Instant = rapid.Bool().Draw(t, "instant")
	s.params.Latency = rapid.IntRange(0, 3).Draw(t, "latency")
	s.params.Timeout = 500 * time.Millisecond
	for range rapid.IntRange(1, 60).Draw(t, "steps") {
		s.steps = append(s.steps, scriptStep{
			wait: sim.Time(rapid.Int64Range(0, 400).Draw(t, "wait")) * ms,
			do:   rapid.IntRange(0, scriptActions-1).Draw(t, "do"),
			conn: ConnID(rapid.IntRange(1, 6).Draw(t, "conn")),
			pdu: rapid.SampledFrom([]PDU{"\x12\x08\x00\x02\x00", "\x12\x07\x00a value of some length, more than one packet",
				"\x0a\x0b\x00", "\x02\xf7\x00", "\x16\x07\x00\x00\x00abc", "\x18\x01"}).Draw(t, "pdu"),
			text: rapid.SampledFrom(faultTexts).Draw(t, "fault"),
		})
	}
	return s
}

// confirms is the part of every central.
func (w *world) confirms(d Delivery) {
	if d.PDU.Opcode() == OpIndication {
		w.air.Send(w, d.Conn, "\x1e")
	}
}

// act carries out one step of a script.
func (w *world) act(p Params, x scriptStep) {
	w.run(w.now+x.wait, w.confirms)
	switch x.do {
	case 0:
		w.air.Connect(w, p)
	case 1:
		w.air.Disconnect(w, x.conn, 0)
	case 2:
		w.air.Vanish(w, x.conn)
	case 3:
		w.restart()
	case 4:
		f, err := ParseFault(x.text)
		if err == nil {
			err = w.air.SetFault(f)
		}
		if err != nil {
			panic(err)
		}
	case 5:
		w.air.ResetFaults()
	case 6:
		w.air.Transmitted(w, w.now-5*ms, Hangup{x.conn, ReasonPowerOff})
	default:
		w.air.Send(w, x.conn, x.pdu)
	}
}

// play carries out the steps of a script, and waits for what is under way then.
func (w *world) play(p Params, steps []scriptStep) {
	for _, x := range steps {
		w.act(p, x)
	}
	w.run(w.now+sim.Time(5*time.Second), w.confirms)
}

func (w *world) outcome() []string {
	out := slices.Clone(w.signals)
	for _, d := range w.heard {
		out = append(out, fmt.Sprintf("%+v %x", d, string(d.PDU)))
	}
	return append(out, fmt.Sprintf("%x", digest(&w.air)))
}

// calm is a world whose echo may fill the queue.
func calm() *world {
	w := newWorld(nil)
	w.echo, w.mayFill = true, true
	w.policy.RequireSubscription = true
	return w
}

func TestTwoRunsAreEqualAndACopyGoesOnEqually(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScript(t)
		first := calm()
		first.t = t
		first.play(s.params, s.steps)

		second := calm()
		second.t = t
		cut := rapid.IntRange(0, len(s.steps)).Draw(t, "cut")
		for _, x := range s.steps[:cut] {
			second.act(s.params, x)
		}
		// A copy into memory that was used before, and one through bytes.
		third, fourth := *second, *second
		third.air, fourth.air = Air{}, NewAir(second.air.key)
		used := calm()
		used.t = t
		used.play(s.params, s.steps[cut:])
		third.air = used.air
		third.air.CopyFrom(&second.air)
		if digest(&third.air) != digest(&second.air) {
			t.Fatal("a copy is not equal")
		}
		fourth.air.Table = second.air.Table
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(second.air.State); err != nil {
			t.Fatal(err)
		}
		if err := gob.NewDecoder(&b).Decode(&fourth.air.State); err != nil {
			t.Fatal(err)
		}
		third.signals, third.heard = slices.Clone(second.signals), slices.Clone(second.heard)
		fourth.signals, fourth.heard = slices.Clone(second.signals), slices.Clone(second.heard)
		for i, w := range []*world{second, &third, &fourth} {
			w.play(s.params, s.steps[cut:])
			if got, want := w.outcome(), first.outcome(); !slices.Equal(got, want) {
				t.Fatalf("run %d: %q, want %q", i, got, want)
			}
		}
	})
}

func TestConnectionsOfALockAreInvariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScript(t)
		w := calm()
		w.t = t
		w.play(s.params, s.steps)
		up := map[ConnID]int{}
		for _, d := range w.heard {
			switch up[d.Conn] {
			case 0:
				if d.Kind != Connected && d.Kind != ConnectFailed {
					t.Fatalf("%+v before the connection", d)
				}
			case 1:
				if d.Kind != Received && d.Kind != Disconnected {
					t.Fatalf("%+v on a connection", d)
				}
			default:
				t.Fatalf("%+v after the end", d)
			}
			switch d.Kind {
			case Connected:
				up[d.Conn] = 1
			case ConnectFailed, Disconnected:
				up[d.Conn] = 2
			}
		}
		for i, d := range w.heard {
			if d.Seq != uint64(i+1) {
				t.Fatalf("delivery %d has the number %d", i+1, d.Seq)
			}
		}
		if n := w.server.Count(); n > MaxConnections || n > len(w.air.Links()) {
			t.Fatalf("%d connections in the server, links %+v", n, w.air.Links())
		}
	})
}

func TestDrawsKeepTheirValues(t *testing.T) {
	// Part of the format: what a scanner hears of a lock rests on it.
	w := newWorld(t)
	w.air = NewAir(repro.Root(1).Child("air"))
	var got []sim.Time
	for at := sim.Time(0); len(got) < 3; {
		a, _ := w.air.NextAdvertisement(w, at)
		got = append(got, a.At)
		at = a.At
	}
	if want := []sim.Time{380480148, 881790038, 1388140133}; !slices.Equal(got, want) {
		t.Errorf("advertised at %d, want %d", got, want)
	}
}
