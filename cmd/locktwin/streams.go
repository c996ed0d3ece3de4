package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Exit statuses of every command.
const (
	exitMet      = 0 // done; of a scenario: every expectation is met
	exitNotMet   = 1 // the scenario ran and an expectation is not met; the images differ
	exitBadInput = 2 // a flag, file or value that cannot be used
	exitInternal = 3 // a fault of locktwin itself
)

// Streams is all that a command sees of the process it runs in. Tests hand in
// buffers.
type Streams struct {
	In          io.Reader
	Out, Err    io.Writer
	OutTerminal bool // Out is a terminal: colour is welcome
	ErrTerminal bool // Err is a terminal: progress is welcome
	Getenv      func(name string) string
	Clock       func() time.Time // wall clock: only for "how long did this take"
}

// refuse tells why the input cannot be used and gives the exit status for that.
// A message of several lines is printed as it is; it begins with the place.
func (s *Streams) refuse(err error) int {
	text := strings.TrimRight(err.Error(), "\n")
	if strings.Contains(text, "\n") {
		fmt.Fprintln(s.Err, text)
	} else {
		fmt.Fprintln(s.Err, "locktwin: "+text)
	}
	return exitBadInput
}

// sticky remembers the first failure of a writer, so that a full disk behind
// standard output does not pass for success.
type sticky struct {
	w   io.Writer
	err error
}

func (s *sticky) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err != nil && s.err == nil {
		s.err = err
	}
	return n, err
}
