package shadow

import (
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// New is a twin that is to be made.
type New struct {
	Name string // 1 to MaxNameChars characters in one line, its own; "": the lock id
	Lock string // Nuki-ID, 8 hexadecimal digits; "": that of the first records
	// The first telemetry, and what reading it has found; both may be empty.
	Records  []telemetry.Record
	Findings []telemetry.Finding
}

// Summary is what is known of a twin without its telemetry.
type Summary struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Lock      string     `json:"lock"` // Nuki-ID; "": not known yet
	CreatedMS int64      `json:"created_ms"`
	Revision  uint64     `json:"revision"` // grows with every change
	Records   int        `json:"records"`  // also the revision of the telemetry
	Bytes     int64      `json:"bytes"`    // of the telemetry as JSON lines
	FromMS    int64      `json:"from_ms"`  // oldest record; 0: there is none
	ToMS      int64      `json:"to_ms"`    // newest record
	Stale     Staleness  `json:"staleness"`
	Fit       *FitNote   `json:"fit"`   // null: there is none
	Image     *ImageNote `json:"image"` // null: there is none
}

// Twin is a twin as it is now.
type Twin struct {
	Summary
	Reported State        `json:"reported"`
	Desired  Desired      `json:"desired"`
	Delta    []Difference `json:"delta"` // in the order of the keys
}

// FitNote says which fit is kept.
type FitNote struct {
	Revision  uint64 `json:"revision"` // of the telemetry that it was made of
	MadeMS    int64  `json:"made_ms"`
	Usable    bool   `json:"usable"`
	OutOfDate bool   `json:"out_of_date"` // there are records that it has not seen
}

// KeptFit is a fit and where it comes from.
type KeptFit struct {
	FitNote
	Fit *twin.Fit `json:"fit"`
}

// ImageNote says which memory image is kept.
type ImageNote struct {
	Part    string `json:"part"`
	Bytes   int    `json:"bytes"`
	Sidecar bool   `json:"sidecar"`
	PutMS   int64  `json:"put_ms"`
}

// Report says what has become of records.
type Report struct {
	Taken      int `json:"taken"`
	Duplicates int `json:"duplicates"` // kept already, or replayed and nothing new
	Late       int `json:"late"`       // of those taken: older than what was kept before
	Refused    int `json:"refused"`    // not taken; the findings say why
	// Findings are those of reading and those of taking, with the lines of the input;
	// at most so many as the limits say. More counts the others.
	Findings []telemetry.Finding `json:"findings"`
	More     int                 `json:"more_findings"`
	Revision uint64              `json:"revision"` // records that are kept now
}
