package hidden

import (
	"math"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/keyturner"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
)

// Tolerances of the reduced model beside the full simulator.
const (
	chargeWithin  = 0.020 // of an action, relative
	energyWithin  = 0.015
	sagWithin     = 0.010
	currentWithin = 0.012
	restWithin    = 0.014 // V: the core is awake when it measures
	latchWithin   = 0.10  // of an action with the latch
	daysWithin    = 0.02
	actedWithin   = 0.15 // of what the cells have not recovered from right after an action,
	actedVolts    = 0.006
)

// pair is a lock in both models.
type pair struct {
	reduced *twin.Reduced
	stage   *stage
}

// both builds a lock with 0.05 ohm of contact in both models. factor is that of the
// cells' resistance on the record's.
func both(t *testing.T, kind power.CellKind, factor, charge, celsius, load float64) pair {
	t.Helper()
	c, err := power.LookupCell(kind)
	if err != nil {
		t.Fatal(err)
	}
	const contact, beside, idle = 0.05, 0.03, 200.0
	ref, k := half(c), c.ResistancePerKelvin.V
	v := twin.Values{twin.Charge: charge, twin.Capacity: c.CapacityMilliampHours.V, twin.Idle: idle, twin.ActionCharge: 1, twin.MotorLoad: load,
		twin.Resistance: float64(4*ref.R0)*factor + contact, twin.SlowResistance: float64(4*ref.R2) * factor, twin.ResistancePerKelvin: k}
	r, err := twin.NewReduced(string(kind), v)
	if err != nil {
		t.Fatal(err)
	}
	v[twin.ActionCharge] += beside - r.Offset()
	if r, err = r.With(v); err != nil {
		t.Fatal(err)
	}
	st, err := build(shape{cells: c, charge: charge, celsius: celsius, factor: factor * repro.Exp(k*(21-celsius)), contact: contact,
		load: load, board: idle*1e-6 - machineAmps, seed: 3, light: r.Beside()})
	if err != nil {
		t.Fatal(err)
	}
	return pair{r, st}
}

// off tells by how much got differs from want, relative.
func off(got, want float64) float64 { return math.Abs(got/want - 1) }

func TestReducedModelActsAsTheFullSimulatorDoes(t *testing.T) {
	loads := []float64{1.5, 2.5, 3.5}
	if testing.Short() {
		loads = loads[1:2]
	}
	for _, kind := range []power.CellKind{power.Alkaline, power.Eneloop, power.EneloopPro, power.L91} {
		for _, charge := range []float64{0.9, 0.5, 0.25} {
			for _, celsius := range []float64{25, 5} {
				for _, load := range loads {
					p := both(t, kind, 1.1, charge, celsius, load)
					idle := p.idleMAhPerSecond(t)
					before := p.stage.drawn()
					began := p.stage.lock.Now()
					if err := p.stage.act(keyturner.ActionUnlock); err != nil {
						if kind == power.Alkaline && charge == 0.25 && celsius == 5 {
							continue // the motor stalls: there is nothing to compare
						}
						t.Fatalf("%s at %.2f, %g °C, %g mN·m: %v", kind, charge, celsius, load, err)
					}
					if err := p.stage.lock.Wait(20 * time.Second); err != nil {
						t.Fatal(err)
					}
					q := p.stage.drawn() - before - float64(idle*p.stage.lock.Now().Sub(began).Seconds())
					b, err := p.stage.report()
					if err != nil {
						t.Fatal(err)
					}
					r, open := p.reduced, p.reduced.OpenVolts(charge, celsius)
					lowest, peak := r.SagVolts(charge, celsius, false)
					start, sag := float64(b.StartVoltage)/1000, float64(b.StartVoltage-b.LowestVoltage)/1000
					if off(q, r.ActionMAh(charge, celsius, false)) > chargeWithin ||
						off(float64(b.DrainMilliwattSeconds)/1000, r.ActionJoules(charge, celsius, 0, false)) > energyWithin ||
						off(sag, open-lowest) > sagWithin || off(float64(b.MaxTurnCurrent)/1000, peak) > currentWithin || math.Abs(start-open) > restWithin {
						t.Errorf("%s at %.2f, %g °C, %g mN·m: %.4f mAh for %.4f, %d mWs for %.0f, start %.3f V for %.3f, sag %.3f V for %.3f, peak %d mA for %.0f",
							kind, charge, celsius, load, q, r.ActionMAh(charge, celsius, false), b.DrainMilliwattSeconds, 1000*r.ActionJoules(charge, celsius, 0, false),
							start, open, sag, open-lowest, b.MaxTurnCurrent, 1000*peak)
					}
				}
			}
		}
	}
}

