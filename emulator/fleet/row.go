package fleet

import "time"

// Lock is what the registry knows of a lock: a plain copy, true at the instant
// SimTimeNS.
type Lock struct {
	ID          string    `json:"id" doc:"Identifier, never used again"`
	Name        string    `json:"name" doc:"Name for people"`
	Address     string    `json:"address" doc:"Bluetooth address, lower case with colons"`
	NukiID      uint32    `json:"nuki_id" doc:"Identity in advertisements and pairing"`
	Profile     string    `json:"profile" doc:"Firmware profile"`
	Part        string    `json:"part" doc:"Memory part"`
	Seed        uint64    `json:"seed" doc:"Seed of everything that is drawn"`
	State       string    `json:"state" doc:"running, booting, reset, off, hung, paused or failed" enum:"running,booting,reset,off,hung,paused,failed"`
	Bolt        string    `json:"bolt" doc:"Where the bolt is, as the mechanism stands" enum:"unlocked,unlatched,locked,between"`
	Nuki        string    `json:"nuki" doc:"Lock state as the firmware reports it"`
	Door        string    `json:"door" doc:"open or closed" enum:"open,closed"`
	KeyMilliDeg int32     `json:"key_mdeg" doc:"Key angle, thousandths of a degree; positive angles lock"`
	SimTimeNS   int64     `json:"sim_ns" doc:"Simulated time in nanoseconds since the lock was made"`
	Speed       Speed     `json:"speed" doc:"How fast simulated time runs: 1x, 1000x, paused or max"`
	Connections int       `json:"connections" doc:"Open connections"`
	Pairing     bool      `json:"pairing" doc:"Whether the lock is in pairing mode"`
	Battery     Battery   `json:"battery" doc:"Cells and supply"`
	AmbientMC   int32     `json:"ambient_mc" doc:"Temperature, thousandths of a degree Celsius"`
	Boots       int       `json:"boots" doc:"Boots so far"`
	Resets      int       `json:"resets" doc:"Resets so far"`
	LastSeq     uint64    `json:"last_seq" doc:"Number of the latest event"`
	Created     time.Time `json:"created" doc:"Wall time at which the lock was made"`
	Failure     string    `json:"failure,omitempty" doc:"Why the lock cannot go on"`
	Origin      *Origin   `json:"origin,omitempty" doc:"Where it was forked from"`
}

// Origin says where a fork comes from. An Origin is replaced, never changed.
type Origin struct {
	Lock     string `json:"lock" doc:"Identifier of the first lock"`
	Snapshot string `json:"snapshot,omitempty" doc:"Snapshot of it; none if it was forked as it was"`
	AtNS     int64  `json:"at_ns" doc:"Simulated time of the first lock at which the two part"`
	ShiftNS  int64  `json:"shift_ns" doc:"What was at t in the first lock is at t + shift_ns here: the time that the update took"`
	Profile  string `json:"profile" doc:"Firmware of the first lock at that instant"`
	Repeats  int    `json:"repeats" doc:"What was done to the first lock and is still to be done again here"`
	LeftOut  int    `json:"left_out" doc:"What was done to the first lock and is not done again: pairings, scenarios, messages that could not be read"`
}

// Battery is what a multimeter would say.
type Battery struct {
	In            bool   `json:"in" doc:"Whether cells lie in the bay"`
	Kind          string `json:"kind,omitempty" doc:"Kind of the cells"`
	Cells         int    `json:"cells" doc:"How many"`
	ChargePercent int    `json:"charge_percent" doc:"Charge of the weakest cell"`
	VBATMicro     int64  `json:"vbat_uv" doc:"Battery rail, microvolts"`
	VDDMicro      int64  `json:"vdd_uv" doc:"Logic rail, microvolts"`
	Critical      bool   `json:"critical" doc:"Whether the firmware takes the battery for critical"`
}

// Connection is one link of a lock.
type Connection struct {
	Lock       string `json:"lock" doc:"Identifier of the lock"`
	ID         uint32 `json:"id" doc:"Number of the connection, never used again by this lock"`
	Central    string `json:"central" doc:"Name of the central"`
	SinceNS    int64  `json:"since_ns" doc:"Simulated time at which it came up"`
	IntervalNS int64  `json:"interval_ns" doc:"Connection interval"`
	Latency    int    `json:"latency" doc:"Connection events that the lock may leave out"`
	TimeoutNS  int64  `json:"timeout_ns" doc:"Supervision timeout"`
	Instant    bool   `json:"instant" doc:"Frames arrive at once, without connection events"`
}

// Authorization is one user as the lock's firmware knows it, without its key.
type Authorization struct {
	Lock string `json:"lock" doc:"Identifier of the lock"`
	ID   uint32 `json:"id" doc:"Authorization ID"`
	Type string `json:"type" doc:"app, bridge, fob or keypad"`
	Name string `json:"name" doc:"Name that was given at pairing"`
	On   bool   `json:"on" doc:"Whether it is enabled"`
}

// SnapshotInfo is a lock put by.
type SnapshotInfo struct {
	ID    string    `json:"id" doc:"Identifier"`
	Lock  string    `json:"lock" doc:"Identifier of the lock"`
	Label string    `json:"label" doc:"What it was called"`
	SimNS int64     `json:"sim_ns" doc:"Simulated time it shows"`
	Wall  time.Time `json:"wall" doc:"Wall time at which it was taken"`
	Bytes int       `json:"bytes" doc:"Size"`
	Auto  bool      `json:"auto" doc:"Taken by the server before the cells were taken out; an old one makes room for a new one"`
}
