package fleet

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"locktwin/model"
	"locktwin/model/gatt"
)

// maxLabelBytes bounds what a snapshot is called.
const maxLabelBytes = 200

// Snapshot puts the lock by under a label. Errors as Do, or ErrLimit, ErrSpec.
func (f *Fleet) Snapshot(ctx context.Context, ref, label string) (SnapshotInfo, error) {
	h, err := f.find(ref)
	if err != nil {
		return SnapshotInfo{}, err
	}
	if len(label) > maxLabelBytes {
		return SnapshotInfo{}, fmt.Errorf("%w: a label of %d bytes, must be at most %d", ErrSpec, len(label), maxLabelBytes)
	}
	var info SnapshotInfo
	err = h.call(ctx, true, func(h *host) error {
		if n := len(h.meta.Snapshots); n >= f.limits.Snapshots {
			return fmt.Errorf("%w: %d snapshots of one lock", ErrLimit, n)
		}
		frozen, err := h.lock.AppendFrozen(nil)
		if err != nil {
			return err
		}
		h.meta.Snaps++
		info = SnapshotInfo{
			ID: fmt.Sprintf("s%06d", h.meta.Snaps), Lock: h.id, Label: label, SimNS: int64(h.lock.Now()), Wall: h.wall, Bytes: len(frozen),
		}
		h.meta.Snapshots = append(slices.Clone(h.meta.Snapshots), info)
		h.show.snapshots.Store(&h.meta.Snapshots)
		h.note(EventSnapshot, fmt.Sprintf("snapshot %s is taken: %s", info.ID, label))
		if f.store != nil {
			h.put(keySnapshots+info.ID, frozen)
			return nil
		}
		if h.show.kept == nil {
			h.show.kept = map[string][]byte{}
		}
		h.show.kept[info.ID] = frozen
		return nil
	})
	return info, err
}

// Snapshots lists the snapshots of a lock, oldest first. Errors wrap ErrNotFound.
func (f *Fleet) Snapshots(ref string) ([]SnapshotInfo, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, err
	}
	if p := h.show.snapshots.Load(); p != nil {
		return slices.Clone(*p), nil
	}
	return nil, nil
}

// DeleteSnapshot removes a snapshot. Errors as Do.
func (f *Fleet) DeleteSnapshot(ctx context.Context, ref, snapshot string) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, true, func(h *host) error {
		left := slices.DeleteFunc(slices.Clone(h.meta.Snapshots), func(s SnapshotInfo) bool { return s.ID == snapshot })
		if len(left) == len(h.meta.Snapshots) {
			return fmt.Errorf("%w: snapshot %.80q", ErrNotFound, snapshot)
		}
		h.meta.Snapshots = left
		h.show.snapshots.Store(&h.meta.Snapshots)
		delete(h.show.kept, snapshot)
		h.drop(keySnapshots + snapshot)
		return nil
	})
}

// snapshotBytes gives the frozen lock of a snapshot.
func (h *host) snapshotBytes(ctx context.Context, snapshot string) ([]byte, error) {
	var frozen []byte
	err := h.call(ctx, false, func(h *host) error {
		frozen = h.show.kept[snapshot]
		if frozen == nil {
			frozen = h.store.puts[keySnapshots+snapshot]
		}
		return nil
	})
	if err != nil || frozen != nil {
		return frozen, err
	}
	if h.f.store != nil {
		values, err := h.f.store.Load(ctx, h.id, keySnapshots+snapshot)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStore, err)
		}
		if frozen = values[keySnapshots+snapshot]; frozen != nil {
			return frozen, nil
		}
	}
	return nil, fmt.Errorf("%w: snapshot %.80q", ErrNotFound, snapshot)
}

// Rewind brings the lock back to a snapshot: everything, its time too. Its
// centrals lose their connections; numbers of events go on. Errors as Do, or
// ErrVersion for a snapshot of another version.
func (f *Fleet) Rewind(ctx context.Context, ref, snapshot string) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	frozen, err := h.snapshotBytes(ctx, snapshot)
	if err != nil {
		return err
	}
	l, err := model.Thaw(frozen)
	if err != nil {
		return fmt.Errorf("%w: %w", errorOf(err), err)
	}
	loseLinks(l)
	return h.call(ctx, true, func(h *host) error {
		h.replace(l)
		h.note(EventRewound, "back to snapshot "+snapshot)
		return nil
	})
}

// replace puts another lock in the place of the present one.
func (h *host) replace(l *model.Lock) {
	h.endPace(fmt.Errorf("%w: the lock was brought back to a snapshot", ErrNotReached))
	h.endScript(context.Canceled)
	for _, k := range h.air.links {
		h.lose(k, gatt.ReasonTimeout)
	}
	clear(h.air.links)
	clear(h.air.wrote)
	h.lock.Listen(nil)
	h.take(l)
	h.air.radio = radio{told: h.air.radio.told}
	for _, r := range h.rails {
		r.sent = nil
		r.begin(l.Now(), l.Machine().Sample())
	}
	// The count of flash operations has gone back too: whatever it is now is not
	// what was saved last.
	h.store.ops = -1
	h.show.sign = sign{}
	h.setLine()
	h.stir()
}

