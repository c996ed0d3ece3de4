package gatt

import (
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
