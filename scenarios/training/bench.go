package training

import (
	"errors"
	"fmt"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/model/trace"
	"locktwin/scenarios"
)

// Bench is the lock that an attempt works on.
type Bench interface {
	// Look shows the lock at its present instant. fn must not change it; it may
	// fork it and do with the copy what it likes.
	Look(fn func(*model.Lock)) error
	// Play does the steps on the lock, one after the other, to their end. What
	// cannot be done, such as taking cells out of an empty bay, is an error.
	Play(steps []scenarios.Step) error
}

// onLock is a Bench of a lock that nobody else lets run.
type onLock struct {
	lock *model.Lock
	seed uint64
	n    *int64
}

// OnLock is a bench with a plain lock on it, which stands still but for what is
// played. seed is that of what people do by chance.
func OnLock(l *model.Lock, seed uint64) Bench {
	var n int64
	return onLock{l, seed, &n}
}

func (b onLock) Look(fn func(*model.Lock)) error {
	fn(b.lock)
	return nil
}

// maxPolls keeps a script that never ends from going on for ever.
const maxPolls = 1_000_000

func (b onLock) Play(steps []scenarios.Step) error {
	if len(steps) == 0 {
		return nil
	}
	*b.n++
	f := scenarios.File{Scenario: "training", Seed: scenarios.Some(int64((b.seed + uint64(*b.n)) % scenarios.MaxSeed)), Steps: steps}
	live := scenarios.NewLive(f, b.lock)
	b.lock.Listen(trace.Func(live.Event))
	defer b.lock.Listen(nil)
	for range maxPolls {
		wake, done, err := live.Poll()
		if err != nil || done {
			return err
		}
		if wake == sim.Never {
			return fmt.Errorf("%w: the steps wait for something that does not come", errStuck)
		}
		if err := b.lock.AdvanceWhile(wake, func() bool { return !live.Stirred() }); err != nil {
			return err
		}
	}
	return errStuck
}

var errStuck = errors.New("the steps do not come to an end")

// Script is steps as a scenario file, for a bench that takes files. The lock that it
// names is not used by those who play steps on a lock that is there. Errors as
// scenarios.Format.
func Script(name string, seed int64, steps []scenarios.Step) ([]byte, error) {
	return scenarios.Format(scenarios.File{Scenario: name, Seed: scenarios.Some(seed), Lock: scenarios.LockSpec{Profile: scenarios.Profiles()[0]}, Steps: steps})
}
