package gatt

// readable says whether reading is permitted at all.
func (a *attribute) readable() bool { return a.kind != kindValue || a.props&Read != 0 }

// valueAt returns what a read of the attribute gives.
func (r *request) valueAt(h Handle) (PDU, Code) {
	a := r.t.get(h)
	switch {
	case a == nil:
		return "", CodeInvalidHandle
	case !a.readable():
		return "", CodeReadNotPermitted
	case a.kind == kindCCCD:
		b := [2]byte{byte(r.link.bits(a))}
		return PDU(b[:]), OK
	case a.fixed:
		return a.value, OK
	}
	v, c := r.app.ReadValue(r.conn, h)
	return PDU(v[:min(len(v), MaxValueBytes)]), c
}

func (r *request) read() {
	if len(r.in) != 3 {
		r.fail(0, CodeInvalidPDU)
		return
	}
	r.readFrom(OpReadResponse, 0)
}

// readBlob never says that an attribute is not long: a client that asks for more
// is told where the value ends, by a short answer.
func (r *request) readBlob() {
	if len(r.in) != 5 {
		r.fail(0, CodeInvalidPDU)
		return
	}
	r.readFrom(OpReadBlobResponse, int(r.in.u16(3)))
}

func (r *request) readFrom(op Opcode, offset int) {
	h := r.in.handle(1)
	v, c := r.valueAt(h)
	switch {
	case c != OK:
		r.fail(h, c)
	case offset > len(v):
		r.fail(h, CodeInvalidOffset)
	default:
		v = v[offset:]
		var buf [MaxMTU]byte
		b := append(buf[:0], byte(op))
		r.answer(PDU(append(b, v[:min(len(v), int(r.link.mtu)-1)]...)))
	}
}

// readByType lists the attributes of one type with their values, records of one
// length in one answer. An attribute that cannot be read ends the list; as the
// first one it is the error.
func (r *request) readByType() {
	first, last, ok := r.handleRange(7, 21)
	if !ok {
		return
	}
	typ, _ := wireUUID(r.in[5:])
	var buf [MaxMTU]byte
	b := append(buf[:0], byte(OpReadByTypeResponse), 0)
	size := -1
	for h := first; h != 0 && h <= last; h++ {
		if r.t.get(h).typ != typ {
			continue
		}
		v, c := r.valueAt(h)
		if c != OK {
			if size < 0 {
				r.fail(h, c)
				return
			}
			break
		}
		n := min(len(v), int(r.link.mtu)-4, 253)
		if size < 0 {
			size = n
		}
		if n != size || len(b)+2+n > int(r.link.mtu) {
			break
		}
		b = append(append16(b, uint16(h)), v[:n]...)
	}
	if size < 0 {
		r.fail(first, CodeAttributeNotFound)
		return
	}
	b[1] = byte(2 + size)
	r.answer(PDU(b))
}
