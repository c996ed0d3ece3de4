package noble

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// The double stands in for a fleet: locks with a real attribute server and no
// time of their own. Everything that a client asks is answered at once, unless
// a test wants it otherwise.

var (
	svcPairing   = gatt.MustParseUUID("a92ee100-5501-11e4-916c-0800200c9a66")
	chrPairing   = gatt.MustParseUUID("a92ee101-5501-11e4-916c-0800200c9a66")
	svcDevice    = gatt.UUID16(0x180A)
	chrModel     = gatt.UUID16(0x2A24)
	chrEmpty     = gatt.UUID16(0x2A25)
	chrBoth      = gatt.UUID16(0x2A00)
	chrForbidden = gatt.UUID16(0x2A01)
)

func doubleTable() *gatt.Table {
	return gatt.NewTable(
		gatt.Service{UUID: svcPairing, Characteristics: []gatt.Characteristic{
			{UUID: chrPairing, Properties: gatt.Write | gatt.WriteNoResponse | gatt.Indicate},
		}},
		gatt.Service{UUID: svcDevice, Characteristics: []gatt.Characteristic{
			{UUID: chrModel, Properties: gatt.Read, Value: []byte("a virtual lock, second generation")},
			{UUID: chrEmpty, Properties: gatt.Read, Value: []byte{}},
			{UUID: chrBoth, Properties: gatt.Notify | gatt.Indicate},
			{UUID: chrForbidden, Properties: gatt.Read | gatt.Write},
		}},
	)
}

type double struct {
	mu       sync.Mutex
	locks    map[string]*doubleLock
	centrals []*doubleCentral
	refuse   error // of newCentral
}

func newDouble(locks ...*doubleLock) *double {
	d := &double{locks: map[string]*doubleLock{}}
	for _, l := range locks {
		l.table = doubleTable()
		l.conns = map[gatt.ConnID]*doubleLink{}
		d.locks[l.id] = l
	}
	return d
}

type doubleLock struct {
	id, address string
	mtu         uint16
	unheard     bool                // connecting fails
	deaf        bool                // requests are not answered
	silent      bool                // connecting takes for ever
	frozen      bool                // disconnecting takes for ever
	writeError  gatt.Code           // of every write to a value
	beacon      []gatt.Frame        // advertised one after the other
	name        string              // in the scan response
	reply       func([]byte) []byte // indicated in answer to a write

	table  *gatt.Table
	server gatt.Server
	conns  map[gatt.ConnID]*doubleLink
	last   gatt.ConnID
	wrote  [][]byte // values that arrived
	heard  []gatt.PDU
}

type doubleLink struct {
	central *doubleCentral
	lock    *doubleLock
	number  fleet.Link
	conn    gatt.ConnID
}

func (d *double) newCentral(name string) (central, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return nil, d.refuse
	}
	c := &doubleCentral{d: d, name: name, events: make(chan fleet.CentralEvent, 4096), links: map[fleet.Link]*doubleLink{}}
	d.centrals = append(d.centrals, c)
	return c, nil
}

func (d *double) find(address string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.locks {
		if strings.EqualFold(l.address, address) {
			return l.id, nil
		}
	}
	return "", fleet.ErrNotFound
}

type doubleCentral struct {
	d      *double
	name   string
	events chan fleet.CentralEvent
	links  map[fleet.Link]*doubleLink
	last   fleet.Link
	scan   *fleet.ScanOptions
	said   []string // what a session did, in order
	closed bool
}

func (c *doubleCentral) Events() <-chan fleet.CentralEvent { return c.events }

func (c *doubleCentral) Scan(o fleet.ScanOptions) {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	c.scan = &o
	services := []string{}
	for _, u := range o.Services {
		services = append(services, u.String()[4:8])
	}
	c.said = append(c.said, fmt.Sprintf("scan %v duplicates=%v", services, o.AllowDuplicates))
}

func (c *doubleCentral) StopScan() {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	c.scan = nil
}

func (c *doubleCentral) Connect(lock string, p gatt.Params) (fleet.Link, error) {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	l := c.d.locks[lock]
	if l == nil {
		return 0, fleet.ErrNotFound
	}
	c.last++
	k := &doubleLink{central: c, lock: l, number: c.last}
	c.links[k.number] = k
	c.said = append(c.said, "connect "+lock)
	switch {
	case l.silent:
	case l.unheard:
		c.tell(fleet.CentralEvent{Kind: fleet.ConnectFailed, Link: k.number, Reason: gatt.ReasonEstablish})
	default:
		l.last++
		k.conn = l.last
		l.conns[k.conn] = k
		l.server.Connect(k.conn)
		c.tell(fleet.CentralEvent{Kind: fleet.Connected, Link: k.number})
	}
	return k.number, nil
}

func (c *doubleCentral) tell(e fleet.CentralEvent) {
	if c.closed {
		return
	}
	if k := c.links[e.Link]; k != nil {
		e.Lock, e.Address = k.lock.id, k.lock.address
		if e.Kind == fleet.ConnectFailed || e.Kind == fleet.Disconnected {
			delete(c.links, e.Link)
			delete(k.lock.conns, k.conn)
			k.lock.server.Disconnect(k.conn)
		}
	}
	c.events <- e
}

