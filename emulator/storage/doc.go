// Package storage keeps what must survive a restart: for each lock a few named
// values, opaque bytes that are replaced as a whole; and on a shelf of their own the
// same for twins of real locks.
//
// [Open] keeps them in an SQLite database in a data directory, [NewMemory] for as
// long as the process lives. What Save has returned for survives the end of the
// process, whatever ends it: it has been handed to the operating system. A loss
// of power of the host, or a crash of its kernel, may cost the last second.
//
// A data directory belongs to one process at a time. A database that is damaged,
// of a newer version or of another program is reported and left as it is: not a
// byte of it is changed.
//
// The package must not know what the values mean: no model, no fleet, no network.
package storage
