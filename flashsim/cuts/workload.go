package cuts

import "time"

// Workload is a driver and what it is for. V is the driver's volatile state, a plain
// value: zero after a loss of supply. O is how an experiment ended. A Go stack cannot
// be copied, so the work comes in steps.
type Workload[V any, O comparable] struct {
	Steps int
	// Boot is what the driver does after a reset; v is zero. It may be cut.
	Boot func(b *Bench, v *V)
	// Step does step i, from 0. It may be cut.
	Step func(b *Bench, v *V, i int)
	// Again does a step that was cut once more; otherwise the work goes on with the
	// next one.
	Again bool
	// Judge looks at the memory through the driver after a boot that came to its end,
	// and again when all steps are done. done is the number of the step that the last
	// cut fell into, or before: the steps ahead of it have come to their end, or were
	// cut earlier. When all steps are done it is Steps. Judge is never cut; what it
	// writes is kept. o is zero at the boot.
	Judge func(b *Bench, v *V, done int, o *O)
}

// Options say how thoroughly a Sweep looks.
type Options struct {
	Off     time.Duration // without supply after a cut
	Samples int           // of the read noise and the instant, for a class with marginal bits; 0 is 1
	Depth   int           // cuts in one experiment; 0 is 1: the second falls into the recovery from the first
	Sigmas  float64       // half the noise band; 0 is flashsim.DefaultSigmas
}

// Tally is an outcome and how many samples ended so.
type Tally[O comparable] struct {
	Outcome O
	Samples int
}

// Finding is what came of one class.
type Finding[O comparable] struct {
	Path     []Cut // the cuts before, for the second and later
	Class    Class
	Outcomes []Tally[O] // in the order in which they were met
}

// Result is what a Sweep found.
type Result[O comparable] struct {
	Reference   []Operation // of the run without a cut
	Whole       O           // how that ended
	Findings    []Finding[O]
	Experiments int
}

// Outcomes gives every outcome once, in the order in which they were met.
func (r *Result[O]) Outcomes() []O {
	var out []O
	seen := map[O]bool{}
	for i := range r.Findings {
		for _, t := range r.Findings[i].Outcomes {
			if !seen[t.Outcome] {
				seen[t.Outcome] = true
				out = append(out, t.Outcome)
			}
		}
	}
	return out
}

// Length is how long, on the clocks of the operations of the reference run, a single
// cut ends in an outcome that is wanted. Of a class with several outcomes each sample
// counts alike. The time between operations is in it only where it is enumerated, with
// a supply that falls far.
func (r *Result[O]) Length(wanted func(O) bool) (sum time.Duration) {
	for i := range r.Findings {
		f := &r.Findings[i]
		if len(f.Path) > 0 {
			continue
		}
		hits, all := 0, 0
		for _, t := range f.Outcomes {
			all += t.Samples
			if wanted(t.Outcome) {
				hits += t.Samples
			}
		}
		sum += (f.Class.To - f.Class.From) * time.Duration(hits) / time.Duration(all)
	}
	return sum
}

// First is the first finding with an outcome that is wanted; nil when there is none.
func (r *Result[O]) First(wanted func(O) bool) *Finding[O] {
	for i := range r.Findings {
		for _, t := range r.Findings[i].Outcomes {
			if wanted(t.Outcome) {
				return &r.Findings[i]
			}
		}
	}
	return nil
}
