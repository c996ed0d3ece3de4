package training

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios/training"
)

// Options are what a Service is made of.
type Options struct {
	Fleet  *fleet.Fleet
	Tokens *access.Tokens   // where the tokens of trainees are taken up
	Store  fleet.Store      // nil: nothing survives
	Cases  []*training.Case // nil: those that ship
	Clock  fleet.Clock      // nil: that of the machine
	Random io.Reader        // codes, tokens and pseudonyms; nil: crypto/rand
	Log    *slog.Logger     // nil: nobody listens
	Limits Limits           // the zero value is DefaultLimits
	Record *RecordStore     // where results are posted; nil: nowhere
	// Home is the address that accounts and activities of results belong to; "" is
	// DefaultHome.
	Home string
	// Retention is how long results are kept after they were used last; 0 is
	// DefaultRetention, below 0 for ever.
	Retention time.Duration
}

// DefaultHome is a home that belongs to nobody.
const DefaultHome = "https://locktwin.invalid"

// Service keeps the trainings of a server. Its methods are safe for concurrent
// use.
type Service struct {
	o       Options
	cases   func() (library, error) // read when they are first wanted
	guesses *access.Guesses
	goes    sync.WaitGroup
	ended   context.Context
	end     context.CancelFunc
	wake    chan struct{} // something is due earlier than the keeper knows
	post    *poster       // nil: results are posted nowhere

	// mu guards everything below, and the fields of classes, trainees and attempts,
	// but for what an attempt keeps for whoever holds its turn.
	mu       sync.Mutex
	classes  map[string]*class
	trainees map[string]*trainee
	attempts map[string]*attempt
	locks    map[string]*attempt // also those of what-ifs
	order    uint64              // of classes, trainees and attempts
}

// Open makes a service and takes up what the store holds. It is closed before the
// fleet. Errors wrap ErrStore.
func Open(ctx context.Context, o Options) (*Service, error) {
	if o.Clock == nil {
		o.Clock = fleet.RealClock()
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	if o.Home == "" {
		o.Home = DefaultHome
	}
	if o.Retention == 0 {
		o.Retention = DefaultRetention
	}
	s := &Service{
		o: o, guesses: access.NewGuesses(guessesPerSecond, guessBurst, guessAll), wake: make(chan struct{}, 1),
		classes: map[string]*class{}, trainees: map[string]*trainee{}, attempts: map[string]*attempt{}, locks: map[string]*attempt{},
	}
	s.cases = sync.OnceValues(func() (library, error) {
		list, err := o.Cases, error(nil)
		if list == nil {
			list, err = shipped()
		}
		l := library{list, map[string]*staged{}}
		for _, c := range list {
			l.stories[c.ID] = &staged{}
		}
		return l, err
	})
	s.ended, s.end = context.WithCancel(context.Background())
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	if o.Record != nil {
		s.post = newPoster(s, *o.Record)
		s.goes.Go(s.post.run)
	}
	s.goes.Go(s.keepOrder)
	var played []string
	for _, a := range s.attempts {
		if !a.Over && !slices.Contains(played, a.Case) {
			played = append(played, a.Case)
		}
	}
	if slices.Sort(played); len(played) > 0 {
		s.warmUp(played)
	}
	return s, nil
}

// Close ends the live feeds and all goroutines, and waits for them as long as the
// context allows. What was recorded has been saved before.
func (s *Service) Close(ctx context.Context) error {
	s.end()
	s.mu.Lock()
	for _, c := range s.classes {
		c.board.end("the server stops")
	}
	for _, a := range s.attempts {
		a.board.end("the server stops")
	}
	s.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		s.goes.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// now is the wall time.
func (s *Service) now() time.Time { return s.o.Clock.Now().UTC() }

// library is the cases of a server. It is not changed.
type library struct {
	list    []*training.Case
	stories map[string]*staged // by case
}

// shipped reads the cases that ship: once, since that takes a while.
var shipped = sync.OnceValues(training.All)

// Cases are the cases there are, in the order of their ids.
func (s *Service) Cases() ([]*training.Case, error) {
	l, err := s.cases()
	return l.list, err
}

// Case finds a case; the error wraps ErrNotFound.
func (s *Service) Case(id string) (*training.Case, error) {
	l, err := s.cases()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range l.list {
		if c.ID == id {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	return nil, fmt.Errorf("%w: case %.80q.%s", ErrNotFound, id, problem.DidYouMean(id, ids))
}

// staged is the hidden story of a case, which one goroutine at a time may use.
type staged struct {
	mu    sync.Mutex
	story *training.Story // nil: it was not wanted yet
}

// withStory lets fn use the hidden story of a case. It is played the first time
// that it is wanted.
func (s *Service) withStory(c *training.Case, fn func(*training.Story) error) error {
	l, err := s.cases()
	if err != nil {
		return err
	}
	st := l.stories[c.ID]
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.story == nil {
		story, err := c.Prepare()
		if err != nil {
			return fmt.Errorf("case %s: %w", c.ID, err)
		}
		st.story = story
	}
	return fn(st.story)
}

// warmUp plays the hidden stories of cases before anybody waits for them: some take
// a while.
func (s *Service) warmUp(cases []string) {
	s.goes.Go(func() {
		for _, id := range cases {
			c, err := s.Case(id)
			if err == nil && s.ended.Err() == nil {
				err = s.withStory(c, func(*training.Story) error { return nil })
			}
			if err != nil {
				s.o.Log.Error("the hidden story of a case cannot be played", "case", id, "error", err)
			}
		}
	})
}

// theClass finds a class; the caller holds mu.
func (s *Service) theClass(id string) (*class, error) {
	if c := s.classes[id]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("%w: class %.80q", ErrNotFound, id)
}

// theTrainee finds a trainee; the caller holds mu.
func (s *Service) theTrainee(id string) (*trainee, error) {
	if t := s.trainees[id]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("%w: trainee %.80q", ErrNotFound, id)
}

// theAttempt finds an attempt; the caller holds mu.
func (s *Service) theAttempt(id string) (*attempt, error) {
	if a := s.attempts[id]; a != nil {
		return a, nil
	}
	return nil, fmt.Errorf("%w: attempt %.80q", ErrNotFound, id)
}

// nudge lets the keeper look what is due.
func (s *Service) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// stored makes an error of the store one of the training.
func stored(err error) error {
	if err == nil || errors.Is(err, ErrStore) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrStore, err)
}
