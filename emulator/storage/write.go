package storage

import (
	"context"
	"fmt"
	"runtime"
	"slices"
)

// request is a change that waits for the writer.
type request struct {
	change *change
	done   chan error
}

// Save is Store.Save.
func (d *DB) Save(ctx context.Context, lock string, puts map[string][]byte, deletes []string) error {
	return d.ask(ctx, &change{shelf: lockShelf, owner: lock, puts: puts, deletes: deletes})
}

// Delete is Store.Delete.
func (d *DB) Delete(ctx context.Context, lock string) error {
	return d.ask(ctx, &change{shelf: lockShelf, owner: lock, all: true})
}

// ask hands a change to the writer and waits until it is made.
func (d *DB) ask(ctx context.Context, c *change) error {
	if err := c.check(); err != nil {
		return err
	}
	if d.readOnly {
		return ErrReadOnly
	}
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.leave()
	r := request{c, make(chan error, 1)}
	select {
	case d.requests <- r:
		return <-r.done
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Limits of one transaction of the writer: what waits longer than it takes to
// write so much had better be told first.
const (
	batchChanges = 512
	batchBytes   = 16 << 20
)

// write is the goroutine that writes: it takes all changes that wait into one
// transaction, and answers each when that is done.
func (d *DB) write() {
	for {
		select {
		case r := <-d.requests:
			d.commit(d.gather(r))
		case <-d.stop:
			return
		}
	}
}

// gather takes in what waits beside the first request.
func (d *DB) gather(first request) []request {
	batch, size := []request{first}, first.change.size()
	runtime.Gosched() // those who were answered just now may have more
	for len(batch) < batchChanges && size < batchBytes {
		select {
		case r := <-d.requests:
			batch = append(batch, r)
			size += r.change.size()
		default:
			return batch
		}
	}
	return batch
}

func (c *change) size() int {
	n := 0
	for _, v := range c.puts {
		n += len(v)
	}
	return n
}

// commit makes changes in one transaction. When that fails, each is tried alone,
// so that one does not spoil the others.
func (d *DB) commit(batch []request) {
	err := d.transact(batch)
	if err != nil && len(batch) > 1 {
		for _, r := range batch {
			d.commit([]request{r})
		}
		return
	}
	if err == nil {
		d.commits++
		d.flush.touch()
	}
	for _, r := range batch {
		r.done <- err
	}
}

func (d *DB) transact(batch []request) error {
	if err := d.wipeFor(batch); err != nil {
		return d.fault(err)
	}
	tx, err := d.sql.Begin()
	if err != nil {
		return d.fault(err)
	}
	defer tx.Rollback()
	in := map[*shelf]written{}
	for _, r := range batch {
		s := r.change.shelf
		if _, there := in[s]; !there {
			in[s] = d.written[s].in(tx)
		}
		if err := r.change.make(in[s]); err != nil {
			return d.fault(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return d.fault(err)
	}
	return nil
}

// wipeFor lets what a batch removes be overwritten where its shelves want that. It
// costs a write of every page that becomes free.
func (d *DB) wipeFor(batch []request) error {
	wipe := slices.ContainsFunc(batch, func(r request) bool { return r.change.shelf.wiped })
	if wipe == d.wiping {
		return nil
	}
	if _, err := d.sql.Exec(fmt.Sprintf("PRAGMA secure_delete = %t", wipe)); err != nil {
		return err
	}
	d.wiping = wipe
	return nil
}

func (c *change) make(w written) error {
	if c.all {
		_, err := w.wipe.Exec(c.owner)
		return err
	}
	for name, v := range c.puts {
		if v == nil {
			v = []byte{} // nil would be no value at all
		}
		if _, err := w.put.Exec(c.owner, name, v, c.shelf.sum(c.owner, name, v)); err != nil {
			return err
		}
	}
	for _, name := range c.deletes {
		if _, err := w.drop.Exec(c.owner, name); err != nil {
			return err
		}
	}
	return nil
}
