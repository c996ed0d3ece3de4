package scope

import (
	"strings"

	"locktwin/model/trace"
)

// lanes is what the lock did, beside its rail.
type lanes struct {
	powerOn int32 // µV of VDD under which the core is off
	under   bool  // the newest sample was

	states    lane // of the core, activations aside
	runs      lane // activations
	offs      lane // VDD under the power-on level, from the samples
	flash     lane
	motor     lane
	resets    lane // until the release
	warnings  lane
	links     lane // connections
	frames    lane // what went over them, in bursts
	lost      ring[span]
	decisions ring[mark]
	names     map[uint32]string // of the centrals behind connections
}

// mark is something that takes no time.
type mark struct {
	at         int64
	kind       trace.Kind
	name, text string
}

func (l *lanes) init(powerOn int32) {
	l.powerOn = powerOn
	for _, one := range l.all() {
		*one = newLane(false)
	}
	for _, one := range []*lane{&l.runs, &l.flash, &l.motor, &l.frames} {
		one.folds = true
	}
	l.lost, l.decisions = newRing[span](Marks), newRing[mark](Marks)
	l.names = map[uint32]string{}
}

func (l *lanes) all() []*lane {
	return []*lane{&l.states, &l.runs, &l.offs, &l.flash, &l.motor, &l.resets, &l.warnings, &l.links, &l.frames}
}

// cut forgets what came after an instant. What began at that instant may belong to
// either side of it: activations and what they do are forgotten, as they will be
// told again if they were before.
func (l *lanes) cut(at int64) {
	for _, one := range l.all() {
		one.cut(at)
	}
	for l.lost.n > 0 && l.lost.last().to > at {
		l.lost.pop()
	}
	for l.decisions.n > 0 && l.decisions.last().at > at {
		l.decisions.pop()
	}
	l.under = l.offs.opened() != nil
}

// supply looks at a sample for the core's supply, and tells whether it changed
// anything.
func (l *lanes) supply(s *Sample) bool {
	under := s.V[VDD] < l.powerOn
	if under == l.under {
		return false
	}
	l.under = under
	if under {
		l.offs.begin(span{from: s.At, to: s.At, what: off, open: true})
	} else {
		l.offs.end(s.At)
	}
	return true
}

// take hears an event, and tells whether a lane shows it.
func (l *lanes) take(at int64, e *trace.Event) bool {
	switch e.Kind {
	case trace.Boot:
		return l.core(at, e)
	case trace.Reset:
		l.runs.end(at)
		l.warnings.end(at)
		l.state(at, reset)
		l.resets.end(at)
		l.resets.begin(span{from: at, to: at, what: causeOf(e.Name), open: true})
	case trace.Flash:
		l.memory(at, e)
	case trace.Motor:
		l.run(at, e)
	case trace.Supervisor:
		switch e.Name {
		case "pof-falling":
			l.warnings.end(at)
			l.warnings.begin(span{from: at, to: at, what: below, open: true})
		case "pof-rising":
			l.warnings.end(at)
		default:
			l.mark(at, e)
		}
	case trace.Decision:
		if e.Text == "" {
			return false
		}
		l.mark(at, e)
	default:
		return false
	}
	return true
}

func (l *lanes) mark(at int64, e *trace.Event) {
	l.decisions.push(mark{at, e.Kind, e.Name, e.Text})
}

// state begins another state of the core.
func (l *lanes) state(at int64, w word) {
	if s := l.states.opened(); s != nil && s.what == w {
		return
	}
	l.states.end(at)
	l.states.begin(span{from: at, to: at, what: w, open: true})
}

func (l *lanes) core(at int64, e *trace.Event) bool {
	switch e.State {
	case "run":
		l.state(at, sleep)
		l.runs.end(at)
		l.runs.begin(span{from: at, to: at, what: run, open: true})
	case "sleep":
		l.state(at, sleep)
		l.runs.end(at)
	case "boot":
		l.state(at, boot)
		l.resets.end(at)
	case "hung":
		l.runs.end(at)
		l.state(at, hung)
	default:
		if e.Text == "" {
			return false
		}
		l.mark(at, e)
	}
	return true
}

func (l *lanes) memory(at int64, e *trace.Event) {
	done, torn, refused := program, programTorn, programRefused
	if e.Flash.Op == "erase" {
		done, torn, refused = erase, eraseTorn, eraseRefused
	}
	s := span{from: at, to: at, n: 1, address: e.Flash.Addr, bytes: e.Flash.Size, permille: int16(e.Flash.Permille), what: done}
	switch {
	case strings.HasSuffix(e.Name, "-begin"):
		s.open = true
		l.flash.end(at)
		l.flash.begin(s)
		return
	case strings.HasSuffix(e.Name, "-torn"):
		s.what = torn
	case strings.HasSuffix(e.Name, "-refused"):
		s.what = refused
	}
	switch o := l.flash.opened(); {
	case o != nil && s.what != refused:
		o.to, o.open, o.what, o.permille = at, false, s.what, s.permille
		s = *o
	case l.flash.n > 0 && l.flash.last().to == at && l.flash.last().what == s.what && l.flash.last().address == s.address:
		return // it is told again
	default:
		l.flash.begin(s)
	}
	if s.what == torn || s.what == refused {
		l.lost.push(s)
	}
}

func (l *lanes) run(at int64, e *trace.Event) {
	end, known := nothing, true
	switch e.Name {
	case "motor-start":
	case "motor-target":
		end = target
	case "motor-stalled":
		end = stalled
	case "motor-timeout":
		end = timeout
	case "motor-cut":
		end = cut
	default:
		known = false
	}
	if !known {
		return
	}
	if o := l.motor.opened(); o != nil {
		o.what = end
	}
	l.motor.end(at)
	if end == nothing {
		l.motor.begin(span{from: at, to: at, open: true})
	}
}

// Link tells that a connection is up, or over.
func (r *Recorder) Link(at int64, number uint32, name string, up bool) {
	l := &r.lanes
	r.news.Lanes = min(r.news.Lanes, at)
	if up {
		if len(l.names) >= LaneSpans {
			clear(l.names) // of old connections; the lane has forgotten most of them
		}
		l.names[number] = name
		l.links.begin(span{from: at, to: at, link: number, what: connection, open: true})
		return
	}
	for i := l.links.n - 1; i >= 0; i-- {
		if s := l.links.at(i); s.link == number && s.open {
			s.to, s.open = max(at, s.from), false
			return
		}
	}
}

// hangUp ends all connections: a lock that was brought back has none.
func (l *lanes) hangUp(at int64) {
	for i := range l.links.n {
		if s := l.links.at(i); s.open || s.to > at {
			s.to, s.open = max(at, s.from), false
		}
	}
}

// burst is how near to one another frames of a connection are drawn as one from
// the beginning.
const burst = 5_000_000

// Frame tells that a frame went over a connection, either way.
func (r *Recorder) Frame(at int64, number uint32) {
	l := &r.lanes.frames
	r.news.Lanes = min(r.news.Lanes, at)
	if l.n > 0 {
		s := l.last()
		at = max(at, s.to) // what the lock sent is told when its activation is over
		if s.link == number && at-s.to < burst {
			s.to, s.n = at, s.n+1
			return
		}
	}
	l.begin(span{from: at, to: at, link: number, what: frames})
}
