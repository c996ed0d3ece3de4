package fleet

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/mcu"
)

// Forking is what a fork is to be.
type Forking struct {
	Spec     Spec   // ID, Name and Speed count
	Snapshot string // from which snapshot; "" is the lock as it is now
	Profile  string // firmware to install, as an update over the air does; "" is what is there
	// Repeat has the fork get what was done to the first lock after that instant, at the
	// same distances in time.
	Repeat bool
}

// ErrUpdate is wrapped when other firmware cannot be installed, or does not keep what
// the lock was told to keep.
var ErrUpdate = errors.New("the firmware cannot be installed here")

// Fork makes another lock in the same state, with another address and without
// connections. Of the Spec ID, Name and Speed count. Errors as Create and Do.
func (f *Fleet) Fork(ctx context.Context, ref string, s Spec) (Lock, error) {
	return f.ForkTo(ctx, ref, Forking{Spec: s})
}

// ForkTo is Fork from a snapshot, with other firmware, or with the same hand. Errors
// as Fork, and they wrap ErrUpdate, or ErrNotFound for a snapshot.
func (f *Fleet) ForkTo(ctx context.Context, ref string, to Forking) (Lock, error) {
	if err := to.Spec.own(); err != nil {
		return Lock{}, err
	}
	h, err := f.find(ref)
	if err != nil {
		return Lock{}, err
	}
	m, l, err := h.copyFor(ctx, &to)
	if err != nil {
		return Lock{}, err
	}
	m.Origin = &Origin{Lock: h.id, Snapshot: to.Snapshot, AtNS: int64(l.Now()), Profile: l.Profile().Name}
	if to.Repeat {
		later, err := h.laterThan(ctx, to.Snapshot, m.Past)
		if err != nil {
			return Lock{}, err
		}
		for _, d := range later {
			if d.repeatable() {
				m.Repeat = append(m.Repeat, d.Deed)
			} else {
				m.Origin.LeftOut++
			}
		}
	}
	recorded := h.copyScope(ctx, l, to.Snapshot)
	text := "forked from lock " + h.id
	if to.Profile != "" {
		at := l.Now()
		if err := install(l, to.Profile); err != nil {
			return Lock{}, err
		}
		m.Origin.ShiftNS = int64(l.Now().Sub(at))
		m.Deeds++
		m.Past = append(m.Past, noted{m.Deeds, Deed{AtNS: int64(at), Update: &Update{Profile: to.Profile}}})
		text += ", with firmware " + to.Profile
	}
	for i := range m.Repeat {
		m.Repeat[i].AtNS += m.Origin.ShiftNS
		if m.Repeat[i].Asked != nil {
			m.Repeat[i].AtNS -= int64(scriptedLead)
		}
	}
	slices.SortStableFunc(m.Repeat, func(a, b Deed) int { return int(min(max(a.AtNS-b.AtNS, -1), 1)) })
	m.Origin.Repeats = len(m.Repeat)
	out, err := f.settleInWith(ctx, m.named(to.Spec), l, EventCreated, text, past{scope: recorded})
	if err == nil {
		_ = h.call(ctx, false, func(h *host) error {
			h.note(EventForked, "lock "+out.ID+" is forked from here")
			return nil
		})
	}
	return out, err
}

// copyFor makes a copy of the lock as it is now, or as a snapshot has it, with its
// record.
func (h *host) copyFor(ctx context.Context, to *Forking) (m meta, l *model.Lock, err error) {
	var frozen []byte
	err = h.call(ctx, false, func(h *host) error {
		m = meta{
			Spec: h.meta.Spec, Speed: h.meta.Speed, Users: maps.Clone(h.meta.Users), Deeds: h.record.last, Forgotten: h.record.gone,
			Unknown: h.meta.Unknown,
		}
		if to.Snapshot != "" {
			return nil
		}
		m.Past = h.record.all()
		frozen, err = h.lock.AppendFrozen(nil)
		return err
	})
	if err == nil && to.Snapshot != "" {
		if frozen, err = h.snapshotBytes(ctx, to.Snapshot); err == nil {
			m.Past, err = h.snapshotRecord(ctx, to.Snapshot)
		}
	}
	if err != nil {
		return m, nil, err
	}
	if l, err = model.Thaw(frozen); err != nil {
		return m, nil, fmt.Errorf("%w: %w", errorOf(err), err)
	}
	loseLinks(l)
	return m, l, nil
}

