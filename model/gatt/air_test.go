package gatt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

const ms = sim.Time(time.Millisecond)

// last returns the delivery that was heard last.
func (w *world) last() Delivery {
	w.t.Helper()
	if len(w.heard) == 0 {
		w.t.Fatal("nothing was heard")
	}
	return w.heard[len(w.heard)-1]
}

func TestConnectionComesWithTheNextAdvertisement(t *testing.T) {
	w := newWorld(t)
	w.now = 3 * sim.Time(time.Second)
	adv, ok := w.air.NextAdvertisement(w, w.now-1)
	if !ok {
		t.Fatal("no advertisement")
	}
	c, err := w.air.Connect(w, DefaultParams())
	if err != nil {
		t.Fatal(err)
	}
	if !w.air.Pending() || w.air.Due() != adv.At {
		t.Errorf("due %v, the advertisement is at %v", w.air.Due(), adv.At)
	}
	w.run(w.now+sim.Time(time.Second), nil)
	if d := w.last(); d.Kind != Connected || d.Conn != c || d.At != adv.At.Add(openDelay) || d.Seq != 1 {
		t.Errorf("heard %+v, advertisement at %v", d, adv.At)
	}
	if want := fmt.Sprintf("%v link up 1  00", w.last().At); len(w.signals) != 1 || w.signals[0] != want {
		t.Errorf("the lock hears %q, want %q", w.signals, want)
	}
	if l := w.air.Links(); len(l) != 1 || l[0].Conn != c || l[0].Since != w.last().At || l[0].RSSI > -50 || l[0].RSSI < -70 {
		t.Errorf("links: %+v", l)
	}
	if w.air.Pending() || w.air.Due() != sim.Never {
		t.Error("an idle connection has something to do")
	}
}

func TestFramesTravelAtConnectionEventsInTheirOrder(t *testing.T) {
	w := newWorld(t)
	w.echo = true
	c := w.connect(DefaultParams())
	since := w.air.Links()[0].Since
	w.now = since + 4*ms
	w.air.Send(w, c, "\x12\x08\x00\x02\x00")
	w.air.Send(w, c, "\x12\x07\x00a")
	w.heard, w.signals = nil, nil
	w.run(w.now+sim.Time(time.Second), func(d Delivery) {
		if d.PDU.Opcode() == OpIndication {
			w.air.Send(w, c, "\x1e")
		}
	})
	var got []string
	for _, d := range w.heard {
		got = append(got, fmt.Sprintf("%d %x", (d.At-since)/ms, string(d.PDU)))
	}
	if want := []string{"30 13", "30 13", "30 1d070061"}; !slices.Equal(got, want) {
		t.Errorf("the central hears %q, want %q", got, want)
	}
	want := []string{"15ms 1208000200", "15ms 12070061", "45ms 1e"}
	for i, s := range w.signals {
		if exp := fmt.Sprintf("%v uplink 1 %s 00", since.Add(mustDuration(want[i])), strings.Fields(want[i])[1]); s != exp {
			t.Errorf("the lock hears %q, want %q", s, exp)
		}
	}
	if w.confirmed != 1 || len(w.signals) != 3 {
		t.Errorf("%d confirmations, signals %q", w.confirmed, w.signals)
	}
	if l := w.air.Links()[0]; l.Up != 3 || l.Down != 3 {
		t.Errorf("link %+v", l)
	}
}

func mustDuration(s string) time.Duration {
	d, err := time.ParseDuration(strings.Fields(s)[0])
	if err != nil {
		panic(err)
	}
	return d
}

func TestASleepingLockListensAtEveryLatencyPlusFirstEvent(t *testing.T) {
	w := newWorld(t)
	p := DefaultParams()
	p.Latency = 3
	c := w.connect(p)
	since := w.air.Links()[0].Since
	w.now = since + 61*ms
	w.air.Send(w, c, "\x0a\x0b\x00")
	w.heard = nil
	w.run(w.now+sim.Time(time.Second), nil)
	// It listens at 60, 120 ms; the answer goes with the event after.
	if d := w.last(); d.At-since != 135*ms {
		t.Errorf("answered after %v", time.Duration(d.At-since))
	}
}

