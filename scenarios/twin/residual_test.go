package twin

import (
	"testing"

	"locktwin/scenarios/twin/telemetry"
)

// week is the telemetry of a week with one report a day.
func week() telemetry.Series {
	s := telemetry.Series{Lock: "1A2B3C4D"}
	for d := range telemetry.UnixMilli(8) {
		s.Records = append(s.Records, telemetry.Record{At: d * dayMS, Kind: telemetry.KindBatteryReport, Report: &telemetry.BatteryReport{
			LastAction: "Lock", StartMV: telemetry.Some[int64](5600), LowestMV: telemetry.Some[int64](3900), MaxCurrentRaw: telemetry.Some[int64](2700),
			DrainMWS: telemetry.Some[int64](8200), StartTempC: telemetry.Some[int64](18), DistanceRaw: telemetry.Some[int64](726)}})
	}
	return s
}

func TestResidualsAreComputedWithoutAllocating(t *testing.T) {
	s := week()
	c := chart(&s)
	kind, err := cellsOf("alkaline")
	if err != nil {
		t.Fatal(err)
	}
	f := newFitting(c, kind)
	z, out := make([]float64, f.n), make([]float64, channels*len(c.glances)+len(f.odd))
	if n := testing.AllocsPerRun(10, func() { f.residuals(z, 0, len(c.glances), out) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func TestTheStraightenedSpaceLeadsBack(t *testing.T) {
	s := week()
	c := chart(&s)
	kind, err := cellsOf("alkaline")
	if err != nil {
		t.Fatal(err)
	}
	f := newFitting(c, kind)
	z := make([]float64, f.n)
	for i := range z {
		z[i] = 0.3 - 0.05*float64(i)
	}
	b := newBend(f, z)
	y, back := make([]float64, f.n), make([]float64, f.n)
	b.straight(z, y)
	if _, ok := b.bent(y, back); !ok {
		t.Fatal("no way back")
	}
	for i := range z {
		if d := back[i] - z[i]; d > 1e-6 || d < -1e-6 {
			t.Errorf("unknown %d: %g, came back as %g", i, z[i], back[i])
		}
	}
}
