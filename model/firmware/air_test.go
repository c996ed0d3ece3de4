package firmware

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// central is somebody who is connected to the lock of a rig.
type central struct {
	r      *rig
	conn   gatt.ConnID
	client *gatt.Client
	seen   int // PDUs of the lock that were looked at
	got    []indicated
	mute   bool // confirms nothing
}

// indicated is what one indication carried.
type indicated struct {
	from  keyturner.Characteristic
	value []byte
}

// connect opens a connection, agrees on the MTU and switches all indications on.
func (r *rig) connect(conn gatt.ConnID, mtu int) *central {
	r.t.Helper()
	c := &central{r: r, conn: conn, seen: len(r.hal.sent)}
	c.client = gatt.NewClient(c.send)
	c.client.ManualConfirm = true
	c.client.OnValue = func(h gatt.Handle, value []byte, _ bool) {
		from, ok := c.characteristic(h)
		if !ok {
			r.t.Fatalf("an indication from handle %v", h)
		}
		c.got = append(c.got, indicated{from, bytes.Clone(value)})
		if !c.mute {
			c.client.Confirm()
		}
	}
	r.handle(Event{Kind: LinkUp, Phone: PhoneID(conn)})
	if mtu > gatt.DefaultMTU {
		c.do(func(done func(error)) { c.client.ExchangeMTU(mtu, func(_ int, err error) { done(err) }) })
	}
	for _, k := range keyturner.Characteristics() {
		c.subscribe(k, 2)
	}
	return c
}

func (c *central) subscribe(k keyturner.Characteristic, bits uint16) {
	c.r.t.Helper()
	cccd := c.r.app.Table().CCCDHandle(c.handle(k))
	c.do(func(done func(error)) { c.client.Subscribe(cccd, bits, done) })
}

func (c *central) send(p gatt.PDU) {
	if _, reset := c.r.handle(Event{Kind: PDUReceived, Phone: PhoneID(c.conn), PDU: p}); reset {
		c.r.boot(SoftReset)
	}
}

func (c *central) handle(k keyturner.Characteristic) gatt.Handle {
	s := &c.r.app.services
	return [...]gatt.Handle{keyturner.PairingGDIO: s.pairing, keyturner.KeyturnerGDIO: s.general, keyturner.USDIO: s.user}[k]
}

func (c *central) characteristic(h gatt.Handle) (keyturner.Characteristic, bool) {
	for _, k := range keyturner.Characteristics() {
		if c.handle(k) == h {
			return k, true
		}
	}
	return 0, false
}

// pump takes what the lock has sent.
func (c *central) pump() {
	for c.seen < len(c.r.hal.sent) {
		d := c.r.hal.sent[c.seen]
		c.seen++
		if d.Conn == c.conn {
			c.client.Receive(d.PDU)
		}
	}
}

// do carries out one operation of the client.
func (c *central) do(begin func(done func(error))) {
	c.r.t.Helper()
	if err := c.try(begin); err != nil {
		c.r.t.Fatal(err)
	}
}

func (c *central) try(begin func(done func(error))) (err error) {
	ended := false
	begin(func(e error) { ended, err = true, e })
	c.pump()
	if !ended {
		return errSilent
	}
	return err
}

var errSilent = errors.New("the lock does not answer")

// Write is that of a keyturner.Link.
func (c *central) Write(k keyturner.Characteristic, message []byte) error {
	return c.try(func(done func(error)) { c.client.Write(c.handle(k), message, done) })
}

// Receive is that of a keyturner.Link: it lets time pass until something comes.
func (c *central) Receive() (keyturner.Characteristic, []byte, error) {
	for range 600 {
		c.pump()
		if len(c.got) > 0 {
			i := c.got[0]
			c.got = c.got[1:]
			return i.from, i.value, nil
		}
		c.r.run(50 * time.Millisecond)
	}
	return 0, nil, errSilent
}

// say writes a message and returns what comes back at once, chunk by chunk, as
// hexadecimal digits.
func (c *central) say(k keyturner.Characteristic, message []byte) []string {
	c.r.t.Helper()
	c.got = nil
	if err := c.Write(k, message); err != nil {
		c.r.t.Fatal(err)
	}
	c.pump()
	var out []string
	for _, i := range c.got {
		out = append(out, strings.ToUpper(hex.EncodeToString(i.value)))
	}
	c.got = nil
	return out
}

// answered is say for a plain message that is answered by a single indication.
func (c *central) answered(message string) string {
	c.r.t.Helper()
	return strings.Join(c.say(keyturner.PairingGDIO, unhex(message)), " ")
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// dice is a deterministic source for the app's side.
type dice struct{ n byte }

func (d *dice) Read(b []byte) (int, error) {
	for i := range b {
		d.n = d.n*5 + 113
		b[i] = d.n
	}
	return len(b), nil
}

var _ io.Reader = (*dice)(nil)

// pair pairs a new phone over the air and returns its client.
func (c *central) pair(o keyturner.PairOptions) (*keyturner.Client, keyturner.Credentials) {
	c.r.t.Helper()
	if o.Random == nil {
		o.Random = &dice{}
	}
	credentials, err := keyturner.Pair(c, o)
	if err != nil {
		c.r.t.Fatal(err)
	}
	return keyturner.NewClient(c, credentials, &dice{n: 7}), credentials
}

// onAir is a lock that is up, with a paired phone of MTU 247.
func onAir(t *testing.T, p *Profile) (*rig, *central, *keyturner.Client) {
	t.Helper()
	r := newRig(t, p, nordic)
	r.run(30 * time.Second)
	c := r.connect(1, 247)
	k, _ := c.pair(keyturner.PairOptions{Name: "owner", AppID: 4711})
	return r, c, k
}

// refused says whether err is the lock's refusal with that code, of that command.
func refused(t *testing.T, err error, code keyturner.ErrorCode, cmd keyturner.Command) {
	t.Helper()
	var e *keyturner.LockError
	if !errors.As(err, &e) || e.Code != code || e.Command != cmd {
		t.Errorf("got %v, want %s for %s", err, code, cmd)
	}
}

func accepted(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
