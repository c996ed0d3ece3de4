package scenarios

import "locktwin/model/power"

// tally is the charge that has left the cells, by consumer, in coulombs. The
// shares add up to what the terminals gave, and what leaked inside the cells.
type tally struct{ motor, logic, radio, light, regulator, extra, leak float64 }

// account reads the meters.
//
// Motor and what hangs on VBAT are metered where they draw. Of the charge on
// VDD the machine knows the radio's part, of that on VBAT the light's, because
// their currents are constant between two switches; what the board draws for
// good, and an extra load with it, is the rest on VBAT, divided as their
// currents are. A switching regulator takes less from the cells than it gives
// on VDD, so what is left of the cells' charge is divided in that proportion.
// While a laboratory supply stands in for the cells everything is scaled to
// what the cells gave.
func (p *player) account() tally {
	m := p.lock.Machine().Supply().Meter()
	c := p.lock.Machine().Charges()
	given := float64(m.Battery + m.Bench)
	motor, aux, quiet := float64(m.Motor), float64(m.Aux), float64(m.Quiescent)
	light := min(float64(c.Light), aux)
	board := power.Amps(p.boardDraw)
	extra := 0.0
	if board > 0 {
		extra = float64((aux - light) * float64(p.file.Lock.Board.ExtraLoad.Value.Amps()/float64(board)))
	}
	onVDD := max(given-motor-aux-quiet, 0)
	radio := 0.0
	if m.MCU > 0 {
		radio = float64(onVDD * min(float64(c.Radio/m.MCU), 1))
	}
	t := tally{motor: motor, radio: radio, light: light, regulator: quiet, extra: extra}
	t.logic = given - motor - radio - light - quiet - extra
	if m.Bench > 0 && given > 0 {
		t = t.scaled(float64(m.Battery) / given)
	}
	t.leak = float64(m.SelfDischarge)
	return t
}

func (t tally) scaled(f float64) tally {
	return tally{motor: float64(t.motor * f), logic: float64(t.logic * f), radio: float64(t.radio * f),
		light: float64(t.light * f), regulator: float64(t.regulator * f), extra: float64(t.extra * f), leak: t.leak}
}

func (t tally) since(b tally) tally {
	return tally{motor: t.motor - b.motor, logic: t.logic - b.logic, radio: t.radio - b.radio, light: t.light - b.light,
		regulator: t.regulator - b.regulator, extra: t.extra - b.extra, leak: t.leak - b.leak}
}

// of is one consumer's part.
func (t tally) of(c Consumer) float64 {
	switch c {
	case "motor":
		return t.motor
	case "logic":
		return t.logic
	case "radio":
		return t.radio
	case "light":
		return t.light
	case "regulator":
		return t.regulator
	case "extra load":
		return t.extra
	case "self-discharge":
		return t.leak
	}
	return 0
}

const coulombsPerMilliampHour = 3.6

// shares are in the order of Consumers, to the nearest nanoampere hour: what is
// finer is not worth a difference between two reports.
func (t tally) shares() []EnergyShare {
	var out []EnergyShare
	for _, c := range Consumers {
		out = append(out, EnergyShare{c, float64(round(t.of(c)/coulombsPerMilliampHour*1e6)) / 1e6})
	}
	return out
}

// charge is the same for the judge.
func (t tally) charge() []ChargeFact {
	var out []ChargeFact
	for _, c := range Consumers {
		out = append(out, ChargeFact{c, round(t.of(c) * 1e6)})
	}
	return out
}

// round is to the nearest whole number, halves away from zero. The conversions
// keep a caller's product from fusing with the sum once this is inlined.
func round(x float64) int64 {
	if x < 0 {
		return -int64(float64(-x) + 0.5)
	}
	return int64(float64(x) + 0.5)
}
