package fleet

import "time"

// FeedOptions say what a feed carries.
type FeedOptions struct {
	Kinds     []string      // of events; none means all
	After     uint64        // events after this number come first, as far as the ring has them; NoHistory: none
	RailEvery time.Duration // length of a rail bucket in simulated time; 0: no rail
	Queue     int           // items that may wait; 0: the limit of the fleet
}

// NoHistory as FeedOptions.After begins a feed with what happens next.
const NoHistory = ^uint64(0)

// FeedKind tells what a FeedItem is.
type FeedKind uint8

// What a feed carries.
const (
	FeedEvent  FeedKind = iota + 1 // Event
	FeedRail                       // Rail
	FeedMissed                     // Missed items were dropped here because the reader was slow
	FeedEnd                        // the lock is gone or the server stops; nothing follows
)

// FeedItem is one item of a feed.
type FeedItem struct {
	Kind   FeedKind
	Event  Event
	Rail   RailBucket
	Missed uint64
}

// RailBucket is the supply over a stretch of simulated time: the lowest and
// highest values in it. A bucket may come again with the same FromNS when an
// activation that had been looked into is over and reached further; the later
// one counts.
type RailBucket struct {
	FromNS      int64 `json:"from_ns" doc:"Begin of the bucket, simulated nanoseconds"`
	ToNS        int64 `json:"to_ns" doc:"End of the bucket, simulated nanoseconds"`
	VBATMin     int64 `json:"vbat_min_uv" doc:"Lowest battery voltage, microvolts"`
	VBATMax     int64 `json:"vbat_max_uv" doc:"Highest battery voltage, microvolts"`
	VDDMin      int64 `json:"vdd_min_uv" doc:"Lowest logic voltage, microvolts"`
	VDDMax      int64 `json:"vdd_max_uv" doc:"Highest logic voltage, microvolts"`
	MotorMax    int64 `json:"motor_max_ua" doc:"Highest motor current without its sign, microamperes"`
	KeyMilliDeg int64 `json:"key_mdeg" doc:"Key angle at the end, thousandths of a degree"`
}
