package history

import (
	"time"

	"locktwin/flashsim"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

const whole = string(scenarios.Intact)

// Classes as groups name them.
const (
	wrong    = string(scenarios.Wrong)
	byItself = string(scenarios.Default)
	shifting = string(scenarios.Unstable)
	bricked  = string(scenarios.Bricked)
)

// Keys of a workload.
const (
	pin      = 1
	settings = 2
	phone    = 16
)

const (
	seed    = 1
	samples = 4
	volts   = 3.3 // every part of the catalogue works at it
	// fall is how long a supply takes to the lock-out where nothing ends the
	// operation before (assumption: what some microfarads give at a few
	// milliamperes).
	fall = 500 * time.Microsecond
)

// part looks a part of the catalogue up.
func part(name string) *flashsim.Part {
	p, err := flashsim.Lookup(name)
	if err != nil {
		panic(err) // the names are constants, and the package's test uses them all
	}
	return p
}

// least is the lowest supply at which a part is specified to work.
func least(p *flashsim.Part) float64 {
	v := p.ReadMinimumVolts.Value
	if p.HasErase() {
		v = max(v, p.Erase.MinimumVolts.Value)
	}
	return max(v, p.Program.Widths[0].MinimumVolts.Value)
}

// on is a campaign of a store on a part. The supply ends at once, and a brown-out
// reset at the part's minimum ends what is in flight.
func on(name, design, variant string, w campaign.Workload, depth int) campaign.Spec {
	p := part(name)
	return campaign.Spec{
		Name: design,
		Store: &campaign.StoreSubject{
			Design: design, Variant: variant, Part: p.Name, Workload: w, Seed: seed,
			Supply: campaign.Supply{Volts: volts, Brownout: least(p)},
		},
		Fault:    campaign.FaultPlan{Kind: campaign.Cut},
		Depth:    depth,
		Samples:  samples,
		NoShrink: true,
		Thin:     true,
	}
}

func save(key uint8, bytes, round, times int) campaign.Save {
	return campaign.Save{Key: key, Bytes: bytes, Round: round, Times: times}
}

// energy is for how long a save goes on after the warning (assumption: 47 µF
// between the warning and the brown-out at 8 mA give some milliseconds).
const energy = 7 * time.Millisecond

// warned gives a campaign a supply that falls, as a store that saves on the
// warning needs it.
func warned(s campaign.Spec) campaign.Spec {
	s.Store.Supply.Fall = energy
	return s
}

// chips sweeps several samples of the part.
func chips(s campaign.Spec) campaign.Spec {
	s.Axes = []campaign.Axis{{Key: "seed", Values: []string{"1", "2", "3", "4", "5", "6"}}}
	return s
}

// pair lets two samples do, where there is no lack of cases.
func pair(s campaign.Spec) campaign.Spec {
	s.Samples = 2
	return s
}
