package trace

import (
	"strconv"

	"locktwin/model/sim"
)

// cause notes what the next operations of the memory follow from.
func (s *chrome) cause(at sim.Time, track int) {
	s.flow = flow{cause: step{at, track, true}}
}

// through leads the flow on. The step before it is written now that it is known
// not to be the last.
func (s *chrome) through(at sim.Time, track int) {
	f := &s.flow
	switch {
	case !f.begun && !f.cause.known:
		return
	case !f.begun:
		s.flows++
		f.id, f.begun = s.flows, true
		s.arrow("s", f.cause)
	default:
		s.arrow("t", f.before)
	}
	f.before = step{at, track, true}
}

// land ends the flow at its last step.
func (s *chrome) land() {
	if s.flow.begun {
		s.arrow("f", s.flow.before)
	}
	s.flow = flow{}
}

func (s *chrome) arrow(phase string, at step) {
	s.begin(phase, at.at, at.track)
	s.buf = append(s.buf, `,"cat":"cause","name":"cause","id":`...)
	s.buf = strconv.AppendInt(s.buf, int64(s.flow.id), 10)
	if phase == "f" {
		s.buf = append(s.buf, `,"bp":"e"`...)
	}
	s.buf = append(s.buf, '}')
}

// begin writes what all events have.
func (s *chrome) begin(phase string, at sim.Time, track int) {
	b := append(s.buf, ",\n"+`{"ph":"`...)
	b = append(b, phase...)
	b = append(b, `","pid":1,"tid":`...)
	b = strconv.AppendInt(b, int64(track), 10)
	b = append(b, `,"ts":`...)
	ns := int64(at)
	b = strconv.AppendInt(b, ns/1000, 10)
	if part := ns % 1000; part != 0 {
		b = append(b, '.', byte('0'+part/100), byte('0'+part/10%10), byte('0'+part%10))
	}
	s.buf = b
}

func (s *chrome) named(name string) {
	s.buf = appendJSONString(append(s.buf, `,"name":`...), name)
}

// track names a track, and puts it in its place.
func (s *chrome) track(track int, name string) {
	id := strconv.Itoa(track)
	s.buf = append(s.buf, ",\n"+`{"ph":"M","pid":1,"tid":`+id+`,"name":"thread_name","args":{"name":`...)
	s.buf = append(appendJSONString(s.buf, name), "}},\n"+`{"ph":"M","pid":1,"tid":`+id+`,"name":"thread_sort_index","args":{"sort_index":`+id+`}}`...)
}

// open begins a slice that end ends.
func (s *chrome) open(track int, e *Event) {
	s.begin("B", e.At, track)
	s.title(e)
	s.arguments(e)
}

// end ends the slice of a track, if one is open.
func (s *chrome) end(open *bool, track int, at sim.Time) {
	if *open {
		*open = false
		s.begin("E", at, track)
		s.buf = append(s.buf, '}')
	}
}

// point writes what takes no time: a slice of one nanosecond, because flows
// bind to slices alone.
func (s *chrome) point(track int, e *Event) {
	s.begin("X", e.At, track)
	s.buf = append(s.buf, `,"dur":0.001`...)
	s.title(e)
	s.arguments(e)
}

// title names a slice.
func (s *chrome) title(e *Event) {
	name := e.Name
	if e.Kind == Flash && e.Flash.Op != "" && phaseOf(e.Name) == "begin" {
		name = e.Flash.Op
	}
	if name == "" {
		name = e.Kind.String()
	}
	s.named(name)
	s.buf = append(s.buf, `,"cat":"`+e.Kind.String()+`"`...)
}

// arguments writes what a viewer shows beside a slice, and ends the event.
func (s *chrome) arguments(e *Event) {
	b := append(s.buf, `,"args":{`...)
	n := len(b)
	b = appendText(b, `"text":`, e.Text)
	if e.Flash != (FlashOp{}) {
		if len(b) > n {
			b = append(b, ',')
		}
		b = append(b, `"addr":"0x`...)
		b = strconv.AppendUint(b, uint64(e.Flash.Addr), 16)
		b = append(b, `","bytes":`...)
		b = strconv.AppendUint(b, uint64(e.Flash.Size), 10)
		b = append(b, `,"done_permille":`...)
		b = strconv.AppendInt(b, int64(e.Flash.Permille), 10)
	}
	s.buf = append(b, "}}"...)
}
