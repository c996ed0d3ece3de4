package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Exit statuses of every command.
const (
	exitMet      = 0 // done; of a scenario: every expectation is met
	exitNotMet   = 1 // the scenario ran and an expectation is not met; the images differ; the lock says no
	exitBadInput = 2 // a flag, file or value that cannot be used; a server or lock that is not there
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

	// Program is the command as the user has typed it; "" is locktwin.
	Program string
	// ConfigDir is where programs keep what belongs to the user.
	ConfigDir func() (string, error)
	// Secret asks on the terminal for a line that is not shown while it is typed;
	// nil when there is nobody to ask.
	Secret func(question string) (string, error)
	// Interrupts gives a channel of what asks the process to end, until stop is
	// called; nil in a process that nobody interrupts.
	Interrupts func() (signals <-chan os.Signal, stop func())
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

// object prints one value of JSON and gives the exit status of success.
func (s *Streams) object(v any) int {
	if err := encode(s.Out, v); err != nil {
		return s.refuse(err)
	}
	return exitMet
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
