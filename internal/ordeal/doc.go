// Package ordeal puts a whole server to the test by force: it is killed at random
// moments under load, its files are damaged, hundreds of clients hammer at it. The
// benchmarks of the server as a whole stand here too.
//
// It has nothing but tests. It speaks to a server as its users do, over HTTP and
// WebSockets, and must not know what lies behind them, but for what it starts one
// with.
package ordeal
