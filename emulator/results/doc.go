// Package results keeps what campaigns have found in an SQLite file, for
// questions that no report foresees: what has a new version of a firmware
// profile made better, and what worse?
//
// One file holds any number of campaigns. The same campaign, which is one with
// the same Spec, replaces itself. docs/results-db.md describes tables and views,
// with queries to start from.
//
// The package must not know how a campaign is run, nor when: there is no clock in
// it, so that the same results make the same rows.
package results
