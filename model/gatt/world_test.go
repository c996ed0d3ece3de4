package gatt

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

// The attributes of the tests: two control points, a fixed and an asked value, one
// that notifies too, and one that takes commands only.
var (
	uuidPairing = MustParseUUID("a92ee101-5501-11e4-916c-0800200c9a66")
	uuidData    = MustParseUUID("a92ee202-5501-11e4-916c-0800200c9a66")
	uuidBoth    = UUID16(0x2A05)
	uuidModel   = UUID16(0x2A24)
	uuidAsked   = UUID16(0x2A00)
	uuidDeaf    = UUID16(0x2A06)
)

func testTable() *Table {
	return NewTable(
		Service{UUID: MustParseUUID("a92ee100-5501-11e4-916c-0800200c9a66"), Characteristics: []Characteristic{
			{UUID: uuidPairing, Properties: Write | Indicate}, // 2, value 3, descriptor 4
		}},
		Service{UUID: MustParseUUID("a92ee200-5501-11e4-916c-0800200c9a66"), Characteristics: []Characteristic{
			{UUID: uuidData, Properties: Write | Indicate}, // 6, value 7, descriptor 8
		}},
		Service{UUID: UUID16(0x180A), Characteristics: []Characteristic{
			{UUID: uuidModel, Properties: Read, Value: []byte("a model with a name longer than an MTU of 23")}, // 10, 11
			{UUID: uuidAsked, Properties: Read | Write},                                                        // 12, 13
			{UUID: uuidDeaf, Properties: WriteNoResponse},                                                      // 14, 15
			{UUID: uuidBoth, Properties: Notify | Indicate},                                                    // 16, 17, 18
		}},
	)
}

const (
	hPairing, hPairingCCCD = 3, 4
	hData, hDataCCCD       = 7, 8
	hModel                 = 11
	hAsked                 = 13
	hDeaf                  = 15
	hBoth, hBothCCCD       = 17, 18
)

// reporter is what the tests of this package, of benchmarks and of rapid share.
type reporter interface {
	Helper()
	Error(a ...any)
	Errorf(format string, a ...any)
	Fatal(a ...any)
	Fatalf(format string, a ...any)
}

// world is a lock with a server, the air around it, and a clock that the test
// turns.
type world struct {
	t      reporter
	now    sim.Time
	air    Air
	server Server
	table  *Table
	policy Policy

	beacon Beacon
	since  sim.Time
	off    bool
	boot   uint32

	written   [][]byte
	value     []byte // of the asked characteristic
	echo      bool   // answers each write with an indication of the same bytes
	mayFill   bool   // the queue of indications may be full
	refuse    Code
	confirmed int
	sent      []PDU // by the server
	signals   []string
	heard     []Delivery
}

func newWorld(t reporter) *world {
	w := &world{t: t, air: NewAir(repro.Root(1).Child("air")), table: testTable(), policy: Policy{MTU: 247}, boot: 1,
		beacon: Beacon{Interval: 500 * time.Millisecond, Frames: [MaxFrames]Frame{"\x02\x01\x06"}, Connectable: true}}
	w.air.Table = w.table
	return w
}

// The world as the air meets it.

func (w *world) Now() sim.Time                    { return w.now }
func (w *world) Beacon() (Beacon, sim.Time, bool) { return w.beacon, w.since, !w.off }
func (w *world) Boot() uint32                     { return w.boot }

func (w *world) ToLock(at sim.Time, s Signal) {
	if at < w.now {
		w.t.Errorf("a signal at %v, before now %v", at, w.now)
	}
	if w.off {
		w.t.Errorf("%v to a lock that is off", s.Kind)
	}
	w.signals = append(w.signals, fmt.Sprintf("%v %v %d %x %02x", at, s.Kind, s.Conn, string(s.PDU), uint8(s.Reason)))
	switch s.Kind {
	case LinkUp:
		w.server.Connect(s.Conn)
	case LinkDown:
		w.server.Disconnect(s.Conn)
	case Uplink:
		w.server.Receive(w.table, &w.policy, w, s.Conn, s.PDU)
	}
}

