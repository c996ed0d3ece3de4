package gatt

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

// story plays a fixed conversation on two connections with one fault, or none, and
// returns what the central and the lock heard.
func story(t *testing.T, p Params, faults ...Fault) (*world, []string) {
	w := newWorld(t)
	w.echo = true
	for _, f := range faults {
		w.mayFill = w.mayFill || f.Kind == FaultNoConfirm
		if err := w.air.SetFault(f); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := w.air.Connect(w, p); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(d Delivery) {
		switch {
		case d.Kind == Connected:
			w.air.Send(w, d.Conn, "\x02\xf7\x00")
			w.air.Send(w, d.Conn, "\x12\x08\x00\x02\x00")
		case d.PDU.Opcode() == OpIndication:
			w.air.Send(w, d.Conn, "\x1e")
		}
	}
	for i := range 20 {
		at := sim.Time(i+1) * sim.Time(time.Second)
		w.run(at, hear)
		for _, c := range []ConnID{1, 2} {
			w.air.Send(w, c, PDU(fmt.Sprintf("\x12\x07\x00message %d of %d, long enough for several packets", i, c)))
		}
	}
	w.run(60*sim.Time(time.Second), hear)
	out := slices.Clone(w.signals)
	for _, d := range w.heard {
		out = append(out, fmt.Sprintf("%+v", d))
	}
	return w, out
}

func quiet(k FaultKind) Fault { return Fault{ID: "f", Kind: k} }

func TestAFaultOfZeroChangesNothing(t *testing.T) {
	for _, p := range []Params{DefaultParams(), instant()} {
		_, plain := story(t, p)
		var zero []Fault
		for _, k := range FaultKinds() {
			f := quiet(k)
			f.ID = k.String()
			switch k {
			case FaultNoConfirm, FaultAdvertisingPause: // act by being there
				continue
			}
			w, got := story(t, p, f)
			if !slices.Equal(got, plain) {
				t.Errorf("%v of zero changes what is heard", k)
			}
			if c := w.air.Faults()[0].Counters; c != (Counters{}) {
				t.Errorf("%v of zero counts %+v", k, c)
			}
			zero = append(zero, f)
		}
		if _, got := story(t, p, zero...); !slices.Equal(got, plain) {
			t.Error("all of them together change something")
		}
		other := Fault{ID: "other", Conn: 99, Kind: FaultLoss, Loss: LossFault{1000}}
		if _, got := story(t, p, other); !slices.Equal(got, plain) {
			t.Error("the fault of another connection changes something")
		}
	}
}

// faulted plays the story with a fault and returns its counters and the outcome.
func faulted(t *testing.T, p Params, f Fault) (*world, []string, Counters) {
	t.Helper()
	f.ID = "f"
	w, out := story(t, p, f)
	c := w.air.Faults()[0].Counters
	if c.Applied == 0 {
		t.Errorf("%v was never applied", f)
	}
	return w, out, c
}

// received lists the PDUs that a connection's central got.
func (w *world) received(c ConnID) []PDU {
	var out []PDU
	for _, d := range w.heard {
		if d.Kind == Received && d.Conn == c {
			out = append(out, d.PDU)
		}
	}
	return out
}

// times lists when they came.
func (w *world) times(c ConnID) []sim.Time {
	var out []sim.Time
	for _, d := range w.heard {
		if d.Kind == Received && d.Conn == c {
			out = append(out, d.At)
		}
	}
	return out
}

func TestLatencyDelaysAndKeepsOrder(t *testing.T) {
	for _, p := range []Params{DefaultParams(), instant()} {
		plain, _ := story(t, p)
		w, _, c := faulted(t, p, Fault{Kind: FaultLatency, Latency: LatencyFault{Delay: 100 * time.Millisecond, Jitter: 50 * time.Millisecond}})
		if !slices.Equal(w.received(1), plain.received(1)) {
			t.Errorf("what arrives has changed: %q, was %q", w.received(1), plain.received(1))
		}
		if mean := time.Duration(c.DelayedNs / c.Applied); mean < 115*time.Millisecond || mean > 135*time.Millisecond {
			t.Errorf("the mean delay is %v", mean)
		}
		if n := plain.air.Links()[0]; c.Applied != 2*(n.Up+n.Down) {
			t.Errorf("%d frames were delayed, %d sent on each of two connections", c.Applied, n.Up+n.Down)
		}
		last := sim.Time(0)
		for i, d := range w.heard {
			if d.At < last || i > 0 && d.Seq != w.heard[i-1].Seq+1 {
				t.Errorf("out of order: %+v", d)
			}
			last = d.At
		}
	}
}

func TestLatencyMayMeanOneDirection(t *testing.T) {
	for _, way := range []Way{ToLock, ToCentral} {
		_, _, both := faulted(t, instant(), Fault{Kind: FaultLatency, Latency: LatencyFault{Delay: time.Millisecond}})
		_, _, one := faulted(t, instant(), Fault{Kind: FaultLatency, Latency: LatencyFault{Delay: time.Millisecond, Direction: way}})
		if one.Applied == 0 || one.Applied >= both.Applied {
			t.Errorf("%v: %d of %d frames", way, one.Applied, both.Applied)
		}
	}
}

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

func TestLossBySignalFollowsItsFormula(t *testing.T) {
	for dBm, want := range map[int]uint64{20: 0, -60: 0, -90: 0, -91: 50, -100: 500, -109: 950, -110: 1000, -127: 1000} {
		if got := rssiLoss(dBm); got != want {
			t.Errorf("%d permille at %d dBm, want %d", got, dBm, want)
		}
	}
}

func TestConnectionEndsAtTheNthOperation(t *testing.T) {
	for _, tt := range []struct {
		fault    DisconnectFault
		written  int // values that arrived on the connection that ended first
		received int // PDUs
	}{
		{DisconnectFault{At: 1, Reason: ReasonMICFailure}, 0, 0},
		{DisconnectFault{At: 3, Of: AWrite, Handle: hData, Reason: ReasonRemoteUser}, 1, 4}, // both connections count
		{DisconnectFault{At: 3, Of: AWrite, UUID: uuidData, Reason: ReasonRemoteUser}, 1, 4},
		{DisconnectFault{At: 1, Of: Indicating, Reason: ReasonLowResources}, 1, 3},
		{DisconnectFault{At: 2, Of: Indicating, Handle: hData, Reason: ReasonPowerOff, Repeat: true}, 1, 3},
	} {
		w, _, c := faulted(t, DefaultParams(), Fault{Kind: FaultDisconnect, End: tt.fault})
		i := slices.IndexFunc(w.heard, func(d Delivery) bool { return d.Kind == Disconnected })
		if i < 0 || w.heard[i].Reason != tt.fault.Reason {
			t.Errorf("%+v: heard %+v", tt.fault, w.heard)
			continue
		}
		conn := w.heard[i].Conn
		if got := w.received(conn); len(got) != tt.received {
			t.Errorf("%+v: received % x", tt.fault, got)
		}
		down := fmt.Sprintf("link down %d  %02x", conn, uint8(tt.fault.Reason))
		if !slices.ContainsFunc(w.signals, func(s string) bool { return strings.Contains(s, down) }) {
			t.Errorf("%+v: the lock hears %q", tt.fault, w.signals)
		}
		want := uint64(1)
		if tt.fault.Repeat {
			want = 2
		}
		if c.Disconnects != want || c.Applied != want || c.Dropped != want {
			t.Errorf("%+v: counters %+v", tt.fault, c)
		}
	}
}

func TestDisconnectBySilenceIsNoticedAfterTheTimeout(t *testing.T) {
	w := newWorld(t)
	c := w.connect(DefaultParams())
	since := w.air.Links()[0].Since
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultDisconnect, End: DisconnectFault{At: 2, Of: AWrite}}); err != nil {
		t.Fatal(err)
	}
	w.heard, w.signals = nil, nil
	w.air.Send(w, c, part(hData, 0, "abc"))
	w.air.Send(w, c, "\x18\x00") // a cancellation is no write
	w.air.Send(w, c, "\x52\x07\x00x")
	w.air.Send(w, c, part(hData, 0, "abc"))
	w.air.Send(w, c, "\x18\x01") // the second write
	w.run(since+sim.Time(time.Minute), nil)
	end := since + 4015*ms
	if d := w.last(); len(w.written) != 1 || d.Reason != ReasonTimeout || d.At != end {
		t.Errorf("heard %+v, written %q", w.heard, w.written)
	}
	if s := w.signals[len(w.signals)-1]; s != fmt.Sprintf("%v link down 1  08", end) {
		t.Errorf("the lock hears %q", s)
	}
}

