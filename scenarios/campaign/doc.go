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
// A class stands for all its instants, because nothing that survives the fault
// and is read by a boot differs between them; where RAM that survives differs,
// classes differ. A state stands for all paths that lead to it, because what
// comes next follows from what the next boot finds and from the story that is
// still to be played, and a State names both. Both are claims of an engine. What
// a Coordinator can hold, it does: classes cover the window without a gap, and a
// finding answers each of them.
//
// The package must not know goroutines, files, clocks, networks or how a result
// is shown.
package campaign
