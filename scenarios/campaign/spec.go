package campaign

import (
	"time"

	"locktwin/scenarios"
)

// Spec is what a campaign does. It is plain data that goes through JSON and
// back; the same Spec gives the same Result on every machine.
type Spec struct {
	// Version is that of the program which wrote the Spec. Another version may
	// give other results, so a worker of another version does not take part.
	Version string `json:"version"`
	Name    string `json:"name"`
	// Exactly one of Lock and Store is set.
	Lock  *LockSubject  `json:"lock,omitempty"`
	Store *StoreSubject `json:"store,omitempty"`
	Fault FaultPlan     `json:"fault"`
	Axes  []Axis        `json:"axes"`
	// OneByOne varies each axis by itself, the others at their first value;
	// otherwise all combinations are run.
	OneByOne bool `json:"one_by_one,omitempty"`
	// Depth is how many faults one experiment has at most, 1 to MaxDepth: the
	// second falls into the recovery from the first.
	Depth int `json:"depth"`
	// Samples is how many samples of the read noise decide a case whose cells are
	// marginal, 1 to MaxSamples.
	Samples int `json:"samples"`
	// Invariants are sentences of the scenario's expectation language that have to
	// hold at the end of every experiment.
	Invariants []string `json:"invariants,omitempty"`
	// Hand is when the fault strikes, seen from the beginning of the window; the
	// zero Hand is one that strikes at any instant of the window alike.
	Hand Hand `json:"hand"`
	// Thin looks, beyond the first fault, at one recovery for each stretch of
	// neighbouring classes that end alike in one operation, the one with the most
	// bits near the reference, in place of one for each distinct state. That takes
	// a small part of the time, and may miss what only the others lead to.
	Thin bool `json:"thin,omitempty"`
	// NoShrink leaves out the search for the smallest case of each group.
	NoShrink bool `json:"no_shrink,omitempty"`
}

// Limits of a Spec.
const (
	MaxDepth    = scenarios.MaxSweepDepth
	MaxSamples  = scenarios.MaxSamples
	MaxVariants = scenarios.MaxVariants
	MaxAxes     = scenarios.MaxSweepAxes
)

// LockSubject is a whole lock: a scenario, and the part of it into which the
// fault falls.
type LockSubject struct {
	File string `json:"file"` // what errors call the text
	Text string `json:"text"` // of the scenario file
	// Step is the number of the step whose beginning opens the window, counted
	// from 1 in the file's list; 0 opens it with the first step.
	Step int `json:"step"`
	// Window is how long the window is; 0 is up to the end of the last step.
	Window time.Duration `json:"window_ns"`
	// LeaveOut are the numbers of steps that no run plays, because they stage a
	// fault of their own; steps keep the numbers of the file.
	LeaveOut []int `json:"leave_out,omitempty"`
}

// StoreSubject is a store on a bare memory, without a lock around it.
type StoreSubject struct {
	Design   string   `json:"design"`            // as model/store names it
	Variant  string   `json:"variant,omitempty"` // a documented variant of the design; "" is the design itself
	Part     string   `json:"part"`              // as flashsim names it
	Workload Workload `json:"workload"`          // what is saved
	Supply   Supply   `json:"supply"`            // what the memory is fed with
	Seed     uint64   `json:"seed"`              // of the cells and their noise
	Leakage  bool     `json:"leakage,omitempty"` // over-erased cells pull their column
	ECCOff   bool     `json:"ecc_off,omitempty"` // uncorrectable granules are read as they are
	Shared   bool     `json:"shared,omitempty"`  // the cut of a program disturbs the other pages of the region
	Hours    int      `json:"hours,omitempty"`   // without supply between a cut and the next boot
	Celsius  *float64 `json:"celsius,omitempty"` // nil is 21 °C
}

// Supply is what a bare memory is fed with around a cut.
type Supply struct {
	Volts float64 `json:"volts"` // before the cut
	// Brownout is the level at which the machine is held in reset, and the
	// operation in flight ends; from Volts the supply falls to it within Fall.
	// 0 V is no brown-out reset: the operation ends where the memory gives up.
	Brownout float64       `json:"brownout"`
	Fall     time.Duration `json:"fall_ns"`
}

// Workload is a list of saves, played in order. Keys are 1 for the PIN, 2 for
// the settings, and 16 and above for authorizations.
type Workload struct {
	Before []Save `json:"before"` // in order, never cut
	// Fill goes on with Before until the next save would erase something: values of
	// the window's first key, so that the collection of garbage falls into the
	// window whatever the design. One that erases with every save, or with none of
	// some thousands, is not filled.
	Fill  bool   `json:"fill,omitempty"`
	Cut   []Save `json:"cut"`   // the window: each operation of these may be cut
	After []Save `json:"after"` // what is done after the recovery, not cut
}

// Save is one Put of a store; a Round gives the value other bytes.
type Save struct {
	Key   uint8 `json:"key"`
	Bytes int   `json:"bytes"`
	Round int   `json:"round"`
	Times int   `json:"times,omitempty"` // as often in a row, each with the next round; 0 is 1
}

// FaultKind is what goes wrong.
type FaultKind string

// Kinds.
const (
	Cut   FaultKind = "cut"   // the battery line opens; of a bare store: its supply ends
	Sag   FaultKind = "sag"   // a laboratory supply in place of the cells, at a voltage, for a while
	Knock FaultKind = "knock" // the contact opens several times
)

// FaultPlan is which faults there are. Instants of cuts and knocks are
// enumerated unless At lists some; sags have the grid of Microvolts, For and At.
type FaultPlan struct {
	Kind       FaultKind       `json:"kind"`
	For        []time.Duration `json:"for_ns"`     // how long; of a knock each opening
	Microvolts []int64         `json:"microvolts"` // Sag
	Times      []int           `json:"times"`      // Knock: openings
	At         []time.Duration `json:"at_ns"`      // since the beginning of the window
}

// Axis is one thing that varies: a key of the scenario file as '--set' takes it,
// or "seed", with its values. For a bare store the keys are design, variant,
// part, seed, celsius, hours, brownout, leakage, ecc and shared.
type Axis struct {
	Name   string   `json:"name,omitempty"` // as somebody wrote it: "charge"
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

// Hand is a distribution of the instant of a fault. Its Source says where the
// figures come from.
type Hand struct {
	Shape  HandShape     `json:"shape"`
	From   time.Duration `json:"from_ns"`
	To     time.Duration `json:"to_ns"`
	Source string        `json:"source,omitempty"`
}

// HandShape is the shape of a distribution between two bounds.
type HandShape string

// Shapes.
const (
	AnyInstant HandShape = ""            // uniform over the whole window
	Uniform    HandShape = "uniform"     // between From and To
	LogUniform HandShape = "log-uniform" // between From and To, both above 0
)
