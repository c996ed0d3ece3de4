package campaign

import "time"

// Result is what a campaign found.
type Result struct {
	Spec     Spec            `json:"spec"`
	Variants []VariantResult `json:"variants"` // in the order of their index
	Groups   []Group         `json:"groups"`   // by variant, then heaviest first
	// Causality says when losses became inevitable, where somebody asked for it.
	Causality []Causality `json:"causality,omitempty"`
}

// VariantResult is the answer for one combination of the axes.
type VariantResult struct {
	Variant Variant `json:"variant"`
	Survey  Survey  `json:"survey"`
	Counts  Counts  `json:"counts"`
	// Within is the share of Spec.Hand that falls into the window, 0 to 1: the
	// probabilities of one part and one fault add up to it.
	Within float64 `json:"within"`
	// Windows are the stretches of time in which a cut has one and the same end,
	// in order, without gaps; for a fault with given instants there are none.
	Windows []Window `json:"windows,omitempty"`
	// Cells are the ends of a sag over voltage and duration.
	Cells []ShmooCell `json:"cells,omitempty"`
	// Rows are the figures by class, for each part the classes in the order of
	// scenarios.Classes.
	Rows []Row `json:"rows"`
	// Findings are those that lost something, at most MaxFindings of them, in the
	// order of faults and instants.
	Findings []Finding `json:"findings"`
}

// Counts say how much was done.
type Counts struct {
	Borders     int `json:"borders"`            // instants at which anything that a boot reads changes
	Raw         int `json:"raw"`                // intervals between them
	Classes     int `json:"classes"`            // after merging; each is an experiment
	Experiments int `json:"experiments"`        // run, samples and further depths included
	States      int `json:"states"`             // distinct states that a boot found
	Reused      int `json:"reused"`             // classes that shared the verdict of an equal state
	LeftOut     int `json:"left_out,omitempty"` // findings that lost something and are not listed
}

// Add adds other counts to these.
func (c *Counts) Add(o Counts) {
	c.Borders += o.Borders
	c.Raw += o.Raw
	c.Classes += o.Classes
	c.Experiments += o.Experiments
	c.States += o.States
	c.Reused += o.Reused
	c.LeftOut += o.LeftOut
}

// Window is a stretch of time with one end.
type Window struct {
	From      time.Duration `json:"from_ns"`
	To        time.Duration `json:"to_ns"`
	Operation int           `json:"operation"` // as Class has it; -1: none
	// For and Times tell faults of a plan with several lengths apart.
	For     time.Duration `json:"for_ns,omitempty"`
	Times   int           `json:"times,omitempty"`
	Verdict Verdict       `json:"verdict"` // the worst of the samples
	// Share is the part of the samples that ended so, 0 to 1.
	Share float64 `json:"share"`
}

// ShmooCell is the end of one sag.
type ShmooCell struct {
	Microvolts int64         `json:"microvolts"`
	For        time.Duration `json:"for_ns"`
	At         time.Duration `json:"at_ns"`
	Verdict    Verdict       `json:"verdict"`
	Share      float64       `json:"share"`
}

// Row is one class of one part, after so many faults.
type Row struct {
	// Faults is how many faults the experiments of the row had: 1 is one in the
	// window, 2 a second one in the recovery from the first.
	Faults int    `json:"faults"`
	Part   string `json:"part"` // "PIN", "settings", "authorizations", "invariant"
	Class  string `json:"class"`
	// Length is how long, in the window, a cut has this end: each sample counts
	// with its share. Of a later fault it is how long in all recoveries together,
	// each distinct one counted once.
	Length time.Duration `json:"length_ns"`
	// Probability is that of this end for as many faults, each of which strikes as
	// Spec.Hand says, 0 to 1. It is a property of the stated hand and of the model,
	// not a rate in the field. Faults of several lengths are equally likely, and so
	// are given instants.
	Probability float64 `json:"probability"`
	Windows     int     `json:"windows"`
	Longest     int64   `json:"longest_ns"`
}

// Group is one distinct way to fail.
type Group struct {
	Variant int     `json:"variant"`
	Faults  int     `json:"faults"` // as Row has it
	Failure Failure `json:"failure"`
	// Length and Probability are those of all its windows.
	Length      time.Duration `json:"length_ns"`
	Probability float64       `json:"probability"`
	Findings    int           `json:"findings"`
	First       time.Duration `json:"first_ns"` // earliest instant
	// Smallest is the case to look at; nil when none was looked for.
	Smallest *Case `json:"smallest,omitempty"`
}
