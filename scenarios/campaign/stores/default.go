package stores

import (
	"fmt"
	"time"

	"locktwin/flashsim"
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
	s.Workload.Fill = true
	s.Workload.After = []campaign.Save{{Key: uint8(keySettings), Bytes: 16, Round: 2, Times: 2}}
	if s, err = filled(s, own); err != nil {
		return campaign.Spec{}, err
	}
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
