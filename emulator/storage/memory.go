package storage

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Memory is a Store that lives as long as the process: for tests, and for servers
// that are to leave nothing behind.
type Memory struct {
	mu      sync.Mutex
	shelves map[*shelf]map[string]map[string][]byte // values of owners
	closed  bool
}

// NewMemory makes an empty one.
func NewMemory() *Memory {
	m := &Memory{shelves: map[*shelf]map[string]map[string][]byte{}}
	for _, s := range shelves() {
		m.shelves[s] = map[string]map[string][]byte{}
	}
	return m
}

var _ Store = (*Memory)(nil)

// Save is Store.Save.
func (m *Memory) Save(ctx context.Context, lock string, puts map[string][]byte, deletes []string) error {
	return m.apply(ctx, &change{shelf: lockShelf, owner: lock, puts: puts, deletes: deletes})
}

// Delete is Store.Delete.
func (m *Memory) Delete(ctx context.Context, lock string) error {
	return m.apply(ctx, &change{shelf: lockShelf, owner: lock, all: true})
}

func (m *Memory) apply(ctx context.Context, c *change) error {
	if err := c.check(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	owners := m.shelves[c.shelf]
	if c.all {
		delete(owners, c.owner)
		return nil
	}
	values := owners[c.owner]
	if values == nil {
		values = map[string][]byte{}
		owners[c.owner] = values
	}
	for name, v := range c.puts {
		values[name] = append([]byte{}, v...)
	}
	for _, name := range c.deletes {
		delete(values, name)
	}
	if len(values) == 0 {
		delete(owners, c.owner)
	}
	return nil
}

// Locks is Store.Locks.
func (m *Memory) Locks(ctx context.Context) ([]string, error) { return m.owners(ctx, lockShelf) }

func (m *Memory) owners(ctx context.Context, s *shelf) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	return slices.Sorted(maps.Keys(m.shelves[s])), ctx.Err()
}

// Load is Store.Load.
func (m *Memory) Load(ctx context.Context, lock, prefix string) (map[string][]byte, error) {
	return m.values(ctx, lockShelf, lock, prefix)
}

func (m *Memory) values(ctx context.Context, s *shelf, owner, prefix string) (map[string][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	out := map[string][]byte{}
	for name, v := range m.shelves[s][owner] {
		if strings.HasPrefix(name, prefix) {
			out[name] = append([]byte{}, v...)
		}
	}
	return out, ctx.Err()
}

// Close is Store.Close.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed, m.shelves = true, nil
	return nil
}
