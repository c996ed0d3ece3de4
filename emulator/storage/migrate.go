package storage

import (
	"database/sql"
	"fmt"
)

// migrate takes the open database up to the present version.
func (d *DB) migrate(steps []string) error { return d.migrateOn(d.sql, steps) }

// migrateOn takes the steps that a database has not taken. Each is a transaction
// with the version that it leads to, so one that is cut short has not begun.
func (d *DB) migrateOn(db *sql.DB, steps []string) error {
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return d.fault(err)
	}
	for ; version < len(steps); version++ {
		if err := step(db, version+1, steps[version]); err != nil {
			return fmt.Errorf("schema version %d: %w", version+1, d.fault(err))
		}
	}
	return nil
}

func step(db *sql.DB, version int, text string) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(text); err != nil {
		return err
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
