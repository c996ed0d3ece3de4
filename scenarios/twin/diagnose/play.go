package diagnose

import (
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios"
	"locktwin/scenarios/twin/change"
)

// The strata of the plays. A lock has its capacitor and an owner has his hand, so what
// happens again happens to the same of both.
var (
	// capacitors at the motor bridge, from dried out to new, in µF; each is as likely
	// (assumption: nobody has opened the lock).
	capacitors = [...]int64{68, 100, 150, 220}
	// hands and their shares (assumption: nobody has measured hands).
	hands = [...]struct {
		hand  change.Hand
		share float64
	}{{change.Careful, 0.2}, {change.Usual, 0.5}, {change.Hasty, 0.2}, {change.Shaky, 0.1}}
	// kinds of cells that are played; others are taken for the one that is nearest.
	kinds = [...]power.CellKind{power.Alkaline, power.Eneloop, power.ZincCarbon, power.PowerPack}
)

const strata = len(capacitors) * len(hands)

// shareOf is the share of a stratum.
func shareOf(stratum int) float64 {
	return float64(hands[stratum%len(hands)].share / float64(len(capacitors)))
}

// tableSeed is where all plays of the table come from.
const tableSeed = 20240229

// player plays one hypothesis on one capacitor.
type player struct {
	h     *hypothesis
	board scenarios.BoardSpec
	bench *change.Bench // nil for what is played from a file
	dies  time.Duration // of faultLate: how long the capacitors carry the lock
}

func newPlayer(h *hypothesis, capacitor int) (*player, error) {
	p := &player{h: h}
	p.board.Bulk = scenarios.Some(scenarios.Picofarads(capacitors[capacitor] * 1e6))
	switch h.fault.id {
	case faultUpdate:
		return p, nil
	case faultLate:
		var err error
		p.dies, err = p.carried()
		return p, err
	}
	b, err := change.Prepare(h.profile, change.Options{Board: p.board})
	p.bench = b
	return p, err
}

// keyOf is where the draws of a play come from.
func (h *hypothesis) keyOf(seed uint64, stratum, kind, play int) repro.Key {
	return repro.Root(seed).Child(h.id).Index(uint64(stratum)).Index(uint64(kind)).Index(uint64(play))
}

// play plays once.
func (p *player) play(hand, kind int, k repro.Key) (row, error) {
	switch p.h.fault.id {
	case faultUpdate:
		return p.update(hands[hand].hand, kinds[kind], k)
	case faultLate:
		return p.late(kinds[kind], k)
	}
	c, expected := p.h.fault.draw(kinds[kind], k)
	c.Hand = hands[hand].hand
	o, err := p.bench.Play(c)
	if err != nil {
		return row{}, fmt.Errorf("%s: %w", p.h.id, err)
	}
	return rowOf(&o, expected), nil
}

// Ranges from which a play draws its cells and its weather; assumptions. Charges are
// those at which people change cells, at which a motor no longer turns, and at which a
// cold one may not.
func (f *fault) draw(kind power.CellKind, k repro.Key) (c change.Change, expected int) {
	u := func(place uint64, lo, hi float64) float64 { return lo + float64((hi-lo)*k.Uniform(place, 0, 0, 0)) }
	c.Seed = k.Hash(1, 0, 0, 0)
	c.Celsius = u(2, 5, 28)
	cells := 4
	if f.id == faultCharge && kind != power.PowerPack {
		kind = power.Eneloop // the others go to no charger
	}
	if kind == power.PowerPack {
		cells = 1
	}
	c.Old = power.PackConfig{Kind: kind, Cells: cells, ChargePercent: u(3, 8, 45)}
	c.New = power.PackConfig{Kind: kind, Cells: cells, ChargePercent: u(4, 85, 100)}
	if kind == power.Eneloop || kind == power.PowerPack {
		c.Old.Cycles = u(5, 0, 500)
		c.New.Cycles = c.Old.Cycles
	} else {
		c.Old.AgeYears = u(5, 0, 3)
	}
	// Springs and leads, from bright to corroded.
	c.ContactOhms = 0.02 * repro.Pow(20, k.Uniform(6, 0, 0, 0))
	switch f.id {
	case faultBounce:
		c.Fault, expected = change.BatteryChange, 1
	case faultCharge:
		c.Fault, expected = change.Charging, 1
	case faultEmpty:
		c.Fault, expected = change.RunningEmpty, 1
		c.Old.ChargePercent = u(3, 0.5, 5)
	case faultCold:
		c.Fault = change.ColdMotorStart
		c.Celsius = u(2, -20, 0)
		c.Old.ChargePercent = u(3, 1, 12)
		c.ContactOhms = 0.05 * repro.Pow(60, k.Uniform(6, 0, 0, 0))
	case faultSave:
		c.Fault, expected = change.CutDuringErase, 1
	}
	return c, expected
}
