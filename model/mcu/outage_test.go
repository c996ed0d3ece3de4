package mcu_test

import (
	"bytes"
	"testing"
	"time"

	"locktwin/model/mcu"
	"locktwin/model/sim"
)

func TestAResetDoesNotReachAMemoryWithAControllerOfItsOwn(t *testing.T) {
	for _, name := range []string{"kh25l8005", "24lc256"} {
		data := bytes.Repeat([]byte{0x5A}, 1024)
		boots, ahead := 0, time.Duration(0)
		var first byte
		cfg := mcu.NRF52()
		cfg.BootTime, cfg.Supervisor.ReleaseDelay = 50*time.Microsecond, 0
		m := buildOn(t, cfg, name, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
			if irq.Kind != mcu.IRQBoot {
				return mcu.Done
			}
			if b.Cause() != mcu.Pin {
				s, _ := b.ProgramFlash(0, data)
				return s
			}
			boots++
			before := b.Now()
			var got [1]byte
			s, _ := b.ReadFlash(0, got[:])
			first, ahead = got[0], b.Now().Sub(before)
			return s
		})
		r := &recorder{}
		m.Listen(r)
		for inFlight := false; !inFlight; _, _, inFlight = m.Flash().InFlight() {
			if m.Now() > sim.Time(time.Second) {
				t.Fatalf("%s: no program began", name)
			}
			advance(t, m, time.Duration(m.Now())+100*time.Microsecond)
		}
		m.Inject(mcu.Input{Kind: mcu.InPinReset})
		advance(t, m, 5*time.Second)
		if s := m.Stats(); s.Interrupted != 0 || s.Programs != 1 || len(r.find("program-done")) != 1 {
			t.Errorf("%s: %+v, %d done; want the one program that was under way, done", name, s, len(r.find("program-done")))
		}
		if boots == 0 || first != 0x5A {
			t.Errorf("%s: after the reset the core reads 0x%02X", name, first)
		}
		if ahead < 100*time.Microsecond {
			t.Errorf("%s: the read did not wait for the memory", name)
		}
		if i := m.Sample().Battery; i > 1e-3 {
			t.Errorf("%s: %.2f mA flow long after", name, i*1000)
		}
	}
}

func TestAMemoryThatGoesOnEndsWhileTheCoreIsBusyWithSomethingElse(t *testing.T) {
	m := buildOn(t, mcu.NRF52(), "kh25l8005", func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		if b.Cause() != mcu.Pin {
			s, _ := b.EraseFlash(0)
			return s
		}
		return b.Work(10 * time.Second)
	})
	r := &recorder{}
	m.Listen(r)
	advance(t, m, 20*time.Millisecond)
	op, _, ok := m.Flash().InFlight()
	if !ok {
		t.Fatal("no erase in flight")
	}
	m.Inject(mcu.Input{Kind: mcu.InPinReset})
	advance(t, m, 11*time.Second)
	begun, done := r.find("erase-begin"), r.find("erase-done")
	if len(done) != 1 || done[0].At.Sub(begun[0].At) != op.Duration {
		t.Errorf("begun %v, done %v, want %v later", begun, done, op.Duration)
	}
}

func TestALockOutThatAbortsAnEraseIsATornErase(t *testing.T) {
	m := buildOn(t, mcu.NRF52(), "stm32f031", func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		if irq.Kind == mcu.IRQBoot {
			b.SetTimer(0, time.Second)
			return mcu.Done
		}
		b.SetIdle(mcu.IdleCoreOn)
		s, _ := b.EraseFlash(0x1000)
		return s
	})
	r := &recorder{}
	m.Listen(r)
	bench(m, 900*time.Millisecond, 2.2)
	bench(m, 1010*time.Millisecond, 1.7) // the lock-out is at 1.8 V, the brown-out reset at 1.6 V
	advance(t, m, 3*time.Second)
	if s := m.Stats(); s.Interrupted != 1 || s.Resets != 0 || len(r.find("erase-torn")) != 1 || len(r.find("erase-done")) != 0 {
		t.Errorf("%+v, %d torn, %d done; want one torn without a reset", s, len(r.find("erase-torn")), len(r.find("erase-done")))
	}
}

