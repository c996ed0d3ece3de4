package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// workEvery is how often the sign of work moves.
const workEvery = 100 * time.Millisecond

// workBar shows on a terminal that something takes long; a standard error that is
// no terminal shows nothing. Of is how many parts there are, -1 unknown.
func workBar(s *Streams, what string, of int) *progressbar.ProgressBar {
	return progressbar.NewOptions(of,
		progressbar.OptionSetWriter(s.Err),
		progressbar.OptionSetWidth(30),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionThrottle(workEvery),
	)
}

// working shows a sign of work until done is called.
func working(s *Streams, what string) (done func()) {
	if !s.ErrTerminal {
		return func() {}
	}
	bar := workBar(s, what, -1)
	over, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		turn := time.NewTicker(workEvery)
		defer turn.Stop()
		for {
			select {
			case <-turn.C:
				bar.Add(1)
			case <-over:
				bar.Clear()
				return
			}
		}
	}()
	return func() {
		close(over)
		<-gone
	}
}