// laterThan lists what was done after an instant at which the record was as given:
// on the way that the lock went last, or on the one that its last rewind took back.
func (h *host) laterThan(ctx context.Context, snapshot string, then []noted) ([]noted, error) {
	if snapshot == "" {
		return nil, fmt.Errorf("%w: nothing was done after now", ErrSpec)
	}
	var record []noted
	err := h.call(ctx, false, func(h *host) error {
		record = h.record.all()
		return nil
	})
	if err != nil {
		return nil, err
	}
	later, ok := after(record, then)
	if len(later) == 0 {
		b, err := h.held(ctx, keyUndone)
		if err != nil {
			return nil, err
		}
		undone, _, err := decodeDeeds(b)
		if err != nil {
			return nil, err
		}
		if tail, is := after(undone, then); is {
			later, ok = tail, true
		}
	}
	if !ok {
		return nil, fmt.Errorf("%w: what was done to the lock since did not begin at snapshot %s", ErrSpec, snapshot)
	}
	return later, nil
}

// after gives what a record has behind another one; ok tells whether it goes on from
// there.
func after(record, then []noted) (later []noted, ok bool) {
	if len(then) == 0 {
		return record, true
	}
	i := slices.IndexFunc(record, func(d noted) bool { return d.N == then[len(then)-1].N })
	if i < 0 {
		return nil, false
	}
	return record[i+1:], true
}

// settling is how long a lock may take to come up with other firmware.
const settling = 2 * time.Minute

// install installs other firmware as an update over the air does, and plays until it
// is up and the time that an update takes is over. An error wraps ErrUpdate.
func install(l *model.Lock, profile string) error {
	p, err := firmware.LookupProfile(profile)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if !isUp(l) {
		return fmt.Errorf("%w: the lock is not up at that instant", ErrUpdate)
	}
	before, boots, at := kept(l), l.Machine().Stats().Boots, l.Now()
	l.UpdateFirmware(p)
	for limit := at.Add(settling); l.Now() < at.Add(updateTakes) || !isUp(l) || l.App().State.Work != 0 || l.App().State.Motion.Phase != 0; {
		if l.Now() >= limit {
			break
		}
		if err := l.Wait(time.Second); err != nil {
			return fmt.Errorf("%w: %w", ErrUpdate, err)
		}
	}
	switch now := kept(l); {
	case l.Machine().Stats().Boots == boots || l.Profile().Name != profile:
		return fmt.Errorf("%w: %s does not suit the memory of this lock, or its cells are too weak", ErrUpdate, profile)
	case !isUp(l):
		return fmt.Errorf("%w: the lock does not come up with %s", ErrUpdate, profile)
	case now.pin != before.pin:
		return fmt.Errorf("%w: %s does not keep the PIN that %s has stored", ErrUpdate, profile, before.profile)
	case now.auths != before.auths:
		return fmt.Errorf("%w: %s does not keep the authorizations that %s has stored", ErrUpdate, profile, before.profile)
	}
	return nil
}

// keeps is what an update has to keep.
type keeps struct {
	profile string
	pin     model.Reading
	auths   [firmware.MaxAuthorizations]keyturner.AuthID
}

func kept(l *model.Lock) keeps {
	s := &l.App().State
	k := keeps{profile: l.Profile().Name, pin: model.Reading{Up: true, Knowledge: s.PIN.Knowledge, Value: s.PIN.Value}}
	for i := range s.Auths {
		if s.Auths[i].Flags != 0 {
			k.auths[i] = s.Auths[i].ID
		}
	}
	return k
}

// isUp tells whether the application runs and answers.
func isUp(l *model.Lock) bool {
	cpu := l.Machine().CPU()
	return (cpu == mcu.Running || cpu == mcu.Asleep) && l.App().State.Booted
}
