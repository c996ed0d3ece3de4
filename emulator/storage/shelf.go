package storage

import (
	"database/sql"
	"hash/crc32"
)

// shelf is a table of the database, where owners of one sort have their values.
type shelf struct {
	table string
	since int    // version of the schema that has brought it
	owner string // column, and what the owners are called
	salt  string // what sums begin with, so that no row passes for one of another shelf
	// wiped: what is removed or replaced is overwritten.
	wiped bool
}

// The shelves.
var (
	lockShelf = &shelf{table: "entry", since: 1, owner: "lock"}
	twinShelf = &shelf{table: "twin_entry", since: 2, owner: "twin", salt: "twin\x00", wiped: true}
)

func shelves() []*shelf { return []*shelf{lockShelf, twinShelf} }

// written are the statements that the writer runs all the time on one shelf.
type written struct{ put, drop, wipe *sql.Stmt }

func (s *shelf) prepare(db *sql.DB) (w written, err error) {
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&w.put, `INSERT INTO ` + s.table + ` (` + s.owner + `, name, value, sum) VALUES (?, ?, ?, ?)
			ON CONFLICT (` + s.owner + `, name) DO UPDATE SET value = excluded.value, sum = excluded.sum`},
		{&w.drop, `DELETE FROM ` + s.table + ` WHERE ` + s.owner + ` = ? AND name = ?`},
		{&w.wipe, `DELETE FROM ` + s.table + ` WHERE ` + s.owner + ` = ?`},
	} {
		if *p.to, err = db.Prepare(p.sql); err != nil {
			return w, err
		}
	}
	return w, nil
}

// in gives the statements for a transaction.
func (w written) in(tx *sql.Tx) written {
	return written{tx.Stmt(w.put), tx.Stmt(w.drop), tx.Stmt(w.wipe)}
}

var crcTable = crc32.MakeTable(crc32.Castagnoli)

// sum ties a value to its place; see steps.
func (s *shelf) sum(owner, name string, value []byte) int64 {
	c := crc32.Update(0, crcTable, []byte(s.salt+owner+"\x00"+name+"\x00"))
	return int64(crc32.Update(c, crcTable, value))
}
