// Package workers runs campaigns: it carries the shards of a campaign to
// goroutines of this machine, or to whoever else takes them, and the answers
// back.
//
// [Run] is the errand between a plan, which is a [campaign.Coordinator], and a
// [Backend], which is where shards are run. [Pool] is the backend of this
// machine, one engine for each of its goroutines; emulator/workers/jetstream is
// another one. What was answered is kept in a [Journal], so that a campaign that
// was interrupted goes on where it was. The answer to a campaign depends on its
// Spec alone: not on the backend, nor on how many workers it has, nor on how
// often it was interrupted.
//
// The package must not know what a fault does to a lock, what is found, or how a
// result is shown.
package workers
