package model

import (
	"fmt"
	"time"

	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
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

// SagSlowly is Sag with edges: the laboratory supply takes the terminals from
// where they are now down to v within fall, holds them for d, and goes back up
// within rise. It returns how long all of it takes, without waiting.
func (l *Lock) SagSlowly(v power.Volts, fall, d, rise time.Duration) time.Duration {
	from := l.machine.Sample().VBAT
	ramp := func(at sim.Time, over time.Duration, a, b power.Volts, name, text string) {
		for i := 1; i <= edgeSteps; i++ {
			x := float64(i) / edgeSteps
			in := mcu.Input{Kind: mcu.InBench, On: true, Volts: a + power.Volts(float64(x*float64(b-a))), Ohms: benchOhms}
			if i == 1 {
				in.Name, in.Text = name, text
			}
			l.machine.InjectAt(at.Add(over*time.Duration(i-1)/edgeSteps), in)
		}
	}
	now := l.Now()
	ramp(now, fall, from, v, "sag", fmt.Sprintf("the laboratory supply pulls VBAT to %.2f V within %v, for %v", v, fall, d))
	up := now.Add(fall + d)
	ramp(up, rise, v, from, "sag-rise", "the laboratory supply lets VBAT rise")
	l.machine.InjectAt(up.Add(rise), mcu.Input{Kind: mcu.InBench, Name: "sag-over", Text: "the cells are back on the rail"})
	return fall + d + rise
}

// edgeSteps is how many steps of the supply make an edge: with a sag of 4 V
// each is a sixth of a volt, which the bulk capacitor smooths.
const edgeSteps = 24

// BenchBehind connects a laboratory supply with a resistance of its own in place
// of the cells.
func (l *Lock) BenchBehind(v power.Volts, r power.Ohms) {
	l.machine.Inject(mcu.Input{
		Kind: mcu.InBench, Name: "bench", Text: fmt.Sprintf("a laboratory supply of %.2f V behind %.3g ohm in place of the cells", v, r),
		On: true, Volts: v, Ohms: r,
	})
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
