package locks

import (
	"slices"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// shrinker looks for the smallest case of one failure.
type shrinker struct {
	e     *Engine
	want  campaign.Failure
	file  scenarios.File // as small as it is by now
	opens int            // the step in it that opens the window
	bench *track
	path  []campaign.Fault
	end   trial // of the path on the bench
	tried int
}

// Shrink is part of campaign.Engine. Steps go first, then what the lock and its
// cells are told beside their kind; then the last fault comes as early as it can.
// A failure that only some samples of the read noise show is looked for at
// neighbouring instants, as a file has one sample; where it is not found, the case
// has no scenario.
func (e *Engine) Shrink(v campaign.Variant, f campaign.Finding, want campaign.Failure) (campaign.Case, error) {
	c := campaign.Case{Name: caseName(e.spec.Name, want), Path: slices.Clone(f.Path), Bits: f.MarginalBits}
	file, err := e.file(v)
	if err != nil {
		return c, err
	}
	s := &shrinker{e: e, want: want}
	file, opens := e.staged(file)
	file.Steps = slices.Clone(file.Steps)
	for i := range file.Steps {
		file.Steps[i].Note = "" // of another story
	}
	ok, err := s.try(file, opens, f.Path, around)
	if err != nil || !ok {
		c.Tried, c.Steps = s.tried, len(file.Steps)
		return c, err
	}
	for _, step := range []func() error{s.dropSteps, s.simplify, s.hasten} {
		if err := step(); err != nil {
			return c, err
		}
	}
	return s.write(c)
}

// try takes a file and a path over if they fail as they should, with the last fault at
// one of some distances from where it was.
func (s *shrinker) try(f scenarios.File, opens int, path []campaign.Fault, distances []time.Duration) (bool, error) {
	b, err := s.e.bench(f, opens)
	if err != nil {
		s.tried++
		return false, nil // without this step, or with other cells, it is no story
	}
	for _, d := range distances {
		near := slices.Clone(path)
		last := &near[len(near)-1]
		last.At += d
		if last.At < 0 || len(near) > 1 && last.At < near[len(near)-2].At {
			continue
		}
		s.tried++
		x, err := s.e.trial(b, near, &s.want)
		if err != nil {
			return false, err
		}
		if d == 0 && x.operation != s.want.Operation {
			return false, nil // nothing like it is near
		}
		if x.fails(s.want) {
			s.file, s.opens, s.bench, s.path, s.end = f, opens, b, near, x
			return true, nil
		}
	}
	return false, nil
}

// Distances at which a failure is looked for that has moved: nearby when the file is
// another, around when it is another sample of the noise that is asked.
var (
	nearby = distances(func(d time.Duration) time.Duration { return 8 * d })
	around = distances(func(d time.Duration) time.Duration {
		if d < 24 {
			return d + 1
		}
		return d + d/4
	})
)

func distances(next func(time.Duration) time.Duration) []time.Duration {
	out := []time.Duration{0}
	for d := time.Duration(1); d < time.Millisecond; d = next(d) {
		out = append(out, -d, d)
	}
	return out
}

// dropSteps leaves out every step that does not matter, those first that take long
// to play or to judge.
func (s *shrinker) dropSteps() error {
	f, opens := s.file, s.opens
	for i := len(f.Steps) - 1; i >= 0; i-- {
		switch f.Steps[i].Action.(type) {
		case scenarios.Use, scenarios.Expect, scenarios.Repeat:
			if g, at := less(f, opens, i); at > 0 {
				f, opens = g, at
			}
		}
	}
	if len(f.Steps) < len(s.file.Steps) {
		if _, err := s.try(f, opens, s.path, nearby); err != nil {
			return err
		}
	}
	for i := len(s.file.Steps) - 1; i >= 0; i-- {
		if i >= len(s.file.Steps) {
			continue
		}
		f, opens := less(s.file, s.opens, i)
		if opens == 0 || len(f.Steps) == 0 {
			continue
		}
		if _, err := s.try(f, opens, s.path, nearby); err != nil {
			return err
		}
	}
	return nil
}

// less is the file without a step, and the place of the one that opens the
// window, 0 if that is it. A step that is placed by its predecessor goes with it.
func less(f scenarios.File, opens, i int) (scenarios.File, int) {
	if i == opens-1 || i+1 < len(f.Steps) && f.Steps[i+1].After.Set {
		return f, 0
	}
	f.Steps = slices.Delete(slices.Clone(f.Steps), i, i+1)
	if i < opens-1 {
		opens--
	}
	return f, opens
}

// simplify takes away what the file says about the lock and its cells, and then again
// steps that matter no longer.
func (s *shrinker) simplify() error {
	alkaline, simpler := scenarios.CellsSpec{Kind: "alkaline"}, false
	changes := []func(*scenarios.File){
		func(f *scenarios.File) { f.Begins = scenarios.Opt[scenarios.MinutesOfDay]{} },
		func(f *scenarios.File) { f.Lock.Ambient = scenarios.Opt[scenarios.Millicelsius]{} },
		func(f *scenarios.File) { f.Lock.Door = "" },
		func(f *scenarios.File) { f.Lock.Board.Motor = scenarios.MotorSpec{} },
		func(f *scenarios.File) { f.Lock.Board = scenarios.BoardSpec{} },
		func(f *scenarios.File) { f.Lock.Supervisor = scenarios.SupervisorSpec{} },
		func(f *scenarios.File) { f.Lock.Protocol = scenarios.ProtocolSpec{} },
		func(f *scenarios.File) { f.Lock.Phones = "" },
		func(f *scenarios.File) { f.Lock.Part = "" },
		func(f *scenarios.File) { f.Lock.Cells = scenarios.CellsSpec{}; otherCells(f, alkaline) },
		func(f *scenarios.File) { f.Lock.Cells = scenarios.CellsSpec{} },
		func(f *scenarios.File) { f.Lock.Cells = fresh(f.Lock.Cells) },
		func(f *scenarios.File) { freshCells(f) },
	}
	for _, change := range changes {
		f := s.file
		f.Steps = slices.Clone(f.Steps)
		change(&f)
		if scenarios.Equal(f, s.file) {
			continue
		}
		ok, err := s.try(f, s.opens, s.path, nearby)
		if err != nil {
			return err
		}
		simpler = simpler || ok
	}
	if simpler {
		return s.dropSteps()
	}
	return nil
}

// fresh is a set of the same kind without a past.
func fresh(c scenarios.CellsSpec) scenarios.CellsSpec {
	return scenarios.CellsSpec{Kind: c.Kind, Count: c.Count, Charge: c.Charge}
}

func otherCells(f *scenarios.File, to scenarios.CellsSpec) {
	eachCellsIn(f, func(c *scenarios.CellsIn) { c.Cells, c.Recharged = to, scenarios.Opt[scenarios.Millipercent]{} })
}

func freshCells(f *scenarios.File) {
	eachCellsIn(f, func(c *scenarios.CellsIn) { c.Cells = fresh(c.Cells) })
}

func eachCellsIn(f *scenarios.File, change func(*scenarios.CellsIn)) {
	for i := range f.Steps {
		if c, ok := f.Steps[i].Action.(scenarios.CellsIn); ok {
			change(&c)
			f.Steps[i].Action = c
		}
	}
}

// hasten lets the last fault come as early as it still does the harm, and then at the
// roundest instant after that.
func (s *shrinker) hasten() error {
	n := len(s.path) - 1
	if s.path[n].Kind == campaign.Sag || len(s.e.spec.Fault.At) > 0 {
		return nil
	}
	lo := time.Duration(-1)
	if n > 0 {
		lo = s.path[n-1].At
	}
	at := func(d time.Duration) (bool, error) {
		path := slices.Clone(s.path)
		path[n].At = d
		s.tried++
		x, err := s.e.trial(s.bench, path, &s.want)
		if err != nil || !x.fails(s.want) {
			return false, err
		}
		s.path, s.end = path, x
		return true, nil
	}
	for hi := s.path[n].At; hi-lo > 1; {
		mid := lo + (hi-lo)/2
		ok, err := at(mid)
		if err != nil {
			return err
		}
		if ok {
			hi = mid
		} else {
			lo = mid
		}
	}
	earliest := s.path[n].At
	for unit := 100 * time.Millisecond; unit >= 10; unit /= 10 {
		round := (earliest + unit - 1) / unit * unit
		if round == earliest {
			return nil
		}
		if ok, err := at(round); ok || err != nil {
			return err
		}
	}
	return nil
}

// write makes the case a file and plays it.
func (s *shrinker) write(c campaign.Case) (campaign.Case, error) {
	end, err := s.e.trial(s.bench, s.path, nil)
	if err != nil {
		return c, err
	}
	c.Tried, c.Path, c.Bits = s.tried+1, s.path, end.bits
	f, err := s.staged()
	if err != nil {
		return c, err
	}
	f.Scenario = c.Name
	f.Story = s.story()
	f.Seed = scenarios.Some(f.Seed.Or(scenarios.DefaultSeed))
	c.Steps = len(f.Steps)
	full := s.expectations()
	// What does not hold in the play is not expected: the reasons of the failure are
	// told by claims of several kinds, not all of which the oracle words alike.
	f.Expect = full
	r, err := scenarios.Play(f, scenarios.Options{})
	if err != nil {
		return c, nil
	}
	f.Expect = nil
	for i, x := range r.Expectations[len(r.Expectations)-len(full):] {
		if x.Met || s.want.Part == "invariant" {
			f.Expect = append(f.Expect, full[i])
		}
	}
	text, err := scenarios.Format(f)
	if err != nil {
		return c, err
	}
	back, err := scenarios.Parse(c.Name, text)
	if err != nil {
		return c, err
	}
	if r, err = scenarios.Play(back, scenarios.Options{}); err != nil {
		return c, nil
	}
	c.Scenario, c.Trace = string(text), r.TraceSHA256
	return c, nil
}

// staged is the file with the faults of the path as steps.
func (s *shrinker) staged() (scenarios.File, error) {
	places, err := s.places()
	if err != nil {
		return s.file, err
	}
	return insert(s.file, s.path, places), nil
}

// faultPlace says where a fault falls among the steps of a file: so long after the
// beginning of a step, counted from 1.
type faultPlace struct {
	after int
	delay time.Duration
}

// places finds out where the faults of the path fall, which shows when they are played.
func (s *shrinker) places() ([]faultPlace, error) {
	t := s.bench
	t.work.Restore(t.marks[0])
	t.hush()
	var places []faultPlace
	for _, x := range s.path {
		if err := t.work.PlayTo(t.origin.Add(x.At)); err != nil && !storyEnds(err) {
			return nil, err
		}
		n := t.work.Begun()
		began, _ := t.work.Began(n)
		places = append(places, faultPlace{n, t.origin.Add(x.At).Sub(began)})
		if err := t.strike(x); err != nil {
			return nil, err
		}
	}
	return places, nil
}

// insert puts faults among the steps of a file.
func insert(f scenarios.File, path []campaign.Fault, places []faultPlace) scenarios.File {
	f.Steps = slices.Clone(f.Steps)
	for i := len(places) - 1; i >= 0; i-- {
		p := places[i]
		step := scenarios.Step{Action: path[i].Action(), After: scenarios.After{Set: true, Delay: p.delay}}
		if i > 0 && places[i-1].after == p.after {
			// It counts from the fault before it.
			step.After.Delay = path[i].At - path[i-1].At
		}
		if p.after < len(f.Steps) {
			if next := &f.Steps[p.after]; next.After.Set && next.After.Moment == "" && next.After.Delay >= p.delay {
				next.After.Delay -= p.delay
			}
		}
		f.Steps = slices.Insert(f.Steps, p.after, step)
	}
	return f
}
