package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

// Why a sweep stops when somebody asks it to.
var (
	errInterrupted = errors.New("interrupted")
	// errAtOnce is a second request: what runs goes on until the process ends.
	errAtOnce = errors.New("interrupted twice")
)

// play runs a campaign to its end, or until it is stopped. The first signal
// lets what runs finish, the second one ends the sweep where it is; what was
// answered by then is in the journal.
func (c *sweepCommand) play(s *Streams, spec campaign.Spec, journal *workers.Journal) (*campaign.Result, error) {
	plan, err := campaign.NewCoordinator(spec)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	backend, release, err := c.backend(ctx, s, spec)
	if err != nil {
		return nil, err
	}
	defer release()
	reports := make(chan workers.Progress, 1)
	quiet := showProgress(s, reports)
	over := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				over <- fmt.Errorf("%w: %v", workers.ErrPanic, r) // told as any other fault of locktwin
			}
		}()
		over <- workers.Run(ctx, plan, backend, workers.Options{
			Journal: journal, Progress: reports, Clock: s.Clock, StopAfter: c.StopAfter,
		})
	}()
	var signals <-chan os.Signal // nil: nobody interrupts
	if s.Interrupts != nil {
		var stop func()
		signals, stop = s.Interrupts()
		defer stop()
	}
	for asked := false; ; asked = true {
		signalled, err := signalOrEnd(signals, over)
		switch {
		case !signalled:
			quiet()
			if err != nil {
				return nil, err
			}
			return plan.Result()
		case asked:
			return nil, fmt.Errorf("%w: %w", workers.ErrStopped, errAtOnce)
		}
		cancel(errInterrupted)
		fmt.Fprintln(s.Err, "\nlocktwin: stopping; what runs is finished and kept. Once more stops at once.")
	}
}

// signalOrEnd waits for a signal or for the end of a campaign. Where both are there
// the signal goes first, so that a second request is heard whether or not what ran
// has just ended.
func signalOrEnd(signals <-chan os.Signal, over <-chan error) (signalled bool, err error) {
	select {
	case <-signals:
		return true, nil
	default:
	}
	select {
	case <-signals:
		return true, nil
	case err := <-over:
		return false, err
	}
}

// backend is where the shards run, and what gives it back afterwards.
func (c *sweepCommand) backend(ctx context.Context, s *Streams, spec campaign.Spec) (workers.Backend, func(), error) {
	engines, err := workers.Engines(spec)
	if err != nil {
		return nil, nil, err
	}
	if c.NATS != "" {
		return natsBackend(ctx, s, c.natsFlags, c.natsRoom, spec)
	}
	pool, err := workers.NewPool(c.workers(), engines)
	if err != nil {
		return nil, nil, err
	}
	return pool, func() {}, nil
}
