package main

import (
	"fmt"
	"time"

	"locktwin/emulator/server"
	"locktwin/emulator/training"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// The shortest time for which results of trainings are kept.
const minRetention = time.Hour

// forever is the retention that has no end.
const forever = "forever"

// training is what the flags say about trainings.
func (c *serveCommand) training(s *Streams) (server.Training, error) {
	t := server.Training{Home: c.TrainingHome, Retention: -1}
	if c.TrainingRetention != forever {
		d, err := sim.ParseDuration(c.TrainingRetention)
		if err != nil || d < minRetention || d > scenarios.MaxWait {
			return t, fmt.Errorf("--training-retention %s: has to be %s to %s, or %s", c.TrainingRetention,
				sim.FormatDuration(minRetention), sim.FormatDuration(scenarios.MaxWait), forever)
		}
		t.Retention = d
	}
	user, password := s.Getenv("LOCKTWIN_LRS_USER"), s.Getenv("LOCKTWIN_LRS_PASSWORD")
	if c.LRS == "" {
		return t, nil
	}
	t.Record = &training.RecordStore{URL: c.LRS, User: user, Password: password}
	if err := t.Record.Check(); err != nil {
		return t, fmt.Errorf("--lrs: %w", err)
	}
	return t, nil
}
