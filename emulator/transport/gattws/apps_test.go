package gattws

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// manners are how one of the client libraries that people use with such locks
// treats its connection. Five of them are played here, each as its authors wrote
// it; what they need of a lock differs, and all have to get along with this one.
type manners struct {
	mtu       int                        // that its Bluetooth stack asks for; 0: it does not ask
	subscribe []keyturner.Characteristic // on each connect, in this order
	again     bool                       // subscribes to a characteristic before each write to it
	whole     bool                       // takes each indication for a whole message
	byHandle  bool                       // names attributes by their handles
}

// app is a client with its manners. It is a keyturner.Link.
type app struct {
	manners
	t      *testing.T
	ctx    context.Context
	client *Client
	conn   *Connection
	values [3]Characteristic // by keyturner.Characteristic
	last   []byte            // message that was written
	on     keyturner.Characteristic
	parts  []int // lengths of the indications since then
	heard  ValueChanged
}

func (b *bench) app(t *testing.T, m manners) *app {
	t.Helper()
	ctx, c := dialClient(t, b.server.URL, nil)
	a := &app{manners: m, t: t, ctx: ctx, client: c}
	a.connect()
	return a
}

// must ends the test at an error.
func (a *app) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *app) connect() {
	a.t.Helper()
	conn, err := a.client.Connect(a.ctx, ConnectParams{Device: "front", MTU: a.mtu})
	a.must(err)
	a.conn = conn
	services, err := conn.Discover(a.ctx)
	a.must(err)
	found := 0
	for _, s := range services {
		for _, c := range s.Characteristics {
			for _, k := range keyturner.Characteristics() {
				if gatt.UUID(k.UUID()) == c.UUID && gatt.UUID(k.Service()) == s.UUID {
					a.values[k] = c
					found++
				}
			}
		}
	}
	if found != 3 {
		a.t.Fatalf("%d of the three characteristics are there: %v", found, services)
	}
	for _, c := range a.values {
		// A client that finds Notify prefers it, and one that insists on Indicate
		// refuses anything else.
		if fmt.Sprint(c.Properties) != "[write indicate]" || len(c.Descriptors) != 1 || c.Descriptors[0].UUID != gatt.CCCD() {
			a.t.Errorf("%v", c)
		}
	}
	for _, c := range a.subscribe {
		a.subscribeTo(c)
	}
}

func (a *app) disconnect() {
	a.t.Helper()
	a.must(a.conn.Disconnect(a.ctx))
}

func (a *app) subscribeTo(c keyturner.Characteristic) {
	a.t.Helper()
	a.must(a.conn.WriteDescriptor(a.ctx, a.values[c].Descriptors[0].Handle, []byte{2, 0}))
}

func (a *app) attribute(c keyturner.Characteristic) Attribute {
	if a.byHandle {
		return ByHandle(a.values[c].Handle)
	}
	return ByUUID(a.values[c].UUID)
}

// Write writes a whole message with response, as all five do.
func (a *app) Write(c keyturner.Characteristic, message []byte) error {
	if a.again {
		a.subscribeTo(c)
	}
	a.last, a.on, a.parts = bytes.Clone(message), c, nil
	return a.conn.Write(a.ctx, a.attribute(c), message)
}

// again writes the very bytes of the last message once more.
func (a *app) rewrite() {
	a.t.Helper()
	a.must(a.Write(a.on, a.last))
}

