package telemetry

import (
	"cmp"
	"slices"
)

// What shows that cells were changed. Nothing tells it; these are guesses of this
// project.
const (
	riseMV      = 300       // between two reports
	risePercent = 20        // between two states
	aroundMS    = 3_600_000 // somebody who notes a change does so within an hour
)

// rise is a stretch of time within which the battery became better.
type rise struct{ from, to UnixMilli }

// cells concludes from the battery that cells were changed. A pack that is being
// charged, and a lock that was told of another kind of cell, rise as well.
func (c *cleaner) cells(lock string) {
	var rises []rise
	var volt, level *Record
	charging, typed := false, UnixMilli(0)
	for i := range c.records {
		r := &c.records[i]
		switch {
		case r.Config != nil && (r.Config.Key == "batteryType" || r.Config.Key == "automaticBatteryTypeDetection"):
			typed = r.At
		case r.Battery != nil:
			b := r.Battery
			now := charging || b.Charging.Value
			if b.LevelPercent.Set && !r.Has(QualityStale) {
				if level != nil && r.At > level.At && b.LevelPercent.Value >= level.Battery.LevelPercent.Value+risePercent && !now && typed <= level.At && c.staysUp(i, level.Battery.LevelPercent.Value+risePercent) {
					rises = append(rises, rise{level.At, r.At})
				}
				level = r
			}
			if b.Charging.Set {
				charging = b.Charging.Value
			}
		case r.Report != nil && r.Report.VoltageMV.Set:
			now := charging || r.Report.CriticalRaw.Value&2 != 0
			if volt != nil && r.At > volt.At && r.Report.VoltageMV.Value >= volt.Report.VoltageMV.Value+riseMV && !now {
				rises = append(rises, rise{volt.At, r.At})
			}
			volt = r
		}
	}
	var told []UnixMilli
	for i := range c.records {
		if r := &c.records[i]; r.Cells != nil {
			told = append(told, r.At)
		}
	}
	volts := c.voltages()
	var found []Record
	for _, of := range joined(rises) {
		i, _ := slices.BinarySearch(told, of.from-aroundMS)
		if i == len(told) || told[i] > of.to+aroundMS {
			found = append(found, Record{At: of.to, Kind: KindCellChange, Lock: lock, WithinS: Some(min(int64(of.to-of.from+999)/1000, maxWithinS)),
				Cells: &CellChange{Chemistry: "unknown", Origin: "inferred", BeforeMV: volts.before(of.from), AfterMV: volts.after(of.to)}})
		}
	}
	c.records = append(c.records, found...)
}

// staysUp says whether the next level after a record is high as well. One that
// rises for a single state is a mistake of somebody.
func (c *cleaner) staysUp(i int, least int64) bool {
	for _, r := range c.records[i+1:] {
		if r.Battery != nil && r.Battery.LevelPercent.Set && !r.Has(QualityStale) {
			return r.Battery.LevelPercent.Value >= least
		}
	}
	return true
}

// joined makes one of rises that overlap: level and voltage show the same change,
// which lies where both agree.
func joined(rises []rise) []rise {
	slices.SortFunc(rises, func(a, b rise) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from)) })
	var out []rise
	for _, r := range rises {
		if n := len(out) - 1; n >= 0 && r.from < out[n].to {
			out[n].from = max(out[n].from, r.from)
			continue
		}
		out = append(out, r)
	}
	return out
}
