// Package forecast looks ahead for a lock that was fitted: when it warns, when it
// fails, where its charge goes, and which part of the drain nothing known explains.
//
// Everything is in closed form over the draws of a fit; there is no time step and
// no dice decide an outcome. It knows nothing of storage, of who asks, or of how a
// result is drawn.
package forecast
