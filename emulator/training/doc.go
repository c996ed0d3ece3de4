// Package training lets people play cases of support on locks that live: classes
// with a join code, trainees with a token each, attempts that survive a restart,
// the eye of an instructor, and results.
//
// What a case is and what a choice is worth, package scenarios/training knows;
// this one keeps the attempts, gives each its lock in the fleet, and says what of
// that lock a trainee may see and touch at his stage: the scope of his token is
// derived from the parts that are uncovered, and nowhere else.
//
// It must not know HTTP, apart from the learning record store to which results
// may be posted, nor how a page shows anything. Tokens are kept as hashes. A
// trainee has a pseudonym that is drawn; the name that he gave leaves the server
// only where the class says so.
package training
