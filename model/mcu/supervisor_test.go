package mcu_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// idle is a program that does nothing and never sleeps, so that VDD follows the
// terminals.
func idle(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
	b.SetIdle(mcu.IdleCoreOn)
	return mcu.Done
}

// bench holds the terminals at a voltage from an instant on.
func bench(m *mcu.Machine, at time.Duration, v power.Volts) {
	m.InjectAt(sim.Time(0).Add(at), mcu.Input{Kind: mcu.InBench, On: true, Volts: v, Ohms: 0.1})
}

func TestAResetThatComesTwiceToTheDetectorActsOnce(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.BrownOutDelay = 200 * time.Millisecond
	m := build(t, cfg, idle)
	bench(m, 1000*time.Millisecond, 1.5)
	bench(m, 1080*time.Millisecond, 1.63) // over the level, within the hysteresis
	bench(m, 1120*time.Millisecond, 1.5)
	bench(m, 1240*time.Millisecond, 5)
	advance(t, m, 3*time.Second)
	if s := m.Stats(); s.Resets != 1 || s.Boots != 2 {
		t.Errorf("%d resets and %d boots, want 1 and 2", s.Resets, s.Boots)
	}
}

func TestASagShorterThanTheDetectorsDelayDoesNotReset(t *testing.T) {
	for _, c := range []struct {
		delay  time.Duration
		resets int
	}{{150 * time.Millisecond, 0}, {20 * time.Millisecond, 1}} {
		cfg := mcu.NRF52()
		cfg.Supervisor.BrownOutDelay = c.delay
		m := build(t, cfg, idle)
		r := &recorder{}
		m.Listen(r)
		bench(m, 1000*time.Millisecond, 1.5)
		bench(m, 1100*time.Millisecond, 5)
		advance(t, m, 3*time.Second)
		if s := m.Stats(); s.Resets != c.resets || len(r.find("glitch")) != 1-c.resets {
			t.Errorf("with a delay of %v: %d resets and %d glitches", c.delay, s.Resets, len(r.find("glitch")))
		}
	}
}

func TestLogicWithoutSupplyStopsWhateverTheDetectorsDelay(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.BrownOutDelay = 10 * time.Second
	m := build(t, cfg, idle)
	bench(m, time.Second, 0)
	bench(m, 2*time.Second, 5)
	advance(t, m, 1500*time.Millisecond)
	if m.CPU() != mcu.Off {
		t.Errorf("with VDD at %.2f V the core is in state %v", m.Sample().VDD, m.CPU())
	}
	advance(t, m, 20*time.Second)
	if s := m.Stats(); s.Resets != 1 || s.Boots != 2 || m.Cause() != mcu.PowerOn {
		t.Errorf("%d resets, %d boots, cause %v; want 1, 2, power-on", s.Resets, s.Boots, m.Cause())
	}
}

func TestAResetPinPulledWithoutSupplyLeavesNoTrace(t *testing.T) {
	m := build(t, mcu.NRF52(), idle)
	bench(m, time.Second, 0)
	m.InjectAt(sim.Time(2*time.Second), mcu.Input{Kind: mcu.InPinReset})
	bench(m, 3*time.Second, 5)
	advance(t, m, 5*time.Second)
	if s := m.Stats(); m.Cause() != mcu.PowerOn || s.Resets != 1 {
		t.Errorf("cause %v after %d resets, want power-on after 1", m.Cause(), s.Resets)
	}
}

func TestAResetPinPulledInABrownOutDoesNotRelease(t *testing.T) {
	m := build(t, mcu.NRF52(), idle)
	bench(m, time.Second, 1.5)
	bench(m, 1500*time.Millisecond, 1.62) // over the level, within the hysteresis
	m.InjectAt(sim.Time(1700*time.Millisecond), mcu.Input{Kind: mcu.InPinReset})
	advance(t, m, 2*time.Second)
	if s := m.Stats(); s.Boots != 1 || m.CPU() != mcu.InReset {
		t.Errorf("at %.3f V: %d boots, %v; want 1 boot and a core in reset", m.Sample().VDD, s.Boots, m.CPU())
	}
}

