package telemetry

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// Clean puts what was read of one lock into the order of time and sorts out what
// is repeated, late, stale or implausible, each with line and reason. What it
// returns does not depend on the order of the records, but for the lines in it. It
// changes none of them; those of the series are copies. A series is for reading: what
// comes later is cleaned together with the records it was made of, because a log
// entry that took the place of one lock_action would take that of another.
//
// An empty lock stands for the only one there is; if there are several, the series
// is empty. The second result names all locks, in order. Records of UnknownLock
// belong to the lock that is named, if there is one such only.
//
// In the series,
//   - each action stands once: as its log entry, or else as a lock_action with the
//     latest phase that was told;
//   - a battery report whose action figures repeat those of the report before is
//     marked dup: its voltage is new, the action is not;
//   - log entries stand when they happened, as far as the lock's clock tells;
//   - values that a broker replayed are left out if they belong to an action or an
//     instant, and marked stale if they are a state;
//   - values that no such lock has are absent, and so is a record of nothing else;
//   - a cell_change that nobody told but the battery shows stands before the first
//     record that shows it.
func Clean(lock string, rs []Record) (Series, []string) {
	c := &cleaner{}
	locks := locksOf(rs)
	named := slices.DeleteFunc(slices.Clone(locks), func(l string) bool { return l == UnknownLock })
	if id, ok := normalLock(lock); ok && len(lock) == 8 {
		lock = id
	}
	if lock == "" {
		switch {
		case len(locks) == 1:
			lock = locks[0]
		case len(named) == 1:
			lock = named[0]
		case len(locks) > 1:
			c.found.add(0, 0, CodeOtherLock, false, "the records are those of several locks: %s; name the one that is meant", strings.Join(locks[:min(len(locks), 20)], ", "))
		}
	}
	if lock == "" {
		return Series{Findings: c.found.done()}, locks
	}
	adopts := len(named) == 0 || len(named) == 1 && named[0] == lock
	c.pick(rs, lock, adopts)
	c.sort()
	c.repeated()
	c.log()
	c.sort()
	c.replayed()
	c.values()
	c.frozen()
	c.join()
	c.defaults()
	c.repeatedReports()
	c.states()
	c.actions()
	c.cells(lock)
	c.sort()
	return Series{Lock: lock, Records: c.records, Findings: c.found.done()}, locks
}

// locksOf names the locks of records, in order.
func locksOf(rs []Record) []string {
	var locks []string
	seen := map[string]bool{}
	for i := range rs {
		if l := lockText(&rs[i]); !seen[l] {
			seen[l] = true
			locks = append(locks, l)
		}
	}
	slices.Sort(locks)
	return locks
}

// cleaner holds the records that still count.
type cleaner struct {
	records []Record
	found   findings
}

// drop takes a record out with the next call of compact.
func (c *cleaner) drop(r *Record) { r.Kind = "" }

func (c *cleaner) compact() {
	c.records = slices.DeleteFunc(c.records, func(r Record) bool { return r.Kind == "" })
}

// pick copies the records of the lock and says which of them stand too low.
func (c *cleaner) pick(rs []Record, lock string, adopts bool) {
	c.records = make([]Record, 0, len(rs))
	var newest UnixMilli
	newestLine, some := 0, false
	for i := range rs {
		r := &rs[i]
		if l := lockText(r); l != lock && !(adopts && l == UnknownLock) {
			c.found.add(r.Line, 0, CodeOtherLock, false, "a record of lock %s; this is lock %s", l, lock)
			continue
		}
		k := kindNamed(string(r.Kind))
		if k == nil || !k.writable(r) {
			c.found.add(r.Line, 0, CodeDamaged, false, "the record lacks what a %s needs", quoted(string(r.Kind)))
			continue
		}
		if r.At < earliest || r.At > latest {
			c.found.add(r.Line, 0, CodeImplausible, false, "the time %s lies outside 2015 to 2099", appendStamp(nil, r.At))
			continue
		}
		if some && r.At < newest && !r.Retained {
			c.found.add(r.Line, 0, CodeLate, true, "the record is %d s older than that of line %d, which stands above; it is put into its place", (newest-r.At+999)/1000, newestLine)
		}
		if !r.Retained && (!some || r.At > newest) {
			newest, newestLine, some = r.At, r.Line, true
		}
		own := copied(r)
		own.Lock = lock
		c.records = append(c.records, own)
	}
}

