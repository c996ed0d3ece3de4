package scenarios

import (
	"slices"
	"time"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// Course is a scenario on its way. It stops wherever one wants to look or to
// interfere, and copies of it go on by themselves: what stands in the file still
// happens when it is due. A stop changes nothing: a Course that was played in
// pieces ends as one that was played at once, and as Play does.
//
// A Course belongs to one goroutine, and so do its copies.
type Course struct {
	p     *player
	over  bool // the last step has ended and the last answer is told
	alone bool // a copy: it has no trace hash
}

// Begin makes the lock of a file, at time 0, with no step begun. Errors as Play.
func Begin(f File, o Options) (*Course, error) {
	p, err := newPlayer(f, o)
	if err != nil {
		return nil, err
	}
	return &Course{p: p}, nil
}

// Lock is the lock as it is now, to look at and to act on.
func (c *Course) Lock() *model.Lock { return c.p.lock }

// Now is the instant that the lock shows.
func (c *Course) Now() sim.Time { return c.p.lock.Now() }

// Done tells whether the story is over.
func (c *Course) Done() bool { return c.over }

// Begun is how many steps of the file's list have begun.
func (c *Course) Begun() int { return len(c.p.root.starts) }

// Began is when step n of the file's list began, counted from 1; ok is false
// when it has not.
func (c *Course) Began(n int) (at sim.Time, ok bool) {
	if n < 1 || n > len(c.p.root.starts) {
		return 0, false
	}
	return c.p.root.starts[n-1], true
}

// PlayTo plays up to and including the instant at, or to the end of the story if
// that comes before. Steps begin as they come due. Errors as Play, and
// mcu.ErrBackwards.
func (c *Course) PlayTo(at sim.Time) error { return c.play(at, nil) }

// PlayUntil plays until stop says yes, at most up to and including the instant
// limit or the end of the story. It asks whenever something has happened that
// will not be replayed. Errors as PlayTo.
func (c *Course) PlayUntil(limit sim.Time, stop func() bool) error { return c.play(limit, stop) }

// PlayToStep plays until step n of the file's list, counted from 1, has begun; to
// the end of the story when there is no such step. Errors as Play.
func (c *Course) PlayToStep(n int) error {
	return c.play(sim.Never, func() bool { return c.Begun() >= n })
}

// Finish plays what is left of the story. Errors as Play.
func (c *Course) Finish() error { return c.play(sim.Never, nil) }

func (c *Course) play(limit sim.Time, stop func() bool) error {
	p := c.p
	if c.over {
		return nil
	}
	if opening := sim.Time(0).Add(FirstMinute); p.lock.Now() < opening && len(p.root.starts) == 0 {
		if err := p.lock.Advance(min(opening, limit)); err != nil || limit < opening {
			return err
		}
	}
	done, err := p.runs(p.root, limit, stop)
	if err != nil || !done {
		return err
	}
	p.tellStack()
	c.over = true
	// What a phone was told last is told in the next instant.
	return p.lock.Wait(time.Microsecond)
}

// Do begins an action beside what is going on, as a step at this instant would:
// the next step of the file that is not placed by After waits for its end. Errors
// as those of steps.
func (c *Course) Do(a Action) error {
	p := c.p
	step := &Step{Action: a}
	t, err := p.begin(step)
	if err != nil {
		return p.blame(step, err)
	}
	if t != nil {
		p.root.going = append(p.root.going, t)
	}
	p.pace.on, c.over = false, false
	return nil
}

// GiveUpAfter ends the story with ErrEndless once the lock, or a copy's, has had n
// more resets.
func (c *Course) GiveUpAfter(n int) { c.p.options.Resets = c.p.stats().Resets + n }

// StepWord is the word of a step in a file.
func StepWord(a Action) string {
	for _, k := range newVocabulary().steps {
		if k.is(a) {
			return k.Key
		}
	}
	return ""
}

// Fork is an independent copy that goes on by itself. It has no trace hash, and
// leaves out what the file expects on the way; what was counted so far counts on.
func (c *Course) Fork() *Course {
	f := &Course{p: &player{}}
	f.p.lock = c.p.lock.Fork()
	f.take(c.p, c.over)
	f.p.lock.Listen(f.p.watch)
	return f
}

// Mark is a Course put by. It belongs to the goroutine of the Course.
type Mark struct {
	p    player
	over bool
	lock *model.Snapshot
}

// At is the instant that the mark shows.
func (m *Mark) At() sim.Time { return m.lock.At() }

// Mark puts the course by, in the memory of reuse unless that is nil.
func (c *Course) Mark(reuse *Mark) *Mark {
	if reuse == nil {
		reuse = &Mark{}
	}
	reuse.lock = c.p.lock.Snapshot(reuse.lock)
	reuse.p.copyFrom(c.p)
	reuse.over = c.over
	return reuse
}

// Restore brings a copy, as Fork makes them, to a mark of the course that it was
// forked from or of another copy of that. It takes less than a fork does.
func (c *Course) Restore(m *Mark) {
	c.p.lock.Restore(m.lock)
	c.take(&m.p, m.over)
	c.p.lock.Listen(c.p.watch)
}

// take makes the course a copy of what src plays, on the lock that it has.
func (c *Course) take(src *player, over bool) {
	c.p.copyFrom(src)
	c.p.scouting, c.p.options.Trace, c.p.hash, c.p.ordered = true, nil, nil, nil
	c.over, c.alone = over, true
}

// Hear lets somebody hear the trace of a copy from now on, after the course
// itself; nil for nobody. Restore ends it.
func (c *Course) Hear(l trace.Listener) { c.p.lock.Listen(trace.Tee(c.p.watch, l)) }

// Quiet makes a copy play without a trace, until Restore, which saves half of the
// time: what Facts count on the way stays as it is. A story in which somebody waits
// for a moment of the trace is heard all the same.
func (c *Course) Quiet() {
	if !waitsForTrace(c.p.file.Steps) {
		c.p.lock.Listen(nil)
	}
}

func waitsForTrace(steps []Step) bool {
	return slices.ContainsFunc(steps, func(s Step) bool {
		switch a := s.Action.(type) {
		case Use:
			return a.Until.Moment != "" || a.Until.Rail != ""
		case Repeat:
			return waitsForTrace(a.Steps)
		}
		return false
	})
}

// Told digests what the lock's users have been told so far, and what they have asked
// for in vain. Two copies of one story that have the same digest owe them the same.
func (c *Course) Told() uint64 { return c.p.ack.digest() }

// Facts are what is so now. What has to be tried is tried in copies. Errors wrap
// ErrOracle.
func (c *Course) Facts(q QuestionsAsked) (Facts, error) { return c.p.facts(q) }

// Report judges the file's expectations by what is so now; the end of the story
// is what they are meant for. A copy has no trace hash to report. Errors as Facts.
func (c *Course) Report() (Report, error) {
	p := c.p
	facts, err := p.facts(QuestionsOf(p.file.Expect))
	if err != nil {
		return Report{}, err
	}
	p.judge(p.file.Expect, facts)
	if p.options.End != nil && !c.alone {
		p.options.End(p.lock)
	}
	return p.report(facts), nil
}

// copyFrom makes p a copy of src in all but the lock.
func (p *player) copyFrom(src *player) {
	lock, watch := p.lock, p.watch
	*p = *src
	p.lock = lock
	if watch == nil {
		watch = newWatcher()
	}
	watch.copyFrom(src.watch)
	p.watch = watch
	p.ack = src.ack.clone()
	p.results = slices.Clip(src.results)
	p.radio = src.radio.clone()
	p.root = src.root.clone().(*sequence)
}
