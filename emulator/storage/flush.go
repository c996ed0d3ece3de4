package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// flushAfter is how long what was committed may stay in the memory of the
// operating system before it is asked to write it to the disk.
const flushAfter = time.Second

// flusher has the log written to the disk a while after each commit. Commits do
// not wait for it.
type flusher struct {
	path  string
	sync  func(path string) error
	wake  chan struct{}
	stop  chan struct{}
	goes  sync.WaitGroup
	mu    sync.Mutex
	fault error // the last
}

func (f *flusher) start(path string) {
	f.path, f.wake, f.stop = path, make(chan struct{}, 1), make(chan struct{})
	if f.sync == nil {
		f.sync = syncFile
	}
	f.goes.Go(f.run)
}

// touch tells that there is something to write.
func (f *flusher) touch() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *flusher) run() {
	for {
		select {
		case <-f.wake:
		case <-f.stop:
			return
		}
		wait := time.NewTimer(flushAfter)
		select {
		case <-wait.C:
		case <-f.stop:
			wait.Stop()
			return // closing the database writes everything
		}
		select {
		case <-f.wake: // what has come meanwhile goes with it
		default:
		}
		err := f.sync(f.path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil // the log was taken into the database, which is written by then
		}
		f.mu.Lock()
		f.fault = err
		f.mu.Unlock()
	}
}

// end stops it and returns what went wrong last.
func (f *flusher) end() error {
	if f.stop == nil {
		return nil
	}
	close(f.stop)
	f.goes.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fault
}

// syncFile asks for a file to be written to the disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	err = f.Sync()
	return errors.Join(err, f.Close())
}
