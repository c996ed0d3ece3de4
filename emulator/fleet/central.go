package fleet

import (
	"fmt"
	"sync"

	"locktwin/model/gatt"
)

// Central is somebody near the locks with a radio: one socket of a transport.
// Its methods are safe for concurrent use. A central that does not read its
// events is cut off and never holds a lock up.
type Central struct {
	f    *Fleet
	name string

	mu     sync.Mutex
	events chan CentralEvent
	seq    uint64
	closed bool
	links  map[Link]*link
	last   Link
	scan   *scanner
}

// link is one connection, or the wish for one. What is not constant belongs to
// the host.
type link struct {
	central *Central
	host    *host
	num     Link
	params  gatt.Params

	conn gatt.ConnID // 0: not asked for yet, or over
	up   bool
	ops  int // flash operations of the lock when the central last wrote
}

// NewCentral brings a central near. Its name appears in lists of connections.
// Errors wrap ErrLimit or ErrClosed.
func (f *Fleet) NewCentral(name string) (*Central, error) {
	c := &Central{f: f, name: name, events: make(chan CentralEvent, f.limits.CentralQueue+1), links: map[Link]*link{}}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closing:
		return nil, ErrClosed
	case len(f.centrals) >= f.limits.Centrals:
		return nil, fmt.Errorf("%w: %d centrals", ErrLimit, f.limits.Centrals)
	}
	f.centrals[c] = struct{}{}
	return c, nil
}

// Name is what the central was called.
func (c *Central) Name() string { return c.name }

// Events is where the central hears. The channel is closed after Overflow,
// ShuttingDown and Close.
func (c *Central) Events() <-chan CentralEvent { return c.events }

// Connect begins to connect to a lock, by ID, name or address. The outcome comes
// as an event with the link's number. Errors wrap ErrNotFound, ErrLimit,
// ErrClosed or gatt.ErrParams.
func (c *Central) Connect(lock string, p gatt.Params) (Link, error) {
	if err := p.Validate(); err != nil {
		return 0, err
	}
	h, err := c.f.find(lock)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return 0, ErrClosed
	}
	if len(c.links) >= c.f.limits.Links {
		c.mu.Unlock()
		return 0, fmt.Errorf("%w: %d links of one central", ErrLimit, c.f.limits.Links)
	}
	c.last++
	l := &link{central: c, host: h, num: c.last, params: p}
	c.links[l.num] = l
	c.mu.Unlock()
	if err := h.post(message{kind: msgConnect, link: l}); err != nil {
		c.forget(l)
		return 0, err
	}
	return l.num, nil
}

// Send sends a PDU to the lock. It waits while the lock's queue is full, and no
// longer than the lock and the server live. Errors wrap ErrNotFound when there
// is no such link any more, ErrOnAir for a PDU of no or too many bytes, or
// ErrClosed.
func (c *Central) Send(l Link, p gatt.PDU) error {
	if len(p) == 0 || len(p) > gatt.MaxValueBytes+5 {
		return fmt.Errorf("%w: a PDU of %d bytes, must be 1 to %d", ErrOnAir, len(p), gatt.MaxValueBytes+5)
	}
	k, err := c.link(l)
	if err != nil {
		return err
	}
	return k.host.post(message{kind: msgSend, link: k, pdu: p})
}

// Disconnect ends a link, also one that is not up yet. Disconnected or
// ConnectFailed comes as an event. Errors as Send.
func (c *Central) Disconnect(l Link) error {
	k, err := c.link(l)
	if err != nil {
		return err
	}
	return k.host.post(message{kind: msgHangup, link: k})
}

// ReadRSSI asks how strongly the lock is heard; the answer is an RSSI event.
// Errors as Send.
func (c *Central) ReadRSSI(l Link) error {
	k, err := c.link(l)
	if err != nil {
		return err
	}
	return k.host.post(message{kind: msgRSSI, link: k})
}

// Close takes the central away; its links vanish, which the locks notice after
// the supervision timeout. It may be called more than once.
func (c *Central) Close() {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	links := c.shut()
	c.mu.Unlock()
	c.vanish(links)
}

// shut closes the channel and gives the links that were still there. The caller
// holds the mutex, and vanishes the links without it.
func (c *Central) shut() []*link {
	c.closed = true
	close(c.events)
	links := make([]*link, 0, len(c.links))
	for _, l := range c.links {
		links = append(links, l)
	}
	clear(c.links)
	return links
}

func (c *Central) vanish(links []*link) {
	c.StopScan()
	c.f.mu.Lock()
	delete(c.f.centrals, c)
	c.f.mu.Unlock()
	for _, l := range links {
		// A host that has ended has no links to lose.
		_ = l.host.post(message{kind: msgVanish, link: l})
	}
}

func (c *Central) link(num Link) (*link, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, ErrClosed
	}
	l := c.links[num]
	if l == nil {
		return nil, fmt.Errorf("%w: link %d", ErrNotFound, num)
	}
	return l, nil
}

func (c *Central) forget(l *link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.links, l.num)
}

// tell gives an event to the central and never waits. It tells false when the
// central is gone, which this very event may have caused.
func (c *Central) tell(e CentralEvent) bool {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return false
	}
	if e.Kind == ConnectFailed || e.Kind == Disconnected {
		delete(c.links, e.Link)
	}
	c.seq++
	e.Seq = c.seq
	if len(c.events) < cap(c.events)-1 {
		c.events <- e
		c.mu.Unlock()
		return true
	}
	c.events <- CentralEvent{Kind: Overflow, Seq: c.seq}
	links := c.shut()
	c.mu.Unlock()
	c.f.meter.Dropped("central", 1)
	c.f.log.Warn("a central does not read and was cut off", "central", c.name)
	// A host calls this, and must not wait for another host.
	c.f.goes.Go(func() { c.vanish(links) })
	return false
}

// tellAdvertised gives an advertisement to the central if its queue is not half
// full. Advertisements come again; what a lock answers does not.
func (c *Central) tellAdvertised(e CentralEvent) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	if len(c.events) >= cap(c.events)/2 {
		c.f.meter.Dropped("advertisement", 1)
		return false
	}
	c.seq++
	e.Seq = c.seq
	c.events <- e
	return true
}

// shutDown tells the central that the server stops.
func (c *Central) shutDown() {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.seq++
	c.events <- CentralEvent{Kind: ShuttingDown, Seq: c.seq} // in the place kept for the last one
	links := c.shut()
	c.mu.Unlock()
	c.vanish(links)
}
