package fleet

import (
	"context"
	"fmt"

	"locktwin/model"
)

// Adopt takes up a lock that was made elsewhere and frozen there, with an address
// of its own and without connections. Nothing of its past is among its events.
// Of the Spec ID, Name and Speed count. Errors as Create, or ErrVersion.
func (f *Fleet) Adopt(ctx context.Context, frozen []byte, s Spec) (Lock, error) {
	if err := s.own(); err != nil {
		return Lock{}, err
	}
	l, err := model.Thaw(frozen)
	if err != nil {
		return Lock{}, fmt.Errorf("%w: %w", errorOf(err), err)
	}
	loseLinks(l)
	m := meta{Spec: Spec{ID: s.ID, Name: s.Name, Profile: l.Profile().Name}, Speed: s.Speed}
	return f.settleIn(ctx, m, l, EventCreated, "taken up")
}

// SnapshotBytes gives the lock of a snapshot, frozen, as Adopt takes it. Errors as
// Do.
func (f *Fleet) SnapshotBytes(ctx context.Context, ref, snapshot string) ([]byte, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, err
	}
	return h.snapshotBytes(ctx, snapshot)
}