func TestALongWriteCountsByItsHandle(t *testing.T) {
	w := newWorld(t)
	c := w.connect(instant())
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultDisconnect, End: DisconnectFault{At: 1, Of: AWrite, Handle: hData, Reason: ReasonRemoteUser}}); err != nil {
		t.Fatal(err)
	}
	w.air.Send(w, c, part(hPairing, 0, "abc"))
	w.air.Send(w, c, "\x18\x01")
	w.air.Send(w, c, part(hData, 0, "abc"))
	if !w.server.Has(c) {
		t.Error("the connection ended too early")
	}
	w.air.Send(w, c, "\x18\x01")
	if w.server.Has(c) || len(w.written) != 1 {
		t.Errorf("the long write arrived: %q", w.written)
	}
}

func TestConfirmationsThatNeverArriveBlockTheQueue(t *testing.T) {
	plain, _ := story(t, DefaultParams())
	w, _, c := faulted(t, DefaultParams(), Fault{Conn: 1, Kind: FaultNoConfirm})
	if n := len(w.received(1)); n != len(plain.received(1))-19 || w.server.Idle(1) {
		t.Errorf("%d PDUs, %d without the fault", n, len(plain.received(1)))
	}
	if c.Dropped != 1 || c.Seen != 1 || !slices.Equal(w.received(2), plain.received(2)) {
		t.Errorf("counters %+v", c)
	}
	if id, ok := w.server.Expired(time.Duration(w.now)); !ok || id != 1 {
		t.Errorf("the wait has not expired: %d %v", id, ok)
	}
	_, _, c = faulted(t, DefaultParams(), Fault{Conn: 1, Kind: FaultNoConfirm, Confirm: NoConfirmFault{From: 3, Count: 1}})
	if c.Dropped != 1 || c.Seen != 3 {
		t.Errorf("counters %+v", c)
	}
}

