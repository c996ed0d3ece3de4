package trace_test

import (
	"testing"

	"locktwin/model/sim"
	"locktwin/model/trace"
)

func TestLateSamplesOfTheRailAreToldInTheirPlace(t *testing.T) {
	var got []trace.Event
	o := trace.InOrder(trace.Func(func(e *trace.Event) { got = append(got, *e) }))
	for _, e := range []trace.Event{
		{At: 10, Kind: trace.Rail}, {At: 20, Kind: trace.Boot, Name: "boot"}, {At: 30, Kind: trace.Flash, Name: "erase-begin"},
		{At: 15, Kind: trace.Rail}, {At: 20, Kind: trace.Rail}, {At: 40, Kind: trace.Reset, Name: "reset-pin"}, {At: 35, Kind: trace.Rail},
	} {
		o.Event(&e)
	}
	if len(got) != 6 {
		t.Errorf("%d events told before the flush, want all but the last reset", len(got))
	}
	o.Flush()
	want := []sim.Time{10, 15, 20, 20, 30, 35, 40}
	for i, e := range got {
		if i >= len(want) || e.At != want[i] {
			t.Fatalf("event %d is %+v, want the instants %v", i, e, want)
		}
	}
	if len(got) != len(want) || got[2].Kind != trace.Rail || got[3].Name != "boot" {
		t.Errorf("got %+v", got)
	}
}
