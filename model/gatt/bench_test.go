package gatt

import (
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// bareLock is a lock that does nothing but answer, without the notes of world.
type bareLock struct {
	now     sim.Time
	air     Air
	server  Server
	table   *Table
	policy  Policy
	rounds  int
	arrived []Delivery
}

func (l *bareLock) Now() sim.Time { return l.now }
func (l *bareLock) Beacon() (Beacon, sim.Time, bool) {
	return Beacon{Interval: time.Second, Connectable: true}, 0, true
}
func (l *bareLock) Boot() uint32                                { return 1 }
func (l *bareLock) Send(c ConnID, p PDU)                        { l.air.Transmitted(l, l.now, Downlink{c, p}) }
func (l *bareLock) Accept(c ConnID, h Handle, n int) Code       { return OK }
func (l *bareLock) ReadValue(c ConnID, h Handle) ([]byte, Code) { return nil, OK }
func (l *bareLock) Confirmed(c ConnID)                          { l.rounds++ }
func (l *bareLock) Uptime() time.Duration                       { return time.Duration(l.now) }
func (l *bareLock) Wrote(c ConnID, h Handle, value []byte) {
	if err := l.server.Indicate(l.table, l, c, h, value); err != nil {
		panic(err)
	}
}

func (l *bareLock) ToLock(at sim.Time, s Signal) {
	switch s.Kind {
	case LinkUp:
		l.server.Connect(s.Conn)
	case LinkDown:
		l.server.Disconnect(s.Conn)
	case Uplink:
		l.server.Receive(l.table, &l.policy, l, s.Conn, s.PDU)
	}
}

func newBareLock(p Params) (*bareLock, ConnID) {
	l := &bareLock{air: NewAir(repro.Root(1)), table: testTable(), policy: Policy{MTU: 247}}
	c, err := l.air.Connect(l, p)
	if err != nil {
		panic(err)
	}
	l.settle()
	for _, p := range []PDU{"\x02\xf7\x00", "\x12\x08\x00\x02\x00"} {
		l.air.Send(l, c, p)
		l.settle()
	}
	return l, c
}

// settle lets everything that is under way arrive.
func (l *bareLock) settle() {
	for due := l.air.Due(); due != sim.Never; due = l.air.Due() {
		l.now = max(l.now, due)
		l.air.Step(l)
	}
	l.arrived = l.air.Take(l.arrived[:0])
}

// round is a write request, its response, an indication and its confirmation.
func (l *bareLock) round(c ConnID, write PDU) {
	l.air.Send(l, c, write)
	l.settle()
	if n := len(l.arrived); n != 2 || l.arrived[1].PDU.Opcode() != OpIndication {
		panic("no indication")
	}
	l.air.Send(l, c, "\x1e")
	l.settle()
}

// The indication's PDU is all that a round needs.
const allocationsOfARound = 1

func TestFramesNeedNoMemoryButTheirOwn(t *testing.T) {
	for _, p := range []Params{instant(), DefaultParams()} {
		l, c := newBareLock(p)
		write := PDU("\x12\x07\x00" + "a message of the lock's protocol is some ninety bytes, so this one is not far off it")
		l.round(c, write)
		if n := testing.AllocsPerRun(1000, func() { l.round(c, write) }); n > allocationsOfARound {
			t.Errorf("%v allocations a round, want %d at most", n, allocationsOfARound)
		}
	}
}

func TestCopyingAirNeedsNoMemory(t *testing.T) {
	l, c := newBareLock(DefaultParams())
	l.air.SetFault(Fault{ID: "a", Kind: FaultLatency, Latency: LatencyFault{Delay: 1}})
	for range 5 {
		l.air.Send(l, c, "\x12\x07\x00abc")
	}
	var copied Air
	copied.CopyFrom(&l.air)
	if n := testing.AllocsPerRun(100, func() { copied.CopyFrom(&l.air) }); n != 0 {
		t.Errorf("%v allocations a copy", n)
	}
}

func BenchmarkRound(b *testing.B) {
	for _, p := range []Params{instant(), DefaultParams()} {
		name := "events"
		if p.Instant {
			name = "instant"
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			l, c := newBareLock(p)
			write := PDU("\x12\x07\x00" + "a message of the lock's protocol is some ninety bytes, so this one is not far off it")
			b.ResetTimer()
			for range b.N {
				l.round(c, write)
			}
			if l.rounds != b.N {
				b.Fatalf("%d rounds of %d", l.rounds, b.N)
			}
		})
	}
}

func BenchmarkNextAdvertisement(b *testing.B) {
	b.ReportAllocs()
	l, _ := newBareLock(instant())
	at := sim.Time(0)
	for range b.N {
		a, ok := l.air.NextAdvertisement(l, at)
		if !ok {
			b.Fatal("silent")
		}
		at = a.At
	}
}