func TestABootUnderSagIsTriedAgainAndAgain(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Misexecute.RatePerSecond = 1e-9 // a hang would end the loop
	m := build(t, cfg, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		b.SetLight(1000)
		return b.Work(time.Second)
	})
	// The light pulls the terminals down by more than the hysteresis.
	m.InjectAt(sim.Time(time.Second), mcu.Input{Kind: mcu.InBench, On: true, Volts: 1.8, Ohms: 20})
	advance(t, m, 20*time.Second)
	s := m.Stats()
	if s.Boots < 10 || s.Resets < s.Boots-1 || s.Resets > s.Boots {
		t.Errorf("%d boots and %d resets in 19 s, want many, in turn", s.Boots, s.Resets)
	}
	m.Inject(mcu.Input{Kind: mcu.InBench})
	advance(t, m, 30*time.Second)
	if after := m.Stats(); after.Boots > s.Boots+1 || m.CPU() != mcu.Asleep {
		t.Errorf("with cells again: %d boots, %v", after.Boots-s.Boots, m.CPU())
	}
}

func TestStartUpCodeMisexecutesToo(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.BrownOutOn = false
	cfg.BootTime = 10 * time.Second
	cfg.Misexecute.WildWrite, cfg.Misexecute.CorruptWord = 0, 0
	m := build(t, cfg, idle)
	bench(m, 0, 1.45)
	advance(t, m, 9*time.Second)
	if s := m.Stats(); s.Hangs == 0 || m.CPU() != mcu.Hung {
		t.Errorf("after 9 s of start-up code at %.2f V: %+v, %v", m.Sample().VDD, s, m.CPU())
	}
	advance(t, m, 20*time.Second)
	if s := m.Stats(); s.Boots != 0 {
		t.Errorf("a hung core booted %d times", s.Boots)
	}
}

func TestNothingComesAfterTheCallInWhichACoreHangs(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.BrownOutOn = false
	cfg.Misexecute = mcu.MisexecuteConfig{RatePerSecond: 20, Slope: 0.05}
	var m *mcu.Machine
	after := 0
	m = build(t, cfg, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		b.SetTimer(0, 5*time.Millisecond)
		for range 20 {
			if s := b.Work(100 * time.Microsecond); s != mcu.Done {
				return s
			}
			if m.CPU() == mcu.Hung {
				after++
			}
		}
		return mcu.Done
	})
	bench(m, time.Second, 1.45)
	advance(t, m, 3*time.Second)
	if m.Stats().Hangs != 1 || after != 0 {
		t.Errorf("%d hangs, %d calls came back after", m.Stats().Hangs, after)
	}
}

func TestAWatchdogResetsAHungCoreOnce(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.BrownOutOn = false
	cfg.Watchdog = time.Second
	cfg.Misexecute = mcu.MisexecuteConfig{RatePerSecond: 100, Slope: 0.05}
	m := build(t, cfg, idle)
	bench(m, time.Second, 1.45)
	bench(m, 1900*time.Millisecond, 5)
	advance(t, m, 10*time.Second)
	if s := m.Stats(); s.Hangs != 1 || s.ResetsBy[mcu.Watchdog] != 1 || s.Boots != 2 {
		t.Errorf("%+v, want one hang, one reset by the watchdog, two boots", s)
	}
}

func TestAWatchdogOfAnEarlierRunDoesNotBite(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.BrownOutOn = false
	cfg.Watchdog = time.Second
	cfg.Misexecute = mcu.MisexecuteConfig{RatePerSecond: 100, Slope: 0.05}
	m := build(t, cfg, idle)
	bench(m, time.Second, 1.45)
	m.InjectAt(sim.Time(1700*time.Millisecond), mcu.Input{Kind: mcu.InPinReset})
	bench(m, 1701*time.Millisecond, 5)
	advance(t, m, 10*time.Second)
	if s := m.Stats(); s.ResetsBy[mcu.Watchdog] != 0 || s.ResetsBy[mcu.Pin] != 1 {
		t.Errorf("%+v, want a reset by the pin and none by the watchdog", s)
	}
}

