package flashsim

import (
	"fmt"
	"strings"
)

// makers make the parts that ship. Adding a part is one file with a function
// like these and its line here.
func makers() []func() *Part {
	return []func() *Part{
		nrf52832,
		nrf52840,
		stm32f031,
		stm32f405,
		stm32l0EEPROM,
		stm32l431,
		kh25l8005,
		sst26vf016b,
		eeprom24LC256,
		fm25v10,
	}
}

// Catalogue lists the parts that ship, freshly made, in a fixed order.
func Catalogue() []*Part {
	var out []*Part
	for _, f := range makers() {
		out = append(out, f())
	}
	return out
}

// Lookup finds a part by name. For an unknown name the error wraps
// ErrUnknownPart and lists the names that come near.
func Lookup(name string) (*Part, error) {
	want := strings.ToLower(strings.TrimSpace(name))
	for _, f := range makers() {
		if p := f(); p.Name == want {
			return p, nil
		}
	}
	var near, all []string
	for _, p := range Catalogue() {
		all = append(all, p.Name)
		if editDistance(p.Name, want) <= max(2, len(want)/3) || len(want) >= 3 && strings.Contains(p.Name, want) {
			near = append(near, p.Name)
		}
	}
	if len(near) > 0 {
		return nil, fmt.Errorf("%q: %w; did you mean %s?", name, ErrUnknownPart, strings.Join(near, " or "))
	}
	return nil, fmt.Errorf("%q: %w; there are %s", name, ErrUnknownPart, strings.Join(all, ", "))
}

// editDistance counts the single-character edits between two names.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
