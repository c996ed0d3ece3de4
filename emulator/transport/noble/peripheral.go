package noble

import (
	"maps"
	"slices"
	"strings"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// peripheral is a lock as one client knows it.
type peripheral struct {
	text    string // peripheralUuid
	lock    string // identifier in the fleet; "" until it is known
	address string
	link    *connection // nil: not connected

	// Actions that still have to be answered by an event each.
	connects    int
	disconnects int

	// What has been heard of it so far. A beacon may spread over several frames;
	// as in the library's binding for a radio, a later frame does not take away
	// what an earlier one said.
	name         string
	manufacturer string
	power        *int8
}

// peripheralOf gives the peripheral of a peripheralUuid. One that the client has
// not heard of is made, and kept only when there is such a lock: see keep.
func (s *session) peripheralOf(text string) *peripheral {
	if p := s.peripherals[text]; p != nil {
		return p
	}
	return &peripheral{text: text, address: addressText(text)}
}

func (s *session) keep(p *peripheral, lock string) {
	p.lock = lock
	s.peripherals[p.text] = p
}

// addressText puts the colons back into an address.
func addressText(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if i > 0 && i%2 == 0 {
			b.WriteByte(':')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// listed gives the peripherals in the order of their names.
func (s *session) listed() []*peripheral {
	out := make([]*peripheral, 0, len(s.peripherals))
	for _, k := range slices.Sorted(maps.Keys(s.peripherals)) {
		out = append(out, s.peripherals[k])
	}
	return out
}

// startScanning begins to scan anew: a lock that was reported before is reported
// again, as the library expects.
func (s *session) startScanning(a *action) {
	s.central.StopScan()
	s.scanning = !a.filter.some || len(a.filter.uuids) > 0
	if s.scanning {
		s.central.Scan(fleet.ScanOptions{Services: a.filter.uuids, AllowDuplicates: a.allowDuplicates})
	}
}

func (s *session) stopScanning(*action) {
	s.scanning = false
	s.central.StopScan()
}

// advertised tells the client of one advertising event.
func (s *session) advertised(e *fleet.CentralEvent) {
	if !s.scanning || !s.who.Scope.May(access.Air, e.Lock) {
		return
	}
	p := s.peripheralOf(peripheralText(e.Address))
	p.address = strings.ToLower(e.Address)
	s.keep(p, e.Lock)
	heard := e.Advertisement
	if n := heard.LocalName(); n != "" {
		p.name = n
	}
	if m := heard.ManufacturerData(); m != "" {
		p.manufacturer = hexText([]byte(m))
	}
	if t, ok := heard.TxPower(); ok {
		p.power = &t
	}
	if s.crowded() {
		return // another one will come
	}
	out := discoverEvent{
		peripheralEvent: p.event("discover"), Address: p.address, AddressType: "public", Connectable: heard.Connectable, RSSI: heard.RSSI,
		Advertisement: advertisement{LocalName: p.name, TxPowerLevel: p.power, ServiceUUIDs: []string{}},
	}
	for _, u := range heard.ServiceUUIDs() {
		out.Advertisement.ServiceUUIDs = append(out.Advertisement.ServiceUUIDs, uuidText(u))
	}
	if p.manufacturer != "" {
		out.Advertisement.ManufacturerData = &p.manufacturer
	}
	if s.options.Gateway != nil {
		out.Connectable = map[bool]string{true: "true", false: "false"}[heard.Connectable]
	}
	s.send(out)
}

// connect begins to connect. The protocol has no event for a connection that
// does not come to be; disconnect puts the library's state right.
func (s *session) connect(a *action) {
	p := s.peripheralOf(a.peripheral)
	switch {
	case p.link == nil:
		p.connects++
		s.join(p)
	case p.link.state == stateUp:
		s.send(p.event("connect"))
	default:
		p.connects++
	}
}

// join asks the air for a connection.
func (s *session) join(p *peripheral) {
	if p.lock == "" {
		id, err := s.handler.radio.find(p.address)
		if err != nil || !s.who.Scope.May(access.Air, id) {
			s.notJoined(p, "failed", "there is no such lock")
			return
		}
		s.keep(p, id)
	}
	if s.options.Gateway != nil && !s.handler.claims.take(p.lock, s) {
		s.notJoined(p, "denied", "another client has this lock")
		return
	}
	number, err := s.central.Connect(p.lock, s.options.Params)
	if err != nil {
		s.handler.claims.drop(p.lock, s)
		s.notJoined(p, "failed", err.Error())
		return
	}
	p.link = newConnection(s, p, number)
}

func (s *session) notJoined(p *peripheral, word, why string) {
	p.connects = 0
	s.send(s.gone(p, gatt.ReasonEstablish, word))
	s.send(errorEvent{Type: "error", PeripheralUUID: p.text, Action: "connect", Message: why})
}

// disconnect ends a connection, also one that is still to come. Actions that
// wait for their turn are dropped with it.
func (s *session) disconnect(a *action) {
	p := s.peripheralOf(a.peripheral)
	if p.link == nil {
		s.send(s.gone(p, gatt.ReasonLocalHost, "not connected"))
		return
	}
	p.disconnects++
	p.connects = 0
	p.link.leave()
}

// gone is the event that says that p is not connected. word is the reason in the
// gateway dialect.
func (s *session) gone(p *peripheral, r gatt.Reason, word string) disconnectEvent {
	e := disconnectEvent{peripheralEvent: p.event("disconnect"), Reason: uint8(r), ReasonName: r.Name()}
	if s.options.Gateway != nil {
		e.Reason = word
	}
	return e
}

func (p *peripheral) event(kind string) peripheralEvent { return peripheralEvent{kind, p.text} }

// dispatch hands an action to the connection that it is for. One that is still to
// come keeps it for later.
func (s *session) dispatch(a *action) {
	p := s.peripherals[a.peripheral]
	if p == nil || p.link == nil || p.link.state == stateLeaving {
		s.refuse(a, "not connected")
		return
	}
	p.link.accept(a)
}
