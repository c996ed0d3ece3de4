package fleet

import (
	"fmt"
	"strings"

	"github.com/hashicorp/go-memdb"

	"locktwin/model/gatt"
)

// Tables of the registry. Rows are never changed after they went in.
const (
	tableLocks          = "locks"
	tableConnections    = "connections"
	tableAuthorizations = "authorizations"
	tableFaults         = "faults"
	tableRuns           = "runs"
)

// Indexes.
const (
	byID      = "id"
	byName    = "name"
	byAddress = "address"
	byState   = "state"
	byLock    = "lock"
)

// faultRow is a fault and whose it is.
type faultRow struct {
	Lock, ID string
	Fault    gatt.Fault
}

func schema() *memdb.DBSchema {
	text := func(field string) memdb.Indexer { return &memdb.StringFieldIndex{Field: field} }
	number := func(field string) memdb.Indexer { return &memdb.UintFieldIndex{Field: field} }
	// part is a table of things that belong to a lock.
	part := func(name string, id memdb.Indexer) *memdb.TableSchema {
		return &memdb.TableSchema{Name: name, Indexes: map[string]*memdb.IndexSchema{
			byID:   {Name: byID, Unique: true, Indexer: &memdb.CompoundIndex{Indexes: []memdb.Indexer{text("Lock"), id}}},
			byLock: {Name: byLock, Indexer: text("Lock")},
		}}
	}
	return &memdb.DBSchema{Tables: map[string]*memdb.TableSchema{
		tableLocks: {Name: tableLocks, Indexes: map[string]*memdb.IndexSchema{
			byID:      {Name: byID, Unique: true, Indexer: text("ID")},
			byName:    {Name: byName, Unique: true, Indexer: text("Name")},
			byAddress: {Name: byAddress, Unique: true, Indexer: text("Address")},
			byState:   {Name: byState, Indexer: text("State")},
		}},
		tableConnections:    part(tableConnections, number("ID")),
		tableAuthorizations: part(tableAuthorizations, number("ID")),
		tableFaults:         part(tableFaults, text("ID")),
		tableRuns:           part(tableRuns, text("ID")),
	}}
}

// registry is what everybody may read at any time: rows as of the last thing
// that changed, and channels that tell of changes.
type registry struct{ db *memdb.MemDB }

func newRegistry() (*registry, error) {
	db, err := memdb.NewMemDB(schema())
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	return &registry{db}, nil
}

// must is for errors that only a wrong schema gives.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func first[T any](x *memdb.Txn, table, index string, args ...any) (*T, <-chan struct{}) {
	c, row, err := x.FirstWatch(table, index, args...)
	if err != nil {
		panic(err)
	}
	if row == nil {
		return nil, c
	}
	return row.(*T), c
}

func all[T any](x *memdb.Txn, table, index string, args ...any) ([]*T, <-chan struct{}) {
	it := must(x.Get(table, index, args...))
	var out []*T
	for row := it.Next(); row != nil; row = it.Next() {
		out = append(out, row.(*T))
	}
	return out, it.WatchCh()
}

// lock finds a lock by ID, address or name, in this order.
func (r *registry) lock(ref string) *Lock {
	x := r.db.Txn(false)
	for _, by := range []struct{ index, arg string }{{byID, ref}, {byAddress, strings.ToLower(ref)}, {byName, ref}} {
		if l, _ := first[Lock](x, tableLocks, by.index, by.arg); l != nil {
			return l
		}
	}
	return nil
}

// admit puts a new lock in. A name or address that is taken is ErrExists.
func (r *registry) admit(l *Lock) error {
	x := r.db.Txn(true)
	defer x.Abort()
	if err := free(x, l); err != nil {
		return err
	}
	must(0, x.Insert(tableLocks, l))
	x.Commit()
	return nil
}

