package fleet

import "context"

// Store keeps what must survive a restart: for each lock a few named values,
// opaque bytes that are replaced as a whole. It is safe for concurrent use, and
// may gather what comes at the same time into one write to the disk.
type Store interface {
	// Save writes the values in puts and removes those named in deletes, all in
	// one transaction. It returns when the change survives the end of the
	// process. The bytes must not be kept.
	Save(ctx context.Context, lock string, puts map[string][]byte, deletes []string) error
	// Locks lists the locks that are kept, in the order of their names.
	Locks(ctx context.Context) ([]string, error)
	// Load returns the values of a lock whose names begin with prefix.
	Load(ctx context.Context, lock, prefix string) (map[string][]byte, error)
	// Delete removes a lock with all its values.
	Delete(ctx context.Context, lock string) error
}

// Names of the values that a fleet keeps for a lock.
const (
	keyLock      = "lock/"       // what is needed to take up a lock:
	keyMeta      = "lock/meta"   // what the registry needs, JSON
	keyFrozen    = "lock/frozen" // the lock as package model froze it
	keyEvents    = "events/"     // and the number of the first event: a run of events, JSON lines
	keySnapshots = "snapshot/"   // and the snapshot's ID
	keyRuns      = "run/"        // and the run's ID: JSON
	keyDeeds     = "deeds/"      // and the number of a block: what was done to the lock, JSON lines
	keyRecords   = "record/"     // and the snapshot's ID: the deeds as they were then
	keyUndone    = "undone"      // the deeds that the last rewind has taken back, with those before them
)
