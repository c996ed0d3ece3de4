package fleet

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"locktwin/emulator/scope"
	"locktwin/model"
	"locktwin/model/sim"
)

// Create makes a lock and lets it live. It returns when the lock is saved.
// Errors wrap ErrSpec, ErrExists, ErrLimit, ErrStore or ErrClosed.
func (f *Fleet) Create(ctx context.Context, s Spec) (Lock, error) {
	if s.Seed == 0 {
		f.mu.Lock()
		seed, err := drawSeed(f.random)
		f.mu.Unlock()
		if err != nil {
			return Lock{}, err
		}
		s.Seed = seed
	}
	c, err := s.config()
	if err != nil {
		return Lock{}, err
	}
	l, err := model.New(c)
	if err != nil {
		return Lock{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	m := meta{Spec: s, Speed: s.Speed}
	m.Spec.Image, m.Spec.Side = nil, nil // the memory is the lock's own from now on
	return f.settleIn(ctx, m, l, EventCreated, "made with profile "+l.Profile().Name)
}

// settleIn gives a new lock its identity and lets it live.
func (f *Fleet) settleIn(ctx context.Context, m meta, l *model.Lock, event, text string) (Lock, error) {
	return f.settleInWith(ctx, m, l, event, text, past{})
}

// past is what a new lock brings with it beside itself.
type past struct {
	events []Event
	scope  *scope.Recorder // nil: nothing was recorded
}

// settleInWith is settleIn for a lock with a history. Its events are numbered
// anew, and only as many are kept as the ring holds.
func (f *Fleet) settleInWith(ctx context.Context, m meta, l *model.Lock, event, text string, p past) (Lock, error) {
	if err := f.reserve(); err != nil {
		return Lock{}, err
	}
	reserved := 1
	defer func() { f.unreserve(reserved) }()
	m.Format, m.Created, m.ID, m.Name = metaFormat, f.clock.Now(), m.Spec.ID, m.Spec.Name
	if m.Speed == (Speed{}) {
		m.Speed.Factor = 1
	}
	m.Name = orElse(m.Name, f.freeName(l.NukiID()))
	m.Address = f.freeAddress(l.NukiID())
	for m.ID == "" {
		f.mu.Lock()
		id, err := drawID(f.random)
		f.mu.Unlock()
		if err != nil {
			return Lock{}, err
		}
		m.ID = id
	}
	if f.isStrange(m.ID) {
		return Lock{}, fmt.Errorf("%w: id %s, of a lock in the store that cannot be taken up", ErrExists, m.ID)
	}
	h := f.newHost(m, 1)
	h.begin(l)
	for i := range p.events {
		h.ring.add(p.events[i].entry())
	}
	h.inheritScope(p.scope)
	h.note(event, text)
	if err := f.registry.admit(h.row(h.state(l.Machine().CPU()))); err != nil {
		h.closeScope()
		return Lock{}, err
	}
	if err := f.start(h, reserved); err != nil {
		h.closeScope()
		return Lock{}, err
	}
	reserved = 0
	h.log.Info("lock "+event, "name", m.Name, "address", m.Address, "sim", sim.Time(h.seen.Load()).String())
	// It is there for good once this has been saved.
	if err := h.call(ctx, true, func(*host) error { return nil }); err != nil {
		return Lock{}, joined(ErrStore, err)
	}
	return f.Lock(m.ID)
}

// reserve counts a lock that is being made, within the limit.
func (f *Fleet) reserve() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closing:
		return ErrClosed
	case len(f.hosts)+f.coming >= f.limits.Locks:
		return fmt.Errorf("%w: %d locks", ErrLimit, f.limits.Locks)
	}
	f.coming++
	return nil
}

func (f *Fleet) unreserve(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.coming -= n
}

// isStrange tells whether the store holds a lock of this ID that could not be taken
// up, which nobody may overwrite.
func (f *Fleet) isStrange(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.strange[id]
}

// freeName is the usual name of a lock, with a number if another has it.
func (f *Fleet) freeName(nukiID uint32) string {
	name := nameOf(nukiID)
	for n := 2; f.registry.nameTaken(name); n++ {
		name = fmt.Sprintf("%s (%d)", nameOf(nukiID), n)
	}
	return name
}

// freeAddress is the usual address of a lock, or the next that is free.
func (f *Fleet) freeAddress(nukiID uint32) string {
	for f.registry.addressTaken(addressOf(nukiID)) {
		nukiID++
	}
	return addressOf(nukiID)
}