func TestIndicationsComeTwice(t *testing.T) {
	w, _, c := faulted(t, DefaultParams(), Fault{Conn: 2, Kind: FaultDuplicateIndication, Twice: DuplicateIndicationFault{Every: 2}})
	twice := 0
	for i, d := range w.heard {
		if i > 0 && d.PDU.Opcode() == OpIndication && w.heard[i-1].PDU == d.PDU && w.heard[i-1].At == d.At {
			twice++
		}
	}
	if twice != 10 || c.Duplicated != 10 || c.Seen != 20 {
		t.Errorf("%d came twice, counters %+v", twice, c)
	}
}

func TestIndicationsComeLate(t *testing.T) {
	plain, _ := story(t, DefaultParams())
	w, _, c := faulted(t, DefaultParams(), Fault{Kind: FaultLateIndication, Late: LateIndicationFault{By: 200 * time.Millisecond, Every: 4}})
	if !slices.Equal(w.received(1), plain.received(1)) || c.Applied != 10 || c.DelayedNs != 10*200e6 {
		t.Errorf("counters %+v", c)
	}
	late := 0
	for i, d := range w.heard {
		if d.PDU.Opcode() == OpIndication && d.At-plain.heard[i].At == 200*ms {
			late++
		}
	}
	if late == 0 {
		t.Error("no indication came 200 ms later")
	}
}

