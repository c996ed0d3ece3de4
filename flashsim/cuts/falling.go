package cuts

import (
	"slices"
	"time"

	"locktwin/flashsim"
)

// A supply that falls slowly below what the part needs lets the driver go on, with
// operations that have less and less effect. The record of the run without a cut does
// not tell what it does then, so the driver itself is run into every cut, from the
// beginning of the step. The instants at which the end of the machine changes are
// found by halving.

// ending is what can be told apart of the end of a machine.
type ending struct {
	step  int    // that was being done
	begun int    // operations of the run from the beginning of the step
	sides uint64 // see flashsim.Device.Sides
}

// fallen is a class of instants at which the supply begins to fall, on the bench's
// clock.
type fallen struct {
	from, to time.Duration // to is exclusive
	start    int           // of the course
	end      ending
}

// falls runs one experiment for each class of cuts into a run whose course was kept.
func (s *sweep[V, O]) falls(r *record, c *course[V], path []Cut) {
	end := r.log.Before(len(r.log.Operations())).now
	for k := range c.starts {
		until := end
		if k+1 < len(c.starts) {
			until = c.starts[k+1].bench.now
		}
		begin := c.starts[k].bench.now
		if begin == until {
			continue
		}
		a, b := s.ending(c, k, begin), s.ending(c, k, until-1)
		var list []fallen
		list = s.halve(list, c, fallen{from: begin, to: until, start: k}, a, b)
		for i := range list {
			s.fall(r, c, list[i], path)
		}
	}
	if last := len(c.starts) - 1; last >= 0 {
		s.fall(r, c, fallen{from: end, to: end, start: last}, path)
	}
}

// halve divides a stretch until the endings at both ends of each piece are one. Of an
// ending that comes back within one stage of the same operations the stretch between
// can be missed.
func (s *sweep[V, O]) halve(list []fallen, c *course[V], f fallen, a, b ending) []fallen {
	if a == b {
		f.end = a
		return join(list, f)
	}
	if f.to-f.from <= 2 {
		list = join(list, fallen{f.from, f.from + 1, f.start, a})
		return join(list, fallen{f.from + 1, f.to, f.start, b})
	}
	mid := f.from + (f.to-f.from)/2
	m, next := s.ending(c, f.start, mid-1), s.ending(c, f.start, mid)
	list = s.halve(list, c, fallen{from: f.from, to: mid, start: f.start}, a, m)
	return s.halve(list, c, fallen{from: mid, to: f.to, start: f.start}, next, b)
}

// join appends a stretch to those before it, or to the last of them.
func join(list []fallen, f fallen) []fallen {
	if k := len(list) - 1; k >= 0 && list[k].end == f.end {
		list[k].to = f.to
		return list
	}
	return append(list, f)
}

// ending plays the driver from the beginning of a step into the end of the machine.
func (s *sweep[V, O]) ending(c *course[V], start int, due time.Duration) ending {
	t := &s.trial
	t.fall(c, start, due)
	k := t.bench.Conditions()
	k.Volts, k.Now = t.bench.supply.Volts, k.Now+s.o.Off
	return ending{t.at, t.bench.begun, t.bench.dev.Sides(s.known, k, s.o.Sigmas)}
}

// fall runs the experiments of one class.
func (s *sweep[V, O]) fall(r *record, c *course[V], f fallen, path []Cut) {
	t := &s.trial
	class := r.log.relative(f)
	at := len(s.result.Findings)
	samples := 1
	for n := 0; n < samples; n++ {
		// The class is that of the clock, its sample that of the class.
		due := f.from + class.Sample(n).At - class.From
		t.bench.Watch(nil)
		t.fall(c, f.start, due)
		if n == 0 {
			k := t.bench.Conditions()
			k.Volts, k.Now = t.bench.supply.Volts, k.Now+s.o.Off
			class.Marginal = t.bench.dev.MarginalBits(s.known, k, s.o.Sigmas) > 0 || s.disturbs(r)
			s.result.Findings = append(s.result.Findings, Finding[O]{Path: slices.Clone(path), Class: class})
			if class.Marginal {
				samples = s.o.Samples
			}
		}
		recovery := s.after(r, t.at, t.bench.begun > t.base)
		if f.from == f.to {
			recovery = s.after(r, s.w.Steps, false)
		}
		depth := len(path) + 1
		if depth < s.o.Depth {
			recovery.log = s.log(depth)
		}
		t.bench.dev.ResampleNoise(uint64(n))
		t.bench.Reboot(s.o.Off)
		s.result.Findings[at].count(s.play(&recovery, depth))
		s.result.Experiments++
		if recovery.log != nil {
			s.falls(&recovery, &s.courses[depth], append(slices.Clone(path), class.Sample(n)))
		}
	}
}

// disturbs tells whether any program of a run disturbs bytes that are read.
func (s *sweep[V, O]) disturbs(r *record) bool {
	for _, op := range r.log.Operations() {
		if op.Kind == flashsim.Program && s.trial.bench.dev.Disturbs(op.Operation, s.known) {
			return true
		}
	}
	return false
}

// relative gives a class of the clock as one of the operation that is in flight when
// it begins, or is the next to begin.
func (l *Log) relative(f fallen) Class {
	k := 0
	for k < len(l.ops) && l.ops[k].Begin+l.ops[k].Duration <= f.from {
		k++
	}
	if f.from == f.to || k == len(l.ops) {
		return Class{Cut: Cut{len(l.ops), Idle}, From: Idle, To: Idle}
	}
	c := Class{From: f.from - l.ops[k].Begin, To: f.to - l.ops[k].Begin}
	c.Cut = Cut{k, c.From + (c.To-c.From)/2}
	return c
}
