package ordeal

import "slices"

// claim is a value as far as a client can know it: what the server has
// acknowledged last, or what was asked for since.
type claim[T comparable] struct {
	told  T
	asked []T
}

// ask notes a value before it is asked for.
func (c *claim[T]) ask(v T) { c.asked = append(c.asked, v) }

// tell notes that what was asked for last is acknowledged.
func (c *claim[T]) tell() { c.told, c.asked = c.asked[len(c.asked)-1], nil }

// withdraw notes that what was asked for last is refused.
func (c *claim[T]) withdraw() { c.asked = c.asked[:len(c.asked)-1] }

// holds tells whether the server may have this value.
func (c *claim[T]) holds(v T) bool { return v == c.told || slices.Contains(c.asked, v) }

// see notes the value that the server has turned out to have.
func (c *claim[T]) see(v T) { c.told, c.asked = v, nil }

// latest is what the server should have if nothing went wrong.
func (c *claim[T]) latest() T {
	if n := len(c.asked); n > 0 {
		return c.asked[n-1]
	}
	return c.told
}
