package twin

// Daily is how a lock is used and how warm it is, on average.
type Daily struct {
	Actions      float64 // a day
	Unlatch      float64 // share of the actions that draw the latch, 0..1
	Celsius      float64
	IdleMicroamp float64 // on average while nothing is asked of it; taken as it stands
}

// never is the answer of Span where nothing empties the cells.
const never = 1e9

// bands is how many stretches of charge a span is summed over. Within each the
// charge of an action is that in its middle.
const bands = 40

// PerDay is how much charge in mAh actions and idling take a day, at a charge and
// without self-discharge.
func (r *Reduced) PerDay(charge float64, use Daily) float64 {
	perAction := r.ActionMAh(charge, use.Celsius, false)
	if use.Unlatch > 0 {
		perAction += float64(use.Unlatch * (r.ActionMAh(charge, use.Celsius, true) - perAction))
	}
	return float64(use.Actions*perAction) + float64(use.IdleMicroamp*24/1000)
}

// Span is how many days of average use lead from one charge to another, 0..1,
// with cells that were charged or made ageDays ago. It is a sum over bands of
// charge in which drain and self-discharge are constant, so it has no time step.
// 0 when to is not below charge; 1e9 at most.
func (r *Reduced) Span(charge, to float64, use Daily, ageDays float64) float64 {
	if !(to < charge) {
		return 0
	}
	capacity := float64(r.v[Capacity] * r.Derate(use.Celsius))
	warmth := r.cells.leakWarmth(use.Celsius)
	days, age := 0.0, max(0, ageDays)
	width := 1.0 / bands
	for at := charge; at > to; {
		// The next border below, and at least a hair away.
		k := int(max(at, 0) * bands)
		low := float64(float64(k) * width)
		if at-low < 1e-9 {
			low -= width
		}
		low = max(low, to)
		drain := r.PerDay((at+low)/2, use) / capacity
		for at > low {
			rate, until := r.cells.leak(age)
			fall := drain + float64(rate*warmth)
			if fall <= 0 {
				return never
			}
			d := (at - low) / fall
			if age+d > until {
				d = until - age
				at -= float64(d * fall)
			} else {
				at = low
			}
			days, age = days+d, age+d
			if days > never {
				return never
			}
		}
	}
	return days
}
