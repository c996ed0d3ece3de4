package gatt

// request is one PDU on its way through the server.
type request struct {
	s    *Server
	t    *Table
	p    *Policy
	app  App
	link *serverLink
	conn ConnID
	in   PDU
}

// Receive takes one PDU from a client. A request is answered before Receive
// returns, with exactly one response or error; a command and a confirmation are
// never answered. What a connection that is not there sends is dropped.
func (s *Server) Receive(t *Table, p *Policy, a App, c ConnID, in PDU) {
	l := s.find(c)
	if l == nil || in == "" {
		return
	}
	r := request{s: s, t: t, p: p, app: a, link: l, conn: c, in: in}
	op := in.Opcode()
	switch {
	case op == OpConfirmation:
		if len(in) == 1 {
			s.confirmed(t, a, l)
		}
	case op == OpWriteCommand:
		r.command()
	case op.Request():
		r.request(op)
	}
}

// request dispatches what has to be answered.
func (r *request) request(op Opcode) {
	if len(r.in) > int(r.link.mtu) {
		r.fail(0, CodeInvalidPDU)
		return
	}
	switch op {
	case OpExchangeMTURequest:
		r.exchangeMTU()
	case OpFindInformationRequest:
		r.findInformation()
	case OpFindByTypeValueRequest:
		r.findByTypeValue()
	case OpReadByTypeRequest:
		r.readByType()
	case OpReadRequest:
		r.read()
	case OpReadBlobRequest:
		r.readBlob()
	case OpReadByGroupTypeRequest:
		r.readByGroupType()
	case OpWriteRequest:
		r.write()
	case OpPrepareWriteRequest:
		r.prepare()
	case OpExecuteWriteRequest:
		r.execute()
	default:
		r.fail(0, CodeRequestNotSupported)
	}
}

// gone says whether the application has ended the connection meanwhile.
func (r *request) gone() bool { return r.link.conn != r.conn }

// answer sends a response.
func (r *request) answer(p PDU) {
	if !r.gone() {
		r.app.Send(r.conn, p)
	}
}

// fail sends an Error Response.
func (r *request) fail(h Handle, c Code) { r.answer(errorResponse(r.in.Opcode(), h, c)) }

// exchangeMTU agrees on the smaller offer, once for a connection.
func (r *request) exchangeMTU() {
	switch {
	case len(r.in) != 3:
		r.fail(0, CodeInvalidPDU)
		return
	case r.link.exchanged:
		r.fail(0, CodeRequestNotSupported)
		return
	}
	ours := r.p.mtu()
	b := [3]byte{byte(OpExchangeMTUResponse), byte(ours), byte(ours >> 8)}
	r.link.exchanged = true
	r.answer(PDU(b[:]))
	r.link.mtu = uint16(max(DefaultMTU, min(ours, int(r.in.u16(1)))))
}

// handleRange reads the first and last handle of a search. When it returns
// false, the request has been answered.
func (r *request) handleRange(long ...int) (first, last Handle, ok bool) {
	fits := false
	for _, n := range long {
		fits = fits || len(r.in) == n
	}
	if !fits {
		r.fail(0, CodeInvalidPDU)
		return 0, 0, false
	}
	first, last = r.in.handle(1), r.in.handle(3)
	if first == 0 || first > last {
		r.fail(first, CodeInvalidHandle)
		return 0, 0, false
	}
	return first, min(last, Handle(len(r.t.attributes))), true
}
