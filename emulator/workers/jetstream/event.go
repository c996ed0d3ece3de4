package jetstream

import "time"

// Event is something that happens to a worker.
type Event struct {
	Kind     EventKind
	Campaign string // its ID
	Name     string // of the campaign
	Shard    string // of Answered and Again
	Weight   int    // of Answered: experiments, roughly
	Took     time.Duration
	Err      error // of Refused and Failed
}

// EventKind is what happened.
type EventKind string

// Kinds.
const (
	Joined   EventKind = "joined"   // takes part in a campaign
	Left     EventKind = "left"     // the campaign has ended, or was withdrawn
	Refused  EventKind = "refused"  // does not take part, for the reason in Err
	Answered EventKind = "answered" // a shard; the server has confirmed it
	Again    EventKind = "again"    // got a shard that somebody had before
	Failed   EventKind = "failed"   // what Err says; it is tried again
	Away     EventKind = "away"     // the server is away
)
