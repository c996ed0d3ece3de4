package diagnose

import (
	"fmt"
	"locktwin/model/firmware"
	"locktwin/model/power"
	"locktwin/scenarios"
	"locktwin/scenarios/twin/change"
	"testing"
	"time"
)

func TestExp(t *testing.T) {
	for _, p := range firmware.ProfileNames() {
		b, err := change.Prepare(p, change.Options{Board: scenarios.BoardSpec{Bulk: scenarios.Some(68 * scenarios.Microfarad)}})
		_ = b
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range change.Faults() {
			m := map[string]int{}
			s := time.Now()
			for i := 0; i < 12; i++ {
				cel := 20.0
				old := power.PackConfig{Kind: power.Alkaline, Cells: 4, ChargePercent: 10}
				if f == change.ColdMotorStart {
					cel = -10
					old.AgeYears = 2
					old.ChargePercent = 5
				}
				if f == change.RunningEmpty {
					old.ChargePercent = 2
					old.AgeYears = 2
				}
				o, err := b.Play(change.Change{Old: old, New: power.PackConfig{Kind: power.Eneloop, Cells: 4, ChargePercent: 90}, Celsius: cel, Fault: f, Seed: uint64(i + 1)})
				if err != nil {
					t.Fatal(err)
				}
				m[fmt.Sprint(o.Fate, " ", o.DefaultAccepted, " r", o.Resets > 0, " b", o.BrownOuts > 0, " ", o.Torn)]++
			}
			fmt.Println(p, f, time.Since(s)/12, m)
		}
	}
}
