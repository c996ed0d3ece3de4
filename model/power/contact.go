package power

import (
	"math"
	"time"

	"locktwin/internal/repro"
)

// ContactStep sets the contact to Ohms, After the step before it.
type ContactStep struct {
	After time.Duration
	Ohms  Ohms
}

// Open is the resistance of an open contact.
func Open() Ohms { return Ohms(math.Inf(1)) }

// Removal describes how a hand pulls the tray out.
type Removal struct {
	Closed  Ohms          // before it begins
	Over    time.Duration // 20..200 ms from the first rise to open (assumption)
	Chatter int           // short openings on the way, 0..8
}

// SlowRemoval raises the resistance a hundredfold and more in steps of ten,
// with chatter spread over them, and ends open. The first step comes at once
// (shape: golden case g4; chatter of 0.1..1 ms: assumption).
func SlowRemoval(st *repro.Stream, r Removal) []ContactStep {
	stages := [...]Ohms{0.2, 2, 20, 200}
	chatter := min(max(r.Chatter, 0), 8)
	stay := max(r.Over, 0) / time.Duration(len(stages))
	steps := make([]ContactStep, 0, len(stages)+2*chatter+1)
	wait := time.Duration(0)
	for i, ohms := range stages {
		ohms = max(ohms, r.Closed)
		steps = append(steps, ContactStep{wait, ohms})
		wait = stay
		for n := chatter*(i+1)/len(stages) - chatter*i/len(stages); n > 0; n-- {
			lead, open := nanos(st.LogUniform(0.1e-3, 1e-3)), nanos(st.LogUniform(0.1e-3, 1e-3))
			if lead+open > wait {
				break // pulled too quickly to chatter
			}
			steps = append(steps, ContactStep{lead, Open()}, ContactStep{open, ohms})
			wait -= lead + open
		}
	}
	return append(steps, ContactStep{wait, Open()})
}

// Insertion describes how a hand puts cells in.
type Insertion struct {
	Closed  Ohms
	Bounces int           // openings; below 0: 2..8 drawn
	LongGap time.Duration // one more opening while the tray is pushed home; below 0: 20..300 ms drawn; 0: none
}

// BouncyInsertion closes and opens the contact and ends closed. Closed for
// 0.2..5 ms, open for 0.2..20 ms, log-uniform (assumption; a bounce is an open
// circuit, not a short).
func BouncyInsertion(st *repro.Stream, in Insertion) []ContactStep {
	bounces := in.Bounces
	if bounces < 0 {
		bounces = 2 + st.IntN(7)
	}
	bounces = min(bounces, 64)
	gap := in.LongGap
	if gap < 0 {
		gap = nanos(st.LogUniform(20e-3, 300e-3))
	}
	steps := make([]ContactStep, 0, 2*bounces+3)
	steps = append(steps, ContactStep{0, in.Closed})
	for i := 0; i < bounces; i++ {
		steps = append(steps,
			ContactStep{nanos(st.LogUniform(0.2e-3, 5e-3)), Open()},
			ContactStep{nanos(st.LogUniform(0.2e-3, 20e-3)), in.Closed})
	}
	if gap > 0 {
		steps = append(steps,
			ContactStep{nanos(st.LogUniform(0.2e-3, 5e-3)), Open()},
			ContactStep{gap, in.Closed})
	}
	return steps
}

// Knock describes a blow: the end of a key turn, a slammed door.
type Knock struct {
	Closed   Ohms
	Openings int           // below 0: 1 or 2 drawn
	Longest  time.Duration // of one opening; 0: 15 ms
}

// KnockContact opens the contact once or twice for 1..15 ms and ends closed
// (assumption).
func KnockContact(st *repro.Stream, k Knock) []ContactStep {
	n := k.Openings
	if n < 0 {
		n = 1 + st.IntN(2)
	}
	n = min(n, 64)
	longest := k.Longest
	if longest <= 0 {
		longest = 15 * time.Millisecond
	}
	shortest := min(time.Millisecond, longest)
	var steps []ContactStep
	wait := time.Duration(0)
	for i := 0; i < n; i++ {
		steps = append(steps, ContactStep{wait, Open()},
			ContactStep{nanos(st.LogUniform(float64(shortest)/1e9, float64(longest)/1e9)), k.Closed})
		wait = nanos(st.LogUniform(1e-3, 10e-3))
	}
	return steps
}

// nanos rounds seconds to a duration.
func nanos(seconds float64) time.Duration { return time.Duration(float64(seconds*1e9) + 0.5) }
