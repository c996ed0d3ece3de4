package gatt

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"locktwin/model/sim"
)

func TestLostPacketsAreSentAgainOneIntervalLater(t *testing.T) {
	for _, p := range []Params{DefaultParams(), instant()} {
		plain, _ := story(t, p)
		w, _, c := faulted(t, p, Fault{Kind: FaultLoss, Loss: LossFault{Permille: 300}})
		if !slices.Equal(w.received(2), plain.received(2)) || len(w.written) != len(plain.written) {
			t.Error("a lost packet was not sent again")
		}
		packets := uint64(0)
		for _, s := range plain.sent {
			packets += (uint64(len(s)) + 4 + 26) / 27
		}
		for range plain.signals {
			packets++ // at least one each
		}
		if c.Resent < packets/4 || c.Resent > packets || c.Resent < c.Applied || c.Disconnects != 0 {
			t.Errorf("%d of some %d packets were lost; %+v", c.Resent, packets, c)
		}
		late := false
		was := plain.times(2)
		for i, at := range w.times(2) {
			d := at - was[i]
			late = late || d > 0
			if d < 0 || d%sim.Time(p.Interval) != 0 {
				t.Errorf("frame %d comes %v late", i, time.Duration(d))
			}
		}
		if !late {
			t.Error("nothing came later")
		}
	}
}

func TestTotalLossDropsTheConnectionAfterTheSupervisionTimeout(t *testing.T) {
	for _, p := range []Params{DefaultParams(), instant()} {
		w := newWorld(t)
		c := w.connect(p)
		other := w.connect(p)
		since := w.air.Links()[0].Since
		w.now = since + 100*sim.Time(p.Interval) + ms
		if err := w.air.SetFault(Fault{ID: "dead", Conn: c, Kind: FaultLoss, Loss: LossFault{1000}}); err != nil {
			t.Fatal(err)
		}
		w.heard, w.signals = nil, nil
		w.run(w.now, nil)
		w.air.Send(w, c, "\x12\x07\x00x") // nobody needs to send for it
		at := w.now
		w.run(w.now+sim.Time(time.Minute), nil)
		want := at.Add(p.Timeout)
		if !p.Instant {
			want -= ms
		}
		if len(w.heard) != 1 || w.heard[0].Kind != Disconnected || w.heard[0].Reason != ReasonTimeout || w.heard[0].At != want {
			t.Errorf("the central hears %+v, want the end at %v", w.heard, want)
		}
		if len(w.signals) != 1 || w.signals[0] != fmt.Sprintf("%v link down %d  08", want, c) || !w.server.Has(other) {
			t.Errorf("the lock hears %q", w.signals)
		}
		if n := w.air.Faults()[0].Counters; n.Disconnects != 1 {
			t.Errorf("counters %+v", n)
		}
	}
}

func TestTotalLossThatEndsInTimeIsSurvived(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	if err := w.air.SetFault(Fault{ID: "dead", Kind: FaultLoss, Loss: LossFault{1000}}); err != nil {
		t.Fatal(err)
	}
	w.run(w.now, nil)
	w.air.Send(w, c, "\x12\x07\x00x")
	w.run(w.now+3*sim.Time(time.Second), nil)
	w.air.RemoveFault("dead")
	w.run(w.now+sim.Time(time.Minute), nil)
	if got := w.received(c); len(got) != 1 || got[0] != "\x13" || len(w.written) != 1 || !w.server.Has(c) {
		t.Errorf("received %q, the lock %q", got, w.written)
	}
}

func TestHeavyLossDropsABusyConnection(t *testing.T) {
	w := newWorld(t)
	p := DefaultParams()
	p.Timeout = 100 * time.Millisecond
	c := w.connect(p)
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultLoss, Loss: LossFault{999}}); err != nil {
		t.Fatal(err)
	}
	w.heard = nil
	w.air.Send(w, c, "\x0a\x0b\x00")
	w.run(w.now+sim.Time(time.Second), nil)
	if d := w.last(); d.Kind != Disconnected || d.Reason != ReasonTimeout || w.server.Has(c) {
		t.Errorf("heard %+v", d)
	}
	if n := w.air.Faults()[0].Counters; n.Disconnects != 1 || n.Resent == 0 {
		t.Errorf("counters %+v", n)
	}
}

