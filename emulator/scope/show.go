package scope

import "math"

// Lanes is what lanes show of a window.
type Lanes struct {
	FromNS    int64 // who has an earlier picture replaces what ends later than this
	CPU       []Span
	Flash     []Span
	Radio     []Span
	Motor     []Span
	Resets    []Span
	Warnings  []Span
	Lost      []Span
	Decisions []Mark
}

// Span is one item of a lane, or several that lie too near to one another to be
// drawn apart.
type Span struct {
	FromNS, ToNS int64
	What         string // the state, the operation, how it ended
	Name         string // radio: of the central
	N            uint32
	Address      uint32
	Bytes        uint32
	Permille     int
	Open         bool // it goes on
	Torn         bool // memory: the operation was cut
	Refused      bool // memory: the operation did not begin
}

// Mark is a decision, or several near to one another, of which it is the first.
type Mark struct {
	AtNS             int64
	Kind, Name, Text string
	N                int
}

// Present is what can be seen of the lock now and was not told yet.
type Present struct {
	At      int64
	CPU     string // state of the core
	Busy    bool   // an operation of the memory is in flight
	Erase   bool
	Address uint32
	Bytes   uint32
	Since   int64 // its begin
	Done    int   // permille
}

// mostMarks bounds the decisions of one window: each has a sentence.
const mostMarks = 500

// farthest bounds what counts as near, 36 years: four times as much is still a time.
const farthest = 1 << 60

// Show gives the lanes between two instants. Plain items nearer to one another
// than every are drawn as one; no lane has more than points items, and if it had,
// more of them become one.
func (r *Recorder) Show(from, to, every int64, points int, now *Present) *Lanes {
	l := &r.lanes
	v := view{from: from, to: to, near: every, points: points, now: now.At, names: l.names}
	out := &Lanes{
		FromNS: from, Flash: v.spans(&l.flash.ring), Motor: v.spans(&l.motor.ring), Resets: v.spans(&l.resets.ring),
		Warnings: v.spans(&l.warnings.ring), Lost: v.spans(&l.lost), Decisions: v.marks(&l.decisions),
	}
	// Later ones lie on top: an activation on sleep, no supply on reset.
	out.CPU = append(append(v.spans(&l.states.ring), v.spans(&l.runs.ring)...), v.spans(&l.offs.ring)...)
	out.Radio = append(v.spans(&l.links.ring), v.spans(&l.frames.ring)...)
	r.present(out, &v, now)
	return out
}

// present adds what goes on and was not told yet.
func (r *Recorder) present(out *Lanes, v *view, now *Present) {
	if now.At < v.from || now.At > v.to {
		return
	}
	l := &r.lanes
	since := max(r.heard, r.begun)
	if r.raw.n > 0 {
		since = max(since, r.raw.last().At)
	}
	if since = min(since, now.At); now.Busy {
		what := program
		if now.Erase {
			what = erase
		}
		s := Span{FromNS: now.Since, ToNS: now.At, What: what.String(), N: 1, Address: now.Address, Bytes: now.Bytes, Permille: now.Done, Open: true}
		if o := l.flash.opened(); o != nil && o.address == now.Address && len(out.Flash) > 0 {
			out.Flash[len(out.Flash)-1] = s
		} else {
			out.Flash = append(out.Flash, s)
		}
	}
	told := ""
	switch {
	case l.runs.opened() != nil:
		told = run.String()
	case l.states.opened() != nil:
		told = l.states.last().what.String()
	}
	if now.CPU != told && now.CPU != "" && !(now.CPU == off.String() && l.under) {
		out.CPU = append(out.CPU, Span{FromNS: since, ToNS: now.At, What: now.CPU, N: 1, Open: true})
	}
}

