package telemetry

import "slices"

// UnknownLock stands for a lock whose Nuki-ID nobody told.
const UnknownLock = "00000000"

// ReadOptions say how a text is read. The zero value is what most callers want.
type ReadOptions struct {
	Names    bool              // keep personal names, codes and addresses
	Lock     string            // Nuki-ID for lines that do not say whose they are
	At       UnixMilli         // when a text was received that has no time of its own; 0: such a text is left out
	Base     string            // base topic of nuki_hub; empty: as the topics show
	Entities map[string]Entity // of Home Assistant, by id; the others are guessed by their names
}

// Entity says what one entity of Home Assistant tells.
type Entity struct {
	Lock   string // Nuki-ID; empty: that of the options
	Column string // of the schema, such as "drain_mws", "level_pct", "lock_state"; "-": leave it out
}

// TranslateOptions say whose messages are translated, and how.
type TranslateOptions struct {
	Base  string // base topic of nuki_hub; empty: nukihub
	Lock  string // Nuki-ID, if it is known
	Names bool   // keep personal names, codes and addresses
}

// The marks of quality of a record.
const (
	QualityStale   = "stale"         // an old value that was replayed, or one that was frozen
	QualityDup     = "dup"           // the action's figures repeat those of the report before
	QualityDefault = "default"       // what a gateway says before it knows
	Quality10mV    = "quantised10mv" // voltages in steps of 10 mV
	QualityAssumed = "unit_assumed"  // the unit, or the meaning, is not written anywhere
	QualitySynth   = "synthetic"     // made by whoever recorded it: a window's start, an hourly mean
)

// Has says whether the record carries a mark of quality.
func (r *Record) Has(quality string) bool { return slices.Contains(r.Quality, quality) }

// mark adds a mark of quality. The marks stay in the order of the alphabet, and
// a record that shares them with another keeps its own.
func (r *Record) mark(quality string) {
	at, there := slices.BinarySearch(r.Quality, quality)
	if !there {
		r.Quality = slices.Insert(slices.Clone(r.Quality), at, quality)
	}
}

// normalLock gives a Nuki-ID in its one spelling: hexadecimal, up to eight
// digits, in either case, becomes eight upper-case digits.
func normalLock(s string) (string, bool) {
	if len(s) == 0 || len(s) > 8 {
		return "", false
	}
	id := []byte(UnknownLock)
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'F':
		case c >= 'a' && c <= 'f':
			c -= 'a' - 'A'
		default:
			return "", false
		}
		id[8-len(s)+i] = c
	}
	return string(id), true
}
