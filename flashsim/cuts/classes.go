package cuts

import (
	"time"

	"locktwin/flashsim"
)

// Class is a set of instants at which a cut is the same experiment.
type Class struct {
	Cut Cut // the representative, in the middle
	// From and To bound the class on the operation's clock, To exclusive. Both are
	// Idle for the instants between the operation before and this one. Where a Sweep
	// enumerates the fall of the supply instead, they may lie before the operation
	// begins, or after its end in the next one.
	From, To time.Duration
	// Marginal says that some bit of the ranges lies within the band, so that it may
	// read either way, or that the cut disturbs some of them by a draw.
	Marginal bool
}

// Plan says what of a cut can be told apart.
type Plan struct {
	In      []flashsim.Range // bytes that somebody reads; nil is all
	Reading flashsim.Reading // Volts 0 stands for the bench's supply
}

// Classes appends the classes of all instants of the record: for each operation the
// time before it, then its intervals in order; last the time after all of them.
// Whatever the supply of the bench, they are those of one that goes at once.
func (l *Log) Classes(dst []Class, p Plan) []Class {
	for k := range l.ops {
		dst = l.ClassesOf(dst, p, k)
	}
	_, _, marginal := l.look(len(l.ops), p)
	return append(dst, Class{Cut: Cut{len(l.ops), Idle}, From: Idle, To: Idle, Marginal: marginal > 0})
}

// ClassesOf appends the classes of one operation and of the time before it.
func (l *Log) ClassesOf(dst []Class, p Plan, k int) []Class {
	b, r, marginal := l.look(k, p)
	op := &l.ops[k]
	dst = append(dst, Class{Cut: Cut{k, Idle}, From: Idle, To: Idle, Marginal: marginal > 0})
	disturbs := b.dev.Disturbs(op.Operation, p.In)
	b.begin(op)
	l.border = b.dev.Borders(l.border[:0], p.In, r)
	from := time.Duration(0)
	for i := 0; i <= len(l.border); {
		at := op.Duration
		if i < len(l.border) {
			at = l.border[i].At
		}
		if at > from {
			dst = append(dst, Class{Cut: Cut{k, from + (at-from)/2}, From: from, To: at, Marginal: marginal > 0 || disturbs})
			from = at
		}
		if i == len(l.border) {
			break
		}
		for ; i < len(l.border) && l.border[i].At == at; i++ {
			switch level, up := l.border[i].Level, l.border[i].Up; {
			case level == flashsim.BandLow && up, level == flashsim.BandHigh && !up:
				marginal++
			case level == flashsim.BandLow, level == flashsim.BandHigh:
				marginal--
			}
		}
	}
	return dst
}

// look gives a copy of the bench before an operation, the reading with the bench's
// supply filled in, and how many bits are marginal there. The copy is good until the
// next call.
func (l *Log) look(k int, p Plan) (b *Bench, r flashsim.Reading, marginal int) {
	if l.worked == nil {
		l.worked = l.Before(k).Fork()
	} else {
		l.worked.CopyFrom(l.Before(k))
	}
	b, r = l.worked, p.Reading
	if r.Volts == 0 {
		r.Volts, r.Celsius = b.supply.Volts, b.supply.Celsius
	}
	c := b.Conditions()
	c.Volts, c.Celsius, c.Now = r.Volts, r.Celsius, c.Now+r.After
	return b, r, b.dev.MarginalBits(p.In, c, r.Sigmas)
}

// Sample is another cut of the class: its own for sample 0, and instants spread over
// the class for those after, so that what differs within it is met.
func (c *Class) Sample(n int) Cut {
	if n == 0 || c.From == c.To {
		return c.Cut
	}
	// Steps of the golden ratio fall evenly, however many there are.
	const golden = 0x9E3779B97F4A7C15
	share := float64((uint64(n)*golden+1<<63)>>11) * 0x1p-53
	return Cut{c.Cut.Operation, c.From + time.Duration(float64(c.To-c.From)*share)}
}
