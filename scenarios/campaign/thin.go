package campaign

import "slices"

// standIns names, for each class of a node, the class whose recovery is looked at
// in its place. Of a thin campaign that is one for each stretch of classes that
// stand beside each other, tear the same operation and end alike: the one with
// the most bits near the reference, of equals the first. Else it is the class
// itself.
func (p *plan) standIns(n *node, thin bool) []int {
	out := make([]int, len(n.results))
	for i := range out {
		out[i] = i
	}
	if !thin {
		return out
	}
	for from := 0; from < len(out); {
		best, to := from, from+1
		for to < len(out) && !n.first(to) && p.endsAlike(n, from, to) {
			if n.results[to].bits > n.results[best].bits {
				best = to
			}
			to++
		}
		for ; from < to; from++ {
			out[from] = best
		}
	}
	return out
}

// endsAlike says whether two classes tear the same operation and end the same but
// for how many of the samples each end has.
func (p *plan) endsAlike(n *node, i, j int) bool {
	if n.survey.Classes[i].Operation != n.survey.Classes[j].Operation {
		return false
	}
	a, b := n.results[i].ending, n.results[j].ending
	return a == b || covers(p.endings[a], p.endings[b]) && covers(p.endings[b], p.endings[a])
}

func covers(all, some []Verdict) bool {
	return !slices.ContainsFunc(some, func(v Verdict) bool {
		return !slices.ContainsFunc(all, func(w Verdict) bool { return sameEnd(v, w) })
	})
}
