package shadow

import (
	"slices"

	"locktwin/scenarios/twin/telemetry"
)

// How often a lock speaks.
const (
	// burstMS is how long one event goes on: it comes as several messages, and the
	// activity log follows some 5 s later. Assumption.
	burstMS = 60_000
	// gapsKept is how many gaps count, the newest ones.
	gapsKept = 512
	// gapsNeeded is how many make a habit.
	gapsNeeded = 3
	// leastLimitMS and longFactor make the age at which an observation is stale: so
	// many times the long gap, and no less than an hour. Assumption.
	leastLimitMS = 3_600_000
	longFactor   = 4
	// unknownLimitMS counts while no habit is known. Assumption.
	unknownLimitMS = 86_400_000
)

// fold is what the records up to one instant say together. They are given to it in
// the order of time.
type fold struct {
	values map[string]kept
	// away has whoever is offline, and since when, Unix milliseconds: sources with the
	// part of the way that is broken.
	away    map[way]int64
	sources map[string]bool // that have observed the lock
	newest  int64           // Unix milliseconds; 0: nothing was observed
	burst   int64           // when the lock began to speak last
	gaps    []int64         // ms; a ring
	next    int             // place in the ring
	said    []said          // scratch
}

type kept struct {
	Value
	source string
}

// way is a part of the way from a lock to us.
type way struct {
	source string
	hub    bool // the gateway is away; else the lock from it
}

func newFold() *fold {
	return &fold{values: map[string]kept{}, away: map[way]int64{}, sources: map[string]bool{}}
}

// foldOf folds the records up to an instant, in the order of time.
func foldOf(records []telemetry.Record, until int64) *fold {
	var order []int32
	for i := 1; i < len(records); i++ {
		if records[i].At < records[i-1].At {
			order = make([]int32, len(records))
			for k := range order {
				order[k] = int32(k)
			}
			slices.SortStableFunc(order, func(a, b int32) int { return int(records[a].At - records[b].At) })
			break
		}
	}
	f := newFold()
	for k := range records {
		i := k
		if order != nil {
			i = int(order[k])
		}
		if int64(records[i].At) > until {
			break
		}
		f.add(&records[i], uint64(i+1))
	}
	return f
}

// add takes in a record.
func (f *fold) add(r *telemetry.Record, number uint64) {
	at := int64(r.At)
	if r.Link != nil && r.Link.Online.Set {
		f.turn(way{r.Source, false}, !r.Link.Online.Value, at)
	}
	if r.Hub != nil {
		f.turn(way{r.Source, true}, r.Hub.Event == "offline", at)
	}
	if r.Has(telemetry.QualityStale) || r.Has(telemetry.QualityDefault) {
		return
	}
	// While its source is offline a value is frozen, not constant: told again, it is
	// no newer. Another one is news all the same.
	frozen := f.isAway(r.Source) && r.Link == nil && r.Hub == nil && r.Cells == nil
	news := false
	f.said = tells(f.said[:0], r)
	for _, s := range f.said {
		was, there := f.values[s.key]
		v := Value{Value: s.value, AtMS: at, SinceMS: at, Revision: number, Retained: r.Retained}
		if there && was.Value.Value == s.value {
			if frozen {
				continue
			}
			v.SinceMS = was.SinceMS
		}
		news = true
		f.values[s.key] = kept{v, r.Source}
	}
	if !r.Retained && observes(r) && (news || !frozen) {
		f.speaks(at)
		f.sources[r.Source] = true
	}
}

// observes tells whether a record shows that the lock was heard.
func observes(r *telemetry.Record) bool {
	switch {
	case r.Link != nil:
		return r.Link.RSSIDBm.Set || r.Link.Online.Set && r.Link.Online.Value
	case r.Hub != nil, r.Cells != nil:
		return false
	}
	return true
}

func (f *fold) turn(w way, away bool, at int64) {
	if !away {
		delete(f.away, w)
	} else if _, already := f.away[w]; !already {
		f.away[w] = at
	}
}

func (f *fold) isAway(source string) bool {
	_, lock := f.away[way{source, false}]
	_, hub := f.away[way{source, true}]
	return lock || hub
}

// speaks notes an instant at which the lock was heard.
func (f *fold) speaks(at int64) {
	f.newest = at
	switch gap := at - f.burst; {
	case f.burst == 0:
		f.burst = at
	case gap >= burstMS:
		f.burst = at
		if len(f.gaps) < gapsKept {
			f.gaps = append(f.gaps, gap)
		} else {
			f.gaps[f.next] = gap
			f.next = (f.next + 1) % gapsKept
		}
	}
}

// heard is what the fold says for a summary.
func (f *fold) heard() heard {
	h := heard{NewestMS: f.newest}
	if len(f.gaps) >= gapsNeeded {
		sorted := slices.Sorted(slices.Values(f.gaps))
		h.TypicalMS, h.LongMS = sorted[len(sorted)/2], sorted[len(sorted)*95/100]
	}
	for s := range f.sources {
		since, away := int64(0), false
		for _, hub := range []bool{false, true} {
			if at, there := f.away[way{s, hub}]; there && (!away || at < since) {
				since, away = at, true
			}
		}
		if !away {
			h.FrozenMS = 0
			return h
		}
		h.FrozenMS = max(h.FrozenMS, since)
	}
	return h
}

// stale says how much the newest observation is worth at an instant.
func (h heard) stale(now int64) Staleness {
	s := Staleness{Says: Silent, NewestMS: h.NewestMS, TypicalGapMS: h.TypicalMS, LongGapMS: h.LongMS, LimitMS: unknownLimitMS, FrozenMS: h.FrozenMS}
	if h.LongMS > 0 {
		s.LimitMS = max(leastLimitMS, longFactor*h.LongMS)
	}
	if h.NewestMS == 0 {
		return s
	}
	s.AgeMS = max(0, now-h.NewestMS)
	switch {
	case h.FrozenMS > 0:
		s.Says = Frozen
	case s.AgeMS > s.LimitMS:
		s.Says = Late
	default:
		s.Says = Fresh
	}
	return s
}

// state is what was reported, looked at from an instant.
func (f *fold) state(now int64) State {
	s := State{AtMS: now, Values: make(map[string]Value, len(f.values)), Stale: f.heard().stale(now)}
	for key, k := range f.values {
		v := k.Value
		v.Frozen = f.isAway(k.source)
		s.Values[key] = v
	}
	return s
}
