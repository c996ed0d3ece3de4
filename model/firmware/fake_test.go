package firmware

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// cutSentinel unwinds an activation as a loss of power does.
type cutSentinel struct{}

// resetSentinel unwinds an activation that asked for a soft reset.
type resetSentinel struct{}

// tear says what a cut leaves of the flash operation it meets.
type tear int

const (
	tearNothing tear = iota // nothing has happened yet
	tearHalf                // the first half of it has
	tearMixed               // every other bit has
	tearAll                 // all of it has
	tears
)

type armed struct {
	on bool
	at time.Duration
}

// fake is a machine in memory: flash that takes no time to speak of, timers,
// and a motor that always arrives.
type fake struct {
	g      Geometry
	mem    []byte
	now    time.Duration
	cause  ResetCause
	timers [Timers]armed
	motor  struct {
		on     bool
		at     time.Duration
		target Millidegrees
		result EventKind
	}
	stall    bool
	angle    Millidegrees
	battery  Millivolts
	door     bool
	noinit   [NoInitBytes]byte
	light    Permille
	radio    RadioState
	idle     IdleMode
	warnOn   bool
	lowRail  bool // POF below its threshold: programs and erases are refused in silence
	erases   int
	programs int

	calls int
	cutAt int // 0 never
	// The same counted in calls that change the flash.
	changes   int
	cutChange int
	how       tear

	replies []Reply
	notes   []string
	details []any
	log     bool

	sent   []gatt.Downlink
	hungUp []gatt.Hangup

	dice   []uint32 // what the random source gives first
	drawn  int
	random uint32
}

// nukiID is the identity in the published examples.
const nukiID = 0x2E96447C

var nordic = Geometry{PageBytes: 4096, Pages: 16, UnitBytes: 4, UnitPrograms: 2, Erased: 0xFF}

// small is the least memory of that kind; sweeps run on it.
var small = Geometry{PageBytes: 2048, Pages: 10, UnitBytes: 4, UnitPrograms: 2, Erased: 0xFF}

func newFake(g Geometry) *fake {
	f := &fake{g: g, mem: make([]byte, g.PageBytes*g.Pages), battery: 5200, door: true, angle: LockedMillidegrees, log: true}
	for i := range f.mem {
		f.mem[i] = g.Erased
	}
	return f
}

// call counts a hardware call and cuts the power at the one it was told.
func (f *fake) call(torn func(tear)) {
	f.calls++
	if torn != nil {
		f.changes++
	}
	if f.cutAt != 0 && f.calls == f.cutAt || f.cutChange != 0 && torn != nil && f.changes == f.cutChange {
		if torn != nil {
			torn(f.how)
		}
		panic(cutSentinel{})
	}
}

func (f *fake) PageBytes() int    { return f.g.PageBytes }
func (f *fake) Pages() int        { return f.g.Pages }
func (f *fake) UnitBytes() int    { return f.g.UnitBytes }
func (f *fake) ErasedByte() byte  { return f.g.Erased }
func (f *fake) UnitPrograms() int { return f.g.UnitPrograms }

func (f *fake) Read(addr uint32, dst []byte) error {
	f.call(nil)
	copy(dst, f.mem[addr:int(addr)+len(dst)])
	return nil
}

func (f *fake) apply(dst, src []byte, how tear, and bool) {
	for i, v := range src {
		if and {
			v &= dst[i]
		}
		switch how {
		case tearNothing:
		case tearHalf:
			if i < len(src)/2 {
				dst[i] = v
			}
		case tearMixed:
			dst[i] = dst[i]&0x55 | v&0xAA
		case tearAll:
			dst[i] = v
		}
	}
}

func (f *fake) Program(addr uint32, src []byte) error {
	dst := f.mem[addr : int(addr)+len(src)]
	f.call(func(how tear) { f.apply(dst, src, how, f.g.Erased == 0xFF) })
	f.now += 338 * time.Microsecond * time.Duration(len(src)/f.g.UnitBytes)
	if f.lowRail {
		return nil
	}
	f.programs++
	f.apply(dst, src, tearAll, f.g.Erased == 0xFF)
	return nil
}

func (f *fake) Erase(page int) error {
	dst := f.mem[page*f.g.PageBytes : (page+1)*f.g.PageBytes]
	blank := make([]byte, len(dst))
	for i := range blank {
		blank[i] = f.g.Erased
	}
	f.call(func(how tear) { f.apply(dst, blank, how, false) })
	f.now += 90 * time.Millisecond
	if f.lowRail {
		return nil
	}
	f.erases++
	copy(dst, blank)
	return nil
}

