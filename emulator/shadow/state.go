package shadow

// Value is one thing that a lock has reported.
type Value struct {
	Value    string `json:"value" doc:"As text: a word, a decimal number, true or false."`
	AtMS     int64  `json:"at_ms" doc:"When it was told last, Unix milliseconds."`
	SinceMS  int64  `json:"since_ms" doc:"When it was told first since it was another."`
	Revision uint64 `json:"revision" doc:"The record that told it last, counted from 1."`
	Retained bool   `json:"retained,omitempty" doc:"A broker replayed it; it has been so at AtMS, but nobody knows since when."`
	Frozen   bool   `json:"frozen,omitempty" doc:"Who told it is offline, and so it may have changed unseen."`
}

// State is what a lock had reported up to an instant.
type State struct {
	AtMS     int64            `json:"at_ms" doc:"When, Unix milliseconds."`
	Revision uint64           `json:"revision" doc:"Records that are kept of the twin at the instant of asking."`
	Values   map[string]Value `json:"values" doc:"By key."`
	Stale    Staleness        `json:"staleness" doc:"How old the newest is."`
}

// Wanted is one thing that is desired of a lock.
type Wanted struct {
	Value    string `json:"value" doc:"The value."`
	AtMS     int64  `json:"at_ms" doc:"When it was wished, Unix milliseconds."`
	Revision uint64 `json:"revision" doc:"Of the desired state with which it came."`
}

// Desired is all that is desired of a lock.
type Desired struct {
	Revision uint64            `json:"revision" doc:"0: nothing was ever desired."`
	AtMS     int64             `json:"at_ms" doc:"Of the last change."`
	Values   map[string]Wanted `json:"values" doc:"By key."`
}

// Difference is a key that is desired and not reported so.
type Difference struct {
	Key      string `json:"key" doc:"Its key."`
	Desired  string `json:"desired" doc:"What is desired."`
	Reported string `json:"reported,omitempty" doc:"What the lock has reported."`
	Told     bool   `json:"told" doc:"The lock has reported something for the key."`
}

// Staleness says how much the newest observation is worth.
type Staleness struct {
	Says         string `json:"says" doc:"Fresh, stale, frozen, or silent: nothing was ever observed."`
	NewestMS     int64  `json:"newest_ms" doc:"The newest observation, Unix milliseconds."`
	AgeMS        int64  `json:"age_ms" doc:"How old that is, milliseconds."`
	TypicalGapMS int64  `json:"typical_gap_ms" doc:"Median between two times at which the lock speaks; 0: not known."`
	LongGapMS    int64  `json:"long_gap_ms" doc:"95 in 100 are shorter."`
	LimitMS      int64  `json:"limit_ms" doc:"An older observation is stale."`
	FrozenMS     int64  `json:"frozen_ms" doc:"Since when everybody who tells of the lock is offline; 0: somebody is not."`
}

// What Staleness says.
const (
	Fresh  = "fresh"
	Late   = "stale"
	Frozen = "frozen"
	Silent = "silent"
)
