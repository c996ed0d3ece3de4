package gatt

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"locktwin/model/sim"
)

func TestLockNoticesAVanishedCentralAfterTheSupervisionTimeout(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	since := w.air.Links()[0].Since
	w.now = since + 37*ms
	w.air.Send(w, c, "\x12\x07\x00x")
	w.air.Vanish(w, c)
	w.air.Transmitted(w, w.now, Downlink{c, "\x1b\x11\x00x"})
	w.signals, w.heard = nil, nil
	if l := w.air.Links(); len(l) != 1 || !l[0].Lost || !w.air.Pending() {
		t.Errorf("links %+v", l)
	}
	w.run(since+sim.Time(time.Minute), nil)
	if want := []string{fmt.Sprintf("%v link down 1  08", since+4030*ms)}; !slices.Equal(w.signals, want) {
		t.Errorf("the lock hears %q, want %q", w.signals, want)
	}
	if len(w.heard) != 0 {
		t.Errorf("the central hears %+v", w.heard)
	}
}

func TestCentralNoticesAResetAfterTheSupervisionTimeout(t *testing.T) {
	for name, reset := range map[string]func(w *world){
		"reset": (*world).restart,
		"off":   func(w *world) { w.off = true; w.air.Watch(w) },
		"off and on": func(w *world) {
			w.off = true
			w.air.Watch(w)
			w.off = false
			w.air.Watch(w)
		},
	} {
		w := newWorld(t)
		c := w.connect(DefaultParams())
		since := w.air.Links()[0].Since
		w.air.Send(w, c, "\x0a\x0b\x00")
		w.run(since+20*ms, nil)
		w.signals, w.heard = nil, nil
		// An answer is on its way to the event at 30 ms, a request to the one too.
		w.air.Send(w, c, "\x0a\x0b\x00")
		reset(w)
		w.run(since+29*ms, nil)
		w.air.Transmitted(w, w.now, Downlink{c, "\x1b\x11\x00x"})
		w.run(since+sim.Time(time.Minute), nil)
		if len(w.heard) != 1 || w.heard[0].Kind != Disconnected || w.heard[0].Reason != ReasonTimeout || w.heard[0].At != since+4015*ms {
			t.Errorf("%s: the central hears %+v", name, w.heard)
		}
		told := 0
		if name == "off and on" { // the radio was off, the firmware may not have noticed
			told = 1
		}
		if len(w.signals) != told {
			t.Errorf("%s: the lock hears %q", name, w.signals)
		}
	}
}

func TestBothSidesGoneLeaveNothing(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	w.air.Vanish(w, c)
	w.restart()
	if w.air.Pending() || len(w.air.State.Links) != 0 {
		t.Error("nobody is left and something is due")
	}
	c = w.connect(DefaultParams())
	w.restart()
	w.air.Vanish(w, c)
	if w.air.Pending() || len(w.air.State.Links) != 0 {
		t.Error("nobody is left and something is due")
	}
}

func TestALockThatDiesWhileConnectingFailsToEstablish(t *testing.T) {
	w := newWorld(t)
	c, _ := w.air.Connect(w, DefaultParams())
	adv := w.air.Due()
	w.run(adv, nil)
	w.restart()
	w.run(adv+sim.Time(time.Second), nil)
	if d := w.last(); d.Conn != c || d.Kind != ConnectFailed || d.Reason != ReasonEstablish || len(w.signals) != 0 {
		t.Errorf("heard %+v, the lock %q", d, w.signals)
	}
}

func TestWhatLeftBeforeAResetArrives(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	since := w.air.Links()[0].Since
	w.heard = nil
	// The host looks late: two frames left the lock before it was reset at 40 ms;
	// only the first one had an event to go with.
	w.now = since + 40*ms
	w.air.Transmitted(w, since+10*ms, Downlink{c, "\x1b\x11\x00x"})
	w.air.Transmitted(w, since+35*ms, Downlink{c, "\x1b\x11\x00y"})
	w.restart()
	w.run(since+sim.Time(time.Second), nil)
	if len(w.heard) != 1 || w.heard[0].PDU != "\x1b\x11\x00x" || w.heard[0].At != since+15*ms {
		t.Errorf("the central hears %+v", w.heard)
	}
}

func TestADyingConnectionTakesNoPlace(t *testing.T) {
	w := newWorld(t)
	for range 4 {
		w.connect(DefaultParams())
	}
	w.restart()
	w.connect(DefaultParams())
	if w.server.Count() != 1 || len(w.air.Links()) != 5 {
		t.Errorf("%d connections, links %+v", w.server.Count(), w.air.Links())
	}
}
