// Package report shows what a campaign found: as one HTML file that needs no
// network, as JSON, CSV and JUnit XML, and as a few plain sentences that all of
// them begin with.
//
// A report adds nothing to a [campaign.Result]: every figure in it is in the
// Result, or is counted from it. The same Result gives the same bytes. What a
// Result says in words comes from scenario files and is hostile input; it is
// escaped for wherever it is put.
//
// The package must not know engines, workers, files or the network.
package report
