// Package hidden makes telemetry of locks whose parameters a fit does not see, so
// that a fit can be held against the truth. The locks are played in the full
// simulator and heard through imperfect sensors and an imperfect gateway.
//
// They stand in for recorded real locks, of which none were at hand: what a fit
// makes of them says how well it inverts this simulator, not how well the simulator
// is a lock.
//
// The package knows how a fit names its parameters and what it assumes of them
// beforehand. It must not know how a fit works, nor be used by one.
package hidden
