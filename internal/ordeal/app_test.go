package ordeal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/transport/gattws"
	"locktwin/model/keyturner"
)

// app is a phone that has the only say over one lock, and remembers what the
// lock has acknowledged.
type app struct {
	lock string
	spec fleet.Spec

	owner   keyturner.Credentials
	pin     claim[uint16]
	config  claim[keyturner.Settings]
	codes   map[uint32]*claim[bool] // whether a keypad code is there, by the code
	numbers map[uint32]uint16       // under which the lock lists a code
	bolt    claim[keyturner.LockState]
	log     uint32 // newest entry of the activity log that was seen
	instant int64  // acknowledged simulated time, ns
	what    string // was acknowledged then
	past    history
	drawn   uint32 // codes so far

	heard atomic.Int64 // simulated time of the latest value, ns
	ended atomic.Int32 // connections of which the server has told the end
	bye   error        // with which a socket ended
	air   *gattws.Client
	phone *keyturner.Client
	bytes io.Reader
}

func newApp(lock string, s fleet.Spec, seed uint64) *app {
	s.ID = lock
	var key [32]byte
	copy(key[:], lock)
	key[31] = byte(seed)
	return &app{lock: lock, spec: s, codes: map[uint32]*claim[bool]{}, numbers: map[uint32]uint16{}, bytes: rand.NewChaCha8(key)}
}

func (a *app) name() string { return "app of " + a.lock }

// begin makes the lock and pairs with it.
func (a *app) begin(on *site) error {
	if err := on.call("POST", "/locks", a.spec, nil); err != nil {
		return err
	}
	if err := on.call("POST", "/locks/"+a.lock+"/hands/press-button", map[string]string{"for": "6s"}, nil); err != nil {
		return err
	}
	if err := on.call("POST", "/locks/"+a.lock+"/time/run", map[string]string{"for": "7s"}, nil); err != nil {
		return err
	}
	link, err := a.connect(on)
	if err != nil {
		return err
	}
	a.owner, err = keyturner.Pair(link, keyturner.PairOptions{Type: keyturner.IDApp, AppID: 1, Name: "Ordeal", Random: a.bytes})
	if err != nil {
		return err
	}
	a.phone = keyturner.NewClient(link, a.owner, a.bytes)
	c, err := a.phone.Config()
	if err != nil {
		return err
	}
	states, err := a.phone.States()
	a.bolt.see(states.Lock)
	a.config.see(c.Settings)
	return err
}

// connect connects to the lock and subscribes.
func (a *app) connect(on *site) (*gattws.KeyturnerLink, error) {
	a.hangUp()
	var err error
	a.air, err = on.dial(&gattws.DialOptions{OnEvent: func(event any) {
		switch e := event.(type) {
		case *gattws.ValueChanged:
			a.heard.Store(e.TimeNS)
		case *gattws.Disconnected:
			a.ended.Add(1)
		}
	}})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := a.air.Connect(ctx, gattws.ConnectParams{Device: a.lock, MTU: 247, Instant: true, SupervisionTimeoutMS: 100})
	if err != nil {
		return nil, on.lost(err)
	}
	link, err := gattws.NewKeyturnerLink(context.Background(), conn, patience)
	return link, on.lost(err)
}

func (a *app) hangUp() {
	if a.air != nil {
		a.air.Drop()
		a.air = nil
	}
}

// check connects to the lock and asks for all that it has acknowledged.
func (a *app) check(on *site) error {
	var row fleet.Lock
	if err := on.call("GET", "/locks/"+a.lock, nil, &row); err != nil {
		return err
	}
	if row.SimTimeNS < a.instant {
		return fmt.Errorf("it is %d ns, and was %d ns when %s was acknowledged", row.SimTimeNS, a.instant, a.what)
	}
	if err := a.past.check(on, a.lock); err != nil {
		return err
	}
	link, err := a.connect(on)
	if err != nil {
		return err
	}
	a.phone = keyturner.NewClient(link, a.owner, a.bytes)
	for _, check := range []func() error{a.checkPIN, a.checkConfig, a.checkCodes, a.checkBolt, a.checkLog} {
		if err := check(); err != nil {
			return on.lost(err)
		}
	}
	return nil
}

func (a *app) checkPIN() error {
	for _, pin := range []uint16{a.pin.latest(), a.pin.told} {
		right, err := a.phone.VerifyPIN(pin)
		if err != nil {
			return err
		}
		if right {
			a.pin.see(pin)
			return nil
		}
	}
	return errors.New("the lock takes neither the PIN that it has acknowledged nor the one that was under way")
}

func (a *app) checkConfig() error {
	c, err := a.phone.Config()
	if err != nil {
		return err
	}
	if !a.config.holds(c.Settings) {
		return fmt.Errorf("the settings are %+v; acknowledged were %+v", c.Settings, a.config.told)
	}
	a.config.see(c.Settings)
	return nil
}

func (a *app) checkCodes() error {
	_, list, err := a.phone.KeypadCodes(keyturner.ListRequest{Count: 0xFFFF}, a.pin.told)
	if err != nil {
		return err
	}
	there := map[uint32]bool{}
	for _, c := range list {
		there[c.Code] = true
		a.numbers[c.Code] = c.ID
		if a.codes[c.Code] == nil {
			return fmt.Errorf("keypad code number %d was never asked for", c.ID)
		}
	}
	for code, c := range a.codes {
		if !c.holds(there[code]) {
			return fmt.Errorf("keypad code number %d: there %v, acknowledged %v", a.numbers[code], there[code], c.told)
		}
		if c.see(there[code]); !c.told {
			delete(a.codes, code)
		}
	}
	return nil
}

