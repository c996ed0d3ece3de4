package fleet

import (
	"time"
)

// Event is one thing that happened to a lock. Kinds and names are those of
// package trace, and KindFleet for what the fleet itself did.
type Event struct {
	Seq   uint64      `json:"seq" doc:"Number of the event, counted from 1 for each lock"`
	SimNS int64       `json:"sim_ns" doc:"Simulated time in nanoseconds since the lock was made"`
	Wall  time.Time   `json:"wall" doc:"Wall time at which the server learned of it"`
	Kind  string      `json:"kind" doc:"What it is about, such as flash, reset, phone or fleet"`
	Name  string      `json:"name" doc:"Stable identifier within the kind, such as erase-torn"`
	Text  string      `json:"text,omitempty" doc:"One plain sentence"`
	State string      `json:"state,omitempty" doc:"State of the core after it, if it changed"`
	Flash FlashDetail `json:"flash,omitzero" doc:"The flash operation, for events of the kind flash"`
}

// FlashDetail is a program or an erase.
type FlashDetail struct {
	Op       string `json:"op" doc:"program or erase"`
	Address  uint32 `json:"address" doc:"First byte"`
	Bytes    uint32 `json:"bytes" doc:"How many"`
	Permille int    `json:"permille" doc:"How much of the operation is done, 0 to 1000"`
}

// KindFleet is the kind of the fleet's own events.
const KindFleet = "fleet"

// The fleet's own events. Their text says the rest.
const (
	EventCreated      = "created"
	EventRestored     = "restored" // taken up from the store
	EventSalvaged     = "salvaged" // taken up from its memory image alone
	EventSpeed        = "speed"
	EventConnected    = "connected"
	EventDisconnected = "disconnected"
	EventFaultSet     = "fault-set"
	EventFaultRemoved = "fault-removed"
	EventSnapshot     = "snapshot"
	EventRewound      = "rewound"
	EventForked       = "forked"
	EventExported     = "exported"
	EventRunBegan     = "scenario-began"
	EventRunEnded     = "scenario-ended"
	EventRepeated     = "repeated"     // what was done to the lock it was forked from is done to this one
	EventNotRepeated  = "not-repeated" // it could not be
	EventFailed       = "failed"
	EventSaveFailed   = "save-failed"
)
