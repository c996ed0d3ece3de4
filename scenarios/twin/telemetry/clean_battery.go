package telemetry

import (
	"cmp"
	"slices"
)

// Times and sizes by which battery records are told apart.
const (
	togetherMS  = 2000       // messages of one report come within that, assumed
	defaultRun  = 3          // so many states in a row may come from a gateway that does not know yet
	leastBefore = 10         // percent: a level that does not fall to 0 at once
	defaultMS   = 86_400_000 // within a day
)

// columns whose values belong to the last action before a report.
var actionColumns = []string{"drain_mws", "last_action", "start_mv", "lowest_mv", "distance_raw", "start_temp_c", "max_current_raw", "resistance_raw"}

// join puts the parts of what was told at once together: gateways spread a report
// over several messages.
func (c *cleaner) join() {
	var report, state *Record
	for i := range c.records {
		r := &c.records[i]
		last := &state
		switch {
		case r.Report != nil:
			last = &report
		case r.Battery != nil:
		default:
			continue
		}
		if *last != nil && r.At-(*last).At <= togetherMS && r.Retained == (*last).Retained && r.Has(QualityStale) == (*last).Has(QualityStale) {
			if news, ok := fits(*last, r); ok {
				if news == 0 {
					c.found.add(r.Line, 0, CodeDuplicate, false, "line %d tells all of this %s", (*last).Line, r.Kind)
				}
				absorb(*last, r)
				c.drop(r)
				continue
			}
		}
		*last = r
	}
	c.compact()
}

// fits says whether two records contradict each other, and how many values the
// second adds.
func fits(a, b *Record) (news int, ok bool) {
	k := kindNamed(string(a.Kind))
	for i := range k.columns {
		col := &k.columns[i]
		if col.plain != nil {
			continue
		}
		va, seta := col.get(a)
		vb, setb := col.get(b)
		switch {
		case !setb:
		case !seta:
			news++
		case va.text == vb.text:
		case col.name == "voltage_mv" && (a.Report.StepMV == 10 || b.Report.StepMV == 10) && abs(a.Report.VoltageMV.Value-b.Report.VoltageMV.Value) < 10:
		default:
			return 0, false
		}
	}
	return news, true
}

func abs(n int64) int64 { return max(n, -n) }

// absorb adds to a record what the other tells. Of two voltages the finer stays.
func absorb(a, b *Record) {
	k := kindNamed(string(a.Kind))
	if a.Report != nil && b.Report.VoltageMV.Set && (!a.Report.VoltageMV.Set || a.Report.StepMV == 10) {
		a.Report.VoltageMV, a.Report.StepMV = b.Report.VoltageMV, b.Report.StepMV
		a.Quality = without(a.Quality, Quality10mV)
		if b.Has(Quality10mV) {
			a.mark(Quality10mV)
		}
	}
	for i := range k.columns {
		col := &k.columns[i]
		if col.plain != nil {
			continue
		}
		if _, there := col.get(a); there {
			continue
		}
		if v, ok := col.get(b); ok {
			col.set(a, v)
		}
	}
}

func without(list []string, word string) []string {
	var out []string
	for _, w := range list {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}

// defaults drops levels of 0 between levels that are not: a gateway that could not
// ask the lock says what it has in memory, which after a start is nothing.
func (c *cleaner) defaults() {
	var levels []*Record
	for i := range c.records {
		if r := &c.records[i]; r.Battery != nil && r.Battery.LevelPercent.Set {
			levels = append(levels, r)
		}
	}
	volts := c.voltages()
	level := func(i int) int64 { return levels[i].Battery.LevelPercent.Value }
	for i := 0; i < len(levels); i++ {
		if level(i) != 0 {
			continue
		}
		end := i
		for end < len(levels) && level(end) == 0 {
			end++
		}
		from := i
		i = end
		below := from > 0 && level(from-1) < leastBefore || end < len(levels) && level(end) < leastBefore
		sides := from > 0 || end < len(levels)
		lasted := levels[end-1].At - levels[from].At
		if from > 0 {
			lasted = levels[end-1].At - levels[from-1].At
		}
		if !sides || below || end-from > defaultRun || lasted > defaultMS || end == len(levels) && end-from > 1 || volts.fell(levels[from].At, levels[end-1].At) {
			continue
		}
		for _, r := range levels[from:end] {
			c.found.add(r.Line, 0, CodeDefault, false, "a level of 0 between others, at a voltage that did not fall: the gateway did not know it then")
			c.drop(r)
		}
	}
	c.compact()
}

// fell says whether the voltage was much lower after some records than before.
func (v voltages) fell(first, last UnixMilli) bool {
	before, after := v.before(first), v.after(max(first+1, last))
	return before.Set && after.Set && after.Value < before.Value-riseMV
}

// voltages are the reports that tell one, in order of time.
type voltages []*Record

func (c *cleaner) voltages() (v voltages) {
	for i := range c.records {
		if r := &c.records[i]; r.Report != nil && r.Report.VoltageMV.Set {
			v = append(v, r)
		}
	}
	return v
}

// before is the last voltage up to a time.
func (v voltages) before(at UnixMilli) Opt[int64] {
	if i := v.search(at + 1); i > 0 {
		return v[i-1].Report.VoltageMV
	}
	return Opt[int64]{}
}

// after is the first voltage from a time on.
func (v voltages) after(at UnixMilli) Opt[int64] {
	if i := v.search(at); i < len(v) {
		return v[i].Report.VoltageMV
	}
	return Opt[int64]{}
}

// search finds the first that is not before a time.
func (v voltages) search(at UnixMilli) int {
	i, _ := slices.BinarySearchFunc(v, at, func(r *Record, at UnixMilli) int { return cmp.Compare(r.At, at) })
	return i
}

// repeatedReports marks reports of an action that was reported before. The timer of
// a gateway reports the last action again and again.
func (c *cleaner) repeatedReports() {
	k := kindNamed(string(KindBatteryReport))
	var last *Record
	for i := range c.records {
		r := &c.records[i]
		if r.Report == nil {
			continue
		}
		same, figures := true, 0
		for _, name := range actionColumns {
			col := k.column(name)
			v, set := col.get(r)
			if set && name != "last_action" {
				figures++
			}
			if last != nil {
				was, had := col.get(last)
				same = same && set == had && was.text == v.text
			}
		}
		if figures == 0 {
			continue
		}
		if last != nil && same && figures > 1 {
			if !r.Has(QualityDup) {
				r.mark(QualityDup)
				c.found.add(r.Line, 0, CodeDuplicate, true, "the report repeats the action of line %d; its voltage counts", last.Line)
			}
			continue
		}
		last = r
	}
}
