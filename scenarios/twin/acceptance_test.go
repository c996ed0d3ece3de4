package twin_test

import (
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
)

// outcome is one hidden lock fitted.
type outcome struct {
	lock  hidden.Lock
	truth twin.Values
	fit   *twin.Fit
	err   error
}

// fitted plays and fits n hidden locks on all cores.
func fitted(t testing.TB, seed uint64, n int) []outcome {
	t.Helper()
	locks := hidden.New(seed, n)
	out := make([]outcome, n)
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				o := &out[i]
				o.lock = locks[i]
				s, truth, err := o.lock.Telemetry()
				if o.truth, o.err = truth, err; err == nil {
					o.fit, o.err = twin.New(s, twin.Options{Seed: uint64(i), Chemistry: o.lock.Chemistry})
				}
			}
		})
	}
	for i := range out {
		next <- i
	}
	close(next)
	wait.Wait()
	for i := range out {
		if out[i].err != nil {
			t.Fatalf("lock %d: %v", i, out[i].err)
		}
	}
	return out
}

func TestHidden(t *testing.T) {
	n := 100
	all := fitted(t, seedOf(), n)
	refused := 0
	for i := range all {
		if !all[i].fit.Usable {
			refused++
			t.Logf("%d %s %d reports: %v", i, all[i].lock.Chemistry, all[i].fit.Reports, all[i].fit.Refusals)
		}
	}
	for p := range twin.Parameters {
		in, below, above, used := 0, 0, 0, 0
		var widths, informed []float64
		for i := range all {
			e := all[i].fit.Estimates[p]
			used++
			v := all[i].truth[p]
			switch {
			case v < e.Low:
				below++
				t.Logf("    %3d %-11s %v < %v..%v (days %d old %v timer %v)", i, all[i].lock.Chemistry, v, e.Low, e.High, all[i].lock.Days, all[i].fit.CellsMS, all[i].fit.Actions)
			case v > e.High:
				above++
				t.Logf("    %3d %-11s %v > %v..%v (days %d old %v timer %v)", i, all[i].lock.Chemistry, v, e.Low, e.High, all[i].lock.Days, all[i].fit.CellsMS, all[i].fit.Actions)
			default:
				in++
			}
			w := (e.High - e.Low) / e.Value
			if p == twin.Charge {
				w = e.High - e.Low
			}
			widths = append(widths, w)
			informed = append(informed, e.Informed)
		}
		by := map[string][3]float64{}
		for i := range all {
			e := all[i].fit.Estimates[p]
			z := (all[i].truth[p] - e.Value) / ((e.High - e.Low) / 3.29)
			k := all[i].lock.Chemistry
			z = min(max(z, -3), 3)
			by[k] = [3]float64{by[k][0] + 1, by[k][1] + z, by[k][2] + z*z}
		}
		for _, k := range []string{"alkaline", "eneloop", "eneloop-pro", "l91"} {
			x := by[k]
			t.Logf("      %s n %v mean z %+.2f rms %.2f", k, x[0], x[1]/x[0], math.Sqrt(x[2]/x[0]))
		}
		slices.Sort(widths)
		slices.Sort(informed)
		t.Logf("%-22v in %3d below %2d above %2d of %d  width %.4f (%.4f..%.4f) informed %.2f", p, in, below, above, used, widths[len(widths)/2], widths[len(widths)/20], widths[len(widths)*19/20], informed[len(informed)/2])
	}
	t.Log("refused", refused)
	{
		var c, m [2]float64
		for i := range all {
			k, _ := power.LookupCell(power.CellKind(all[i].lock.Chemistry))
			z := (math.Log(all[i].truth[twin.Capacity]/k.CapacityMilliampHours.V) + 0.03) / 0.12
			w := math.Log(all[i].truth[twin.Idle]/300) / 0.8
			c[0] += z
			c[1] += z * z
			m[0] += w
			m[1] += w * w
		}
		n := float64(len(all))
		t.Logf("drawn capacity mean %.2f rms %.2f idle mean %.2f rms %.2f", c[0]/n, math.Sqrt(c[1]/n), m[0]/n, math.Sqrt(m[1]/n))
	}
	_ = math.Pi
	ratios := map[string][]float64{}
	for i := range all {
		for _, r := range all[i].fit.Residuals {
			ratios[r.Channel] = append(ratios[r.Channel], r.Ratio)
		}
	}
	for _, k := range []string{"voltage", "sag", "current", "drain"} {
		slices.Sort(ratios[k])
		x := ratios[k]
		t.Logf("%s ratio %.2f (%.2f..%.2f)", k, x[len(x)/2], x[len(x)/20], x[len(x)*19/20])
	}
}

func seedOf() uint64 {
	v, _ := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	return v + 1
}
