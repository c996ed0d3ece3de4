package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"locktwin/model"
	"locktwin/model/sim"
)

// restore takes up every lock that the store holds.
func (f *Fleet) restore(ctx context.Context) error {
	ids, err := f.store.Locks(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	alive, err := f.lastAlive(ctx)
	if err != nil {
		return err
	}
	// All are read before the first one lives, so that nobody waits for saves.
	todo := make(chan string)
	var group sync.WaitGroup
	var mu sync.Mutex
	var hosts []*host
	for range workers() {
		group.Go(func() {
			for id := range todo {
				h, err := f.restoreOne(ctx, id, alive)
				if err == nil {
					mu.Lock()
					hosts = append(hosts, h)
					mu.Unlock()
					continue
				}
				f.log.Error("a lock cannot be taken up; what is kept of it stays as it is", "lock", id, "error", err)
				f.mu.Lock()
				f.strange[id] = true
				f.mu.Unlock()
			}
		})
	}
	for _, id := range ids {
		if id != ownValues && ctx.Err() == nil {
			todo <- id
		}
	}
	close(todo)
	group.Wait()
	for _, h := range hosts {
		if err := f.start(h, 0); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// lastAlive is when the fleet last said so; the zero time if never.
func (f *Fleet) lastAlive(ctx context.Context) (time.Time, error) {
	values, err := f.store.Load(ctx, ownValues, keyAlive)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %w", ErrStore, err)
	}
	var t time.Time
	if v, ok := values[keyAlive]; ok {
		if err := t.UnmarshalText(v); err != nil {
			f.log.Error("the server's last time of life cannot be read", "error", err)
			return time.Time{}, nil
		}
	}
	return t, nil
}

func (f *Fleet) restoreOne(ctx context.Context, id string, alive time.Time) (*host, error) {
	values, err := f.store.Load(ctx, id, keyLock)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStore, err)
	}
	m, err := decodeMeta(values[keyMeta])
	if err != nil {
		return nil, err
	}
	frozen := values[keyFrozen]
	l, salvaged, err := thaw(frozen, &m.Spec)
	if err != nil {
		return nil, err
	}
	if salvaged == nil {
		loseLinks(l)
		// The time that passed between the last save and the end of the process.
		line := timeline{wall: m.Wall, sim: m.Sim, factor: m.Factor}
		if to := line.at(alive); to > l.Now() {
			until := f.clock.Now().Add(makeUp)
			if err := l.AdvanceWhile(to, func() bool { return f.clock.Now().Before(until) }); err != nil {
				return nil, fmt.Errorf("%w: %w", ErrFailed, err)
			}
		}
	}
	next := m.LastSeq + 1
	h := f.newHost(m, next)
	if m.LastSeq > 0 {
		key := blockKey(m.LastSeq / eventBlock)
		values, err := f.store.Load(ctx, id, key)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStore, err)
		}
		events, err := decodeEvents(values[key])
		if err != nil {
			return nil, err
		}
		h.ring.behind = 1
		h.ring.recall(events)
		h.ring.behind = 1
	}
	h.store.seq = m.LastSeq
	h.store.kept.Store(m.LastSeq)
	if limit := uint64(f.limits.EventRing); m.LastSeq > limit {
		h.store.trimmed = (m.LastSeq - limit) / eventBlock
	}
	return f.takeUp(ctx, h, l, salvaged)
}

// restoreRecord reads what was done to the lock.
func (h *host) restoreRecord(ctx context.Context) error {
	if h.meta.Deeds == 0 {
		return nil
	}
	values, err := h.f.store.Load(ctx, h.id, keyDeeds)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	return h.record.restore(values)
}

// makeUp is how long a lock may take at the start to make up for what it has
// missed: at a high factor the last second may have been days, and full of events.
const makeUp = 500 * time.Millisecond

// takeUp shows a lock of an earlier run and gives it a host.
func (f *Fleet) takeUp(ctx context.Context, h *host, l *model.Lock, salvaged error) (*host, error) {
	h.show.snapshots.Store(&h.meta.Snapshots)
	h.begin(l)
	if salvaged != nil {
		h.meta.Unknown = true
		h.note(EventSalvaged, "only its memory could be taken up, as after a battery change: "+salvaged.Error())
		h.log.Warn("only the memory of a lock could be taken up", "error", salvaged, h.sim())
	} else {
		h.note(EventRestored, "taken up as it was saved; connections of before are gone")
	}
	if err := f.registry.admit(h.row(h.state(l.Machine().CPU()))); err != nil {
		return nil, err
	}
	if err := errors.Join(h.restoreRuns(ctx), h.restoreRecord(ctx)); err != nil {
		f.registry.remove(h.id)
		return nil, err
	}
	h.report()
	if h.mayDoze() && h.farAhead(h.lock.Due()) {
		h.sleep() // most are idle, and nobody wants all of them in memory at once
	}
	return h, nil
}

// loseLinks lets all centrals of an earlier run fall silent.
func loseLinks(l *model.Lock) {
	for _, k := range slices.Clone(l.Air().State.Links) {
		l.Vanish(k.Conn)
	}
	_ = l.Deliveries(nil)
}

// thaw makes a lock from its frozen form. If only the memory can be read, it is a
// new lock with this memory, and salvaged says why.
func thaw(frozen []byte, spec *Spec) (l *model.Lock, salvaged, err error) {
	l, err = model.Thaw(frozen)
	if err == nil {
		return l, nil, nil
	}
	s, err2 := model.Salvage(frozen)
	if err2 != nil {
		return nil, nil, fmt.Errorf("%w: %w", errorOf(err), errors.Join(err, err2))
	}
	l, err2 = revive(s, spec)
	if err2 != nil {
		return nil, nil, fmt.Errorf("%w: %w", errorOf(err), errors.Join(err, err2))
	}
	return l, err, nil
}

func errorOf(err error) error {
	if errors.Is(err, model.ErrVersion) {
		return ErrVersion
	}
	return ErrStore
}

// revive builds a lock like the one that Spec describes around a memory that was
// saved.
func revive(s model.Salvaged, spec *Spec) (*model.Lock, error) {
	like := *spec
	like.Profile, like.Part, like.Seed, like.Image, like.Side = s.Profile, s.Part, s.Seed, nil, nil
	c, err := like.config()
	if err != nil {
		return nil, err
	}
	c.Memory, c.Start = &s.Memory, max(s.At, sim.Time(0))
	l, err := model.New(c)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	return l, nil
}
