package model

import (
	"fmt"
	"time"

	"locktwin/model/mcu"
	"locktwin/model/power"
)

// benchOhms is the output resistance of a laboratory supply with its leads
// (assumption).
const benchOhms = power.Ohms(0.02)

// Sag replaces the cells by a laboratory supply at v for d, and then puts the
// cells back. It does not wait.
func (l *Lock) Sag(v power.Volts, d time.Duration) {
	l.machine.Inject(mcu.Input{
		Kind: mcu.InBench, Name: "sag", Text: fmt.Sprintf("the laboratory supply holds VBAT at %.2f V for %v", v, d),
		On: true, Volts: v, Ohms: benchOhms,
	})
	l.machine.InjectAt(l.Now().Add(d), mcu.Input{Kind: mcu.InBench, Name: "sag-over", Text: "the cells are back on the rail"})
}

// Bench connects a laboratory supply in place of the cells, or takes it away.
func (l *Lock) Bench(on bool, v power.Volts) {
	text := "the laboratory supply is taken away"
	if on {
		text = fmt.Sprintf("a laboratory supply of %.2f V in place of the cells", v)
	}
	l.machine.Inject(mcu.Input{Kind: mcu.InBench, Name: "bench", Text: text, On: on, Volts: v, Ohms: benchOhms})
}

// SetAmbient brings the lock and its cells to another temperature at once.
func (l *Lock) SetAmbient(c power.Celsius) {
	l.machine.Inject(mcu.Input{Kind: mcu.InAmbient, Name: "ambient", Text: fmt.Sprintf("it is %.0f °C", c), Celsius: c})
}

// PullReset pulls the reset pin of the microcontroller.
func (l *Lock) PullReset() {
	l.machine.Inject(mcu.Input{Kind: mcu.InPinReset, Name: "reset-pin", Text: "somebody pulls the reset pin"})
}
