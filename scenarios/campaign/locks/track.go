package locks

import (
	"slices"
	"time"

	"locktwin/flashsim"
	"locktwin/model/mcu"
	"locktwin/model/sim"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// track is a reference run: the window, or the recovery from the faults of a path,
// with marks on the way from which experiments begin.
type track struct {
	variant int
	path    []campaign.Fault
	file    scenarios.File    // without the steps that are left out
	work    *scenarios.Course // the one copy in which every experiment is played
	marks   []*scenarios.Mark // in order
	origin  sim.Time          // instants count from here
	from    time.Duration     // of the instants at which the next fault may strike
	to      time.Duration     // exclusive
	before  mcu.Stats         // at from
	record  recorder
	changes []time.Duration // instants at which something changes, in order
	reads   reads
	ranges  []flashsim.Range // of reads, once they are known
	survey  *campaign.Survey
	near    []int           // for each class, bits that boots read within the noise band
	here    *scenarios.Mark // the end of an outage, for samples
	ends    map[found][]*end
	first   decider // hears the first boot after a fault
	bytes   []byte  // working memory
	loud    bool    // what happens on the way is counted, for invariants
}

// steady is how many things have to happen before the next mark is taken where no
// operation of the memory begins.
const steady = 8

// restPatience is how long a recovery may take before it counts as over.
const restPatience = 20 * time.Second

// play plays a reference run.
func (e *Engine) play(v campaign.Variant, path []campaign.Fault) (*track, error) {
	t := &track{variant: v.Index, path: slices.Clone(path), loud: e.counts(), ends: map[found][]*end{}}
	if len(path) == 0 {
		if err := t.open(e, v); err != nil {
			return nil, err
		}
	} else if err := t.follow(e, v); err != nil {
		return nil, err
	}
	t.before = t.work.Lock().Machine().Stats()
	start := t.work.Mark(nil)
	if err := t.run(e, start); err != nil {
		return nil, err
	}
	t.work.Restore(start)
	t.changes = t.record.changes(t)
	return t, nil
}

// open plays up to the window.
func (t *track) open(e *Engine, v campaign.Variant) error {
	f, err := e.file(v)
	if err != nil {
		return err
	}
	opens := 0
	t.file, opens = e.staged(f)
	c, err := scenarios.Begin(t.file, scenarios.Options{})
	if err != nil {
		return err
	}
	if err := c.PlayToStep(opens); err != nil {
		return err
	}
	c.GiveUpAfter(mostResets)
	t.origin = c.Now()
	t.work = c.Fork()
	return nil
}

// follow plays the faults of the path.
func (t *track) follow(e *Engine, v campaign.Variant) error {
	root, err := e.on(v, nil)
	if err != nil {
		return err
	}
	t.file, t.origin = root.file, root.origin
	t.work = root.work.Fork()
	t.work.Restore(root.mark(t.path[0].At))
	for _, f := range t.path {
		if err := t.work.PlayTo(t.origin.Add(f.At)); err != nil && !storyEnds(err) {
			return err
		}
		if err := t.work.Do(f.Action()); err != nil && !storyEnds(err) {
			return err
		}
	}
	t.from = t.path[len(t.path)-1].At
	t.to = root.to
	return nil
}

// run plays the reference, puts marks by, and finds the end of the window.
func (t *track) run(e *Engine, start *scenarios.Mark) error {
	c := t.work
	t.record = newRecorder(t)
	c.Hear(&t.record)
	m := c.Lock().Machine()
	m.OnRead(t.reads.add)
	defer m.OnRead(nil)
	t.marks = []*scenarios.Mark{start}
	limit, recovery := sim.Time(sim.Never), len(t.path) > 0
	switch {
	case recovery:
		limit = t.origin.Add(t.from + length(t.path[len(t.path)-1]) + restPatience)
	case e.spec.Lock.Window > 0:
		limit = t.origin.Add(e.spec.Lock.Window)
	}
	done, things := t.before.Programs+t.before.Erases, 0
	for !c.Done() && c.Now() < limit {
		asked := 0
		if err := c.PlayUntil(limit, func() bool { asked++; return asked > 1 }); err != nil {
			if !storyEnds(err) {
				return err
			}
			break
		}
		if recovery && t.rests() {
			break
		}
		things++
		if s := m.Stats(); s.Programs+s.Erases != done || things >= steady {
			done, things = s.Programs+s.Erases, 0
			t.marks = append(t.marks, c.Mark(nil))
		}
	}
	t.to = max(c.Now().Sub(t.origin), t.from+1)
	if !recovery && e.spec.Lock.Window > 0 {
		t.to = e.spec.Lock.Window
	}
	t.record.close(t)
	return nil
}

// rests tells whether a recovery is over: the supply is back, and the lock has done
// what its boot put off.
func (t *track) rests() bool {
	last := t.path[len(t.path)-1]
	if t.work.Now() < t.origin.Add(last.At+length(last)) {
		return false
	}
	s := &t.work.Lock().App().State
	return t.work.Lock().Machine().CPU() == mcu.Asleep && s.Booted && s.Work == 0
}

// mark is the last mark at or before an instant.
func (t *track) mark(at time.Duration) *scenarios.Mark {
	when := t.origin.Add(at)
	i, found := slices.BinarySearchFunc(t.marks, when, func(m *scenarios.Mark, w sim.Time) int {
		switch {
		case m.At() < w:
			return -1
		case m.At() > w:
			return 1
		}
		return 0
	})
	if !found {
		i--
	}
	return t.marks[max(i, 0)]
}

// goTo brings the working copy to an instant of the reference run, unheard.
func (t *track) goTo(at time.Duration) error {
	t.work.Restore(t.mark(at))
	t.hush()
	if err := t.work.PlayTo(t.origin.Add(at)); err != nil && !storyEnds(err) {
		return err
	}
	return nil
}

// hush lets the working copy go on unheard, unless what happens is counted.
func (t *track) hush() {
	if !t.loud {
		t.work.Quiet()
		return
	}
	t.work.Hear(nil)
}

// strike lets a fault begin where the working copy stands. A fault that nobody can
// cause there, as there are no cells in the lock, is none.
func (t *track) strike(f campaign.Fault) error {
	if err := t.work.Do(f.Action()); err != nil && !storyEnds(err) {
		return err
	}
	return nil
}

// knockPause is between two openings of one knock, as the model has it.
const knockPause = 5 * time.Millisecond

// length is how long a fault lasts.
func length(f campaign.Fault) time.Duration {
	switch f.Kind {
	case campaign.Sag:
		return f.For + 2*scenarios.SagEdge
	case campaign.Knock:
		n := time.Duration(max(f.Times, 1))
		return n*f.For + (n-1)*knockPause
	}
	return f.For
}
