package server

import (
	"context"
	"fmt"

	"locktwin/emulator/fleet"
	"locktwin/emulator/metrics"
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
		s.feedsMu.Lock()
		s.feeds = append(s.feeds, f)
		s.feedsMu.Unlock()
	}
	return nil
}

// feedStatus is how the brokers that feed twins are doing.
func (s *Server) feedStatus() []shadow.FeedStatus {
	s.feedsMu.Lock()
	defer s.feedsMu.Unlock()
	out := []shadow.FeedStatus{}
	for _, f := range s.feeds {
		out = append(out, f.Status())
	}
	return out
}

func (s *Server) countTwins() metrics.TwinCounts {
	n := metrics.TwinCounts{Twins: len(s.twins.List())}
	for _, f := range s.feedStatus() {
		if f.Connected {
			n.Connected++
		} else {
			n.Away++
		}
		n.Messages, n.Dropped, n.Taken = n.Messages+f.Messages, n.Dropped+f.Dropped, n.Taken+f.Taken
	}
	return n
}

// Twins are the twins of real locks.
func (s *Server) Twins() *shadow.Registry { return s.twins }
