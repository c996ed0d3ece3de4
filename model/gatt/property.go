package gatt

import "strings"

// Property is a set of what may be done with a characteristic, as its
// declaration shows it.
type Property uint8

// The bits of a characteristic declaration.
const (
	Broadcast       Property = 0x01
	Read            Property = 0x02
	WriteNoResponse Property = 0x04
	Write           Property = 0x08
	Notify          Property = 0x10
	Indicate        Property = 0x20
	SignedWrite     Property = 0x40
	Extended        Property = 0x80
)

var propertyNames = [...]string{"broadcast", "read", "write-without-response", "write", "notify", "indicate",
	"signed-write", "extended"}

// Names lists what is set, in the order of the bits.
func (p Property) Names() []string {
	var out []string
	for i, n := range propertyNames {
		if p>>i&1 != 0 {
			out = append(out, n)
		}
	}
	return out
}

// String joins the names with "+"; "none" when nothing is set.
func (p Property) String() string {
	if p == 0 {
		return "none"
	}
	return strings.Join(p.Names(), "+")
}
