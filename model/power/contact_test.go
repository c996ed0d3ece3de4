package power

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
)

func TestContactPatternsEndAsTheyShould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := repro.Root(rapid.Uint64().Draw(t, "seed")).Stream()
		over := time.Duration(rapid.Int64Range(0, 200e6).Draw(t, "over"))
		chatter := rapid.IntRange(0, 8).Draw(t, "chatter")
		total := func(steps []ContactStep) (sum time.Duration) {
			for _, s := range steps {
				if s.After < 0 || math.IsNaN(float64(s.Ohms)) || s.Ohms < 0 {
					t.Fatalf("%v", steps)
				}
				sum += s.After
			}
			return sum
		}
		out := SlowRemoval(&st, Removal{Closed: 0.02, Over: over, Chatter: chatter})
		if d := total(out); d > over || d < over-4 {
			t.Fatalf("removal over %v took %v", over, d)
		}
		if !math.IsInf(float64(out[len(out)-1].Ohms), 1) || out[0].After != 0 {
			t.Fatalf("%v", out)
		}
		in := BouncyInsertion(&st, Insertion{Closed: 0.03, Bounces: -1, LongGap: -1})
		opens := 0
		for i, s := range in {
			if math.IsInf(float64(s.Ohms), 1) {
				opens++
			}
			if closed := !math.IsInf(float64(s.Ohms), 1); closed != (i%2 == 0) {
				t.Fatalf("%v", in)
			}
		}
		total(in)
		if opens < 3 || opens > 9 || in[len(in)-1].Ohms != 0.03 {
			t.Fatalf("%v", in)
		}
		if n := len(BouncyInsertion(&st, Insertion{Closed: 0.03})); n != 1 {
			t.Fatalf("a firm insertion has %d steps", n)
		}
		knock := KnockContact(&st, Knock{Closed: 0.02, Openings: -1})
		if n := len(knock); n != 2 && n != 4 || knock[len(knock)-1].Ohms != 0.02 {
			t.Fatalf("%v", knock)
		}
		if d := knock[1].After; d < time.Millisecond || d > 15*time.Millisecond {
			t.Fatalf("open for %v", d)
		}
		total(knock)
	})
}

func TestPatternsRepeatFromTheirStream(t *testing.T) {
	draw := func() []ContactStep {
		st := repro.Root(5).Child("insertion").Stream()
		return BouncyInsertion(&st, Insertion{Closed: 0.03, Bounces: -1, LongGap: -1})
	}
	a, b := draw(), draw()
	if len(a) != len(b) {
		t.Fatal("lengths differ")
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("step %d: %v and %v", i, a[i], b[i])
		}
	}
}
