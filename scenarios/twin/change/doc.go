// Package change plays one battery change, or another moment at which a supply
// fails, on a lock that keeps something: in the full simulator, from the cells that
// lie in the bay to what the lock makes of its PIN afterwards.
//
// A Bench is a lock that was put to use: a PIN is set, settings are changed, phones
// are paired, all of it acknowledged. Every play begins there. Nothing is decided by
// lots: a seed draws what a hand does and which noise meets the reads of the memory,
// and the simulated lock does the rest.
//
// The package must not know of fits, forecasts, or why somebody asks. It starts no
// goroutine; a Bench belongs to one, and so does each of its forks.
package change
