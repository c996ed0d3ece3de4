// Command locktwin plays scenarios of a simulated battery lock, checks scenario
// files, looks into flash images and lists what the model is made of.
//
// It holds flags, streams, exit codes and the shape of what is printed. It must
// not decide anything about a lock: that is for the packages below it.
package main

import (
	"os"
	"time"

	"golang.org/x/term"
)

func main() {
	os.Exit(Main(os.Args[1:], &Streams{
		In:          os.Stdin,
		Out:         os.Stdout,
		Err:         os.Stderr,
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Getenv:      os.Getenv,
		Clock:       time.Now,
	}))
}
