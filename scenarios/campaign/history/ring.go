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

// ring lists the reference on every part, and without each of its conditions on
// one of them.
func ring() []Case {
	var out []Case
	for _, p := range flashsim.Catalogue() {
		out = append(out, Case{Row: ringRow, Name: "ring3-" + p.Name,
			Story: "A block is erased only while the other two alone tell that it may be: nothing is lost, whatever two cuts tear.",
			Spec:  ringOn(p)})
	}
	plain, small, corrected := part("nrf52832"), part("stm32f031"), part("stm32l431")
	return append(out,
		without(plain, BrownoutAtMinimum, "low-brownout", func(s *campaign.StoreSubject) { s.Supply.Brownout, s.Supply.Fall = 0, fall }),
		without(plain, SeparateUnits, "shared", func(s *campaign.StoreSubject) { s.Shared = true }),
		once(without(small, NoLeakage, "leakage", func(s *campaign.StoreSubject) { s.Leakage = true })),
		without(corrected, FaultsTrapped, "ecc-off", func(s *campaign.StoreSubject) { s.ECCOff = true }))
}

// ringOn is the smallest workload of the ring: the window turns it once.
func ringOn(p *flashsim.Part) campaign.Spec {
	s := on(p.Name, "ring3", "", campaign.Workload{
		Before: []campaign.Save{save(pin, 2, 0, 3)},
		Cut:    []campaign.Save{save(pin, 2, 3, 1)},
	}, 2)
	// Five boots with two reads each are noise enough.
	s.Samples = 1
	return s
}

func without(p *flashsim.Part, condition, name string, change func(*campaign.StoreSubject)) Case {
	c := Case{Row: ringRow, Name: "ring3-" + name + "-" + p.Name, Taken: condition, Open: true, Spec: ringOn(p),
		Story: "The same ring without one of the conditions that its argument rests on: " + condition + "."}
	change(c.Spec.Store)
	if s := c.Spec.Store; s.Shared || s.Supply.Brownout == 0 {
		c.Spec = chips(c.Spec) // what a page or a cell suffers differs from chip to chip
	}
	return c
}

// once leaves it at one cut: an erase that leaks moves the bits of every page.
func once(c Case) Case {
	c.Spec.Depth = 1
	return c
}
