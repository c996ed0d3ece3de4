//go:build unix && !aix && !solaris

package storage

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// holdDirectory takes a data directory for this process. The operating system
// gives it back when the file is closed or the process ends, however it ends.
func holdDirectory(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, &FileError{path, ErrInUse, "another server has this data directory"}
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// syncDirectory has the names in a directory written to the disk. Where that is
// not possible the file system does it in its own time.
func syncDirectory(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
