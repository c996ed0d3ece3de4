package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"locktwin/model/sim"
)

// slice is one box on a track, as a viewer draws it.
type slice struct {
	track      int
	name       string
	from, to   float64
	unfinished bool
}

type arrow struct {
	phase string
	id    int
	at    float64
	track int
}

// readChrome is a strict reader of the trace event format, written after its
// description and without regard to how this package writes it.
func readChrome(t *testing.T, text []byte) (slices []slice, arrows []arrow, tracks map[int]string) {
	t.Helper()
	var file struct {
		TraceEvents []struct {
			Ph   string
			Pid  int
			Tid  int
			Ts   *float64
			Dur  float64
			Name string
			ID   int
			Args map[string]any
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	tracks = map[int]string{}
	open := map[int][]int{}
	last := map[int]float64{}
	for i, e := range file.TraceEvents {
		if e.Ph == "M" {
			if e.Name == "thread_name" {
				tracks[e.Tid] = e.Args["name"].(string)
			}
			continue
		}
		if e.Ts == nil || e.Pid != 1 {
			t.Fatalf("event %d has no time or no process", i)
		}
		switch e.Ph {
		case "B":
			open[e.Tid] = append(open[e.Tid], len(slices))
			slices = append(slices, slice{e.Tid, e.Name, *e.Ts, 0, true})
		case "E":
			n := len(open[e.Tid])
			if n == 0 {
				t.Fatalf("event %d ends nothing", i)
			}
			s := &slices[open[e.Tid][n-1]]
			s.to, s.unfinished = *e.Ts, false
			open[e.Tid] = open[e.Tid][:n-1]
		case "X":
			slices = append(slices, slice{e.Tid, e.Name, *e.Ts, *e.Ts + e.Dur, false})
		case "C":
			if len(e.Args) != 1 {
				t.Errorf("counter %s has %d values", e.Name, len(e.Args))
			}
		case "s", "t", "f":
			arrows = append(arrows, arrow{e.Ph, e.ID, *e.Ts, e.Tid})
			continue
		default:
			t.Errorf("event %d: phase %q", i, e.Ph)
		}
		if *e.Ts < last[e.Tid] {
			t.Errorf("event %d goes back in time on its track", i)
		}
		last[e.Tid] = *e.Ts
	}
	for _, s := range slices {
		if s.unfinished || s.to < s.from {
			t.Errorf("%s on track %d does not end", s.name, s.track)
		}
	}
	return slices, arrows, tracks
}

// chains are the flows as the names of the slices that they go through.
func chains(t *testing.T, boxes []slice, arrows []arrow) [][]string {
	t.Helper()
	var out [][]string
	at := map[int]float64{}
	for _, a := range arrows {
		switch {
		case a.phase == "s" && a.id != len(out)+1:
			t.Fatalf("flow %d begins out of turn", a.id)
		case a.phase == "s":
			out = append(out, nil)
		case a.id != len(out):
			t.Fatalf("flow %d goes on after another began", a.id)
		}
		if a.at < at[a.id] {
			t.Errorf("flow %d goes back in time", a.id)
		}
		at[a.id] = a.at
		// The innermost box is the one that begins last.
		i := -1
		for n, b := range boxes {
			if b.track == a.track && b.from <= a.at && a.at <= b.to && (i < 0 || b.from >= boxes[i].from) {
				i = n
			}
		}
		if i < 0 {
			t.Fatalf("a step of flow %d lies in no slice of track %d", a.id, a.track)
		}
		out[a.id-1] = append(out[a.id-1], boxes[i].name)
	}
	for i := range out {
		if n := slices.IndexFunc(arrows, func(a arrow) bool { return a.id == i+1 && a.phase == "f" }); n < 0 {
			t.Errorf("flow %d does not end", i+1)
		}
	}
	return out
}

func TestChromeFlowLeadsFromTheCommandToWhatTheNextBootDecided(t *testing.T) {
	var b bytes.Buffer
	s := NewChrome(&b)
	const ms = sim.Time(time.Millisecond)
	op := FlashOp{Op: "erase", Addr: 0x7c000, Size: 4096}
	for _, e := range []Event{
		{At: 1 * ms, Kind: Phone, Name: "command", Text: "anna sends set-pin"},
		{At: 1 * ms, Kind: Boot, Name: "run", State: "run"},
		{At: 2 * ms, Kind: Flash, Name: "erase-begin", Flash: op},
		{At: 9 * ms, Kind: Reset, Name: "reset-brown-out", State: "reset"},
		{At: 9 * ms, Kind: Flash, Name: "erase-torn", Flash: FlashOp{"erase", 0x7c000, 4096, 80}},
		{At: 20 * ms, Kind: Boot, Name: "released", State: "boot"},
		{At: 23 * ms, Kind: Boot, Name: "boot", State: "sleep"},
		{At: 23 * ms, Kind: Boot, Name: "run", State: "run"},
		{At: 24 * ms, Kind: Decision, Name: "store-empty"},
		{At: 24 * ms, Kind: Decision, Name: "pin-unknown", Text: "every PIN is refused"},
		{At: 25 * ms, Kind: Flash, Name: "program-begin", Flash: FlashOp{"program", 0x7c000, 4, 0}},
		{At: 26 * ms, Kind: Flash, Name: "program-done", Flash: FlashOp{"program", 0x7c000, 4, 1000}},
		{At: 27 * ms, Kind: Boot, Name: "sleep", State: "sleep"},
	} {
		s.Event(&e)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	boxes, arrows, tracks := readChrome(t, b.Bytes())
	got := fmt.Sprint(chains(t, boxes, arrows))
	want := "[[command erase reset-brown-out boot store-empty pin-unknown] [pin-unknown program]]"
	if got != want {
		t.Errorf("the flows are %s, want %s", got, want)
	}
	if tracks[firstPhone] != "phone anna" {
		t.Errorf("the tracks are %v", tracks)
	}
}

func TestChromeTraceOfTheStoryIsWhole(t *testing.T) {
	var b bytes.Buffer
	s := NewChrome(&b)
	play(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	boxes, arrows, _ := readChrome(t, b.Bytes())
	found := chains(t, boxes, arrows)
	if !slices.ContainsFunc(found, func(c []string) bool {
		return slices.Contains(c, "erase") && slices.ContainsFunc(c, func(s string) bool { return len(s) > 5 && s[:5] == "reset" })
	}) {
		t.Errorf("no flow leads from an erase to a reset: %v", found)
	}
}
