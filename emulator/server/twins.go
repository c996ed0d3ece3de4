package server

import (
	"context"
	"fmt"

	"locktwin/emulator/fleet"
	"locktwin/emulator/shadow"
	"locktwin/emulator/shadow/mqtt"
)

// openTwins takes up the twins of real locks that the store holds. They live in the
// time of the machine, as the real locks do.
func (s *Server) openTwins() error {
	var err error
	s.twins, err = shadow.Open(context.Background(), shadow.Options{Store: s.store.Twins(), Now: fleet.RealClock().Now, Random: s.c.Random, Log: s.c.Log})
	if err != nil {
		return fmt.Errorf("twins: %w", err)
	}
	return nil
}

// startFeeds begins to listen to the brokers.
func (s *Server) startFeeds() error {
	for _, o := range s.c.MQTT {
		o.Now, o.Log = fleet.RealClock().Now, s.c.Log
		f, err := mqtt.Connect(context.Background(), o, mqtt.Into(s.twins))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrConfig, err)
		}
		s.feeds = append(s.feeds, f)
	}
	return nil
}

// Twins are the twins of real locks.
func (s *Server) Twins() *shadow.Registry { return s.twins }
