// Package gocore is the core that executes firmware written in Go.
//
// It adapts [firmware.App] to the machine's bus. Firmware is called in
// activations, one for each interrupt; everything that it does to hardware is a
// bus call that takes simulated time. When a call does not come back, because
// the core was reset or because simulated time has to stop there, one private
// sentinel unwinds the handler, as nothing after such a call may run. The
// application's whole state is one plain value that is copied at the start of
// an activation, so that an activation can be run again to a later instant.
//
// The package must not know what the application decides, nor how the devices
// behind the bus work.
package gocore

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/store"
)

// Core runs one application.
type Core struct {
	app firmware.App
	hal hal
}

// New returns a core with the profile's application installed and its volatile
// state empty. It fails when the profile cannot work on the memory.
func New(p *firmware.Profile, m mcu.Memory) (*Core, error) {
	app, err := firmware.New(p, firmware.Geometry{
		PageBytes: m.PageBytes, Pages: m.Pages, UnitBytes: m.UnitBytes, UnitPrograms: m.UnitPrograms, Erased: m.Erased,
	})
	if err != nil {
		return nil, err
	}
	return &Core{app: *app}, nil
}

// Image is a firmware image that Install takes: the application with a
// profile.
type Image struct{ Profile *firmware.Profile }

// String names the profile and its version.
func (i Image) String() string {
	if i.Profile == nil {
		return "no image"
	}
	v := i.Profile.Version
	return fmt.Sprintf("%s %d.%d.%d", i.Profile.Name, v[0], v[1], v[2])
}

// ErrImage is returned by Install for anything but an Image.
var ErrImage = errors.New("not an image of this core")

// App gives the application to look at; it is valid between activations.
func (c *Core) App() *firmware.App { return &c.app }

// Install replaces the application.
func (c *Core) Install(image any) error {
	i, ok := image.(Image)
	if !ok || i.Profile == nil {
		return fmt.Errorf("%w: %T", ErrImage, image)
	}
	return c.app.Update(i.Profile)
}

// PowerOff empties the application's state, as start-up code does.
func (c *Core) PowerOff() { c.app.State = firmware.State{} }

type saved struct{ app firmware.App }

// Save copies the application.
func (c *Core) Save(reuse mcu.Saved) mcu.Saved {
	s, ok := reuse.(*saved)
	if !ok {
		s = &saved{}
	}
	s.app = c.app
	return s
}

// Load takes the application back.
func (c *Core) Load(s mcu.Saved) { c.app.CopyFrom(&s.(*saved).app) }

// Fork returns an independent core.
func (c *Core) Fork() mcu.Core {
	f := &Core{}
	f.app.CopyFrom(&c.app)
	return f
}

// Hash digests the application's state.
func (c *Core) Hash() uint64 { return c.app.State.Hash() }

// unwound is the sentinel that leaves a handler whose bus call did not come
// back.
type unwound struct{ why mcu.Status }

// Run takes interrupts until none is left.
func (c *Core) Run(bus mcu.Bus, _ sim.Time) (exit mcu.Exit) {
	c.hal.bus = bus
	c.hal.memory = bus.Memory()
	defer func() {
		switch u := recover().(type) {
		case nil:
		case *unwound:
			exit = mcu.PowerLost
			if u.why == mcu.Horizon {
				exit = mcu.AtHorizon
			}
		default:
			panic(u)
		}
		c.hal.bus = nil
	}()
	c.hal.app = &c.app
	for {
		irq, ok := bus.Take()
		if !ok {
			return mcu.Idle
		}
		c.hal.warned = irq.Kind == mcu.IRQWarning // which does not interrupt itself
		c.app.Handle(&c.hal, event(irq))
	}
}