func TestConnectingUnderTotalLossFailsToEstablish(t *testing.T) {
	for _, p := range []Params{DefaultParams(), instant()} {
		w := newWorld(t)
		if err := w.air.SetFault(Fault{ID: "f", Kind: FaultLoss, Loss: LossFault{1000}}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.air.Connect(w, p); err != nil {
			t.Fatal(err)
		}
		w.run(sim.Time(time.Minute), nil)
		if d := w.last(); d.Kind != ConnectFailed || d.Reason != ReasonEstablish || len(w.signals) != 0 {
			t.Errorf("heard %+v, the lock %q", d, w.signals)
		}
		if n := w.air.Faults()[0].Counters; n.Disconnects != 1 || n.Resent != 6 {
			t.Errorf("counters %+v", n)
		}
	}
}

func TestWeakSignalIsReadAndLosesPackets(t *testing.T) {
	strong, _, c := faulted(t, DefaultParams(), Fault{Kind: FaultRSSI, RSSI: RSSIFault{Level: -85, Spread: 4}})
	if r := strong.air.Links()[0].RSSI; r < -89 || r > -81 || c.Resent != 0 {
		t.Errorf("RSSI %d, %+v", r, c)
	}
	a, ok := strong.air.NextAdvertisement(strong, 0)
	if !ok || a.RSSI < -89 || a.RSSI > -81 {
		t.Errorf("advertisement %+v", a)
	}
	weak, _, c := faulted(t, DefaultParams(), Fault{Kind: FaultRSSI, RSSI: RSSIFault{Level: -96}})
	if share := float64(c.Resent) / float64(c.Applied); share < 0.2 || share > 0.6 {
		t.Errorf("%.2f of the packets are lost at -96 dBm, want some 0.3 each", share)
	}
	heard := 0
	for at, k := sim.Time(0), 0; k < 700; k++ {
		a, _ := weak.air.NextAdvertisement(weak, at)
		at = a.At
		heard++
		if at > sim.Time(505*time.Second) {
			break
		}
	}
	if heard < 600 || heard > 750 { // 1000 in 500 s, 700 of which are heard
		t.Errorf("%d advertisements are heard in 500 s", heard)
	}
	w := newWorld(t)
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultRSSI, RSSI: RSSIFault{Level: -120, Spread: 5}}); err != nil {
		t.Fatal(err)
	}
	if a, ok := w.air.NextAdvertisement(w, 0); ok {
		t.Errorf("heard at -115 dBm: %+v", a)
	}
	for _, p := range []Params{DefaultParams(), instant()} {
		w.air.Connect(w, p)
		w.run(w.now+sim.Time(time.Minute), nil)
		if d := w.last(); d.Kind != ConnectFailed {
			t.Errorf("heard %+v", d)
		}
	}
}

func TestASignalThatFadesAwayDropsTheConnection(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultRSSI, RSSI: RSSIFault{Level: -120}}); err != nil {
		t.Fatal(err)
	}
	w.run(w.now+sim.Time(time.Minute), nil)
	if d := w.last(); d.Kind != Disconnected || d.Reason != ReasonTimeout || w.server.Has(c) {
		t.Errorf("heard %+v", d)
	}
	if n := w.air.Faults()[0].Counters; n.Disconnects != 1 || n.Applied != 1 {
		t.Errorf("counters %+v", n)
	}
}

func TestLossBySignalFollowsItsFormula(t *testing.T) {
	for dBm, want := range map[int]uint64{20: 0, -60: 0, -90: 0, -91: 50, -100: 500, -109: 950, -110: 1000, -127: 1000} {
		if got := rssiLoss(dBm); got != want {
			t.Errorf("%d permille at %d dBm, want %d", got, dBm, want)
		}
	}
}
