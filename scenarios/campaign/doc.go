// Package campaign asks one question of a lock, or of a store by itself: at
// which instants does a cut of the supply, a sag or a bad contact lose what was
// acknowledged, and for how long in all?
//
// It says what there is to do and what came of it. A [Spec] is cut into
// [Shard]s, each small enough to lose; an [Engine] runs a shard; a [Coordinator]
// takes the answers in any order and makes one [Result] of them, which depends
// on the Spec alone: not on how many workers there were, nor on who was first.
// The engines for whole locks and for bare stores live in rooms of their own.
//
// The package must not know goroutines, files, clocks, networks or how a result
// is shown.
package campaign
