package storage

// applicationID stands in the head of the file and tells it from those of other
// programs: "LTwn".
const applicationID = 0x4C54776E

// steps lead from an empty database to the present schema, one for each version.
// A step is never changed once it has been released; a new version adds one.
//
// Version 1: a value is a row. Its sum is the CRC-32C of the lock's name, a zero,
// the value's name, a zero, and the value.
//
// Version 2: twins have rows of the same kind in a table of their own. Before the
// twin's name, their sum has the word twin and a zero.
var steps = []string{
	`CREATE TABLE entry (
		lock  TEXT NOT NULL,
		name  TEXT NOT NULL,
		value BLOB NOT NULL,
		sum   INTEGER NOT NULL,
		PRIMARY KEY (lock, name)
	) STRICT`,
	`CREATE TABLE twin_entry (
		twin  TEXT NOT NULL,
		name  TEXT NOT NULL,
		value BLOB NOT NULL,
		sum   INTEGER NOT NULL,
		PRIMARY KEY (twin, name)
	) STRICT`,
}
