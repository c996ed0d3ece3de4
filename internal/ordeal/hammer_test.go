package ordeal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/server"
	"locktwin/emulator/storage"
	"locktwin/emulator/transport/gattws"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// crowd is a server and all who use it at the same time.
type crowd struct {
	t    *testing.T
	on   *site
	size struct{ owners, acts, doors, visitors, visits, strays int }
	held []interface{ Close() error } // by clients that do nothing with it
}

// TestHundredsOfClientsLoseNothing lets owners, visitors, operators, and clients
// that do not read or say anything use one server at the same time, over real
// sockets. Whoever behaves gets every answer; whoever speaks to a lock on which
// everything goes wrong gets an answer or hears that the connection is over. In
// the end the server is as small as before.
func TestHundredsOfClientsLoseNothing(t *testing.T) {
	db, err := storage.Open(t.TempDir(), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	limits := access.DefaultLimits()
	limits.RequestsPerSecond = 0 // all of them come from one address
	c := &crowd{t: t, on: local(t, server.Config{Store: db, Limits: limits})}
	s := &c.size
	s.owners, s.acts, s.doors, s.visitors, s.visits, s.strays = 12, 30, 16, 300, 3, 40
	if testing.Short() {
		s.owners, s.acts, s.doors, s.visitors, s.visits, s.strays = 4, 10, 8, 60, 2, 8
	}
	owners := make([]*app, s.owners)
	for i := range owners {
		owners[i] = newApp(fmt.Sprintf("owned-%02d", i), fleet.Spec{Seed: uint64(i + 1), NukiID: uint32(1000 + i), Speed: fleet.Speed{Max: true}}, 30)
		if err := owners[i].begin(c.on); err != nil {
			t.Fatal(err)
		}
	}
	never := false
	for i := range s.doors {
		for _, name := range []string{"door", "spoiled"} {
			spec := fleet.Spec{ID: fmt.Sprintf("%s-%02d", name, i), Seed: uint64(i + 1), Protocol: &fleet.Protocol{PairWhenNew: &never}}
			if err := c.on.call("POST", "/locks", spec, nil); err != nil {
				t.Fatal(err)
			}
			if err := c.on.call("POST", "/locks/"+spec.ID+"/time/run", map[string]string{"for": "1m"}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := live()
	c.loiter()
	over := make(chan struct{})
	var behaving, others sync.WaitGroup
	for i, a := range owners {
		behaving.Go(func() { c.own(a, i) })
	}
	rooms := make([]chan struct{}, s.doors)
	for i := range rooms {
		rooms[i] = make(chan struct{}, gatt.MaxConnections)
	}
	for i := range s.visitors {
		behaving.Go(func() { c.visit(i, rooms) })
	}
	for i := range s.strays {
		others.Go(func() { c.stray(i, over) })
	}
	for i := range s.doors {
		others.Go(func() { c.spoil(i, over) })
	}
	behaving.Wait()
	close(over)
	others.Wait()
	for _, a := range owners {
		if err := a.check(c.on); err != nil {
			t.Errorf("%s: %v", a.name(), err)
		}
		a.hangUp()
	}
	for _, h := range c.held {
		h.Close()
	}
	if left := c.left(); left != "" {
		t.Error(left)
	}
	if grown := live() - before; grown > 64<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
}

// left waits until the server has noticed that everybody is gone, and says who
// is not.
func (c *crowd) left() string {
	for end := time.Now().Add(patience); ; {
		f := c.on.figures(c.t)
		n := f["locktwin_centrals"] + f["locktwin_connections"]
		if n == 0 {
			return ""
		}
		if time.Now().After(end) {
			return fmt.Sprintf("%v centrals and %v connections are left", f["locktwin_centrals"], f["locktwin_connections"])
		}
	}
}

// live is what the heap holds, in bytes.
func live() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// own does what an owner does, for a while.
func (c *crowd) own(a *app, i int) {
	draw := rand.New(rand.NewPCG(31, uint64(i)))
	for range c.size.acts {
		if err := a.act(c.on, draw); err != nil {
			c.t.Errorf("%s: %v", a.name(), err)
			return
		}
	}
}

// question is what a lock refuses with a report to whoever asks without being
// known to it.
func question() []byte {
	return keyturner.AppendPlain(nil, keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdPublicKey}.Append(nil))
}

// visit comes to some doors, one after the other, and asks something.
func (c *crowd) visit(i int, rooms []chan struct{}) {
	for n := range c.size.visits {
		door := (i + n*7) % len(rooms)
		rooms[door] <- struct{}{}
		err := c.ask(fmt.Sprintf("door-%02d", door))
		<-rooms[door]
		if err != nil {
			c.t.Errorf("visitor %d, visit %d: %v", i, n, err)
		}
	}
}

// ask connects to a lock, asks a question some times, and says goodbye.
func (c *crowd) ask(lock string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	air, err := c.on.dial(nil)
	if err != nil {
		return err
	}
	defer air.Close()
	l, err := air.Connect(ctx, gattws.ConnectParams{Device: lock, MTU: 100, Instant: true, SupervisionTimeoutMS: 100})
	if err != nil {
		return err
	}
	pairing := gattws.ByUUID(gatt.UUID(keyturner.PairingGDIO.UUID()))
	if _, err := l.Subscribe(ctx, pairing); err != nil {
		return err
	}
	for range 4 {
		if err := l.Write(ctx, pairing, question()); err != nil {
			return err
		}
		if _, err := l.Receive(ctx); err != nil {
			return err
		}
	}
	return l.Disconnect(ctx)
}

// stray comes to the locks on which everything goes wrong, and leaves without a
// word.
func (c *crowd) stray(i int, over <-chan struct{}) {
	for n := i; ; n++ {
		select {
		case <-over:
			return
		default:
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		air, err := c.on.dial(nil)
		if err == nil {
			err = strayOn(ctx, air, fmt.Sprintf("spoiled-%02d", n%c.size.doors))
			air.Drop()
		}
		cancel()
		var refused *gattws.RPCError
		if err != nil && !errors.As(err, &refused) && !errors.Is(err, gattws.ErrLinkLost) {
			c.t.Errorf("stray %d: %v", i, err)
			return
		}
	}
}

func strayOn(ctx context.Context, air *gattws.Client, lock string) error {
	// Who waits for an answer that is lost on the way hears of the end of the link.
	l, err := air.Connect(ctx, gattws.ConnectParams{Device: lock, Instant: true, SupervisionTimeoutMS: 100})
	if err != nil {
		return err
	}
	pairing := gattws.ByUUID(gatt.UUID(keyturner.PairingGDIO.UUID()))
	for range 3 {
		if err := l.Write(ctx, pairing, question()); err != nil {
			return err
		}
	}
	return nil
}

// spoil sets faults, pulls cells and puts them back.
func (c *crowd) spoil(i int, over <-chan struct{}) {
	draw := rand.New(rand.NewPCG(32, uint64(i)))
	lock := fmt.Sprintf("/locks/spoiled-%02d", i)
	fault := func(f map[string]any) error { return c.on.call("PUT", lock+"/faults/x", f, nil) }
	for {
		select {
		case <-over:
			return
		default:
		}
		var err error
		switch draw.IntN(6) {
		case 0:
			err = fault(map[string]any{"kind": "loss", "loss": map[string]int{"permille": draw.IntN(1001)}})
		case 1:
			err = fault(map[string]any{"kind": "disconnect", "disconnect": map[string]any{"at": 1 + draw.IntN(9), "repeat": true}})
		case 2:
			err = fault(map[string]any{"kind": "no-confirm"})
		case 3:
			err = c.on.call("DELETE", lock+"/faults", nil, nil)
		case 4:
			err = c.on.call("POST", lock+"/hands/cells-out", map[string]string{"manner": "quick"}, nil)
		default:
			err = c.on.call("POST", lock+"/hands/cells-in", map[string]string{"manner": "bouncy"}, nil)
		}
		if err != nil && !refused(err, 409) { // the hand is still under way
			c.t.Errorf("operator %d: %v", i, err)
			return
		}
	}
}

// loiter opens sockets that say nothing, or ask for everything and do not read.
func (c *crowd) loiter() {
	address := strings.TrimPrefix(c.on.url, "http://")
	for i := range c.size.strays {
		mute, err := net.Dial("tcp", address)
		if err != nil {
			c.t.Fatal(err)
		}
		c.held = append(c.held, mute)
		ask := "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
		if i%2 == 0 {
			ask = "GET /gatt HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
				"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: locktwin.gatt.v1\r\n\r\n" +
				// A text frame, masked with zeros.
				"\x81\xC8\x00\x00\x00\x00" + `{"jsonrpc":"2.0","method":"startScan","params":{"allowDuplicates":true}}`
		}
		deaf, err := net.Dial("tcp", address)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := deaf.Write([]byte(ask)); err != nil {
			c.t.Fatal(err)
		}
		c.held = append(c.held, deaf)
	}
}
