package gatt

// findInformation lists handles with their types, of one size in one answer.
func (r *request) findInformation() {
	first, last, ok := r.handleRange(5)
	if !ok {
		return
	}
	var buf [MaxMTU]byte
	b := append(buf[:0], byte(OpFindInformationResponse), 0)
	size := 0
	for h := first; h != 0 && h <= last; h++ {
		n := r.t.get(h).typ.wireLen()
		if size == 0 {
			size = n
		}
		if n != size || len(b)+2+n > int(r.link.mtu) {
			break
		}
		b = r.t.get(h).typ.appendWire(append16(b, uint16(h)))
	}
	if size == 0 {
		r.fail(first, CodeAttributeNotFound)
		return
	}
	b[1] = 1
	if size == 16 {
		b[1] = 2
	}
	r.answer(PDU(b))
}

// findByTypeValue lists the groups whose declaration has the type and the value,
// which is how a client finds a service by its UUID. Only fixed values are
// compared.
func (r *request) findByTypeValue() {
	if len(r.in) < 7 {
		r.fail(0, CodeInvalidPDU)
		return
	}
	first, last, ok := r.handleRange(len(r.in))
	if !ok {
		return
	}
	typ, value := UUID16(r.in.u16(5)), r.in[7:]
	var buf [MaxMTU]byte
	b := append(buf[:0], byte(OpFindByTypeValueResponse))
	for h := first; h != 0 && h <= last && len(b)+4 <= int(r.link.mtu); h++ {
		a := r.t.get(h)
		if a.typ != typ || !a.fixed || !a.readable() || !a.is(value) {
			continue
		}
		b = append16(append16(b, uint16(h)), uint16(max(h, a.end)))
	}
	if len(b) == 1 {
		r.fail(first, CodeAttributeNotFound)
		return
	}
	r.answer(PDU(b))
}

// is compares a value as the client wrote it; a UUID may be written in its long
// form although the table has the short one.
func (a *attribute) is(value PDU) bool {
	if a.value == value {
		return true
	}
	if a.kind != kindService {
		return false
	}
	want, ok := wireUUID(value)
	have, _ := wireUUID(a.value)
	return ok && want == have
}

// readByGroupType lists services with the handles that belong to them.
func (r *request) readByGroupType() {
	first, last, ok := r.handleRange(7, 21)
	if !ok {
		return
	}
	typ, _ := wireUUID(r.in[5:])
	if typ != UUID16(typePrimary) && typ != UUID16(typeSecondary) {
		r.fail(first, CodeUnsupportedGroupType)
		return
	}
	var buf [MaxMTU]byte
	b := append(buf[:0], byte(OpReadByGroupTypeResponse), 0)
	size := 0
	for h := first; h != 0 && h <= last; h++ {
		a := r.t.get(h)
		if a.typ != typ {
			continue
		}
		n := min(len(a.value), int(r.link.mtu)-6, 251)
		if size == 0 {
			size = n
		}
		if n != size || len(b)+4+n > int(r.link.mtu) {
			break
		}
		b = append16(append16(b, uint16(h)), uint16(a.end))
		b = append(b, a.value[:n]...)
	}
	if size == 0 {
		r.fail(first, CodeAttributeNotFound)
		return
	}
	b[1] = byte(4 + size)
	r.answer(PDU(b))
}
