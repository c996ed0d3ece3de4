package gocore

import (
	"errors"
	"fmt"

	"locktwin/internal/plain"
	"locktwin/model/firmware"
	"locktwin/model/mcu"
)

// Rules says how to keep what the types of this package point to: profiles by
// name, or in full where they are not as they ship.
func Rules() []plain.Rule {
	return []plain.Rule{plain.Stock("firmware profile", func(p *firmware.Profile) string { return p.Name }, firmware.LookupProfile)}
}

// Freezer keeps the states of cores of this package. What an application is
// besides its profile and its State has no meaning between activations.
type Freezer struct {
	profile *plain.Codec[*firmware.Profile]
	state   *plain.Codec[firmware.State]
}

// NewFreezer makes a Freezer. It never changes and may be shared.
func NewFreezer() *Freezer {
	return &Freezer{plain.New[*firmware.Profile](Rules()...), plain.New[firmware.State]()}
}

// AppendSaved appends a state that Save has returned.
func (f *Freezer) AppendSaved(dst []byte, s mcu.Saved) ([]byte, error) {
	c, ok := s.(*saved)
	if !ok {
		return dst, fmt.Errorf("gocore: %T is no state of this core", s)
	}
	out, err := f.profile.Append(dst, &c.app.Profile)
	if err != nil {
		return dst, err
	}
	return f.state.Append(out, &c.app.State)
}

// TakeCore makes a core in the state that r gives, for a memory. Errors wrap
// plain.ErrDamaged, or are those of New.
func (f *Freezer) TakeCore(r *plain.Reader, m mcu.Memory) (mcu.Core, error) {
	var p *firmware.Profile
	if err := f.profile.Take(r, &p); err != nil {
		return nil, err
	}
	if p == nil {
		return nil, fmt.Errorf("%w: a core without a profile", plain.ErrDamaged)
	}
	c, err := New(p, m)
	if err != nil {
		return nil, err
	}
	return c, f.state.Take(r, &c.app.State)
}

// Shape describes what AppendSaved writes; see plain.Codec.
func (f *Freezer) Shape() string { return f.profile.Shape() + f.state.Shape() }

// Err tells which field is not plain and has no rule, a fault of the program.
func (f *Freezer) Err() error { return errors.Join(f.profile.Err(), f.state.Err()) }

var _ mcu.CoreFreezer = (*Freezer)(nil)
