package telemetry

// What a lock with four cells of size AA can tell. The numbers are assumptions of
// this project: wide enough for every set of cells that is sold for these locks,
// narrow enough to notice a value in the wrong unit.
const (
	earliest UnixMilli = 1420070400000 // 2015-01-01: before that none was sold
	latest   UnixMilli = 4102444799999 // 2099-12-31

	leastMV, mostMV     = 2000, 7400 // a rested set: four cells of 0.5 V to 1.85 V
	leastSagMV          = 500        // a set at its lowest instant
	leastDieC, mostDieC = -40, 85    // what such a chip is made for
	mostDistance        = 3600       // degrees; a full turn of the key is 360, two are 720
	mostCurrentMA       = 10_000     // of a motor that four cells drive
	mostResistance      = 10_000     // mΩ
	fullDrain           = maxU16     // the counter stands at its end
	leastAirC10         = -600       // 0.1 °C
	mostAirC10          = 700        // 0.1 °C
	leastRSSI, mostRSSI = -127, -1   // dBm; 0 is what a gateway says that has not heard the lock
)

// values makes absent what no such lock can tell, and drops records that tell
// nothing else.
func (c *cleaner) values() {
	for i := range c.records {
		r := &c.records[i]
		if r.LockAt.Set && (r.LockAt.Value < earliest || r.LockAt.Value > latest) {
			c.found.add(r.Line, 0, CodeClock, true, "the lock's clock shows %s: it was not set; its time is left out", appendStamp(nil, r.LockAt.Value))
			r.LockAt = Opt[UnixMilli]{}
		}
		switch {
		case r.Report != nil:
			c.report(r)
		case r.Battery != nil:
			if l := r.Battery.LevelPercent; l.Set && (l.Value > 100 || l.Value < 0) {
				c.found.add(r.Line, 0, CodeImplausible, false, "a level of %d %%; it goes from 0 to 100, so the state was not known then", l.Value)
				c.drop(r)
				continue
			}
		case r.Temperature != nil:
			t, low, high := r.Temperature.TenthC, int64(leastAirC10), int64(mostAirC10)
			if r.Temperature.Place == "die" {
				low, high = leastDieC*10, mostDieC*10
			}
			if t < low || t > high {
				c.found.add(r.Line, 0, CodeImplausible, false, "a temperature of %d; it goes from %d to %d, in 0.1 °C", t, low, high)
				c.drop(r)
				continue
			}
		case r.Link != nil:
			c.hold(r, "rssi_dbm", &r.Link.RSSIDBm, leastRSSI, mostRSSI)
			c.hold(r, "wifi_rssi_dbm", &r.Link.WiFiRSSIDBm, leastRSSI, mostRSSI)
		case r.Cells != nil:
			c.hold(r, "mv_before", &r.Cells.BeforeMV, 0, mostMV)
			c.hold(r, "mv_after", &r.Cells.AfterMV, 0, mostMV)
			continue // that cells were changed is enough
		}
		if k := kindNamed(string(r.Kind)); !k.filled(r) {
			c.found.add(r.Line, 0, CodeImplausible, false, "the %s tells nothing that could be so", r.Kind)
			c.drop(r)
		}
	}
	c.compact()
}

// report holds the values of a battery report.
func (c *cleaner) report(r *Record) {
	b := r.Report
	c.hold(r, "voltage_mv", &b.VoltageMV, leastMV, mostMV)
	c.hold(r, "start_mv", &b.StartMV, leastMV, mostMV)
	c.hold(r, "lowest_mv", &b.LowestMV, leastSagMV, mostMV)
	c.hold(r, "start_temp_c", &b.StartTempC, leastDieC, mostDieC)
	c.hold(r, "distance_raw", &b.DistanceRaw, 0, mostDistance)
	c.hold(r, "max_current_raw", &b.MaxCurrentRaw, 0, mostCurrentMA)
	c.hold(r, "resistance_raw", &b.ResistanceRaw, 0, mostResistance)
	c.hold(r, "drain_mws", &b.DrainMWS, 0, fullDrain-1)
	if b.StartMV.Set && b.LowestMV.Set && b.LowestMV.Value > b.StartMV.Value {
		c.found.add(r.Line, 0, CodeImplausible, true, "lowest_mv is %d and start_mv %d; the lowest is not above the start; both are left out", b.LowestMV.Value, b.StartMV.Value)
		b.StartMV, b.LowestMV = Opt[int64]{}, Opt[int64]{}
	}
}

// hold makes a value absent that lies outside its limits.
func (c *cleaner) hold(r *Record, name string, v *Opt[int64], low, high int64) {
	if v.Set && (v.Value < low || v.Value > high) {
		c.found.add(r.Line, 0, CodeImplausible, true, "%s is %d; plausible is %d to %d; the value is left out", name, v.Value, low, high)
		*v = Opt[int64]{}
	}
}
