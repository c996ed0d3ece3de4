package fleet

import (
	"context"
	"fmt"
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
	h.rewindScope(l.Now())
	// The count of flash operations has gone back too: whatever it is now is not
	// what was saved last.
	h.store.ops = -1
	h.show.sign = sign{}
	h.setLine()
	h.stir()
}