// copied is a record that shares nothing with its original.
func copied(r *Record) Record {
	n := *r
	n.Quality = slices.Clone(r.Quality)
	slices.Sort(n.Quality)
	n.Quality = slices.Compact(n.Quality)
	n.Report, n.Battery, n.Action, n.State, n.Config = nil, nil, nil, nil, nil
	n.Log, n.Cells, n.Temperature, n.Link, n.Hub = nil, nil, nil, nil, nil
	switch r.Kind {
	case KindBatteryReport:
		n.Report = clone(r.Report)
	case KindBatteryState:
		n.Battery = clone(r.Battery)
	case KindLockAction:
		n.Action = clone(r.Action)
	case KindState:
		n.State = clone(r.State)
	case KindConfig:
		n.Config = clone(r.Config)
	case KindLogEntry:
		n.Log = clone(r.Log)
	case KindCellChange:
		n.Cells = clone(r.Cells)
	case KindTemperature:
		n.Temperature = clone(r.Temperature)
	case KindLink:
		n.Link = clone(r.Link)
	case KindHubEvent:
		n.Hub = clone(r.Hub)
	}
	return n
}

func clone[T any](p *T) *T {
	v := *p
	return &v
}

// rank orders records of the same instant: what explains comes before what it
// explains.
func rank(k Kind) int {
	switch k {
	case KindCellChange:
		return 0
	case KindConfig:
		return 1
	case KindHubEvent, KindLink:
		return 2
	case KindLockAction, KindLogEntry:
		return 3
	}
	return 4
}

// sort puts the records into an order that does not depend on the one they have.
func (c *cleaner) sort() {
	c.compact()
	slices.SortStableFunc(c.records, func(a, b Record) int {
		if d := cmp.Compare(a.At, b.At); d != 0 {
			return d
		}
		if d := cmp.Or(cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Kind, b.Kind)); d != 0 {
			return d
		}
		if a.Log != nil && a.Log.Index != b.Log.Index {
			return cmp.Compare(a.Log.Index, b.Log.Index)
		}
		return cmp.Or(bytes.Compare(appendLine(nil, &a), appendLine(nil, &b)), cmp.Compare(a.Line, b.Line))
	})
}

// repeated drops records that are the same in all they tell.
func (c *cleaner) repeated() {
	var last *Record
	var text, before []byte
	for i := range c.records {
		r := &c.records[i]
		same := last != nil && last.At == r.At && last.Kind == r.Kind
		text = text[:0]
		if same {
			if len(before) == 0 {
				before = appendLine(before, last)
			}
			if text = appendLine(text, r); bytes.Equal(text, before) {
				c.found.add(r.Line, 0, CodeDuplicate, false, "the record is that of line %d once more", last.Line)
				c.drop(r)
				continue
			}
		}
		last = r
		before, text = text, before
	}
	c.compact()
}

// replayed deals with what a broker kept. Its time is that of receipt, so an
// action, a measurement or an event of it is worth nothing; a state is at least
// the last one known. A log entry has an index, and its own time.
func (c *cleaner) replayed() {
	for i := range c.records {
		r := &c.records[i]
		if !r.Retained {
			continue
		}
		switch r.Kind {
		case KindState, KindBatteryState:
			if !r.Has(QualityStale) {
				r.mark(QualityStale)
				c.found.add(r.Line, 0, CodeStale, true, "a broker replayed this state; how old it is nobody knows")
			}
		case KindConfig, KindLogEntry, KindCellChange:
		default:
			c.found.add(r.Line, 0, CodeStale, false, "a broker replayed this %s; when it was so nobody knows", r.Kind)
			c.drop(r)
		}
	}
	c.compact()
}

// frozen marks what was said while the lock or the gateway could not be reached.
func (c *cleaner) frozen() {
	lock, hub := true, true
	for i := range c.records {
		r := &c.records[i]
		switch {
		case r.Link != nil && r.Link.Online.Set:
			lock = r.Link.Online.Value
		case r.Hub != nil:
			hub = r.Hub.Event != "offline"
		case (r.State != nil || r.Battery != nil) && !(lock && hub) && !r.Has(QualityStale):
			r.mark(QualityStale)
			c.found.add(r.Line, 0, CodeStale, true, "told while the lock was out of reach: the value is frozen, not constant")
		}
	}
}
