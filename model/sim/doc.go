// Package sim is simulated time: an instant counted in nanoseconds, a queue of
// things that will happen, and the way durations are written in scenarios.
//
// It must not know what happens: no lock, no rail, no flash. Nothing in it
// reads a clock.
package sim
