// Package thing describes a lock as a Thing of the W3C Web of Things: what it lets
// read, what it lets do, and what it tells, with the HTTP and WebSocket forms of each.
//
// It is made of the OpenAPI document that the control API generates, so that it has
// just the operations, parameters and schemas that the server has. It must not know
// locks, nor what an operation does.
package thing

//go:generate go test -run TestDescriptionFileIsCurrent -update .
