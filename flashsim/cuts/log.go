package cuts

import (
	"time"

	"locktwin/flashsim"
)

// Operation is one operation of a recorded run.
type Operation struct {
	flashsim.Operation
	Src   []byte        // of a program
	Chunk time.Duration // of a partial erase, as it was asked for
	Begin time.Duration // on the bench's clock
	Step  int           // as Mark said
}

// Log is the record of what a driver did on a bench. Copies of the bench are kept
// before each operation and at the end. The zero value is ready.
type Log struct {
	ops    []Operation
	before []*Bench
	end    *Bench
	step   int
	spare  []*Bench // benches for copies to come
	// worked is where borders are worked out.
	worked *Bench
	border []flashsim.Border
}

// Record lets l record the bench from now on; nil ends it. The bench's state when
// it ends is kept as the last copy.
func (b *Bench) Record(l *Log) {
	if b.log != nil {
		if b.log.end != nil {
			b.log.drop(b.log.end)
		}
		b.log.end = b.log.snapshot(b)
	}
	b.log = l
}

// Operations are the operations recorded so far.
func (l *Log) Operations() []Operation { return l.ops }

// Before is the bench before operation k; with k the number of operations, as it was
// when the record ended. It must not be written: take copies.
func (l *Log) Before(k int) *Bench {
	if k == len(l.ops) {
		return l.end
	}
	return l.before[k]
}

// Mark says that later operations belong to a step.
func (l *Log) Mark(step int) { l.step = step }

// Reset empties the record for another run, and uses its memory again: what it gave
// out before is no longer good.
func (l *Log) Reset() {
	l.spare = append(l.spare, l.before...)
	if l.end != nil {
		l.spare = append(l.spare, l.end)
	}
	l.ops, l.before, l.end, l.step = l.ops[:0], l.before[:0], nil, 0
}

// snapshot copies the bench so that what follows can be cut from there.
func (l *Log) snapshot(b *Bench) *Bench {
	k := len(l.spare) - 1
	if k < 0 {
		return b.Fork()
	}
	s := l.spare[k]
	l.spare = l.spare[:k]
	s.CopyFrom(b)
	return s
}

// drop gives back a copy whose operation did not begin.
func (l *Log) drop(s *Bench) { l.spare = append(l.spare, s) }

// add notes an operation that has begun.
func (l *Log) add(b, before *Bench, op flashsim.Operation, src []byte, chunk time.Duration) {
	var room []byte
	if k := len(l.ops); k < cap(l.ops) {
		room = l.ops[:k+1][k].Src[:0] // of a run before
	}
	l.ops = append(l.ops, Operation{Operation: op, Src: append(room, src...), Chunk: chunk, Begin: b.now, Step: l.step})
	l.before = append(l.before, before)
}

// Tear makes b the bench on which the recorded operation was cut: a copy from before
// it, the operation begun, and the supply gone, as a driver would have left it that
// waits for its operation. With a supply that falls at once that is the bench after
// any driver's cut there, and nothing of the driver runs. With one that falls slowly
// the driver is taken to begin nothing more. The operation number of the cut is that
// in the log; as many as there are operations is after the last. The log is only read,
// so that several goroutines may tear benches of their own from one.
func (l *Log) Tear(b *Bench, c Cut) {
	b.CopyFrom(l.Before(c.Operation))
	if c.Operation == len(l.ops) || c.At < 0 {
		b.fail()
		b.now += max(b.supply.Fall, 0)
		b.end()
		return
	}
	op := &l.ops[c.Operation]
	b.begin(op)
	if done := b.feed(max(min(c.At, op.Duration), 0)); done {
		b.fail()
		b.now += max(b.supply.Fall, 0)
		b.end()
		return
	}
	b.fail()
	if left := b.left(); left > 0 {
		used, _ := b.dev.Feed(flashsim.Piece{Duration: left, Volts0: b.volts(), Volts1: b.floor})
		b.now += used
		if _, _, busy := b.dev.InFlight(); !busy {
			b.now = b.fell + b.supply.Fall
		}
	}
	b.end()
}

// begin starts a recorded operation again. It was accepted at this very state.
func (b *Bench) begin(op *Operation) {
	switch op.Kind {
	case flashsim.Program:
		b.dev.BeginProgram(op.Addr, op.Src, b.Conditions())
	case flashsim.Erase:
		b.dev.BeginErase(op.Addr, b.Conditions())
	case flashsim.PartialErase:
		b.dev.BeginPartialErase(op.Addr, op.Chunk, b.Conditions())
	}
}
