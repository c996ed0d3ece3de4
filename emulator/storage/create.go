package storage

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// headBytes is the length of the head of an SQLite database.
const headBytes = 100

// prepare makes the database when there is none, and looks at the one that is
// there without changing it.
func (d *DB) prepare(steps []string) error {
	st, err := os.Lstat(d.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(d.path + "-wal"); err == nil {
			return &FileError{d.path, ErrDamaged, "the database is gone, and its log is there"}
		}
		if d.readOnly {
			return fmt.Errorf("%s: %w", d.path, fs.ErrNotExist)
		}
		return d.create(steps)
	case err != nil:
		return fmt.Errorf("%s: %w", d.path, err)
	case !st.Mode().IsRegular():
		return &FileError{d.path, ErrForeign, "it is not a file"}
	}
	if err := d.checkHead(); err != nil {
		return err
	}
	return d.checkBody(len(steps))
}

// create makes the database under another name first, so that one that is there
// is always whole.
func (d *DB) create(steps []string) (err error) {
	making := d.path + ".new"
	for _, leftover := range []string{making, making + "-journal", making + "-wal"} {
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("a database that was not finished: %w", err)
		}
	}
	f, err := os.OpenFile(making, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("new database: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("new database: %w", err)
	}
	db, err := connectFile(d, making, "mode=rw", "journal_mode(DELETE)", "synchronous(FULL)")
	if err != nil {
		return err
	}
	_, err = db.Exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	if err == nil {
		err = d.migrateOn(db, steps)
	}
	if err == nil {
		_, err = db.Exec("PRAGMA journal_mode = WAL")
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("new database: %w", err)
	}
	if err := syncFile(making); err != nil {
		return err
	}
	if err := os.Rename(making, d.path); err != nil {
		return fmt.Errorf("new database: %w", err)
	}
	syncDirectory(filepath.Dir(d.path))
	return nil
}

// checkHead looks at the head as the file has it, before SQLite does.
func (d *DB) checkHead() error {
	f, err := os.Open(d.path)
	if err != nil {
		return fmt.Errorf("%s: %w", d.path, err)
	}
	defer f.Close()
	var head [headBytes]byte
	n, err := io.ReadFull(f, head[:])
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return &FileError{d.path, ErrDamaged, fmt.Sprintf("it has %d bytes, fewer than the head of a database", n)}
	case err != nil:
		return fmt.Errorf("%s: %w", d.path, err)
	case string(head[:16]) != "SQLite format 3\x00":
		return &FileError{d.path, ErrDamaged, fmt.Sprintf("it does not begin as a database does, but with %q", head[:16])}
	}
	if id := binary.BigEndian.Uint32(head[68:]); id != applicationID {
		return &FileError{d.path, ErrForeign, fmt.Sprintf("it belongs to program %#08x, this is %#08x", id, applicationID)}
	}
	return nil
}

// complaints is how many faults of a damaged database are told.
const complaints = 5

// checkBody lets SQLite look through the whole database, the log included,
// without writing to either.
func (d *DB) checkBody(known int) (err error) {
	for _, suffix := range []string{"-wal", "-shm"} {
		beside := d.path + suffix
		if _, err := os.Lstat(beside); errors.Is(err, fs.ErrNotExist) {
			defer os.Remove(beside) // the look may make it, and leaves nothing in it
		}
	}
	db, err := d.connect("mode=ro")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.fault(db.Close())) }()
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return d.fault(err)
	}
	d.version = version
	if version > known {
		return &FileError{d.path, ErrNewer, fmt.Sprintf("its schema is version %d, this program knows up to %d", version, known)}
	}
	if version < 1 {
		return &FileError{d.path, ErrDamaged, fmt.Sprintf("its schema is version %d", version)}
	}
	if err := d.integrity(db); err != nil {
		return err
	}
	if d.readOnly || version < known {
		return nil // Load looks at each value; and columns may be those of an older version
	}
	for _, s := range shelves() {
		if err := d.sums(db, s); err != nil {
			return err
		}
	}
	return nil
}

// integrity lets SQLite compare tables and indexes.
func (d *DB) integrity(db *sql.DB) error {
	rows, err := db.Query(fmt.Sprintf("PRAGMA integrity_check(%d)", complaints))
	if err != nil {
		return d.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var says string
		if err := rows.Scan(&says); err != nil {
			return d.fault(err)
		}
		if says != "ok" {
			says = strings.TrimPrefix(says, "*** in database main ***\n")
			return &FileError{d.path, ErrDamaged, strings.ReplaceAll(says, "\n", "; ")}
		}
	}
	return d.fault(rows.Err())
}

// sums compares all values with their checksums: SQLite has none of its own.
func (d *DB) sums(db *sql.DB, s *shelf) error {
	rows, err := db.Query("SELECT " + s.owner + ", name, value, sum FROM " + s.table)
	if err != nil {
		return &FileError{d.path, ErrDamaged, err.Error()}
	}
	defer rows.Close()
	for rows.Next() {
		var owner, name string
		var value sql.RawBytes
		var want int64
		if err := rows.Scan(&owner, &name, &value, &want); err != nil {
			return d.fault(err)
		}
		if s.sum(owner, name, value) != want {
			return d.wrongSum(s, owner, name)
		}
	}
	return d.fault(rows.Err())
}

func (d *DB) wrongSum(s *shelf, owner, name string) error {
	return &FileError{d.path, ErrDamaged, fmt.Sprintf("the value %q of %s %q does not match its checksum", name, s.owner, owner)}
}
