package twin

import (
	"math"
	"slices"

	"locktwin/scenarios/twin/telemetry"
)

// group is what glances are averaged over.
type group struct {
	stretch int
	half    int64 // degrees, in halves
	unlatch bool
}

// look turns reports into glances and gives every stretch its temperature.
func (c *course) look(rs []telemetry.Record, acts []act) {
	c.degrees = usualWay(rs)
	trust := c.feel(rs)
	where := map[group]int{}
	told := false
	k := 0
	for i := range rs {
		r := &rs[i]
		at := c.find(r.At)
		b := r.Report
		if at < 0 || b == nil || r.Kind != telemetry.KindBatteryReport || stale(r) {
			continue
		}
		for k < len(acts) && acts[k].at <= r.At {
			k++
		}
		celsius := c.stretches[at].celsius
		if b.StartTempC.Set {
			celsius += float64(trust * (float64(b.StartTempC.Value) - celsius))
		}
		g := group{stretch: at, half: int64(2 * celsius), unlatch: isUnlatch(b.LastAction)}
		j, ok := where[g]
		if !ok {
			j = len(c.glances)
			where[g] = j
			c.glances = append(c.glances, glance{stretch: at, unlatch: g.unlatch})
		}
		x := &c.glances[j]
		x.celsius += celsius // divided by the reports in the end
		x.take(r, r.Has("dup"), k > 0 && r.At-acts[k-1].at >= restMS, c)
		told = told || x.channel[inVolts].n > 0
	}
	if !told {
		c.levels(rs)
	}
	c.finish()
}

// stale tells whether a record is no observation of its time.
func stale(r *telemetry.Record) bool {
	return r.Retained || r.Has("stale") || r.Has("default")
}

// warmthNoise is the variance in K² of a temperature that is told in whole degrees:
// rounding, and 0.3 K of the sensor (assumption).
const warmthNoise = 1.0/12 + 0.09

// feel gives every stretch its mean temperature, and tells how far to trust a single
// reading over that of its stretch: not at all where readings of one day differ no
// more than their noise. A slope with temperature comes out too flat if noise is
// taken for warmth.
func (c *course) feel(rs []telemetry.Record) (trust float64) {
	warm := make([]mean, len(c.stretches))
	square := make([]float64, len(c.stretches))
	add := func(at int, t float64) {
		warm[at].add(t)
		square[at] += float64(t * t)
	}
	for i := range rs {
		r := &rs[i]
		at := c.find(r.At)
		if at < 0 || stale(r) {
			continue
		}
		if t := r.Temperature; r.Kind == telemetry.KindTemperature && t != nil && t.Place != "outdoor" {
			add(at, float64(t.TenthC)/10)
		}
		if b := r.Report; r.Kind == telemetry.KindBatteryReport && b != nil && b.StartTempC.Set && !r.Has("dup") {
			add(at, float64(min(max(b.StartTempC.Value, -40), 80)))
		}
	}
	var all, allSquare, n, within, free float64
	for i := range warm {
		m := &warm[i]
		if m.n == 0 {
			continue
		}
		all, allSquare, n = all+m.sum, allSquare+square[i], n+m.n
		within += square[i] - float64(m.sum*m.value())
		free += m.n - 1
	}
	c.celsius = refCelsius
	if n > 0 {
		c.celsius = all / n
		c.swing = math.Sqrt(max(0, allSquare/n-float64(c.celsius*c.celsius)))
	}
	c.warm(warm)
	c.shrink(warm)
	if free < 5 || within <= 0 {
		return 0
	}
	return max(0, 1-float64(warmthNoise*free/within))
}

// shrink draws the temperature of every stretch towards the mean by as much of its
// distance as is noise on average: a slope with temperature comes out too flat over
// temperatures that scatter more than the true ones.
func (c *course) shrink(seen []mean) {
	for i := range c.stretches {
		s := &c.stretches[i]
		if n := seen[i].n; n > 0 && c.swing > 0 {
			real := max(0, float64(c.swing*c.swing)-warmthNoise)
			s.celsius = c.celsius + float64((s.celsius-c.celsius)*real/(real+warmthNoise/n))
		}
		if i == 0 || s.celsius < c.coldest {
			c.coldest = s.celsius
		}
	}
}

