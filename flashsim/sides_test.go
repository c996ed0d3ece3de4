package flashsim

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
)

// Stages are in the sides as well; that one begins is no border by itself.
func TestCutsBetweenTwoBordersHaveEqualSidesAndABorderChangesThem(t *testing.T) {
	for _, part := range Catalogue() {
		part := small(part, 256)
		t.Run(part.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := New(part, repro.Root(rapid.Uint64().Draw(t, "seed")))
				var now time.Duration
				aLife(t, d, &now)
				if !anOperation(t, d, Conditions{Now: now, Volts: 3.3, Celsius: 25}) {
					return
				}
				r := Reading{Volts: 3.3, Celsius: 25, After: time.Hour, Sigmas: 5, Levels: AllLevels &^ (Depletion | Corrected)}
				if part.Technology == Ferroelectric {
					r.Levels &^= Touched // by a byte that nobody asks for
				}
				in := []Range{{d.fl.op.Addr, 1}}
				sides := func(at time.Duration) uint64 {
					c := Conditions{Now: now + at + r.After, Volts: r.Volts, Celsius: r.Celsius}
					return cutThere(d, at).Sides(in, c, r.Sigmas)
				}
				stages := map[time.Duration]bool{}
				begin := d.fl.stagesBegin()
				for _, st := range d.fl.stages {
					stages[begin] = true
					begin += st.length
				}
				enters := func(from, to time.Duration) bool {
					for at := range stages {
						if at > from && at < to {
							return true
						}
					}
					return false
				}
				borders := d.Borders(nil, in, r)
				for k := rapid.IntRange(0, 3).Draw(t, "first"); k < len(borders); k += 1 + len(borders)/10 {
					from, at := time.Duration(0), borders[k].At
					for j := k - 1; j >= 0 && from == 0; j-- {
						if borders[j].At < at {
							from = borders[j].At
						}
					}
					if from == at {
						continue
					}
					first := sides(from)
					if !enters(from, at) && first != sides(at-1) {
						t.Fatalf("cuts at %v and %v lie between two borders and have other sides", from, at-1)
					}
					if from > 0 && first == sides(from-1) {
						t.Fatalf("a cut at %v has the sides of one a nanosecond before", from)
					}
				}
			})
		})
	}
}
