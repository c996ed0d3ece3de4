package campaign

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrSpec is wrapped by the error of a Spec that no campaign can follow.
var ErrSpec = errors.New("campaign not possible")

// longest bounds every time of a Spec: ten years of waits, with room to add.
const longest = 10 * 366 * 24 * time.Hour

// Validate holds a Spec against its limits. Errors wrap ErrSpec and name the
// value and what it may be. Whether a lock or a store can be built of it only
// an engine can tell.
func (s *Spec) Validate() error {
	v := &validator{}
	v.text("the name", s.Name, MaxText)
	v.text("the version", s.Version, MaxText)
	if (s.Lock == nil) == (s.Store == nil) {
		v.fail("a campaign is about one of a lock and a store")
	}
	if s.Lock != nil {
		v.lock(s.Lock)
	}
	if s.Store != nil {
		v.store(s.Store)
	}
	v.fault(&s.Fault)
	v.axes(s.Axes, s.OneByOne)
	v.within("the depth", s.Depth, 1, MaxDepth)
	v.within("the number of samples", s.Samples, 1, MaxSamples)
	v.within("the number of invariants", len(s.Invariants), 0, MaxInvariants)
	for _, i := range s.Invariants {
		v.text("an invariant", i, MaxText)
	}
	v.hand(s.Hand)
	return v.err
}

type validator struct{ err error }

func (v *validator) fail(format string, args ...any) {
	if v.err == nil {
		v.err = fmt.Errorf("%w: %s", ErrSpec, fmt.Sprintf(format, args...))
	}
}

func (v *validator) within(what string, n, lo, hi int) {
	if n < lo || n > hi {
		v.fail("%s is %d, it has to be %d to %d", what, n, lo, hi)
	}
}

func (v *validator) text(what, s string, atMost int) {
	if len(s) > atMost || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		v.fail("%s is no text of at most %d bytes", what, atMost)
	}
}

func (v *validator) span(what string, d, lo, hi time.Duration) {
	if d < lo || d > hi {
		v.fail("%s is %v, it has to be %v to %v", what, d, lo, hi)
	}
}

func (v *validator) lock(l *LockSubject) {
	v.text("the name of the file", l.File, MaxText)
	if l.Text == "" {
		v.fail("the scenario is empty")
	}
	v.text("the scenario", l.Text, MaxCaseBytes)
	v.within("the step that opens the window", l.Step, 0, 100_000)
	v.span("the window", l.Window, 0, longest)
	v.within("the number of steps left out", len(l.LeaveOut), 0, 1000)
	for i, n := range l.LeaveOut {
		v.within("a step left out", n, 1, 100_000)
		if i > 0 && n <= l.LeaveOut[i-1] {
			v.fail("the steps left out are not in order")
		}
	}
}

func (v *validator) store(s *StoreSubject) {
	for _, t := range []string{s.Design, s.Variant, s.Part} {
		v.text("a name of the store", t, MaxText)
	}
	n := 0
	for _, saves := range [][]Save{s.Workload.Before, s.Workload.Cut, s.Workload.After} {
		for _, x := range saves {
			v.within("the bytes of a save", x.Bytes, 0, 1<<16)
			v.within("the round of a save", x.Round, 0, 1<<30)
			v.within("the times of a save", x.Times, 0, MaxSaves)
			n += max(x.Times, 1)
			v.within("the number of saves", n, 0, MaxSaves)
			if v.err != nil {
				return
			}
		}
	}
	u := s.Supply
	if !(u.Volts >= 0 && u.Volts <= 12) || !(u.Brownout >= 0 && u.Brownout <= 12) {
		v.fail("the supply goes from %g V to %g V, it has to be 0 to 12 V", u.Volts, u.Brownout)
	}
	v.span("the fall of the supply", u.Fall, 0, time.Hour)
	v.within("the hours without supply", s.Hours, 0, 20*366*24)
	if c := s.Celsius; c != nil && !(*c >= -55 && *c <= 150) {
		v.fail("the temperature is %g °C, it has to be -55 to 150 °C", *c)
	}
}

