package change

import (
	"fmt"
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/scenarios"
)

// Options say which lock is prepared. The zero Options is an ordinary one.
type Options struct {
	PIN            uint16                 // 1..9999; 0 is DefaultPIN
	Settings       []scenarios.Assignment // that are changed; nil is DefaultSettings
	Authorizations int                    // 1..20; 0 is 2. The first two are phones that pair, others are invited
	Part           scenarios.Part         // the memory; "" is that of the profile
	Board          scenarios.BoardSpec    // capacitors, regulator, motor and soft start; zero is the board of the model
	Supervisor     scenarios.SupervisorSpec
	Door           scenarios.Door // "" is normal
	Seed           uint64         // of the lock, such as the scatter of its memory's cells; 0 is 1
}

// What a lock is told to keep when Options say nothing.
const (
	DefaultPIN            = 4711
	DefaultAuthorizations = 2
	MaxAuthorizations     = 20
)

// DefaultSettings are the settings that are changed when Options name none: the two
// that users say were gone after a battery change.
func DefaultSettings() []scenarios.Assignment {
	return []scenarios.Assignment{
		{Setting: "led-brightness", Value: scenarios.SettingValue{Number: 1}},
		{Setting: "name", Value: scenarios.SettingValue{Text: "Front door"}},
	}
}

// Bench is a lock in use, ready to be played from. It belongs to one goroutine.
type Bench struct {
	work    *scenarios.Course
	mark    *scenarios.Mark
	here    *scenarios.Mark // for a look ahead
	pin     uint16
	auths   []keyturner.AuthID // that were given; the first of them are phones
	phones  int
	contact float64 // ohm, of the board
	heard   recorder
	key     repro.Key
}

// settled is how long the lock is left alone once it is told everything: saves that a
// profile puts off, and the motor, are over by then (assumption).
const settled = 10 * time.Minute

// Prepare makes a lock with a firmware profile and tells it all that it is to keep;
// each of its answers was an acknowledgement, or the error says what the lock said
// instead. Other errors wrap ErrChange, scenarios.ErrBuild or
// firmware.ErrUnknownProfile.
func Prepare(profile string, o Options) (*Bench, error) {
	if _, err := firmware.LookupProfile(profile); err != nil {
		return nil, err
	}
	if o.PIN == 0 {
		o.PIN = DefaultPIN
	}
	if o.Authorizations == 0 {
		o.Authorizations = DefaultAuthorizations
	}
	if o.Settings == nil {
		o.Settings = DefaultSettings()
	}
	if o.Seed == 0 {
		o.Seed = scenarios.DefaultSeed
	}
	if o.PIN > 9999 || o.Authorizations < 1 || o.Authorizations > MaxAuthorizations || o.Seed > scenarios.MaxSeed {
		return nil, fmt.Errorf("%w: PIN %d (1..9999), %d authorizations (1..%d), seed %d (0..%d)",
			ErrChange, o.PIN, o.Authorizations, MaxAuthorizations, o.Seed, int64(scenarios.MaxSeed))
	}
	f := scenarios.File{
		Scenario: "battery-change", Seed: scenarios.Some(int64(o.Seed)),
		Lock: scenarios.LockSpec{
			Profile: scenarios.Profile(profile), Part: o.Part, Door: o.Door, Board: o.Board, Supervisor: o.Supervisor,
		},
		Steps: o.steps(),
	}
	c, err := scenarios.Begin(f, scenarios.Options{})
	if err != nil {
		return nil, err
	}
	if err := c.Finish(); err != nil {
		return nil, err
	}
	b := &Bench{work: c.Fork(), pin: o.PIN, phones: min(o.Authorizations, 2), contact: boardContact}
	if o.Board.Contact.Set {
		b.contact = o.Board.Contact.Value.Ohms()
	}
	return b, b.ready(&o)
}

// boardContact is the contact of power.DefaultConfig.
const boardContact = 0.02

// steps tell the lock what it is to keep.
func (o *Options) steps() []scenarios.Step {
	var steps []scenarios.Step
	add := func(a scenarios.Action) { steps = append(steps, scenarios.Step{Action: a}) }
	for i := range min(o.Authorizations, 2) {
		add(scenarios.Pair{As: fmt.Sprintf("phone %d", i+1)})
	}
	add(scenarios.SetPIN{To: scenarios.PIN(o.PIN)})
	if len(o.Settings) > 0 {
		add(scenarios.Set{Values: o.Settings})
	}
	if n := o.Authorizations - 2; n > 0 {
		add(scenarios.Invite{Name: "guest", Count: n})
	}
	add(scenarios.Wait{For: settled})
	return steps
}

// ready notes what the lock keeps and puts it by.
func (b *Bench) ready(o *Options) error {
	l := b.work.Lock()
	s := &l.App().State
	for i := range s.Auths {
		if s.Auths[i].Flags != 0 {
			b.auths = append(b.auths, s.Auths[i].ID)
		}
	}
	b.key = repro.Root(o.Seed).Child("battery-change")
	b.mark = b.work.Mark(nil)
	if len(b.auths) != o.Authorizations || !b.reading().Accepts(b.pin) {
		return fmt.Errorf("%w: the lock did not take what it was told: %d of %d authorizations, PIN %04d accepted: %t",
			ErrChange, len(b.auths), o.Authorizations, b.pin, b.reading().Accepts(b.pin))
	}
	return nil
}

// Fork is a bench of its own for another goroutine, with the same lock. Call it in
// the goroutine of b.
func (b *Bench) Fork() *Bench {
	b.work.Restore(b.mark)
	f := &Bench{
		work: b.work.Fork(), pin: b.pin, auths: slices.Clone(b.auths), phones: b.phones, contact: b.contact, key: b.key,
	}
	f.work.Lock().OwnCache()
	f.mark = f.work.Mark(nil)
	return f
}
