package gatt

import "errors"

// Discover finds all primary services with their characteristics and descriptors,
// in ascending order of their handles.
func (c *Client) Discover(done func(services []DiscoveredService, err error)) {
	c.enqueue(func() {
		d := &discovery{c: c}
		d.end = func(err error) {
			found := d.found
			if err != nil {
				found = nil
			}
			c.finish(func() {
				if done != nil {
					done(found, err)
				}
			})
		}
		d.services(1)
	})
}

// discovery is one run of Discover. Each step asks from a handle on and goes on
// behind what it was told, so that it ends whatever the server says.
type discovery struct {
	c     *Client
	found []DiscoveredService
	end   func(error)
}

// search asks for a range of handles. each takes the response and returns the last
// handle it speaks of, 0 when it is malformed; then comes when the range is
// exhausted.
func (d *discovery) search(op Opcode, first, last Handle, typ uint16, each func(PDU) Handle, then func()) {
	b := append16(append16([]byte{byte(op)}, uint16(first)), uint16(last))
	if typ != 0 {
		b = append16(b, typ)
	}
	d.c.request(PDU(b), func(p PDU, err error) {
		var refused *Error
		if errors.As(err, &refused) && refused.Code == CodeAttributeNotFound {
			then()
			return
		}
		if err != nil {
			d.end(err)
			return
		}
		reached := each(p)
		switch {
		case reached < first || reached > last:
			d.end(malformed(p))
		case reached == last:
			then()
		default:
			d.search(op, reached+1, last, typ, each, then)
		}
	})
}

// services asks for the services from a handle on.
func (d *discovery) services(first Handle) {
	d.search(OpReadByGroupTypeRequest, first, 0xFFFF, typePrimary, func(p PDU) Handle {
		last := Handle(0)
		if len(p) < 2 || p[1] != 6 && p[1] != 20 || (len(p)-2)%int(p[1]) != 0 {
			return 0
		}
		for at := 2; at < len(p); at += int(p[1]) {
			s := DiscoveredService{Start: p.handle(at), End: p.handle(at + 2)}
			if s.Start <= last || s.End < s.Start {
				return 0
			}
			s.UUID, _ = wireUUID(p[at+4 : at+int(p[1])])
			d.found = append(d.found, s)
			last = s.End
		}
		return last
	}, func() { d.characteristics(0) })
}

// characteristics asks for the characteristics of a service.
func (d *discovery) characteristics(i int) {
	if i == len(d.found) {
		d.descriptors(0, 0)
		return
	}
	s := &d.found[i]
	next := func() {
		for j := range s.Characteristics {
			s.Characteristics[j].End = s.End
			if j > 0 {
				s.Characteristics[j-1].End = s.Characteristics[j].Declaration - 1
			}
		}
		d.characteristics(i + 1)
	}
	if s.Start == s.End {
		next()
		return
	}
	d.search(OpReadByTypeRequest, s.Start+1, s.End, typeCharacteristic, func(p PDU) Handle {
		last := Handle(0)
		if len(p) < 2 || p[1] != 7 && p[1] != 21 || (len(p)-2)%int(p[1]) != 0 {
			return 0
		}
		for at := 2; at < len(p); at += int(p[1]) {
			ch := DiscoveredCharacteristic{Declaration: p.handle(at), Properties: Property(p[at+2]), Value: p.handle(at + 3)}
			if ch.Declaration <= last || ch.Value <= ch.Declaration || ch.Value > s.End {
				return 0
			}
			ch.UUID, _ = wireUUID(p[at+5 : at+int(p[1])])
			s.Characteristics = append(s.Characteristics, ch)
			last = ch.Declaration
		}
		return last
	}, next)
}

// descriptors asks for what lies behind the value of each characteristic.
func (d *discovery) descriptors(i, j int) {
	for i < len(d.found) && j == len(d.found[i].Characteristics) {
		i, j = i+1, 0
	}
	if i == len(d.found) {
		d.end(nil)
		return
	}
	ch := &d.found[i].Characteristics[j]
	next := func() { d.descriptors(i, j+1) }
	if ch.Value >= ch.End {
		next()
		return
	}
	d.search(OpFindInformationRequest, ch.Value+1, ch.End, 0, func(p PDU) Handle {
		size := 4
		if len(p) >= 2 && p[1] == 2 {
			size = 18
		}
		if len(p) < 2+size || p[1] != 1 && p[1] != 2 || (len(p)-2)%size != 0 {
			return 0
		}
		last := Handle(0)
		for at := 2; at < len(p); at += size {
			h := p.handle(at)
			if h <= last {
				return 0
			}
			u, _ := wireUUID(p[at+2 : at+size])
			ch.Descriptors = append(ch.Descriptors, DiscoveredDescriptor{UUID: u, Handle: h})
			last = h
		}
		return last
	}, next)
}
