package hidden

import (
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// begins is when hidden locks are first heard: 2025-01-01 00:00 UTC.
const begins telemetry.UnixMilli = 1_735_689_600_000

const lockID = "1A2B3C4D"

// Noise of sensors and gateway (assumptions; a fit assumes the same of sensors).
const (
	adcNoise     = 0.005 // V
	currentNoise = 0.015 // relative
	drainNoise   = 0.04  // relative: no two actions are alike
	warmthNoise  = 0.3   // °C
	lost         = 0.05  // of the reports
	twice        = 0.03
)

// voice is how the lock is heard: through imperfect sensors and an imperfect
// gateway.
type voice struct {
	sensor       twin.Sensor
	coarse       bool
	gapFrom, gap int
	noise        repro.Stream
	records      []telemetry.Record
	index        int64
	percent      int64
}

// instant is a time in a spell as a gateway stamps it.
func instant(from int, since time.Duration) telemetry.UnixMilli {
	return begins + telemetry.UnixMilli(from)*86_400_000 + telemetry.UnixMilli(since/time.Millisecond)
}

// change tells of a set that was put in.
func (v *voice) change(from int, kind string) {
	chemistry, brand := "alkaline", ""
	switch kind {
	case "eneloop":
		chemistry, brand = "nimh", "eneloop"
	case "eneloop-pro":
		chemistry, brand = "nimh", "eneloop pro"
	case "l91":
		chemistry = "lithium"
	}
	v.records = append(v.records, telemetry.Record{At: instant(from, 0), Kind: telemetry.KindCellChange, Lock: lockID, Source: "simulated",
		Cells: &telemetry.CellChange{Chemistry: chemistry, Brand: brand, Count: telemetry.Some[int64](4), Origin: "user"}})
}

// log tells of an action.
func (v *voice) log(from int, at time.Duration, a keyturner.LockAction) {
	v.index++
	v.records = append(v.records, telemetry.Record{At: instant(from, at), Kind: telemetry.KindLogEntry, Lock: lockID, Source: "simulated",
		Log: &telemetry.LogEntry{Index: v.index, Type: "LockAction", Action: word(a), Trigger: "manual", Result: "success"}})
}

func word(a keyturner.LockAction) string {
	switch a {
	case keyturner.ActionUnlock:
		return "Unlock"
	case keyturner.ActionUnlatch:
		return "Unlatch"
	}
	return "Lock"
}

func (v *voice) level() int64 { return v.percent }

// closing is the state that a gateway reads at the end of a spell: it says that the
// telemetry goes on until then.
func (v *voice) closing(from int, percent int64) {
	v.records = append(v.records, telemetry.Record{At: instant(from, spell*day), Kind: telemetry.KindBatteryState, Lock: lockID, Source: "simulated",
		Battery: &telemetry.BatteryState{LevelPercent: telemetry.Some(percent)}})
}

// volts is a voltage as the lock's converter reads it.
func (v *voice) volts(mv firmware.Millivolts) int64 {
	x := float64(float64(mv)/1000*v.sensor.Gain) + v.sensor.OffsetVolts + float64(adcNoise*v.noise.Normal())
	return int64(float64(x*1000) + 0.5)
}

// report asks the lock for its battery report and tells of it.
func (v *voice) report(st *stage, from int, since time.Duration, celsius float64) {
	b, err := st.report()
	if err != nil {
		return // it is not heard
	}
	t := &telemetry.BatteryReport{LastAction: word(b.LastAction), StepMV: 1}
	mv := v.volts(b.Voltage)
	if v.coarse {
		mv, t.StepMV = (mv+5)/10*10, 10
	}
	t.VoltageMV = telemetry.Some(mv)
	t.StartMV, t.LowestMV = telemetry.Some(v.volts(b.StartVoltage)), telemetry.Some(v.volts(b.LowestVoltage))
	current := float64(float64(float64(b.MaxTurnCurrent)*v.sensor.CurrentGain) * (1 + float64(currentNoise*v.noise.Normal())))
	t.MaxCurrentRaw = telemetry.Some(int64(current + 0.5))
	drain := float64(float64(float64(b.DrainMilliwattSeconds)*float64(v.sensor.Gain*v.sensor.CurrentGain)) * (1 + float64(drainNoise*v.noise.Normal())))
	t.DrainMWS = telemetry.Some(min(int64(drain+0.5), 65535))
	t.DistanceRaw = telemetry.Some(int64(b.DistanceDegrees))
	warm := celsius + float64(warmthNoise*v.noise.Normal())
	t.StartTempC = telemetry.Some(int64(warm+100.5) - 100)
	t.CriticalRaw = telemetry.Some(int64(b.Critical))
	v.percent = int64(b.Critical>>2) * 2
	at := instant(from, since)
	d := int((at - begins) / 86_400_000)
	unheard, again := v.noise.Float64() < lost, v.noise.Float64() < twice
	if unheard || d >= v.gapFrom && d < v.gapFrom+v.gap {
		return
	}
	r := telemetry.Record{At: at, Kind: telemetry.KindBatteryReport, Lock: lockID, Source: "simulated", Report: t}
	v.records = append(v.records, r)
	if again {
		r.At += 300_000
		v.records = append(v.records, r)
	}
}

// heard is the telemetry as it came, cleaned as any other.
func (v *voice) heard() telemetry.Series {
	s, _ := telemetry.Clean(lockID, v.sorted())
	return s
}

// sorted is the telemetry as it came.
func (v *voice) sorted() []telemetry.Record {
	slices.SortStableFunc(v.records, func(a, b telemetry.Record) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
	return v.records
}
