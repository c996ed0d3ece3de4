package cuts

import "time"

// booting is the step of a Log in which the driver boots.
const booting = -1

// trial is one driver on one bench, used for experiment after experiment.
type trial[V any, O comparable] struct {
	w     *Workload[V, O]
	bench *Bench
	v     V
	o     O
	log   *Log
	done  int
	next  int
	run   func() // t.story, made once so that it costs nothing

	course *course[V] // kept of the run; nil: it is not
	at     int        // the step being done
	base   int        // operations begun before it
	from   int        // the step with which a fall begins
	onward func()     // t.goOn
	sink   func()     // t.waitOut
}

func (t *trial[V, O]) init(w *Workload[V, O], b *Bench) {
	t.w, t.bench = w, b
	t.run, t.onward, t.sink = t.story, t.goOn, t.waitOut
}

// play lets the driver boot and go on with step next, and records what it does.
func (t *trial[V, O]) play(log *Log, done, next int) O {
	var v V
	var o O
	t.v, t.o, t.log, t.done, t.next = v, o, log, done, next
	t.bench.Run(t.run)
	t.record(nil)
	return t.o
}

func (t *trial[V, O]) story() {
	t.record(t.log)
	t.mark(booting)
	if t.w.Boot != nil {
		t.w.Boot(t.bench, &t.v)
	}
	t.judge(t.done)
	t.record(t.log)
	for i := t.next; i < t.w.Steps; i++ {
		t.mark(i)
		t.w.Step(t.bench, &t.v, i)
	}
	t.judge(t.w.Steps)
}

// judge looks without being recorded.
func (t *trial[V, O]) judge(done int) {
	t.record(nil)
	t.w.Judge(t.bench, &t.v, done, &t.o)
}

func (t *trial[V, O]) record(log *Log) {
	if t.log != nil {
		t.bench.Record(log)
	}
}

// mark says that a step begins.
func (t *trial[V, O]) mark(step int) {
	t.at, t.base = step, t.bench.begun
	if t.log != nil {
		t.log.Mark(step)
	}
	if t.course != nil {
		t.course.add(t.bench, &t.v, step)
	}
}

// fall plays the driver from the beginning of a step until the supply, which begins
// to fall at an instant of the clock, ends the machine.
func (t *trial[V, O]) fall(c *course[V], start int, due time.Duration) {
	s := &c.starts[start]
	t.bench.CopyFrom(s.bench)
	t.v, t.from, t.next, t.log, t.course = s.v, s.step, c.next, nil, nil
	t.bench.ArmAt(due)
	if t.bench.Run(t.onward) {
		t.bench.Run(t.sink)
	}
}

func (t *trial[V, O]) goOn() {
	i := t.from
	if i == booting {
		t.mark(booting)
		if t.w.Boot != nil {
			t.w.Boot(t.bench, &t.v)
		}
		i = t.next
	}
	for ; i < t.w.Steps; i++ {
		t.mark(i)
		t.w.Step(t.bench, &t.v, i)
	}
	t.mark(t.w.Steps)
}

// waitOut lets the supply go after the work is done.
func (t *trial[V, O]) waitOut() {
	t.bench.PullPower()
	t.bench.Wait(t.bench.supply.Fall)
}
