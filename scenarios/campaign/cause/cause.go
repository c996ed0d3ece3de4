package cause

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/sim"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// ErrNoLoss is wrapped when the story loses nothing.
var ErrNoLoss = errors.New("the story loses nothing")

// ErrQuestion is wrapped when a Question is out of its limits.
var ErrQuestion = errors.New("causality question")

// Limits and defaults of a Question.
const (
	DefaultSamples = 16
	MaxSamples     = 1000
	DefaultMoments = 40
	MaxMoments     = 500
	// Resolution is how closely the moment of no return is found.
	Resolution = time.Microsecond
)

// Question asks when a loss became inevitable.
type Question struct {
	// File is the story. With a Fault it is the reference run, which the Fault
	// makes fail; otherwise it fails as it stands.
	File  scenarios.File
	Fault *campaign.Fault
	// Step is the step whose beginning opens the window from which the Fault
	// counts, from 1; 0 is the first.
	Step int
	// Hand and Window are those of the campaign: how the instant of the Fault is
	// drawn as long as it lies ahead.
	Hand    campaign.Hand
	Window  time.Duration
	Samples int // copies at each moment, up to MaxSamples; 0 is DefaultSamples
	Moments int // at most, up to MaxMoments; 0 is DefaultMoments
}

// Find answers a Question. Errors wrap ErrQuestion, ErrNoLoss, or are those of
// the story.
func Find(q Question) (campaign.Causality, error) {
	q.Samples = or(q.Samples, DefaultSamples)
	q.Moments = or(q.Moments, DefaultMoments)
	if q.Samples < 1 || q.Samples > MaxSamples || q.Moments < 1 || q.Moments > MaxMoments {
		return campaign.Causality{}, fmt.Errorf("%w: %d copies at %d moments; from 1 up to %d at %d", ErrQuestion, q.Samples, q.Moments, MaxSamples, MaxMoments)
	}
	if q.Step < 0 || q.Step > len(q.File.Steps) {
		return campaign.Causality{}, fmt.Errorf("%w: step %d of %d", ErrQuestion, q.Step, len(q.File.Steps))
	}
	s := &search{Question: q, log: &diary{}}
	if err := s.happened(); err != nil {
		return campaign.Causality{}, err
	}
	points, err := s.walk()
	if err != nil {
		return campaign.Causality{}, err
	}
	out := campaign.Causality{
		Part: s.part, Class: string(s.class), Symptom: s.log.symptom(), SymptomAt: since(s.symptom),
		Inevitable: -1, Moments: s.log.landmarks(q.Moments, s.symptom),
	}
	if points, err = s.narrow(points); err != nil {
		return campaign.Causality{}, err
	}
	for _, p := range points {
		out.Points = append(out.Points, campaign.CausalityPoint{At: since(p.at), Probability: float64(p.lost) / float64(q.Samples), Samples: q.Samples})
	}
	if at, ok := s.noReturn(points); ok {
		out.Inevitable, out.Because = since(at), s.log.because(at)
	}
	return out, nil
}

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

func since(t sim.Time) time.Duration { return t.Sub(0) }

// search is a Question being answered.
type search struct {
	Question
	log     *diary
	part    string
	class   scenarios.Class
	window  sim.Time // beginning of the window
	struck  sim.Time // instant of the fault
	symptom sim.Time
	end     sim.Time
	copy    *scenarios.Course // that tries the futures
}

// mark is a moment of the failing run to fork from.
type mark struct {
	at   sim.Time
	mark *scenarios.Mark
}

// point is how many of the copies that went on from a moment have lost.
type point struct {
	mark
	lost int
}

// happened plays the failing run and says what it lost and when that was seen.
func (s *search) happened() error {
	c, err := scenarios.Begin(s.File, scenarios.Options{Trace: s.log})
	if err != nil {
		return err
	}
	if err := s.fail(c); err != nil {
		return err
	}
	s.end = c.Now()
	for n := range s.File.Steps {
		if at, ok := c.Began(n + 1); ok {
			s.log.add(at, "step", fmt.Sprintf("step %d", n+1))
		}
	}
	s.log.sort()
	fate := c.Fork().Fate()
	for _, p := range [...]struct {
		name  string
		class scenarios.Class
	}{{"PIN", fate.PIN}, {"settings", fate.Settings}, {"authorizations", fate.Authorizations}} {
		if p.class != scenarios.Intact {
			s.part, s.class = p.name, p.class
			s.symptom = s.log.seen(s.end)
			return nil
		}
	}
	return fmt.Errorf("%s: %w", s.File.Scenario, ErrNoLoss)
}

// fail plays a course to its end, with the fault.
func (s *search) fail(c *scenarios.Course) error {
	if s.Fault != nil {
		if err := s.open(c); err != nil {
			return err
		}
		s.struck = s.window.Add(s.Fault.At)
		if err := s.strike(c, s.struck); err != nil {
			return err
		}
	}
	return c.Finish()
}

// open plays until the window has begun.
func (s *search) open(c *scenarios.Course) error {
	if err := c.PlayToStep(max(s.Step, 1)); err != nil {
		return err
	}
	s.window, _ = c.Began(max(s.Step, 1))
	return nil
}

// strike plays up to an instant and lets the fault happen.
func (s *search) strike(c *scenarios.Course, at sim.Time) error {
	if err := c.PlayTo(at); err != nil {
		return err
	}
	return c.Do(s.Fault.Action())
}
