package remains

import "fmt"

// Kind is what a piece is.
type Kind uint8

// The kinds.
const (
	Whole   Kind = iota // a copy whose check matches, or that is plain and in range
	Damaged             // a value that some operation spoiled before it was stored as it is
	Torn                // marginal cells
	Blank               // erased, nothing is left
	Default             // 0, from before a PIN was set
)

var kindNames = [...]string{"whole", "damaged", "torn", "blank", "default"}

// String gives the kind's name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// MarshalText gives the name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name.
func (k *Kind) UnmarshalText(b []byte) error {
	for i, n := range kindNames {
		if n == string(b) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("kind %q: whole, damaged, torn, blank or default", b)
}