func TestInstantFramesTakeNoTime(t *testing.T) {
	w := newWorld(t)
	w.echo = true
	at := w.now
	c := w.connect(instant())
	for _, p := range []PDU{"\x12\x08\x00\x02\x00", "\x12\x07\x00a", "\x1e"} {
		w.air.Send(w, c, p)
	}
	w.take(nil)
	if w.now != at || len(w.heard) != 4 || w.last().PDU != "\x1d\x07\x00a" || w.confirmed != 1 || w.air.Pending() {
		t.Errorf("heard %+v after %v", w.heard, w.now-at)
	}
	w.air.Disconnect(w, c, 0)
	w.take(nil)
	if w.last().Kind != Disconnected || w.server.Count() != 0 {
		t.Errorf("heard %+v", w.last())
	}
}

func TestNothingHeardForTenSecondsFailsToEstablish(t *testing.T) {
	for name, change := range map[string]func(w *world){
		"off":             func(w *world) { w.off = true },
		"silent":          func(w *world) { w.beacon.Interval = 0 },
		"not connectable": func(w *world) { w.beacon.Connectable = false },
	} {
		w := newWorld(t)
		change(w)
		for _, p := range []Params{DefaultParams(), instant()} {
			at := w.now
			if _, err := w.air.Connect(w, p); err != nil {
				t.Fatal(err)
			}
			w.run(w.now+sim.Time(time.Minute), nil)
			if d := w.last(); d.Kind != ConnectFailed || d.Reason != ReasonEstablish || d.At != at.Add(10*time.Second) {
				t.Errorf("%s: heard %+v", name, d)
			}
		}
		if len(w.air.State.Links) != 0 || len(w.signals) != 0 {
			t.Errorf("%s: something is left: %q", name, w.signals)
		}
	}
}

func TestConnectingWaitsForALockThatComesUp(t *testing.T) {
	for _, p := range []Params{DefaultParams(), instant()} {
		w := newWorld(t)
		w.off = true
		if _, err := w.air.Connect(w, p); err != nil {
			t.Fatal(err)
		}
		w.run(5000*ms, nil)
		w.off, w.since = false, w.now
		w.air.Watch(w)
		w.run(12000*ms, nil)
		if d := w.last(); d.Kind != Connected || d.At < 5000*ms || d.At > 5520*ms {
			t.Errorf("heard %+v", d)
		}
	}
}

func TestTheFifthCentralFailsToEstablish(t *testing.T) {
	w := newWorld(t)
	for range 4 {
		w.connect(DefaultParams())
	}
	c, _ := w.air.Connect(w, DefaultParams())
	w.run(w.now+sim.Time(time.Second), nil)
	if d := w.last(); d.Kind != ConnectFailed || d.Conn != c || d.Reason != ReasonEstablish || w.server.Count() != 4 {
		t.Errorf("heard %+v", d)
	}
	w.air.Disconnect(w, 2, 0)
	w.run(w.now+sim.Time(time.Second), nil)
	w.connect(DefaultParams())
	if l := w.air.Links(); len(l) != 4 || l[3].Conn != 6 {
		t.Errorf("links %+v", l)
	}
}

