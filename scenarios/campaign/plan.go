package campaign

import "fmt"

// plan is what is known of one variant.
type plan struct {
	variant Variant
	// nodes are the places from which a fault can strike: the first is the
	// window, the others are the recoveries from distinct states, in the order of
	// the findings that led there.
	nodes   []*node
	level   int            // faults of the experiments that are run now
	first   int            // index of the first node of the level
	left    int            // surveys and explorations of the level without an answer
	over    bool           // all levels are explored
	weight  int            // of the shards so far
	states  []string       // by number
	number  map[string]int // of a state
	from    map[int]int    // number of a state -> node of its recovery
	endings [][]Verdict    // distinct ends of experiments
	ending  map[string]int
}

// node is a reference run and what came of the classes of its instants.
type node struct {
	index  int
	faults int     // in the path
	path   []Fault // that led there
	// before is the ends of the finding that led there; -1 for the window.
	before  int
	survey  Survey
	results []result // one for each class
}

// result is a Finding in few bytes.
type result struct {
	state, ending, bits int32
}

func newPlan(v Variant) *plan {
	p := &plan{variant: v, level: 1, number: map[string]int{}, from: map[int]int{}, ending: map[string]int{}}
	p.nodes = []*node{{path: []Fault{}, before: -1}}
	return p
}

// name is the beginning of the names of a node's shards.
func (p *plan) name(n *node) string {
	if n.index == 0 {
		return fmt.Sprintf("v%d", p.variant.Index)
	}
	return fmt.Sprintf("v%d-r%d", p.variant.Index, n.index)
}

// Weights of what is no exploration, in experiments. A survey of a window plays
// it once and looks at every border; a search tries some hundred cases.
const (
	surveyWeight   = 10
	recoveryWeight = 2
	shrinkWeight   = 200
)

// lockShard and storeShard are the weight of an exploration, so that it takes
// about half a second: an experiment with a whole lock takes some milliseconds,
// one with a bare store some ten microseconds to half a millisecond. They are
// constants: shards have to be the same wherever they are made.
const (
	lockShard  = 50
	storeShard = 2000
)

func (c *Coordinator) survey(p *plan, n *node) {
	weight := surveyWeight
	if n.index > 0 {
		weight = recoveryWeight
	}
	p.left++
	c.add(&errand{plan: p, node: n, shard: Shard{
		ID: p.name(n) + "-survey", Kind: SurveyShard, Variant: p.variant, Path: n.path, Weight: weight,
	}})
}

// surveyed cuts the classes of a survey into shards.
func (c *Coordinator) surveyed(e *errand, s *Survey) {
	p, n := e.plan, e.node
	n.survey = *s
	n.results = make([]result, len(s.Classes))
	if n.index > 0 {
		n.survey.Moments, n.survey.VBAT, n.survey.VDD, n.survey.Levels = nil, nil, nil, nil
	}
	limit := storeShard
	if c.spec.Lock != nil {
		limit = lockShard
	}
	p.left--
	for from := 0; from < len(s.Classes); {
		to, weight := from, 0
		for to < len(s.Classes) && to-from < MaxShardClasses {
			w := c.weight(&s.Classes[to])
			if to > from && weight+w > limit {
				break
			}
			weight += w
			to++
		}
		p.left++
		c.add(&errand{plan: p, node: n, shard: Shard{
			ID:   fmt.Sprintf("%s-explore-%d-%d", p.name(n), from, to),
			Kind: ExploreShard, Variant: p.variant, Path: n.path, From: from, To: to, Weight: weight,
		}})
		from = to
	}
}

// weight is how many experiments a class is.
func (c *Coordinator) weight(x *Class) int {
	if x.Marginal {
		return c.spec.Samples
	}
	return 1
}

func (c *Coordinator) explored(e *errand, findings []Finding) {
	p := e.plan
	for _, f := range findings {
		e.node.results[f.Class] = result{
			state: int32(p.stateNumber(f.State)), ending: int32(p.endingNumber(f.Verdicts)), bits: int32(f.MarginalBits),
		}
	}
	p.left--
}

func (p *plan) stateNumber(s string) int {
	n, known := p.number[s]
	if !known {
		n = len(p.states)
		p.states = append(p.states, s)
		p.number[s] = n
	}
	return n
}

// next opens the level after the one that p is through with, or ends p. The
// recoveries are those from states that no finding before led to: equal states
// recover alike, so each is looked at once, by the first path that leads there.
func (c *Coordinator) next(p *plan) {
	for p.left == 0 && !p.over {
		last := len(p.nodes)
		if p.level < c.spec.Depth {
			for _, n := range p.nodes[p.first:last] {
				standIn := p.standIns(n, c.spec.Thin)
				for i, r := range n.results {
					if standIn[i] != i {
						continue
					}
					if _, known := p.from[int(r.state)]; known {
						continue
					}
					p.from[int(r.state)] = len(p.nodes)
					p.nodes = append(p.nodes, &node{
						index: len(p.nodes), faults: p.level, path: n.faultsTo(i), before: int(r.ending),
					})
				}
			}
		}
		if len(p.nodes) == last {
			p.over = true
			c.finished++
			break
		}
		p.level++
		p.first = last
		for _, n := range p.nodes[last:] {
			c.survey(p, n)
		}
	}
	if c.finished == len(c.variants) && !c.shrinks {
		c.shrinks = true
		c.search()
	}
}

// faultsTo is the path of the finding of a class.
func (n *node) faultsTo(class int) []Fault {
	return append(append(make([]Fault, 0, len(n.path)+1), n.path...), n.survey.Classes[class].Fault)
}

// finding is the finding of a class as it was answered.
func (p *plan) finding(n *node, class int) Finding {
	r := n.results[class]
	return Finding{
		Path: n.faultsTo(class), Class: class, State: p.states[r.state],
		Verdicts: p.endings[r.ending], MarginalBits: int(r.bits),
	}
}
