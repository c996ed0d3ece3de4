// Package scope records what a probe on the supply of one lock would show, and
// what the lock did meanwhile, so that a window of any width can be drawn: days
// on one screen, or the microseconds around a reset.
//
// A [Recorder] hears the trace. It keeps the latest samples of the rail as they
// came; what falls out of that ring becomes boxes with the first, last, lowest
// and highest value of a stretch, and old boxes become longer ones, level by
// level. Beside them it keeps lanes: states of the core, operations of the
// memory, radio, motor, resets, warnings and decisions, each in a bounded ring.
// What a window shows is made from the one chain of boxes and samples, so the
// extremes of a coarse window are those of the fine windows in it.
//
// The package knows no clock, no lock and no goroutine: who owns the lock calls
// the recorder, and everything else goes through that owner.
package scope

// Memory of one recorder when all is full; it grows from nothing as samples come.
const (
	// RawSamples are kept as they came, 24 bytes each: 1.5 MiB. An action of the
	// lock takes a few hundred, rest takes a few.
	RawSamples = 1 << 16
	// LevelBoxes is how many boxes a level holds, 80 bytes each: 320 KiB a level.
	LevelBoxes = 1 << 12
	// FirstLevel and LevelStep are the lengths of boxes as powers of two of a
	// nanosecond: 1 ms, 17 ms, 0.3 s, 4.3 s, 69 s, 18 min. Stretches in which
	// nothing happens take no boxes. When every stretch has some, the last level
	// reaches back 52 days.
	FirstLevel = 20
	LevelStep  = 4
	Levels     = 6
	// LaneSpans is how much a lane holds, 40 bytes each; 8 lanes of spans take
	// 1.3 MiB.
	LaneSpans = 1 << 12
	// Marks is how many decisions and lost writes are kept.
	Marks = 1 << 10
	// AheadSamples were seen by looking before the trace told them.
	AheadSamples = 1 << 8
)

// MostPoints is the most buckets that a window is divided into.
const MostPoints = 4000