// event translates an interrupt.
func event(irq mcu.Interrupt) firmware.Event {
	e := firmware.Event{}
	switch irq.Kind {
	case mcu.IRQBoot:
		e.Kind = firmware.Boot
	case mcu.IRQTimer:
		e.Kind, e.Timer = firmware.Timer, firmware.TimerID(irq.Source)
	case mcu.IRQPacket:
		e, _ = irq.Packet.(firmware.Event)
	case mcu.IRQButton:
		e.Kind, e.Press = firmware.Button, time.Duration(irq.Value)
	case mcu.IRQKey:
		e.Kind, e.Angle = firmware.KeyTurned, firmware.Millidegrees(irq.Value)
	case mcu.IRQDoor:
		e.Kind, e.DoorClosed = firmware.DoorMoved, irq.Value != 0
	case mcu.IRQMotorTarget:
		e.Kind, e.Angle = firmware.MotorDone, firmware.Millidegrees(irq.Value)
	case mcu.IRQMotorStalled:
		e.Kind, e.Angle = firmware.MotorStalled, firmware.Millidegrees(irq.Value)
	case mcu.IRQMotorTimeout:
		e.Kind, e.Angle = firmware.MotorTimeout, firmware.Millidegrees(irq.Value)
	case mcu.IRQWarning:
		e.Kind = firmware.Warning
	case mcu.IRQWarningOver:
		e.Kind = firmware.WarningOver
	}
	return e
}

// hal is the bus as the application sees it.
type hal struct {
	bus    mcu.Bus
	app    *firmware.App
	memory mcu.Memory
	warned bool // inside the handler of a power-fail warning
	lost   unwound
}

// check unwinds the handler when the call did not come back, and lets a
// pending power-fail warning in when it did.
func (h *hal) check(s mcu.Status) {
	if s != mcu.Done {
		h.lost.why = s
		panic(&h.lost)
	}
	if h.warned {
		return
	}
	irq, ok := h.bus.TakeWarning()
	if !ok {
		return
	}
	h.warned = true
	h.app.Handle(h, event(irq))
	h.warned = false
}

func (h *hal) PageBytes() int    { return h.memory.PageBytes }
func (h *hal) Pages() int        { return h.memory.Pages }
func (h *hal) UnitBytes() int    { return h.memory.UnitBytes }
func (h *hal) ErasedByte() byte  { return h.memory.Erased }
func (h *hal) UnitPrograms() int { return h.memory.UnitPrograms }

func (h *hal) Read(addr uint32, dst []byte) error {
	s, err := h.bus.ReadFlash(addr, dst)
	h.check(s)
	if errors.Is(err, mcu.ErrUncorrectable) {
		return fmt.Errorf("%w at 0x%x", store.ErrUncorrectable, addr)
	}
	return err
}

func (h *hal) Program(addr uint32, src []byte) error {
	s, err := h.bus.ProgramFlash(addr, src)
	h.check(s)
	return err
}

func (h *hal) Erase(page int) error {
	s, err := h.bus.EraseFlash(uint32(page) * uint32(h.memory.PageBytes))
	h.check(s)
	return err
}

func (h *hal) Uptime() time.Duration { return h.bus.Uptime() }

func (h *hal) ResetCause() firmware.ResetCause {
	return [...]firmware.ResetCause{
		mcu.PowerOn: firmware.PowerOn, mcu.BrownOut: firmware.BrownOut, mcu.Pin: firmware.PinReset,
		mcu.Soft: firmware.SoftReset, mcu.Watchdog: firmware.Watchdog,
	}[h.bus.Cause()]
}

func (h *hal) Work(d time.Duration) { h.check(h.bus.Work(d)) }

func (h *hal) BatteryVolts() firmware.Millivolts {
	v, s := h.bus.Battery()
	h.check(s)
	return millivolts(v)
}

func (h *hal) LogicVolts() firmware.Millivolts {
	v, s := h.bus.Logic()
	h.check(s)
	return millivolts(v)
}

func (h *hal) Temperature() firmware.DeciCelsius {
	t, s := h.bus.Temperature()
	h.check(s)
	return firmware.DeciCelsius(round(float64(t * 10)))
}

func (h *hal) SetTimer(id firmware.TimerID, after time.Duration) { h.bus.SetTimer(uint8(id), after) }
func (h *hal) StopTimer(id firmware.TimerID)                     { h.bus.StopTimer(uint8(id)) }

