package training

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/storage"
	"locktwin/scenarios/training"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is when these tests begin.
var noon = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// lostPIN is the case that these tests play.
const lostPIN = "pin-rejected-after-change"

// logged is a log that many goroutines write.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// rig is a service over a fleet whose clock stands still.
type rig struct {
	*Service
	t      testing.TB
	clock  *fleet.HandClock
	fleet  *fleet.Fleet
	store  *storage.Memory
	tokens *access.Tokens
	log    *logged
	change func(*Options)
}

var background = context.Background()

func newRig(t testing.TB, change func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, clock: fleet.NewHandClock(noon), store: storage.NewMemory(), log: &logged{}, change: change}
	r.start()
	t.Cleanup(func() {
		r.stop()
		r.store.Close()
	})
	return r
}

// oneByOne lets many goroutines read from one source.
type oneByOne struct {
	mu sync.Mutex
	r  io.Reader
}

func (o *oneByOne) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.r.Read(p)
}

func (r *rig) start() {
	r.t.Helper()
	random := &oneByOne{r: rand.NewChaCha8([32]byte{byte(len(r.log.String()))})}
	r.tokens = access.NewTokens(100, r.clock.Now)
	log := slog.New(slog.NewTextHandler(r.log, nil))
	var err error
	if r.fleet, err = fleet.Open(background, fleet.Options{Clock: r.clock, Store: r.store, Random: random, Log: log}); err != nil {
		r.t.Fatal(err)
	}
	o := Options{Fleet: r.fleet, Tokens: r.tokens, Store: r.store, Clock: r.clock, Random: random, Log: log}
	if r.change != nil {
		r.change(&o)
	}
	if r.Service, err = Open(background, o); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) stop() {
	r.t.Helper()
	if err := r.Close(background); err != nil {
		r.t.Errorf("closing the trainings: %v", err)
	}
	if err := r.fleet.Close(background); err != nil {
		r.t.Errorf("closing the fleet: %v", err)
	}
}

// again ends everything and takes it up from the store.
func (r *rig) again() {
	r.t.Helper()
	r.stop()
	r.start()
}

// class opens a class with the case of these tests.
func (r *rig) class(m training.Mode) Class {
	r.t.Helper()
	c, err := r.OpenClass(background, ClassSpec{Title: "Tuesday", Cases: []string{lostPIN}, Mode: m, Lang: "en"})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// joins lets somebody join.
func (r *rig) joins(c Class, name string) Joined {
	r.t.Helper()
	j, err := r.Join(background, c.Code, name, "", "192.0.2.1")
	if err != nil {
		r.t.Fatal(err)
	}
	return j
}

// plays begins the case.
func (r *rig) plays(trainee string) Attempt {
	r.t.Helper()
	s, err := r.Start(background, trainee, StartSpec{Case: lostPIN})
	if err != nil {
		r.t.Fatal(err)
	}
	return s.Attempt
}

// choose takes a choice.
func (r *rig) choose(attempt string, kind training.ChoiceKind, id string) Chosen {
	r.t.Helper()
	c, err := r.Choose(background, attempt, training.Choice{Kind: kind, ID: id})
	if err != nil {
		r.t.Fatalf("%s %s: %v", kind, id, err)
	}
	return c
}

// solve plays the reference solution to its end.
func (r *rig) solve(attempt string) Attempt {
	r.t.Helper()
	c, err := r.Case(lostPIN)
	if err != nil {
		r.t.Fatal(err)
	}
	var last Chosen
	for _, ch := range c.Solution {
		last = r.choose(attempt, ch.Kind, ch.ID)
		r.clock.Turn(time.Second)
	}
	return last.Attempt
}

// may tells what a token may do with a part of a lock.
func (r *rig) may(token string, right access.Right, lock, part string) bool {
	r.t.Helper()
	who, err := r.tokens.Identify(token)
	if err != nil {
		r.t.Fatal(err)
	}
	return who.Scope.MayPart(right, lock, part)
}
