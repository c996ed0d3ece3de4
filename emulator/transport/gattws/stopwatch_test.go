package gattws

import "time"

// noDeadline takes a deadline away.
var noDeadline time.Time

// stopwatch adds up how long things took.
type stopwatch struct{ total time.Duration }

func (s *stopwatch) run(f func()) {
	began := time.Now()
	f()
	s.total += time.Since(began)
}
