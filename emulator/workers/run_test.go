package workers

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"locktwin/scenarios/campaign"
)

func TestTheResultDoesNotDependOnTheNumberOfWorkers(t *testing.T) {
	want := ""
	for _, c := range []struct{ workers, processors int }{{1, 1}, {1, 2}, {2, 2}, {5, 2}, {5, 1}} {
		before := runtime.GOMAXPROCS(c.processors)
		m := newMiniature(20)
		err := Run(t.Context(), m, pool(t, c.workers, puppets(new(atomic.Int64), nil)), Options{})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatalf("%d workers: %v", c.workers, err)
		}
		if got := m.result(t); want == "" {
			want = got
		} else if got != want {
			t.Errorf("%d workers on %d processors: another result", c.workers, c.processors)
		}
	}
}

func TestEveryShardRunsOnce(t *testing.T) {
	ran := new(atomic.Int64)
	m := newMiniature(11)
	if err := Run(t.Context(), m, pool(t, 3, puppets(ran, nil)), Options{}); err != nil {
		t.Fatal(err)
	}
	if int(ran.Load()) != len(m.answers) || m.taken != len(m.answers) {
		t.Errorf("%d runs and %d answers taken for %d shards", ran.Load(), m.taken, len(m.answers))
	}
}

func TestAPanicIsAnErrorThatNamesTheShard(t *testing.T) {
	engines := puppets(new(atomic.Int64), func(v campaign.Variant) error {
		if v.Index == 2 {
			panic("a cell without\na charge")
		}
		return nil
	})
	err := Run(t.Context(), newMiniature(4), pool(t, 2, engines), Options{})
	if !errors.Is(err, ErrPanic) || !errors.Is(err, ErrShard) {
		t.Fatalf("got %v, want %v", err, ErrPanic)
	}
	for _, want := range []string{"explore-2-", "a cell without a charge"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

func TestAWorkerGoesOnWithANewEngineAfterAPanic(t *testing.T) {
	made := new(atomic.Int64)
	p := pool(t, 1, func() (campaign.Engine, error) {
		made.Add(1)
		return &puppet{ran: new(atomic.Int64), explore: func(v campaign.Variant) error {
			if v.Index == 0 {
				panic("once")
			}
			return nil
		}}, nil
	})
	for i := range 3 {
		s := campaign.Shard{ID: fmt.Sprint(i), Kind: campaign.ExploreShard, Variant: campaign.Variant{Index: i}, To: 1}
		if err := p.Submit(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		if a := <-p.Answers(); (a.Error != "") != (i == 0) {
			t.Errorf("shard %s: error %q", a.Shard, a.Error)
		}
	}
	p.Stop(true)
	for range p.Answers() {
		t.Error("an answer to nothing")
	}
	if made.Load() != 2 {
		t.Errorf("%d engines, want 2", made.Load())
	}
}

func TestAnErrorOfAnEngineEndsTheCampaign(t *testing.T) {
	engines := puppets(new(atomic.Int64), func(campaign.Variant) error { return errors.New("there is no such page") })
	err := Run(t.Context(), newMiniature(3), pool(t, 2, engines), Options{})
	if !errors.Is(err, ErrShard) || errors.Is(err, ErrPanic) || !strings.Contains(err.Error(), "there is no such page") {
		t.Errorf("got %v", err)
	}
	refusing := func() (campaign.Engine, error) { return nil, errors.New("no engine for this") }
	err = Run(t.Context(), newMiniature(3), pool(t, 2, refusing), Options{})
	if !errors.Is(err, ErrShard) || !strings.Contains(err.Error(), "no engine for this") {
		t.Errorf("got %v", err)
	}
}

func TestCancellingKeepsWhatRuns(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("somebody had enough")
	ran := new(atomic.Int64)
	m := newMiniature(9)
	err := Run(ctx, m, pool(t, 2, puppets(ran, func(campaign.Variant) error { cancel(why); return nil })), Options{})
	if !errors.Is(err, ErrStopped) || !errors.Is(err, why) {
		t.Fatalf("got %v, want %v because %v", err, ErrStopped, why)
	}
	if m.Done() || int(ran.Load()) != m.taken {
		t.Errorf("%d shards ran and %d were taken", ran.Load(), m.taken)
	}
}

func TestStopAfterStops(t *testing.T) {
	m := newMiniature(9)
	err := Run(t.Context(), m, pool(t, 1, puppets(new(atomic.Int64), nil)), Options{StopAfter: 5})
	if !errors.Is(err, ErrStopped) || m.taken < 5 || m.Done() {
		t.Errorf("got %v after %d answers", err, m.taken)
	}
}

// echo is a backend that says everything twice, and what nobody asked for.
type echo struct {
	*Pool
	twice chan campaign.Answer
}

func newEcho(p *Pool) *echo {
	e := &echo{p, make(chan campaign.Answer)}
	go func() {
		defer close(e.twice)
		for a := range p.Answers() {
			e.twice <- campaign.Answer{Shard: "unheard of", Error: "this is nobody's"}
			e.twice <- a
			e.twice <- a
		}
	}()
	return e
}

func (e *echo) Answers() <-chan campaign.Answer { return e.twice }

func TestAnswersThatComeTwiceCountOnce(t *testing.T) {
	plain, twice := newMiniature(6), newMiniature(6)
	if err := Run(t.Context(), plain, pool(t, 2, puppets(new(atomic.Int64), nil)), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), twice, newEcho(pool(t, 2, puppets(new(atomic.Int64), nil))), Options{}); err != nil {
		t.Fatal(err)
	}
	if plain.result(t) != twice.result(t) || twice.taken != plain.taken {
		t.Errorf("%d answers taken, want %d", twice.taken, plain.taken)
	}
}

// broken is a backend that ends by itself.
type broken struct {
	answers chan campaign.Answer
	err     error
}

func (b *broken) Submit(context.Context, ...campaign.Shard) error { return nil }
func (b *broken) Answers() <-chan campaign.Answer                 { return b.answers }
func (b *broken) Stop(bool)                                       {}
func (b *broken) Err() error                                      { return b.err }

func TestABackendThatEndsByItselfSaysWhy(t *testing.T) {
	b := &broken{make(chan campaign.Answer), errors.New("the line is dead")}
	close(b.answers)
	if err := Run(t.Context(), newMiniature(1), b, Options{}); !errors.Is(err, b.err) {
		t.Errorf("got %v, want %v", err, b.err)
	}
	b.err = nil
	if err := Run(t.Context(), newMiniature(1), b, Options{}); !errors.Is(err, ErrStopped) {
		t.Errorf("got %v, want %v", err, ErrStopped)
	}
}

func TestAPlanThatWaitsForNothingIsStuck(t *testing.T) {
	if err := Run(t.Context(), &waiting{newMiniature(0)}, pool(t, 1, puppets(new(atomic.Int64), nil)), Options{}); !errors.Is(err, ErrStuck) {
		t.Errorf("got %v, want %v", err, ErrStuck)
	}
}

// waiting is a plan that is never done.
type waiting struct{ *miniature }

func (*waiting) Done() bool { return false }

func TestAPoolHasWorkers(t *testing.T) {
	for _, n := range []int{-1, 0, MaxPool + 1} {
		if _, err := NewPool(n, nil); err == nil {
			t.Errorf("a pool of %d workers", n)
		}
	}
}