func free(x *memdb.Txn, l *Lock) error {
	if other, _ := first[Lock](x, tableLocks, byID, l.ID); other != nil {
		return fmt.Errorf("%w: id %s", ErrExists, l.ID)
	}
	if other, _ := first[Lock](x, tableLocks, byName, l.Name); other != nil && other.ID != l.ID {
		return fmt.Errorf("%w: name %q, of lock %s", ErrExists, l.Name, other.ID)
	}
	if other, _ := first[Lock](x, tableLocks, byAddress, l.Address); other != nil && other.ID != l.ID {
		return fmt.Errorf("%w: address %s, of lock %s", ErrExists, l.Address, other.ID)
	}
	return nil
}

// addressTaken tells whether some lock has the address.
func (r *registry) addressTaken(address string) bool {
	l, _ := first[Lock](r.db.Txn(false), tableLocks, byAddress, address)
	return l != nil
}

// nameTaken tells whether some lock has the name.
func (r *registry) nameTaken(name string) bool {
	l, _ := first[Lock](r.db.Txn(false), tableLocks, byName, name)
	return l != nil
}

// rename gives a lock another name, if it is free.
func (r *registry) rename(id, name string) (*Lock, error) {
	x := r.db.Txn(true)
	defer x.Abort()
	l, _ := first[Lock](x, tableLocks, byID, id)
	if l == nil {
		return nil, fmt.Errorf("%w: lock %s", ErrNotFound, id)
	}
	if other, _ := first[Lock](x, tableLocks, byName, name); other != nil && other.ID != id {
		return nil, fmt.Errorf("%w: name %q, of lock %s", ErrExists, name, other.ID)
	}
	c := *l
	c.Name = name
	must(0, x.Insert(tableLocks, &c))
	x.Commit()
	return &c, nil
}

// shown is everything the registry tells of one lock. Nil parts stay as they
// are.
type shown struct {
	lock        *Lock
	connections []*Connection
	auths       []*Authorization
	faults      []*faultRow
	has         struct{ connections, auths, faults bool }
}

// show replaces the rows of a lock in one transaction. A lock that is no longer
// in the registry stays out.
func (r *registry) show(id string, s *shown) {
	x := r.db.Txn(true)
	defer x.Abort()
	if l, _ := first[Lock](x, tableLocks, byID, id); l == nil {
		return
	}
	if s.lock != nil {
		must(0, x.Insert(tableLocks, s.lock))
	}
	if s.has.connections {
		must(x.DeleteAll(tableConnections, byLock, id))
		for _, c := range s.connections {
			must(0, x.Insert(tableConnections, c))
		}
	}
	if s.has.auths {
		must(x.DeleteAll(tableAuthorizations, byLock, id))
		for _, a := range s.auths {
			must(0, x.Insert(tableAuthorizations, a))
		}
	}
	if s.has.faults {
		must(x.DeleteAll(tableFaults, byLock, id))
		for _, f := range s.faults {
			must(0, x.Insert(tableFaults, f))
		}
	}
	x.Commit()
}

// remove takes a lock out with all that belongs to it.
func (r *registry) remove(id string) {
	x := r.db.Txn(true)
	defer x.Abort()
	must(x.DeleteAll(tableLocks, byID, id))
	for _, table := range []string{tableConnections, tableAuthorizations, tableFaults, tableRuns} {
		must(x.DeleteAll(table, byLock, id))
	}
	x.Commit()
}

// putRun puts a run in, or in the place of an earlier row of it, and forgets the
// oldest runs of the lock beyond most.
func (r *registry) putRun(run *Run, most int) (forgotten []string) {
	x := r.db.Txn(true)
	defer x.Abort()
	if l, _ := first[Lock](x, tableLocks, byID, run.Lock); l == nil {
		return nil
	}
	must(0, x.Insert(tableRuns, run))
	runs, _ := all[Run](x, tableRuns, byLock, run.Lock)
	sortRuns(runs)
	for len(runs) > most {
		must(0, x.Delete(tableRuns, runs[0]))
		forgotten = append(forgotten, runs[0].ID)
		runs = runs[1:]
	}
	x.Commit()
	return forgotten
}
