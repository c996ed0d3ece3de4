package locks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/scenarios/campaign"
)

// within finds the class that an instant falls into, and how far it is from the
// borders of the class.
func within(s *campaign.Survey, at time.Duration) (class int, off time.Duration) {
	class, _ = slices.BinarySearchFunc(s.Classes, at, func(c campaign.Class, at time.Duration) int {
		if c.To <= at {
			return -1
		}
		return 1
	})
	c := &s.Classes[class]
	return class, min(at-c.From, c.To-1-at)
}

// instants are regular and random ones, and some that lie beside borders.
func instants(s *campaign.Survey, n int) []time.Duration {
	r := repro.Root(11).Stream()
	var out []time.Duration
	for i := range n {
		out = append(out, s.Window*time.Duration(2*i+1)/time.Duration(2*n), time.Duration(float64(r.Float64()*float64(s.Window))))
		c := &s.Classes[r.IntN(len(s.Classes))]
		out = append(out, c.From+time.Duration(float64(r.Float64()*float64(c.To-c.From))), c.From+3, c.To-4)
	}
	return slices.DeleteFunc(out, func(d time.Duration) bool { return d < 0 || d >= s.Window })
}

func TestNoInstantOfAClassHasAnotherEnd(t *testing.T) {
	for _, c := range []struct {
		profile string
		step    int
		window  time.Duration
		cut     time.Duration
		n       int
		kinds   int // of ends, at least
	}{
		{"rewrite-at-boot", 6, 70 * time.Millisecond, 250 * time.Millisecond, 60, 4},
		{"two-page-swap", 2, time.Second, time.Minute, 30, 1},
		{"ab-slots", 2, time.Second, 2 * time.Second, 30, 3},
	} {
		t.Run(c.profile, func(t *testing.T) {
			if testing.Short() {
				c.n, c.kinds = 5, 1
			}
			if testing.Short() && c.step == 6 {
				c.step = 7 // few borders
			}
			spec := about(strings.Replace(change, "rewrite-at-boot", c.profile, 1), c.window)
			spec.Lock.Step, spec.Fault.For[0] = c.step, c.cut
			e, v := engine(t, spec)
			s := surveyed(t, e, v)
			tr := e.tracks[0]
			b, err := e.bench(tr.file, c.step)
			if err != nil {
				t.Fatal(err)
			}
			kinds := map[string]int{}
			for _, at := range instants(s, c.n) {
				class, off := within(s, at)
				// Borders are carried over to the instant of the cut to two nanoseconds.
				if off < 3 {
					continue
				}
				x, err := e.trial(b, []campaign.Fault{{Kind: campaign.Cut, At: at, For: c.cut}}, nil)
				if err != nil {
					t.Fatal(err)
				}
				operation := ""
				if i := s.Classes[class].Operation; i >= 0 {
					operation = s.Operations[i].Kind + " of " + s.Operations[i].Area
				}
				if x.operation != operation {
					t.Errorf("a cut at %v tears '%s', its class of [%v, %v) '%s'", at, x.operation, s.Classes[class].From, s.Classes[class].To, operation)
				}
				if s.Classes[class].Marginal {
					continue // the sample of the noise decides
				}
				got := explored(t, e, v, nil, class, class+1)[0].Verdicts[0]
				want := x.verdict
				want.Samples = 1
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("a cut at %v ends as %v, its class [%v, %v) as %v", at, want, s.Classes[class].From, s.Classes[class].To, got)
				}
				kinds[fmt.Sprint(want)]++
			}
			if len(kinds) < c.kinds {
				t.Errorf("the ends are of few kinds: %v", kinds)
			}
		})
	}
}
