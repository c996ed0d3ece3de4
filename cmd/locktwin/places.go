package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// stateDir is where `serve` keeps its locks when it is not told otherwise:
// $XDG_STATE_HOME/locktwin; without the variable ~/.local/state/locktwin on
// systems that have such a folder by convention, and the folder of the user's
// settings elsewhere.
func (s *Streams) stateDir() (string, error) {
	if d := s.Getenv("XDG_STATE_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "locktwin"), nil
	}
	if home := s.Getenv("HOME"); filepath.IsAbs(home) && runtime.GOOS != "darwin" && runtime.GOOS != "windows" {
		return filepath.Join(home, ".local", "state", "locktwin"), nil
	}
	d, err := s.settingsDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(d, "state"), nil
}

// settingsDir is where the command keeps what belongs to the user.
func (s *Streams) settingsDir() (string, error) {
	if s.ConfigDir == nil {
		return "", errors.New("there is no folder for settings")
	}
	d, err := s.ConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for settings: %w", err)
	}
	return filepath.Join(d, "locktwin"), nil
}

// tokenOf is the token of a flag, or the first one of a file; "" if there is
// neither.
func tokenOf(s *Streams, flag, file string) (string, error) {
	if flag != "" && file != "" {
		return "", errors.New("--token and --token-file: one of the two")
	}
	if file == "" {
		return flag, nil
	}
	text, err := readFile(s, file, maxTokenFileBytes)
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	// The first one, of a file with one token a line and what it grants behind it.
	for line := range strings.Lines(string(text)) {
		if token, _, _ := strings.Cut(strings.TrimSpace(line), " "); token != "" && !strings.HasPrefix(token, "#") {
			return token, nil
		}
	}
	return "", fmt.Errorf("--token-file %s: there is no token in it", file)
}

// writePrivate writes a file that nobody but the user can read, beside its final
// name, and moves it there when it is complete.
func writePrivate(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("%s: %w", filepath.Dir(name), withoutPath(err))
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*") // readable for the user alone
	if err != nil {
		return fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	_, err = f.Write(content)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	return nil
}