// Lock returns what the registry knows of a lock, by ID, address or name. Errors
// wrap ErrNotFound.
func (f *Fleet) Lock(ref string) (Lock, error) {
	l := f.registry.lock(ref)
	if l == nil {
		return Lock{}, fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	return f.present(l), nil
}

// present copies a row and brings up to the present what runs on without a change.
func (f *Fleet) present(l *Lock) Lock {
	out := *l
	f.mu.Lock()
	h := f.hosts[l.ID]
	f.mu.Unlock()
	if h != nil {
		out.SimTimeNS = int64(h.now(f.clock.Now()))
		out.LastSeq = h.ring.last()
	}
	return out
}

// Locks returns the locks that the query picks, in the order of their IDs.
func (f *Fleet) Locks(q Query) []Lock {
	out, _ := f.Watch(q)
	return out
}

// Watch is Locks, and a channel that is closed when one of all locks has come,
// gone or visibly changed.
func (f *Fleet) Watch(q Query) ([]Lock, <-chan struct{}) {
	x := f.registry.db.Txn(false)
	rows, changed := all[Lock](x, tableLocks, byID)
	if q.State != "" {
		rows, _ = all[Lock](x, tableLocks, byState, q.State)
		slices.SortFunc(rows, func(a, b *Lock) int { return cmp.Compare(a.ID, b.ID) })
	}
	var out []Lock
	skip := q.Offset
	for _, l := range rows {
		if !q.Takes(l) {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		if q.Limit > 0 && len(out) == q.Limit {
			break
		}
		out = append(out, f.present(l))
	}
	return out, changed
}

// WatchLock is Lock, and a channel that is closed when the lock has visibly
// changed.
func (f *Fleet) WatchLock(ref string) (Lock, <-chan struct{}, error) {
	l := f.registry.lock(ref)
	if l == nil {
		return Lock{}, nil, fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	row, changed := first[Lock](f.registry.db.Txn(false), tableLocks, byID, l.ID)
	if row == nil {
		return Lock{}, nil, fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	return f.present(row), changed, nil
}

// Patch changes a lock. Errors wrap ErrNotFound, ErrSpec, ErrExists or ErrStore.
func (f *Fleet) Patch(ctx context.Context, ref string, p Patch) (Lock, error) {
	h, err := f.find(ref)
	if err != nil {
		return Lock{}, err
	}
	if p.Name != nil {
		if err := checkName(*p.Name); err != nil {
			return Lock{}, err
		}
	}
	if p.Speed != nil {
		if err := p.Speed.Validate(); err != nil {
			return Lock{}, err
		}
	}
	err = h.call(ctx, true, func(h *host) error {
		if p.Name != nil && *p.Name != h.meta.Name {
			row, err := f.registry.rename(h.id, *p.Name)
			if err != nil {
				return err
			}
			h.meta.Name, h.show.row = row.Name, row
		}
		if p.Speed != nil {
			h.setSpeed(*p.Speed)
		}
		return nil
	})
	if err != nil {
		return Lock{}, err
	}
	return f.Lock(h.id)
}

// Delete ends a lock's life and removes all that is kept of it. Its centrals are
// disconnected. Errors wrap ErrNotFound or ErrStore.
func (f *Fleet) Delete(ctx context.Context, ref string) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	f.mu.Lock()
	if f.closing || f.hosts[h.id] != h {
		f.mu.Unlock()
		return fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	delete(f.hosts, h.id)
	f.mu.Unlock()
	h.dropped.Store(true)
	close(h.quit)
	<-h.done
	f.registry.remove(h.id)
	h.log.Info("lock deleted", "sim", sim.Time(h.seen.Load()).String())
	if f.store == nil {
		return nil
	}
	return joined(ErrStore, f.store.Delete(ctx, h.id))
}

// Connections lists the open connections of a lock. Errors wrap ErrNotFound.
func (f *Fleet) Connections(ref string) ([]Connection, error) {
	return rows[Connection](f, tableConnections, ref)
}

// Authorizations lists the users that the firmware of a lock knows, with the
// names they were paired under as far as the fleet has seen that. Errors wrap
// ErrNotFound.
func (f *Fleet) Authorizations(ref string) ([]Authorization, error) {
	return rows[Authorization](f, tableAuthorizations, ref)
}

// rows copies the rows of a table that belong to a lock.
func rows[T any](f *Fleet, table, ref string) ([]T, error) {
	l := f.registry.lock(ref)
	if l == nil {
		return nil, fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	found, _ := all[T](f.registry.db.Txn(false), table, byLock, l.ID)
	out := make([]T, 0, len(found))
	for _, r := range found {
		out = append(out, *r)
	}
	return out, nil
}

// LocksByState counts the locks in each state.
func (f *Fleet) LocksByState() map[string]int {
	out := map[string]int{}
	locks, _ := all[Lock](f.registry.db.Txn(false), tableLocks, byID)
	for _, l := range locks {
		out[l.State]++
	}
	return out
}

// Open counts open connections, centrals and feeds.
func (f *Fleet) Open() (connections, centrals, feeds int) {
	open, _ := all[Connection](f.registry.db.Txn(false), tableConnections, byID)
	for _, h := range f.everyHost() {
		feeds += h.ring.open()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(open), len(f.centrals), feeds
}

// MarginalWords counts words near the read level, as of the last save of each
// lock.
func (f *Fleet) MarginalWords() int {
	n := 0
	for _, h := range f.everyHost() {
		n += int(h.marginal.Load())
	}
	return n
}

// Time gives the simulated time that has passed in all locks together since the
// fleet was opened, and the wall time for which they were not paused.
func (f *Fleet) Time() (simulated, wall time.Duration) {
	now := f.clock.Now()
	for _, h := range f.everyHost() {
		s, w := h.passed(now)
		simulated, wall = simulated+s, wall+w
	}
	return simulated, wall
}

func (f *Fleet) everyHost() []*host {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]*host, 0, len(f.hosts))
	for _, h := range f.hosts {
		out = append(out, h)
	}
	return out
}
