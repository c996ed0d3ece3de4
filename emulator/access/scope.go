package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"locktwin/emulator/problem"
)

// Right is what somebody may do.
type Right uint8

// The rights. Admin includes all others, for every lock. Control includes Read
// and Air for the same locks: who may pull the cells of a lock may also see it and
// speak to it. The ids of Learn are those of trainees, not of locks.
const (
	Read    Right = iota + 1 // see locks, their events and their memory
	Air                      // be a central: scan, connect, exchange GATT
	Control                  // act on a lock as hands, laboratory and twin do
	Learn                    // take part in a training as one trainee
	Teach                    // hold trainings, and act on the locks of trainees
	Admin                    // create and delete locks, and everything else
)

var rightNames = map[Right]string{Read: "read", Air: "air", Control: "control", Learn: "learn", Teach: "teach", Admin: "admin"}

// String is the right as it is written in a scope.
func (r Right) String() string {
	if s, ok := rightNames[r]; ok {
		return s
	}
	return "nothing"
}

// includes tells whether who has r also has what.
func (r Right) includes(what Right) bool {
	return r == what || r == Admin || r == Control && (what == Read || what == Air)
}

// Grant is one right for some locks.
type Grant struct {
	Right Right
	Locks []string // ids; empty means every lock, those to come included
	// Parts of these locks for which the grant is good; empty means the whole lock.
	// What a part is, is up to whoever asks with [Scope.MayPart].
	Parts []string
}

// covers tells whether the grant is for a lock and a part of it; "" is the whole
// lock.
func (g Grant) covers(lock, part string) bool {
	return (len(g.Locks) == 0 || slices.Contains(g.Locks, lock)) && (len(g.Parts) == 0 || part != "" && slices.Contains(g.Parts, part))
}

// Scope is all that a token grants. The zero value grants nothing. A Scope is
// not changed once it is in use.
type Scope struct{ grants []Grant }

// Everything is the scope of who runs the server.
func Everything() Scope { return Scope{grants: []Grant{{Right: Admin}}} }

// Limits of a scope as text.
const (
	maxScopeText  = 4096
	maxScopeLocks = 64
	maxScopeParts = 16
)

// ErrScope is wrapped by every complaint about a scope.
var ErrScope = errors.New("scope")

// NewScope makes a scope of grants. An error wraps ErrScope.
func NewScope(grants ...Grant) (Scope, error) {
	var s Scope
	for _, g := range grants {
		if _, ok := rightNames[g.Right]; !ok {
			return Scope{}, fmt.Errorf("%w: there is no right %d", ErrScope, g.Right)
		}
		if g.Right == Admin && len(g.Locks) > 0 {
			return Scope{}, fmt.Errorf("%w: admin is for the whole server; 'control:%s' is for single locks", ErrScope, strings.Join(g.Locks, ","))
		}
		if len(g.Locks) > maxScopeLocks {
			return Scope{}, fmt.Errorf("%w: %d locks in one grant; at most %d", ErrScope, len(g.Locks), maxScopeLocks)
		}
		if g.Right == Teach && len(g.Locks) > 0 {
			return Scope{}, fmt.Errorf("%w: teach is for every training", ErrScope)
		}
		if g.Right == Learn && len(g.Locks) == 0 {
			return Scope{}, fmt.Errorf("%w: learn is for single trainees, whose ids it names", ErrScope)
		}
		for _, id := range g.Locks {
			if id == "" || strings.ContainsAny(id, ", *:/+") {
				return Scope{}, fmt.Errorf("%w: %q is no id of a lock", ErrScope, id)
			}
		}
		if len(g.Parts) > 0 && (g.Right != Read && g.Right != Control || len(g.Locks) == 0) {
			return Scope{}, fmt.Errorf("%w: only 'read' and 'control' of single locks can be for parts of them", ErrScope)
		}
		if len(g.Parts) > maxScopeParts {
			return Scope{}, fmt.Errorf("%w: %d parts in one grant; at most %d", ErrScope, len(g.Parts), maxScopeParts)
		}
		for _, part := range g.Parts {
			if part == "" || strings.ContainsAny(part, ", *:/+") {
				return Scope{}, fmt.Errorf("%w: %q is no part of a lock", ErrScope, part)
			}
		}
		s.grants = append(s.grants, Grant{g.Right, slices.Clone(g.Locks), slices.Clone(g.Parts)})
	}
	return s, nil
}

// ParseScope reads a scope: grants with blanks between them, each a right, or a
// right, a colon and ids of locks with commas between them. "admin", "read",
// "control:front,back", "read air:front". Behind the locks a slash and parts with
// plus signs between them may follow: "read:front/lock+events". An error wraps
// ErrScope.
func ParseScope(text string) (Scope, error) {
	if len(text) > maxScopeText {
		return Scope{}, fmt.Errorf("%w: %d bytes; at most %d", ErrScope, len(text), maxScopeText)
	}
	var grants []Grant
	for _, word := range strings.Fields(text) {
		name, locks, some := strings.Cut(word, ":")
		g := Grant{}
		for r, n := range rightNames {
			if n == name {
				g.Right = r
			}
		}
		if g.Right == 0 {
			names := []string{"admin", "control", "air", "read", "teach", "learn"}
			return Scope{}, fmt.Errorf("%w: there is no right %q; there are %s.%s", ErrScope, name, problem.OneOf(names), problem.DidYouMean(name, names))
		}
		if some {
			ids, parts, parted := strings.Cut(locks, "/")
			g.Locks = strings.Split(ids, ",")
			if parted {
				g.Parts = strings.Split(parts, "+")
			}
		}
		grants = append(grants, g)
	}
	return NewScope(grants...)
}

// String is the scope as ParseScope reads it.
func (s Scope) String() string {
	words := make([]string, len(s.grants))
	for i, g := range s.grants {
		words[i] = g.Right.String()
		if len(g.Locks) > 0 {
			words[i] += ":" + strings.Join(g.Locks, ",")
		}
		if len(g.Parts) > 0 {
			words[i] += "/" + strings.Join(g.Parts, "+")
		}
	}
	return strings.Join(words, " ")
}

// May tells whether the scope grants a right for one whole lock, by its id.
func (s Scope) May(what Right, lock string) bool { return s.MayPart(what, lock, "") }

// MayPart tells whether the scope grants a right for one part of a lock, or for
// the whole lock. The part "" is the whole lock.
func (s Scope) MayPart(what Right, lock, part string) bool {
	for _, g := range s.grants {
		if g.Right.includes(what) && g.covers(lock, part) {
			return true
		}
	}
	return false
}

// MayAll tells whether the scope grants a right for every lock.
func (s Scope) MayAll(what Right) bool {
	for _, g := range s.grants {
		if g.Right.includes(what) && len(g.Locks) == 0 {
			return true
		}
	}
	return false
}

// MaySome tells whether the scope grants a right for any lock at all.
func (s Scope) MaySome(what Right) bool {
	for _, g := range s.grants {
		if g.Right.includes(what) {
			return true
		}
	}
	return false
}

// MaySomeWhole tells whether the scope grants a right for any whole lock: what it
// grants for parts of locks does not count.
func (s Scope) MaySomeWhole(what Right) bool {
	for _, g := range s.grants {
		if g.Right.includes(what) && len(g.Parts) == 0 {
			return true
		}
	}
	return false
}
