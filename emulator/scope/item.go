package scope

import "strings"

// span is one item of a lane.
type span struct {
	from, to int64
	n        uint32 // how many it stands for
	address  uint32
	bytes    uint32
	link     uint32 // radio: number of the connection
	permille int16
	what     word
	open     bool
}

// word is one of the fixed words of lanes.
type word uint8

// The words.
const (
	nothing word = iota
	off
	reset
	boot
	sleep
	run
	hung
	program
	programTorn
	programRefused
	erase
	eraseTorn
	eraseRefused
	frames
	connection
	target
	stalled
	timeout
	cut
	below
	otherCause // causes of resets follow
	powerOn
	brownOut
	pin
	soft
	watchdog
	words
)

var wordTexts = [words]string{
	"", "off", "reset", "boot", "sleep", "run", "hung",
	"program", "program", "program", "erase", "erase", "erase",
	"frames", "connection", "target", "stalled", "timeout", "cut", "below",
	"other", "power-on", "brown-out", "pin", "soft", "watchdog",
}

func (w word) String() string { return wordTexts[w] }

// causeOf finds the word of a reset by the name of its event.
func causeOf(name string) word {
	for w := powerOn; w < words; w++ {
		if strings.HasSuffix(name, wordTexts[w]) {
			return w
		}
	}
	return otherCause
}

// plain tells whether many of them may be drawn as one.
func (w word) plain() bool {
	return w == program || w == erase || w == run || w == frames || w == target
}

// whole is the word of an operation that is not torn yet.
func (w word) whole() word {
	switch w {
	case programTorn:
		return program
	case eraseTorn:
		return erase
	}
	return w
}

// lane is a bounded row of spans. When it is full and folds, neighbours among the
// older half become one; otherwise the oldest is dropped.
type lane struct {
	ring[span]
	folds bool
}

func newLane(folds bool) lane { return lane{newRing[span](LaneSpans), folds} }

// begin opens a span.
func (l *lane) begin(s span) {
	if s.n == 0 {
		s.n = 1
	}
	if s.open && l.n > 0 && l.last().from == s.from && l.last().to == s.from {
		l.pop() // it is told again
	}
	if l.full() && l.folds {
		l.fold()
	}
	l.push(s)
}

// opened gives the newest span, if it is open.
func (l *lane) opened() *span {
	if l.n == 0 {
		return nil
	}
	if s := l.last(); s.open {
		return s
	}
	return nil
}

// end closes the span that is open, and tells whether there was one.
func (l *lane) end(at int64) bool {
	s := l.opened()
	if s == nil {
		return false
	}
	s.to, s.open = max(at, s.from), false
	return true
}

// fold makes room: pairs of plain neighbours in the older half become one.
func (l *lane) fold() {
	kept := newRing[span](l.limit)
	half := l.n / 2
	for i := 0; i < l.n; i++ {
		s := *l.at(i)
		if i+1 < half && s.mergeable(l.at(i+1)) {
			s.merge(l.at(i + 1))
			i++
		}
		kept.push(s)
	}
	l.ring = kept
	if l.n > l.limit*7/8 {
		l.drop(l.limit / 8)
	}
}

// mergeable tells whether a later span may be drawn as one with s.
func (s *span) mergeable(next *span) bool {
	return s.what == next.what && s.what.plain() && s.link == next.link && !s.open && !next.open
}

func (s *span) merge(next *span) {
	s.to = max(s.to, next.to)
	s.n += next.n
	first := min(s.address, next.address)
	s.bytes = max(s.address+s.bytes, next.address+next.bytes) - first
	s.address = first
	s.open = next.open
}

// cut forgets what began later than an instant, or in a lane that folds at that
// instant, and opens again what ended later.
func (l *lane) cut(at int64) {
	for l.n > 0 && (l.last().from > at || l.folds && l.last().from == at) {
		l.pop()
	}
	if l.n > 0 {
		if s := l.last(); s.to > at && !s.open {
			s.to, s.open, s.what = at, true, s.what.whole()
		}
	}
}
