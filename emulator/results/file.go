package results

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Errors about a file that is there. Nothing was changed in it.
var (
	// ErrForeign is of a file that is no database of results.
	ErrForeign = errors.New("it is not a database of results")
	// ErrNewer is of a database of a newer version of this program.
	ErrNewer = errors.New("it is of a newer version of the program")
	// ErrDamaged is of a database that SQLite cannot read.
	ErrDamaged = errors.New("it is damaged")
	// ErrInUse is of a database that another program writes to all the time.
	ErrInUse = errors.New("another program holds it")
)

// headBytes is the length of the head of an SQLite database.
const headBytes = 100

// busyMilliseconds is how long another writer is waited for.
const busyMilliseconds = 10_000

// open opens the database, which is made when it is not there or empty.
func open(name string) (*sql.DB, error) {
	if err := checkHead(name); err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	slashed := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // of a drive
	}
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyMilliseconds), "foreign_keys(ON)", "journal_mode(DELETE)", "synchronous(FULL)",
	}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // whose pragmas hold
	return db, nil
}

// checkHead looks at a file before SQLite does.
func checkHead(name string) error {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && st.IsDir() {
		return fmt.Errorf("%w, but a folder", ErrForeign)
	}
	var head [headBytes]byte
	n, err := io.ReadFull(f, head[:])
	if n == 0 {
		return nil
	}
	if err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return ErrForeign
	}
	if id := binary.BigEndian.Uint32(head[68:]); id != applicationID {
		return fmt.Errorf("%w: it belongs to program %#08x, this is %#08x", ErrForeign, id, applicationID)
	}
	return nil
}

// migrate takes the database up to the present version.
func migrate(tx *sql.Tx) error {
	var version int
	if err := tx.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("%w: its schema is version %d, this program knows up to %d", ErrNewer, version, len(steps))
	}
	if version == len(steps) {
		return nil
	}
	for _, step := range steps[version:] {
		if _, err := tx.Exec(step); err != nil {
			return err
		}
	}
	_, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps)))
	return err
}

// fault turns an error of the database into one that callers can ask.
func fault(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xFF {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", ErrInUse, err)
	}
	return err
}