func TestParametersAreJudged(t *testing.T) {
	base := DefaultParams()
	if err := base.Validate(); err != nil {
		t.Error(err)
	}
	for _, change := range []func(p *Params){
		func(p *Params) { p.Interval = 7 * time.Millisecond },
		func(p *Params) { p.Interval = 5 * time.Second },
		func(p *Params) { p.Interval = 16 * time.Millisecond },
		func(p *Params) { p.Latency = -1 },
		func(p *Params) { p.Latency = 500 },
		func(p *Params) { p.Timeout = 90 * time.Millisecond },
		func(p *Params) { p.Timeout = 33 * time.Second },
		func(p *Params) { p.Timeout = 105 * time.Millisecond },
		func(p *Params) { p.Interval, p.Timeout = 50*time.Millisecond, 100*time.Millisecond },
		func(p *Params) { p.Latency, p.Timeout = 499, 15*time.Second },
	} {
		p := base
		change(&p)
		w := newWorld(t)
		if c, err := w.air.Connect(w, p); !errors.Is(err, ErrParams) || c != 0 || w.air.Pending() {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestCentralsDisconnectIsHeardBehindItsFrames(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	since := w.air.Links()[0].Since
	w.now = since + ms
	w.air.Send(w, c, "\x52\x07\x00last")
	w.air.Disconnect(w, c, 0)
	w.air.Send(w, c, "\x52\x07\x00too late")
	w.signals = nil
	w.run(since+sim.Time(time.Second), nil)
	at := since + 15*ms
	want := []string{fmt.Sprintf("%v uplink 1 5207006c617374 00", at), fmt.Sprintf("%v link down 1  13", at)}
	if !slices.Equal(w.signals, want) {
		t.Errorf("the lock hears %q, want %q", w.signals, want)
	}
	if d := w.last(); d.Kind != Disconnected || d.Reason != ReasonLocalHost || d.At != at {
		t.Errorf("the central hears %+v", d)
	}
	w.air.Disconnect(w, c, 0) // once more
	w.air.Send(w, c, "x")
	w.air.Vanish(w, c)
	if w.air.Pending() {
		t.Error("a connection that is gone has something to do")
	}
}

func TestLocksHangupIsHeardBehindItsFrames(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	since := w.air.Links()[0].Since
	w.heard, w.signals = nil, nil
	w.air.Transmitted(w, since+ms, Downlink{c, "\x1b\x11\x00x"})
	w.air.Transmitted(w, since+2*ms, Hangup{c, ReasonPowerOff})
	w.air.Transmitted(w, since+3*ms, Downlink{c, "\x1b\x11\x00y"})
	w.air.Transmitted(w, since+3*ms, "nonsense")
	w.run(since+sim.Time(time.Second), nil)
	if len(w.heard) != 2 || w.heard[0].PDU != "\x1b\x11\x00x" || w.heard[1].Reason != ReasonPowerOff || w.heard[1].At != since+15*ms {
		t.Errorf("the central hears %+v", w.heard)
	}
	if want := []string{fmt.Sprintf("%v link down 1  16", since+15*ms)}; !slices.Equal(w.signals, want) {
		t.Errorf("the lock hears %q, want %q", w.signals, want)
	}
}

func TestCancelledConnectionIsTold(t *testing.T) {
	w := newWorld(t)
	c, _ := w.air.Connect(w, DefaultParams())
	w.air.Send(w, c, "x") // nobody is there yet
	w.air.Disconnect(w, c, 0)
	w.take(nil)
	if d := w.last(); d.Kind != ConnectFailed || d.Reason != ReasonLocalHost || w.air.Pending() {
		t.Errorf("heard %+v", d)
	}
	c, _ = w.air.Connect(w, DefaultParams())
	w.air.Vanish(w, c)
	if w.air.Pending() {
		t.Error("a central that is gone still connects")
	}
}

func TestAStreamOfFramesStaysInOrder(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultLatency, Latency: LatencyFault{Delay: 300 * time.Millisecond, Jitter: 100 * time.Millisecond}}); err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		w.air.Send(w, c, PDU([]byte{0x52, hData, 0, byte(i), byte(i >> 8)}))
		w.run(w.now+3*ms, nil)
	}
	w.run(w.now+sim.Time(time.Second), nil)
	if len(w.written) != 2000 {
		t.Fatalf("%d arrive", len(w.written))
	}
	for i, v := range w.written {
		if int(v[0])|int(v[1])<<8 != i {
			t.Fatalf("place %d has % x", i, v)
		}
	}
	if n := cap(w.air.State.Links[0].Up.Frames); n > 1024 {
		t.Errorf("room for %d frames is kept", n)
	}
}

func TestABeaconThatChangesUnseenIsAimedAtAgain(t *testing.T) {
	w := newWorld(t)
	if _, err := w.air.Connect(w, DefaultParams()); err != nil {
		t.Fatal(err)
	}
	due := w.air.Due()
	w.beacon.Connectable = false // nobody calls Watch
	w.run(due+100*ms, nil)
	w.beacon.Connectable = true
	w.air.Watch(w)
	w.run(due+sim.Time(time.Second), nil)
	if d := w.last(); d.Kind != Connected || d.At <= due {
		t.Errorf("heard %+v", d)
	}
}
