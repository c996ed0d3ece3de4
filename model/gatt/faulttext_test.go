package gatt

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

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

func TestAFaultFollowsACentralWithItsCounters(t *testing.T) {
	w := newWorld(t)
	if err := w.air.SetFault(Fault{ID: "slow", Conn: NoConn, Kind: FaultLatency, Latency: LatencyFault{Delay: time.Millisecond}}); err != nil {
		t.Fatal(err)
	}
	c := w.connect(DefaultParams())
	write := func(c ConnID) uint64 {
		w.air.Send(w, c, "\x12\x07\x00x")
		w.run(w.now+sim.Time(time.Second), nil)
		return w.air.Faults()[0].Counters.Applied
	}
	if n := write(c); n != 0 {
		t.Errorf("a fault for no connection applied %d times", n)
	}
	if !w.air.AimFault("slow", c) || w.air.AimFault("other", c) {
		t.Error("a fault is aimed by its id")
	}
	first := write(c)
	other := w.connect(DefaultParams())
	w.air.AimFault("slow", other)
	if write(c) != first || write(other) <= first || first == 0 {
		t.Errorf("applied %d times on the first connection, then %+v", first, w.air.Faults()[0].Counters)
	}
}

func TestDeliveriesAreTakenForOneConnection(t *testing.T) {
	w := newWorld(t)
	a := NewAir(w.air.key)
	for _, c := range []ConnID{1, 2, 1} {
		a.deliver(Delivery{Conn: c, Kind: Received})
	}
	if got := a.TakeFor(1, nil); len(got) != 2 || got[0].Seq != 1 || got[1].Seq != 3 || a.DeliveredTo(1) || !a.DeliveredTo(2) {
		t.Errorf("taken %+v", got)
	}
	if got := a.Take(nil); len(got) != 1 || got[0].Conn != 2 || a.Delivered() {
		t.Errorf("left %+v", got)
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
