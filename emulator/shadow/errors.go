package shadow

import (
	"errors"
	"fmt"
)

// What callers may ask an error for, with errors.Is. [Kind] names the kind of
// problem that goes with each.
var (
	ErrNotFound = errors.New("there is no such twin")
	ErrExists   = errors.New("the name is taken")
	ErrConflict = errors.New("somebody else has changed it meanwhile")
	ErrInput    = errors.New("this cannot be kept of a twin")
	ErrNothing  = errors.New("the twin has none") // no fit, no image
	ErrLimit    = errors.New("a limit of the twins is reached")
	ErrStore    = errors.New("the twin cannot be saved or read")
)

// Stale is an ErrConflict that says which revision is there.
type Stale struct{ Expected, Found uint64 }

// Error says what is wrong.
func (e *Stale) Error() string {
	return fmt.Sprintf("%v: revision %d was expected, and %d is there", ErrConflict, e.Expected, e.Found)
}

// Unwrap is ErrConflict.
func (e *Stale) Unwrap() error { return ErrConflict }

// limited is an ErrLimit about a number beside its limit.
func limited(what string, found, limit any) error {
	return fmt.Errorf("%w: %s %v, at most %v", ErrLimit, what, found, limit)
}

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInput}, args...)...)
}

// stored makes an error of the store one of the twins.
func stored(err error) error {
	if err == nil || errors.Is(err, ErrStore) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrStore, err)
}
