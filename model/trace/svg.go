package trace

import (
	"io"
	"strings"
	"time"

	"locktwin/model/sim"
)

// SVGOptions say what a picture shows besides the events.
type SVGOptions struct {
	Title  string  // one line above the picture; empty: none
	Levels []Level // dashed lines across the rail
	// From and To choose what is shown. If To is not after From, the picture
	// chooses: the time around the most telling event, which is the first torn
	// erase, else the first torn program, operation refused or brown-out reset,
	// else the last reset of another kind, else the last change of cells.
	From, To sim.Time
}

// Level is a threshold drawn across the rail.
type Level struct {
	Label      string
	Microvolts int64
}

// The limits of what a picture keeps in memory: about 5 MB of events before the
// one it is about, about 20 MB from there on, and ten minutes of simulated
// time after it. What lies outside is not drawn.
const (
	svgBefore    = 1 << 15
	svgTotal     = 1 << 17
	svgAftermath = 10 * time.Minute
)

// NewSVG returns a sink that draws the telling part of a run as a
// self-contained picture: the rail over time with its thresholds, lanes for the
// core's state and the flash operations, and a numbered list of what happened
// in plain words. The time axis is cut where nothing happens. Nothing is
// written before Close. A run of any length may pass through; see the limits
// on svgBefore and its neighbours for what is kept.
func NewSVG(w io.Writer, o SVGOptions) Sink {
	return &svg{output: newOutput(w), options: o, fixed: o.To > o.From}
}

type svg struct {
	output
	options SVGOptions
	fixed   bool

	recent []Event // ring of the latest events
	next   int     // where the ring goes on, once it is full

	picked []Event // from some time before the focus on; empty: no focus yet
	focus  Event
	score  int
	done   bool // nothing more is picked for this focus
}

func (s *svg) Event(e *Event) {
	if s.dead() {
		return
	}
	if s.fixed {
		s.collect(e)
		return
	}
	if v := telling(e); v > s.score || v == s.score && s.again(e) {
		s.score, s.focus, s.done = v, *e, false
		s.picked = append(s.picked[:0], s.recent[s.next:]...)
		s.picked = append(s.picked, s.recent[:s.next]...)
	}
	if s.score > 0 && !s.done {
		if e.At.Sub(s.focus.At) > svgAftermath || len(s.picked) >= svgTotal {
			s.done = true
		} else {
			s.picked = append(s.picked, *e)
		}
	}
	if len(s.recent) < svgBefore {
		s.recent = append(s.recent, *e)
		return
	}
	s.recent[s.next] = *e
	s.next = (s.next + 1) % svgBefore
}

// again tells whether an event as telling as the focus takes its place. The
// first fault is the cause of the others; of mere changes, the last is what
// the run was for.
func (s *svg) again(e *Event) bool {
	return s.score > 0 && s.score < faults && e.At.Sub(s.focus.At) > svgAftermath
}

// collect keeps what a window chosen by the caller shows, and of what comes
// before it the latest state of each lane.
func (s *svg) collect(e *Event) {
	if e.At > s.options.To || len(s.picked) >= svgTotal {
		s.done = s.done || e.At > s.options.To
		return
	}
	if v := telling(e); e.At >= s.options.From && v > s.score {
		s.score, s.focus = v, *e
	}
	if e.At < s.options.From && len(s.picked) >= svgBefore {
		// Half of the oldest go at a time, so that the cost of moving stays small.
		s.picked = append(s.picked[:0], s.picked[svgBefore/2:]...)
	}
	s.picked = append(s.picked, *e)
}

// faults is the least score of something gone wrong.
const faults = 3

// telling scores what a picture should be about.
func telling(e *Event) int {
	switch e.Kind {
	case Flash:
		switch phase := phaseOf(e.Name); {
		case phase == "torn" && erases(e.Flash.Op):
			return 6
		case phase == "torn":
			return 5
		case phase == "refused":
			return 4
		}
	case Reset:
		switch {
		case strings.Contains(e.Name, "brown-out"):
			return 3
		case strings.Contains(e.Name, "power-on"):
			return 1
		}
		return 2
	case Cells, Lab:
		return 1
	}
	return 0
}

// Close chooses the window, draws and writes.
func (s *svg) Close() error {
	if s.dead() {
		return s.close()
	}
	if s.score == 0 && !s.fixed {
		s.picked = append(append(s.picked[:0], s.recent[s.next:]...), s.recent[:s.next]...)
	}
	if s.score == 0 && len(s.picked) > 0 {
		s.focus = s.picked[len(s.picked)-1]
		if s.fixed {
			s.focus.At = s.options.From
		}
	}
	p := picture{options: s.options, events: s.picked, focus: s.focus.At}
	p.choose(s.fixed, &s.focus)
	s.buf = p.draw(s.buf)
	err := s.close()
	s.recent, s.picked = nil, nil
	return err
}
