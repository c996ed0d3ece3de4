package shadow

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"locktwin/scenarios/twin/telemetry"
)

// Create makes a twin with its first telemetry, all or nothing. Errors wrap
// ErrInput, ErrExists, ErrLimit or ErrStore.
func (r *Registry) Create(ctx context.Context, n New) (t Twin, rep Report, err error) {
	m := meta{Name: n.Name, CreatedMS: r.now()}
	if n.Lock != "" {
		var ok bool
		if m.Lock, ok = lockID(n.Lock); !ok {
			return t, rep, wrong("the lock %.40q; a Nuki-ID has 1 to 8 hexadecimal digits", n.Lock)
		}
	}
	if m.Lock, err = onlyLock(m.Lock, n.Records); err != nil {
		return t, rep, err
	}
	if m.Name == "" {
		m.Name = m.Lock
	}
	e, err := r.reserve(m)
	if err != nil {
		return t, rep, err
	}
	defer e.turn.Unlock()
	e.book = newBook()
	rep, err = r.ingest(ctx, e, n.Records, n.Findings, feeding{made: true})
	if err != nil {
		r.forget(e)
		return t, rep, err
	}
	t = r.show(e)
	r.settle(e)
	return t, rep, nil
}

// reserve takes a name and an id, which is drawn where m has none, for a twin that
// is being made; the caller has its turn.
func (r *Registry) reserve(m meta) (*entry, error) {
	if err := checkName(m.Name); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) >= r.o.Limits.Twins {
		return nil, limited("twins:", len(r.list)+1, r.o.Limits.Twins)
	}
	if err := r.free(m.Name, nil); err != nil {
		return nil, err
	}
	for m.ID == "" {
		id, err := newID(r.o.Random)
		if err != nil {
			return nil, stored(err)
		}
		if r.list[id] == nil {
			m.ID = id
		}
	}
	if r.list[m.ID] != nil {
		return nil, fmt.Errorf("%w: the id %s belongs to the twin %q", ErrExists, m.ID, r.list[m.ID].meta.Name)
	}
	e := &entry{meta: m}
	e.turn.Lock()
	r.list[m.ID] = e
	return e, nil
}

// free tells whether a name is taken by another twin than e; the caller holds mu.
func (r *Registry) free(name string, e *entry) error {
	for _, x := range r.list {
		if x != e && x.meta.Name == name {
			return fmt.Errorf("%w: %q", ErrExists, name)
		}
	}
	return nil
}

// forget takes a twin off the list; the caller has its turn.
func (r *Registry) forget(e *entry) {
	e.gone, e.book = true, nil
	r.mu.Lock()
	r.hold(e)
	delete(r.list, e.meta.ID)
	r.mu.Unlock()
}

// Rename gives a twin another name. Errors wrap ErrNotFound, ErrInput, ErrExists or
// ErrStore.
func (r *Registry) Rename(ctx context.Context, ref, name string) (s Summary, err error) {
	if err := checkName(name); err != nil {
		return s, err
	}
	err = r.on(ref, func(e *entry) error {
		m := e.meta
		r.mu.Lock()
		err := r.free(name, e)
		if err == nil {
			e.meta.Name = name // so that nobody else takes it
		}
		r.mu.Unlock()
		if err != nil {
			return err
		}
		before := m
		m.Name = name
		if err := r.save(ctx, e, m, nil, nil); err != nil {
			r.mu.Lock()
			e.meta = before
			r.mu.Unlock()
			return err
		}
		s = e.meta.summary(r.now())
		return nil
	})
	return s, err
}

// Delete removes a twin with everything that is kept of it. Errors wrap ErrNotFound
// or ErrStore.
func (r *Registry) Delete(ctx context.Context, ref string) error {
	return r.on(ref, func(e *entry) error {
		if err := r.o.Store.Delete(ctx, e.meta.ID); err != nil {
			return stored(err)
		}
		r.forget(e)
		return nil
	})
}

// OfLock is the id of the oldest twin of a lock. Without one it is made, and named
// by the lock's id. Errors wrap ErrInput, ErrLimit or ErrStore.
func (r *Registry) OfLock(ctx context.Context, lock string) (id string, err error) {
	want, ok := lockID(lock)
	if !ok {
		return "", wrong("the lock %.40q; a Nuki-ID has 1 to 8 hexadecimal digits", lock)
	}
	name := want
	for n := 2; ; n++ {
		r.mu.Lock()
		var found *meta
		for _, e := range r.list {
			if e.meta.Lock == want && (found == nil || older(&e.meta, found)) {
				found = &e.meta
				id = found.ID
			}
		}
		r.mu.Unlock()
		if found != nil {
			return id, nil
		}
		t, _, err := r.Create(ctx, New{Name: name, Lock: want})
		if !errors.Is(err, ErrExists) {
			return t.ID, err
		}
		name = fmt.Sprintf("%s %d", want, n)
	}
}

// onlyLock is the lock of a twin: the one that it has, or the only one of its
// records; "" if they do not say.
func onlyLock(lock string, rs []telemetry.Record) (string, error) {
	if lock != "" {
		return lock, nil
	}
	for i := range rs {
		switch l := rs[i].Lock; {
		case l == "" || l == telemetry.UnknownLock || l == lock:
		case lock != "":
			return "", wrong("the records are of several locks, such as %s and %s; say which one this is", lock, l)
		default:
			id, ok := lockID(l)
			if !ok || id != l {
				return "", wrong("the lock %.40q of a record; a Nuki-ID has 8 upper-case hexadecimal digits", l)
			}
			lock = l
		}
	}
	return lock, nil
}

// lockID gives a Nuki-ID its one spelling.
func lockID(s string) (string, bool) {
	if len(s) == 0 || len(s) > 8 || strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return "", false
	}
	return strings.Repeat("0", 8-len(s)) + strings.ToUpper(s), true
}

// idBytes is the randomness of an id.
const idBytes = 5

func newID(random io.Reader) (string, error) {
	var b [idBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("id of a twin: %w", err)
	}
	return "t-" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// anID is the form of ids, which no name has.
var anID = regexp.MustCompile(`^t-[a-z2-7]{8}$`)

func checkName(name string) error {
	n := utf8.RuneCountInString(name)
	switch {
	case !utf8.ValidString(name):
		return wrong("the name %.80q is no text", name)
	case n < 1 || n > MaxNameChars:
		return wrong("the name has %d characters; it has to have 1 to %d", n, MaxNameChars)
	case strings.TrimSpace(name) != name:
		return wrong("the name %q begins or ends with a blank", name)
	case strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }):
		return wrong("the name %q has a character that cannot be seen", name)
	case strings.Contains(name, "/"):
		return wrong("the name %q has a slash, which addresses cannot carry", name)
	case anID.MatchString(name):
		return wrong("the name %q has the form of an id", name)
	}
	return nil
}
