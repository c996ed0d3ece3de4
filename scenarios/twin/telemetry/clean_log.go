package telemetry

import "slices"

// Times of the activity log, in milliseconds.
const (
	freshMS     = 120_000          // an entry read so soon stands when it was read
	stepBackMS  = 60_000           // a step back of the lock's clock that is no jitter
	oldestLogMS = 400 * 86_400_000 // an entry that was read later than that tells no time
	knownS      = 60               // what a corrected time may be wrong by, assumed
	unknownS    = 2 * 3600         // the same if nobody told the lock's clock: it may show local time
)

// offset is how far the lock's clock is behind, as it was seen at a time.
type offset struct{ at, behind UnixMilli }

// log drops entries that were read before, notices when the lock's clock was set,
// and puts entries where they happened.
func (c *cleaner) log() {
	var clocks []offset
	for i := range c.records {
		if r := &c.records[i]; r.LockAt.Set && r.Log == nil && !r.Retained && r.LockAt.Value >= earliest && r.LockAt.Value <= latest {
			clocks = append(clocks, offset{r.At, r.At - r.LockAt.Value})
		}
	}
	read := map[entryKey]int{}
	last := -1
	for i := range c.records {
		r := &c.records[i]
		if r.Log == nil {
			continue
		}
		key := entryKey{r.Log.Index, r.Log.Type, r.LockAt}
		timeless := entryKey{r.Log.Index, r.Log.Type, Opt[UnixMilli]{}}
		whenever := entryKey{r.Log.Index, r.Log.Type, Opt[UnixMilli]{false, 1}}
		first, dup := read[key]
		if !dup {
			if first, dup = read[timeless]; !dup && !r.LockAt.Set {
				first, dup = read[whenever]
			}
		}
		if dup {
			c.found.add(r.Line, 0, CodeDuplicate, false, "log entry %d was read in line %d", r.Log.Index, c.records[first].Line)
			c.drop(r)
			continue
		}
		read[key] = i
		if _, there := read[whenever]; !there {
			read[whenever] = i
		}
		if last >= 0 {
			c.clockSet(&c.records[last], r)
		}
		if last < 0 || r.Log.Index > c.records[last].Log.Index || r.LockAt.Set && c.records[last].LockAt.Set && r.LockAt.Value > c.records[last].LockAt.Value {
			last = i
		}
	}
	for i := range c.records {
		if r := &c.records[i]; r.Kind == KindLogEntry {
			c.happened(r, clocks)
		}
	}
	c.compact()
}

// entryKey tells log entries apart. A log that begins anew counts from the start
// again, so the time belongs to it. An entry without a time may be any of its
// index.
type entryKey struct {
	index int64
	typ   string
	at    Opt[UnixMilli]
}

// clockSet compares an entry with the newest before it.
func (c *cleaner) clockSet(before, r *Record) {
	if !before.LockAt.Set || !r.LockAt.Set {
		return
	}
	step := r.LockAt.Value - before.LockAt.Value
	switch {
	case r.Log.Index > before.Log.Index && step < -stepBackMS:
		c.found.add(r.Line, 0, CodeClock, true, "log entry %d is %d s older than entry %d: the lock's clock was set back", r.Log.Index, -step/1000, before.Log.Index)
	case r.Log.Index <= before.Log.Index && step > stepBackMS && r.At > before.At:
		c.found.add(r.Line, 0, CodeClock, true, "log entry %d is newer than entry %d: the log began anew", r.Log.Index, before.Log.Index)
	}
}

// happened puts an entry where it happened, and says how sure that is. One that says
// so itself stays where it is.
func (c *cleaner) happened(r *Record, clocks []offset) {
	if !r.LockAt.Set || r.WithinS.Set || r.LockAt.Value < earliest || r.LockAt.Value > latest {
		return
	}
	at, within := r.LockAt.Value, int64(unknownS)
	if len(clocks) > 0 {
		i, there := slices.BinarySearchFunc(clocks, r.At, func(o offset, at UnixMilli) int { return int(min(max(o.at-at, -1), 1)) })
		if !there {
			i = max(i-1, 0)
		}
		at, within = at+clocks[i].behind, knownS
	}
	switch {
	case at < r.At-oldestLogMS:
		within = min(int64(r.At-at)/1000, maxWithinS)
	case at < r.At-freshMS || r.Retained && at <= r.At:
		r.At = at
	case at <= r.At+freshMS:
		within = freshMS / 1000
	default:
		within = unknownS // the clock is ahead, and nobody told by how much
	}
	r.WithinS = Some(within)
}
