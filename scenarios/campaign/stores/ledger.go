package stores

import (
	"bytes"

	"locktwin/model/store"
)

// none marks a key without an acknowledged, or without a doubtful, save.
const none = -1

// ledger is what a store owes: for each key the save that was acknowledged last,
// and one that was in flight when the supply went, which may have come true or
// not. Plain data of a fixed size: copied with =.
type ledger struct {
	acked [maxKeys]int16 // index of a save, or none
	maybe [maxKeys]int16 // of a save in flight, or none
}

func newLedger() (l ledger) {
	for i := range l.acked {
		l.acked[i], l.maybe[i] = none, none
	}
	return l
}

// begin notes that a save has been called for, done that it returned nil.
func (l *ledger) begin(slot, i int) { l.maybe[slot] = int16(i) }
func (l *ledger) done(slot, i int)  { l.acked[slot], l.maybe[slot] = int16(i), none }

// seen is what one read of a key gave, so that two reads can be compared: the
// index of the save whose value it is, or one of the constants below, or a hash
// of bytes that no save has.
type seen int64

const (
	seenMissing seen = -1 - iota
	seenCorrupt      // a value that fails its check, or an error
	seenErased       // bytes that read erased, of a design that cannot tell
	seenDown         // the store did not mount
	// From here down every value is one that was never stored.
	seenForeign
)

// identify tells which save a value comes from, the latest that may be meant
// first: a save in flight, the acknowledged one, then older ones.
func (w *workload) identify(l *ledger, slot int, got []byte) seen {
	if i := l.maybe[slot]; i >= 0 && bytes.Equal(got, w.saves[i].value) {
		return seen(i)
	}
	acked := l.acked[slot]
	if acked >= 0 && bytes.Equal(got, w.saves[acked].value) {
		return seen(acked)
	}
	for i := int(acked) - 1; i >= 0; i-- {
		if w.saves[i].slot == slot && bytes.Equal(got, w.saves[i].value) {
			return seen(i)
		}
	}
	if allErased(got) {
		return seenErased
	}
	h := uint64(14695981039346656037)
	for _, b := range got {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return seenForeign - seen(h>>2)
}

func allErased(b []byte) bool {
	for _, x := range b {
		if x != 0xFF {
			return false
		}
	}
	return true
}

// fate is what became of one key or of a group of them, strongest first as in
// scenarios.Classes. A store cannot be exposed: it opens nothing.
type fate uint8

const (
	bricked fate = iota
	unstable
	wrong
	lost // silently missing: class default
	denied
	stale
	intact
)

// judge says what a reading means for its key.
func (l *ledger) judge(slot int, s seen) fate {
	owed := l.acked[slot] >= 0
	switch {
	case s == seenDown:
		return bricked
	case s >= 0:
		if s == seen(l.acked[slot]) || s == seen(l.maybe[slot]) {
			return intact
		}
		return stale
	case s == seenMissing && owed:
		return lost
	case s == seenMissing:
		return intact
	case s == seenErased && !owed:
		return intact // nothing was acknowledged, and nothing is there
	case s == seenCorrupt, s == seenErased:
		return denied
	}
	return wrong
}

// witness watches what comes after one fault: what every key read at first, and the
// worst that was seen of it since.
type witness struct {
	first [maxKeys]seen
	worst [maxKeys]fate
	any   [maxKeys]bool // first is set
}

func (o *witness) reset() {
	for i := range o.worst {
		o.worst[i], o.any[i] = intact, false
	}
}

// note takes in a reading. A key that reads otherwise than before, without having
// been saved, is unstable. A reading also decides what a save in flight has come
// to: from then on it is owed.
func (o *witness) note(l *ledger, slot int, s seen) {
	if o.any[slot] && o.first[slot] != s {
		o.mark(slot, unstable)
		return
	}
	o.any[slot], o.first[slot] = true, s
	o.mark(slot, l.judge(slot, s))
	if m := l.maybe[slot]; m >= 0 && s >= 0 {
		if s == seen(m) {
			l.acked[slot] = m
		}
		l.maybe[slot] = none
	}
}

// saved tells that a key has a new value, which the next reading has to be.
func (o *witness) saved(slot int) { o.any[slot] = false }

func (o *witness) mark(slot int, f fate) { o.worst[slot] = min(o.worst[slot], f) }

// part gives the fate of the keys that belong to one part of the lock: the PIN,
// the settings or the authorizations.
func (o *witness) part(w *workload, of func(store.Key) bool) fate {
	f := intact
	for i, k := range w.keys {
		if of(k) {
			f = min(f, o.worst[i])
		}
	}
	return f
}
