package fleet

import (
	"context"
	"fmt"
	"time"

	"locktwin/emulator/scope"
)

// ScopeQuery is a window of the scope of a lock.
type ScopeQuery struct {
	FromNS int64 // below 0: ten seconds before its end
	ToNS   int64 // 0: the present instant
	Points int   // at most so many buckets, 1 to scope.MostPoints; 0: 1,000
}

// ScopeView is what the scope shows of a window.
type ScopeView struct {
	scope.Window
	Before, After scope.Beyond // the nearest resets and lost writes outside
}

const (
	scopeSpan = 10 * time.Second // of a window that does not say
	// ScopePoints is how many buckets a window has, and a reader shows, that does not say.
	ScopePoints = 1000
	// scopeKept is how long the scope of a lock goes on recording after somebody
	// has asked for it, wall time.
	scopeKept = 10 * time.Minute
)

// Scope shows what the scope of a lock has recorded between two instants, and lets
// it record from now on: until nobody has asked for some minutes. Errors as Do, or
// ErrSpec for a window that is none, or ErrLimit when too many locks are recorded.
func (f *Fleet) Scope(ctx context.Context, ref string, q ScopeQuery) (ScopeView, error) {
	h, err := f.find(ref)
	if err != nil {
		return ScopeView{}, err
	}
	switch {
	case q.Points == 0:
		q.Points = ScopePoints
	case q.Points < 0 || q.Points > scope.MostPoints:
		return ScopeView{}, fmt.Errorf("%w: a scope of %d points, must be 1 to %d", ErrSpec, q.Points, scope.MostPoints)
	}
	var v ScopeView
	err = h.call(ctx, false, func(h *host) error {
		if err := h.openScope(); err != nil {
			return err
		}
		r, now := h.scope.recorder, h.look()
		if q.ToNS == 0 {
			q.ToNS = max(now.At, 1)
		}
		if q.FromNS < 0 {
			q.FromNS = max(q.ToNS-int64(scopeSpan), 0)
		}
		if q.ToNS <= q.FromNS {
			return fmt.Errorf("%w: a window from %d to %d", ErrSpec, q.FromNS, q.ToNS)
		}
		every := scope.Every(q.FromNS, q.ToNS, q.Points)
		v.Window = r.Rail(q.FromNS, q.ToNS, every, now.At)
		v.Lanes = r.Show(v.FromNS, v.ToNS, every, q.Points, &now)
		v.Before, v.After = r.Before(q.FromNS), r.After(q.ToNS)
		return nil
	})
	return v, err
}
