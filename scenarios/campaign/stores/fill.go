package stores

import (
	"errors"
	"fmt"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

const (
	// mostFill is how many saves a design is given to begin collecting garbage.
	mostFill = 2000
	// fillRound is the first round of what fills: no workload of a person counts so far.
	fillRound = 1_000_000
)

// filled is a subject whose workload has the saves that Workload.Fill stands for.
func filled(s campaign.StoreSubject, own Design) (campaign.StoreSubject, error) {
	if !s.Workload.Fill || len(s.Workload.Cut) == 0 {
		return s, nil
	}
	s.Workload.Fill = false
	x, err := newSubject(s, own)
	if err != nil {
		return s, err
	}
	more := s.Workload.Cut[0]
	more.Round = fillRound
	n, err := x.untilErase(more)
	if err != nil || n == 0 {
		return s, err
	}
	more.Times = n
	s.Workload.Before = append(append([]campaign.Save{}, s.Workload.Before...), more)
	return s, nil
}

// untilErase plays what comes before the window, then more of one save, and tells
// how many of those erase nothing; 0 for a design that has not erased after very
// many.
func (x *subject) untilErase(more campaign.Save) (int, error) {
	r := newRig(x)
	if err := x.store.Format(&r.m, &r.ram); err != nil {
		return 0, fmt.Errorf("%w: %s on %s: format: %w", campaign.ErrSpec, x.design, x.part.Name, err)
	}
	for i := range x.workload.before {
		r.put(i)
	}
	before, key := r.m.erases, store.Key(more.Key)
	for n := range mostFill {
		err := x.store.Put(&r.m, &r.ram, key, value(key, more.Round+n, more.Bytes))
		if err != nil && !errors.Is(err, store.ErrFull) {
			return 0, fmt.Errorf("%w: %s on %s: save %d: %w", campaign.ErrSpec, x.design, x.part.Name, n+1, err)
		}
		if r.m.erases > before {
			return n, nil
		}
	}
	return 0, nil
}
