package main

import (
	"time"

	"github.com/schollz/progressbar/v3"

	"locktwin/emulator/workers"
)

// showProgress shows on a terminal how far a campaign is and how long the rest
// may take. It ends with the reports; done waits for that and takes the line
// back. A standard error that is no terminal shows nothing.
func showProgress(s *Streams, reports <-chan workers.Progress) (done func()) {
	if !s.ErrTerminal {
		return func() {}
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		bar := progressbar.NewOptions(1,
			progressbar.OptionSetWriter(s.Err),
			progressbar.OptionSetWidth(30),
			progressbar.OptionSetPredictTime(false), // from the clock that is handed in
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionShowDescriptionAtLineEnd(),
		)
		for p := range reports {
			// One more than there is, since a bar that is full does not move any more.
			bar.ChangeMax(max(p.Weight+p.WeightToCome, p.WeightDone) + 1)
			bar.Describe(remaining(p))
			bar.Set(p.WeightDone)
		}
		bar.Clear()
	}()
	return func() { <-over }
}

// remaining words how long the rest of a campaign takes, once a part of it is
// done that says something about the rest.
func remaining(p workers.Progress) string {
	left, ok := p.Remaining()
	whole := p.Weight + p.WeightToCome - p.WeightRecalled
	switch done := p.WeightDone - p.WeightRecalled; {
	case !ok || done*20 < whole && p.Elapsed < 10*time.Second:
		return "working"
	case left < time.Second:
		return "nearly done"
	}
	return "about " + took(left.Round(time.Second)) + " left"
}
