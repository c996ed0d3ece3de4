package mcu_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// probe is a core for tests: its program is a function of one interrupt.
type probe struct {
	program func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status
	count   int // volatile
}

func (p *probe) Run(b mcu.Bus, _ sim.Time) mcu.Exit {
	for {
		irq, ok := b.Take()
		if !ok {
			return mcu.Idle
		}
		switch p.program(p, b, irq) {
		case mcu.Lost:
			return mcu.PowerLost
		case mcu.Horizon:
			return mcu.AtHorizon
		}
	}
}

func (p *probe) PowerOff()                { p.count = 0 }
func (p *probe) Save(mcu.Saved) mcu.Saved { return p.count }
func (p *probe) Load(s mcu.Saved)         { p.count = s.(int) }
func (p *probe) Hash() uint64             { return uint64(p.count) }
func (p *probe) Install(any) error        { return nil }
func (p *probe) Fork() mcu.Core           { f := *p; return &f }

const page = 0x7F000

func part(t testing.TB, name string) *flashsim.Part {
	t.Helper()
	p, err := flashsim.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func build(t testing.TB, cfg mcu.Config, program func(*probe, mcu.Bus, mcu.Interrupt) mcu.Status) *mcu.Machine {
	t.Helper()
	m := buildOn(t, cfg, "nrf52832", program)
	if err := m.Flash().Load(page, slices.Repeat([]byte{0x00}, 4096)); err != nil {
		t.Fatal(err)
	}
	return m
}

// buildOn is build with another memory, which is blank.
func buildOn(t testing.TB, cfg mcu.Config, name string, program func(*probe, mcu.Bus, mcu.Interrupt) mcu.Status) *mcu.Machine {
	t.Helper()
	key := repro.Root(7)
	supply, err := power.New(power.DefaultConfig(power.Alkaline), key.Child("cells"))
	if err != nil {
		t.Fatal(err)
	}
	flash := flashsim.New(part(t, name), key.Child("flash"))
	m, err := mcu.New(mcu.Options{
		Config: cfg, Supply: supply, Flash: flash, Core: &probe{program: program}, Key: key.Child("mcu"),
		Mechanism: mcu.DefaultMechanism(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// eraser erases the page in the boot activation.
func eraser(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
	if irq.Kind != mcu.IRQBoot {
		return mcu.Done
	}
	p.count++
	if s := b.Work(time.Millisecond); s != mcu.Done {
		return s
	}
	s, _ := b.EraseFlash(page)
	return s
}

type recorder struct{ events []trace.Event }

func (r *recorder) Event(e *trace.Event) { r.events = append(r.events, *e) }

func (r *recorder) find(name string) []trace.Event {
	var out []trace.Event
	for _, e := range r.events {
		if e.Name == name {
			out = append(out, e)
		}
	}
	return out
}

func advance(t testing.TB, m *mcu.Machine, to time.Duration) {
	t.Helper()
	if err := m.Advance(sim.Time(0).Add(to)); err != nil {
		t.Fatal(err)
	}
}

func TestCellsPulledFortyMillisecondsIntoAnEraseTearJustThatErase(t *testing.T) {
	m := build(t, mcu.NRF52(), eraser)
	r := &recorder{}
	m.Listen(r)
	// Reset is released after 1 ms, start-up takes 3 ms, the work 1 ms.
	const begins = 5 * time.Millisecond
	advance(t, m, begins+40*time.Millisecond)
	op, done, ok := m.Flash().InFlight()
	if !ok || op.Kind != flashsim.Erase || math.Abs(done-40/89.7) > 0.01 {
		t.Fatalf("at 40 ms: in flight %v, %v at %.3f, want an erase at %.3f", ok, op.Kind, done, 40/89.7)
	}
	// An abrupt removal with next to no bulk capacitor.
	m.Inject(mcu.Input{Kind: mcu.InBench, On: true, Volts: 0, Ohms: 0.1})
	advance(t, m, 10*time.Second)
	torn := r.find("erase-torn")
	if len(torn) != 1 || len(r.find("erase-done")) != 0 {
		t.Fatalf("torn %d, done %d; want just one torn", len(torn), len(r.find("erase-done")))
	}
	if at := time.Duration(torn[0].At) - begins; at < 40*time.Millisecond || at > 45*time.Millisecond {
		t.Errorf("torn %v after it began, want shortly after 40 ms", at)
	}
	if s := m.Stats(); s.Interrupted != 1 || s.Erases != 1 || s.Programs != 0 {
		t.Errorf("stats %+v, want one erase, interrupted", s)
	}
	marginal := 0
	for _, g := range m.Flash().Marginal() {
		if g.Addr < page || g.Addr+g.Size > page+4096 {
			t.Errorf("marginal region %+v outside the page", g)
		}
		marginal += int(g.Size)
	}
	if marginal == 0 {
		t.Error("no marginal region on the page")
	}
}

func TestStoppingOftenChangesNothing(t *testing.T) {
	play := func(stops ...time.Duration) ([]trace.Event, [32]byte) {
		m := build(t, mcu.NRF52(), eraser)
		r := &recorder{}
		m.Listen(r)
		m.InjectAt(sim.Time(0).Add(60*time.Millisecond), mcu.Input{Kind: mcu.InContact, Ohms: power.Ohms(math.Inf(1))})
		m.InjectAt(sim.Time(0).Add(2*time.Second), mcu.Input{Kind: mcu.InContact, Ohms: 0.02})
		for _, s := range stops {
			advance(t, m, s)
		}
		advance(t, m, 5*time.Second)
		return r.events, m.Hash()
	}
	whole, wholeHash := play()
	var often []time.Duration
	for d := time.Duration(1); d < 5*time.Second; d = d*5/4 + 777*time.Microsecond {
		often = append(often, d)
	}
	pieces, piecesHash := play(often...)
	if len(whole) < 10 || !slices.Equal(whole, pieces) {
		t.Errorf("the trace has %d events in one go and %d with %d stops, or they differ", len(whole), len(pieces), len(often))
	}
	if wholeHash != piecesHash {
		t.Error("the machines end in different states")
	}
}

func TestForkInTheMiddleOfAnEraseIsIndependent(t *testing.T) {
	m := build(t, mcu.NRF52(), eraser)
	advance(t, m, 30*time.Millisecond)
	f := m.Fork()
	f.Inject(mcu.Input{Kind: mcu.InBench, On: true, Volts: 0, Ohms: 0.1})
	if err := f.Advance(sim.Time(0).Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	advance(t, m, time.Second)
	if f.Stats().Interrupted != 1 || m.Stats().Interrupted != 0 {
		t.Errorf("interrupted: fork %d, parent %d; want 1 and 0", f.Stats().Interrupted, m.Stats().Interrupted)
	}
	if f.Hash() == m.Hash() {
		t.Error("fork and parent have the same state")
	}
}

func TestAnInputInAnActivationActsAtItsInstant(t *testing.T) {
	late := build(t, mcu.NRF52(), eraser)
	late.InjectAt(sim.Time(0).Add(45*time.Millisecond), mcu.Input{Kind: mcu.InBench, On: true, Volts: 0, Ohms: 0.1})
	advance(t, late, time.Second)
	hand := build(t, mcu.NRF52(), eraser)
	advance(t, hand, 45*time.Millisecond)
	hand.Inject(mcu.Input{Kind: mcu.InBench, On: true, Volts: 0, Ohms: 0.1})
	advance(t, hand, time.Second)
	if late.Hash() != hand.Hash() {
		t.Error("an input given in the middle of an erase and one announced before have different ends")
	}
}

func TestQuickSwapDoesNotReset(t *testing.T) {
	m := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status { p.count++; return mcu.Done })
	m.InjectAt(sim.Time(0).Add(time.Second), mcu.Input{Kind: mcu.InContact, Ohms: power.Ohms(math.Inf(1))})
	m.InjectAt(sim.Time(0).Add(2500*time.Millisecond), mcu.Input{Kind: mcu.InContact, Ohms: 0.02})
	advance(t, m, 10*time.Second)
	if s := m.Stats(); s.Resets != 0 || s.Boots != 1 {
		t.Errorf("%d resets and %d boots, want 0 and 1", s.Resets, s.Boots)
	}
}

func TestNoInitSurvivesAShortOutageAndFadesInALongOne(t *testing.T) {
	kept := func(gap time.Duration) int {
		m := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
			if b.Now() < sim.Time(time.Second) {
				for i := range b.NoInit() {
					b.NoInit()[i] = 0xA5
				}
			}
			return mcu.Done
		})
		advance(t, m, time.Second)
		m.Inject(mcu.Input{Kind: mcu.InBench, On: true, Volts: 0, Ohms: 0.01})
		advance(t, m, time.Second+gap)
		m.Inject(mcu.Input{Kind: mcu.InBench})
		advance(t, m, 20*time.Second)
		n := 0
		for _, b := range m.NoInit() {
			if b == 0xA5 {
				n++
			}
		}
		return n
	}
	if n := kept(5 * time.Millisecond); n != mcu.NoInitBytes {
		t.Errorf("after 5 ms without supply %d of %d bytes are left", n, mcu.NoInitBytes)
	}
	if n := kept(10 * time.Second); n > mcu.NoInitBytes/4 {
		t.Errorf("after 10 s without supply %d of %d bytes are left", n, mcu.NoInitBytes)
	}
}

func TestWarningGatesTheFlash(t *testing.T) {
	programmed := func(gate bool) int {
		cfg := mcu.NRF52()
		cfg.Supervisor.WarningGatesFlash = gate
		m := build(t, cfg, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
			if irq.Kind == mcu.IRQBoot {
				b.SetWarning(true, 2.8)
				return mcu.Done
			}
			if irq.Kind == mcu.IRQWarning {
				s, _ := b.ProgramFlash(0x100, []byte{1, 2, 3, 4})
				return s
			}
			return mcu.Done
		})
		m.InjectAt(sim.Time(0).Add(time.Second), mcu.Input{Kind: mcu.InBench, On: true, Volts: 2.5, Ohms: 0.1})
		advance(t, m, 10*time.Second)
		return m.Stats().Programs
	}
	if n := programmed(true); n != 0 {
		t.Errorf("with the gate %d programs, want 0", n)
	}
	if n := programmed(false); n != 1 {
		t.Errorf("without the gate %d programs, want 1", n)
	}
}

func TestWithBrownOutOffACoreBelowItsMinimumMisexecutes(t *testing.T) {
	run := func(on bool) mcu.Stats {
		cfg := mcu.NRF52()
		cfg.Supervisor.BrownOutOn = on
		m := build(t, cfg, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
			if irq.Kind != mcu.IRQBoot && irq.Kind != mcu.IRQTimer {
				return mcu.Done
			}
			b.SetTimer(0, 10*time.Millisecond)
			return b.Work(5 * time.Millisecond)
		})
		m.InjectAt(sim.Time(0).Add(time.Second), mcu.Input{Kind: mcu.InBench, On: true, Volts: 1.42, Ohms: 0.1})
		advance(t, m, 10*time.Second)
		return m.Stats()
	}
	if s := run(true); s.Misexecutions != 0 || s.ResetsBy[mcu.BrownOut] == 0 {
		t.Errorf("with the brown-out reset: %+v, want a reset and no misexecution", s)
	}
	if s := run(false); s.Misexecutions == 0 {
		t.Errorf("without the brown-out reset: %+v, want misexecutions", s)
	}
}
