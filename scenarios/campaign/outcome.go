package campaign

// figures makes the answer for a variant that is explored.
func (c *Coordinator) figures(p *plan) (VariantResult, []*caseSearch) {
	root := p.nodes[0]
	out := VariantResult{Variant: p.variant, Survey: root.survey, Windows: p.windows(), Cells: p.cells(), Within: root.within(c.spec.Hand)}
	table, ways := newRows(), newGroups(p)
	g := &figures{spec: &c.spec, plan: p, visit: func(f *figure) {
		table.add(f)
		ways.add(f)
	}}
	g.run()
	out.Rows = table.list(&c.spec)
	out.Counts, out.Findings = c.counts(p)
	return out, ways.list(&c.spec)
}

// within is the share of the hand that the classes of a node cover.
func (n *node) within(h Hand) float64 {
	if len(n.survey.Classes) == 0 || n.survey.Classes[0].given() {
		return 1
	}
	base, window := n.span()
	return h.Share(0, n.survey.Classes[len(n.survey.Classes)-1].To-base, window)
}

// counts says how much was done, and lists the findings that lost something.
func (c *Coordinator) counts(p *plan) (Counts, []Finding) {
	k := Counts{States: len(p.states)}
	findings := []Finding{}
	seen := make([]bool, len(p.states))
	for _, n := range p.nodes {
		if n.index == 0 {
			for i := range n.survey.Classes {
				k.Raw += n.survey.Classes[i].Raw
			}
			k.Classes = len(n.survey.Classes)
			k.Borders = max(k.Raw-n.covers(), 0)
			if k.Classes > 0 && n.survey.Classes[0].given() {
				k.Borders = 0
			}
		}
		for i, r := range n.results {
			k.Experiments += c.weight(&n.survey.Classes[i])
			if seen[r.state] {
				k.Reused++
			}
			seen[r.state] = true
			if !lostAny(p.endings[r.ending]) {
				continue
			}
			if len(findings) == MaxFindings {
				k.LeftOut++
				continue
			}
			findings = append(findings, p.finding(n, i))
		}
	}
	return k, findings
}

func lostAny(ending []Verdict) bool {
	for i := range ending {
		if ending[i].lost() {
			return true
		}
	}
	return false
}

// Result is what the campaign found. Before its end it is ErrUnfinished; of a
// campaign that ended early it is why.
func (c *Coordinator) Result() (*Result, error) {
	switch {
	case c.err != nil:
		return nil, c.err
	case !c.Done():
		return nil, ErrUnfinished
	}
	r := &Result{Spec: c.spec, Variants: append([]VariantResult{}, c.results...), Groups: []Group{}}
	for _, s := range c.groups {
		g := s.group
		g.Smallest = s.smallest
		r.Groups = append(r.Groups, g)
	}
	return r, nil
}

// Progress says how far a campaign is. Weights are in experiments, roughly.
type Progress struct {
	Shards     int `json:"shards"` // that there are so far
	ShardsDone int `json:"shards_done"`
	Weight     int `json:"weight"` // of those shards
	WeightDone int `json:"weight_done"`
	// WeightToCome is an estimate of what no shard exists for yet.
	WeightToCome int    `json:"weight_to_come"`
	Stage        string `json:"stage"` // in words
}

// Progress tells how much is done and to do. While the surveys of some variants
// are out, they are taken to be like the others; the first is a guess.
func (c *Coordinator) Progress() Progress {
	t := c.tally
	p := Progress{Shards: t.shards, ShardsDone: t.done, Weight: t.weight, WeightDone: t.weightDone}
	switch {
	case c.shrinks:
		p.Stage = "smallest cases"
		return p
	case t.weightDone == 0:
		p.Stage = "reference run"
	default:
		p.Stage = "exploration"
	}
	over, overWeight, begun, begunWeight := 0, 0, 0, 0
	for _, v := range c.variants {
		switch w := v.weight; {
		case v.over:
			over, overWeight = over+1, overWeight+w
		case w > 0:
			begun, begunWeight = begun+1, begunWeight+w
		}
	}
	whole := firstGuess
	switch {
	case over > 0:
		whole = overWeight / over
	case begun > 0:
		whole = begunWeight / begun * deeper(c.spec.Depth)
	}
	for _, v := range c.variants {
		if !v.over {
			p.WeightToCome += max(whole-v.weight, 0)
		}
	}
	if !c.spec.NoShrink {
		p.WeightToCome += shrinkWeight * casesGuess
	}
	return p
}

// Guesses for the progress alone: the weight of a variant before any survey is
// there, what a further fault adds, and how many ways to fail there will be.
const (
	firstGuess = 1000
	casesGuess = 3
)

func deeper(depth int) int {
	n := 1
	for range depth - 1 {
		n *= 5
	}
	return n
}
