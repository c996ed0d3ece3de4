package fleet

import (
	"context"
	"slices"
	"time"

	"locktwin/emulator/scope"
	"locktwin/model"
)

// turnBack is a rewind while a scope recorded.
type turnBack struct {
	wall time.Time
	toNS int64
}

// copyScope gives what a fork of the lock has in common with it: the recording up to
// where the copy is. It gives nil when nothing is recorded, or when the snapshot was
// taken on a way that the lock has not gone since.
func (h *host) copyScope(ctx context.Context, l *model.Lock, snapshot string) *scope.Recorder {
	var r *scope.Recorder
	// Without it the fork is as good.
	_ = h.call(ctx, false, func(h *host) error {
		if h.scope.recorder == nil || snapshot != "" && !h.scopeKnows(snapshot) {
			return nil
		}
		h.look()
		r = h.scope.recorder.Clone()
		return nil
	})
	if r != nil {
		r.Cut(int64(l.Now()))
		l.Listen(r)
	}
	return r
}

// scopeKnows tells whether the recording leads to a snapshot.
func (h *host) scopeKnows(snapshot string) bool {
	i := slices.IndexFunc(h.meta.Snapshots, func(s SnapshotInfo) bool { return s.ID == snapshot })
	if i < 0 {
		return false
	}
	s := &h.meta.Snapshots[i]
	return !s.Wall.Before(h.scope.began) && !slices.ContainsFunc(h.scope.turns, func(t turnBack) bool {
		return t.toNS < s.SimNS && !t.wall.Before(s.Wall)
	})
}

// inheritScope goes on with a recording, if there is one and there may be one more.
func (h *host) inheritScope(r *scope.Recorder) {
	if r == nil {
		return
	}
	if n := h.f.scopes.Add(1); int(n) > h.f.limits.Scopes {
		h.f.scopes.Add(-1)
		return
	}
	h.scope.recorder, h.scope.asked, h.scope.began = r, h.wall, h.wall
	r.Assume(int64(h.lock.Now()), h.look().CPU)
}
