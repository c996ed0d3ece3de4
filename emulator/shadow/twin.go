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
	ID        string     `json:"id" doc:"Its identifier."`
	Name      string     `json:"name" doc:"Its name."`
	Lock      string     `json:"lock" doc:"Nuki-ID; '': not known yet."`
	CreatedMS int64      `json:"created_ms" doc:"When it was made, Unix milliseconds."`
	Revision  uint64     `json:"revision" doc:"Grows with every change."`
	Records   int        `json:"records" doc:"Also the revision of the telemetry."`
	Bytes     int64      `json:"bytes" doc:"Of the telemetry as JSON lines."`
	FromMS    int64      `json:"from_ms" doc:"Oldest record; 0: there is none."`
	ToMS      int64      `json:"to_ms" doc:"Newest record."`
	Stale     Staleness  `json:"staleness" doc:"How old the newest is."`
	Fit       *FitNote   `json:"fit" doc:"Null: there is none."`
	Image     *ImageNote `json:"image" doc:"Null: there is none."`
}

// Twin is a twin as it is now.
type Twin struct {
	Summary
	Reported State        `json:"reported" doc:"What the lock has reported."`
	Desired  Desired      `json:"desired" doc:"What is desired."`
	Delta    []Difference `json:"delta" nullable:"false" doc:"In the order of the keys."`
}

// FitNote says which fit is kept.
type FitNote struct {
	Revision  uint64 `json:"revision" doc:"Of the telemetry that it was made of."`
	MadeMS    int64  `json:"made_ms" doc:"When it was made, Unix milliseconds."`
	Usable    bool   `json:"usable" doc:"Whether it may be used."`
	OutOfDate bool   `json:"out_of_date" doc:"There are records that it has not seen."`
}

// KeptFit is a fit and where it comes from.
type KeptFit struct {
	FitNote
	Fit *twin.Fit `json:"fit" doc:"The fit."`
}

// ImageNote says which memory image is kept.
type ImageNote struct {
	Part    string `json:"part" doc:"Memory part, as the catalogue names it."`
	Bytes   int    `json:"bytes" doc:"Its length in bytes."`
	Sidecar bool   `json:"sidecar" doc:"Whether wear and charges are known."`
	PutMS   int64  `json:"put_ms" doc:"When it was put there, Unix milliseconds."`
}

// Report says what has become of records.
type Report struct {
	Taken      int                 `json:"taken" doc:"Records that were taken."`
	Duplicates int                 `json:"duplicates" doc:"Kept already, or replayed and nothing new."`
	Late       int                 `json:"late" doc:"Of those taken: older than what was kept before."`
	Refused    int                 `json:"refused" doc:"Not taken; the findings say why."`
	Findings   []telemetry.Finding `json:"findings" nullable:"false" doc:"Those of reading and those of taking, with the lines of the input; at most so many as the limits say. More counts the others."`
	More       int                 `json:"more_findings" doc:"Findings that are not listed."`
	Revision   uint64              `json:"revision" doc:"Records that are kept now."`
}
