package stores

import (
	"errors"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// Defaults of a Spec made by Default.
const (
	defaultVolts   = 3.0
	defaultSamples = 8
	// defaultEnergy is how long the supply lasts after the warning of a subject that
	// saves then.
	defaultEnergy = 5 * time.Millisecond
)

// Default is the campaign of a design that says nothing else: a PIN, settings and
// two authorizations are there, and so many changes of the settings that the save
// which is cut collects garbage if the design does that at all; then settings and
// PIN change under the cut; afterwards the settings change twice. The brown-out
// reset lies at the least supply of the part, and the supply goes at once, or for
// a design that saves on warning within 5 ms. Errors wrap campaign.ErrSpec.
func Default(design, variant, part string) (campaign.Spec, error) {
	return defaultSpec(campaign.StoreSubject{Design: design, Variant: variant, Part: part}, nil)
}

// DefaultOwn is Default for a store of somebody's own.
func DefaultOwn(own Design, part string) (campaign.Spec, error) {
	return defaultSpec(campaign.StoreSubject{Design: own().Name(), Part: part}, own)
}

func defaultSpec(s campaign.StoreSubject, own Design) (campaign.Spec, error) {
	p, err := flashsim.Lookup(s.Part)
	if err != nil {
		return campaign.Spec{}, fmt.Errorf("%w: %w", campaign.ErrSpec, err)
	}
	least := leastVolts(p)
	s.Part, s.Seed = p.Name, 1
	s.Supply = campaign.Supply{Volts: max(defaultVolts, least+0.3), Brownout: least}
	s.Workload = campaign.Workload{
		Before: []campaign.Save{{Key: uint8(keyPIN), Bytes: 4}, {Key: uint8(keySettings), Bytes: 16},
			{Key: uint8(keyAuthorization), Bytes: 32}, {Key: uint8(keyAuthorization) + 1, Bytes: 32}},
		Cut: []campaign.Save{{Key: uint8(keySettings), Bytes: 16, Round: 1}, {Key: uint8(keyPIN), Bytes: 4, Round: 1}},
	}
	if own == nil {
		v, err := FindVariant(s.Design, s.Variant)
		if err != nil {
			return campaign.Spec{}, err
		}
		if v.OnWarning {
			s.Supply.Fall = defaultEnergy
		}
	}
	x, err := newSubject(s, own)
	if err != nil {
		return campaign.Spec{}, err
	}
	round, err := x.untilErase()
	if err != nil {
		return campaign.Spec{}, err
	}
	if round > 1 {
		s.Workload.Before = append(s.Workload.Before, campaign.Save{Key: uint8(keySettings), Bytes: 16, Round: 1, Times: round - 1})
		s.Workload.Cut[0].Round = round
	}
	s.Workload.After = []campaign.Save{{Key: uint8(keySettings), Bytes: 16, Round: round + 1, Times: 2}}
	name := s.Design
	if s.Variant != "" {
		name += " " + s.Variant
	}
	return campaign.Spec{Name: name + " on " + s.Part, Store: &s,
		Fault: campaign.FaultPlan{Kind: campaign.Cut}, Depth: 1, Samples: defaultSamples}, nil
}

// leastVolts is the least supply at which everything of a part works.
func leastVolts(p *flashsim.Part) float64 {
	return max(p.ReadMinimumVolts.Value, p.Program.Widths[0].MinimumVolts.Value, p.Erase.MinimumVolts.Value)
}

// mostRounds is how many saves a design is given to begin collecting garbage.
const mostRounds = 2000

// untilErase plays what comes before the window, then changes of the settings, and
// tells which of them is the first that erases something. A design that has not
// erased after very many gets the first.
func (x *subject) untilErase() (round int, err error) {
	r := newRig(x)
	if err := x.store.Format(&r.m, &r.ram); err != nil {
		return 0, fmt.Errorf("%w: %s on %s: format: %w", campaign.ErrSpec, x.design, x.part.Name, err)
	}
	for i := range x.workload.before {
		r.put(i)
	}
	before := r.m.erases
	for round := 1; round < mostRounds; round++ {
		err := x.store.Put(&r.m, &r.ram, keySettings, value(keySettings, round, 16))
		if err != nil && !errors.Is(err, store.ErrFull) {
			return 0, fmt.Errorf("%w: %s on %s: save %d: %w", campaign.ErrSpec, x.design, x.part.Name, round, err)
		}
		if r.m.erases > before {
			return round, nil
		}
	}
	return 1, nil
}