func (h *hal) DriveMotor(m firmware.MotorCommand) {
	h.bus.Drive(mcu.BridgeCommand{
		TargetMillidegrees: int32(m.Target), Duty: float64(m.Duty) / 1000, SoftStart: m.SoftStart,
		StallCurrent: power.Amps(float64(m.StallCurrent) / 1000), StallTime: m.StallTime, StallBlank: m.StallBlank,
		Timeout: m.Timeout, Brake: m.Brake,
	})
}

func (h *hal) StopMotor(brake bool)            { h.bus.StopBridge(brake) }
func (h *hal) KeyAngle() firmware.Millidegrees { return firmware.Millidegrees(h.bus.KeyAngle()) }

func (h *hal) MotorReport() firmware.MotorReport {
	r := h.bus.LastRun()
	return firmware.MotorReport{
		Start: millivolts(r.Start), Lowest: millivolts(r.Lowest),
		MaxCurrent: firmware.Milliamps(round(float64(r.MaxCurrent * 1000))),
		Drain:      int32(round(float64(r.Energy * 1000))),
		Distance:   firmware.Millidegrees(r.Distance), Duration: r.Duration,
		Temperature: firmware.DeciCelsius(round(float64(r.Celsius * 10))),
	}
}

func (h *hal) SetLight(level firmware.Permille) { h.bus.SetLight(int(level)) }

func (h *hal) SetRadio(r firmware.RadioState) {
	h.bus.SetRadio(mcu.RadioState{
		Mode:     [...]mcu.RadioMode{firmware.RadioOff: mcu.RadioOff, firmware.RadioAdvertising: mcu.RadioAdvertising, firmware.RadioConnected: mcu.RadioConnected}[r.Mode],
		Interval: r.Interval, PollEvery: r.PollEvery, PollFor: r.PollFor, Beacon: r.Beacon,
	})
}

func (h *hal) SetIdle(mode firmware.IdleMode) {
	h.bus.SetIdle([...]mcu.IdleMode{firmware.IdleSleep: mcu.IdleSleep, firmware.IdleClockOn: mcu.IdleClockOn, firmware.IdleCPUOn: mcu.IdleCoreOn}[mode])
}

func (h *hal) DoorClosed() bool { return h.bus.DoorClosed() }

func (h *hal) SetWarning(on bool, level firmware.Millivolts) {
	h.bus.SetWarning(on, power.Volts(float64(level)/1000))
}

func (h *hal) NoInit() []byte   { return h.bus.NoInit() }
func (h *hal) Random32() uint32 { return h.bus.Random32() }
func (h *hal) DeviceID() uint32 { return h.bus.DeviceID() }
func (h *hal) Send(c gatt.ConnID, p gatt.PDU) {
	h.bus.Transmit(uint32(c), gatt.Downlink{Conn: c, PDU: p})
}
func (h *hal) Hangup(c gatt.ConnID, r gatt.Reason) {
	h.bus.Transmit(uint32(c), gatt.Hangup{Conn: c, Reason: r})
}
func (h *hal) Reset()                 { h.check(h.bus.SoftReset()) }
func (h *hal) Reply(r firmware.Reply) { h.bus.Transmit(uint32(r.Phone), r) }
func (h *hal) Note(name, text string) { h.bus.Note(name, text) }
func (h *hal) NoteWith(name, text string, detail any) {
	h.bus.NoteWith(name, text, detail)
}
func (h *hal) Tracing() bool { return h.bus.Tracing() }

func millivolts(v power.Volts) firmware.Millivolts {
	return firmware.Millivolts(round(float64(max(v, 0) * 1000)))
}

// round is to the nearest whole number, halves away from zero.
func round(x float64) float64 {
	if x < 0 {
		return -float64(int64(-x + 0.5))
	}
	return float64(int64(x + 0.5))
}

var (
	_ mcu.Core     = (*Core)(nil)
	_ firmware.HAL = (*hal)(nil)
)
