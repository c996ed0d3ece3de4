package scenarios

import (
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// Live plays the steps of a file on a lock that somebody else lets run. Of the
// file's section about the lock only the cells count, as what a later cells-in
// leaves out is as there, and how the phones reach it. Whoever lets the lock run passes its trace on to Event, stops
// when Stirred says so or the instant has come that Poll named, and calls Poll.
type Live struct {
	p       *player
	replies int
	moving  bool
	last    Opt[sim.Time] // the steps are over; what a phone was told last is told by then
}

// NewLive begins a script at the instant that the lock shows.
func NewLive(f File, l *model.Lock) *Live {
	seed := uint64(f.Seed.Or(DefaultSeed))
	p := &player{
		file: &f, options: Options{Resets: MaxResets}, seed: seed, lock: l, root: &sequence{steps: f.Steps, top: true}, began: l.Now(),
		watch: newWatcher(), hash: trace.NewHash(), cells: f.Lock.Cells.normal(CellsSpec{}), inserted: l.Now(),
		key: repro.Root(seed).Child("script"), boardDraw: float64(l.Machine().Config().Currents.Board),
		end: l.Now().Add(planned(f.Steps)), radio: radio{on: f.Lock.Phones == PhonesRadio},
	}
	p.watch.state = l.Machine().CPU().String()
	p.before = p.account()
	p.ordered = trace.InOrder(p.hash)
	return &Live{p: p}
}

// Event hears the trace of the lock.
func (v *Live) Event(e *trace.Event) {
	v.p.ordered.Event(e)
	v.p.watch.Event(e)
}

// Poll does what is to be done at the instant that the lock shows, and says when
// it wants to be called again at the latest. Errors as Play.
func (v *Live) Poll() (wake sim.Time, done bool, err error) {
	p := v.p
	if v.last.Set {
		return v.last.Value, p.lock.Now() >= v.last.Value, nil
	}
	if len(p.watch.resets) > p.options.Resets {
		return 0, false, fmt.Errorf("%s, at %v: %w: %d", p.file.Scenario, p.lock.Now(), ErrEndless, len(p.watch.resets))
	}
	wake, done, err = p.turn(p.root)
	if err != nil {
		return 0, false, err
	}
	if done {
		p.tellStack()
		v.last = Some(p.lock.Now().Add(time.Microsecond))
		wake, done = v.last.Value, false
	}
	v.replies, v.moving = p.lock.Replies(), p.moving()
	return wake, done, nil
}

// Stirred tells whether something has happened since Poll that a step may wait
// for: a phone was told something, the bolt has begun or ended a movement.
func (v *Live) Stirred() bool {
	return !v.last.Set && (v.p.lock.Replies() != v.replies || v.p.moving() != v.moving || v.p.heardOnAir())
}

// Hear takes what has reached a central, if that is a phone of the script; it says
// whether it is. It is for whoever takes the deliveries of the lock: those for
// connections that are not theirs belong here.
func (v *Live) Hear(d gatt.Delivery) bool {
	if v.p.radio.line(d.Conn) == nil {
		return false
	}
	v.p.radio.inbox = append(v.p.radio.inbox, d)
	return true
}

// Stop ends what the phones have on the air, when the script is not played to its
// end.
func (v *Live) Stop() {
	for _, l := range v.p.radio.lines {
		v.p.hangUp(l)
	}
}

// Began is when step n of the file's own list began, counted from 1; ok is false when
// it has not.
func (v *Live) Began(n int) (at sim.Time, ok bool) {
	if n < 1 || n > len(v.p.root.starts) {
		return 0, false
	}
	return v.p.root.starts[n-1], true
}

// Report judges the file's expectations by what is so now. What has to be tried
// is tried in copies. Errors as Play.
func (v *Live) Report() (Report, error) {
	facts, err := v.p.facts(QuestionsOf(v.p.file.Expect))
	if err != nil {
		return Report{}, err
	}
	v.p.judge(v.p.file.Expect, facts)
	return v.p.report(facts), nil
}
