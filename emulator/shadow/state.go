package shadow

// Value is one thing that a lock has reported.
type Value struct {
	Value    string `json:"value"`    // as text: a word, a decimal number, true or false
	AtMS     int64  `json:"at_ms"`    // when it was told last, Unix milliseconds
	SinceMS  int64  `json:"since_ms"` // when it was told first since it was another
	Revision uint64 `json:"revision"` // the record that told it last, counted from 1
	// Retained: a broker replayed it; it has been so at AtMS, but nobody knows since when.
	Retained bool `json:"retained,omitempty"`
	// Frozen: who told it is offline, and so it may have changed unseen.
	Frozen bool `json:"frozen,omitempty"`
}

// State is what a lock had reported up to an instant.
type State struct {
	AtMS     int64            `json:"at_ms"`
	Revision uint64           `json:"revision"` // records that are kept of the twin at the instant of asking
	Values   map[string]Value `json:"values"`
	Stale    Staleness        `json:"staleness"`
}

// Wanted is one thing that is desired of a lock.
type Wanted struct {
	Value    string `json:"value"`
	AtMS     int64  `json:"at_ms"`    // when it was wished, Unix milliseconds
	Revision uint64 `json:"revision"` // of the desired state with which it came
}

// Desired is all that is desired of a lock.
type Desired struct {
	Revision uint64            `json:"revision"` // 0: nothing was ever desired
	AtMS     int64             `json:"at_ms"`    // of the last change
	Values   map[string]Wanted `json:"values"`
}

// Difference is a key that is desired and not reported so.
type Difference struct {
	Key      string `json:"key"`
	Desired  string `json:"desired"`
	Reported string `json:"reported,omitempty"`
	Told     bool   `json:"told"` // the lock has reported something for the key
}

// Staleness says how much the newest observation is worth.
type Staleness struct {
	Says         string `json:"says"` // fresh, stale, frozen, or silent: nothing was ever observed
	NewestMS     int64  `json:"newest_ms"`
	AgeMS        int64  `json:"age_ms"`
	TypicalGapMS int64  `json:"typical_gap_ms"` // median between two times at which the lock speaks; 0: not known
	LongGapMS    int64  `json:"long_gap_ms"`    // 95 in 100 are shorter
	LimitMS      int64  `json:"limit_ms"`       // an older observation is stale
	FrozenMS     int64  `json:"frozen_ms"`      // since when everybody who tells of the lock is offline; 0: somebody is not
}

// What Staleness says.
const (
	Fresh  = "fresh"
	Late   = "stale"
	Frozen = "frozen"
	Silent = "silent"
)
