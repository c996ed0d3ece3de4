package training

import (
	"context"
	"errors"
	"fmt"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/scenarios"
	"locktwin/scenarios/training"
)

// bench is the lock of an attempt in the fleet, as a case wants it.
type bench struct {
	ctx   context.Context // of the choice that is being carried out
	fleet *fleet.Fleet
	lock  string
	pace  fleet.Speed   // of the lock when nothing is being played
	seed  int64         // of what people do by chance
	ahead time.Duration // the lock is shown so much later: what a hand has begun is done by then
}

var _ training.Bench = (*bench)(nil)

// Look shows the lock as it is.
func (b *bench) Look(fn func(*model.Lock)) error {
	var failed error
	err := b.fleet.Look(b.ctx, b.lock, func(l *model.Lock) {
		if b.ahead > 0 {
			l = l.Fork()
			l.Listen(nil)
			if failed = l.Advance(l.Now().Add(b.ahead)); failed != nil {
				return
			}
		}
		fn(l)
	})
	return errors.Join(err, failed)
}

// Play lets the fleet play steps at full pace, with the events that they make.
func (b *bench) Play(steps []scenarios.Step) error {
	if len(steps) == 0 {
		return nil
	}
	text, err := training.Script("choice", b.seed, steps)
	if err != nil {
		return err
	}
	run, err := b.fleet.RunScenario(b.ctx, b.lock, "choice", text)
	if err != nil {
		return err
	}
	defer b.fleet.SetSpeed(context.WithoutCancel(b.ctx), b.lock, b.pace)
	if err := b.fleet.SetSpeed(b.ctx, b.lock, fleet.Speed{Factor: 1, Max: true}); err != nil {
		return err
	}
	for {
		r, changed, err := b.fleet.Run(b.lock, run.ID)
		if err != nil {
			return err
		}
		switch r.State {
		case fleet.RunRunning:
		case fleet.RunError:
			return fmt.Errorf("%w: %s", scenarios.ErrImpossible, r.Error)
		case fleet.RunCancelled:
			return fmt.Errorf("%w: it was given up", scenarios.ErrImpossible)
		default:
			return nil
		}
		select {
		case <-changed:
		case <-b.ctx.Done():
			return errors.Join(b.ctx.Err(), b.fleet.CancelRun(context.WithoutCancel(b.ctx), b.lock, run.ID))
		}
	}
}
