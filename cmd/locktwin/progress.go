package main

import (
	"fmt"
	"io"
	"time"

	"locktwin/model/trace"
)

// progress tells on a terminal how far a long run is. It is a listener, not a
// clock: between events nothing is printed.
type progress struct {
	w      io.Writer
	clock  func() time.Time
	began  time.Time
	next   time.Time
	events int
	shown  bool
}

const (
	// progressAfter is how long a run may take before it is worth a word.
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
	// progressStride is how many events pass between two looks at the clock.
	progressStride = 1024
)

func newProgress(w io.Writer, clock func() time.Time) *progress {
	now := clock()
	return &progress{w: w, clock: clock, began: now, next: now.Add(progressAfter)}
}

// Event is called by the trace.
func (p *progress) Event(e *trace.Event) {
	p.events++
	if p.events%progressStride != 0 {
		return
	}
	now := p.clock()
	if now.Before(p.next) {
		return
	}
	p.next, p.shown = now.Add(progressEvery), true
	at := e.At.String()
	fmt.Fprintf(p.w, "\r%s simulated, %d events, %.0f s\x1b[K", at[:len(at)-10], p.events, now.Sub(p.began).Seconds())
}

// done takes the line back.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
