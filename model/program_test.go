package model

import (
	"testing"
	"time"

	"locktwin/model/power"
)

func TestAProgrammedSupplyGoesThroughItsStepsUnlessItIsTakenAway(t *testing.T) {
	l := programmed(t)
	cells := l.Machine().Sample().VBAT
	steps := []BenchStep{{Volts: 5, For: time.Second}, {Volts: 4, Ohms: 0.5, For: time.Second}, {Volts: 3.5, For: time.Second}}
	after := func(d time.Duration, want power.Volts) {
		t.Helper()
		if err := l.Wait(d); err != nil {
			t.Fatal(err)
		}
		if v := l.Machine().Sample().VBAT; v < want-0.1 || v > want+0.1 {
			t.Errorf("VBAT is %.2f V, want %.2f V", v, want)
		}
	}
	if d := l.BenchProgram(steps); d != 3*time.Second {
		t.Errorf("it takes %v", d)
	}
	after(900*time.Millisecond, 5)
	after(time.Second, 4)
	after(time.Second, 3.5)
	after(time.Second, cells)

	if d := l.BenchProgram(append(steps[:2:2], BenchStep{Volts: 3})); d != 2*time.Second {
		t.Errorf("until the step that stays it takes %v", d)
	}
	after(time.Hour, 3)
	l.BenchProgram(steps)
	after(500*time.Millisecond, 5)
	l.EndBench()
	after(time.Second, cells)
	after(time.Second, cells)
	after(10*time.Second, cells)

	// A program in the middle of a sag is not ended by the end of the sag.
	l.Sag(3, time.Second)
	after(500*time.Millisecond, 3)
	l.BenchProgram([]BenchStep{{Volts: 5}})
	after(time.Minute, 5)
}

func TestTheTemperatureGoesSlowlyAndChangesItsMind(t *testing.T) {
	l := programmed(t)
	is := func(want power.Celsius) {
		t.Helper()
		if got := l.Machine().Supply().Ambient(); got < want-1.1 || got > want+1.1 {
			t.Errorf("it is %.1f °C, want %.1f", got, want)
		}
	}
	l.SetAmbientSlowly(1, 20*time.Second)
	for _, want := range []power.Celsius{11, 1} {
		if err := l.Wait(10 * time.Second); err != nil {
			t.Fatal(err)
		}
		is(want)
	}
	l.SetAmbientSlowly(41, 20*time.Second)
	if err := l.Wait(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	l.SetAmbientSlowly(0, 0)
	if err := l.Wait(time.Minute); err != nil {
		t.Fatal(err)
	}
	is(0)
}

func TestWhatIsWithdrawnInTheMiddleOfAnActivationDoesNotCome(t *testing.T) {
	for _, after := range []time.Duration{0, 100 * time.Microsecond, 5 * time.Millisecond, 40 * time.Millisecond, 200 * time.Millisecond} {
		l := programmed(t)
		l.PullReset()
		l.BenchProgram([]BenchStep{{Volts: 5, For: 100 * time.Millisecond}, {Volts: 4}})
		if err := l.Wait(after); err != nil {
			t.Fatal(err)
		}
		l.EndBench()
		if err := l.Wait(10 * time.Second); err != nil {
			t.Fatal(err)
		}
		if v := l.Machine().Sample().VBAT; v < 5.5 {
			t.Errorf("taken away after %v, VBAT is %.2f V", after, v)
		}
	}
}