// take adds a report. rested: its voltage was measured well after the action.
func (x *glance) take(r *telemetry.Record, dup, rested bool, c *course) {
	b := r.Report
	x.reports++
	s := &c.stretches[x.stretch]
	part := (float64(r.At-c.from)/dayMS - s.from) / s.days
	x.part += part // divided by the reports in the end
	x.atMS = max(x.atMS, r.At)
	if b.VoltageMV.Set && rested {
		x.channel[inVolts].add(float64(b.VoltageMV.Value) / 1000)
		step := float64(max(1, b.StepMV)) / 1000
		x.extra += float64(step * step / 12)
	}
	if dup {
		return
	}
	// With the latch the start that is told may be that of its second run.
	if b.StartMV.Set && !x.unlatch {
		x.channel[inVolts].add(float64(b.StartMV.Value) / 1000)
		if b.LowestMV.Set && b.LowestMV.Value < b.StartMV.Value {
			x.channel[inSag].add(float64(b.StartMV.Value-b.LowestMV.Value) / 1000)
		}
	}
	if b.MaxCurrentRaw.Set && b.MaxCurrentRaw.Value > 0 {
		x.channel[inCurrent].add(float64(b.MaxCurrentRaw.Value) / 1000)
	}
	if b.DrainMWS.Set && b.DrainMWS.Value > 0 && b.DrainMWS.Value < saturate {
		way := c.degrees
		if d := float64(b.DistanceRaw.Value) - overrun; b.DistanceRaw.Set && !x.unlatch && (d < 0.9*c.degrees || d > 1.1*c.degrees) {
			way = max(90, d)
		}
		// Brought to the usual way: drain is nearly in proportion to it.
		x.channel[inDrain].add(float64(float64(b.DrainMWS.Value) / 1000 * c.degrees / way))
	}
}

// usualWay is the median way of the key in degrees that reports tell, 720 where
// they tell none.
func usualWay(rs []telemetry.Record) float64 {
	var ways []int64
	for i := range rs {
		if b := rs[i].Report; b != nil && b.DistanceRaw.Set && !isUnlatch(b.LastAction) && b.DistanceRaw.Value > 90 && b.DistanceRaw.Value < 1600 {
			ways = append(ways, b.DistanceRaw.Value)
		}
	}
	if len(ways) == 0 {
		return degreesOfBolt
	}
	slices.Sort(ways)
	return float64(ways[len(ways)/2]) - overrun
}

// levels takes charge levels for voltages where nothing better is told.
func (c *course) levels(rs []telemetry.Record) {
	kind := c.typeOf()
	last := -1
	for i := range rs {
		r := &rs[i]
		b := r.Battery
		at := c.find(r.At)
		if r.Kind != telemetry.KindBatteryState || b == nil || at < 0 || stale(r) ||
			!b.LevelPercent.Set || b.LevelPercent.Value < 2 || b.LevelPercent.Value >= 98 || b.Charging.Set && b.Charging.Value {
			continue
		}
		if last != at {
			c.glances = append(c.glances, glance{stretch: at})
			last = at
		}
		x := &c.glances[len(c.glances)-1]
		v, width := voltsOf(kind, b.LevelPercent.Value)
		x.channel[inVolts].add(v)
		x.extra += float64(width * width / 12)
		x.reports++
		x.celsius += c.stretches[at].celsius
		s := &c.stretches[at]
		x.part += (float64(r.At-c.from)/dayMS - s.from) / s.days
		x.atMS = max(x.atMS, r.At)
		c.reports++
	}
}

// warm gives every stretch its mean temperature. One that tells none lies on the
// straight line between its neighbours that do.
func (c *course) warm(seen []mean) {
	last := -1
	for i := range c.stretches {
		if seen[i].n == 0 {
			continue
		}
		t := seen[i].value()
		for k := last + 1; k < i; k++ {
			c.stretches[k].celsius = t
			if last >= 0 {
				from := c.stretches[last].celsius
				c.stretches[k].celsius = from + float64((t-from)*float64(k-last)/float64(i-last))
			}
		}
		c.stretches[i].celsius = t
		last = i
	}
	for k := last + 1; k < len(c.stretches); k++ {
		c.stretches[k].celsius = c.celsius
		if last >= 0 {
			c.stretches[k].celsius = c.stretches[last].celsius
		}
	}
}

// finish turns sums into averages and orders the glances.
func (c *course) finish() {
	kept := c.glances[:0]
	for _, x := range c.glances {
		x.part = min(max(x.part/float64(x.reports), 0), 1)
		x.celsius = min(max(x.celsius/float64(x.reports), -30), 60)
		if n := x.channel[inVolts].n; n > 0 {
			x.extra /= n
		}
		told := false
		for k := range x.channel {
			told = told || x.channel[k].n > 0
		}
		if told {
			x.weigh()
			kept = append(kept, x)
		}
	}
	c.glances = kept
	slices.SortStableFunc(c.glances, func(a, b glance) int { return compare(a.atMS, b.atMS) })
}
