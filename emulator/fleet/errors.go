package fleet

import "errors"

// What callers may ask an error for, with errors.Is.
var (
	ErrNotFound   = errors.New("there is no such thing here") // a lock, snapshot, run or link
	ErrExists     = errors.New("the name is taken")           // ID, name or address
	ErrSpec       = errors.New("no lock can be made of that") // a Spec, Patch, Speed, Until or scenario
	ErrLimit      = errors.New("a limit of this server is reached")
	ErrClosed     = errors.New("closed")                            // fleet, lock, central or feed
	ErrStore      = errors.New("what must survive cannot be saved") // the lock goes on; the reply is not acknowledged
	ErrVersion    = errors.New("written by another version")        // a frozen lock
	ErrNotReached = errors.New("it did not happen in the time allowed")
	ErrFailed     = errors.New("the lock cannot go on") // its model reported an error
	ErrOnAir      = errors.New("the link does not take that")
)