func TestAdvertisingPauseHidesTheLock(t *testing.T) {
	w := newWorld(t)
	second := sim.Time(time.Second)
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultAdvertisingPause, Pause: AdvertisingPauseFault{From: 2 * second, For: 3 * time.Second}}); err != nil {
		t.Fatal(err)
	}
	for at := sim.Time(0); at < 10*second; {
		a, _ := w.air.NextAdvertisement(w, at)
		if at = a.At; at >= 2*second && at < 5*second {
			t.Errorf("heard at %v", at)
		}
	}
	for i, p := range []Params{DefaultParams(), instant()} {
		w.now = 3 * second
		w.air.Connect(w, p)
		w.run(6*second, nil)
		if d := w.last(); d.Kind != Connected || d.At < 5*second || d.At > 6*second {
			t.Errorf("heard %+v", d)
		}
		c := w.air.Faults()[0].Counters
		if c.Applied != uint64(i+1) || c.DelayedNs < uint64(i+1)*15e8 || c.DelayedNs > uint64(i+1)*26e8 {
			t.Errorf("counters %+v", c)
		}
	}
	// Until it is removed.
	w.air.ResetFaults()
	if err := w.air.SetFault(Fault{ID: "g", Kind: FaultAdvertisingPause}); err != nil {
		t.Fatal(err)
	}
	if a, ok := w.air.NextAdvertisement(w, w.now); ok {
		t.Errorf("heard %+v", a)
	}
	w.air.Connect(w, DefaultParams())
	w.run(w.now+4*second, nil)
	w.air.RemoveFault("g")
	w.run(w.now+second, nil)
	if d := w.last(); d.Kind != Connected {
		t.Errorf("heard %+v", d)
	}
	// For longer than a central waits.
	if err := w.air.SetFault(Fault{ID: "g", Kind: FaultAdvertisingPause}); err != nil {
		t.Fatal(err)
	}
	w.air.Connect(w, DefaultParams())
	w.run(w.now+20*second, nil)
	if c := w.air.Faults()[0].Counters; w.last().Kind != ConnectFailed || c.Disconnects != 1 || c.Applied != 1 {
		t.Errorf("heard %+v, counters %+v", w.last(), c)
	}
}

func TestAPauseThatBeginsInTimeHidesTheNextAdvertisement(t *testing.T) {
	w := newWorld(t)
	w.air.Connect(w, DefaultParams())
	at := w.air.Due()
	if err := w.air.SetFault(Fault{ID: "f", Kind: FaultAdvertisingPause, Pause: AdvertisingPauseFault{From: at, For: time.Second}}); err != nil {
		t.Fatal(err)
	}
	w.run(at+3*sim.Time(time.Second), nil)
	c := w.air.Faults()[0].Counters
	if d := w.last(); d.Kind != Connected || d.At < at.Add(time.Second) || c.Applied != 1 {
		t.Errorf("heard %+v, counters %+v", d, c)
	}
}

func TestFaultsDoNotShiftEachOther(t *testing.T) {
	jitter := Fault{ID: "jitter", Conn: 1, Kind: FaultLatency, Latency: LatencyFault{Jitter: 40 * time.Millisecond}}
	loss := Fault{ID: "loss", Conn: 2, Kind: FaultLoss, Loss: LossFault{300}}
	at := func(faults ...Fault) (one, two []Delivery) {
		w, _ := story(t, DefaultParams(), faults...)
		for _, d := range w.heard {
			d.Seq = 0
			if d.Conn == 1 {
				one = append(one, d)
			} else {
				two = append(two, d)
			}
		}
		return one, two
	}
	one, _ := at(jitter)
	_, two := at(loss)
	for _, order := range [][]Fault{{jitter, loss}, {loss, jitter}} {
		if a, b := at(order...); !slices.Equal(a, one) || !slices.Equal(b, two) {
			t.Error("a fault changes what another one draws")
		}
	}
}

