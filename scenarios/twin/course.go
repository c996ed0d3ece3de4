package twin

import (
	"math"
	"slices"
	"strings"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/scenarios/twin/telemetry"
)

// stretch of time in which use and temperature are taken as even.
type stretch struct {
	days    float64 // how long
	from    float64 // days since the telemetry began
	age     float64 // days since the cells were put in, in the middle; since the telemetry began for those that were in before
	old     bool    // the cells were in before
	set     int
	actions float64
	unlatch float64 // of the actions
	celsius float64
}

// glance is what reports of one day, temperature and kind of action say, averaged.
type glance struct {
	stretch int
	part    float64 // of the stretch that is over, 0..1
	atMS    telemetry.UnixMilli
	reports int
	celsius float64
	unlatch bool
	channel [channels]mean
	extra   float64 // V²: rounding of the voltages
	sigma   [channels]float64
}

// mean is an average over n values.
type mean struct {
	sum float64
	n   float64
}

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m *mean) value() float64 { return m.sum / m.n }

// The channels of a glance.
const (
	inVolts = iota
	inSag
	inCurrent
	inDrain
	channels
)

// course is the telemetry of a lock as the fit takes it.
type course struct {
	from, to  telemetry.UnixMilli
	cellsAt   telemetry.UnixMilli // when the last set was put in
	stretches []stretch
	glances   []glance
	sets      int
	reports   int
	actions   int
	unlatch   int
	weekly    float64 // standard deviation of the actions a day from week to week
	degrees   float64 // the usual way of the key without the latch
	celsius   float64 // mean
	swing     float64
	coldest   float64
	said      string // chemistry of the last set as telemetry names it; empty: unknown
	brand     string
	battery   string // alkaline accumulators lithium
}

const (
	dayMS    = 86_400_000
	hourMS   = 3_600_000
	restMS   = 600_000 // so long after an action a voltage counts as rested (assumption: ten times the slow time constant)
	overrun  = 6.0     // degrees that the key goes on after the motor is stopped
	saturate = 65535   // mWs; a drain that high is cut off
)

// act is one action of the telemetry.
type act struct {
	at      telemetry.UnixMilli
	unlatch bool
}

// chart sorts the telemetry of one lock.
func chart(s *telemetry.Series) *course {
	c := &course{}
	first, changes, acts := c.survey(s.Records)
	if c.to <= c.from {
		return c
	}
	c.cut(first, changes, acts)
	c.look(s.Records, acts)
	return c
}

// survey finds the ends of the telemetry, changes of cells and actions.
func (c *course) survey(rs []telemetry.Record) (first bool, changes []telemetry.UnixMilli, acts []act) {
	var byReport, byState []act
	bolt := ""
	seen := false
	for i := range rs {
		r := &rs[i]
		if stale(r) {
			continue
		}
		told := true
		switch r.Kind {
		case telemetry.KindLogEntry:
			if t := r.Log; t != nil && (t.Type == "LockAction" || t.Type == "KeypadAction") && moves(t.Action) {
				acts = append(acts, act{r.At, isUnlatch(t.Action)})
			}
		case telemetry.KindLockAction:
			if r.Action != nil && moves(r.Action.Action) {
				acts = append(acts, act{r.At, isUnlatch(r.Action.Action)})
			}
		case telemetry.KindState:
			if t := r.State; t != nil && t.Lock != bolt && (t.Lock == "locked" || t.Lock == "unlocked" || t.Lock == "unlatched") {
				if bolt != "" {
					byState = append(byState, act{r.At, t.Lock == "unlatched"})
				}
				bolt = t.Lock
			}
		case telemetry.KindBatteryReport:
			if t := r.Report; t != nil {
				c.reports++
				if !r.Has("dup") && t.DrainMWS.Set {
					byReport = append(byReport, act{r.At, isUnlatch(t.LastAction)})
				}
			}
		case telemetry.KindCellChange:
			if r.Cells != nil {
				changes = append(changes, r.At)
				c.said, c.brand = r.Cells.Chemistry, r.Cells.Brand
				if c.said == "unknown" {
					c.said = ""
				}
			}
		case telemetry.KindConfig:
			if t := r.Config; t != nil && t.Key == "batteryType" {
				switch t.Value {
				case "Alkali":
					c.battery = "alkaline"
				case "Accumulators":
					c.battery = "accumulators"
				case "Lithium":
					c.battery = "lithium"
				}
			}
		case telemetry.KindBatteryState:
		default:
			told = false
		}
		if told {
			if !seen {
				c.from, seen = r.At, true
			}
			c.to = max(c.to, r.At)
		}
	}
	if len(acts) == 0 {
		acts = byState
	}
	if len(acts) == 0 {
		acts = byReport
	}
	slices.SortStableFunc(acts, func(a, b act) int { return compare(a.at, b.at) })
	slices.Sort(changes)
	if n := len(changes); n >= MaxSets { // older sets tell little of the lock as it is
		c.from = changes[n-MaxSets]
		changes = changes[n-MaxSets:]
	}
	changes = slices.DeleteFunc(changes, func(t telemetry.UnixMilli) bool { return t < c.from || t >= c.to })
	first = len(changes) > 0 && changes[0] == c.from
	c.actions = 0
	for _, a := range acts {
		if a.at >= c.from && a.at <= c.to {
			c.actions++
			if a.unlatch {
				c.unlatch++
			}
		}
	}
	return first, changes, acts
}

