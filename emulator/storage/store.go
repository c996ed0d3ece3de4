package storage

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Store keeps named values of locks. It is safe for concurrent use. A lock is
// there as soon as it has a value, and its name may be empty.
type Store interface {
	// Save writes the values in puts and removes those named in deletes, all or
	// nothing. It returns when the change survives the end of the process, or when
	// ctx is done before it has begun. The bytes are not kept. Errors wrap
	// ErrClosed, ErrReadOnly, ErrValue, ErrDamaged or the context's.
	Save(ctx context.Context, lock string, puts map[string][]byte, deletes []string) error
	// Locks lists the locks in the order of their names.
	Locks(ctx context.Context) ([]string, error)
	// Load returns the values of a lock whose names begin with prefix; none of a
	// lock that is not there. The bytes belong to the caller.
	Load(ctx context.Context, lock, prefix string) (map[string][]byte, error)
	// Delete removes a lock with all its values. One that is not there is no error.
	Delete(ctx context.Context, lock string) error
	// Twins is the part of the store where twins have their values.
	Twins() Twins
	// Close waits for the changes that have begun, and ends the store.
	Close() error
}

// Twins keeps named values of twins, as a Store does those of locks, and in the
// same file. The name of a twin is its own: a lock may have the same. Nothing of a
// value that was removed or replaced stays in the file. It ends with its store.
type Twins interface {
	// Save is as Store.Save.
	Save(ctx context.Context, twin string, puts map[string][]byte, deletes []string) error
	// List lists the twins in the order of their names.
	List(ctx context.Context) ([]string, error)
	// Load is as Store.Load.
	Load(ctx context.Context, twin, prefix string) (map[string][]byte, error)
	// Delete is as Store.Delete.
	Delete(ctx context.Context, twin string) error
}

// What callers may ask an error for, with errors.Is.
var (
	ErrClosed   = errors.New("the store is closed")
	ErrReadOnly = errors.New("the store is open for reading only")
	ErrValue    = errors.New("no such value can be kept")
	// ErrDamaged: the database is not as it was written.
	ErrDamaged = errors.New("damaged")
	// ErrForeign: the file is no database of this program.
	ErrForeign = errors.New("not a database of this program")
	// ErrNewer: a newer version of the program has written the database.
	ErrNewer = errors.New("written by a newer version")
	// ErrInUse: another process has the data directory.
	ErrInUse = errors.New("in use")
)

// MaxValueBytes bounds one value.
const MaxValueBytes = 256 << 20

// maxNameBytes bounds the name of a lock or of a value.
const maxNameBytes = 1 << 10

// change is what one Save or Delete asks for.
type change struct {
	shelf   *shelf
	owner   string // a lock, or a twin
	puts    map[string][]byte
	deletes []string
	all     bool // the owner goes with all its values
}

// check tells what cannot be kept.
func (c *change) check() error {
	if err := checkName(c.shelf.owner, c.owner); err != nil {
		return err
	}
	for name, v := range c.puts {
		if err := checkName("value", name); err != nil {
			return err
		}
		if len(v) > MaxValueBytes {
			return fmt.Errorf("%w: %s of %s %q has %d bytes, at most %d", ErrValue, name, c.shelf.owner, c.owner, len(v), MaxValueBytes)
		}
	}
	for _, name := range c.deletes {
		if _, both := c.puts[name]; both {
			return fmt.Errorf("%w: %s of %s %q is to be written and removed", ErrValue, name, c.shelf.owner, c.owner)
		}
	}
	return nil
}

func checkName(of, name string) error {
	if len(name) > maxNameBytes || !utf8.ValidString(name) {
		return fmt.Errorf("%w: the name of a %s is text of at most %d bytes, not %.40q", ErrValue, of, maxNameBytes, name)
	}
	for _, r := range name {
		if r == 0 {
			return fmt.Errorf("%w: the name of a %s holds a zero: %.40q", ErrValue, of, name)
		}
	}
	return nil
}
