package forecast

import (
	"math"

	"locktwin/internal/repro"
	"locktwin/scenarios/twin"
)

// steps is how many stretches of charge lie between full and empty. The borders
// are those of twin.Reduced.Span, so that the day between two of them is a line.
const steps = 40

// future is one draw of a fit with one draw of the use that lies ahead.
type future struct {
	lock   *twin.Reduced
	use    twin.Daily
	cold   float64    // °C of a cold day
	age    float64    // days since the cells were charged, on day 0
	late   float64    // days from the end of the telemetry to day 0
	charge float64    // at the end of the telemetry
	marks  [3]float64 // charge at the warning, at the critical level and at the first sign; negative: none
	n      int        // points of the table
	left   [steps + 2]float64
	day    [steps + 2]float64 // from the end of the telemetry
}

// spread draws the use of one future: how often somebody acts and how warm it is.
//
// The rate of the actions is known as well as the weeks that were seen agree, and the
// weeks ahead scatter likewise around it. Temperatures are taken to hang together for
// a month (assumption), so that their mean over the days ahead scatters less than they
// do; of a year that was not seen whole the season is unknown.
func (x *future) spread(f *twin.Fit, o *Options, s *repro.Stream) {
	past, ahead, warmth := s.Normal(), s.Normal(), s.Normal()
	rate := f.PerDay
	weekly := max(f.PerDaySwing, root(rate/7))
	if o.PerDay > 0 {
		rate = o.PerDay
	} else {
		seen := float64(f.ToMS-f.FromMS) / dayMS
		rate = max(0, rate+float64(past*weekly/root(max(1, seen/7))))
	}
	x.use = twin.Daily{Actions: rate, Unlatch: f.Unlatch, Celsius: f.Celsius, IdleMicroamp: x.lock.Values()[twin.Idle]}
	if o.Celsius != nil {
		x.use.Celsius = *o.Celsius
	}
	if o.IdleMicroamp != nil {
		x.use.IdleMicroamp = *o.IdleMicroamp
	}
	days := x.roughly()
	x.use.Actions = max(0, rate+float64(ahead*weekly/root(max(1, days/7))))
	if o.Celsius == nil {
		unseen := max(0, 1-float64(f.ToMS-f.FromMS)/yearMS)
		season := float64(seasonKelvin * unseen * min(1, days/quarter))
		x.use.Celsius += float64(warmth * root(float64(season*season)+float64(f.Swing*f.Swing)/max(1, days/30)))
	} else {
		x.use.Celsius += float64(warmth * f.Swing / root(max(1, days/30)))
	}
	x.cold = x.use.Celsius - float64(coldPart*f.Swing)
}

// What is assumed of a season that was not seen: how far the mean temperature of
// indoor doors differs from that of another part of the year, and after how many days
// it does; and how cold the day is on which a lock first complains.
const (
	coldPart     = 0.5 // of the swing, below the mean: the day of the first sign
	seasonKelvin = 3.0
	quarter      = 90.0
	yearMS       = 365 * dayMS
)

// roughly is about how long the charge lasts, at least a day.
func (x *future) roughly() float64 {
	v := x.lock.Values()
	capacity := float64(v[twin.Capacity] * x.lock.Derate(x.use.Celsius))
	fall := x.lock.PerDay(0.5, x.use)/capacity + x.lock.LeakPerDay(x.age+30, x.use.Celsius)
	if !(fall > 0) {
		return HorizonDays
	}
	return min(max(1, x.charge/fall), HorizonDays)
}

// fill makes the table of days against charge.
func (x *future) fill() {
	x.left[0], x.day[0] = x.charge, 0
	x.n = 1
	for k := int(x.charge * steps); k >= 0; k-- {
		to := float64(k) / steps
		from := x.left[x.n-1]
		if !(to < from-1e-9) {
			continue
		}
		at := x.day[x.n-1]
		x.left[x.n], x.day[x.n] = to, at+x.lock.Span(from, to, x.use, x.age+at)
		x.n++
	}
}

// when is the day on which the charge has fallen to a value; endless when the
// horizon comes first.
func (x *future) when(charge float64) float64 {
	if charge >= x.charge {
		return -x.late
	}
	for i := 1; i < x.n; i++ {
		if x.left[i] <= charge {
			u := (x.left[i-1] - charge) / (x.left[i-1] - x.left[i])
			d := x.day[i-1] + float64((x.day[i]-x.day[i-1])*u) - x.late
			if d > HorizonDays {
				return math.Inf(1)
			}
			return d
		}
	}
	return math.Inf(1)
}

// at is the charge on a day.
func (x *future) at(day float64) float64 {
	day += x.late
	for i := 1; i < x.n; i++ {
		if x.day[i] >= day {
			u := (day - x.day[i-1]) / max(1e-12, x.day[i]-x.day[i-1])
			return x.left[i-1] - float64((x.left[i-1]-x.left[i])*min(max(u, 0), 1))
		}
	}
	return x.left[x.n-1]
}

// judged is the rested voltage that the firmware reads at a charge: that of the
// cells behind what idling takes.
func (x *future) judged(charge float64) float64 {
	c := x.use.Celsius
	ohms := x.lock.FastOhms(charge, c) + x.lock.SlowOhms(charge, c)
	return x.lock.OpenVolts(charge, c) - float64(ohms*x.use.IdleMicroamp*1e-6)
}

// acted is the voltage that the firmware reads right after an action on a cold day.
func (x *future) acted(charge float64) float64 {
	return min(x.judged(charge), x.lock.ActedVolts(charge, x.cold))
}

// lowest is VDD at the bottom of the sag of a motor start.
func (x *future) lowest(charge float64, rail *Rail) float64 {
	v, _ := x.lock.SagVolts(charge, x.use.Celsius, false)
	return v + rail.HeldVolts
}

// chargeFor is the charge at which a voltage that falls with the charge comes
// down to a level: 1 when it is there with full cells, negative when never.
func chargeFor(level float64, volts func(charge float64) float64) float64 {
	if volts(1) <= level {
		return 1
	}
	if volts(0) > level {
		return -1
	}
	lo, hi := 0.0, 1.0
	for range 24 {
		mid := (lo + hi) / 2
		if volts(mid) <= level {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// root is the square root; it is exact on every machine.
func root(x float64) float64 { return math.Sqrt(max(0, x)) }
