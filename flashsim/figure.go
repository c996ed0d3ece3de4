package flashsim

// Certainty tells how sure the number of a [Figure] is.
type Certainty uint8

// From weakest to strongest.
const (
	Assumption Certainty = iota // chosen for the simulator; no source gives it
	Remembered                  // a well-known datasheet value, from memory, unchecked
	Forum                       // one voice on a vendor's forum or an issue thread
	Paper                       // published paper or patent
	VendorData                  // vendor-supplied machine data: SFDP table, device tree, driver header
	Datasheet                   // datasheet, manual, application note or help page
)

var certaintyNames = [...]string{"assumption", "remembered, unchecked", "forum voice", "published paper", "vendor data", "datasheet"}

// String gives the certainty in words.
func (c Certainty) String() string {
	if int(c) < len(certaintyNames) {
		return certaintyNames[c]
	}
	return "unknown certainty"
}

// Figure is one number of a part with where it comes from. The unit is in T or
// in the name of the field that holds the figure. The zero Figure means that the
// part has no such property.
type Figure[T any] struct {
	Value     T
	Source    string
	Certainty Certainty
}

// Fig makes a Figure; part files are lists of these.
func Fig[T any](value T, certainty Certainty, source string) Figure[T] {
	return Figure[T]{Value: value, Source: source, Certainty: certainty}
}
