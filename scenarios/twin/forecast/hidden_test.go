package forecast_test

import (
	"runtime"
	"sync"
	"testing"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
	"locktwin/scenarios/twin/hidden"
)

// lifeSeed draws the hidden locks that live on.
const lifeSeed = 77

// horizon is for how many days they do, and early how long before the warning a motor
// may stall that nobody has put right.
const (
	horizon = 450
	early   = 5.0
	few     = 10 // locks of which those with alkaline cells are played, of which most stall before they warn
)

// foretold is one hidden lock: what was foretold from its telemetry, and what came.
type foretold struct {
	life hidden.Life
	out  *forecast.Forecast
	err  error
}

// playOn fits hidden locks, looks ahead, and plays them on in the full simulator.
func playOn(t *testing.T, n int) []foretold {
	t.Helper()
	locks := hidden.New(lifeSeed, n)
	all := make([]foretold, n)
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				x := &all[i]
				if testing.Short() {
					locks[i].Days = 20
				}
				s, _, life, err := locks[i].LiveOn(horizon)
				x.life, x.err = life, err
				if err != nil {
					continue
				}
				f, err := twin.New(s, twin.Options{Seed: uint64(i), Chemistry: locks[i].Chemistry})
				if err == nil && f.Usable {
					x.out, err = forecast.New(f, forecast.Options{Known: forecast.Seen(s)})
				}
				x.err = err
			}
		})
	}
	for i := range n {
		if i < few || locks[i].Chemistry != "alkaline" {
			next <- i
		}
	}
	close(next)
	wait.Wait()
	return all
}

// TestHiddenLocksThatLiveOnWarnWhenForetold fits hidden locks to their telemetry and
// plays them on in the full simulator, with other weather and other days than before.
// Locks whose motor stalls well before the warning are left out: what is not done
// takes no charge. Of 24 at least 19 should lie in the 90 % interval: with other seeds
// fewer would by chance, one time in thirty. Intervals half as wide must not pass.
func TestHiddenLocksThatLiveOnWarnWhenForetold(t *testing.T) {
	n, share := 44, 0.78
	if testing.Short() {
		n, share = 1, 0
	}
	seen, in, half, signs, signIn := 0, 0, 0, 0, 0
	for i, x := range playOn(t, n) {
		if x.err != nil {
			t.Fatalf("lock %d: %v", i, x.err)
		}
		if x.out == nil {
			continue // refused
		}
		l, w := &x.life, &x.out.Warning
		if l.AtRest >= 0 && (l.Stalled < 0 || l.Stalled > l.AtRest-early) {
			seen++
			if w.Days-(w.Days-w.Low)/2 <= l.AtRest && l.AtRest <= w.Days+(w.High-w.Days)/2 {
				half++
			}
			if w.Low-hourly <= l.AtRest && l.AtRest <= w.High+hourly {
				in++
			} else {
				t.Logf("lock %d, %s: warned on day %.1f, foretold for %.1f (%.1f..%.1f)", i, x.out.Cells, l.AtRest, w.Days, w.Low, w.High)
			}
		}
		if l.AtOnce >= 0 && (l.Stalled < 0 || l.Stalled > l.AtOnce-early) {
			signs++
			if s := &x.out.FirstSign; s.Low-hourly <= l.AtOnce && l.AtOnce <= s.High+hourly {
				signIn++
			}
			if l.AtRest >= 0 && l.AtOnce > l.AtRest {
				t.Errorf("lock %d warned at rest on day %.1f, right after an action on day %.1f", i, l.AtRest, l.AtOnce)
			}
		}
	}
	t.Logf("warnings: %d of %d within; first signs: %d of %d", in, seen, signIn, signs)
	if float64(in) < share*float64(seen) || seen == 0 && n > 1 {
		t.Errorf("%d of %d warnings came when they were foretold", in, seen)
	}
	if n > 1 && float64(half) >= share*float64(seen) {
		t.Errorf("%d of %d warnings lie within half the interval: it is far too wide, or the test cannot fail", half, seen)
	}
	if float64(signIn) < (share-0.13)*float64(signs) {
		t.Errorf("%d of %d first signs came when they were foretold", signIn, signs)
	}
}

// hourly is half the time between two actions of a slow day: a lock is only heard when
// somebody acts.
const hourly = 0.3