// Receive gives what an indication carried, and complains when it is not what the
// client can read.
func (a *app) Receive() (keyturner.Characteristic, []byte, error) {
	v, err := a.conn.Receive(a.ctx)
	if err != nil {
		return 0, nil, err
	}
	a.heard = v
	a.parts = append(a.parts, len(v.Value))
	if !v.Indication || len(v.Value) > a.conn.MTU()-3 {
		a.t.Errorf("%d bytes, indication %v, at an MTU of %d", len(v.Value), v.Indication, a.conn.MTU())
	}
	for c, x := range a.values {
		if x.Handle != v.Handle {
			continue
		}
		k := keyturner.Characteristic(c)
		if a.whole {
			if k == keyturner.USDIO {
				_, err = keyturner.ParseEnvelope(v.Value)
			} else {
				_, _, err = keyturner.ParsePlain(v.Value)
			}
			if err != nil {
				a.t.Errorf("an indication of %d bytes on %s is no whole message: %v", len(v.Value), k, err)
			}
		}
		return k, v.Value, nil
	}
	return 0, nil, fmt.Errorf("a value of handle %d, which nobody asked for", v.Handle)
}

// pair pairs as a kind of device, and speaks on with what comes of it.
func (a *app) pair(kind keyturner.IDType, appID uint32) (*keyturner.Client, keyturner.Credentials) {
	a.t.Helper()
	c, err := keyturner.Pair(a, keyturner.PairOptions{Type: kind, AppID: appID, Name: "app " + kind.String(), Random: rand.Reader})
	a.must(err)
	return keyturner.NewClient(a, c, rand.Reader), c
}

// next expects a message and gives its payload and the simulated time at which it
// came.
func (a *app) next(k *keyturner.Client, want keyturner.Command) ([]byte, time.Duration) {
	a.t.Helper()
	got, payload, err := k.Next()
	a.must(err)
	if got != want {
		a.t.Fatalf("%s came, want %s", got, want)
	}
	return bytes.Clone(payload), time.Duration(a.heard.TimeNS)
}

// ask sends a request for data and expects the answer, in simulated time that a
// client waits for.
func (a *app) ask(k *keyturner.Client, want keyturner.Command) []byte {
	a.t.Helper()
	began, err := a.client.Ping(a.ctx, "front")
	a.must(err)
	a.must(k.Send(keyturner.CmdRequestData, keyturner.RequestData{Want: want}.Append(nil)))
	payload, at := a.next(k, want)
	if took := at - time.Duration(began); took > 3*time.Second {
		a.t.Errorf("%s took %v; an app with a small processor waits 3 s", want, took)
	}
	return payload
}

// action is the body of a request for a lock action.
func action(a keyturner.LockAction) []byte {
	r := keyturner.LockActionRequest{Action: a}
	return r.Append(nil)
}

// act sends a lock action and waits for its status, as it was accepted.
func (a *app) act(k *keyturner.Client, which keyturner.LockAction) {
	a.t.Helper()
	nonce, err := k.Challenge()
	a.must(err)
	body := action(which)
	a.must(k.Send(keyturner.CmdLockAction, keyturner.AppendTail(body, keyturner.CmdLockAction, &keyturner.Tail{Nonce: nonce})))
	payload, accepted := a.next(k, keyturner.CmdStatus)
	if s, err := keyturner.ParseStatus(payload); err != nil || s != keyturner.StatusAccepted {
		a.t.Fatalf("status %v, %v", s, err)
	}
	last := accepted
	for {
		got, payload, err := k.Next()
		a.must(err)
		at := time.Duration(a.heard.TimeNS)
		if at-last > 10*time.Second {
			a.t.Errorf("the lock was silent for %v; an app gives up after 10 s", at-last)
		}
		last = at
		if got == keyturner.CmdStates {
			continue
		}
		if s, err := keyturner.ParseStatus(payload); got != keyturner.CmdStatus || err != nil || s != keyturner.StatusComplete {
			a.t.Fatalf("%s, status %v, %v", got, s, err)
		}
		if at-accepted < 100*time.Millisecond {
			a.t.Errorf("complete came %v after accepted; an app is not listening yet", at-accepted)
		}
		return
	}
}

// hear gives n advertisements of the lock.
func (a *app) hear(n int) []Advertisement {
	a.t.Helper()
	var out []Advertisement
	a.must(a.client.Scan(a.ctx, ScanParams{AllowDuplicates: true}, func(adv Advertisement) bool {
		out = append(out, adv)
		return len(out) == n
	}))
	return out
}
