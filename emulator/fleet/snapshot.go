package fleet

import (
	"context"
	"fmt"
	"slices"
	"time"

	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/sim"
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
		if n := h.chosen(); n >= f.limits.Snapshots {
			return fmt.Errorf("%w: %d snapshots of one lock", ErrLimit, n)
		}
		info, err = h.snapshot(label, false)
		return err
	})
	return info, err
}

// snapshot puts the lock by with its record.
func (h *host) snapshot(label string, auto bool) (SnapshotInfo, error) {
	frozen, err := h.lock.AppendFrozen(nil)
	if err != nil {
		return SnapshotInfo{}, err
	}
	h.meta.Snaps++
	info := SnapshotInfo{
		ID: fmt.Sprintf("s%06d", h.meta.Snaps), Lock: h.id, Label: label, SimNS: int64(h.lock.Now()), Wall: h.wall, Bytes: len(frozen), Auto: auto,
	}
	h.meta.Snapshots = append(slices.Clone(h.meta.Snapshots), info)
	h.show.snapshots.Store(&h.meta.Snapshots)
	h.note(EventSnapshot, fmt.Sprintf("snapshot %s is taken: %s", info.ID, label))
	h.hold(keySnapshots+info.ID, frozen)
	h.hold(keyRecords+info.ID, encodeDeeds(h.record.deeds, 0))
	return info, nil
}

// hold keeps a value with the next save, or in memory when there is no store.
func (h *host) hold(key string, value []byte) {
	if h.f.store != nil {
		h.put(key, value)
		return
	}
	if h.show.kept == nil {
		h.show.kept = map[string][]byte{}
	}
	h.show.kept[key] = value
}

// Snapshots that a lock takes by itself, before its cells are taken out.
const mostAuto = 8

// putBy takes such a snapshot; an old one makes room for it.
func (h *host) putBy(word string) error {
	var autos []string
	for _, s := range h.meta.Snapshots {
		if s.Auto {
			autos = append(autos, s.ID)
		}
	}
	for len(autos) >= mostAuto {
		h.dropSnapshot(autos[0])
		autos = autos[1:]
	}
	_, err := h.snapshot("before "+word+" at "+dayAndClock(h.lock.Now()), true)
	return err
}

// dayAndClock is an instant as people read it: days, then hours, minutes and seconds.
func dayAndClock(at sim.Time) string {
	s := int64(at) / int64(time.Second)
	return fmt.Sprintf("%d d %02d:%02d:%02d", s/86400, s/3600%24, s/60%60, s%60)
}

// dropSnapshot removes a snapshot; false when there is none.
func (h *host) dropSnapshot(snapshot string) bool {
	left := slices.DeleteFunc(slices.Clone(h.meta.Snapshots), func(s SnapshotInfo) bool { return s.ID == snapshot })
	if len(left) == len(h.meta.Snapshots) {
		return false
	}
	h.meta.Snapshots = left
	h.show.snapshots.Store(&h.meta.Snapshots)
	for _, key := range []string{keySnapshots + snapshot, keyRecords + snapshot} {
		delete(h.show.kept, key)
		h.drop(key)
	}
	return true
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

// RenameSnapshot gives a snapshot another label. One that the lock took by itself is
// then one that somebody wants to keep, and counts within the limit. Errors as
// Snapshot, or ErrNotFound.
func (f *Fleet) RenameSnapshot(ctx context.Context, ref, snapshot, label string) (SnapshotInfo, error) {
	h, err := f.find(ref)
	if err != nil {
		return SnapshotInfo{}, err
	}
	if len(label) > maxLabelBytes {
		return SnapshotInfo{}, fmt.Errorf("%w: a label of %d bytes, must be at most %d", ErrSpec, len(label), maxLabelBytes)
	}
	var out SnapshotInfo
	err = h.call(ctx, true, func(h *host) error {
		list := slices.Clone(h.meta.Snapshots)
		i := slices.IndexFunc(list, func(s SnapshotInfo) bool { return s.ID == snapshot })
		if i < 0 {
			return fmt.Errorf("%w: snapshot %.80q", ErrNotFound, snapshot)
		}
		if n := h.chosen(); list[i].Auto && n >= f.limits.Snapshots {
			return fmt.Errorf("%w: %d snapshots of one lock", ErrLimit, n)
		}
		list[i].Label, list[i].Auto = label, false
		h.meta.Snapshots, out = list, list[i]
		h.show.snapshots.Store(&h.meta.Snapshots)
		h.note(EventSnapshot, fmt.Sprintf("snapshot %s is named: %s", snapshot, label))
		return nil
	})
	return out, err
}

// chosen counts the snapshots that somebody wanted.
func (h *host) chosen() int {
	n := 0
	for _, s := range h.meta.Snapshots {
		if !s.Auto {
			n++
		}
	}
	return n
}

// DeleteSnapshot removes a snapshot. Errors as Do.
func (f *Fleet) DeleteSnapshot(ctx context.Context, ref, snapshot string) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, true, func(h *host) error {
		if !h.dropSnapshot(snapshot) {
			return fmt.Errorf("%w: snapshot %.80q", ErrNotFound, snapshot)
		}
		return nil
	})
}

// snapshotBytes gives the frozen lock of a snapshot.
func (h *host) snapshotBytes(ctx context.Context, snapshot string) ([]byte, error) {
	frozen, err := h.held(ctx, keySnapshots+snapshot)
	if err == nil && frozen == nil {
		err = fmt.Errorf("%w: snapshot %.80q", ErrNotFound, snapshot)
	}
	return frozen, err
}

// snapshotRecord gives what had been done to the lock by then. A snapshot of an
// earlier version of the program has no record.
func (h *host) snapshotRecord(ctx context.Context, snapshot string) ([]noted, error) {
	b, err := h.held(ctx, keyRecords+snapshot)
	if err != nil || b == nil {
		return nil, err
	}
	deeds, _, err := decodeDeeds(b)
	return deeds, err
}

// held gives a value that hold has kept, nil when there is none.
func (h *host) held(ctx context.Context, key string) ([]byte, error) {
	var value []byte
	err := h.call(ctx, false, func(h *host) error {
		value = h.show.kept[key]
		if value == nil {
			value = h.store.puts[key]
		}
		return nil
	})
	if err != nil || value != nil || h.f.store == nil {
		return value, err
	}
	values, err := h.f.store.Load(ctx, h.id, key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStore, err)
	}
	return values[key], nil
}

// Rewind brings the lock back to a snapshot: everything, its time and its record
// too. Its centrals lose their connections; numbers of events go on. Errors as Do, or
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
	deeds, err := h.snapshotRecord(ctx, snapshot)
	if err != nil {
		return err
	}
	loseLinks(l)
	return h.call(ctx, true, func(h *host) error {
		h.hold(keyUndone, encodeDeeds(h.record.deeds, 0))
		h.replace(l)
		h.record.replace(deeds)
		h.setRepeats(nil)
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
