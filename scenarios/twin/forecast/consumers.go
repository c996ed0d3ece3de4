package forecast

import (
	"math"

	"locktwin/internal/repro"
	"locktwin/scenarios/twin"
)

// consumers is how many parts the stack has.
const consumers = 7

// order of the stack.
var order = [consumers]Consumer{Motor, IdleFloor, Radio, Polling, SelfDischarge, Light, Unexplained}

// between is a range in which a number lies, evenly in its logarithm.
type between struct{ low, high float64 }

// What known consumers take while nothing is asked of the lock. Each range is an
// assumption around a published or measured number; every one of them is here.
var (
	// Sleeping core 2 µA (nRF52832 product specification 1.1), regulator, position
	// sensor and bridge asleep 20..100 µA (assumption).
	floorMicroamp = between{22, 102}
	// One connectable advertising event 10..15 µC (assumption, over an estimate of
	// 3.5..5.8 µA at 1 s for sending alone).
	eventMicrocoulomb = between{10, 15}
	// One question over the radio: connect, encrypt, answer, part: 2..4 s at 5..8 mA
	// (assumption).
	queryMillicoulomb = between{10, 32}
	// The ring at full 5..20 mA (assumption).
	ringMicroamp = between{5000, 20000}
	// The share of the time that it is lit: 2 % while the door is unlocked, which it
	// is for 20..80 % of the time (assumption).
	ringShare = between{0.004, 0.016}
)

// advertisingSeconds is the time between two events in each mode (assumption, as
// model/firmware sets it up; Automatic is taken for Normal or Slow).
func advertisingSeconds(mode string) between {
	switch mode {
	case "Normal":
		return between{0.4, 0.5}
	case "Slow":
		return between{0.9, 1.1}
	case "Slowest":
		return between{1.8, 2.2}
	}
	return between{0.4, 1.1}
}

// levelUnknown is the brightness that is taken when none was told (assumption: the
// middle of 0..5).
const levelUnknown = 3

func (b between) draw(s *repro.Stream) float64 { return s.LogUniform(b.low, b.high) }

// times is the range of a product.
func (b between) times(x float64) between { return between{b.low * x, b.high * x} }

// loads are the average currents of the known idle consumers, in µA.
type loads struct{ floor, radio, polling, light float64 }

func (l *loads) sum() float64 { return l.floor + l.radio + l.polling + l.light }

// knownLoads draws what the known consumers take.
func knownLoads(k *Known, s *repro.Stream) loads {
	l := loads{floor: floorMicroamp.draw(s)}
	every := advertisingSeconds(k.Advertising).draw(s)
	l.radio = eventMicrocoulomb.draw(s) / every
	query := queryMillicoulomb.draw(s)
	if k.PollSeconds.Set && k.PollSeconds.Value > 0 {
		l.polling = query * 1000 / k.PollSeconds.Value
	}
	level := float64(levelUnknown)
	if k.LightLevel.Set {
		level = float64(k.LightLevel.Value)
	}
	if k.LightOn.Set && !k.LightOn.Value {
		level = 0
	}
	l.light = level / 5 * ringMicroamp.draw(s) * ringShare.draw(s)
	return l
}

// share splits the drain of every future among the consumers. Known idle loads
// that add up to more than the fitted idle load share that one in proportion.
func (w *view) share() {
	w.stack = make([][]float64, consumers)
	for k := range w.stack {
		w.stack[k] = make([]float64, len(w.futures))
	}
	assumed := func(told bool) string {
		if told {
			return "telemetry"
		}
		return "assumed"
	}
	k := &w.o.Known
	w.basis = [consumers]string{"fit", "assumed", assumed(k.Advertising != ""), assumed(k.PollSeconds.Set), "assumed",
		assumed(k.LightOn.Set || k.LightLevel.Set), "fit"}
	root := repro.Root(w.o.Seed).Child("consumers")
	for i := range w.futures {
		s := root.Index(uint64(i)).Stream()
		x := &w.futures[i]
		l := knownLoads(k, &s)
		idle := x.use.IdleMicroamp
		if known := l.sum(); known > idle {
			f := idle / known
			l = loads{l.floor * f, l.radio * f, l.polling * f, l.light * f}
		}
		const daily = 24.0 / 1000 // µA to mAh a day
		w.stack[0][i], w.stack[4][i] = w.taken(x)
		w.stack[1][i] = l.floor * daily
		w.stack[2][i] = l.radio * daily
		w.stack[3][i] = l.polling * daily
		w.stack[5][i] = l.light * daily
		w.stack[6][i] = max(0, idle-l.sum()) * daily
	}
}

// taken is what actions and self-discharge take a day, in mAh, on average until the
// warning; of cells that are past it, until half of what is left is gone. What a
// motor takes that hardly turns any more, with empty cells, does not count. The
// actions are what is left of the charge when idling and self-discharge have had
// theirs, so that all of them together bring the warning on its day.
func (w *view) taken(x *future) (actions, leak float64) {
	capacity := float64(x.lock.Values()[twin.Capacity] * x.lock.Derate(x.use.Celsius))
	end := max(0, x.marks[0])
	if end > x.charge-0.02 {
		end = x.charge / 2
	}
	days := x.when(end) + x.late
	if !(days > 0) || math.IsInf(days, 1) { // empty, or nothing that counts: what a day takes
		use := x.use
		use.IdleMicroamp = 0
		return x.lock.PerDay((x.charge+end)/2, use), float64(x.lock.LeakPerDay(x.age, x.use.Celsius) * capacity)
	}
	leak = float64(w.leaked(x, days)*capacity) / days
	had := float64((x.charge-end)*capacity) / days
	return max(0, had-leak-float64(x.use.IdleMicroamp*24/1000)), leak
}

// leaked is the share of the capacity that self-discharge takes in so many days
// from the end of the telemetry.
func (w *view) leaked(x *future, days float64) float64 {
	first := w.record.Leak[0].PercentPerMonth
	if first <= 0 {
		return 0
	}
	warmth := float64(x.lock.LeakPerDay(0, x.use.Celsius)*100*month) / first
	sum, from := 0.0, x.age
	for _, step := range w.record.Leak {
		to := min(x.age+days, step.UntilDays)
		if to > from {
			sum += float64(step.PercentPerMonth * (to - from))
			from = to
		}
	}
	return float64(sum*warmth) / (100 * month)
}

// sum is the stack with its total.
func (w *view) sum() ([]Share, Share) {
	out := make([]Share, consumers)
	all := make([]float64, len(w.futures))
	for i := range all {
		for k := range w.stack {
			all[i] += w.stack[k][i]
		}
	}
	total := shareOf("total", "fit", all)
	total.MAhPerDay = 0
	v := make([]float64, len(w.futures))
	for k := range out {
		copy(v, w.stack[k])
		out[k] = shareOf(order[k], w.basis[k], v)
		total.MAhPerDay += out[k].MAhPerDay
	}
	return out, total
}
