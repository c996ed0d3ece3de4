package keyturner

import (
	"errors"
	"fmt"
	"io"
)

// ErrUnexpected: the lock sent a message that does not belong where it came.
var ErrUnexpected = errors.New("unexpected message")

// LockError is an error report of the lock.
type LockError struct {
	Code    ErrorCode
	Command Command // that was refused or failed; 0 if the lock could not read it
}

// Error says what the lock reported.
func (e *LockError) Error() string {
	if e.Command == 0 {
		return "the lock reports " + e.Code.String()
	}
	return fmt.Sprintf("the lock answers %s with %s", e.Command, e.Code)
}

// Link is a connection to one lock, with indications switched on.
type Link interface {
	// Write writes a whole message to a characteristic, cut up by the link if
	// it must.
	Write(c Characteristic, message []byte) error
	// Receive waits for the next indication and returns what it carried: a
	// message or a part of one, valid until the next call. It returns an
	// error when the connection is lost or it has waited long enough.
	Receive() (c Characteristic, part []byte, err error)
}

// Client is the app side of one connection, for one paired authorization. Each
// call sends a request and waits for the end of its answer. Errors of the lock
// are a *LockError, after which the next call may follow. Others come from the
// link or wrap a sentinel of this package; what the lock still has to say is
// then unknown, so that a new connection is the way on. A client is not safe
// for concurrent use.
type Client struct {
	link     Link
	identity Credentials
	random   io.Reader
	in       Assembler
	content  []byte // room for the content of a message
	out      []byte
}

// NewClient speaks over a link with the credentials of a pairing. Random gives
// a fresh nonce for every message and must not be guessed by others.
func NewClient(link Link, c Credentials, random io.Reader) *Client {
	return &Client{link: link, identity: c, random: random, content: make([]byte, 0, longestMessage)}
}

// String names the authorization and leaves out its key.
func (c *Client) String() string { return "client with " + c.identity.String() }

// Send encrypts and writes one message. The calls for the single commands send
// with it; on its own it is for those who want to send what no app would.
func (c *Client) Send(cmd Command, payload []byte) error {
	var nonce [24]byte
	if _, err := io.ReadFull(c.random, nonce[:]); err != nil {
		return fmt.Errorf("nonce for %s: %w", cmd, err)
	}
	c.out = Seal(c.out[:0], &c.identity.Key, &nonce, c.identity.AuthID, cmd, payload)
	if err := c.link.Write(USDIO, c.out); err != nil {
		return fmt.Errorf("sending %s: %w", cmd, err)
	}
	return nil
}

// Next waits for the next message of the lock. The payload is valid until the
// next call. An error report is returned as *LockError.
func (c *Client) Next() (Command, []byte, error) {
	from, message, err := receive(c.link, &c.in)
	if err != nil {
		return 0, nil, err
	}
	var cmd Command
	var payload []byte
	if from == USDIO {
		var id AuthID
		id, cmd, payload, err = Open(c.content, &c.identity.Key, message)
		if err == nil && id != c.identity.AuthID {
			err = fmt.Errorf("%w: for authorization %d", ErrUnexpected, id)
		}
	} else {
		cmd, payload, err = ParsePlain(message)
	}
	if err != nil {
		return cmd, nil, err
	}
	return cmd, payload, reported(cmd, payload)
}

// receive waits for a whole message.
func receive(link Link, in *Assembler) (Characteristic, []byte, error) {
	for {
		from, part, err := link.Receive()
		if err != nil {
			return from, nil, fmt.Errorf("waiting for the lock: %w", err)
		}
		message, err := in.Add(from, part)
		if message != nil || err != nil {
			return from, message, err
		}
	}
}

// reported turns an error report into an error.
func reported(cmd Command, payload []byte) error {
	if cmd != CmdErrorReport {
		return nil
	}
	r, err := ParseErrorReport(payload)
	if err != nil {
		return err
	}
	return &LockError{r.Code, r.Command}
}

// expect waits for one kind of message. States of an action that ended before
// may still be under way.
func (c *Client) expect(want Command) ([]byte, error) {
	for {
		cmd, payload, err := c.Next()
		switch {
		case err != nil:
			return nil, err
		case cmd == want:
			return payload, nil
		case cmd != CmdStates:
			return nil, fmt.Errorf("%w: %s instead of %s", ErrUnexpected, cmd, want)
		}
	}
}

// complete waits for the status that ends a command.
func (c *Client) complete() error {
	payload, err := c.expect(CmdStatus)
	if err != nil {
		return err
	}
	return wantStatus(payload, StatusComplete)
}

func wantStatus(payload []byte, want Status) error {
	s, err := ParseStatus(payload)
	if err == nil && s != want {
		err = fmt.Errorf("%w: status %s instead of %s", ErrUnexpected, s, want)
	}
	return err
}

// fetch asks for a message that needs no challenge.
func (c *Client) fetch(want Command) ([]byte, error) {
	if err := c.Send(CmdRequestData, RequestData{want}.Append(nil)); err != nil {
		return nil, err
	}
	return c.expect(want)
}

// Challenge fetches the challenge that the next request has to answer.
func (c *Client) Challenge() ([32]byte, error) {
	payload, err := c.fetch(CmdChallenge)
	if err != nil {
		return [32]byte{}, err
	}
	return ParseChallenge(payload)
}

// request fetches a challenge and sends a request that answers it. The PIN is
// sent only with commands that need it.
func (c *Client) request(cmd Command, body []byte, pin uint16) error {
	nonce, err := c.Challenge()
	if err != nil {
		return err
	}
	return c.Send(cmd, AppendTail(body, cmd, &Tail{nonce, pin}))
}

// order sends a request whose answer is a status alone.
func (c *Client) order(cmd Command, body []byte, pin uint16) error {
	if err := c.request(cmd, body, pin); err != nil {
		return err
	}
	return c.complete()
}

// obtain sends a request that is answered by one message, and no status.
func (c *Client) obtain(cmd Command, want Command) ([]byte, error) {
	if err := c.request(cmd, nil, 0); err != nil {
		return nil, err
	}
	return c.expect(want)
}

// list sends a request that is answered by any of some messages, handed to
// take, and a status at the end.
func (c *Client) list(cmd Command, body []byte, pin uint16, take func(Command, []byte) error) error {
	if err := c.request(cmd, body, pin); err != nil {
		return err
	}
	for {
		got, payload, err := c.Next()
		switch {
		case err != nil:
			return err
		case got == CmdStatus:
			return wantStatus(payload, StatusComplete)
		case got == CmdStates:
			continue
		}
		if err := take(got, payload); err != nil {
			return err
		}
	}
}

// stray is the error of a message that a list does not hold.
func stray(cmd Command) error { return fmt.Errorf("%w: %s in a list", ErrUnexpected, cmd) }