func compare(a, b telemetry.UnixMilli) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// moves tells whether an action moves the motor; an unknown word does.
func moves(action string) bool { return action != "FobNoAction" && action != "ButtonNoAction" }

func isUnlatch(action string) bool {
	return strings.EqualFold(action, "unlatch") || strings.EqualFold(action, "lockngounlatch")
}

// finestDays is how many days are looked at one by one. Longer telemetry is cut
// into stretches of two days, three and so on, which costs no precision: the charge
// is followed within them all the same.
const finestDays = 200

// cut makes the stretches: days, cut at changes of cells.
func (c *course) cut(first bool, changes []telemetry.UnixMilli, acts []act) {
	c.cellsAt = c.from
	begin, old, k := c.from, true, 0
	set := 0
	if first {
		old, k = false, 1
	}
	setFrom := c.from
	length := dayMS * (1 + (c.to-c.from)/(finestDays*dayMS))
	for begin < c.to {
		next := min(begin+length, c.to)
		changed := k < len(changes) && changes[k] <= next
		if changed {
			next = changes[k]
		}
		if next > begin {
			c.stretches = append(c.stretches, stretch{
				days: float64(next-begin) / dayMS, from: float64(begin-c.from) / dayMS,
				age: float64((begin+next)/2-setFrom) / dayMS, set: set, old: old,
			})
		}
		if changed {
			k++
			if next > c.from {
				set++
			}
			old, setFrom, c.cellsAt = false, next, next
		}
		begin = next
	}
	c.sets = set + 1
	c.weeks(acts)
	for _, a := range acts {
		if i := c.find(a.at); i >= 0 {
			c.stretches[i].actions++
			if a.unlatch {
				c.stretches[i].unlatch++
			}
		}
	}
}

// weeks tells how much the actions a day differ from week to week: at least as much as
// events do that come by chance, and a holiday counts.
func (c *course) weeks(acts []act) {
	const week = 7 * dayMS
	n := int((c.to - c.from) / week)
	if n < 1 {
		n = 1
	}
	count := make([]float64, n)
	for _, a := range acts {
		if k := int((a.at - c.from) / week); a.at >= c.from && k < n {
			count[k]++
		}
	}
	sum, square := 0.0, 0.0
	for _, x := range count {
		sum += x
		square += float64(x * x)
	}
	mean := sum / float64(n)
	variance := mean
	if n > 1 {
		variance = max(variance, (square-float64(mean*sum))/float64(n-1))
	}
	c.weekly = math.Sqrt(variance) / 7
}

// find gives the stretch that an instant lies in, -1 outside of the telemetry.
func (c *course) find(at telemetry.UnixMilli) int {
	if at < c.from || at > c.to {
		return -1
	}
	x := float64(at-c.from) / dayMS
	i, _ := slices.BinarySearchFunc(c.stretches, x, func(s stretch, x float64) int {
		if s.from <= x {
			return -1
		}
		return 1
	})
	return max(0, i-1)
}

// typeOf is the battery type in the terms of the firmware.
func (c *course) typeOf() keyturner.BatteryType {
	switch {
	case c.battery == "accumulators", c.battery == "" && c.said == "nimh":
		return keyturner.Accumulators
	case c.battery == "lithium", c.battery == "" && c.said == "lithium":
		return keyturner.Lithium
	}
	return keyturner.Alkaline
}

// voltsOf is the voltage that a level stands for, and how far it goes to the next
// level of two percent.
func voltsOf(t keyturner.BatteryType, percent int64) (volts, width float64) {
	at := func(p int64) firmware.Millivolts {
		lo, hi := firmware.Millivolts(3000), firmware.Millivolts(7500)
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; int64(firmware.ChargePercent(t, mid)) < p {
				lo = mid
			} else {
				hi = mid
			}
		}
		return hi
	}
	a, b := at(percent), at(percent+2)
	return float64(a+b) / 2000, float64(b-a) / 1000
}