func (a *app) checkBolt() error {
	s, err := a.phone.States()
	if err != nil {
		return err
	}
	if len(a.bolt.asked) == 0 && s.Lock != a.bolt.told {
		return fmt.Errorf("the bolt is %v, acknowledged was %v", s.Lock, a.bolt.told)
	}
	a.bolt.see(s.Lock)
	if s.Lock != keyturner.Locked && s.Lock != keyturner.Unlocked {
		a.bolt.ask(s.Lock) // it is still on its way to somewhere
	}
	return nil
}

func (a *app) checkLog() error {
	_, newest, err := a.phone.Log(keyturner.LogRequest{Count: 1, Descending: true}, a.pin.told)
	if err != nil {
		return err
	}
	if len(newest) == 0 && a.log > 0 || len(newest) > 0 && newest[0].Index < a.log {
		return fmt.Errorf("the activity log ends with %+v, and had an entry %d", newest, a.log)
	}
	if len(newest) > 0 {
		a.log = newest[0].Index
	}
	return nil
}

// use does what an owner does, until the server is gone.
func (a *app) use(on *site, draw *rand.Rand) error {
	defer a.leave(on)
	for {
		if err := a.act(on, draw); err != nil {
			return on.lost(err)
		}
	}
}

// leave waits for the farewell of a server that ends in order, or just goes.
func (a *app) leave(on *site) {
	if on.inOrder {
		select {
		case <-a.air.Done():
			a.bye = a.air.Err()
		case <-time.After(patience):
		}
	}
	a.hangUp()
}

// act does one thing.
func (a *app) act(on *site, draw *rand.Rand) error {
	what, wrote := "", true
	var err error
	switch n := draw.IntN(100); {
	case n < 45:
		what, err = "a PIN", a.setPIN(draw)
	case n < 60:
		what, err = "a setting", a.setConfig(draw)
	case n < 75:
		what, err = "a code", a.addCode()
	case n < 85:
		what = "the end of a code"
		wrote, err = a.removeCode(draw)
	case n < 92:
		what = "a turn of the bolt"
		wrote, err = a.turn()
	default:
		wrote, err = false, a.checkLog()
	}
	var refused *keyturner.LockError
	switch {
	case errors.As(err, &refused) && refused.Code == keyturner.ErrBusy:
		return nil // the bolt still moves, as it did when the server before was killed
	case err != nil || !wrote:
		return err
	}
	if at := a.heard.Load(); at > a.instant {
		a.instant, a.what = at, what
	}
	on.acknowledged()
	if draw.IntN(4) == 0 {
		return a.past.learn(on, a.lock)
	}
	return nil
}

// answered notes what the lock has answered to what was asked for last.
func answered[T comparable](c *claim[T], err error) error {
	var refused *keyturner.LockError
	switch {
	case err == nil:
		c.tell()
	case errors.As(err, &refused):
		c.withdraw()
	}
	return err
}

func (a *app) setPIN(draw *rand.Rand) error {
	a.pin.ask(1 + uint16(draw.IntN(9999)))
	return answered(&a.pin, a.phone.SetPIN(a.pin.latest(), a.pin.told))
}

func (a *app) setConfig(draw *rand.Rand) error {
	s := a.config.told
	s.Name = keyturner.NewName(fmt.Sprintf("Door %d", draw.IntN(1e6)))
	s.LEDBrightness = uint8(draw.IntN(6))
	a.config.ask(s)
	return answered(&a.config, a.phone.SetConfig(s, a.pin.told))
}

// addCode adds a code of six digits that was not there before.
func (a *app) addCode() error {
	a.drawn++
	code := uint32(0)
	for n, digits := a.drawn, 0; digits < 5; digits++ {
		code = code*10 + 1 + n%9
		n /= 9
	}
	code += 300_000
	c := &claim[bool]{}
	a.codes[code] = c
	c.ask(true)
	id, err := a.phone.AddKeypadCode(keyturner.AddKeypadCode{Code: code, Name: keyturner.NewShortName("Guest")}, a.pin.told)
	a.numbers[code] = id.ID
	if err = answered(c, err); !c.holds(true) {
		delete(a.codes, code)
	}
	return err
}

func (a *app) removeCode(draw *rand.Rand) (wrote bool, err error) {
	if len(a.codes) == 0 {
		return false, nil
	}
	var all []uint32
	for code := range a.codes {
		all = append(all, code)
	}
	slices.Sort(all)
	// Few are left, so that the lists stay short.
	for len(all) > 0 {
		i := draw.IntN(len(all))
		code := all[i]
		all = slices.Delete(all, i, i+1)
		c := a.codes[code]
		c.ask(false)
		if err := answered(c, a.phone.RemoveKeypadCode(a.numbers[code], a.pin.told)); err != nil {
			return true, err
		}
		delete(a.codes, code)
		if len(a.codes) < 8 {
			break
		}
	}
	return true, nil
}

// turn locks or unlocks. The log of the lock is written then, unless the bolt was
// on its way there already.
func (a *app) turn() (wrote bool, err error) {
	wrote = len(a.bolt.asked) == 0
	to, action := keyturner.Locked, keyturner.ActionLock
	if a.bolt.told == keyturner.Locked {
		to, action = keyturner.Unlocked, keyturner.ActionUnlock
	}
	a.bolt.ask(to)
	return wrote, answered(&a.bolt, a.phone.LockAction(keyturner.LockActionRequest{Action: action}, nil))
}
