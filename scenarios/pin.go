package scenarios

import (
	"fmt"
	"strings"
)

// PIN is a security PIN as the published protocol carries it: 0 to 9999, where
// 0 stands for no PIN set.
type PIN uint16

// NoPIN is the value that is right while no PIN is set.
const NoPIN PIN = 0

// String gives four digits.
func (p PIN) String() string { return fmt.Sprintf("%04d", uint16(p)) }

// parsePIN reads up to four digits.
func parsePIN(s string) (PIN, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, fmt.Errorf("is not made of digits")
	}
	if len(s) > 4 {
		return 0, fmt.Errorf("has %d digits", len(s))
	}
	v := PIN(0)
	for _, c := range []byte(s) {
		v = v*10 + PIN(c-'0')
	}
	return v, nil
}
