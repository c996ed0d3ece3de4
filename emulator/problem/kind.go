package problem

import (
	"net/http"
	"slices"
	"strings"
)

// Kind is one kind of problem. Kinds keep their name and meaning once published.
type Kind struct {
	Name   string // last part of the type URI, such as "unknown-lock"
	Status int    // HTTP status that goes with it
	Title  string // the same in every document of this kind
	About  string // what it means and what helps, in a sentence or two
}

// TypePrefix is where the type URIs lie. They are relative references with a
// full path, so that a client resolves them to the description of the kind on
// the server that sent the document.
const TypePrefix = "/api/problems/"

// Type is the URI that names the kind.
func (k Kind) Type() string { return TypePrefix + k.Name }

// The kinds there are.
var (
	Malformed     = Kind{"malformed", http.StatusBadRequest, "The request cannot be read", "The body, a parameter or a header is not written as it has to be. The detail says where reading stopped."}
	Invalid       = Kind{"invalid", http.StatusUnprocessableEntity, "A value is not allowed", "The request is well written, but a value in it is not one that works. Each entry of errors names the field, what was found and what would be right."}
	Unauthorized  = Kind{"unauthorized", http.StatusUnauthorized, "A token is needed", "Send a token as 'Authorization: Bearer TOKEN'. A WebSocket may offer the subprotocol 'locktwin.token.TOKEN', and a WebSocket or an event stream may have the query parameter 'access_token'."}
	Forbidden     = Kind{"forbidden", http.StatusForbidden, "The token does not reach so far", "The token is known, but its scope does not cover this."}
	ForeignOrigin = Kind{"foreign-origin", http.StatusForbidden, "This page may not speak to the server", "The request comes from a web page of an origin that is not allowed. Pages of the server itself and of this machine are; others are named when the server is started."}
	ForeignHost   = Kind{"foreign-host", http.StatusMisdirectedRequest, "The server is not called that", "The Host header names somebody else, as it does when a foreign name was made to point to this machine. Names are added when the server is started."}
	NoRoute       = Kind{"no-route", http.StatusNotFound, "There is nothing at this address", "The API is described at /api/docs."}
	NoMethod      = Kind{"no-method", http.StatusMethodNotAllowed, "The address does not take this method", "The Allow header lists the methods that it takes."}
	UnknownLock   = Kind{"unknown-lock", http.StatusNotFound, "There is no such lock", "A lock is named by its id, its name or its address."}
	UnknownTwin   = Kind{"unknown-twin", http.StatusNotFound, "There is no such twin", "A twin is named by its id, its name or the id of its lock."}
	UnknownThing  = Kind{"unknown", http.StatusNotFound, "There is no such thing", "The lock is there, but not what was asked of it: a fault, a snapshot, a run, an event."}
	Conflict      = Kind{"conflict", http.StatusConflict, "This cannot be done now", "The request is right, but the lock is not in a state in which it can be done, or the name is taken."}
	Limit         = Kind{"limit", http.StatusConflict, "A limit of the server is reached", "The detail names the limit and its value. Limits are set when the server is started."}
	TooLarge      = Kind{"too-large", http.StatusRequestEntityTooLarge, "The body is too large", "The detail names the largest body that is taken here."}
	NotAcceptable = Kind{"not-acceptable", http.StatusNotAcceptable, "The answer does not exist in that form", "The Accept header excludes every form that the answer can have."}
	Unsupported   = Kind{"unsupported", http.StatusUnsupportedMediaType, "The body has a form that is not taken here", "The Content-Type header has to be one that the operation lists."}
	TooFast       = Kind{"too-fast", http.StatusTooManyRequests, "Too many requests", "The Retry-After header says in how many seconds the next one is taken."}
	Broken        = Kind{"broken", http.StatusInternalServerError, "The server is at fault", "Something happened that should not. The server's log has more under the same instance."}
	Unavailable   = Kind{"unavailable", http.StatusServiceUnavailable, "The server does not serve now", "It starts, it ends, or its data directory cannot be written. The Retry-After header says when to try again, if that helps."}
	NotReached    = Kind{"not-reached", http.StatusConflict, "It did not happen", "Simulated time was run as far as was allowed, and what was waited for did not happen. The lock stays where it has got to."}
	Covered       = Kind{"covered", http.StatusForbidden, "This is still covered", "The trainee may not see or touch this part of the lock at this stage of the case. A later stage, or the end of the case, uncovers it."}
	Frozen        = Kind{"frozen", http.StatusLocked, "The instructor has stopped this", "The lock stands still and no choice is taken until the instructor lets the trainee go on."}
	FitRefused    = Kind{"fit-refused", http.StatusConflict, "The fit of the twin must not be used", "The telemetry does not carry a fit, or the fit did not foretell the part that was held back from it. The detail and errors say why; more telemetry usually helps."}
	SlowBody      = Kind{"slow-body", http.StatusRequestTimeout, "The request did not arrive in time", "The body came too slowly. Nothing was done."}
	Slow          = Kind{"slow", http.StatusGatewayTimeout, "It took too long", "The lock did not get there in the time that a request may take. What it has reached is kept."}
)

// Kinds lists every kind, ordered by name.
func Kinds() []Kind {
	all := []Kind{Malformed, Invalid, Unauthorized, Forbidden, ForeignOrigin, ForeignHost, NoRoute, NoMethod,
		UnknownLock, UnknownTwin, UnknownThing, Conflict, Limit, TooLarge, NotAcceptable, Unsupported, TooFast, Broken, Unavailable, Slow, NotReached, SlowBody,
		Covered, Frozen, FitRefused}
	slices.SortFunc(all, func(a, b Kind) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Lookup finds a kind by its name.
func Lookup(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// ForStatus is the kind that says no more than an HTTP status does.
func ForStatus(status int) Kind {
	for _, k := range []Kind{Malformed, Invalid, Unauthorized, Forbidden, NoRoute, NoMethod, Conflict, TooLarge,
		NotAcceptable, Unsupported, TooFast, Unavailable, Slow, SlowBody, ForeignHost} {
		if k.Status == status {
			return k
		}
	}
	if status >= 400 && status < 500 {
		return Malformed
	}
	return Broken
}
