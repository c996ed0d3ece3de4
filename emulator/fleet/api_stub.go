//go:build !fleetreal

package fleet

import (
	"context"
	"io"
	"log/slog"
	"time"

	"locktwin/emulator/metrics"
	"locktwin/model"
	"locktwin/model/gatt"
)

// Options are what a fleet is built from.
type Options struct {
	Clock   Clock        // nil: the clock of the machine
	Store   Store        // nil: nothing survives
	Log     *slog.Logger // nil: nobody listens
	Metrics *metrics.Set // nil: nobody counts
	Limits  Limits       // zero fields: their defaults
	Random  io.Reader    // identifiers and seeds nobody chose; nil: crypto/rand
	Version string       // of the program; a lock frozen by another one is salvaged
}

// Fleet is many running locks and the centrals near them.
type Fleet struct{}

// Open makes a fleet and takes up what the store holds.
func Open(ctx context.Context, o Options) (*Fleet, error) { return nil, ErrClosed }

// Close tells the centrals, saves everything and ends all goroutines.
func (f *Fleet) Close(ctx context.Context) error { return ErrClosed }

// Until says where a run ends.
type Until struct {
	For    time.Duration `json:"for_ns,omitempty" doc:"So much simulated time from now"`
	AtNS   int64         `json:"at_ns,omitempty" doc:"This instant, simulated nanoseconds"`
	Event  string        `json:"event,omitempty" doc:"The first event of this name, such as erase-begin or bolt-rests"`
	AtMost time.Duration `json:"at_most_ns,omitempty" doc:"How long to wait for the event in simulated time; 30 days if left out"`
}

// Run is a scenario that was played on a lock.
type Run struct {
	ID       string    `json:"id" doc:"Identifier"`
	Lock     string    `json:"lock" doc:"Identifier of the lock"`
	Scenario string    `json:"scenario" doc:"Name of the scenario"`
	State    string    `json:"state" doc:"running, pass, fail, error or cancelled" enum:"running,pass,fail,error,cancelled"`
	BeganNS  int64     `json:"began_ns" doc:"Simulated time at which it began"`
	EndedNS  int64     `json:"ended_ns,omitempty" doc:"Simulated time at which it ended"`
	Began    time.Time `json:"began" doc:"Wall time at which it began"`
	Results  []Result  `json:"results,omitempty" doc:"The expectations, judged"`
	Error    string    `json:"error,omitempty" doc:"Why it could not be played to its end"`
}

// Result is one expectation of a scenario.
type Result struct {
	Text string `json:"text" doc:"The expectation"`
	Met  bool   `json:"met" doc:"Whether it was met"`
	Got  string `json:"got,omitempty" doc:"What was so instead"`
}

func (f *Fleet) Create(ctx context.Context, s Spec) (Lock, error) { return Lock{}, ErrClosed }
func (f *Fleet) Lock(id string) (Lock, error)                     { return Lock{}, ErrClosed }
func (f *Fleet) Locks(q Query) []Lock                             { return nil }
func (f *Fleet) Patch(ctx context.Context, id string, p Patch) (Lock, error) {
	return Lock{}, ErrClosed
}
func (f *Fleet) Delete(ctx context.Context, id string) error { return ErrClosed }

// Watch returns the locks that the query picks and a channel that is closed
// when one of all locks has changed, come or gone.
func (f *Fleet) Watch(q Query) ([]Lock, <-chan struct{}) { return nil, nil }

// WatchLock returns a lock and a channel that is closed when it has changed.
func (f *Fleet) WatchLock(id string) (Lock, <-chan struct{}, error) { return Lock{}, nil, ErrClosed }

func (f *Fleet) Connections(id string) ([]Connection, error)       { return nil, ErrClosed }
func (f *Fleet) Authorizations(id string) ([]Authorization, error) { return nil, ErrClosed }
func (f *Fleet) Faults(id string) ([]gatt.Fault, error)            { return nil, ErrClosed }

