package cuts

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
}

func (t *trial[V, O]) init(w *Workload[V, O], b *Bench) {
	t.w, t.bench = w, b
	t.run = t.story
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

func (t *trial[V, O]) mark(step int) {
	if t.log != nil {
		t.log.Mark(step)
	}
}
