package fleet_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// begin is what every hand-cranked clock shows first.
var begin = time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)

// random is a source of identifiers and seeds that is the same in every run.
func random() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1, 2, 3}) }

// open makes a fleet that is closed at the end of the test.
func open(t testing.TB, o fleet.Options) *fleet.Fleet {
	t.Helper()
	if o.Random == nil {
		o.Random = random()
	}
	f, err := fleet.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return f
}

// cranked is a fleet with a clock that stands still.
func cranked(t testing.TB, o fleet.Options) (*fleet.Fleet, *fleet.HandClock) {
	t.Helper()
	c := fleet.NewHandClock(begin)
	o.Clock = c
	return open(t, o), c
}

func create(t testing.TB, f *fleet.Fleet, s fleet.Spec) fleet.Lock {
	t.Helper()
	if s.Seed == 0 {
		s.Seed = 1
	}
	l, err := f.Create(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// memory is a Store in memory that keeps what the contract says and can be told
// to fail.
type memory struct {
	mu     sync.Mutex
	locks  map[string]map[string][]byte
	fail   error
	saves  int
	before func(lock string) // called before each save
}

func newMemory() *memory { return &memory{locks: map[string]map[string][]byte{}} }

func (m *memory) Save(ctx context.Context, lock string, puts map[string][]byte, deletes []string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	before := m.before
	m.mu.Unlock()
	if before != nil {
		before(lock)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.saves++
	v := m.locks[lock]
	if v == nil {
		v = map[string][]byte{}
		m.locks[lock] = v
	}
	for k, b := range puts {
		v[k] = bytes.Clone(b)
	}
	for _, k := range deletes {
		delete(v, k)
	}
	return nil
}

func (m *memory) Locks(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m.locks)), func(s string) bool { return s == "" }), nil
}

func (m *memory) Load(_ context.Context, lock, prefix string) (map[string][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string][]byte{}
	for k, b := range m.locks[lock] {
		if strings.HasPrefix(k, prefix) {
			out[k] = bytes.Clone(b)
		}
	}
	return out, nil
}

func (m *memory) Delete(_ context.Context, lock string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	delete(m.locks, lock)
	return nil
}

// killed is what a process that is killed now would leave.
func (m *memory) killed() *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := newMemory()
	for lock, values := range m.locks {
		out.locks[lock] = maps.Clone(values)
	}
	return out
}

func (m *memory) failWith(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

var errDisk = errors.New("the disk is full")

// instant are parameters of a link without delay.
func instant() gatt.Params {
	p := gatt.DefaultParams()
	p.Instant = true
	return p
}

// phone is a central that speaks ATT.
type phone struct {
	t       testing.TB
	central *fleet.Central
	link    fleet.Link
	client  *gatt.Client
	values  [][]byte
	over    gatt.Reason
	up      bool
}

func newPhone(t testing.TB, f *fleet.Fleet, name string) *phone {
	t.Helper()
	c, err := f.NewCentral(name)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{t: t, central: c}
	p.client = gatt.NewClient(func(pdu gatt.PDU) {
		if err := c.Send(p.link, pdu); err != nil && p.over == 0 {
			t.Errorf("%s sends: %v", name, err)
		}
	})
	p.client.OnValue = func(_ gatt.Handle, value []byte, _ bool) { p.values = append(p.values, bytes.Clone(value)) }
	return p
}

// next waits for one event.
func (p *phone) next() (fleet.CentralEvent, bool) {
	e, ok := <-p.central.Events()
	if !ok {
		return e, false
	}
	switch e.Kind {
	case fleet.Connected:
		p.up = true
	case fleet.Received:
		p.client.Receive(e.PDU)
	case fleet.Disconnected, fleet.ConnectFailed:
		p.over, p.up = e.Reason, false
	}
	return e, true
}

// until handles events until a condition holds; it tells false when the link or
// the central is gone before.
func (p *phone) until(holds func() bool) bool {
	for !holds() {
		if _, ok := p.next(); !ok || p.over != 0 {
			return holds()
		}
	}
	return true
}

func (p *phone) connect(lock string, params gatt.Params) bool {
	p.t.Helper()
	l, err := p.central.Connect(lock, params)
	if err != nil {
		p.t.Fatal(err)
	}
	p.link, p.over = l, 0
	return p.until(func() bool { return p.up })
}

// do runs one operation of the client.
func (p *phone) do(start func(done func(error))) error {
	var result error
	done := false
	start(func(err error) { done, result = true, err })
	if !p.until(func() bool { return done }) {
		return errLinkOver
	}
	return result
}

var errLinkOver = errors.New("the link is over")

func (p *phone) discover() []gatt.DiscoveredService {
	p.t.Helper()
	var found []gatt.DiscoveredService
	err := p.do(func(done func(error)) {
		p.client.Discover(func(s []gatt.DiscoveredService, err error) { found = s; done(err) })
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}
