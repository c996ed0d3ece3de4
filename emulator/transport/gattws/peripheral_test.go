package gattws

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// Attributes of the peripheral that these tests talk to. It offers what no lock
// does: values to read, notifications, a UUID that occurs twice.
var (
	battery       = gatt.UUID16(0x180F)
	level         = gatt.UUID16(0x2A19)
	echoService   = gatt.MustParseUUID("a92ee200-5501-11e4-916c-0800200c9a66")
	echo          = gatt.MustParseUUID("a92ee202-5501-11e4-916c-0800200c9a66")
	ticks         = gatt.MustParseUUID("a92ee2ff-5501-11e4-916c-0800200c9a66")
	refusing      = gatt.MustParseUUID("a92ee2fe-5501-11e4-916c-0800200c9a66")
	peripheralGAP = gatt.UUID16(0x1800)
)

var peripheralTable = gatt.NewTable(
	gatt.Service{UUID: battery, Characteristics: []gatt.Characteristic{
		{UUID: level, Properties: gatt.Read | gatt.Notify},
		{UUID: gatt.UUID16(0x2A00), Properties: gatt.Read, Value: []byte("battery")},
	}},
	gatt.Service{UUID: echoService, Characteristics: []gatt.Characteristic{
		{UUID: echo, Properties: gatt.Write | gatt.Indicate},
		{UUID: ticks, Properties: gatt.Write | gatt.WriteNoResponse | gatt.Notify | gatt.Indicate},
		{UUID: refusing, Properties: gatt.Write},
	}},
	gatt.Service{UUID: peripheralGAP, Characteristics: []gatt.Characteristic{
		{UUID: gatt.UUID16(0x2A00), Properties: gatt.Read, Value: []byte("name")},
	}},
)

// peripheral is a lock that answers at once: what is written to echo comes back
// as an indication, what is written to ticks as a notification or indication, and
// what is written to refusing is refused with its first byte as the code.
type peripheral struct {
	row    fleet.Lock
	policy gatt.Policy
	air    *standIn

	// Guarded by air.mu.
	server gatt.Server
	silent bool // takes requests and does not answer
	deaf   bool // cannot be connected to
	timeNS int64
	last   gatt.ConnID
	links  map[gatt.ConnID]*standInCentral
	got    []string // values that were written, in hexadecimal digits
	downs  []string // how connections ended
}

// standIn is a fleet of peripherals.
type standIn struct {
	mu          sync.Mutex
	peripherals map[string]*peripheral
	centrals    []*standInCentral
	refuse      error // of newCentral
	queue       int   // of a central; 0 is 1024
}

func newStandIn(ids ...string) *standIn {
	s := &standIn{peripherals: map[string]*peripheral{}}
	for i, id := range ids {
		s.peripherals[id] = &peripheral{air: s, links: map[gatt.ConnID]*standInCentral{}, timeNS: 1000, policy: gatt.Policy{MTU: 247}, row: fleet.Lock{
			ID: id, Name: fmt.Sprintf("Nuki_0000000%d", i+1), Address: fmt.Sprintf("54:d2:72:00:00:0%d", i+1)}}
	}
	return s
}

func (s *standIn) newCentral(name string) (central, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		return nil, s.refuse
	}
	n := s.queue
	if n == 0 {
		n = 1024
	}
	c := &standInCentral{air: s, name: name, events: make(chan fleet.CentralEvent, n), links: map[fleet.Link]standInLink{}}
	s.centrals = append(s.centrals, c)
	return c, nil
}

func (s *standIn) find(id string) *peripheral {
	for _, p := range s.peripherals {
		if p.row.ID == id || p.row.Name == id || strings.EqualFold(p.row.Address, id) {
			return p
		}
	}
	return nil
}

func (s *standIn) lock(id string) (fleet.Lock, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.find(id); p != nil {
		return p.row, nil
	}
	return fleet.Lock{}, fleet.ErrNotFound
}

func (s *standIn) now(_ context.Context, id string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.find(id); p != nil {
		return p.timeNS, nil
	}
	return 0, fleet.ErrNotFound
}

// change does something to a peripheral between two events.
func (s *standIn) change(id string, f func(p *peripheral)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.peripherals[id])
}

// shutDown tells all centrals that the server ends.
func (s *standIn) shutDown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.centrals {
		c.tell(fleet.CentralEvent{Kind: fleet.ShuttingDown})
		c.shut()
	}
}

// drop ends the connections of a peripheral.
func (p *peripheral) drop(r gatt.Reason) {
	for conn, c := range p.links {
		c.lose(p, conn, r)
	}
}

// advertise lets all centrals that scan hear the peripheral.
func (p *peripheral) advertise(a gatt.Advertisement) {
	for _, c := range p.air.centrals {
		if c.scanning {
			c.tell(fleet.CentralEvent{Kind: fleet.Advertised, Lock: p.row.ID, Address: p.row.Address, SimNS: p.timeNS, Advertisement: &a})
		}
	}
}

// Methods of gatt.App.

func (p *peripheral) Send(c gatt.ConnID, pdu gatt.PDU) {
	if central := p.links[c]; central != nil && !p.silent {
		p.timeNS += 1000
		central.tell(fleet.CentralEvent{Kind: fleet.Received, Lock: p.row.ID, Link: central.number(p, c), SimNS: p.timeNS, PDU: pdu})
	}
}