func (v *validator) fault(f *FaultPlan) {
	v.within("the number of lengths of the fault", len(f.For), 0, MaxValues)
	v.within("the number of instants", len(f.At), 0, MaxInstants)
	v.within("the number of voltages", len(f.Microvolts), 0, MaxValues)
	v.within("the number of repeats", len(f.Times), 0, MaxValues)
	for _, d := range f.For {
		v.span("the length of the fault", d, 0, longest)
	}
	for _, d := range f.At {
		v.span("the instant of the fault", d, 0, longest)
	}
	for _, u := range f.Microvolts {
		if u < 0 || u > 12_000_000 {
			v.fail("the voltage of the fault is %d µV, it has to be 0 to 12000000 µV", u)
		}
	}
	for _, n := range f.Times {
		v.within("the openings of a knock", n, 1, 64)
	}
	if repeats(f.For) || repeats(f.At) || repeats(f.Microvolts) || repeats(f.Times) {
		v.fail("the fault has one and the same value twice")
	}
	cells := max(len(f.For), 1) * max(len(f.At), 1)
	switch f.Kind {
	case Cut:
		if len(f.Microvolts)+len(f.Times) > 0 {
			v.fail("a cut has no voltage and no repeats")
		}
	case Sag:
		if len(f.Microvolts) == 0 || len(f.For) == 0 || len(f.At) == 0 || len(f.Times) > 0 {
			v.fail("a sag has voltages, lengths and instants, and nothing else")
		}
		cells *= max(len(f.Microvolts), 1)
	case Knock:
		if len(f.Times) == 0 || len(f.For) == 0 || len(f.Microvolts) > 0 {
			v.fail("a knock has lengths and repeats, and no voltage")
		}
		cells *= max(len(f.Times), 1)
	default:
		v.fail("the fault is %q, it has to be %q, %q or %q", f.Kind, Cut, Sag, Knock)
	}
	if cells > MaxInstants {
		v.fail("the fault has %d combinations, it has to be at most %d", cells, MaxInstants)
	}
}

func repeats[T comparable](l []T) bool {
	seen := make(map[T]bool, len(l))
	for _, x := range l {
		if seen[x] {
			return true
		}
		seen[x] = true
	}
	return false
}

func (v *validator) axes(axes []Axis, oneByOne bool) {
	v.within("the number of axes", len(axes), 0, MaxAxes)
	n := 1
	for i, a := range axes {
		v.text("the name of an axis", a.Name, MaxText)
		v.text("the key of an axis", a.Key, MaxText)
		if a.Key == "" {
			v.fail("axis %d has no key", i+1)
		}
		if slices.ContainsFunc(axes[:i], func(b Axis) bool { return b.Key == a.Key }) {
			v.fail("the axis %q is there twice", a.Key)
		}
		v.within(fmt.Sprintf("the number of values of the axis %q", a.Key), len(a.Values), 1, MaxValues)
		for j, x := range a.Values {
			v.text("a value of an axis", x, MaxText)
			if slices.Contains(a.Values[:j], x) {
				v.fail("the axis %q has the value %q twice", a.Key, x)
			}
		}
		if oneByOne {
			n += len(a.Values) - 1
		} else {
			n = min(n*max(len(a.Values), 1), 10*MaxVariants)
		}
	}
	if n > MaxVariants {
		v.fail("the axes have %d combinations, it has to be at most %d", n, MaxVariants)
	}
}

func (v *validator) hand(h Hand) {
	v.text("the source of the hand", h.Source, MaxText)
	switch h.Shape {
	case AnyInstant:
		if h.From != 0 || h.To != 0 {
			v.fail("a hand that strikes at any instant has no bounds")
		}
	case Uniform, LogUniform:
		v.span("the upper bound of the hand", h.To, 1, longest)
		v.span("the lower bound of the hand", h.From, 0, longest)
		if h.From >= h.To {
			v.fail("the hand strikes from %v to %v, the second has to be later", h.From, h.To)
		}
		if h.Shape == LogUniform && h.From <= 0 {
			v.fail("a log-uniform hand begins at %v, it has to be above 0", h.From)
		}
	default:
		v.fail("the hand is %q, it has to be empty, %q or %q", h.Shape, Uniform, LogUniform)
	}
}
