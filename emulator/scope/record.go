package scope

import (
	"maps"
	"math"

	"locktwin/model/trace"
)

// Recorder keeps what was seen of one lock. It is not safe for concurrent use.
type Recorder struct {
	raw    ring[Sample]
	levels [Levels]ring[box]
	ahead  ring[Sample] // seen by looking, later than what the trace has told
	lanes  lanes
	news   News
	heard  int64 // instant of the latest event that is no sample
	begun  int64
}

// News says from which instants on a window looks different since it was asked
// the last time; math.MaxInt64 where it does not.
type News struct{ Rail, Lanes int64 }

var noNews = News{math.MaxInt64, math.MaxInt64}

// New makes a recorder of a lock that shows the instant now. powerOn is the
// voltage of the logic, in µV, below which the core is off.
func New(now int64, powerOn int64) *Recorder {
	r := &Recorder{raw: newRing[Sample](RawSamples), ahead: newRing[Sample](AheadSamples), news: noNews, heard: math.MinInt64, begun: now}
	for i := range r.levels {
		r.levels[i] = newRing[box](LevelBoxes)
	}
	r.lanes.init(int32(powerOn))
	return r
}

// Event hears an event of the trace.
func (r *Recorder) Event(e *trace.Event) {
	if e.Kind == trace.Rail {
		r.add(Of(int64(e.At), e.Rail))
		return
	}
	at := int64(e.At)
	if at < r.heard {
		r.cutLanes(at)
	}
	r.heard = at
	if r.lanes.take(at, e) {
		r.news.Lanes = min(r.news.Lanes, at)
	}
}

// add takes the next sample. One from before the newest tells that the lock was
// brought back, and that the trace tells a stretch again.
func (r *Recorder) add(s Sample) {
	if r.raw.n > 0 {
		last := r.raw.last()
		if *last == s {
			return
		}
		if s.At < last.At {
			r.cutRail(s.At)
		}
	}
	for r.ahead.n > 0 && r.ahead.at(0).At <= s.At {
		r.ahead.drop(1)
	}
	r.news.Rail = min(r.news.Rail, s.At)
	if r.raw.full() {
		r.age(r.raw.at(0).box(), 0)
	}
	r.raw.push(s)
	if r.lanes.supply(&s) {
		r.news.Lanes = min(r.news.Lanes, s.At)
	}
}

// age moves what falls out of one level into the next.
func (r *Recorder) age(b box, level int) {
	for ; level < Levels; level++ {
		l := &r.levels[level]
		length := FirstLevel + LevelStep*level
		if l.n > 0 {
			if last := l.last(); last.from>>length == b.from>>length {
				last.join(&b)
				return
			}
		}
		if !l.full() {
			l.push(b)
			return
		}
		oldest := *l.at(0)
		l.push(b)
		b = oldest
	}
}

// Look takes what a probe shows now, before the trace tells it.
func (r *Recorder) Look(s Sample) {
	if r.raw.n > 0 && s.At <= r.raw.last().At || r.ahead.n > 0 && s.At <= r.ahead.last().At {
		return
	}
	if r.ahead.full() {
		// The lock has rested for long: every other one is enough.
		half := r.ahead.n / 2
		for i := range half {
			*r.ahead.at(i) = *r.ahead.at(2*i + 1)
		}
		r.ahead.n = half
	}
	r.ahead.push(s)
}

// Assume tells what the core does, in case nothing else has told it.
func (r *Recorder) Assume(at int64, cpu string) {
	for w := off; w <= hung; w++ {
		if w.String() != cpu {
			continue
		}
		if w == run {
			w = sleep
		}
		if w > reset {
			r.lanes.resets.end(at)
		}
		r.lanes.state(at, w)
		return
	}
}

// TakeNews gives what is new since the last call.
func (r *Recorder) TakeNews() News {
	n := r.news
	r.news = noNews
	return n
}

// Cut forgets everything later than an instant: the lock is there again. Look and
// Assume should follow.
func (r *Recorder) Cut(at int64) {
	r.cutRail(at)
	r.cutLanes(at)
	r.lanes.hangUp(at)
	r.heard = min(r.heard, at)
	r.begun = min(r.begun, at)
}

func (r *Recorder) cutRail(at int64) {
	r.ahead.n = 0
	for r.raw.n > 0 && r.raw.last().At >= at {
		r.raw.pop()
	}
	r.news.Rail = min(r.news.Rail, at)
	if r.raw.n > 0 {
		return
	}
	for i := range r.levels {
		l := &r.levels[i]
		for l.n > 0 && l.last().from >= at {
			l.pop()
		}
		if l.n > 0 {
			l.last().to = min(l.last().to, at)
			return
		}
	}
}

func (r *Recorder) cutLanes(at int64) {
	r.lanes.cut(at)
	r.news.Lanes = min(r.news.Lanes, at)
}

// Oldest is the instant from which on the rail is known; false when it is not
// known at all.
func (r *Recorder) Oldest() (int64, bool) {
	for i := Levels - 1; i >= 0; i-- {
		if l := &r.levels[i]; l.n > 0 {
			return l.at(0).from, true
		}
	}
	switch {
	case r.raw.n > 0:
		return r.raw.at(0).At, true
	case r.ahead.n > 0:
		return r.ahead.at(0).At, true
	}
	return 0, false
}

// exactFrom is the instant from which on all samples are there as they came.
func (r *Recorder) exactFrom() int64 {
	if r.levels[0].n == 0 {
		return 0 // nothing has been folded yet
	}
	return r.levels[0].last().to
}

// Clone copies a recorder: what a fork of the lock has in common with it.
func (r *Recorder) Clone() *Recorder {
	c := *r
	c.raw, c.ahead = r.raw.clone(), r.ahead.clone()
	for i := range r.levels {
		c.levels[i] = r.levels[i].clone()
	}
	from := r.lanes.all()
	for i, l := range c.lanes.all() {
		l.ring = from[i].ring.clone()
	}
	c.lanes.lost, c.lanes.decisions = r.lanes.lost.clone(), r.lanes.decisions.clone()
	c.lanes.names = maps.Clone(r.lanes.names)
	c.news = noNews
	return &c
}
