package campaign

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func TestLengthsFillTheWindowAndProbabilitiesTheHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		r := ran(t, s, 9)
		for _, v := range r.Variants {
			for _, part := range parts {
				length, p := time.Duration(0), 0.0
				for _, row := range v.Rows {
					if row.Faults == 1 && row.Part == part {
						length += row.Length
						p += row.Probability
					}
				}
				whole := v.Survey.Window * time.Duration(len(s.Fault.For))
				if len(s.Fault.At) > 0 {
					whole = 0
				}
				if length != whole || !near(p, v.Within) {
					t.Fatalf("%s: the rows are %v of %v long and %g of %g likely", part, length, whole, p, v.Within)
				}
			}
		}
	})
}

func ran(t interface{ Fatal(...any) }, s Spec, states uint64) *Result {
	b, _ := inOrder(t, s, states)
	r, err := DecodeResult(b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWindowsHaveNoGapsAndNeighboursDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		for _, v := range ran(t, s, 4).Variants {
			if len(s.Fault.At) > 0 {
				if len(v.Windows) > 0 {
					t.Fatal("instants have windows")
				}
				continue
			}
			for i, w := range v.Windows {
				first := i == 0 || v.Windows[i-1].For != w.For
				last := i == len(v.Windows)-1 || v.Windows[i+1].For != w.For
				switch {
				case first && w.From != 0, last && w.To != v.Survey.Window, w.To <= w.From:
					t.Fatalf("window %d goes from %v to %v of %v", i, w.From, w.To, v.Survey.Window)
				case first:
				case v.Windows[i-1].To != w.From:
					t.Fatalf("window %d begins at %v, the one before it ends at %v", i, w.From, v.Windows[i-1].To)
				case sameEnd(v.Windows[i-1].Verdict, w.Verdict) && v.Windows[i-1].Share == w.Share && v.Windows[i-1].Operation == w.Operation:
					t.Fatalf("windows %d and %d are one", i-1, i)
				}
			}
		}
	})
}

// byPaths adds up probabilities path by path, without merging any state.
func byPaths(e *fake, v Variant, path []Fault, state uint64, base time.Duration, p float64, faults int, into map[rowKey]float64) {
	s := e.survey(v, state, base)
	findings, _ := e.Explore(v, path, 0, len(s.Classes))
	for i := range s.Classes {
		x := &s.Classes[i]
		share := 1 / float64(len(s.Classes))
		if !x.given() {
			share = e.spec.Hand.Share(x.From-base, x.To-base, s.Window) / float64(len(e.spec.Fault.For))
		}
		for _, d := range findings[i].Verdicts {
			for _, part := range parts {
				into[rowKey{faults, part, d.Class(part)}] += p * share * float64(d.Samples) / float64(samplesOf(findings[i].Verdicts))
			}
		}
		if faults < e.spec.Depth {
			next := append(append([]Fault{}, path...), x.Fault)
			byPaths(e, v, next, e.leads(v, state, i), x.Fault.At+x.Fault.For, p*share, faults+1, into)
		}
	}
}

func TestMergedStatesGiveTheProbabilitiesOfAllPaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		s.Axes, s.Thin = s.Axes[:1], false
		e := &fake{spec: s, states: 5}
		r := ran(t, s, 5)
		for _, v := range r.Variants {
			want := map[rowKey]float64{}
			byPaths(e, v.Variant, nil, 0, 0, 1, 1, want)
			for _, row := range v.Rows {
				if row.Part == InvariantPart {
					continue
				}
				k := rowKey{row.Faults, row.Part, row.Class}
				if math.Abs(want[k]-row.Probability) > 1e-9 {
					t.Fatalf("%+v: %g path by path, %g merged", k, want[k], row.Probability)
				}
				delete(want, k)
			}
			// Any order: one is enough to fail.
			for k, p := range want {
				t.Fatalf("%+v with %g is in no row", k, p)
			}
		}
	})
}

func TestAThinCampaignLosesNoProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		s.Thin, s.Hand = true, Hand{}
		for _, v := range ran(t, s, 40).Variants {
			sums := make([]float64, s.Depth+1)
			for _, row := range v.Rows {
				if row.Part == PINPart {
					sums[row.Faults] += row.Probability
				}
			}
			for _, p := range sums[1:] {
				if !near(p, 1) {
					t.Fatalf("the ends of the PIN are %g likely", sums[1:])
				}
			}
		}
	})
}

func TestHandIsIntegratedExactly(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct {
		hand     Hand
		from, to time.Duration
		want     float64
	}{
		{Hand{}, 0, 100 * ms, 1},
		{Hand{}, 25 * ms, 50 * ms, 0.25},
		{Hand{Shape: Uniform, From: 20 * ms, To: 60 * ms}, 0, 30 * ms, 0.25},
		{Hand{Shape: Uniform, From: 20 * ms, To: 60 * ms}, 50 * ms, 100 * ms, 0.25},
		{Hand{Shape: Uniform, From: 20 * ms, To: 60 * ms}, 70 * ms, 100 * ms, 0},
		{Hand{Shape: LogUniform, From: ms, To: 100 * ms}, 0, 10 * ms, 0.5},
		{Hand{Shape: LogUniform, From: ms, To: 100 * ms}, 10 * ms, 100 * ms, 0.5},
		{Hand{Shape: LogUniform, From: ms, To: 100 * ms}, 0, 200 * ms, 1},
		{Hand{Shape: LogUniform, From: ms, To: 100 * ms}, 0, ms, 0},
	} {
		if got := c.hand.Share(c.from, c.to, 100*ms); !near(got, c.want) {
			t.Errorf("%+v from %v to %v: %g, want %g", c.hand, c.from, c.to, got, c.want)
		}
	}
}

func TestPortionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := time.Duration(rapid.Int64Range(0, int64(longest)).Draw(t, "length"))
		var ending []Verdict
		for range rapid.IntRange(1, 5).Draw(t, "ends") {
			ending = append(ending, Verdict{Samples: rapid.IntRange(1, 12).Draw(t, "samples")})
		}
		sum := time.Duration(0)
		for i, d := range portions(length, ending, samplesOf(ending)) {
			exact := float64(length) * float64(ending[i].Samples) / float64(samplesOf(ending))
			if math.Abs(float64(d)-exact) > 1+exact*1e-15 {
				t.Fatalf("%v, exactly %g", d, exact)
			}
			sum += d
		}
		if sum != length {
			t.Fatalf("%v of %v", sum, length)
		}
	})
}