// The world as the server meets it.

func (w *world) Send(c ConnID, p PDU) {
	w.sent = append(w.sent, p)
	w.air.Transmitted(w, w.now, Downlink{Conn: c, PDU: p})
}
func (w *world) Accept(c ConnID, h Handle, n int) Code { return w.refuse }
func (w *world) Wrote(c ConnID, h Handle, value []byte) {
	w.written = append(w.written, slices.Clone(value))
	if h == hAsked {
		w.value = slices.Clone(value)
	}
	if w.echo {
		if err := w.server.Indicate(w.table, w, c, h, value); err != nil && !(w.mayFill && (errors.Is(err, ErrQueueFull) || errors.Is(err, ErrNotSubscribed))) {
			w.t.Error(err)
		}
	}
}
func (w *world) ReadValue(c ConnID, h Handle) ([]byte, Code) { return w.value, w.refuse }
func (w *world) Confirmed(c ConnID)                          { w.confirmed++ }
func (w *world) Uptime() time.Duration                       { return time.Duration(w.now) }

// restart resets the lock: its server forgets everything.
func (w *world) restart() {
	w.air.Watch(w)
	w.server = Server{}
	w.boot++
	w.air.Watch(w)
}

// run lets time go on, and hands what arrives to hear, which may answer.
func (w *world) run(until sim.Time, hear func(Delivery)) {
	w.take(hear)
	for {
		due := w.air.Due()
		if due > until {
			break
		}
		w.now = max(w.now, due)
		w.air.Step(w)
		w.take(hear)
	}
	w.now = until
}

// take empties the inbox, also of what the answers of hear bring about at once.
func (w *world) take(hear func(Delivery)) {
	for from := len(w.heard); ; {
		w.heard = w.air.Take(w.heard)
		if from == len(w.heard) {
			return
		}
		for ; from < len(w.heard); from++ {
			if hear != nil {
				hear(w.heard[from])
			}
		}
	}
}

// connect makes a connection and fails the test when it does not come to be.
func (w *world) connect(p Params) ConnID {
	w.t.Helper()
	c, err := w.air.Connect(w, p)
	if err != nil {
		w.t.Fatal(err)
	}
	for w.now < sim.Time(time.Hour) && !w.server.Has(c) {
		due := w.air.Due()
		if due == sim.Never {
			break
		}
		w.run(due, nil)
	}
	w.take(nil)
	if !w.server.Has(c) {
		w.t.Fatalf("connection %d did not come to be; heard %v", c, w.heard)
	}
	return c
}

func instant() Params {
	p := DefaultParams()
	p.Instant = true
	return p
}

// bare connects a client to the server without air in between.
func (w *world) bare(c ConnID) {
	if !w.server.Connect(c) {
		w.t.Fatal("the server is full")
	}
}

// ask hands a PDU to the server and returns what it sends.
func (w *world) ask(c ConnID, p PDU) []PDU {
	from := len(w.sent)
	w.server.Receive(w.table, &w.policy, w, c, p)
	return w.sent[from:]
}

// expect asks and compares.
func (w *world) expect(c ConnID, in PDU, want ...PDU) {
	w.t.Helper()
	got := w.ask(c, in)
	if !slices.Equal(got, want) {
		w.t.Errorf("% x is answered with % x, want % x", string(in), got, want)
	}
}

// exchange agrees on an MTU.
func (w *world) exchange(c ConnID, mtu uint16) {
	w.ask(c, PDU([]byte{0x02, byte(mtu), byte(mtu >> 8)}))
}

// subscribe asks for the indications of a descriptor.
func (w *world) subscribe(c ConnID, cccd Handle) {
	w.t.Helper()
	w.expect(c, PDU([]byte{0x12, byte(cccd), byte(cccd >> 8), 2, 0}), "\x13")
}

func failed(op Opcode, h Handle, c Code) PDU { return errorResponse(op, h, c) }
