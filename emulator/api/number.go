package api

import (
	"math"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Number is a number in an address that may be left out, which is another thing
// than 0. A text that is no number is reported with its place.
type Number struct {
	V    float64
	text string
	bad  bool
}

// given tells whether the request has one, be it 0.
func (n Number) given() bool { return n.text != "" }

// pointer is the number, nil when it is left out.
func (n Number) pointer() *float64 {
	if !n.given() {
		return nil
	}
	return &n.V
}

// UnmarshalText reads a number; Resolve tells what is wrong with it.
func (n *Number) UnmarshalText(text []byte) error {
	v, err := strconv.ParseFloat(string(text), 64)
	*n = Number{V: v, text: string(text), bad: err != nil || math.IsNaN(v) || math.IsInf(v, 0)}
	return nil
}

// Schema describes a Number.
func (Number) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+(\.[0-9]+)?$`, PatternDescription: "a number", MaxLength: new(40), Examples: []any{"-5.5"}}
}

// Resolve reports a text that is no number.
func (n *Number) Resolve(_ huma.Context, at *huma.PathBuffer) []error {
	if !n.bad {
		return nil
	}
	return []error{&huma.ErrorDetail{Location: at.String(), Value: n.text, Message: "expected number"}}
}

// inRange holds a number of a request against its range; left out, it is in it.
func inRange(location string, n Number, low, high float64, unit string) error {
	if n.given() && (n.V < low || n.V > high) {
		return invalid(location, n.V, "from "+strconv.FormatFloat(low, 'g', -1, 64)+" to "+strconv.FormatFloat(high, 'g', -1, 64)+unit, "%v%s is outside the range", n.V, unit)
	}
	return nil
}
