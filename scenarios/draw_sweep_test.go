package scenarios

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// drawSweep draws a section that can be written, whether or not it fits a file.
func drawSweep(t *rapid.T) Sweep {
	span := func(lo, hi time.Duration) time.Duration { return drawMaybe(t, 0, between(lo, hi)) }
	lengths := func() Values {
		return drawOf(t, []Values{"250ms", "1us, 2us", "1ms..300ms/7 log", "10ms..50ms by 20ms, 1h", "1us..1us1ns/2"})
	}
	s := Sweep{
		Window: span(time.Microsecond, MaxWait), At: drawOf(t, []Values{"", "0s", "1ms..9ms/9"}),
		OneByOne: rapid.Bool().Draw(t, "one by one"), Thin: rapid.Bool().Draw(t, "thin"), Depth: rapid.IntRange(0, MaxSweepDepth).Draw(t, "depth"),
		Samples: rapid.IntRange(0, MaxSamples).Draw(t, "samples"), LeaveOut: drawOf(t, [][]int{nil, {}, {1}, {2, 9}}),
	}
	switch rapid.IntRange(0, 3).Draw(t, "fault") {
	case 0:
		s.Cut = lengths()
	case 1:
		s.Sag = SagSweep{To: drawOf(t, []Values{"1.5V", "0V..12V/13", "2V..2.5V by 100mV, 1V"}), For: lengths()}
	case 2:
		s.Knock = KnockSweep{For: drawOf(t, []Values{"1ms", "1ms..1s/4 log"}), Times: drawOf(t, []Values{"", "1..10", "3"})}
	}
	switch rapid.IntRange(0, 2).Draw(t, "step") {
	case 0:
		s.Step.Number = rapid.IntRange(1, MaxSteps).Draw(t, "number")
	case 1:
		s.Step.Word = drawOf(t, newVocabulary().words())
	}
	names := append(axisWords(), "lock.cells.charge", "steps.3.wait")
	for range rapid.IntRange(0, 4).Draw(t, "axes") {
		a := SweepAxis{Name: drawOf(t, names), Values: drawOf(t, []Values{"20%..100%/5", "1..8", "a, b", "7", "no", "null", "{kind: eneloop, charge: 20%}, {kind: nimh}", "x y", "-10C..60C/8", "2.5", "0x1", "# x", "true"})}
		if !slices.ContainsFunc(s.Axes, func(o SweepAxis) bool { return o.Name == a.Name }) {
			s.Axes = append(s.Axes, a)
		}
	}
	for _, c := range drawClaims(t, 0) {
		if !slices.ContainsFunc(s.Invariants, func(o Expectation) bool { return o.Text == c.Text }) {
			s.Invariants = append(s.Invariants, c)
		}
	}
	s.Hand = drawOf(t, []SweepHand{{}, {Shape: HandAny}, {HandUniform, 0, 5, "a test"}, {HandLogUniform, 1, time.Hour, "é: x"}})
	return s
}

// drawRange draws a range with what it has to stand for: its ends and, for a
// count, how many values.
func drawRange(t *rapid.T) (text string, low, high int64, q *quantity, count int, log bool) {
	q = drawOf(t, []*quantity{&voltage, &resistance, &capacitance, &percentage, &temperature, &factor})
	bound := rapid.Int64Range(1, 1<<40)
	low = bound.Draw(t, "low")
	if q.signed && rapid.Bool().Draw(t, "negative") {
		low = -low
	}
	high = low + bound.Draw(t, "width")
	count = rapid.IntRange(2, 40).Draw(t, "count")
	text = fmt.Sprintf("%s..%s/%d", q.format(low), q.format(high), count)
	if log = low > 0 && rapid.Bool().Draw(t, "log"); log {
		text += " log"
	}
	return text, low, high, q, count, log
}
