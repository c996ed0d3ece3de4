package fleet

import (
	"strings"
)

// Query picks locks. Zero fields pick all.
type Query struct {
	State   string // exactly
	Profile string // exactly
	Name    string // part of the name, any case
	Limit   int    // at most so many; 0: all
	Offset  int    // leave out so many first
}

// Takes tells whether the query picks a lock, whatever its Limit and Offset.
func (q *Query) Takes(l *Lock) bool {
	return (q.State == "" || l.State == q.State) && (q.Profile == "" || l.Profile == q.Profile) &&
		(q.Name == "" || strings.Contains(strings.ToLower(l.Name), strings.ToLower(q.Name)))
}
