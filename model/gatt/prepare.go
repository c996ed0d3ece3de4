package gatt

// The prepare queue is a sequence of runs: handle, offset, length, bytes. A part
// that goes on where the run before it ends makes that run longer, which comes
// to the same at execution.

// prepare queues a part of a long write and echoes it byte for byte. Handle and
// permission are judged here, offset and length when the write is executed.
func (r *request) prepare() {
	if len(r.in) < 5 {
		r.fail(0, CodeInvalidPDU)
		return
	}
	h := r.in.handle(1)
	code := r.mayWrite(h)
	if code == OK && !r.link.addPart(h, r.in.u16(3), r.in[5:], r.p.prepareBytes()) {
		code = CodePrepareQueueFull
	}
	if code != OK {
		r.fail(h, code)
		return
	}
	var buf [MaxMTU]byte
	b := append(buf[:0], r.in...)
	b[0] = byte(OpPrepareWriteResponse)
	r.answer(PDU(b))
}

// addPart queues a part; false when it does not fit into limit bytes.
func (l *serverLink) addPart(h Handle, offset uint16, part PDU, limit int) bool {
	if at, ok := l.lastRun(); ok {
		run := l.run(at)
		if run.handle == h && int(offset) == int(run.offset)+len(run.value) {
			if int(l.prepared)+len(part) > limit {
				return false
			}
			n := uint16(len(run.value) + len(part))
			l.prepare[at+4], l.prepare[at+5] = byte(n), byte(n>>8)
			l.prepared += uint16(copy(l.prepare[l.prepared:], part))
			return true
		}
	}
	if int(l.prepared)+runBytes+len(part) > limit {
		return false
	}
	b := append16(l.prepare[l.prepared:l.prepared], uint16(h))
	b = append16(append16(b, offset), uint16(len(part)))
	b = append(b, part...)
	l.prepared += uint16(len(b))
	return true
}

type run struct {
	handle Handle
	offset uint16
	value  []byte
}

// run returns the run whose header is at a place in the prepare queue.
func (l *serverLink) run(at uint16) run {
	b := l.prepare[at:l.prepared]
	n := uint16(b[4]) | uint16(b[5])<<8
	return run{handle: Handle(uint16(b[0]) | uint16(b[1])<<8), offset: uint16(b[2]) | uint16(b[3])<<8,
		value: b[runBytes : runBytes+n]}
}

// next returns the place behind the run at a place.
func (l *serverLink) next(at uint16) uint16 { return at + runBytes + uint16(len(l.run(at).value)) }

func (l *serverLink) lastRun() (at uint16, ok bool) {
	if l.prepared == 0 {
		return 0, false
	}
	for at = 0; l.next(at) < l.prepared; at = l.next(at) {
	}
	return at, true
}

func (l *serverLink) forgetParts() {
	clear(l.prepare[:l.prepared])
	l.prepared = 0
}

// execute applies what is queued, or cancels it. Everything is judged before
// anything is taken; the queue is empty afterwards either way. All parts of one
// attribute make one value, in their order, beginning with an empty one.
func (r *request) execute() {
	if len(r.in) != 2 || r.in[1] > 1 {
		r.fail(0, CodeInvalidPDU)
		return
	}
	l := r.link
	if r.in[1] == 0 {
		l.forgetParts()
		r.answer(short(OpExecuteWriteResponse))
		return
	}
	// The place of the next run is taken before the application is called, which may
	// end the connection.
	for at, next := uint16(0), uint16(0); at < l.prepared; at = next {
		next = l.next(at)
		h := l.run(at).handle
		if l.appearsBefore(at) {
			continue
		}
		code := r.mayWrite(h)
		var v []byte
		if code == OK {
			v, code = r.assemble(h)
		}
		if code == OK {
			code = r.mayTake(h, v)
		}
		if code != OK {
			clear(r.s.value[:])
			l.forgetParts()
			r.fail(h, code)
			return
		}
	}
	if !r.p.IndicateFirst {
		r.answer(short(OpExecuteWriteResponse))
	}
	for at, next := uint16(0), uint16(0); !r.gone() && at < l.prepared; at = next {
		next = l.next(at)
		if h := l.run(at).handle; !l.appearsBefore(at) {
			v, _ := r.assemble(h)
			r.take(h, v)
		}
	}
	clear(r.s.value[:])
	if r.gone() {
		return
	}
	l.forgetParts()
	if r.p.IndicateFirst {
		r.answer(short(OpExecuteWriteResponse))
	}
}

// appearsBefore says whether an earlier run than the one at a place is of the
// same attribute.
func (l *serverLink) appearsBefore(place uint16) bool {
	for at := uint16(0); at < place; at = l.next(at) {
		if l.run(at).handle == l.run(place).handle {
			return true
		}
	}
	return false
}

// assemble puts the parts of an attribute together.
func (r *request) assemble(h Handle) ([]byte, Code) {
	n := 0
	for at := uint16(0); at < r.link.prepared; at = r.link.next(at) {
		p := r.link.run(at)
		switch end := int(p.offset) + len(p.value); {
		case p.handle != h:
		case int(p.offset) > n:
			return nil, CodeInvalidOffset
		case end > MaxValueBytes:
			return nil, CodeInvalidValueLength
		default:
			copy(r.s.value[p.offset:], p.value)
			n = max(n, end)
		}
	}
	return r.s.value[:n], OK
}