// Underway tells whether a window shows something at this instant that the trace
// has not told, and since when.
func (r *Recorder) Underway(now *Present) (since int64, yes bool) {
	var out Lanes
	v := view{from: now.At, to: now.At + 1, now: now.At}
	r.present(&out, &v, now)
	since = math.MaxInt64
	for _, s := range append(out.CPU, out.Flash...) {
		since = min(since, s.FromNS)
	}
	return since, since != math.MaxInt64
}

// view cuts lanes to a window.
type view struct {
	from, to, near, now int64
	points              int
	names               map[uint32]string
}

func (v *view) spans(r *ring[span]) []Span {
	// Spans of a lane do not overlap, those of connections aside, so the ends
	// ascend too; where they do not, a little more is looked at.
	first := r.search(func(s *span) bool { return s.open || s.to >= v.from })
	for near := min(v.near, farthest); ; near = min(4*near, farthest) {
		out := []Span{}
		var last span
		for i := first; i < r.n; i++ {
			s := *r.at(i)
			if s.open {
				s.to = max(v.now, s.from)
			}
			if s.from > v.to {
				break
			}
			if s.to < v.from {
				continue
			}
			short := min(s.to-s.from, last.to-last.from) < 2*near
			if len(out) > 0 && short && last.mergeable(&s) && s.from-last.to < near {
				last.merge(&s)
				out[len(out)-1] = v.span(&last)
				continue
			}
			last = s
			out = append(out, v.span(&s))
		}
		if len(out) <= v.points || near > v.to-v.from || near == farthest {
			return thinned(out, v.points)
		}
	}
}

// thinned leaves out what is too much even so: the shortest tell the least.
func thinned(s []Span, most int) []Span {
	if len(s) <= most {
		return s
	}
	return s[len(s)-most:]
}

func (v *view) span(s *span) Span {
	return Span{
		FromNS: s.from, ToNS: s.to, What: s.what.String(), Name: v.names[s.link], N: s.n, Address: s.address, Bytes: s.bytes,
		Permille: int(s.permille), Open: s.open, Torn: s.what == programTorn || s.what == eraseTorn,
		Refused: s.what == programRefused || s.what == eraseRefused,
	}
}

func (v *view) marks(r *ring[mark]) []Mark {
	first := r.search(func(m *mark) bool { return m.at >= v.from })
	for near := int64(0); ; near = min(max(4*near, v.near, 1), farthest) {
		out := []Mark{}
		for i := first; i < r.n; i++ {
			m := r.at(i)
			if m.at > v.to {
				break
			}
			if n := len(out); n > 0 && m.at-out[n-1].AtNS < near {
				out[n-1].N++
				continue
			}
			out = append(out, Mark{AtNS: m.at, Kind: m.kind.String(), Name: m.name, Text: m.text, N: 1})
		}
		if len(out) <= min(v.points, mostMarks) || near > v.to-v.from || near == farthest {
			return out
		}
	}
}

// Beyond finds the nearest reset and lost write before and after a window; false
// where none is known.
type Beyond struct {
	Reset, Lost       int64
	HasReset, HasLost bool
}

// Before gives what lies nearest before an instant.
func (r *Recorder) Before(at int64) (b Beyond) {
	l := &r.lanes
	if i := l.resets.search(func(s *span) bool { return s.from >= at }); i > 0 {
		b.Reset, b.HasReset = l.resets.at(i-1).from, true
	}
	if i := l.lost.search(func(s *span) bool { return s.to >= at }); i > 0 {
		b.Lost, b.HasLost = l.lost.at(i-1).to, true
	}
	return b
}

// After gives what lies nearest after an instant.
func (r *Recorder) After(at int64) (b Beyond) {
	l := &r.lanes
	if i := l.resets.search(func(s *span) bool { return s.from > at }); i < l.resets.n {
		b.Reset, b.HasReset = l.resets.at(i).from, true
	}
	if i := l.lost.search(func(s *span) bool { return s.to > at }); i < l.lost.n {
		b.Lost, b.HasLost = l.lost.at(i).to, true
	}
	return b
}
