package campaign

// Engine puts one kind of subject to the test. It is made for one Spec, belongs
// to one goroutine, and may keep what it has worked out; what it answers must
// not depend on what it was asked before.
type Engine interface {
	// Survey plays a variant without a fault, or with those of path, and lists
	// the classes of the next one. The window of a recovery begins with the last
	// fault of the path; instants are counted from the window of the first.
	Survey(v Variant, path []Fault) (*Survey, error)
	// Explore runs the classes from (inclusive) to (exclusive) of a survey.
	Explore(v Variant, path []Fault, from, to int) ([]Finding, error)
	// Shrink looks for the smallest case that fails as the finding did: same
	// operation, same decision, same class.
	Shrink(v Variant, f Finding, want Failure) (Case, error)
}

// Teacher is an Engine that can spare another one the work of a survey. A lesson is
// never changed once it is given, so engines of several goroutines may learn it. It
// changes no answer.
type Teacher interface {
	Engine
	// Lesson is what has been worked out for a survey; nil when nothing has.
	Lesson(v Variant, path []Fault) any
	// Learn takes a lesson of another engine for the same Spec.
	Learn(lesson any)
}

// Failure names a way to fail. Findings with one Failure form a group.
type Failure struct {
	Operation string `json:"operation"` // what was torn: "erase of settings"; "" is nothing
	Decision  string `json:"decision"`
	Part      string `json:"part"`  // "PIN", "settings", "authorizations" or "invariant"
	Class     string `json:"class"` // or the invariant's sentence
}

// Case is a failing experiment as a file that 'locktwin run' plays.
type Case struct {
	Name     string `json:"name"` // a file name without its ending
	Scenario string `json:"scenario"`
	Trace    string `json:"trace_sha256"` // of the play
	Steps    int    `json:"steps"`
	// Bits is how many bits were marginal after the fault.
	Bits  int     `json:"marginal_bits"`
	Path  []Fault `json:"path"`
	Tried int     `json:"tried"` // experiments that the search took
}
