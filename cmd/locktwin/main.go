// Command locktwin plays scenarios of a simulated battery lock, checks scenario
// files, looks into flash images and lists what the model is made of. It serves
// running locks, speaks to them as an app does, and handles them as a person
// with a screwdriver does.
//
// It holds flags, streams, exit codes and the shape of what is printed. It must
// not decide anything about a lock: that is for the packages below it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

func main() {
	s := &Streams{
		In:          os.Stdin,
		Out:         os.Stdout,
		Err:         os.Stderr,
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Getenv:      os.Getenv,
		Clock:       time.Now,
		Program:     os.Args[0],
		ConfigDir:   os.UserConfigDir,
		Interrupts:  interrupts,
	}
	if term.IsTerminal(int(os.Stdin.Fd())) && s.ErrTerminal {
		s.Secret = secret
	}
	os.Exit(Main(os.Args[1:], s))
}

// secret asks on the standard error, since the standard output may be a pipe.
func secret(question string) (string, error) {
	fmt.Fprint(os.Stderr, question)
	line, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	return string(line), err
}

func interrupts() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	return c, func() { signal.Stop(c) }
}
