// Package fleet keeps locks alive: it lets their simulated time run beside the
// wall clock, carries frames between them and the centrals that are near, and
// keeps what has to survive a restart.
//
// One goroutine, the host, owns one lock; everybody else talks to it by
// message. A host sleeps until the next instant at which its lock has something
// to do, so an idle lock costs memory and nothing else. Centrals have bounded
// queues and never hold a host up.
//
// The package must not know transports, HTTP, files or databases: what survives
// goes through [Store] as opaque bytes, the wall clock is a [Clock], and what a
// laboratory does to a lock is a function that [Fleet.Do] runs.
package fleet