func (f *fake) Uptime() time.Duration    { return f.now }
func (f *fake) ResetCause() ResetCause   { return f.cause }
func (f *fake) Work(d time.Duration)     { f.call(nil); f.now += d }
func (f *fake) BatteryVolts() Millivolts { f.call(nil); return f.battery }
func (f *fake) LogicVolts() Millivolts   { f.call(nil); return 3000 }
func (f *fake) Temperature() DeciCelsius { return 215 }
func (f *fake) SetTimer(id TimerID, after time.Duration) {
	f.call(nil)
	f.timers[id] = armed{true, f.now + after}
}
func (f *fake) StopTimer(id TimerID) { f.timers[id] = armed{} }
func (f *fake) DriveMotor(m MotorCommand) {
	f.call(nil)
	f.motor.on, f.motor.at, f.motor.target, f.motor.result = true, f.now+2*time.Second, m.Target, MotorDone
	switch {
	case m.Target > 760_000:
		f.motor.target, f.motor.result = 740_000, MotorStalled
	case m.Target < -120_000:
		f.motor.target, f.motor.result = -100_000, MotorStalled
	case f.stall:
		f.motor.target, f.motor.result = f.angle, MotorStalled
	}
}
func (f *fake) StopMotor(bool)         { f.call(nil); f.motor.on = false }
func (f *fake) KeyAngle() Millidegrees { return f.angle }
func (f *fake) MotorReport() MotorReport {
	return MotorReport{Start: 5200, Lowest: 4700, MaxCurrent: 3300, Drain: 8000, Distance: 720_000, Duration: 2 * time.Second, Temperature: 215}
}
func (f *fake) SetLight(l Permille)              { f.call(nil); f.light = l }
func (f *fake) SetRadio(r RadioState)            { f.call(nil); f.radio = r }
func (f *fake) SetIdle(m IdleMode)               { f.idle = m }
func (f *fake) DoorClosed() bool                 { return f.door }
func (f *fake) SetWarning(on bool, _ Millivolts) { f.warnOn = on }
func (f *fake) NoInit() []byte                   { return f.noinit[:] }
func (f *fake) Random32() uint32 {
	if len(f.dice) > f.drawn {
		f.drawn++
		return f.dice[f.drawn-1]
	}
	f.random = f.random*1664525 + 1013904223
	return f.random
}
func (f *fake) DeviceID() uint32 { return nukiID }
func (f *fake) Reset()           { panic(resetSentinel{}) }
func (f *fake) Send(c gatt.ConnID, p gatt.PDU) {
	f.sent = append(f.sent, gatt.Downlink{Conn: c, PDU: p})
}
func (f *fake) Hangup(c gatt.ConnID, r gatt.Reason) {
	f.hungUp = append(f.hungUp, gatt.Hangup{Conn: c, Reason: r})
}
func (f *fake) Reply(r Reply)          { f.replies = append(f.replies, r) }
func (f *fake) Note(name, text string) { f.notes = append(f.notes, name+": "+text) }
func (f *fake) NoteWith(name, text string, detail any) {
	f.Note(name, text)
	f.details = append(f.details, detail)
}
func (f *fake) Tracing() bool { return f.log }

// rig is an application on a fake.
type rig struct {
	t     *testing.T
	hal   *fake
	app   *App
	twice bool // run every activation twice and compare
}

func newRig(t *testing.T, p *Profile, g Geometry) *rig {
	t.Helper()
	app, err := New(p, g)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, hal: newFake(g), app: app, twice: true}
	r.boot(PowerOn)
	return r
}

// handle runs an activation; a cut or a soft reset unwinds it.
func (r *rig) handle(e Event) (cut, reset bool) {
	run := func() (cut, reset bool) {
		defer func() {
			switch p := recover(); p.(type) {
			case nil:
			case cutSentinel:
				cut = true
			case resetSentinel:
				reset = true
			default:
				panic(p)
			}
		}()
		r.app.Handle(r.hal, e)
		return false, false
	}
	if !r.twice {
		return run()
	}
	state, hal := r.app.State, *r.hal
	mem := append([]byte(nil), r.hal.mem...)
	run()
	first, firstMem := r.app.State, append([]byte(nil), r.hal.mem...)
	hash := first.Hash()
	replies := append([]Reply(nil), r.hal.replies[len(hal.replies):]...)
	sent := append([]gatt.Downlink(nil), r.hal.sent[len(hal.sent):]...)
	r.app.State = state
	copy(r.hal.mem, mem)
	keep := r.hal.mem
	*r.hal = hal
	r.hal.mem = keep
	cut, reset = run()
	if r.app.State != first || r.app.State.Hash() != hash || string(firstMem) != string(r.hal.mem) {
		r.t.Fatalf("%v: the second run of the activation ended in another state", e.Kind)
	}
	for i, reply := range replies {
		if r.hal.replies[len(hal.replies)+i] != reply {
			r.t.Fatalf("%v: the second run answered %v, the first %v", e.Kind, r.hal.replies[len(hal.replies)+i], reply)
		}
	}
	if !slices.Equal(sent, r.hal.sent[len(hal.sent):]) {
		r.t.Fatalf("%v: the second run sent other PDUs", e.Kind)
	}
	return cut, reset
}