// SetFault sets a link fault; one with the same ID is replaced.
func (f *Fleet) SetFault(ctx context.Context, id string, fault gatt.Fault) error { return ErrClosed }
func (f *Fleet) RemoveFault(ctx context.Context, id, fault string) error         { return ErrClosed }
func (f *Fleet) ResetFaults(ctx context.Context, id string) error                { return ErrClosed }

func (f *Fleet) Do(ctx context.Context, id string, fn func(*model.Lock) error) error {
	return ErrClosed
}
func (f *Fleet) Look(ctx context.Context, id string, fn func(*model.Lock)) error { return ErrClosed }

func (f *Fleet) SetSpeed(ctx context.Context, id string, s Speed) error { return ErrClosed }
func (f *Fleet) Step(ctx context.Context, id string) error              { return ErrClosed }
func (f *Fleet) RunUntil(ctx context.Context, id string, u Until) error { return ErrClosed }

func (f *Fleet) Snapshot(ctx context.Context, id, label string) (SnapshotInfo, error) {
	return SnapshotInfo{}, ErrClosed
}
func (f *Fleet) Snapshots(id string) ([]SnapshotInfo, error)                   { return nil, ErrClosed }
func (f *Fleet) DeleteSnapshot(ctx context.Context, id, snapshot string) error { return ErrClosed }
func (f *Fleet) Rewind(ctx context.Context, id, snapshot string) error         { return ErrClosed }

// Fork makes another lock in the same state. Of the Spec only ID, Name and Speed count.
func (f *Fleet) Fork(ctx context.Context, id string, s Spec) (Lock, error) { return Lock{}, ErrClosed }
func (f *Fleet) Export(ctx context.Context, id string) ([]byte, error)     { return nil, ErrClosed }
func (f *Fleet) Import(ctx context.Context, file []byte, s Spec) (Lock, error) {
	return Lock{}, ErrClosed
}

func (f *Fleet) RunScenario(ctx context.Context, id, name string, file []byte) (Run, error) {
	return Run{}, ErrClosed
}
func (f *Fleet) Runs(id string) ([]Run, error)                       { return nil, ErrClosed }
func (f *Fleet) Run(id, run string) (Run, <-chan struct{}, error)    { return Run{}, nil, ErrClosed }
func (f *Fleet) CancelRun(ctx context.Context, id, run string) error { return ErrClosed }

// Events returns events after the number after, at most limit (0: all), and how many of those are no longer remembered.
func (f *Fleet) Events(id string, after uint64, limit int) (events []Event, missed uint64, err error) {
	return nil, 0, ErrClosed
}
func (f *Fleet) Subscribe(id string, o FeedOptions) (*Feed, error) { return nil, ErrClosed }

// Feed is a reader's end of what happens to one lock.
type Feed struct{ c chan FeedItem }

// C is where the items come. It is closed after FeedEnd and by Close.
func (f *Feed) C() <-chan FeedItem { return f.c }

// Close ends the feed.
func (f *Feed) Close() {}

// Central is somebody near the locks with a radio.
type Central struct{ events chan CentralEvent }

// NewCentral brings a central near. Its name appears in the list of connections.
func (f *Fleet) NewCentral(name string) (*Central, error) { return nil, ErrClosed }

// Events is where the central hears. It is closed after Overflow, ShuttingDown and Close.
func (c *Central) Events() <-chan CentralEvent { return c.events }

// Scan begins to scan, or changes what is scanned for.
func (c *Central) Scan(o ScanOptions) {}
func (c *Central) StopScan()          {}

// Connect begins to connect to a lock, by ID, name or address. The outcome is an event. Errors wrap ErrNotFound, ErrLimit, ErrClosed, or what gatt.Params.Validate says.
func (c *Central) Connect(lock string, p gatt.Params) (Link, error) { return 0, ErrClosed }

// Send sends a PDU. It may wait until the lock's queue has room.
func (c *Central) Send(l Link, p gatt.PDU) error { return ErrClosed }
func (c *Central) Disconnect(l Link) error       { return ErrClosed }

// ReadRSSI asks how strongly the lock is heard; the answer is an RSSI event.
func (c *Central) ReadRSSI(l Link) error { return ErrClosed }

// Close takes the central away; its links vanish, which the locks notice after the supervision timeout.
func (c *Central) Close() {}
