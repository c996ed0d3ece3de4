package shadow

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// AnyRevision is expected by those who do not care which revision is there.
const AnyRevision = ^uint64(0)

// Desire changes what is desired of a lock: keys with nil are removed, others set.
// Nothing is sent to the lock. expected is the revision of the desired state that
// the caller has seen, or AnyRevision. A change that changes nothing makes no new
// revision. Errors wrap ErrNotFound, ErrInput, ErrConflict (then a *Stale),
// ErrLimit or ErrStore.
func (r *Registry) Desire(ctx context.Context, ref string, set map[string]*string, expected uint64) (d Desired, err error) {
	for _, key := range slices.Sorted(maps.Keys(set)) {
		if err := checkWish(key, set[key]); err != nil {
			return d, err
		}
	}
	err = r.on(ref, func(e *entry) error {
		if now := e.desired.Revision; expected != AnyRevision && expected != now {
			return &Stale{expected, now}
		}
		d = e.desired.clone()
		at, changed := r.now(), false
		for key, value := range set {
			was, there := d.Values[key]
			switch {
			case value == nil && there:
				delete(d.Values, key)
			case value != nil && (!there || was.Value != *value):
				d.Values[key] = Wanted{*value, at, d.Revision + 1}
			default:
				continue
			}
			changed = true
		}
		if !changed {
			return nil
		}
		if n := len(d.Values); n > r.o.Limits.Desired {
			return limited("keys desired of one twin:", n, r.o.Limits.Desired)
		}
		d.Revision, d.AtMS = d.Revision+1, at
		return r.keepDesired(ctx, e, d)
	})
	return d, err
}

func (r *Registry) keepDesired(ctx context.Context, e *entry, d Desired) error {
	text, err := json.Marshal(d)
	if err != nil {
		return stored(err)
	}
	if err := r.save(ctx, e, e.meta, map[string][]byte{keyDesired: text}, nil); err != nil {
		return err
	}
	r.mu.Lock()
	e.desired = d.clone()
	r.mu.Unlock()
	return nil
}

func checkWish(key string, value *string) error {
	switch {
	case key == "" || len(key) > MaxKeyBytes:
		return wrong("the key %.40q has %d bytes; it has to have 1 to %d", key, len(key), MaxKeyBytes)
	case !plainText(key):
		return wrong("the key %q has a character that cannot be seen", key)
	case value == nil:
	case len(*value) > MaxValueBytes:
		return wrong("the value of %s has %d bytes, at most %d", key, len(*value), MaxValueBytes)
	case !plainText(*value):
		return wrong("the value %q of %s has a character that cannot be seen", *value, key)
	}
	return nil
}

func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
}

func (d Desired) clone() Desired {
	values := make(map[string]Wanted, len(d.Values))
	maps.Copy(values, d.Values)
	d.Values = values
	return d
}

// delta is what is desired and not reported so, in the order of the keys.
func delta(d Desired, s State) []Difference {
	out := []Difference{}
	for _, key := range slices.Sorted(maps.Keys(d.Values)) {
		v, told := s.Values[key]
		if !told || v.Value != d.Values[key].Value {
			out = append(out, Difference{Key: key, Desired: d.Values[key].Value, Reported: v.Value, Told: told})
		}
	}
	return out
}
