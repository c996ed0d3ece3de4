package storage

import "context"

// Twins is Store.Twins.
func (d *DB) Twins() Twins { return dbTwins{d} }

type dbTwins struct{ d *DB }

func (t dbTwins) Save(ctx context.Context, twin string, puts map[string][]byte, deletes []string) error {
	return t.d.ask(ctx, &change{shelf: twinShelf, owner: twin, puts: puts, deletes: deletes})
}

func (t dbTwins) List(ctx context.Context) ([]string, error) { return t.d.owners(ctx, twinShelf) }

func (t dbTwins) Load(ctx context.Context, twin, prefix string) (map[string][]byte, error) {
	return t.d.values(ctx, twinShelf, twin, prefix)
}

func (t dbTwins) Delete(ctx context.Context, twin string) error {
	return t.d.ask(ctx, &change{shelf: twinShelf, owner: twin, all: true})
}

// Twins is Store.Twins.
func (m *Memory) Twins() Twins { return memoryTwins{m} }

type memoryTwins struct{ m *Memory }

func (t memoryTwins) Save(ctx context.Context, twin string, puts map[string][]byte, deletes []string) error {
	return t.m.apply(ctx, &change{shelf: twinShelf, owner: twin, puts: puts, deletes: deletes})
}

func (t memoryTwins) List(ctx context.Context) ([]string, error) { return t.m.owners(ctx, twinShelf) }

func (t memoryTwins) Load(ctx context.Context, twin, prefix string) (map[string][]byte, error) {
	return t.m.values(ctx, twinShelf, twin, prefix)
}

func (t memoryTwins) Delete(ctx context.Context, twin string) error {
	return t.m.apply(ctx, &change{shelf: twinShelf, owner: twin, all: true})
}
