package locks

import (
	"slices"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/sim"
	"locktwin/model/trace"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// recorder learns from the trace what a report shows of a reference run.
type recorder struct {
	origin     sim.Time
	from       time.Duration
	areas      []firmware.Extent
	base       uint32 // where the areas count from
	operations []campaign.Operation
	open       bool // the last operation has not ended yet
	moments    []campaign.Moment
	vbat, vdd  []campaign.Point
	stirs      []time.Duration
}

func newRecorder(t *track) recorder {
	l := t.work.Lock()
	return recorder{origin: t.origin, from: t.from, areas: l.App().Extents(), base: l.Machine().MemoryBase()}
}

// Event is called by the trace.
func (r *recorder) Event(e *trace.Event) {
	at := e.At.Sub(r.origin)
	if at < r.from {
		return
	}
	switch e.Kind {
	case trace.Rail:
		r.vbat = append(r.vbat, campaign.Point{At: at, Microvolts: e.Rail.VBAT})
		r.vdd = append(r.vdd, campaign.Point{At: at, Microvolts: e.Rail.VDD})
		return
	case trace.Flash:
		r.flash(e, at)
	case trace.Reset:
		r.moment(at, "reset", e.Text)
	case trace.Boot:
		if e.Name == "boot" {
			r.moment(at, "boot", e.Text)
		}
	case trace.Supervisor:
		if e.Name == "pof-falling" {
			r.moment(at, "warning", e.Text)
		}
	case trace.Decision:
		if name := decisionName(e); name != "" {
			r.moment(at, "decision", e.Text)
		}
	case trace.Phone:
		if e.Name == "command" {
			r.moment(at, "command", e.Text)
		}
	case trace.Motor:
		if e.Name == "motor-start" {
			r.moment(at, "motor", e.Text)
		}
	}
	r.stirs = append(r.stirs, at)
}

func (r *recorder) moment(at time.Duration, kind, text string) {
	r.moments = append(r.moments, campaign.Moment{At: at, Kind: kind, Text: text})
}

func (r *recorder) flash(e *trace.Event, at time.Duration) {
	switch e.Name {
	case "erase-begin", "program-begin":
		r.operations = append(r.operations, campaign.Operation{
			Kind: e.Flash.Op, Area: r.area(e.Flash.Addr), Addr: e.Flash.Addr, Size: e.Flash.Size, From: at,
		})
		r.open = true
	case "erase-done", "program-done", "erase-torn", "program-torn":
		if r.open {
			r.operations[len(r.operations)-1].To = at
			r.open = false
		}
	}
}

// areaNames are what lies in the areas of the firmware.
var areaNames = [firmware.Areas]string{
	firmware.AreaLayout: "layout word", firmware.AreaSettings: "settings", firmware.AreaAccess: "authorizations",
	firmware.AreaLog: "log", firmware.AreaBook: "codes",
}

// area names what lies at an address of the part.
func (r *recorder) area(addr uint32) string {
	for _, a := range r.areas {
		if at := addr - r.base; addr >= r.base && at >= a.Addr && at < a.Addr+a.Bytes {
			return areaNames[a.Area]
		}
	}
	return "no area"
}

// close ends the record at the end of the window.
func (r *recorder) close(t *track) {
	if r.open {
		r.operations[len(r.operations)-1].To = t.to
		r.open = false
	}
	for n, s := range t.file.Steps {
		if at, ok := t.work.Began(n + 1); ok && at.Sub(t.origin) >= t.from && at.Sub(t.origin) < t.to {
			r.moment(at.Sub(t.origin), "step", scenarios.StepWord(s.Action))
			r.stirs = append(r.stirs, at.Sub(t.origin))
		}
	}
	slices.SortStableFunc(r.moments, func(a, b campaign.Moment) int { return order(a.At, b.At) })
	r.vbat, r.vdd = corners(r.vbat), corners(r.vdd)
}

func order(a, b time.Duration) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// changes are the instants at which something happens, each once, within the
// window.
func (r *recorder) changes(t *track) []time.Duration {
	all := append([]time.Duration{t.from}, r.stirs...)
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(d time.Duration) bool { return d < t.from || d >= t.to })
}

// Corners of a curve that a report can do without lie nearer to the line between
// the others than this, which is doubled until few are left.
const (
	cornerMicrovolts = 2000
	mostCorners      = 400
)

// corners thins a curve out.
func corners(all []campaign.Point) []campaign.Point {
	for tolerance := int64(cornerMicrovolts); ; tolerance *= 2 {
		kept := thin(all, tolerance)
		if len(kept) <= mostCorners {
			return kept
		}
	}
}

// thin keeps the corners that the rest stays within the tolerance of: the farthest
// from the line between the ends of a stretch, and so on to both sides of it.
func thin(all []campaign.Point, tolerance int64) []campaign.Point {
	if len(all) < 3 {
		return slices.Clone(all)
	}
	keep := make([]bool, len(all))
	keep[0], keep[len(all)-1] = true, true
	work := [][2]int{{0, len(all) - 1}}
	for len(work) > 0 {
		lo, hi := work[len(work)-1][0], work[len(work)-1][1]
		work = work[:len(work)-1]
		worst, at := tolerance, -1
		for i := lo + 1; i < hi; i++ {
			d := all[i].Microvolts - between(all[lo], all[hi], all[i].At)
			if d = max(d, -d); d > worst {
				worst, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			work = append(work, [2]int{lo, at}, [2]int{at, hi})
		}
	}
	var out []campaign.Point
	for i, k := range keep {
		if k {
			out = append(out, all[i])
		}
	}
	return out
}

// between is the line from a to b at an instant.
func between(a, b campaign.Point, at time.Duration) int64 {
	if b.At == a.At {
		return a.Microvolts
	}
	x := float64(at-a.At) / float64(b.At-a.At)
	return a.Microvolts + int64(float64(x*float64(b.Microvolts-a.Microvolts)))
}
