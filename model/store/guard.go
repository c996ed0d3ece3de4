package store

import "fmt"

// body is a design behind the checks that all of them share.
type body interface {
	// arrange groups the pages the way the design needs them.
	arrange(f flash) flash
	// suit says, wrapping ErrUnsuitable, why the design cannot work here.
	suit(f flash) error
	format(f flash) error
	mount(f flash) (Report, error)
	get(f flash, k Key, dst []byte) (int, Status, error)
	put(f flash, k Key, val []byte) error
	remove(f flash, k Key) error
	decode(f flash) []Record
}

// settling and collecting are what some bodies can do besides.
type settling interface{ settle(f flash) error }
type collecting interface{ collect(f flash) error }

// guarded checks arguments and keeps calls on one RAM from nesting.
type guarded struct {
	name string
	body body
}

type guardedSettler struct{ guarded }
type guardedCollector struct{ guarded }

func guard(name string, b body) Store {
	g := guarded{name: name, body: b}
	if _, ok := b.(settling); ok {
		return guardedSettler{g}
	}
	if _, ok := b.(collecting); ok {
		return guardedCollector{g}
	}
	return g
}

func (g guarded) Name() string { return g.name }

// fit lays the design over the medium and says whether it can work there.
func (g guarded) fit(m Medium, ram *RAM) (flash, error) {
	f := look(m, ram)
	f.m = m
	if err := f.sound(); err != nil {
		return f, fmt.Errorf("%s: %w", g.name, err)
	}
	f = g.body.arrange(f)
	if err := g.body.suit(f); err != nil {
		return f, fmt.Errorf("%s: %w", g.name, err)
	}
	return f, nil
}

// enter is fit for the calls between Mount and the next power loss, which
// checked the part already.
func (g guarded) enter(m Medium, ram *RAM) (flash, error) {
	if ram.Busy {
		return flash{}, ErrBusy
	}
	if !ram.Mounted {
		return flash{}, ErrNotMounted
	}
	f := look(m, ram)
	f.m = m
	return g.body.arrange(f), nil
}

func (g guarded) Format(m Medium, ram *RAM) error {
	if ram.Busy {
		return ErrBusy
	}
	*ram = RAM{}
	f, err := g.fit(m, ram)
	if err != nil {
		return err
	}
	ram.Busy = true
	err = g.body.format(f)
	ram.Busy = false
	ram.Mounted = err == nil
	return err
}

func (g guarded) Mount(m Medium, ram *RAM) (Report, error) {
	if ram.Busy {
		return Report{}, ErrBusy
	}
	*ram = RAM{}
	f, err := g.fit(m, ram)
	if err != nil {
		return Report{}, err
	}
	ram.Busy = true
	rep, err := g.body.mount(f)
	ram.Busy = false
	ram.Mounted = err == nil
	return rep, err
}

func (g guarded) Get(m Medium, ram *RAM, k Key, dst []byte) (int, Status, error) {
	f, err := g.enter(m, ram)
	if err != nil {
		return 0, Missing, err
	}
	if k > MaxKey {
		return 0, Missing, ErrKey
	}
	return g.body.get(f, k, dst)
}

func (g guarded) Put(m Medium, ram *RAM, k Key, val []byte) error {
	f, err := g.enter(m, ram)
	if err != nil {
		return err
	}
	if k > MaxKey {
		return ErrKey
	}
	if len(val) == 0 || len(val) > MaxValue {
		return ErrValueSize
	}
	ram.Busy = true
	err = g.body.put(f, k, val)
	ram.Busy = false
	return err
}

func (g guarded) Delete(m Medium, ram *RAM, k Key) error {
	f, err := g.enter(m, ram)
	if err != nil {
		return err
	}
	if k > MaxKey {
		return ErrKey
	}
	ram.Busy = true
	err = g.body.remove(f, k)
	ram.Busy = false
	return err
}

func (g guarded) Decode(image Reader) []Record {
	f := look(image, new(RAM))
	if f.sound() != nil {
		return nil
	}
	f = g.body.arrange(f)
	if g.body.suit(f) != nil {
		return nil
	}
	return g.body.decode(f)
}

func (g guardedSettler) Settle(m Medium, ram *RAM) error {
	f, err := g.enter(m, ram)
	if err != nil {
		return err
	}
	ram.Busy = true
	err = g.body.(settling).settle(f)
	ram.Busy = false
	return err
}

func (g guardedCollector) Collect(m Medium, ram *RAM) error {
	f, err := g.enter(m, ram)
	if err != nil {
		return err
	}
	ram.Busy = true
	err = g.body.(collecting).collect(f)
	ram.Busy = false
	return err
}
