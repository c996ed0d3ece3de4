// Package access decides who may ask the server for what: tokens and their
// scopes, the pages and host names that may reach it, and how much of it one
// client may use. [Gate] is plain HTTP middleware around everything that the
// server offers; behind it, [From] tells who asks.
//
// It must not know what a lock is beyond its id, nor what is behind the routes.
// A token never leaves this package: not in a log line, not in an error, not in
// the request that is handed on.
package access
