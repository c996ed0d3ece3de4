package trace

import (
	"io"
	"strings"

	"locktwin/model/sim"
)

// NewChrome returns a sink that writes the trace event format of Chrome, which
// Perfetto reads too: one JSON object, times in µs with the nanoseconds behind
// the point. The core, the memory, resets, decisions, the motor, the outside and
// each phone have a track; the rails are counters. Flows lead from what began a
// write (a phone's command, a boot) over each operation of the memory to the
// reset that tore it, and on to what the next boot decided. It holds one block
// of memory.
//
// Source of the format: the Trace Event Format document of the Chromium project.
func NewChrome(w io.Writer) Sink {
	s := &chrome{output: newOutput(w), last: RailSample{VBAT: -1, VDD: -1, Motor: -1}}
	s.buf = append(s.buf, `{"displayTimeUnit":"ns","otherData":{"format":"locktwin-trace","version":"1"},"traceEvents":[`...)
	s.buf = append(s.buf, `{"ph":"M","pid":1,"tid":0,"name":"process_name","args":{"name":"lock"}}`...)
	for t, name := range chromeTracks {
		s.track(t+1, name)
	}
	return s
}

// The tracks, in the order in which viewers show them; phones follow.
const (
	onCore = 1 + iota
	onMemory
	onResets
	onDecisions
	onMotor
	onOutside
	onSupervisor
	firstPhone
)

var chromeTracks = []string{"core", "memory", "resets", "boot and decisions", "motor", "hands and lab", "supervisor"}

// chrome is a sink. Only the last step of a flow waits, because a flow has to
// say which of its steps is the last.
type chrome struct {
	output
	last   RailSample
	state  string    // the core's state that is open
	memory bool      // an operation is open
	reset  bool      // a reset is open
	motor  bool      // a run is open
	phones []talking // in order of first use
	flow   flow
	flows  int
	ended  sim.Time
	// decided is the instant of the last decision, as drawn.
	decided sim.Time
}

// talking is a phone's track, and the command that waits for its answer.
type talking struct {
	name string
	open bool
}

// step is one place that a flow goes through.
type step struct {
	at    sim.Time
	track int
	known bool
}

// flow is a chain of causes. It begins on paper with its first operation.
type flow struct {
	id     int
	cause  step
	before step // the last step so far
	begun  bool
	cut    bool // its last operation was torn
	torn   bool // a reset came in between: what follows are consequences
	boots  bool // the boot after it has begun to decide
	phone  int  // track of the command, 0: a boot
}

// Event writes an event.
func (s *chrome) Event(e *Event) {
	if s.dead() {
		return
	}
	s.ended = e.At
	switch e.Kind {
	case Rail:
		s.rails(e)
	case Boot, Reset:
		s.core(e)
	case Flash:
		s.flash(e)
	case Decision:
		s.decision(e)
		if s.flow.torn {
			s.flow.boots = true
			s.through(s.decided, onDecisions)
		}
	case Phone:
		s.phone(e)
	case Motor:
		s.run(e)
	case Supervisor:
		s.point(onSupervisor, e)
	case Light, Timer:
	default:
		s.point(onOutside, e)
	}
	s.spill()
}

// Close ends what is open and writes the rest.
func (s *chrome) Close() error {
	if !s.closed {
		s.land()
		s.change(s.ended, "")
		s.end(&s.memory, onMemory, s.ended)
		s.end(&s.reset, onResets, s.ended)
		s.end(&s.motor, onMotor, s.ended)
		for i := range s.phones {
			s.end(&s.phones[i].open, firstPhone+i, s.ended)
		}
		s.buf = append(s.buf, "\n]}\n"...)
	}
	return s.close()
}

// rails writes the counters that have changed by what a viewer can show.
func (s *chrome) rails(e *Event) {
	const millivolt, milliamp = 1000, 1000
	count := func(name string, old *int64, v, least int64) {
		if d := v - *old; *old >= 0 && d < least && d > -least {
			return
		}
		*old = v
		s.begin("C", e.At, 0)
		s.buf = append(s.buf, `,"name":"`+name+`","args":{"`...)
		s.buf = append(s.buf, name[strings.LastIndexByte(name, ' ')+1:]...)
		s.buf = append(s.buf, `":`...)
		s.buf = append(appendMicros(s.buf, v), "}}"...)
	}
	count("VBAT V", &s.last.VBAT, e.Rail.VBAT, millivolt)
	count("VDD V", &s.last.VDD, e.Rail.VDD, millivolt)
	count("motor A", &s.last.Motor, max(e.Rail.Motor, 0), milliamp)
}