func TestAShallowDipLeavesTheMemoryDeafAndADeepOneCuresIt(t *testing.T) {
	var got [4]byte
	m := buildOn(t, mcu.NRF52(), "kh25l8005", func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		b.SetIdle(mcu.IdleCoreOn)
		if irq.Kind != mcu.IRQButton {
			return mcu.Done
		}
		s, err := b.ReadFlash(0, got[:])
		if err != nil {
			t.Errorf("a driver cannot know that nobody answers: %v", err)
		}
		return s
	})
	if err := m.Flash().Load(0, []byte{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	press := func(at time.Duration) [4]byte {
		m.InjectAt(sim.Time(at), mcu.Input{Kind: mcu.InButton})
		advance(t, m, at+time.Millisecond)
		return got
	}
	bench(m, time.Second, 1.8)
	bench(m, 2*time.Second, 5)
	if got := press(3 * time.Second); !m.Flash().Deaf() || got != [4]byte{0xFF, 0xFF, 0xFF, 0xFF} || m.Stats().Resets != 0 {
		t.Errorf("after a shallow dip: deaf %v, %d resets, reads % X", m.Flash().Deaf(), m.Stats().Resets, got)
	}
	m.Inject(mcu.Input{Kind: mcu.InPinReset})
	if got := press(4 * time.Second); got != [4]byte{0xFF, 0xFF, 0xFF, 0xFF} {
		t.Errorf("a reset of the core cured the memory: % X", got)
	}
	bench(m, 5*time.Second, 0)
	bench(m, 6*time.Second, 5)
	if got := press(7 * time.Second); m.Flash().Deaf() || got != [4]byte{1, 2, 3, 4} {
		t.Errorf("after a deep one: deaf %v, reads % X", m.Flash().Deaf(), got)
	}
}

func TestADriverWaitsForTheMemoryAfterPowerUp(t *testing.T) {
	at := sim.Never
	m := buildOn(t, mcu.NRF52(), "kh25l8005", func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		if irq.Kind != mcu.IRQBoot {
			return mcu.Done
		}
		s, _ := b.ProgramFlash(0, []byte{0})
		at = b.Now()
		return s
	})
	advance(t, m, time.Second)
	if s := m.Stats(); s.Programs != 1 || s.Refused != 0 || at < sim.Time(10*time.Millisecond) {
		t.Errorf("%+v at %v: want one program, 10 ms after power-up", s, at)
	}
}

func TestAHungCoreDoesNotHoldTheMemory(t *testing.T) {
	cfg := mcu.NRF52()
	cfg.Supervisor.WarningHangsFlash, cfg.Supervisor.WarningGatesFlash = true, false
	m := build(t, cfg, func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		b.SetWarning(true, 2.8)
		b.SetIdle(mcu.IdleCoreOn)
		if irq.Kind != mcu.IRQButton {
			return mcu.Done
		}
		s, _ := b.EraseFlash(page)
		return s
	})
	r := &recorder{}
	m.Listen(r)
	bench(m, 500*time.Millisecond, 4)
	m.InjectAt(sim.Time(time.Second), mcu.Input{Kind: mcu.InButton})
	bench(m, 1010*time.Millisecond, 2.5)
	advance(t, m, 5*time.Second)
	if m.CPU() != mcu.Hung || len(r.find("erase-done")) != 1 || m.Stats().Interrupted != 0 {
		t.Errorf("%v, %d erases done, %d interrupted; want a hung core and a whole erase", m.CPU(), len(r.find("erase-done")), m.Stats().Interrupted)
	}
	if i := m.Sample().Battery; i > 5e-3 {
		t.Errorf("%.1f mA flow, want only those of the core", i*1000)
	}
}