func TestReducedModelKnowsTheVoltageRightAfterAnAction(t *testing.T) {
	for _, kind := range []power.CellKind{power.Alkaline, power.Eneloop, power.L91} {
		for _, charge := range []float64{0.9, 0.5, 0.3} {
			for _, celsius := range []float64{25, 10} {
				p := both(t, kind, 1.1, charge, celsius, 2.5)
				if err := p.stage.act(keyturner.ActionUnlock); err != nil {
					t.Fatal(err)
				}
				b, err := p.stage.report()
				if err != nil {
					t.Fatal(err)
				}
				open, got := p.reduced.OpenVolts(charge, celsius), float64(b.Voltage)/1000
				if want := p.reduced.ActedVolts(charge, celsius); math.Abs(got-want) > actedVolts+actedWithin*(open-got) {
					t.Errorf("%s at %.1f, %g °C: %.3f V right after, the reduced model says %.3f of %.3f V at rest", kind, charge, celsius, got, want, open)
				}
			}
		}
	}
}

// idleMAhPerSecond is what the simulated lock draws when nothing is asked of it.
func (p *pair) idleMAhPerSecond(t *testing.T) float64 {
	t.Helper()
	before := p.stage.drawn()
	if err := p.stage.lock.Wait(time.Hour); err != nil {
		t.Fatal(err)
	}
	return (p.stage.drawn() - before) / 3600
}

func TestReducedModelDrawsTheLatchAsTheFullSimulatorDoes(t *testing.T) {
	for _, kind := range []power.CellKind{power.Eneloop, power.EneloopPro, power.L91} {
		for _, load := range []float64{1.5, 2.5, 3.5} {
			p := both(t, kind, 1.1, 0.6, 21, load)
			before := p.stage.drawn()
			if err := p.stage.act(keyturner.ActionUnlatch); err != nil {
				t.Fatal(err)
			}
			if err := p.stage.lock.Wait(20 * time.Second); err != nil {
				t.Fatal(err)
			}
			q := p.stage.drawn() - before
			if want := p.reduced.ActionMAh(0.6, 21, true); off(q, want) > latchWithin {
				t.Errorf("%s with %g mN·m: %.4f mAh, the reduced model says %.4f", kind, load, q, want)
			}
		}
	}
}

func TestReducedModelLastsAsManyDaysAsTheFullSimulator(t *testing.T) {
	const days, pairs = 40, 3
	kinds := []power.CellKind{power.Alkaline, power.Eneloop, power.L91}
	if testing.Short() {
		kinds = kinds[1:2]
	}
	for _, kind := range kinds {
		p := both(t, kind, 1, 0.8, 12, 2.5) // new cells have the capacity of the record
		idle := float64(p.idleMAhPerSecond(t)*3600) * 1000
		from := p.charge()
		zero := p.stage.lock.Now()
		for d := range days {
			for k := range 2 * pairs {
				if err := p.stage.lock.Advance(zero.Add(time.Duration(d)*day + time.Duration(k+1)*3*time.Hour)); err != nil {
					t.Fatal(err)
				}
				what := keyturner.ActionUnlock
				if k%2 == 1 {
					what = keyturner.ActionLock
				}
				if err := p.stage.act(what); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := p.stage.lock.Advance(zero.Add(days * day)); err != nil {
			t.Fatal(err)
		}
		// The simulated cells have rested for 400 days before.
		got := p.reduced.Span(from, p.charge(), twin.Daily{Actions: 2 * pairs, Celsius: 12, IdleMicroamp: idle}, 400)
		if off(got, days) > daysWithin {
			t.Errorf("%s: %d days in the full simulator take %.2f in the reduced model", kind, days, got)
		}
	}
}

// charge is what is left in the simulated cells.
func (p *pair) charge() float64 {
	return p.stage.lock.Machine().Supply().Pack().Cells[0].Charge
}
