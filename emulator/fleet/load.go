package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// Loading is a scenario file that is to become a lock.
type Loading struct {
	Name string // what errors call the file
	File []byte
	// Profile is the firmware in place of that in the file; "" keeps it.
	Profile string
	Spec    Spec // ID and Name count, and Speed: how fast the story is played; the zero Speed is as fast as possible
	Stop    Stop // where time is to stand still
	After   *Speed
}

// Stop is an instant of a story at which time is to stand still. The zero Stop is none.
type Stop struct {
	Step  int           // number of a step in the file's own list, counted from 1; 0: At counts
	After time.Duration // so long after that step began
	At    sim.Time      // this instant
}

// Load makes the lock that a scenario file describes, as it is when the first step
// begins, and begins to play the steps on it. Errors as Create and RunScenario.
func (f *Fleet) Load(ctx context.Context, in Loading) (Lock, Run, error) {
	if err := in.Spec.own(); err != nil {
		return Lock{}, Run{}, err
	}
	parsed, err := scenarios.Parse(in.Name, in.File)
	if err != nil {
		return Lock{}, Run{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if in.Profile != "" {
		parsed.Lock.Profile = scenarios.Profile(in.Profile)
		if in.File, err = scenarios.Format(parsed); err == nil {
			parsed, err = scenarios.Parse(in.Name, in.File)
		}
		if err != nil {
			return Lock{}, Run{}, fmt.Errorf("%w: %w", ErrSpec, err)
		}
	}
	if in.Stop.Step < 0 || in.Stop.Step > len(parsed.Steps) || in.Stop.After < 0 {
		return Lock{}, Run{}, fmt.Errorf("%w: step %d, the file has %d", ErrSpec, in.Stop.Step, len(parsed.Steps))
	}
	s, err := specOf(&parsed)
	if err != nil {
		return Lock{}, Run{}, err
	}
	c, err := s.config()
	if err != nil {
		return Lock{}, Run{}, err
	}
	l, err := model.New(c)
	if err == nil {
		err = l.Advance(sim.Time(0).Add(scenarios.FirstMinute))
	}
	if err != nil {
		return Lock{}, Run{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	speed := in.Spec.Speed
	if speed == (Speed{}) {
		speed.Max = true
	}
	m := meta{Spec: s, Speed: Speed{Factor: speed.factor(), Paused: true}}
	m.Spec.ID, m.Spec.Name = in.Spec.ID, in.Spec.Name
	row, err := f.settleIn(ctx, m, l, EventCreated, "made of the scenario "+parsed.Scenario)
	if err != nil {
		return Lock{}, Run{}, err
	}
	h, err := f.find(row.ID)
	if err != nil {
		return Lock{}, Run{}, err
	}
	var run Run
	err = h.call(ctx, true, func(h *host) error {
		run, err = h.beginScript(parsed, in.Name, in.File)
		if err != nil {
			return err
		}
		h.script.stop, h.script.after = in.Stop, in.After
		h.findStop()
		h.setSpeed(speed)
		return nil
	})
	if err != nil {
		return Lock{}, Run{}, err
	}
	row, err = f.Lock(row.ID)
	return row, run, err
}

// specOf is the lock that a scenario file describes.
func specOf(file *scenarios.File) (Spec, error) {
	text, err := file.Lock.JSON()
	if err != nil {
		return Spec{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	var x section
	if err := json.Unmarshal(text, &x); err != nil {
		return Spec{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	return Spec{
		Seed: uint64(file.Seed.Or(scenarios.DefaultSeed)), Profile: x.Profile, Part: x.Part, Cells: x.Cells, Ambient: x.Ambient, Door: x.Door,
		Board: x.Board, Supervisor: x.Supervisor, Protocol: x.Protocol,
	}, nil
}

// findStop finds out at which instant time is to stand still, once that is known.
func (h *host) findStop() {
	s := h.script
	switch {
	case s == nil || s.stop == (Stop{}) || s.pauseAt != sim.Never:
		return
	case s.stop.Step == 0:
		s.pauseAt = s.stop.At
	default:
		began, ok := s.live.Began(s.stop.Step)
		if !ok {
			return
		}
		s.pauseAt = began.Add(s.stop.After)
	}
	if h.lock.Now() >= s.pauseAt {
		h.pauseScript()
	}
}

// pauseScript lets time stand still in the middle of a story.
func (h *host) pauseScript() {
	h.script.stop, h.script.pauseAt = Stop{}, sim.Never
	after := h.meta.Speed
	if h.script.after != nil {
		after = *h.script.after
	}
	after.Paused = true
	h.setSpeed(after)
	h.halted = true
}

// slowDown lets time run on as was asked for, now that the story is over.
func (h *host) slowDown(s *script) {
	if s.after != nil && !h.meta.Speed.Paused && h.meta.Speed != *s.after {
		h.setSpeed(*s.after)
		h.halted = true
	}
}
