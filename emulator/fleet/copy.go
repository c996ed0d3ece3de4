package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"locktwin/emulator/lockfile"
	"locktwin/model"
)

// own checks what counts of a Spec for a lock that exists already.
func (s *Spec) own() error {
	c := Spec{ID: s.ID, Name: s.Name, Speed: s.Speed}
	return c.Validate()
}

// named gives the meta of a copy the identity that a Spec asks for.
func (m meta) named(s Spec) meta {
	m.Spec.ID, m.Spec.Name = s.ID, s.Name
	if s.Speed != (Speed{}) {
		m.Speed = s.Speed
	}
	return m
}

// Export gives the lock as one file: state, faults, memory, history. Snapshots and
// runs are not in it. Whoever has the file has the keys and the PIN of the lock.
// Errors as Do.
func (f *Fleet) Export(ctx context.Context, ref string) ([]byte, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, err
	}
	if err := f.recall(h, 0); err != nil {
		return nil, err
	}
	var out lockfile.File
	err = h.call(ctx, false, func(h *host) error {
		h.note(EventExported, "written to a file")
		m := h.meta
		m.Snapshots, m.Version = nil, f.version
		m.Origin, m.Repeat, m.Past = nil, nil, h.record.all()
		events, _ := h.ring.after(0, 0)
		out.Lock, out.Events = m.encode(), encodeEvents(events)
		frozen, err := h.lock.AppendFrozen(nil)
		out.Frozen = frozen
		return err
	})
	if err != nil {
		return nil, err
	}
	if s, err := model.Salvage(out.Frozen); err == nil {
		out.Image, out.Side = s.Memory.Image, s.Memory.Sidecar
	}
	var b bytes.Buffer
	if err := lockfile.Write(&b, &out); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return b.Bytes(), nil
}

// Import makes a lock from a file that Export wrote. Of the Spec ID, Name and
// Speed count; without a name it gets the one in the file if that is free. Its
// events are numbered anew. Errors as Create, or ErrVersion.
func (f *Fleet) Import(ctx context.Context, file []byte, s Spec) (Lock, error) {
	if err := s.own(); err != nil {
		return Lock{}, err
	}
	in, err := lockfile.Read(file, lockfile.Limits{})
	switch {
	case errors.Is(err, lockfile.ErrVersion):
		return Lock{}, fmt.Errorf("%w: %w", ErrVersion, err)
	case err != nil:
		return Lock{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	var was meta
	if err := json.Unmarshal(in.Lock, &was); err != nil {
		return Lock{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if was.Format != metaFormat {
		return Lock{}, fmt.Errorf("%w: format %d, this program reads format %d", ErrVersion, was.Format, metaFormat)
	}
	history, err := decodeEvents(in.Events)
	if err != nil {
		return Lock{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	l, salvaged, err := thaw(in.Frozen, &was.Spec)
	if err != nil {
		return Lock{}, err
	}
	event, text := EventCreated, "read from a file"
	if salvaged != nil {
		event, text = EventSalvaged, "only the memory in a file could be read, as after a battery change: "+salvaged.Error()
	} else {
		loseLinks(l)
	}
	if s.Name == "" && checkName(was.Name) == nil && !f.registry.nameTaken(was.Name) {
		s.Name = was.Name
	}
	m := meta{Spec: was.Spec, Speed: was.Speed, Users: was.Users, Deeds: was.Deeds, Forgotten: was.Forgotten, Past: was.Past}
	m.Unknown = was.Unknown || salvaged != nil
	return f.settleInWith(ctx, m.named(s), l, event, text, past{events: history})
}