// core writes the states of the core and the resets.
func (s *chrome) core(e *Event) {
	if e.State == "" {
		s.point(onCore, e)
		return
	}
	if e.Kind == Reset {
		s.end(&s.reset, onResets, e.At)
		s.open(onResets, e)
		s.reset = true
		if s.flow.begun || s.memory || s.flow.cut {
			s.flow.torn = true
			s.through(e.At, onResets)
		} else {
			s.flow = flow{}
		}
	}
	s.change(e.At, e.State)
	switch e.Name {
	case "released":
		s.end(&s.reset, onResets, e.At)
	case "boot":
		s.decision(e)
		if s.flow.torn {
			s.through(s.decided, onDecisions)
		} else {
			s.cause(s.decided, onDecisions)
		}
	case "sleep":
		// What a boot does is done when the core sleeps; a command's save may
		// go on until the answer.
		if s.flow.torn && s.flow.boots || s.flow.phone == 0 && !s.flow.torn && s.flow.cause.at <= e.At {
			s.land()
		}
	}
}

// change ends a state of the core and begins another.
func (s *chrome) change(at sim.Time, state string) {
	if state == s.state {
		return
	}
	if s.state != "" {
		s.begin("E", at, onCore)
		s.buf = append(s.buf, '}')
	}
	if s.state = state; state != "" {
		s.begin("B", at, onCore)
		s.named(state)
		s.buf = append(s.buf, '}')
	}
}

// decision draws a decision. Several of one instant are drawn a nanosecond
// apart, because a flow binds to what lies at its instant.
func (s *chrome) decision(e *Event) {
	at := *e
	at.At = max(e.At, s.decided+1)
	s.decided = at.At
	s.point(onDecisions, &at)
}

func (s *chrome) flash(e *Event) {
	switch phaseOf(e.Name) {
	case "begin":
		s.end(&s.memory, onMemory, e.At)
		s.open(onMemory, e)
		s.memory = true
		if s.flow.torn && s.flow.boots {
			// The boot has decided and acts on it: a chain of its own.
			at := s.flow.before
			s.land()
			s.cause(at.at, at.track)
		}
		if s.flow.cause.known {
			s.through(e.At, onMemory)
		} else {
			s.cause(e.At, onMemory)
		}
	case "done", "torn":
		s.flow.cut = phaseOf(e.Name) == "torn"
		if s.memory {
			s.memory = false
			s.begin("E", e.At, onMemory)
			s.arguments(e)
			return
		}
		s.point(onMemory, e)
	default:
		s.point(onMemory, e)
	}
}

func (s *chrome) phone(e *Event) {
	name, _, _ := strings.Cut(e.Text, " ")
	i := 0
	for i < len(s.phones) && s.phones[i].name != name {
		i++
	}
	track := firstPhone + i
	if i == len(s.phones) {
		if e.Name != "command" {
			s.point(onOutside, e)
			return
		}
		s.phones = append(s.phones, talking{name: name})
		s.track(track, "phone "+name)
	}
	switch e.Name {
	case "command":
		s.end(&s.phones[i].open, track, e.At)
		s.open(track, e)
		s.phones[i].open = true
		if !s.flow.torn {
			s.land()
			s.cause(e.At, track)
			s.flow.phone = track
		}
	case "answer":
		s.point(track, e)
		s.end(&s.phones[i].open, track, e.At)
		if s.flow.phone == track {
			s.land()
		}
	default:
		s.point(track, e)
	}
}

func (s *chrome) run(e *Event) {
	if strings.HasSuffix(e.Name, "-start") {
		s.end(&s.motor, onMotor, e.At)
		s.open(onMotor, e)
		s.motor = true
		return
	}
	s.point(onMotor, e)
	s.end(&s.motor, onMotor, e.At)
}
