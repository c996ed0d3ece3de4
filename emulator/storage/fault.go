package storage

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// FileError is what is wrong with a file of the data directory, and what can be
// done about it. It wraps ErrDamaged, ErrForeign, ErrNewer or ErrInUse.
type FileError struct {
	Path string
	Is   error  // one of the errors above
	What string // a sentence about it
}

func (e *FileError) Error() string {
	return fmt.Sprintf("%s: %v: %s. %s", e.Path, e.Is, e.What, advice[e.Is])
}

// Unwrap lets errors.Is find what it is.
func (e *FileError) Unwrap() error { return e.Is }

var advice = map[error]string{
	ErrDamaged: "Nothing was changed in it. Keep a copy of the file and of the one with -wal after its name; " +
		"then put a backup in their place, or choose another data directory",
	ErrForeign: "Nothing was changed in it. Choose another data directory",
	ErrNewer:   "Nothing was changed in it. Use that version of the program, or choose another data directory",
	ErrInUse:   "End the other server, or choose another data directory",
}

// fault turns an error of the database into one that callers can ask.
func (d *DB) fault(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xFF {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return &FileError{d.path, ErrDamaged, e.Error()}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &FileError{d.path, ErrInUse, "another program has it open: " + e.Error()}
	}
	return fmt.Errorf("%s: %w", d.path, err)
}
