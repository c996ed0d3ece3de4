package workers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"locktwin/scenarios/campaign"
)

// Backend runs shards somewhere. One goroutine calls its methods.
type Backend interface {
	// Submit hands over shards. It returns when the backend has taken them, which
	// need not be when they run, or with the reason why it cannot. It gives up
	// when ctx ends.
	Submit(ctx context.Context, shards ...campaign.Shard) error
	// Answers is where the answers come out, in any order, perhaps more than
	// once. It is read until it is closed. A shard that cannot be answered has an
	// Answer with an Error.
	Answers() <-chan campaign.Answer
	// Stop lets no more shards begin. It does not wait; what runs is finished or
	// dropped, and then Answers is closed. done says that the campaign is over, and
	// that nothing of it is needed again; else somebody may go on with it. Run
	// calls it once.
	Stop(done bool)
	// Err is why Answers was closed without a Stop; nil if it was not. It is
	// asked when Answers has been closed.
	Err() error
}

// Factory makes an engine. It is called by several goroutines, each for an
// engine of its own.
type Factory func() (campaign.Engine, error)

// Errors of this package.
var (
	// ErrStopped is the end of a campaign that was told to stop before it was
	// done.
	ErrStopped = errors.New("the campaign was stopped before it was done")
	// ErrShard is a shard that could not be answered.
	ErrShard = errors.New("no answer")
	// ErrPanic is a shard in which an engine panicked: a fault of the program. It
	// comes with ErrShard.
	ErrPanic = errors.New("the engine panicked")
	// ErrStuck is a plan that waits for answers to shards which it never gave
	// out: a fault of the program.
	ErrStuck = errors.New("the campaign is not done, and there is nothing to do")
)

// panicked begins the Error of an answer whose engine panicked. It goes through
// answers as a text, so that it survives a network.
const panicked = "the engine panicked: "

// Answer runs a shard and gives its answer. A panic of the engine is an Error of
// the answer; the engine is of no use then.
func Answer(e campaign.Engine, s campaign.Shard) (a campaign.Answer, sound bool) {
	defer func() {
		if r := recover(); r != nil {
			a = campaign.Answer{Shard: s.ID, Error: panicked + strings.Join(strings.Fields(fmt.Sprint(r)), " ")}
			sound = false
		}
	}()
	return campaign.Run(e, s), true
}

// shardError is the Error of an answer as an error that names the shard.
func shardError(a campaign.Answer) error {
	if text, ok := strings.CutPrefix(a.Error, panicked); ok {
		return fmt.Errorf("shard %s: %w: %w: %s", a.Shard, ErrShard, ErrPanic, text)
	}
	return fmt.Errorf("shard %s: %w: %s", a.Shard, ErrShard, a.Error)
}
