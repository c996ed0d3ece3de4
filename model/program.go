package model

import (
	"fmt"
	"time"

	"locktwin/model/mcu"
	"locktwin/model/power"
)

// BenchStep is one step of a programmed laboratory supply.
type BenchStep struct {
	Volts power.Volts
	Ohms  power.Ohms    // of the supply with its leads; 0 is that of Bench
	For   time.Duration // how long; 0 stays, and no step comes after it
}

// BenchProgram connects a laboratory supply in place of the cells that goes
// through steps, one after the other, from now on. Once the last one has ended
// the cells are back on the rail. It returns how long that takes, without waiting
// for it. What is still to come of an earlier program or sag no longer happens.
func (l *Lock) BenchProgram(steps []BenchStep) time.Duration {
	l.machine.Withdraw(mcu.InBench)
	at := l.Now()
	for _, s := range steps {
		r := s.Ohms
		if r == 0 {
			r = benchOhms
		}
		l.machine.InjectAt(at, mcu.Input{
			Kind: mcu.InBench, Name: "bench", On: true, Volts: s.Volts, Ohms: r,
			Text: fmt.Sprintf("a laboratory supply of %.2f V behind %.3g ohm in place of the cells", s.Volts, r),
		})
		if s.For == 0 {
			return at.Sub(l.Now())
		}
		at = at.Add(s.For)
	}
	l.machine.InjectAt(at, mcu.Input{Kind: mcu.InBench, Name: "bench", Text: "the laboratory supply is taken away"})
	return at.Sub(l.Now())
}

// EndBench takes a laboratory supply away, and with it what is still to come of a
// program or a sag.
func (l *Lock) EndBench() {
	l.machine.Withdraw(mcu.InBench)
	l.Bench(false, 0)
}

// ambientSteps is how many steps a slow change of temperature has.
const ambientSteps = 20

// SetAmbientSlowly brings the lock and its cells to another temperature within
// over, in steps. It does not wait. What is still to come of an earlier change no
// longer happens.
func (l *Lock) SetAmbientSlowly(c power.Celsius, over time.Duration) {
	l.machine.Withdraw(mcu.InAmbient)
	if over <= 0 {
		l.SetAmbient(c)
		return
	}
	from := l.machine.Supply().Ambient()
	for i := 1; i <= ambientSteps; i++ {
		x := float64(i) / ambientSteps
		at := from + power.Celsius(float64(x*float64(c-from)))
		l.machine.InjectAt(l.Now().Add(over*time.Duration(i)/ambientSteps), mcu.Input{
			Kind: mcu.InAmbient, Name: "ambient", Text: fmt.Sprintf("it is %.0f °C", at), Celsius: at,
		})
	}
}
