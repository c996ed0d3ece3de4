package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestACommitReachesTheDiskWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int32
		f := flusher{sync: func(string) error {
			n.Add(1)
			return fmt.Errorf("log: %w", fs.ErrNotExist) // taken into the database meanwhile
		}}
		f.start("log")
		want := func(times int32) {
			t.Helper()
			synctest.Wait()
			if n.Load() != times {
				t.Fatalf("written %d times, want %d", n.Load(), times)
			}
		}
		time.Sleep(time.Hour)
		want(0)
		for range 3 {
			f.touch()
		}
		time.Sleep(flushAfter - time.Nanosecond)
		want(0)
		time.Sleep(time.Nanosecond)
		want(1)
		time.Sleep(time.Hour)
		want(1)
		f.touch()
		time.Sleep(flushAfter / 2)
		f.touch()
		time.Sleep(flushAfter / 2)
		want(2)
		time.Sleep(time.Hour)
		want(2) // what came while it waited has gone with it
		if err := f.end(); err != nil {
			t.Error(err)
		}
	})
}

func TestADiskThatDoesNotWriteIsReportedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		f := flusher{sync: func(string) error { return broken }}
		f.start("log")
		f.touch()
		time.Sleep(2 * flushAfter)
		if err := f.end(); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
	})
}
