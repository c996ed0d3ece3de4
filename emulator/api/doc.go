// Package api is the control API: what a hand, a laboratory and the owner of a
// twin do to running locks, over HTTP. Operations are described by their Go
// types; the OpenAPI document, the page that shows it and the checks of every
// request come from the same description. What happens is told live, over
// WebSockets and as server-sent events.
//
// It must not know how a lock works inside, how it is stored, or how frames
// reach it: an operation is a few calls of the model in the goroutine that owns
// the lock, through [fleet.Fleet.Do], so whatever is answered with success has
// been saved before. Who may do what is decided with package access. Nothing
// here handles a PIN or a key.
package api
