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

var (
	// ErrOptions says that a number of cuts or samples is out of its limits.
	ErrOptions = errors.New("cuts: options out of limits")
	// ErrFalling says that a Sweep was asked for with a supply that falls slowly to a
	// level at which the part no longer works as it should: what a driver does meanwhile
	// is not in the record of the run without a cut.
	ErrFalling = errors.New("cuts: a sweep needs a supply that goes at once, or a brown-out level at or above the part's minimum")
)

// Sweep plays the workload once without a cut, from the boot of the bench as it is
// handed in, and then one experiment for each class of cuts: copy, cut, reboot, Boot,
// Judge, the rest of the steps, Judge. The bench is copied and left as it is. The
// findings are in the order of the reference run, those of second cuts behind the
// first cut that they follow.
//
// Where the supply falls slowly, the instants of the classes are those at which it
// reaches the brown-out level. Up to there driver and memory go on undisturbed, so the
// battery has gone Supply.Fall earlier. Errors: ErrOptions, ErrFalling.
func Sweep[V any, O comparable](start *Bench, w *Workload[V, O], o Options) (*Result[O], error) {
	o.Samples, o.Depth = max(o.Samples, 1), max(o.Depth, 1)
	switch {
	case o.Samples > MaxSamples:
		return nil, fmt.Errorf("%w: %d samples, at most %d", ErrOptions, o.Samples, MaxSamples)
	case o.Depth > MaxDepth:
		return nil, fmt.Errorf("%w: %d cuts, at most %d", ErrOptions, o.Depth, MaxDepth)
	case start.supply.Fall > 0 && !start.supply.harmless(start.dev.Part()):
		return nil, fmt.Errorf("%w: it falls for %v to %.3f V", ErrFalling, start.supply.Fall, start.floor)
	}
	if start.supply.Fall > 0 {
		start = start.Fork()
		start.supply.Fall = 0
	}
	s := newSweep(start, w, o)
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
	s.result.Whole = s.play(r)
	s.result.Reference = slices.Clone(r.log.Operations())
	s.explore(r, nil)
}

// log is the empty record of a depth.
func (s *sweep[V, O]) log(depth int) *Log {
	s.logs[depth].Reset()
	return &s.logs[depth]
}

// play lets the driver boot and go on, and notes whether it read anything new.
func (s *sweep[V, O]) play(r *record) O {
	s.trial.bench.Watch(&s.reads)
	o := s.trial.play(r.log, r.done, r.next)
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
			if depth := len(path) + 1; depth < s.o.Depth {
				recovery.log = s.log(depth)
			}
			r.log.Tear(s.trial.bench, cut)
			s.trial.bench.dev.ResampleNoise(uint64(n))
			s.trial.bench.Reboot(s.o.Off)
			s.result.Findings[at].count(s.play(&recovery))
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
func (s *sweep[V, O]) recovery(r *record, c Cut) (next record) {
	ops := r.log.Operations()
	if c.Operation == len(ops) {
		next.done, next.next = s.w.Steps, s.w.Steps
		return next
	}
	step := ops[c.Operation].Step
	begun := c.At >= 0 || c.Operation > 0 && ops[c.Operation-1].Step == step
	switch {
	case step == booting:
		next.done, next.next = r.done, r.next
	case s.w.Again || !begun:
		next.done, next.next = step, step
	default:
		next.done, next.next = step, step+1
	}
	return next
}
