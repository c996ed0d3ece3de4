// Package shadow keeps the twins of real locks: who they are, what their locks
// reported and when, what is desired of them, and what was made of that.
//
// A twin's telemetry is the record. What is reported, what was so at an earlier
// time, and how stale it is follow from it and are kept nowhere else. Everything
// that a method has confirmed survives the end of the process, as far as the store
// that the [Registry] was opened with does.
//
// The package must not know where telemetry comes from, nor how it is fitted,
// forecast or shown: package shadow/mqtt listens to a broker, packages below
// scenarios/twin reckon. It starts no goroutine, and its clock is handed in.
package shadow
