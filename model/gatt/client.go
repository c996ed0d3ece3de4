package gatt

import (
	"errors"
	"fmt"
)

// Errors of a client beside Error.
var (
	// ErrMalformed: a response does not have the form that its request asks for.
	ErrMalformed = errors.New("malformed response")
	// ErrEcho: a prepared part came back changed; the long write was cancelled.
	ErrEcho = errors.New("the prepared part came back changed")
	// ErrTooLong: a value is longer than what may be sent.
	ErrTooLong = errors.New("value too long")
	// ErrClosed: the link is lost, where Fail named no cause.
	ErrClosed = errors.New("the link is closed")
)

// Client is the attribute client of one connection, sans-IO: it hands PDUs to a
// function and is given those that arrive. Operations are carried out in the
// order in which they were asked for, one request outstanding at a time. Each ends
// with one call of its done, which may be nil, from Receive, Fail, or the call that
// began it. A Client belongs to one goroutine.
//
// The owner keeps the time: while Waiting, an answer has 30 s to come; after that
// the bearer is dead and the owner has to call Fail and to disconnect.
type Client struct {
	// OnValue is called for each notification and indication. The value is the
	// callee's to keep.
	OnValue func(h Handle, value []byte, indication bool)
	// ManualConfirm leaves confirmations to calls of Confirm. Otherwise each
	// indication is confirmed when OnValue has returned.
	ManualConfirm bool

	send    func(PDU)
	mtu     int
	queue   []func() // operations that have not begun
	busy    bool     // an operation is under way
	asked   Opcode   // the request that waits for its answer; 0: none
	then    func(PDU, error)
	failure error
}

// NewClient returns the client of a connection that was just made. send must not
// call back into the client.
func NewClient(send func(PDU)) *Client { return &Client{send: send, mtu: DefaultMTU} }

// MTU returns the MTU of the connection in bytes.
func (c *Client) MTU() int { return c.mtu }

// Waiting says whether a request waits for its answer.
func (c *Client) Waiting() bool { return c.asked != 0 }

// Busy says whether any operation has not ended.
func (c *Client) Busy() bool { return c.busy || len(c.queue) > 0 }

// enqueue adds an operation. begin must lead to one call of finish.
func (c *Client) enqueue(begin func()) {
	c.queue = append(c.queue, begin)
	c.advance()
}

// advance begins the next operation when none is under way.
func (c *Client) advance() {
	for !c.busy && len(c.queue) > 0 {
		begin := c.queue[0]
		c.queue[0] = nil
		c.queue = c.queue[1:]
		c.busy = true
		begin()
	}
}

// finish ends the operation that is under way: it tells, then goes on.
func (c *Client) finish(tell func()) {
	c.busy = false
	if tell != nil {
		tell()
	}
	c.advance()
}

// request sends a request; then is called with its response, or with an error.
func (c *Client) request(p PDU, then func(PDU, error)) {
	if c.failure != nil {
		then("", c.failure)
		return
	}
	c.asked, c.then = p.Opcode(), then
	c.send(p)
}

// Receive takes a PDU from the server. What answers no request is ignored.
func (c *Client) Receive(p PDU) {
	if c.failure != nil {
		return
	}
	switch op := p.Opcode(); {
	case op == OpNotification || op == OpIndication:
		c.value(p)
	case op == OpErrorResponse:
		if len(p) == 5 && c.asked != 0 && Opcode(p[1]) == c.asked {
			c.answered("", &Error{Opcode: c.asked, Handle: p.handle(2), Code: Code(p[4])})
		}
	case c.asked != 0 && op == c.asked+1:
		c.answered(p, nil)
	case op.Request():
		// A central offers no attributes. An empty server may refuse every request.
		c.send(errorResponse(op, 0, CodeRequestNotSupported))
	}
}

func (c *Client) answered(p PDU, err error) {
	then := c.then
	c.asked, c.then = 0, nil
	then(p, err)
}

// value takes a notification or an indication.
func (c *Client) value(p PDU) {
	if len(p) < 3 {
		return
	}
	indication := p.Opcode() == OpIndication
	if c.OnValue != nil {
		c.OnValue(p.handle(1), []byte(p[3:]), indication)
	}
	if indication && !c.ManualConfirm && c.failure == nil {
		c.Confirm()
	}
}

// Confirm confirms an indication. It is for ManualConfirm.
func (c *Client) Confirm() {
	if c.failure == nil {
		c.send(short(OpConfirmation))
	}
}

// Fail says that the link is lost. Whatever has not ended ends with err, in order;
// so does what is asked for later. nil is ErrClosed. Only the first call counts.
func (c *Client) Fail(err error) {
	if c.failure != nil {
		return
	}
	if err == nil {
		err = ErrClosed
	}
	c.failure = err
	if c.asked != 0 {
		c.answered("", err)
	}
	c.advance()
}

// Err returns what Fail was called with; nil while the link stands.
func (c *Client) Err() error { return c.failure }

// malformed says what is wrong with a response.
func malformed(p PDU) error {
	return fmt.Errorf("%w: %s of %d bytes", ErrMalformed, p.Opcode().Name(), len(p))
}

// ExchangeMTU offers an MTU, once for a connection, and tells what both agreed on.
// Offers outside DefaultMTU to MaxMTU are taken as the nearer of the two.
func (c *Client) ExchangeMTU(mtu int, done func(mtu int, err error)) {
	mtu = min(max(mtu, DefaultMTU), MaxMTU)
	c.enqueue(func() {
		b := [3]byte{byte(OpExchangeMTURequest), byte(mtu), byte(mtu >> 8)}
		c.request(PDU(b[:]), func(p PDU, err error) {
			switch {
			case err != nil:
			case len(p) != 3:
				err = malformed(p)
			default:
				c.mtu = max(DefaultMTU, min(mtu, int(p.u16(1))))
			}
			c.finish(func() {
				if done != nil {
					done(c.mtu, err)
				}
			})
		})
	})
}
