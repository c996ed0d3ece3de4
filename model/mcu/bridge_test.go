package mcu_test

import (
	"testing"
	"time"

	"locktwin/model/mcu"
	"locktwin/model/sim"
)

func drive(target int32) mcu.BridgeCommand {
	return mcu.BridgeCommand{TargetMillidegrees: target, Duty: 1, Timeout: 5 * time.Second, Brake: true}
}

func TestARunToWhereTheKeyIsEndsAtOnce(t *testing.T) {
	var got []mcu.InterruptKind
	m := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		if irq.Kind == mcu.IRQBoot {
			b.Drive(drive(b.KeyAngle()))
			return mcu.Done
		}
		got = append(got, irq.Kind)
		return mcu.Done
	})
	advance(t, m, 10*time.Second)
	if len(got) != 1 || got[0] != mcu.IRQMotorTarget || m.LastRun().Duration != 0 {
		t.Errorf("interrupts %v after %v, want the target at once", got, m.LastRun().Duration)
	}
}

func TestAResetLetsABrakedRotorCoast(t *testing.T) {
	speed := func(reset bool) float64 {
		var at sim.Time
		m := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
			switch irq.Kind {
			case mcu.IRQBoot:
				if b.Cause() != mcu.Pin {
					b.Drive(drive(180_000))
				}
			case mcu.IRQMotorTarget:
				at = b.Now()
			}
			return mcu.Done
		})
		if err := m.AdvanceWhile(sim.Time(5*time.Second), func() bool { return at == 0 }); err != nil || at == 0 {
			t.Fatalf("the motor did not arrive: %v", err)
		}
		if reset {
			m.Inject(mcu.Input{Kind: mcu.InPinReset})
		}
		advance(t, m, time.Duration(m.Now())+10*time.Millisecond)
		return max(m.Sample().Speed, -m.Sample().Speed)
	}
	if braked, coasting := speed(false), speed(true); coasting < braked*1.02 {
		t.Errorf("10 ms on: %.1f rad/s braked, %.1f rad/s after a reset; want it to coast", braked, coasting)
	}
}

func TestAResetCutsTheMotorOff(t *testing.T) {
	m := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		if irq.Kind == mcu.IRQBoot && b.Cause() != mcu.Pin {
			b.Drive(drive(720_000))
		}
		return mcu.Done
	})
	r := &recorder{}
	m.Listen(r)
	advance(t, m, 300*time.Millisecond)
	m.Inject(mcu.Input{Kind: mcu.InPinReset})
	advance(t, m, 20*time.Second)
	key, _ := m.Position()
	if len(r.find("motor-cut")) != 1 || len(r.find("motor-target")) != 0 || key > 360_000 || m.Sample().Speed != 0 {
		t.Errorf("cut %d, target %d, key at %d, %v rad/s", len(r.find("motor-cut")), len(r.find("motor-target")), key, m.Sample().Speed)
	}
}

func TestABarredDoorTellsNobodyThatItMoved(t *testing.T) {
	var got []int64
	m := build(t, mcu.NRF52(), func(p *probe, b mcu.Bus, irq mcu.Interrupt) mcu.Status {
		if irq.Kind == mcu.IRQDoor {
			got = append(got, irq.Value)
		}
		return mcu.Done
	})
	m.Supply().SetKeyAngle(6.2831853) // one turn: the bolt is thrown
	advance(t, m, time.Second)
	m.Inject(mcu.Input{Kind: mcu.InDoor, On: false})
	advance(t, m, 2*time.Second)
	if _, closed := m.Position(); !closed || len(got) != 0 {
		t.Errorf("closed %v, told %v: a bolt holds the door", closed, got)
	}
	m.Inject(mcu.Input{Kind: mcu.InDoor, On: true})
	advance(t, m, 3*time.Second)
	if len(got) != 0 {
		t.Errorf("told %v: the door was closed before", got)
	}
}
