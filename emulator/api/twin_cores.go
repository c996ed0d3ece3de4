package api

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"locktwin/emulator/problem"
)

// Limits of computations about twins.
const (
	// mostComputations is how many run at the same time; each has the server's
	// cores to itself or shares them with one other.
	mostComputations = 2
	// mostComputationsWaiting is how many wait for their turn.
	mostComputationsWaiting = 16
)

// cores bounds what is computed about twins at the same time. The zero value is
// not ready for use.
type cores struct {
	turns   chan struct{}
	waiting atomic.Int32
}

func newCores() *cores { return &cores{turns: make(chan struct{}, mostComputations)} }

// take waits for a turn; done has to be called at its end.
func (c *cores) take(ctx context.Context) (done func(), err error) {
	if c.waiting.Add(1) > mostComputations+mostComputationsWaiting {
		c.waiting.Add(-1)
		return nil, problem.New(problem.Limit, "%d computations run and %d wait, which is the most; try again when one of them is done", mostComputations, mostComputationsWaiting)
	}
	select {
	case c.turns <- struct{}{}:
		return func() {
			<-c.turns
			c.waiting.Add(-1)
		}, nil
	case <-ctx.Done():
		c.waiting.Add(-1)
		return nil, ctx.Err()
	}
}

// spread calls play for every number below n on as many goroutines as there are
// cores, and step after each with how many are done, one call at a time. It ends
// early when the context does or a call fails, and gives the first error.
func spread(ctx context.Context, n int, play func(i int) error, step func(done int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var group sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := play(i); err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				done++
				if step != nil {
					step(done)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}
