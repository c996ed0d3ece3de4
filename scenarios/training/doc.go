// Package training is for people who learn to find out what is wrong with a lock:
// cases, what a trainee does in them, and what that is worth.
//
// A Case is a file: what the customer says, what may be seen and touched at which
// stage, a hidden cause, and a rubric. The hidden cause is a scenario, played to its
// end before the trainee comes. From then on nothing is looked up in a table: the
// customer answers from the state of the simulated lock, an instrument shows what a
// copy of it gives, an action is a few steps of the scenario language, and what it
// destroys follows from the lock's memory before and after.
//
// An Attempt is a list of choices with their times and outcomes. The score and the
// debrief follow from that list and the case alone, so an attempt can be put away,
// taken up and played again.
//
// The package must not know servers, users, pages or the wall clock; times of an
// attempt come from the caller.
package training
