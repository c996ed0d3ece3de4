package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// caseSearch is a group and the finding from which its smallest case is looked
// for.
type caseSearch struct {
	group    Group
	start    Finding
	smallest *Case
}

// groupKey is what findings of one group have in common.
type groupKey struct {
	faults  int
	failure Failure
}

// groups collects the ways in which a variant fails.
type groups struct {
	plan  *plan
	sums  map[groupKey]*groupSum
	found []groupKey
}

type groupSum struct {
	group Group
	node  *node // of the finding to start from
	class int
	last  *figure
}

func newGroups(p *plan) *groups { return &groups{plan: p, sums: map[groupKey]*groupSum{}} }

// add counts the ways in which a class fails. After several faults only what is
// worse than before the last of them counts: what was lost already is a way to
// fail of the earlier fault.
func (g *groups) add(f *figure) {
	x := &f.node.survey.Classes[f.class]
	torn := ""
	if x.Operation >= 0 {
		o := &f.node.survey.Operations[x.Operation]
		torn = o.Kind + " of " + o.Area
	}
	var before []Verdict
	if f.node.before >= 0 {
		before = g.plan.endings[f.node.before]
	}
	lengths := portions(x.To-x.From, f.ending, f.samples)
	for i := range f.ending {
		v := &f.ending[i]
		for _, part := range parts {
			if class := v.Class(part); class != intact && worse(class, part, before) {
				g.count(f, Failure{torn, v.Decision, part, class}, lengths[i], v.Samples)
			}
		}
		for _, sentence := range v.Broken {
			if !slices.ContainsFunc(before, func(b Verdict) bool { return slices.Contains(b.Broken, sentence) }) {
				g.count(f, Failure{torn, v.Decision, InvariantPart, sentence}, lengths[i], v.Samples)
			}
		}
	}
}

// worse says whether a class is stronger than all that a part had before.
func worse(class, part string, before []Verdict) bool {
	return !slices.ContainsFunc(before, func(b Verdict) bool { return rank(b.Class(part)) <= rank(class) })
}

func (g *groups) count(f *figure, failure Failure, length time.Duration, samples int) {
	x := &f.node.survey.Classes[f.class]
	k := groupKey{f.faults, failure}
	s, known := g.sums[k]
	if !known {
		s = &groupSum{group: Group{Variant: g.plan.variant.Index, Faults: f.faults, Failure: failure, First: x.From}, node: f.node, class: f.class}
		g.sums[k] = s
		g.found = append(g.found, k)
	}
	s.group.Length += length
	s.group.Probability += float64(f.probability * float64(samples) / float64(f.samples))
	s.group.First = min(s.group.First, x.From)
	if s.last != f {
		s.group.Findings++
		s.last = f
	}
	if g.smaller(f.node, f.class, s.node, s.class) {
		s.node, s.class = f.node, f.class
	}
}

// smaller says whether a finding is the better one to start a search from: it
// has fewer faults, then earlier ones, then fewer marginal bits.
func (g *groups) smaller(a *node, class int, b *node, other int) bool {
	return cmp.Or(
		cmp.Compare(a.faults, b.faults),
		slices.CompareFunc(a.path, b.path, func(x, y Fault) int { return cmp.Compare(x.At, y.At) }),
		cmp.Compare(a.survey.Classes[class].Fault.At, b.survey.Classes[other].Fault.At),
		cmp.Compare(a.results[class].bits, b.results[other].bits),
	) < 0
}

// list gives the groups, the heaviest first.
func (g *groups) list(spec *Spec) []*caseSearch {
	out := make([]*caseSearch, 0, len(g.found))
	for _, k := range g.found {
		s := g.sums[k]
		out = append(out, &caseSearch{group: s.group, start: g.plan.finding(s.node, s.class)})
	}
	slices.SortFunc(out, func(x, y *caseSearch) int {
		a, b := &x.group, &y.group
		return cmp.Or(
			cmp.Compare(b.Probability, a.Probability),
			cmp.Compare(b.Length, a.Length),
			cmp.Compare(a.Faults, b.Faults),
			compareClass(spec, a.Failure.Part, a.Failure.Class, b.Failure.Part, b.Failure.Class),
			cmp.Compare(a.Failure.Operation, b.Failure.Operation),
			cmp.Compare(a.Failure.Decision, b.Failure.Decision),
		)
	})
	return out
}

// search makes the figures of every variant and, unless the Spec wants none, a
// shard for the smallest case of each group, at most MaxCases: first one of each
// way to fail, in the first variant that has it, then those of the other
// variants. A way to fail that fewer faults lead to as well has its smallest case
// there.
func (c *Coordinator) search() {
	var smallest []*caseSearch
	for _, p := range c.variants {
		v, found := c.figures(p)
		c.results = append(c.results, v)
		c.groups = append(c.groups, found...)
		for _, s := range found {
			if !slices.ContainsFunc(found, func(o *caseSearch) bool {
				return o.group.Failure == s.group.Failure && o.group.Faults < s.group.Faults
			}) {
				smallest = append(smallest, s)
			}
		}
	}
	if c.spec.NoShrink {
		return
	}
	known := map[Failure]bool{}
	var first, rest []*caseSearch
	for _, s := range smallest {
		if known[s.group.Failure] {
			rest = append(rest, s)
			continue
		}
		known[s.group.Failure] = true
		first = append(first, s)
	}
	all := append(first, rest...)
	for i, s := range all[:min(len(all), MaxCases)] {
		failure, start, p := s.group.Failure, s.start, c.variants[s.group.Variant]
		c.add(&errand{plan: p, group: s, shard: Shard{
			ID: fmt.Sprintf("v%d-shrink-%d", p.variant.Index, i), Kind: ShrinkShard, Variant: p.variant,
			Finding: &start, Failure: &failure, Weight: shrinkWeight,
		}})
	}
}
