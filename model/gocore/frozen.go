package gocore

import (
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
type Freezer struct{ codec *plain.Codec[kept] }

type kept struct {
	profile *firmware.Profile
	state   firmware.State
}

// NewFreezer makes a Freezer. It never changes and may be shared.
func NewFreezer() *Freezer { return &Freezer{plain.New[kept](Rules()...)} }

// AppendSaved appends a state that Save has returned.
func (f *Freezer) AppendSaved(dst []byte, s mcu.Saved) ([]byte, error) {
	c, ok := s.(*saved)
	if !ok {
		return dst, fmt.Errorf("gocore: %T is no state of this core", s)
	}
	return f.codec.Append(dst, &kept{c.app.Profile, c.app.State})
}

// TakeCore makes a core in the state that r gives, for a memory. Errors wrap
// plain.ErrDamaged, or are those of New.
func (f *Freezer) TakeCore(r *plain.Reader, m mcu.Memory) (mcu.Core, error) {
	var k kept
	if err := f.codec.Take(r, &k); err != nil {
		return nil, err
	}
	if k.profile == nil {
		return nil, fmt.Errorf("%w: a core without a profile", plain.ErrDamaged)
	}
	c, err := New(k.profile, m)
	if err != nil {
		return nil, err
	}
	c.app.State = k.state
	return c, nil
}

// Shape describes what AppendSaved writes; see plain.Codec.
func (f *Freezer) Shape() string { return f.codec.Shape() }

var _ mcu.CoreFreezer = (*Freezer)(nil)