func (c *doubleCentral) Send(link fleet.Link, p gatt.PDU) error {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	k := c.links[link]
	if k == nil || k.conn == 0 {
		return fleet.ErrNotFound
	}
	k.lock.heard = append(k.lock.heard, p)
	if !k.lock.deaf {
		k.lock.server.Receive(k.lock.table, &gatt.Policy{MTU: k.lock.mtu}, doubleApp{k.lock}, k.conn, p)
	}
	return nil
}

func (c *doubleCentral) ReadRSSI(link fleet.Link) error {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	if c.links[link] == nil {
		return fleet.ErrNotFound
	}
	c.tell(fleet.CentralEvent{Kind: fleet.RSSI, Link: link, RSSI: -61})
	return nil
}

func (c *doubleCentral) Disconnect(link fleet.Link) error {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	k := c.links[link]
	if k == nil {
		return fleet.ErrNotFound
	}
	c.said = append(c.said, "disconnect "+k.lock.id)
	if k.lock.frozen {
		return nil
	}
	kind := fleet.Disconnected
	if k.conn == 0 {
		kind = fleet.ConnectFailed
	}
	c.tell(fleet.CentralEvent{Kind: kind, Link: link, Reason: gatt.ReasonLocalHost})
	return nil
}

func (c *doubleCentral) Close() {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	if c.closed {
		return
	}
	c.said = append(c.said, "close")
	c.closed = true
	close(c.events)
	for _, k := range c.links {
		delete(k.lock.conns, k.conn)
		k.lock.server.Disconnect(k.conn)
	}
}

// doubleApp is the application of a lock.
type doubleApp struct{ l *doubleLock }

func (a doubleApp) Send(c gatt.ConnID, p gatt.PDU) {
	if k := a.l.conns[c]; k != nil {
		k.central.tell(fleet.CentralEvent{Kind: fleet.Received, Link: k.number, PDU: p})
	}
}

func (a doubleApp) Accept(gatt.ConnID, gatt.Handle, int) gatt.Code { return a.l.writeError }

func (a doubleApp) Wrote(c gatt.ConnID, h gatt.Handle, value []byte) {
	a.l.wrote = append(a.l.wrote, slices.Clone(value))
	if a.l.reply != nil {
		if err := a.l.server.Indicate(a.l.table, a, c, h, a.l.reply(value)); err != nil {
			panic(err)
		}
	}
}

func (a doubleApp) ReadValue(gatt.ConnID, gatt.Handle) ([]byte, gatt.Code) {
	return nil, gatt.CodeInsufficientAuthorization
}
func (a doubleApp) Confirmed(gatt.ConnID) {}
func (a doubleApp) Uptime() time.Duration { return 0 }

// advertise lets each scanner hear one advertising event.
func (d *double) advertise(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.locks[id]
	frame := l.beacon[0]
	l.beacon = append(l.beacon[1:], frame)
	response := gatt.Frame("")
	if l.name != "" {
		response = gatt.Frame(fmt.Sprintf("%c\x09%s", len(l.name)+1, l.name))
	}
	for _, c := range d.centrals {
		if c.scan != nil {
			c.tell(fleet.CentralEvent{Kind: fleet.Advertised, Lock: l.id, Address: l.address,
				Advertisement: &gatt.Advertisement{Data: frame, ScanResponse: response, Connectable: true, RSSI: -55}})
		}
	}
}

// each calls f for every connection of a lock.
func (d *double) each(id string, f func(l *doubleLock, k *doubleLink)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.locks[id]
	for n := gatt.ConnID(1); n <= l.last; n++ {
		if k := l.conns[n]; k != nil {
			f(l, k)
		}
	}
}

// drop lets the lock end its connections.
func (d *double) drop(id string, r gatt.Reason) {
	d.each(id, func(_ *doubleLock, k *doubleLink) {
		k.central.tell(fleet.CentralEvent{Kind: fleet.Disconnected, Link: k.number, Reason: r})
	})
}

// indicate sends a value of a characteristic to all who asked for it.
func (d *double) indicate(id string, u gatt.UUID, value string) {
	d.each(id, func(l *doubleLock, k *doubleLink) {
		h := l.table.ValueHandle(u)
		if l.server.Subscribed(l.table, k.conn, h) {
			if err := l.server.Indicate(l.table, doubleApp{l}, k.conn, h, []byte(value)); err != nil {
				panic(err)
			}
		} else if err := l.server.Notify(l.table, doubleApp{l}, k.conn, h, []byte(value)); err != nil {
			panic(err)
		}
	})
}

// confirmations counts what a lock was confirmed.
func (d *double) confirmations(id string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, p := range d.locks[id].heard {
		if p.Opcode() == gatt.OpConfirmation {
			n++
		}
	}
	return n
}
