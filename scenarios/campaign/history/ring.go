package history

import (
	"locktwin/flashsim"
	"locktwin/scenarios/campaign"
)

const ringRow = "three-block ring"

// Conditions that the ring's argument rests on, as Case.Taken names them.
const (
	BrownoutAtMinimum = "brown-out level at or above the part's minimum"
	SeparateUnits     = "blocks in separate disturb units"
	FaultsTrapped     = "ECC faults trapped"
	NoLeakage         = "no column leakage"
)

// ring lists the reference on every part, and then without each of its conditions.
func ring() []Case {
	var out []Case
	for _, p := range flashsim.Catalogue() {
		out = append(out, Case{Row: ringRow, Name: "ring3-" + p.Name,
			Story: "A block is erased only while the other two alone tell that it may be: nothing is lost, whatever two cuts tear.",
			Spec:  ringOn(p)})
	}
	for _, p := range flashsim.Catalogue() {
		if p.Technology != flashsim.FloatingGate {
			continue
		}
		out = append(out, without(p, BrownoutAtMinimum, "low-brownout", func(s *campaign.StoreSubject) { s.Supply.Brownout = 0 }))
		out = append(out, without(p, SeparateUnits, "shared", func(s *campaign.StoreSubject) { s.Shared = true }))
		out = append(out, without(p, NoLeakage, "leakage", func(s *campaign.StoreSubject) { s.Leakage = true }))
		if p.ECCGranuleBytes.Value > 0 {
			out = append(out, without(p, FaultsTrapped, "ecc-off", func(s *campaign.StoreSubject) { s.ECCOff = true }))
		}
	}
	return out
}

func ringOn(p *flashsim.Part) campaign.Spec {
	return on(p.Name, "ring3", "", campaign.Workload{
		Before: []campaign.Save{save(settings, 4, 0, 1), save(pin, 4, 0, 3)},
		Cut:    []campaign.Save{save(pin, 4, 3, 1)},
		After:  []campaign.Save{save(pin, 4, 5, 1)},
	}, 2)
}

func without(p *flashsim.Part, condition, name string, change func(*campaign.StoreSubject)) Case {
	c := Case{Row: ringRow, Name: "ring3-" + name + "-" + p.Name, Taken: condition, Open: true, Spec: ringOn(p),
		Story: "The same ring without one of the conditions that its argument rests on: " + condition + "."}
	change(c.Spec.Store)
	return c
}
