package fleet

import "time"

// Meter counts what a fleet does; package metrics has one for Prometheus. Its
// methods are called by many goroutines and must not wait.
type Meter interface {
	// Source hands in where the meter asks for what is so at the moment.
	Source(Gauges)
	// Frames counts ATT frames on their way to locks, or from locks.
	Frames(toLock bool, n int)
	// Command takes the time from the write of a command to its first
	// indication. The command's name is one of the lock protocol's vocabulary.
	Command(name string, d time.Duration)
	// ATTError and ProtocolError count what locks refuse, by code.
	ATTError(code uint8)
	ProtocolError(code uint8)
	// Reset counts a reset by its cause.
	Reset(cause string)
	// Flash counts flash operations by kind: program, erase, torn, refused.
	Flash(kind string, n int)
	// Dropped counts what found no room in a queue: feed, advertisement,
	// central.
	Dropped(queue string, n int)
	// Lateness takes how long after its due instant a host came to its work.
	Lateness(d time.Duration)
	// Saved takes how long it took to save a lock, and whether it worked.
	Saved(d time.Duration, ok bool)
}

// Gauges is what a Meter may ask for at any time.
type Gauges interface {
	// LocksByState counts the locks in each state.
	LocksByState() map[string]int
	// Open counts open connections, centrals and feeds.
	Open() (connections, centrals, feeds int)
	// MarginalWords counts words near the read level, in all locks, as of the
	// last save of each.
	MarginalWords() int
	// Time gives the simulated time that has passed in all locks together, and
	// the wall time that passed meanwhile, while they were not paused.
	Time() (simulated, wall time.Duration)
}
