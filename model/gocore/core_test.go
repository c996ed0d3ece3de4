package gocore_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gocore"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
)

var memory = mcu.Memory{PageBytes: 4096, Pages: 128, UnitBytes: 4, UnitPrograms: 2, Erased: 0xFF}

// wire is a bus on which interrupts wait, calls end as told, and every call is
// written down.
type wire struct {
	mcu.Bus  // nil: a call that the test does not expect shows
	irqs     []mcu.Interrupt
	warnings int
	status   mcu.Status
	calls    []string
	noInit   [mcu.NoInitBytes]byte
}

func (w *wire) Take() (mcu.Interrupt, bool) {
	if len(w.irqs) == 0 {
		return mcu.Interrupt{}, false
	}
	irq := w.irqs[0]
	w.irqs = w.irqs[1:]
	return irq, true
}

func (w *wire) TakeWarning() (mcu.Interrupt, bool) {
	if w.warnings == 0 {
		return mcu.Interrupt{}, false
	}
	w.warnings--
	w.calls = append(w.calls, "warning")
	return mcu.Interrupt{Kind: mcu.IRQWarning}, true
}

func (w *wire) done(name string) mcu.Status {
	w.calls = append(w.calls, name)
	return w.status
}

func (w *wire) Memory() mcu.Memory    { return memory }
func (w *wire) Now() sim.Time         { return 0 }
func (w *wire) DeviceID() uint32      { return 1 }
func (w *wire) Uptime() time.Duration { return time.Second }
func (w *wire) Cause() mcu.ResetCause { return mcu.PowerOn }
func (w *wire) Work(time.Duration) mcu.Status {
	return w.done("work")
}
func (w *wire) ReadFlash(_ uint32, dst []byte) (mcu.Status, error) {
	for i := range dst {
		dst[i] = 0xFF
	}
	return w.done("read"), nil
}
func (w *wire) ProgramFlash(uint32, []byte) (mcu.Status, error) { return w.done("program"), nil }
func (w *wire) EraseFlash(uint32) (mcu.Status, error)           { return w.done("erase"), nil }
func (w *wire) NoInit() []byte                                  { return w.noInit[:] }
func (w *wire) Random32() uint32                                { return 4 }
func (w *wire) SoftReset() mcu.Status                           { return mcu.Lost }
func (w *wire) SetTimer(uint8, time.Duration)                   {}
func (w *wire) StopTimer(uint8)                                 {}
func (w *wire) Battery() (power.Volts, mcu.Status)              { return 6, w.done("battery") }
func (w *wire) Logic() (power.Volts, mcu.Status)                { return 3.3, w.done("logic") }
func (w *wire) Temperature() (power.Celsius, mcu.Status)        { return 21, w.done("temperature") }
func (w *wire) SetWarning(bool, power.Volts)                    {}
func (w *wire) Drive(mcu.BridgeCommand)                         {}
func (w *wire) StopBridge(bool)                                 {}
func (w *wire) KeyAngle() int32                                 { return 0 }
func (w *wire) LastRun() mcu.RunReport                          { return mcu.RunReport{} }
func (w *wire) DoorClosed() bool                                { return true }
func (w *wire) SetLight(int)                                    {}
func (w *wire) SetRadio(mcu.RadioState)                         {}
func (w *wire) SetIdle(mcu.IdleMode)                            {}
func (w *wire) Transmit(uint32, any)                            {}
func (w *wire) Tracing() bool                                   { return false }
func (w *wire) Note(string, string)                             {}
func (w *wire) NoteWith(string, string, any)                    {}

func core(t *testing.T, name string) *gocore.Core {
	t.Helper()
	p, err := firmware.LookupProfile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := gocore.New(p, memory)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACallThatDoesNotComeBackIsTheLastOne(t *testing.T) {
	for status, want := range map[mcu.Status]mcu.Exit{mcu.Lost: mcu.PowerLost, mcu.Horizon: mcu.AtHorizon} {
		c := core(t, "ab-slots")
		w := &wire{irqs: []mcu.Interrupt{{Kind: mcu.IRQBoot}, {Kind: mcu.IRQTimer}}, status: status}
		if exit := c.Run(w, 0); exit != want || len(w.calls) != 1 || len(w.irqs) != 1 {
			t.Errorf("status %d: exit %d after %v with %d interrupts left; want %d after one call and with one", status, exit, w.calls, len(w.irqs), want)
		}
	}
}

func TestAWarningDoesNotInterruptItself(t *testing.T) {
	c := core(t, "save-on-warning")
	w := &wire{irqs: []mcu.Interrupt{{Kind: mcu.IRQBoot}}}
	if exit := c.Run(w, 0); exit != mcu.Idle {
		t.Fatalf("boot: exit %d", exit)
	}
	// A warning within the boot is nested once, however many are pending.
	c = core(t, "save-on-warning")
	w = &wire{irqs: []mcu.Interrupt{{Kind: mcu.IRQBoot}}, warnings: 1}
	c.Run(w, 0)
	if n := slices.Index(w.calls, "warning"); n < 0 {
		t.Error("the boot was not interrupted by the warning")
	}
	c.App().State.Dirty = 1 // so that the handler has something to write
	w = &wire{irqs: []mcu.Interrupt{{Kind: mcu.IRQWarning}}, warnings: 1}
	c.Run(w, 0)
	if len(w.calls) == 0 || slices.Contains(w.calls, "warning") {
		t.Errorf("the handler of a warning did nothing or was interrupted by one: %v", w.calls)
	}
}

func TestInstallTakesOnlyItsOwnImages(t *testing.T) {
	c := core(t, "ab-slots")
	for _, image := range []any{nil, 4, gocore.Image{}} {
		if err := c.Install(image); !errors.Is(err, gocore.ErrImage) {
			t.Errorf("%v: %v", image, err)
		}
	}
	p, err := firmware.LookupProfile("journal")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Install(gocore.Image{Profile: p}); err != nil || c.App().Profile != p {
		t.Errorf("%v, profile %s", err, c.App().Profile.Name)
	}
}

func TestAForkOfACoreIsIndependent(t *testing.T) {
	c := core(t, "ab-slots")
	f := c.Fork()
	saved := c.Save(nil)
	before := f.Hash()
	c.App().State.PIN.Value = 4711
	if f.Hash() != before || c.Hash() == before {
		t.Error("a fork follows its parent")
	}
	if c.Load(saved); c.Hash() != before {
		t.Error("a saved state does not come back")
	}
}
