package cuts

import (
	"errors"
	"fmt"
	"slices"

	"locktwin/flashsim"
)

// Limits of Options.
const (
	MaxDepth   = 3
	MaxSamples = 64
)

// ErrOptions says that a number of cuts or samples is out of its limits.
var ErrOptions = errors.New("cuts: options out of limits")

// Sweep plays the workload once without a cut, from the boot of the bench as it is
// handed in, and then one experiment for each class of cuts: copy, cut, reboot, Boot,
// Judge, the rest of the steps, Judge. The bench is copied and left as it is. The
// findings are in the order of the reference run, those of second cuts behind the
// first cut that they follow.
//
// Where the supply falls slowly to a level at which the part still works as it should,
// the instants of the classes are those at which it reaches that level. Up to there
// driver and memory go on undisturbed, so the battery has gone Supply.Fall earlier.
//
// Where it falls further, the instants are those at which the battery goes; negative
// ones are that long before the operation begins. The driver is really run into each
// cut, from the beginning of the step, and the classes are found by halving: all
// instants between two that end alike are taken for one class, as long as driver and
// operations have come as far. That takes some thirty runs for each class.
// Errors: ErrOptions.
func Sweep[V any, O comparable](start *Bench, w *Workload[V, O], o Options) (*Result[O], error) {
	o.Samples, o.Depth = max(o.Samples, 1), max(o.Depth, 1)
	switch {
	case o.Samples > MaxSamples:
		return nil, fmt.Errorf("%w: %d samples, at most %d", ErrOptions, o.Samples, MaxSamples)
	case o.Depth > MaxDepth:
		return nil, fmt.Errorf("%w: %d cuts, at most %d", ErrOptions, o.Depth, MaxDepth)
	}
	s := newSweep(start, w, o)
	if start.supply.Fall > 0 {
		if s.falling = !start.supply.harmless(start.dev.Part()); !s.falling {
			start = start.Fork()
			start.supply.Fall = 0
		}
	}
	for {
		s.fresh = false
		s.result = &Result[O]{}
		s.reference(start)
		if !s.fresh {
			return s.result, nil
		}
		// Some experiment read bytes whose borders were not known.
	}
}

// sweep is a Sweep on its way.
type sweep[V any, O comparable] struct {
	w      *Workload[V, O]
	o      Options
	reads  Reads
	known  []flashsim.Range // the bytes whose borders are listed; never nil
	fresh  bool             // others were read
	result *Result[O]
	trial  trial[V, O]
	logs   [MaxDepth]Log // of the runs that cuts fall into, by depth

	falling bool                // the supply falls too far for the record to tell what happens
	courses [MaxDepth]course[V] // then, by depth
}

func newSweep[V any, O comparable](start *Bench, w *Workload[V, O], o Options) *sweep[V, O] {
	s := &sweep[V, O]{w: w, o: o}
	s.trial.init(w, start.Fork())
	return s
}

// reference plays the workload without a cut and explores the cuts into it.
func (s *sweep[V, O]) reference(start *Bench) {
	s.known = append([]flashsim.Range{}, s.reads.Ranges()...)
	r := &record{log: s.log(0)}
	s.trial.bench.CopyFrom(start)
	s.result.Whole = s.play(r, 0)
	s.result.Reference = slices.Clone(r.log.Operations())
	if s.falling {
		s.falls(r, &s.courses[0], nil)
		return
	}
	s.explore(r, nil)
}

// log is the empty record of a depth.
func (s *sweep[V, O]) log(depth int) *Log {
	s.logs[depth].Reset()
	return &s.logs[depth]
}

// play lets the driver boot and go on, and notes whether it read anything new.
func (s *sweep[V, O]) play(r *record, depth int) O {
	t := &s.trial
	t.bench.Watch(&s.reads)
	t.course = nil
	if s.falling && r.log != nil {
		t.course = &s.courses[depth]
		t.course.reset(r.next)
	}
	o := t.play(r.log, r.done, r.next)
	s.fresh = s.fresh || !slices.Equal(s.known, s.reads.Ranges())
	return o
}

// explore runs one experiment for each class of cuts into a recorded run.
func (s *sweep[V, O]) explore(r *record, path []Cut) {
	plan := Plan{In: s.known, Reading: flashsim.Reading{After: s.o.Off, Sigmas: s.o.Sigmas}}
	for _, c := range r.log.Classes(nil, plan) {
		samples := 1
		if c.Marginal {
			samples = s.o.Samples
		}
		at := len(s.result.Findings)
		s.result.Findings = append(s.result.Findings, Finding[O]{Path: slices.Clone(path), Class: c})
		for n := range samples {
			cut := c.Sample(n)
			recovery := s.recovery(r, cut)
			depth := len(path) + 1
			if depth < s.o.Depth {
				recovery.log = s.log(depth)
			}
			r.log.Tear(s.trial.bench, cut)
			s.trial.bench.dev.ResampleNoise(uint64(n))
			s.trial.bench.Reboot(s.o.Off)
			s.result.Findings[at].count(s.play(&recovery, depth))
			s.result.Experiments++
			if recovery.log != nil {
				s.explore(&recovery, append(slices.Clone(path), cut))
			}
		}
	}
}

func (f *Finding[O]) count(o O) {
	for k := range f.Outcomes {
		if f.Outcomes[k].Outcome == o {
			f.Outcomes[k].Samples++
			return
		}
	}
	f.Outcomes = append(f.Outcomes, Tally[O]{o, 1})
}

// record is a run that further cuts fall into. log is nil when none do.
type record struct {
	log  *Log
	done int // the step whose cut made the boot necessary
	next int // the step that follows the boot
}

// recovery says where the work goes on after a cut into a recorded run.
func (s *sweep[V, O]) recovery(r *record, c Cut) record {
	ops := r.log.Operations()
	if c.Operation == len(ops) {
		return s.after(r, s.w.Steps, false)
	}
	step := ops[c.Operation].Step
	return s.after(r, step, c.At >= 0 || c.Operation > 0 && ops[c.Operation-1].Step == step)
}

// after says where the work goes on after a cut into a step; begun tells whether the
// step had begun an operation.
func (s *sweep[V, O]) after(r *record, step int, begun bool) record {
	switch {
	case step == booting:
		return record{done: r.done, next: r.next}
	case s.w.Again || !begun || step == s.w.Steps:
		return record{done: step, next: step}
	}
	return record{done: step, next: step + 1}
}
