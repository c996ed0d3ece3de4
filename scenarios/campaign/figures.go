package campaign

import "time"

// figures go through the findings of a variant fault by fault.
//
// The probability of a finding after several faults is the product of those of
// its faults: each strikes as Spec.Hand says, the first seen from the beginning
// of the window, a later one seen from the first instant of the recovery at
// which it can strike. Equal states recover alike, so a state's recovery has the
// probability of all findings together that lead to it, by whichever path. In a
// thin campaign the class that stands in for a stretch has that of all of it.
type figures struct {
	spec  *Spec
	plan  *plan
	visit func(f *figure)
}

// figure is one class of one node, seen by the figures.
type figure struct {
	node        *node
	class       int
	faults      int     // of the experiment, 1 and up
	probability float64 // of the class
	ending      []Verdict
	samples     int // all of the ending
}

// run visits every class that so many faults lead to, in order: by number of
// faults, by node, by class. A node that is reached after one fault and again
// after two is visited with both numbers.
func (g *figures) run() {
	weight := make([]float64, len(g.plan.nodes))
	reached := make([]bool, len(g.plan.nodes))
	weight[0], reached[0] = 1, true
	for faults := 1; faults <= g.spec.Depth; faults++ {
		next := make([]float64, len(weight))
		after := make([]bool, len(weight))
		for i, n := range g.plan.nodes {
			if !reached[i] {
				continue
			}
			standIn := g.plan.standIns(n, g.spec.Thin)
			for class, share := range n.shares(g.spec.Hand) {
				r := n.results[class]
				p := float64(weight[i] * share)
				ending := g.plan.endings[r.ending]
				g.visit(&figure{node: n, class: class, faults: faults, probability: p, ending: ending, samples: samplesOf(ending)})
				to, known := g.plan.from[int(r.state)]
				if !known || g.plan.nodes[to].faults > faults {
					// Nobody had looked at this state's recovery after so many faults.
					to, known = g.plan.from[int(n.results[standIn[class]].state)]
				}
				if known {
					next[to] += p
					after[to] = true
				}
			}
		}
		weight, reached = next, after
	}
}

// shares is how likely each class is for one fault that strikes from a node.
// Faults of several lengths are equally likely; so are given instants.
func (n *node) shares(h Hand) []float64 {
	out := make([]float64, len(n.survey.Classes))
	if len(out) == 0 {
		return out
	}
	base, window := n.span()
	equal := 1 / float64(len(out))
	covers := n.covers()
	for i := range out {
		x := &n.survey.Classes[i]
		if x.given() {
			out[i] = equal
			continue
		}
		out[i] = h.Share(x.From-base, x.To-base, window) / float64(covers)
	}
	return out
}

// span is the first instant at which a fault can strike from a node, and how
// long it can from then on.
func (n *node) span() (base, length time.Duration) {
	if n.index == 0 {
		return 0, n.survey.Window
	}
	cs := n.survey.Classes
	return cs[0].From, cs[len(cs)-1].To - cs[0].From
}

// covers is how many different faults the classes of a node have.
func (n *node) covers() int {
	covers := 0
	for i := range n.survey.Classes {
		if n.first(i) {
			covers++
		}
	}
	return covers
}

// first says whether a class is the first of its fault.
func (n *node) first(class int) bool {
	cs := n.survey.Classes
	return class == 0 || !cs[class].alike(&cs[class-1])
}

// portions divides a length among samples: whole nanoseconds that add up to it.
func portions(length time.Duration, ending []Verdict, samples int) []time.Duration {
	out := make([]time.Duration, len(ending))
	whole, rest := length/time.Duration(samples), length%time.Duration(samples)
	given, sum := time.Duration(0), 0
	for i, v := range ending {
		sum += v.Samples
		upTo := whole*time.Duration(sum) + rest*time.Duration(sum)/time.Duration(samples)
		out[i], given = upTo-given, upTo
	}
	return out
}
