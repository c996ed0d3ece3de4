package storage

import (
	"context"
	"database/sql"
	"unicode/utf8"
)

// Locks is Store.Locks.
func (d *DB) Locks(ctx context.Context) ([]string, error) { return d.owners(ctx, lockShelf) }

func (d *DB) owners(ctx context.Context, s *shelf) ([]string, error) {
	var out []string
	if d.lacks(s) {
		return out, nil
	}
	err := d.query(ctx, func(rows *sql.Rows) error {
		var owner string
		err := rows.Scan(&owner)
		out = append(out, owner)
		return err
	}, `SELECT DISTINCT `+s.owner+` FROM `+s.table+` ORDER BY `+s.owner)
	return out, err
}

// Load is Store.Load. A value that is not as it was written makes an error that
// names it and wraps ErrDamaged; the others come back beside it.
func (d *DB) Load(ctx context.Context, lock, prefix string) (map[string][]byte, error) {
	return d.values(ctx, lockShelf, lock, prefix)
}

func (d *DB) values(ctx context.Context, s *shelf, owner, prefix string) (map[string][]byte, error) {
	out := map[string][]byte{}
	if d.lacks(s) {
		return out, nil
	}
	var damage error
	err := d.query(ctx, func(rows *sql.Rows) error {
		var name string
		var value []byte
		var want int64
		if err := rows.Scan(&name, &value, &want); err != nil {
			return err
		}
		if value == nil {
			value = []byte{}
		}
		if s.sum(owner, name, value) != want {
			damage = d.wrongSum(s, owner, name)
			return nil
		}
		out[name] = value
		return nil
	}, `SELECT name, value, sum FROM `+s.table+` WHERE `+s.owner+` = ? AND name >= ? AND substr(name, 1, ?) = ?`,
		owner, prefix, utf8.RuneCountInString(prefix), prefix)
	if err == nil {
		err = damage
	}
	return out, err
}

// lacks tells that a database is older than a shelf, and is only read.
func (d *DB) lacks(s *shelf) bool { return d.readOnly && d.version < s.since }

// query runs a query and gives each row to take.
func (d *DB) query(ctx context.Context, take func(*sql.Rows) error, text string, args ...any) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.leave()
	rows, err := d.sql.QueryContext(ctx, text, args...)
	if err != nil {
		return d.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows); err != nil {
			return d.fault(err)
		}
	}
	return d.fault(rows.Err())
}