func TestNoInitFadesByTemperature(t *testing.T) {
	kept := func(t *testing.T, celsius, later power.Celsius, gap time.Duration, por bool) int {
		cfg := mcu.NRF52()
		if por {
			// The rail is gone before the detector has made up its mind.
			cfg.Supervisor.BrownOutOn, cfg.Supervisor.BrownOutDelay = false, time.Second
		}
		m := build(t, cfg, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
			if b.Now() < sim.Time(time.Second) {
				for i := range b.NoInit() {
					b.NoInit()[i] = 0xA5
				}
			}
			b.SetIdle(mcu.IdleCoreOn)
			return mcu.Done
		})
		m.Inject(mcu.Input{Kind: mcu.InAmbient, Celsius: celsius})
		m.InjectAt(sim.Time(time.Second), mcu.Input{Kind: mcu.InBench, On: true, Volts: 0, Ohms: 0.01})
		end := sim.Time(time.Second).Add(gap)
		m.InjectAt(end-1, mcu.Input{Kind: mcu.InAmbient, Celsius: later})
		m.InjectAt(end, mcu.Input{Kind: mcu.InBench, On: true, Volts: 5, Ohms: 0.1})
		advance(t, m, time.Hour)
		if s := m.Stats(); s.Boots != 2 {
			t.Fatalf("%v at %g °C: %d boots", gap, celsius, s.Boots)
		}
		n := 0
		for _, b := range m.NoInit() {
			if b == 0xA5 {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		name           string
		celsius, later power.Celsius
		gap            time.Duration
		por            bool
		least, most    int
	}{
		{"hot, 100 ms", 60, 60, 100 * time.Millisecond, false, 0, 8},
		{"room, 50 ms", 21, 21, 50 * time.Millisecond, false, 128, 128},
		{"room, 10 s", 21, 21, 10 * time.Second, false, 0, 32},
		{"room, 10 s, slow power-on reset", 21, 21, 10 * time.Second, true, 0, 32},
		{"cold, 5 s", -20, -20, 5 * time.Second, false, 128, 128},
		{"cold, 5 s, warmed at the end", -20, 60, 5 * time.Second, false, 128, 128},
		{"cold, partly", -20, -20, 75 * time.Second, false, 0, 100},
		{"cold, 20 min", -20, -20, 20 * time.Minute, false, 0, 32},
	} {
		if n := kept(t, c.celsius, c.later, c.gap, c.por); n < c.least || n > c.most {
			t.Errorf("%s: %d of %d bytes are left, want %d to %d", c.name, n, mcu.NoInitBytes, c.least, c.most)
		}
	}
}

func TestAnInstallationBringsItsOptionBytes(t *testing.T) {
	m := build(t, mcu.NRF52(), idle)
	advance(t, m, time.Second)
	off := m.Config().Supervisor
	off.BrownOutOn = false
	m.Inject(mcu.Input{Kind: mcu.InImage, Supervisor: &off})
	bench(m, 2*time.Second, 1.45)
	advance(t, m, 3*time.Second)
	if s := m.Stats(); s.Resets != 1 || s.ResetsBy[mcu.Soft] != 1 || m.Config().Supervisor.BrownOutOn {
		t.Errorf("%+v: the brown-out reset acts although the image has it off", s)
	}
	bad := off
	bad.PowerOnLevel = -1
	bench(m, 4*time.Second, 5)
	m.InjectAt(sim.Time(5*time.Second), mcu.Input{Kind: mcu.InImage, Supervisor: &bad})
	m.Listen(&recorder{})
	advance(t, m, 6*time.Second)
	if m.Config().Supervisor.PowerOnLevel != off.PowerOnLevel {
		t.Error("an impossible configuration was installed")
	}
}

func TestMisuseOfAdvanceIsAnError(t *testing.T) {
	m := build(t, mcu.NRF52(), idle)
	advance(t, m, time.Second)
	if err := m.Advance(sim.Time(time.Second) - 1); !errors.Is(err, mcu.ErrBackwards) {
		t.Errorf("into the past: %v", err)
	}
	if err := m.Advance(sim.Never); !errors.Is(err, mcu.ErrForever) {
		t.Errorf("for ever: %v", err)
	}
	if err := m.Advance(m.Now()); err != nil {
		t.Errorf("to where it is: %v", err)
	}
	long := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status { return b.Work(2 * time.Minute) })
	if err := long.Advance(sim.Time(90 * time.Second)); !errors.Is(err, mcu.ErrLongActivation) {
		t.Errorf("into an activation of two minutes: %v", err)
	}
}

func TestConfigurationsOutOfRangeAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*mcu.Config){
		"negative delay":   func(c *mcu.Config) { c.Supervisor.BrownOutDelay = -1 },
		"no power-on":      func(c *mcu.Config) { c.Supervisor.PowerOnLevel = power.Volts(math.NaN()) },
		"huge current":     func(c *mcu.Config) { c.Currents.Sleep = 2 },
		"no halving":       func(c *mcu.Config) { c.RAM.HalvesPer = 0 },
		"shares above one": func(c *mcu.Config) { c.Misexecute.WildWrite, c.Misexecute.CorruptWord = 0.6, 0.6 },
		"slow reads":       func(c *mcu.Config) { c.FlashReadPerByte = -time.Second },
	} {
		c := mcu.NRF52()
		spoil(&c)
		if err := c.Validate(); !errors.Is(err, mcu.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c := mcu.NRF52(); c.Validate() != nil {
		t.Error(c.Validate())
	}
}
