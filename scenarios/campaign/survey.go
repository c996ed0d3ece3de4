package campaign

import (
	"time"

	"locktwin/scenarios"
)

// Variant is one combination of the values of all axes.
type Variant struct {
	Index  int      `json:"index"`
	Values []string `json:"values"` // one for each axis of the Spec
}

// Fault is one fault at one instant.
type Fault struct {
	Kind       FaultKind     `json:"kind"`
	At         time.Duration `json:"at_ns"` // since the beginning of the window
	For        time.Duration `json:"for_ns"`
	Microvolts int64         `json:"microvolts,omitempty"`
	Times      int           `json:"times,omitempty"`
}

// Action is the fault as a step of a story.
func (f *Fault) Action() scenarios.Action {
	switch f.Kind {
	case Sag:
		return scenarios.Sag{To: scenarios.Microvolts(f.Microvolts), For: f.For}
	case Knock:
		return scenarios.Knock{For: f.For, Times: f.Times}
	}
	return scenarios.Cut{For: f.For}
}

// Class is a set of instants at which the fault is the same experiment: nothing
// that a boot can see differs between them.
type Class struct {
	// Fault is the representative; its At lies within From and To.
	Fault Fault         `json:"fault"`
	From  time.Duration `json:"from_ns"` // inclusive, since the beginning of the window
	To    time.Duration `json:"to_ns"`   // exclusive; a fault with a given instant has To == From
	// Raw is how many intervals between neighbouring borders were merged into it.
	Raw int `json:"raw"`
	// Operation is the index in Survey.Operations of what the fault tears; -1:
	// nothing is in flight.
	Operation int `json:"operation"`
	// Marginal says that some bit which boot reads lies near the reference, so
	// that samples may differ.
	Marginal bool `json:"marginal,omitempty"`
}

// Operation is one operation of the memory in a reference run.
type Operation struct {
	Kind string        `json:"kind"` // "program" or "erase"
	Area string        `json:"area"` // what lies there: "settings", "layout word", ...
	Addr uint32        `json:"addr"`
	Size uint32        `json:"size"`
	From time.Duration `json:"from_ns"` // since the beginning of the window
	To   time.Duration `json:"to_ns"`
}

// Moment is something else that happened in a reference run.
type Moment struct {
	At   time.Duration `json:"at_ns"`
	Kind string        `json:"kind"` // "step", "boot", "reset", "warning", "decision", "command", "motor"
	Text string        `json:"text"`
}

// Point is one corner of a curve.
type Point struct {
	At         time.Duration `json:"at_ns"`
	Microvolts int64         `json:"microvolts"`
}

// Survey is a reference run: the window without the fault, and the classes of
// instants in it. With faults in its Path it is the recovery from those.
type Survey struct {
	Path       []Fault       `json:"path"`
	Window     time.Duration `json:"window_ns"`
	Operations []Operation   `json:"operations"`
	Moments    []Moment      `json:"moments"`
	VBAT       []Point       `json:"vbat,omitempty"`
	VDD        []Point       `json:"vdd,omitempty"`
	// Levels are the supply levels at which something happens, by name.
	Levels  []Level `json:"levels,omitempty"`
	Classes []Class `json:"classes"`
}

// Level is a named level of a supply.
type Level struct {
	Name       string `json:"name"`
	Rail       string `json:"rail"` // "VBAT" or "VDD"
	Microvolts int64  `json:"microvolts"`
}

// Finding is what came of one class.
type Finding struct {
	Path  []Fault `json:"path"`  // every fault of the experiment, the class's own last
	Class int     `json:"class"` // index in the Survey of the path before
	// State identifies what the next boot finds: the memory, what else survives and
	// is read, and what of the story decides the end. Two findings with one State
	// share their verdict and recover alike.
	State string `json:"state"`
	// Verdicts are the distinct ends over the samples, most frequent first.
	Verdicts []Verdict `json:"verdicts"`
	// MarginalBits is how many bits the fault left near the reference.
	MarginalBits int `json:"marginal_bits"`
}

// Verdict is how an experiment ended.
type Verdict struct {
	PIN            string   `json:"pin"` // a class of scenarios.Classes
	Settings       string   `json:"settings"`
	Authorizations string   `json:"authorizations"`
	Broken         []string `json:"broken,omitempty"` // invariants that do not hold
	// Decision is what the first boot after the last fault made of what it found,
	// a stable name such as "settings-blank".
	Decision string `json:"decision"`
	Samples  int    `json:"samples"` // how many samples ended so
}
