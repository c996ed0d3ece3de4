package gatt

// writable says whether a request may write the attribute.
func (a *attribute) writable() bool {
	switch a.kind {
	case kindValue:
		return a.props&Write != 0
	case kindCCCD:
		return true
	}
	return false
}

// mayWrite judges everything about a write but its length.
func (r *request) mayWrite(h Handle) Code {
	a := r.t.get(h)
	switch {
	case a == nil:
		return CodeInvalidHandle
	case !a.writable():
		return CodeWriteNotPermitted
	case a.kind == kindValue && r.p.RequireSubscription && a.props&Indicate != 0 && r.link.bits(a)&cccdIndicate == 0:
		return CodeCCCDImproperlyConfigured
	}
	return OK
}

// mayTake judges a whole value for an attribute that may be written.
func (r *request) mayTake(h Handle, value []byte) Code {
	a := r.t.get(h)
	if a.kind == kindValue {
		if len(value) > MaxValueBytes {
			return CodeInvalidValueLength
		}
		return r.app.Accept(r.conn, h, len(value))
	}
	switch {
	case len(value) != 2:
		return CodeInvalidValueLength
	case a.offers()&value[0] != value[0] || value[1] != 0:
		return CodeCCCDImproperlyConfigured
	}
	return OK
}

// offers returns the bits that a configuration descriptor may have.
func (a *attribute) offers() byte {
	var b byte
	if a.props&Notify != 0 {
		b |= cccdNotify
	}
	if a.props&Indicate != 0 {
		b |= cccdIndicate
	}
	return b
}

// take carries out a write that has been judged, unless the application has ended
// the connection when it was asked.
func (r *request) take(h Handle, value []byte) {
	if r.gone() {
		return
	}
	if a := r.t.get(h); a.kind == kindCCCD {
		r.link.setBits(a, uint16(value[0]))
		return
	}
	r.app.Wrote(r.conn, h, value)
}

// held copies a value from a PDU to where it can be shown to the application.
func (s *Server) held(v PDU) []byte { return s.value[:copy(s.value[:], v)] }

func (r *request) write() {
	if len(r.in) < 3 {
		r.fail(0, CodeInvalidPDU)
		return
	}
	h, v := r.in.handle(1), r.in[3:]
	code := r.mayWrite(h)
	if code == OK && len(v) > MaxValueBytes {
		code = CodeInvalidValueLength
	}
	var value []byte
	if code == OK {
		value = r.s.held(v)
		code = r.mayTake(h, value)
	}
	switch {
	case code != OK:
		r.fail(h, code)
	case r.p.IndicateFirst:
		r.take(h, value)
		r.answer(short(OpWriteResponse))
	default:
		r.answer(short(OpWriteResponse))
		r.take(h, value)
	}
	clear(value)
}

// command takes a Write Command. A characteristic that takes requests takes
// commands too, because clients that want no answer write so. What is too long
// or not permitted is dropped without a word.
func (r *request) command() {
	if len(r.in) < 3 || len(r.in) > int(r.link.mtu) || len(r.in) > 3+MaxValueBytes {
		return
	}
	h, v := r.in.handle(1), r.in[3:]
	a := r.t.get(h)
	if a == nil || a.kind != kindValue || a.props&(Write|WriteNoResponse) == 0 {
		return
	}
	if a.props&Write != 0 && r.mayWrite(h) != OK {
		return
	}
	value := r.s.held(v)
	if r.mayTake(h, value) == OK {
		r.take(h, value)
	}
	clear(value)
}
