package scenarios

import (
	"slices"
	"strings"
	"time"

	"locktwin/model/sim"
	"locktwin/model/trace"
)

// watcher learns from the trace what nobody can ask the lock for afterwards.
type watcher struct {
	state    string // of the core, as the trace last told
	booted   sim.Time
	silent   sim.Time // when the core stopped, while it is down
	boots    []BootFacts
	same     map[string]BootFacts // boots that found and decided the same share their lists
	open     bool                 // the last boot is still adding to its facts
	bootsN   int
	resets   []Reset
	torn     TornCounts
	warnings int
	vbat     RailExtremes
	vdd      RailExtremes
	lastVBAT Microvolts
	lastVDD  Microvolts
	quest    quest
}

// quest is something that is looked for in the trace from an instant on.
type quest struct {
	on    bool
	from  sim.Time
	until Until
	nth   int
	seen  int
	found bool
	at    sim.Time
}

// Decisions of a boot are those of its first minutes: what it has put off until
// the supply is steady is among them.
const bootSpan = 2 * time.Minute

const (
	maxDecisions = 48     // of one boot that are kept
	maxBoots     = 50_000 // that are told apart; of later ones only the last
)

func newWatcher() *watcher {
	return &watcher{vbat: RailExtremes{Rail: VBAT, Min: -1}, vdd: RailExtremes{Rail: VDD, Min: -1}}
}

// copyFrom makes w a copy of src that goes on by itself.
func (w *watcher) copyFrom(src *watcher) {
	boots, resets := w.boots[:0], w.resets[:0]
	*w = *src
	w.boots, w.resets = append(boots, src.boots...), append(resets, src.resets...)
	w.same = nil
	if n := len(w.boots); n > 0 {
		// The last boot may still be adding to its lists.
		last := &w.boots[n-1]
		last.Found, last.Decisions = slices.Clip(last.Found), slices.Clip(last.Decisions)
	}
}

// Event is called by the trace.
func (w *watcher) Event(e *trace.Event) {
	switch e.Kind {
	case trace.Rail:
		w.lastVBAT, w.lastVDD = Microvolts(e.Rail.VBAT), Microvolts(e.Rail.VDD)
		w.vbat.take(w.lastVBAT)
		w.vdd.take(w.lastVDD)
	case trace.Reset:
		w.reset(e)
	case trace.Boot:
		w.boot(e)
	case trace.Decision:
		w.decision(e)
	case trace.Supervisor:
		if e.Name == "pof-falling" {
			w.warnings++
		}
	case trace.Flash:
		switch e.Name {
		case "erase-torn":
			w.torn.Erases++
		case "program-torn":
			w.torn.Programs++
		}
	}
	if w.quest.on && !w.quest.found && e.At >= w.quest.from {
		w.quest.look(e)
	}
}

func (r *RailExtremes) take(v Microvolts) {
	if r.Min < 0 || v < r.Min {
		r.Min = v
	}
	r.Max = max(r.Max, v)
}

func (w *watcher) reset(e *trace.Event) {
	if up := w.state != "" && w.state != "reset" && w.state != "off"; up {
		w.resets = append(w.resets, Reset{AtNS: int64(e.At), Cause: strings.TrimPrefix(e.Name, "reset-")})
		w.silent = e.At
	}
	w.state = "reset"
	w.close()
}

func (w *watcher) boot(e *trace.Event) {
	w.state = e.State
	if e.Name != "boot" {
		return
	}
	w.close()
	w.booted, w.silent = e.At, 0
	w.bootsN++
	if len(w.boots) >= maxBoots {
		w.boots = w.boots[:maxBoots-1]
	}
	w.boots = append(w.boots, BootFacts{})
	w.open = true
	// A brown-out that went so deep that the memory of it was lost is a
	// power-on for the boot code, and for who reads the result.
	if n := len(w.resets); n > 0 && w.resets[n-1].Cause == "brown-out" && strings.HasSuffix(e.Text, " power-on") {
		w.resets[n-1].Cause = "power-on"
	}
}

// close ends the account of the last boot.
func (w *watcher) close() {
	if !w.open {
		return
	}
	w.open = false
	last := &w.boots[len(w.boots)-1]
	var key strings.Builder
	for _, f := range last.Found {
		key.WriteString(string(f.Area) + "\x00" + string(f.Finding) + "\x00")
	}
	key.WriteString("\x01")
	for _, d := range last.Decisions {
		key.WriteString(d + "\x00")
	}
	if known, ok := w.same[key.String()]; ok {
		*last = known
	} else if len(w.same) < maxBoots {
		if w.same == nil {
			w.same = map[string]BootFacts{}
		}
		w.same[key.String()] = *last
	}
}

func (w *watcher) decision(e *trace.Event) {
	if !w.open || e.At.Sub(w.booted) > bootSpan {
		return
	}
	b := &w.boots[len(w.boots)-1]
	if a, f, ok := found(e); ok {
		b.Found = append(b.Found, FoundFact{a, f})
	}
	if len(b.Decisions) < maxDecisions {
		b.Decisions = append(b.Decisions, e.Name+": "+e.Text)
	}
}

// found translates what boot code notes about an area.
func found(e *trace.Event) (Area, Finding, bool) {
	switch e.Name {
	case "layout-unmarked":
		return "layout word", "blank", true
	case "layout-ignored":
		return "layout word", "ambiguous", true
	case "layout-foreign", "layout-postponed":
		return "layout word", "valid", true
	}
	what, ok := strings.CutPrefix(e.Name, "store-")
	if !ok {
		return "", "", false
	}
	var f Finding
	switch what {
	case "empty":
		f = "blank"
	case "unusable":
		f = "corrupt"
	default:
		f = Finding(what)
	}
	switch {
	case strings.HasPrefix(e.Text, "The settings area"):
		return "settings page", f, true
	case strings.HasPrefix(e.Text, "The access area"):
		return "authorizations", f, true
	}
	return "", "", false
}

// look compares an event with what is sought.
func (q *quest) look(e *trace.Event) {
	hit := false
	switch u := q.until; {
	case u.Moment != "":
		hit = isMoment(u.Moment, e)
	case u.Rail != "" && e.Kind == trace.Rail:
		v := Microvolts(e.Rail.VBAT)
		if u.Rail == VDD {
			v = Microvolts(e.Rail.VDD)
		}
		hit = u.beyond(v)
	}
	if !hit {
		return
	}
	if q.seen++; q.seen >= max(q.nth, 1) {
		q.found, q.at = true, e.At
	}
}

// beyond says whether the voltage is on the side that is waited for.
func (u Until) beyond(v Microvolts) bool {
	if u.Above {
		return v > u.Volts
	}
	return v < u.Volts
}

func isMoment(m Moment, e *trace.Event) bool {
	switch m {
	case MomentErase:
		return e.Name == "erase-begin"
	case MomentProgram:
		return e.Name == "program-begin"
	case MomentBoot:
		return e.Kind == trace.Boot && e.Name == "boot"
	case MomentReset:
		return e.Kind == trace.Reset
	case MomentWarning:
		return e.Name == "pof-falling"
	case MomentMotor:
		return e.Name == "motor-start"
	}
	return false
}