// Fork makes another lock in the same state, with another address and without
// connections. Of the Spec ID, Name and Speed count. Errors as Create and Do.
func (f *Fleet) Fork(ctx context.Context, ref string, s Spec) (Lock, error) {
	if err := s.own(); err != nil {
		return Lock{}, err
	}
	h, err := f.find(ref)
	if err != nil {
		return Lock{}, err
	}
	var frozen []byte
	var m meta
	err = h.call(ctx, false, func(h *host) error {
		m = meta{Spec: h.meta.Spec, Speed: h.meta.Speed, Users: cloneMap(h.meta.Users)}
		frozen, err = h.lock.AppendFrozen(nil)
		return err
	})
	if err != nil {
		return Lock{}, err
	}
	l, err := model.Thaw(frozen)
	if err != nil {
		return Lock{}, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	loseLinks(l)
	out, err := f.settleIn(ctx, m.named(s), l, EventCreated, "forked from lock "+h.id)
	if err == nil {
		_ = h.call(ctx, false, func(h *host) error {
			h.note(EventForked, "lock "+out.ID+" is forked from here")
			return nil
		})
	}
	return out, err
}

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

func cloneMap(m map[uint32]string) map[uint32]string {
	out := map[uint32]string{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// file is a lock in one piece, for people to keep: JSON, packed with gzip.
type file struct {
	Locktwin string  `json:"locktwin"` // fileKind
	Format   int     `json:"format"`
	Meta     meta    `json:"meta"`
	Frozen   []byte  `json:"frozen"`
	Events   []Event `json:"events"`
}

const (
	fileKind   = "lock"
	fileFormat = 1
	// maxFileBytes bounds the unpacked file.
	maxFileBytes = 256 << 20
)

// Export gives the lock as one file: state, faults, history. Snapshots and runs
// are not in it. Errors as Do.
func (f *Fleet) Export(ctx context.Context, ref string) ([]byte, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, err
	}
	if err := f.recall(h, 0); err != nil {
		return nil, err
	}
	out := file{Locktwin: fileKind, Format: fileFormat}
	err = h.call(ctx, false, func(h *host) (err error) {
		h.note(EventExported, "written to a file")
		out.Meta = h.meta
		out.Meta.Users, out.Meta.Snapshots, out.Meta.Version = cloneMap(h.meta.Users), nil, f.version
		out.Events, _ = h.ring.after(0, 0)
		out.Frozen, err = h.lock.AppendFrozen(nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := errors.Join(json.NewEncoder(z).Encode(&out), z.Close()); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return b.Bytes(), nil
}

// Import makes a lock from a file that Export wrote. Of the Spec ID, Name and
// Speed count; what it leaves out is as in the file if that is free. Errors as
// Create, or ErrVersion.
func (f *Fleet) Import(ctx context.Context, b []byte, s Spec) (Lock, error) {
	if err := s.own(); err != nil {
		return Lock{}, err
	}
	in, err := readFile(b)
	if err != nil {
		return Lock{}, err
	}
	l, salvaged, err := thaw(in.Frozen, &in.Meta.Spec)
	if err != nil {
		return Lock{}, err
	}
	event, text := EventCreated, "read from a file"
	if salvaged != nil {
		event, text = EventSalvaged, "only the memory in a file could be read, as after a battery change: "+salvaged.Error()
	} else {
		loseLinks(l)
	}
	m := meta{Spec: in.Meta.Spec, Speed: in.Meta.Speed, Users: in.Meta.Users}
	if s.Name == "" && !f.registry.nameTaken(in.Meta.Name) && checkName(in.Meta.Name) == nil {
		s.Name = in.Meta.Name
	}
	return f.settleInWith(ctx, m.named(s), l, event, text, in.Events)
}

func readFile(b []byte) (*file, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: not a file of a lock: %w", ErrSpec, err)
	}
	text, err := io.ReadAll(io.LimitReader(z, maxFileBytes+1))
	in := &file{}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: not a file of a lock: %w", ErrSpec, err)
	case len(text) > maxFileBytes:
		return nil, fmt.Errorf("%w: the file has more than %d bytes", ErrSpec, maxFileBytes)
	}
	if err := json.Unmarshal(text, in); err != nil || in.Locktwin != fileKind {
		return nil, fmt.Errorf("%w: not a file of a lock: %w", ErrSpec, errors.Join(err, errNoKind))
	}
	if in.Format != fileFormat || in.Meta.Format != metaFormat {
		return nil, fmt.Errorf("%w: format %d and %d, this program reads %d and %d", ErrVersion, in.Format, in.Meta.Format, fileFormat, metaFormat)
	}
	return in, nil
}

var errNoKind = errors.New("its first word is not " + fileKind)
