package telemetry

import "slices"

// states drops states that say what was so already.
func (c *cleaner) states() {
	var known State
	live := false
	for i := range c.records {
		r := &c.records[i]
		if r.State == nil {
			continue
		}
		s := r.State
		same := (s.Lock == "" || s.Lock == known.Lock) && (s.Door == "" || s.Door == known.Door) &&
			(!s.LockNGoS.Set || s.LockNGoS == known.LockNGoS) && (!s.NightMode.Set || s.NightMode == known.NightMode)
		if same && (live || r.Has(QualityStale)) {
			c.found.add(r.Line, 0, CodeDuplicate, false, "the state is as it was")
			c.drop(r)
			continue
		}
		live = !r.Has(QualityStale)
		if s.Lock != "" {
			known.Lock = s.Lock
		}
		if s.Door != "" {
			known.Door = s.Door
		}
		if s.LockNGoS.Set {
			known.LockNGoS = s.LockNGoS
		}
		if s.NightMode.Set {
			known.NightMode = s.NightMode
		}
	}
	c.compact()
}

// sameActionMS is how far apart two accounts of one action may be, assumed: a lock
// takes less than that from request to rest.
const sameActionMS = 60_000

// How many actions are compared with one, at most. No lock does so many in the time
// that is looked at; a text that says so must not take forever.
const (
	mostOpen   = 16  // within sameActionMS
	mostLogged = 512 // within unknownS before and after
)

// actions makes one record of every action. What a lock is about to do, what it
// did and what its log says of that are told by different messages.
func (c *cleaner) actions() {
	var open []*Record
	for i := range c.records {
		r := &c.records[i]
		if r.Action == nil {
			continue
		}
		open = slices.DeleteFunc(open, func(a *Record) bool { return r.At-a.At > sameActionMS })
		at := slices.IndexFunc(open, func(a *Record) bool {
			return phase(a.Action.Phase) > 0 && phase(a.Action.Phase) < phase(r.Action.Phase) && sameWord(a.Action.Action, r.Action.Action)
		})
		if at < 0 {
			if len(open) == mostOpen {
				open = slices.Delete(open, 0, 1)
			}
			open = append(open, r)
			continue
		}
		a := open[at]
		c.found.add(r.Line, 0, CodeDuplicate, false, "the action is that of line %d, which takes over how it went on", a.Line)
		phase, result := r.Action.Phase, r.Action.Result
		absorb(a, r)
		a.Action.Phase = phase
		if result != "" {
			a.Action.Result = result
		}
		c.drop(r)
	}
	c.compact()
	c.logged()
}

func phase(p string) int { return slices.Index(phaseWords, p) + 1 }

// sameWord says whether two words may mean the same: one that is absent may mean
// anything.
func sameWord(a, b string) bool { return a == b || a == "" || b == "" }

// isAction says whether a log entry tells of an action of the lock.
func isAction(l *LogEntry) bool { return l.Type == "LockAction" || l.Type == "KeypadAction" }

// logged drops actions that the log tells of.
func (c *cleaner) logged() {
	var entries []*Record
	for i := range c.records {
		if r := &c.records[i]; r.Log != nil && isAction(r.Log) {
			entries = append(entries, r)
		}
	}
	taken := make([]bool, len(entries))
	from := 0
	for i := range c.records {
		r := &c.records[i]
		if r.Action == nil {
			continue
		}
		for from < len(entries) && entries[from].At < r.At-unknownS*1000-sameActionMS {
			from++
		}
		best, nearest := -1, UnixMilli(0)
		for j := from; j < len(entries) && j < from+mostLogged && entries[j].At <= r.At+unknownS*1000+sameActionMS; j++ {
			e := entries[j]
			if taken[j] || !sameWord(e.Log.Action, r.Action.Action) {
				continue
			}
			apart := max(e.At-r.At, r.At-e.At)
			if r.Action.LogIndex.Set {
				if r.Action.LogIndex.Value != e.Log.Index {
					continue
				}
			} else if apart > sameActionMS+UnixMilli(e.WithinS.Value*1000) {
				continue
			}
			if best < 0 || apart < nearest {
				best, nearest = j, apart
			}
		}
		if best >= 0 {
			taken[best] = true
			c.found.add(r.Line, 0, CodeDuplicate, false, "log entry %d tells of this action", entries[best].Log.Index)
			c.drop(r)
		}
	}
	c.compact()
}