// boot resets the machine; RAM is lost unless the cause leaves it alone.
func (r *rig) boot(cause ResetCause) (cut bool) {
	h := r.hal
	h.now, h.cause = 0, cause
	h.timers, h.motor.on = [Timers]armed{}, false
	if cause == PowerOn {
		h.noinit = [NoInitBytes]byte{}
	}
	cut, _ = r.handle(Event{Kind: Boot})
	return cut
}

// run lets time pass.
func (r *rig) run(d time.Duration) (cut bool) {
	h := r.hal
	until := h.now + d
	for n := 0; ; n++ {
		if n > 100_000 {
			r.t.Fatal("the application never comes to rest")
		}
		id, at := -1, until
		for i, a := range h.timers {
			if a.on && a.at <= at {
				id, at = i, a.at
			}
		}
		if h.motor.on && h.motor.at <= at {
			h.now, h.motor.on, h.angle = max(h.now, h.motor.at), false, h.motor.target
			if cut, _ := r.handle(Event{Kind: h.motor.result, Angle: h.angle}); cut {
				return true
			}
			continue
		}
		if id < 0 {
			h.now = max(h.now, until)
			return false
		}
		h.now, h.timers[id].on = max(h.now, at), false
		cut, reset := r.handle(Event{Kind: Timer, Timer: TimerID(id)})
		if cut {
			return true
		}
		if reset {
			until -= h.now
			r.boot(SoftReset)
		}
	}
}

// sweep runs act again and again from the same flash, each time with the power
// cut at another place, until it comes through: at every hardware call with
// nothing torn, and inside every program and erase with each tear. Where a cut
// leaves the flash as the one before did, what follows would be the same, so
// check is called once for such a run of cuts. It returns the cuts made.
func (r *rig) sweep(prepare func(), act func() (cut bool), check func(place string)) (cuts int) {
	r.t.Helper()
	h := r.hal
	start, last := append([]byte(nil), h.mem...), append([]byte(nil), h.mem...)
	for how := tearNothing; how < tears; how++ {
		for n := 1; ; n++ {
			copy(h.mem, start)
			h.replies = h.replies[:0]
			prepare()
			h.calls, h.changes, h.how = 0, 0, how
			if how == tearNothing {
				h.cutAt = n
			} else {
				h.cutChange = n
			}
			cut := act()
			h.cutAt, h.cutChange = 0, 0
			if !cut {
				break
			}
			cuts++
			if n > 1 && string(h.mem) == string(last) {
				continue
			}
			copy(last, h.mem)
			check(fmt.Sprintf("cut %d, tear %d", n, how))
		}
	}
	copy(h.mem, start)
	return cuts
}

const phone PhoneID = 7

// call sends a command and returns its last reply.
func (r *rig) call(c Command) Reply {
	r.t.Helper()
	before := len(r.hal.replies)
	if _, reset := r.handle(Event{Kind: CommandReceived, Phone: phone, Command: c}); reset {
		defer r.boot(SoftReset)
	}
	for i := 0; i < 60; i++ {
		if n := len(r.hal.replies); n > before && r.hal.replies[n-1].Final() {
			return r.hal.replies[n-1]
		}
		r.run(time.Second)
	}
	r.t.Fatalf("no final reply to %v", c.Op)
	return Reply{}
}

// must is call for what has to succeed.
func (r *rig) must(c Command) Reply {
	r.t.Helper()
	reply := r.call(c)
	if reply.Kind != ReplyComplete {
		r.t.Fatalf("%v failed: %v", c.Op, reply.Error)
	}
	return reply
}

// pairOwner pairs the first phone.
func (r *rig) pairOwner() keyturner.AuthID {
	r.t.Helper()
	return r.must(Command{Op: OpPair, Name: keyturner.NewName("owner"), AppID: 4711, Key: [32]byte{1, 2, 3}}).Auth
}

func (r *rig) invite(by keyturner.AuthID, pin uint16, n int) {
	r.t.Helper()
	for i := 0; i < n; i++ {
		r.must(Command{Op: OpInviteAuthorization, Auth: by, PIN: pin, Name: keyturner.NewName("guest"), Key: [32]byte{byte(i)}})
	}
}

func (r *rig) verify(by keyturner.AuthID, pin uint16) keyturner.ErrorCode {
	r.t.Helper()
	return r.call(Command{Op: OpVerifyPIN, Auth: by, PIN: pin}).Error
}

func profile(t *testing.T, name string) *Profile {
	t.Helper()
	p, err := LookupProfile(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