func TestFaultsAreKeptByTheirID(t *testing.T) {
	a := NewAir(newWorld(t).air.key)
	set := func(s string) {
		t.Helper()
		f, err := ParseFault(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.SetFault(f); err != nil {
			t.Fatal(err)
		}
	}
	set("loss id=a permille=1")
	set("latency id=b delay=1ms")
	set("loss id=a permille=2")
	if f := a.Faults(); len(f) != 2 || f[0].Loss.Permille != 2 || f[1].ID != "b" {
		t.Errorf("faults %v", f)
	}
	if !a.RemoveFault("a") || a.RemoveFault("a") || len(a.Faults()) != 1 {
		t.Error("a fault is removed once")
	}
	a.ResetFaults()
	if len(a.Faults()) != 0 {
		t.Error("faults are left")
	}
	if err := a.SetFault(Fault{ID: "u", Kind: FaultDisconnect, End: DisconnectFault{At: 1, Of: AWrite, UUID: uuidData}}); !errors.Is(err, ErrFault) {
		t.Errorf("a UUID without a table: %v", err)
	}
	a.Table = testTable()
	if err := a.SetFault(Fault{ID: "u", Kind: FaultDisconnect, End: DisconnectFault{At: 1, Of: AWrite, UUID: UUID16(1)}}); !errors.Is(err, ErrFault) {
		t.Errorf("an unknown UUID: %v", err)
	}
}

var faultTexts = []string{
	"latency id=slow conn=3 delay=20ms jitter=5ms direction=to-lock",
	"loss id=l permille=250",
	"disconnect id=d at=3 of=write uuid=a92ee202-5501-11e4-916c-0800200c9a66 reason=0x13 repeat=true",
	"disconnect id=d at=3 of=indication handle=0x0007",
	"no-confirm id=n from=2 count=1",
	"no-confirm id=n",
	"duplicate-indication id=x every=2",
	"late-indication id=y by=1m30.5s every=3",
	"rssi id=w level=-95 spread=4",
	"advertising-pause id=p from=1d for=2h30m",
}

func TestFaultsAreWrittenAsTheyAreRead(t *testing.T) {
	for _, s := range faultTexts {
		f, err := ParseFault(s)
		if err != nil || f.String() != s {
			t.Errorf("%q is written %q (%v)", s, f, err)
		}
		b, err := json.Marshal(f)
		var back Fault
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if err != nil || back != f {
			t.Errorf("%s is read back as %+v (%v)", b, back, err)
		}
	}
}

func TestBadFaultsAreToldWithTheirLimit(t *testing.T) {
	for s, says := range map[string]string{
		"":                                    "begins with one of",
		"fog id=a":                            "kinds are [latency",
		"none id=a":                           "none of",
		"loss":                                "id",
		"loss id=a/b":                         "id",
		"loss id=a permille=1001":             "limits 0 and 1000",
		"loss id=a permille=-1":               "limits 0 and 1000",
		"loss id=a delay=1ms":                 "it has id, conn, permille",
		"loss id=a permille=1 permille=1":     "twice",
		"loss id=a permille":                  "name=value",
		"latency id=a delay=2h":               "limits 0 and 1h",
		"latency id=a jitter=-1s":             "limits 0 and 1h",
		"latency id=a delay=5":                "unit",
		"latency id=a direction=up":           "to-lock",
		"rssi id=a level=-128":                "limits -127 and 20",
		"rssi id=a spread=41":                 "limits 0 and 40",
		"disconnect id=a of=read":             "operations are",
		"disconnect id=a at=1 handle=3":       "name write or indication",
		"advertising-pause id=a from=-1s":     "negative",
		"disconnect id=a at=1 uuid=12":        "UUID",
		"loss id=" + strings.Repeat("a", 65):  "1 to 64",
		"late-indication id=a by=1ms every=x": "every",
	} {
		if f, err := ParseFault(s); !errors.Is(err, ErrFault) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %+v, %v; the error should say %q", s, f, err, says)
		}
	}
	mixed := Fault{ID: "a", Kind: FaultLoss, Latency: LatencyFault{Delay: 1}}
	if err := mixed.Validate(); !errors.Is(err, ErrFault) {
		t.Errorf("parameters of another kind: %v", err)
	}
	wild := Fault{ID: "a", Kind: FaultLatency, Latency: LatencyFault{Direction: 9}}
	if err := wild.Validate(); !errors.Is(err, ErrFault) {
		t.Errorf("a direction that is none: %v", err)
	}
	if err := (&Fault{ID: "a", Kind: FaultDisconnect, End: DisconnectFault{Of: 9}}).Validate(); !errors.Is(err, ErrFault) {
		t.Errorf("an operation that is none: %v", err)
	}
}
