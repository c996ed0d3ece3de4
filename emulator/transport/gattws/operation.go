package gattws

import "locktwin/model/gatt"

// operate runs a call on a connection, in the order in which the calls came. One
// that needs the attributes lets them be discovered first.
func (l *link) operate(id string, needsTable bool, do func() *RPCError) *RPCError {
	if l.outstanding >= l.session.handler.limits.Outstanding {
		return refuse(TooManyRequests)
	}
	l.outstanding++
	if l.discovering || needsTable && l.known == nil {
		l.held = append(l.held, held{id, do})
		l.find()
		return nil
	}
	e := do()
	if e != nil {
		l.outstanding--
	}
	return e
}

// find discovers the attributes, unless that is under way, and then lets go what
// waits for it.
func (l *link) find() {
	if l.discovering {
		return
	}
	l.discovering = true
	l.client.Discover(func(found []gatt.DiscoveredService, err error) {
		if err == nil {
			l.learn(found)
		}
		waiting := l.held
		l.held, l.discovering = nil, false
		for _, h := range waiting {
			var e *RPCError
			if err != nil {
				e = why(err)
			} else {
				e = h.do()
			}
			if e != nil {
				l.outstanding--
				l.session.refuse(h.id, e)
			}
		}
	})
}

func (l *link) learn(found []gatt.DiscoveredService) {
	if found == nil {
		found = []gatt.DiscoveredService{}
	}
	l.known = found
	l.texts = map[gatt.Handle]string{}
	for _, s := range found {
		for _, c := range s.Characteristics {
			l.texts[c.Value] = c.UUID.String()
		}
	}
}

// finish answers a call whose result is but its time.
func (l *link) finish(id string, err error) {
	l.outstanding--
	if err != nil {
		l.session.refuse(id, why(err))
		return
	}
	l.session.done(id, l.nowNS)
}

// done answers a call whose result is but its time.
func (s *session) done(id string, timeNS int64) {
	if id != "" {
		s.socket.text(func(b []byte) []byte { return appendDone(b, id, timeNS) })
	}
}

// finishWith answers a call with a result.
func (l *link) finishWith(id string, err error, result func() any) {
	l.outstanding--
	if err != nil {
		l.session.refuse(id, why(err))
		return
	}
	l.session.answer(id, result())
}

// target reads the parameters of a call on an attribute and finds its connection.
func (s *session) target(params []byte, needs, may member) (*attributeParams, *link, *RPCError) {
	p := &attributeParams{}
	if e := p.parse(params, needs, may); e != nil {
		return nil, nil, e
	}
	l, e := s.device(p.device)
	return p, l, e
}

func (s *session) write(id string, params []byte) *RPCError {
	p, l, e := s.target(params, needsWrite, mayCharacteristic)
	if e != nil {
		return e
	}
	return l.operate(id, p.characteristic.Handle == 0, func() *RPCError {
		h, e := l.valueHandle(p)
		if e == nil {
			l.client.Write(h, p.value, func(err error) { l.finish(id, err) })
		}
		return e
	})
}

func (s *session) command(id string, params []byte) *RPCError {
	p, l, e := s.target(params, needsWrite, mayCharacteristic)
	if e != nil {
		return e
	}
	return l.operate(id, p.characteristic.Handle == 0, func() *RPCError {
		h, e := l.valueHandle(p)
		if e == nil {
			l.finish(id, l.client.Command(h, p.value))
		}
		return e
	})
}

func (s *session) read(id string, params []byte) *RPCError {
	p, l, e := s.target(params, needsCharacteristic, mayCharacteristic)
	if e != nil {
		return e
	}
	return l.operate(id, p.characteristic.Handle == 0, func() *RPCError {
		h, e := l.valueHandle(p)
		if e == nil {
			l.fetch(id, h)
		}
		return e
	})
}

// fetch reads the value at a handle.
func (l *link) fetch(id string, h gatt.Handle) {
	l.client.Read(h, func(value []byte, err error) {
		l.finishWith(id, err, func() any { return ValueResult{value, l.nowNS} })
	})
}

func (s *session) readDescriptor(id string, params []byte) *RPCError {
	p, l, e := s.target(params, needsDescriptor, mayDescriptor)
	if e != nil {
		return e
	}
	return l.operate(id, p.descriptor.Handle == 0, func() *RPCError {
		h, e := l.descriptorHandle(p)
		if e == nil {
			l.fetch(id, h)
		}
		return e
	})
}

func (s *session) writeDescriptor(id string, params []byte) *RPCError {
	p, l, e := s.target(params, needsWriteDesc, mayDescriptor)
	if e != nil {
		return e
	}
	return l.operate(id, p.descriptor.Handle == 0, func() *RPCError {
		h, e := l.descriptorHandle(p)
		if e == nil {
			l.client.Write(h, p.value, func(err error) { l.finish(id, err) })
		}
		return e
	})
}

// Bits of the descriptor 2902.
const (
	notifyBit   = 1
	indicateBit = 2
)

func (s *session) subscribe(id string, params []byte, on bool) *RPCError {
	p, l, e := s.target(params, needsCharacteristic, mayCharacteristic)
	if e != nil {
		return e
	}
	return l.operate(id, true, func() *RPCError {
		c, e := l.characteristic(p)
		if e != nil {
			return e
		}
		bits := uint16(0)
		switch {
		case c.Properties&gatt.Notify != 0:
			// As every central does that has the choice.
			bits = notifyBit
		case c.Properties&gatt.Indicate != 0:
			bits = indicateBit
		}
		if bits == 0 || c.CCCD() == 0 {
			return refuse(CannotNotify)
		}
		if !on {
			l.client.Subscribe(c.CCCD(), 0, func(err error) { l.finish(id, err) })
			return nil
		}
		l.client.Subscribe(c.CCCD(), bits, func(err error) {
			l.finishWith(id, err, func() any { return SubscribeResult{bits == indicateBit, l.nowNS} })
		})
		return nil
	})
}

func (s *session) confirm(id string, params []byte) *RPCError {
	l, e := s.only(params)
	if e != nil {
		return e
	}
	if !l.unconfirmed {
		return refuse(NothingToConfirm)
	}
	l.unconfirmed = false
	l.client.Confirm()
	s.done(id, l.nowNS)
	return nil
}

func (s *session) exchangeMTU(id string, params []byte) *RPCError {
	var p ExchangeMTUParams
	if e := parseParams(params, &p); e != nil {
		return e
	}
	if p.MTU < gatt.DefaultMTU || p.MTU > gatt.MaxMTU {
		return badParams("mtu: %d, limits %d and %d", p.MTU, gatt.DefaultMTU, gatt.MaxMTU)
	}
	l, e := s.device([]byte(p.Device))
	if e != nil {
		return e
	}
	if l.exchanged {
		return refuse(MTUExchanged)
	}
	l.exchanged = true
	return l.operate(id, false, func() *RPCError {
		l.client.ExchangeMTU(p.MTU, func(mtu int, err error) {
			if err == nil {
				l.mtu = mtu
				s.tell(eventMTU, func(seq uint64) any { return MTUChanged{seq, l.nowNS, l.device, mtu} })
			}
			l.finishWith(id, err, func() any { return MTUResult{mtu, l.nowNS} })
		})
		return nil
	})
}
