package workers

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"locktwin/scenarios/campaign"
)

// Plan says what there is to do, as a campaign.Coordinator does. Run alone calls
// it, from one goroutine.
type Plan interface {
	// Ready gives shards that are to be answered. It may give one again that has
	// not been answered yet.
	Ready() iter.Seq[campaign.Shard]
	// Take takes an answer.
	Take(a campaign.Answer) error
	// Done says whether there is nothing more to ask.
	Done() bool
	// Progress is how far it is.
	Progress() campaign.Progress
}

// Options are what Run takes beside a plan and a backend.
type Options struct {
	// Journal keeps the answers and knows those of an earlier run; nil keeps none.
	Journal *Journal
	// Progress is told how far the campaign is, now and then. It has room
	// for one report or more, nobody else writes to it, and Run closes it. The
	// newest report replaces the oldest that nobody has read.
	Progress chan Progress
	// Clock is for Progress; it may be nil when Progress is.
	Clock func() time.Time
	// StopAfter stops the campaign as a cancelled context does when so many
	// shards have been answered, those of the journal not counted; 0 does not.
	StopAfter int
}

// Run carries the shards of a campaign to a backend and the answers back, until
// the campaign is done: then it returns nil, and the plan has its result.
//
// When ctx ends no more shards begin. Answers that are on their way are waited
// for and kept, and the error wraps ErrStopped. An answer with an Error ends the
// campaign, too; it is not kept in the journal. Run stops the backend before it
// returns.
func Run(ctx context.Context, plan Plan, b Backend, o Options) error {
	e := &errand{plan: plan, backend: b, options: o, out: map[string]bool{}, meter: newMeter(plan, o.Clock, o.Progress)}
	defer e.meter.close()
	err := e.run(ctx)
	b.Stop(err == nil)
	// Whatever is still on its way was paid for, and a backend cannot end while
	// nobody takes its answers.
	for a := range b.Answers() {
		if e := e.take(a); err == nil {
			err = e
		}
	}
	e.meter.tell(true)
	return err
}

// errand is one campaign on its way.
type errand struct {
	plan    Plan
	backend Backend
	options Options
	out     map[string]bool // by ID: shards that were given out and not answered yet
	fresh   int             // answers that came from the backend
	meter   *meter
}

func (e *errand) run(ctx context.Context) error {
	for {
		if err := e.giveOut(ctx); err != nil {
			return err
		}
		if e.plan.Done() {
			return nil
		}
		if n := e.options.StopAfter; n > 0 && e.fresh >= n {
			return fmt.Errorf("%w: after %d shards, as it was asked to", ErrStopped, e.fresh)
		}
		if len(e.out) == 0 {
			return ErrStuck
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrStopped, context.Cause(ctx))
		case a, ok := <-e.backend.Answers():
			if !ok {
				if err := e.backend.Err(); err != nil {
					return err
				}
				return fmt.Errorf("%w: nobody runs its shards any more", ErrStopped)
			}
			if err := e.take(a); err != nil {
				return err
			}
			e.meter.tell(false)
		}
	}
}

// giveOut submits what is ready, or answers it from the journal, which may make
// more ready.
func (e *errand) giveOut(ctx context.Context) error {
	for {
		var batch []campaign.Shard
		recalled := false
		for _, s := range slices.Collect(e.plan.Ready()) {
			if e.out[s.ID] {
				continue
			}
			a, ok := e.options.Journal.recall(s.ID)
			if !ok {
				batch = append(batch, s)
				e.out[s.ID] = true
				continue
			}
			if err := e.plan.Take(a); err != nil {
				return fmt.Errorf("%s: shard %s: %w", e.options.Journal.Name(), s.ID, err)
			}
			e.meter.recalled(s.Weight)
			recalled = true
		}
		if err := e.submit(ctx, batch); err != nil {
			return err
		}
		if !recalled {
			return nil
		}
	}
}

func (e *errand) submit(ctx context.Context, batch []campaign.Shard) error {
	if len(batch) == 0 {
		return nil
	}
	err := ctx.Err()
	if err == nil {
		err = e.backend.Submit(ctx, batch...)
	}
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrStopped, context.Cause(ctx))
	}
	return err
}

// take keeps an answer and hands it to the plan. Answers that come twice, and
// answers that nobody asked for, are dropped.
func (e *errand) take(a campaign.Answer) error {
	if !e.out[a.Shard] {
		return nil
	}
	if a.Error != "" {
		return shardError(a)
	}
	if err := e.plan.Take(a); err != nil {
		return fmt.Errorf("shard %s: %w", a.Shard, err)
	}
	delete(e.out, a.Shard)
	e.fresh++
	return e.options.Journal.keep(a)
}
