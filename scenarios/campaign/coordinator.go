package campaign

import (
	"errors"
	"fmt"
	"iter"
)

// Errors of a campaign that ends early.
var (
	ErrShard      = errors.New("a shard has no answer")   // its Error says why
	ErrAnswer     = errors.New("an answer does not hold") // it is not what the shard asked for
	ErrUnfinished = errors.New("the campaign is not over yet")
)

// Coordinator turns a Spec into shards and answers into a Result. Answers may
// come in any order and more than once; the first to a shard counts. It belongs
// to one goroutine.
//
//	c, err := NewCoordinator(spec)
//	for !c.Done() {
//		for s := range c.Ready() {
//			err = c.Take(Run(engine, s))
//		}
//	}
//	result, err := c.Result()
//
// A campaign that was stopped goes on with a new Coordinator of the same Spec
// that takes every answer there was, in any order: what is ready then is the
// rest.
type Coordinator struct {
	spec     Spec
	variants []*plan // in the order of their index
	work     map[string]*errand
	queue    []*errand // not yet yielded, in the order in which they came to be
	order    []*errand // all of them
	early    map[string]Answer
	backlog  []Answer        // early answers whose shards have come to be
	results  []VariantResult // once all variants are explored, and so the next
	groups   []*caseSearch
	shrinks  bool // the searches for the smallest cases have begun
	finished int  // variants that are explored
	open     int  // shards without an answer
	tally    tally
	err      error
}

// errand is a shard and where its answer belongs.
type errand struct {
	shard Shard
	plan  *plan
	node  *node       // of a survey or an exploration
	group *caseSearch // of a search
	done  bool
}

// tally adds up weights for the progress.
type tally struct{ shards, done, weight, weightDone int }

// NewCoordinator plans a campaign. Errors wrap ErrSpec.
func NewCoordinator(s Spec) (*Coordinator, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	c := &Coordinator{spec: s, work: map[string]*errand{}, early: map[string]Answer{}}
	for _, v := range Variants(s) {
		p := newPlan(v)
		c.variants = append(c.variants, p)
		c.survey(p, p.nodes[0])
	}
	return c, nil
}

// Spec is what the campaign does.
func (c *Coordinator) Spec() Spec { return c.spec }

// Ready yields the shards that can be run and were not yielded before, each
// once. Answers may be taken meanwhile; what they make ready comes too.
func (c *Coordinator) Ready() iter.Seq[Shard] {
	return func(yield func(Shard) bool) {
		for len(c.queue) > 0 && c.err == nil {
			e := c.queue[0]
			c.queue = c.queue[1:]
			if !e.done && !yield(e.shard) {
				return
			}
		}
	}
}

// Open lists the shards that can be run and have no answer, yielded or not.
func (c *Coordinator) Open() []Shard {
	var out []Shard
	for _, e := range c.order {
		if !e.done && c.err == nil {
			out = append(out, e.shard)
		}
	}
	return out
}

// Done says whether nothing is left to do, or the campaign has ended early.
func (c *Coordinator) Done() bool { return c.err != nil || c.shrinks && c.open == 0 }

// Err is why the campaign ended early, or nil.
func (c *Coordinator) Err() error { return c.err }

// Take takes an answer. One to a shard that is answered is ignored; one to a
// shard that is not there yet is kept until it is. Errors wrap ErrShard or
// ErrAnswer, name the shard, and end the campaign.
func (c *Coordinator) Take(a Answer) error {
	if c.err != nil {
		return c.err
	}
	c.backlog = append(c.backlog, a)
	for len(c.backlog) > 0 && c.err == nil {
		next := c.backlog[0]
		c.backlog = c.backlog[1:]
		c.take(next)
	}
	return c.err
}

func (c *Coordinator) take(a Answer) {
	e, known := c.work[a.Shard]
	switch {
	case !known:
		c.keep(a)
		return
	case e.done:
		return
	case a.Error != "":
		c.err = fmt.Errorf("%w: %s: %s", ErrShard, a.Shard, a.Error)
		return
	}
	if err := c.check(e, &a); err != nil {
		c.err = fmt.Errorf("%w: %s: %w", ErrAnswer, a.Shard, err)
		return
	}
	e.done = true
	c.open--
	c.tally.done++
	c.tally.weightDone += e.shard.Weight
	switch e.shard.Kind {
	case SurveyShard:
		c.surveyed(e, a.Survey)
	case ExploreShard:
		c.explored(e, a.Findings)
	case ShrinkShard:
		e.group.smallest = a.Case
	}
	e.shard.Finding = nil // nobody asks any more
	if e.shard.Kind != ShrinkShard {
		c.next(e.plan)
	}
}

// keep keeps an answer whose shard is not there yet.
func (c *Coordinator) keep(a Answer) {
	if _, twice := c.early[a.Shard]; twice {
		return
	}
	if len(c.early) >= MaxEarly {
		c.err = fmt.Errorf("%w: %s: there is no such shard, and %d other answers wait for theirs", ErrAnswer, clipped(a.Shard), MaxEarly)
		return
	}
	c.early[a.Shard] = a
}

// add makes a shard ready.
func (c *Coordinator) add(e *errand) {
	c.work[e.shard.ID] = e
	c.queue = append(c.queue, e)
	c.order = append(c.order, e)
	c.open++
	c.tally.shards++
	c.tally.weight += e.shard.Weight
	if e.group == nil {
		e.plan.weight += e.shard.Weight
	}
	if a, waited := c.early[e.shard.ID]; waited {
		delete(c.early, e.shard.ID)
		c.backlog = append(c.backlog, a)
	}
}

// clipped shows somebody's text, shortened.
func clipped(s string) string {
	if len(s) > 100 {
		s = s[:100]
	}
	return fmt.Sprintf("%q", s)
}