func (p *peripheral) Accept(gatt.ConnID, gatt.Handle, int) gatt.Code { return gatt.OK }

func (p *peripheral) Wrote(c gatt.ConnID, h gatt.Handle, value []byte) {
	p.got = append(p.got, fmt.Sprintf("%x", value))
	value = append([]byte(nil), value...)
	if h == peripheralTable.ValueHandle(echo) && len(value) > 0 {
		_ = p.server.Indicate(peripheralTable, p, c, h, value) // who has not subscribed hears nothing
	}
	if h == peripheralTable.ValueHandle(ticks) && len(value) > 0 {
		_ = p.server.Notify(peripheralTable, p, c, h, value)
	}
}

func (p *peripheral) ReadValue(_ gatt.ConnID, h gatt.Handle) ([]byte, gatt.Code) {
	return []byte{87}, gatt.OK
}

func (p *peripheral) Confirmed(gatt.ConnID) {}

func (p *peripheral) Uptime() time.Duration { return time.Duration(p.timeNS) }

type standInLink struct {
	p    *peripheral
	conn gatt.ConnID
}

// standInCentral is a central of a stand-in. Events are told under the mutex of
// the stand-in, in the order in which things happen.
type standInCentral struct {
	air      *standIn
	name     string
	events   chan fleet.CentralEvent
	seq      uint64
	last     fleet.Link
	links    map[fleet.Link]standInLink
	scanning bool
	scan     fleet.ScanOptions
	closed   bool
}

func (c *standInCentral) tell(e fleet.CentralEvent) {
	if c.closed {
		return
	}
	c.seq++
	e.Seq = c.seq
	if len(c.events) == cap(c.events)-1 && e.Kind != fleet.ShuttingDown {
		c.events <- fleet.CentralEvent{Kind: fleet.Overflow, Seq: c.seq}
		c.shut()
		return
	}
	c.events <- e
}

func (c *standInCentral) shut() {
	if !c.closed {
		c.closed = true
		close(c.events)
	}
}

func (c *standInCentral) number(p *peripheral, conn gatt.ConnID) fleet.Link {
	for n, l := range c.links {
		if l.p == p && l.conn == conn {
			return n
		}
	}
	return 0
}

func (c *standInCentral) lose(p *peripheral, conn gatt.ConnID, r gatt.Reason) {
	n := c.number(p, conn)
	delete(c.links, n)
	delete(p.links, conn)
	p.server.Disconnect(conn)
	c.tell(fleet.CentralEvent{Kind: fleet.Disconnected, Lock: p.row.ID, Link: n, SimNS: p.timeNS, Reason: r})
}

func (c *standInCentral) Events() <-chan fleet.CentralEvent { return c.events }

func (c *standInCentral) Scan(o fleet.ScanOptions) {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	c.scanning, c.scan = true, o
}

func (c *standInCentral) StopScan() {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	c.scanning = false
}

func (c *standInCentral) Connect(lock string, params gatt.Params) (fleet.Link, error) {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	p := c.air.find(lock)
	if p == nil {
		return 0, fleet.ErrNotFound
	}
	if c.closed {
		return 0, fleet.ErrClosed
	}
	c.last++
	p.last++
	if p.deaf || !p.server.Connect(p.last) {
		c.tell(fleet.CentralEvent{Kind: fleet.ConnectFailed, Lock: lock, Link: c.last, SimNS: p.timeNS, Reason: gatt.ReasonEstablish})
		return c.last, nil
	}
	c.links[c.last] = standInLink{p, p.last}
	p.links[p.last] = c
	c.tell(fleet.CentralEvent{Kind: fleet.Connected, Lock: lock, Link: c.last, SimNS: p.timeNS})
	return c.last, nil
}

func (c *standInCentral) Send(n fleet.Link, pdu gatt.PDU) error {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	l, ok := c.links[n]
	if !ok {
		return fleet.ErrNotFound
	}
	if op := pdu.Opcode(); op == gatt.OpWriteRequest && len(pdu) > 3 {
		if h, _ := pdu.Handle(); h == peripheralTable.ValueHandle(refusing) {
			code := pdu[3]
			l.p.Send(l.conn, gatt.PDU([]byte{byte(gatt.OpErrorResponse), byte(op), byte(h), byte(h >> 8), code}))
			return nil
		}
	}
	l.p.server.Receive(peripheralTable, &l.p.policy, l.p, l.conn, pdu)
	return nil
}

func (c *standInCentral) ReadRSSI(n fleet.Link) error {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	l, ok := c.links[n]
	if !ok {
		return fleet.ErrNotFound
	}
	c.tell(fleet.CentralEvent{Kind: fleet.RSSI, Lock: l.p.row.ID, Link: n, SimNS: l.p.timeNS, RSSI: -55})
	return nil
}

func (c *standInCentral) Disconnect(n fleet.Link) error {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	l, ok := c.links[n]
	if !ok {
		return fleet.ErrNotFound
	}
	l.p.downs = append(l.p.downs, "disconnected")
	c.lose(l.p, l.conn, gatt.ReasonLocalHost)
	return nil
}

func (c *standInCentral) Close() {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	for n, l := range c.links {
		l.p.downs = append(l.p.downs, "vanished")
		delete(c.links, n)
		delete(l.p.links, l.conn)
		l.p.server.Disconnect(l.conn)
	}
	c.scanning = false
	c.shut()
}
