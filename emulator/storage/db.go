package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Names of the files in a data directory. SQLite adds files of its own, whose
// names begin with that of the database.
const (
	fileName = "locktwin.db"
	lockName = "locktwin.lock"
)

// Options say how to open a data directory.
type Options struct {
	// ReadOnly opens a database that must exist, and writes nothing. A directory
	// that is in use is refused all the same.
	ReadOnly bool
}

// DB is a Store in an SQLite database.
type DB struct {
	path     string
	readOnly bool
	version  int      // of the schema, as it was found
	lock     *os.File // holds the data directory
	sql      *sql.DB  // one connection
	written  map[*shelf]written
	wiping   bool // of the writer: what is removed is overwritten at present

	requests chan request
	flush    flusher
	goes     sync.WaitGroup
	commits  int // of the writer

	mu      sync.RWMutex // held for reading while a request is handed over
	closing bool
	stop    chan struct{}
}

var _ Store = (*DB)(nil)

// Open opens the database in a data directory, which is made when it is not
// there. Errors about what is in it are a *FileError and wrap ErrDamaged,
// ErrForeign, ErrNewer or ErrInUse; nothing was changed then.
func Open(dir string, o Options) (*DB, error) { return open(dir, o, steps) }

func open(dir string, o Options, steps []string) (_ *DB, err error) {
	if !o.ReadOnly {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("data directory: %w", err)
		}
	}
	d := &DB{path: filepath.Join(dir, fileName), readOnly: o.ReadOnly, requests: make(chan request), stop: make(chan struct{})}
	if d.lock, err = holdDirectory(filepath.Join(dir, lockName)); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			if d.sql != nil {
				d.sql.Close()
			}
			d.lock.Close()
		}
	}()
	if err := d.prepare(steps); err != nil {
		return nil, err
	}
	if d.readOnly {
		d.sql, err = d.connect("mode=ro")
		return d, err
	}
	// The pragmas come in this order: a connection that has the file for itself
	// needs no shared memory for the log.
	d.sql, err = d.connect("mode=rw", "locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(NORMAL)", "temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	if err := d.migrate(steps); err != nil {
		return nil, err
	}
	if err := d.statements(); err != nil {
		return nil, err
	}
	d.flush.start(d.path + "-wal")
	d.goes.Go(d.write)
	return d, nil
}

// connect opens the file with a mode and pragmas, and tries it.
func (d *DB) connect(mode string, pragmas ...string) (*sql.DB, error) {
	return connectFile(d, d.path, mode, pragmas...)
}

func connectFile(d *DB, path, mode string, pragmas ...string) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	slashed := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // of a drive
	}
	query := url.Values{"_txlock": {"immediate"}}
	for _, p := range pragmas {
		query.Add("_pragma", p)
	}
	name := url.URL{Scheme: "file", Path: slashed, RawQuery: mode + "&" + query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	// One connection that stays: the file is locked for it.
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, d.fault(err)
	}
	return db, nil
}

// statements prepares what the writer does all the time.
func (d *DB) statements() error {
	d.written = map[*shelf]written{}
	for _, s := range shelves() {
		w, err := s.prepare(d.sql)
		if err != nil {
			return d.fault(err)
		}
		d.written[s] = w
	}
	return nil
}

// Close is Store.Close. The database is then one file without a log.
func (d *DB) Close() error {
	d.mu.Lock()
	closed := d.closing
	d.closing = true
	d.mu.Unlock()
	if closed {
		return nil
	}
	close(d.stop)
	d.goes.Wait()
	err := d.flush.end()
	if e := d.sql.Close(); e != nil {
		err = errors.Join(err, d.fault(e))
	}
	return errors.Join(err, d.lock.Close())
}

// enter begins a use of the database; leave ends it.
func (d *DB) enter(ctx context.Context) error {
	d.mu.RLock()
	err := ctx.Err()
	if d.closing {
		err = ErrClosed
	}
	if err != nil {
		d.mu.RUnlock()
	}
	return err
}

func (d *DB) leave() { d.mu.RUnlock() }
