package campaign

import "slices"

// thin leaves of the results of a node one for each stretch of classes that stand
// beside each other, tear the same operation and end alike: the one with the most
// bits near the reference, of equals the first. The others have no state.
func (p *plan) thin(n *node) []result {
	out := slices.Clone(n.results)
	best := 0
	for i := range out {
		if i > 0 && n.survey.Classes[i].Operation == n.survey.Classes[best].Operation && p.endsAlike(n.results[i].ending, n.results[best].ending) {
			if out[i].bits > out[best].bits {
				out[best].state, best = -1, i
			} else {
				out[i].state = -1
			}
			continue
		}
		best = i
	}
	return out
}

// endsAlike says whether two ends of experiments are the same but for how many of
// the samples each has.
func (p *plan) endsAlike(a, b int32) bool {
	return a == b || within(p.endings[a], p.endings[b]) && within(p.endings[b], p.endings[a])
}

func within(all, some []Verdict) bool {
	return !slices.ContainsFunc(some, func(v Verdict) bool {
		return !slices.ContainsFunc(all, func(w Verdict) bool { return sameEnd(v, w) })
	})
}
