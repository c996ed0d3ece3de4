// Package remains looks for a way out from the flash image of a lock that denies
// its PIN: which values the remains of the PIN allow, how likely each is, how many
// tries that takes against the lock-out, and whether trying can help at all. Where
// nothing is left it says so, and what a factory reset destroys.
//
// It is for the image of one's own twin, or for a dump that its owner took of their
// own lock. It reads bytes and plays boots in the simulator; it talks to no lock,
// and has nothing to talk with.
//
// A value comes from what lies in the image and how it reads, never from what the
// simulator knows beside it: of marginal cells the package only uses what reads at
// several supplies, temperatures and ages would show. It must not know transports,
// telemetry or who asks.
package remains
