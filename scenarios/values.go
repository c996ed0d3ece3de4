package scenarios

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"locktwin/internal/repro"
)

// Values is a list of values as somebody wrote it: single ones and ranges, with
// commas between them.
//
//	a, b, c                  these three
//	1..8                     whole numbers, every one
//	20%..100%/5              five of them, evenly spaced, both ends included
//	20%..100% by 20%         from the first on, in steps
//	1ms..300ms/10 log        ten of them, each as many times the one before
//
// A range has the units of a scenario file. Its values are whole numbers of the
// smallest unit; evenly spaced ones are rounded to the nearest.
type Values string

// MaxValues is how many values one list stands for at most.
const MaxValues = 1000

// valuesFault is what is wrong with a list, and where in it.
type valuesFault struct {
	column, width int // in characters
	found, want   string
}

const valuesWant = "values such as '20%, 60%', '1..8', '20%..100%/5' or '1ms..300ms/10 log'"

// Expand gives every value, written as a scenario file has it. The error wraps
// ErrScenario.
func (v Values) Expand() ([]string, error) {
	out, fault := v.expand()
	if fault != nil {
		return nil, Problems{fault.in("values", string(v))}
	}
	return out, nil
}

// in makes a problem of a fault in a text that stands by itself.
func (f *valuesFault) in(name, text string) Problem {
	src := newSource(name, []byte(text))
	at := src.inside(Position{1, f.column + 1})
	return Problem{File: name, Position: at, Line: src.line(1), Width: max(1, f.width), Found: f.found, Want: f.want}
}

func (v Values) expand() ([]string, *valuesFault) {
	if len(v) > MaxFileBytes {
		return nil, &valuesFault{0, 1, "this list is too long", "a shorter one; ranges need not be written out"}
	}
	var out []string
	seen := map[string]bool{}
	for _, item := range v.items() {
		values, fault := item.expand()
		if fault != nil {
			fault.column += item.column
			return nil, fault
		}
		for _, x := range values {
			if seen[x] {
				return nil, &valuesFault{item.column, item.width(), fmt.Sprintf("the value %s comes twice", quoted(x)), "each value once"}
			}
			seen[x] = true
			out = append(out, x)
		}
		if len(out) > MaxValues {
			return nil, &valuesFault{item.column, item.width(), fmt.Sprintf("with this there are more than %d values", MaxValues), "fewer"}
		}
	}
	return out, nil
}

// valuesItem is what stands between two commas.
type valuesItem struct {
	text   string
	column int
}

func (i valuesItem) width() int { return max(1, utf8.RuneCountInString(i.text)) }

// items splits a list at its commas, but for those inside brackets.
func (v Values) items() []valuesItem {
	var out []valuesItem
	add := func(text string, column int) {
		trimmed := strings.TrimLeft(text, " \t")
		column += len([]rune(text)) - len([]rune(trimmed))
		out = append(out, valuesItem{strings.TrimRight(trimmed, " \t"), column})
	}
	depth, from := 0, 0
	runes := []rune(string(v))
	for i, r := range runes {
		switch {
		case r == '{' || r == '[':
			depth++
		case r == '}' || r == ']':
			depth--
		case r == ',' && depth <= 0:
			add(string(runes[from:i]), from)
			from = i + 1
		}
	}
	add(string(runes[from:]), from)
	return out
}

func (i valuesItem) expand() ([]string, *valuesFault) {
	if i.text == "" {
		return nil, &valuesFault{0, 1, "a value is missing here", valuesWant}
	}
	low, rest, ranged := strings.Cut(i.text, "..")
	if !ranged || strings.HasPrefix(i.text, "{") || strings.HasPrefix(i.text, "[") {
		return []string{i.text}, nil
	}
	fail := func(found, want string) ([]string, *valuesFault) {
		return nil, &valuesFault{0, i.width(), found, want}
	}
	r := valuesRange{}
	rest, r.log = cutWord(rest, "log")
	rest, step, stepped := cutStep(rest)
	high, count, counted := strings.Cut(rest, "/")
	low, high = strings.TrimSpace(low), strings.TrimSpace(high)
	m, ok := measureOf(low)
	if !ok {
		return fail(fmt.Sprintf("a range begins with %s", quoted(low)), "a number with its unit, such as 20%..100%/5, or a whole number")
	}
	r.measure = m
	var err error
	if r.low, err = m.parse(low); err != nil {
		return fail(fmt.Sprintf("the range begins with %s, which %v", quoted(low), err), m.want)
	}
	if r.high, err = m.parse(high); err != nil {
		return fail(fmt.Sprintf("the range ends with %s, which %v", quoted(high), err), m.want)
	}
	if r.high <= r.low {
		return fail(fmt.Sprintf("the range goes from %s to %s", quoted(low), quoted(high)), "the smaller end first")
	}
	switch {
	case counted && stepped:
		return fail("this range has both a count and a step", "one of '/5' and 'by ...'")
	case counted:
		n, ok := parseWhole(strings.TrimSpace(count))
		if !ok || n < 2 || n > MaxValues {
			return fail(fmt.Sprintf("the count is %s", quoted(strings.TrimSpace(count))), fmt.Sprintf("a whole number from 2 to %d; a step is written 'by ...'", MaxValues))
		}
		r.count = int(n)
	case stepped:
		if r.step, err = m.parse(strings.TrimSpace(step)); err != nil {
			return fail(fmt.Sprintf("the step is %s, which %v", quoted(strings.TrimSpace(step)), err), m.want)
		}
	case m.whole:
		r.step = 1
	default:
		return fail("the range says neither how many values it has nor how far apart they are", fmt.Sprintf("'%s..%s/5', or 'by' and a step", low, high))
	}
	return r.values(fail)
}

// cutWord takes a word off the end of a text.
func cutWord(s, word string) (string, bool) {
	s = strings.TrimRight(s, " \t")
	before, found := strings.CutSuffix(s, word)
	if !found || before == strings.TrimRight(before, " \t") {
		return s, false
	}
	return strings.TrimRight(before, " \t"), true
}

// cutStep takes "by ..." off the end of a text.
func cutStep(s string) (before, step string, found bool) {
	if i := strings.LastIndex(s, " by "); i >= 0 {
		return s[:i], s[i+len(" by "):], true
	}
	return s, "", false
}

// measure is a kind of number that a range can be made of.
type measure struct {
	whole  bool
	want   string
	parse  func(string) (int64, error)
	format func(int64) string
}

// measureOf tells by the unit which kind of number a text is.
func measureOf(s string) (measure, bool) {
	if _, ok := parseWhole(s); ok {
		return measure{true, "a whole number", func(s string) (int64, error) {
			v, ok := parseWhole(s)
			if !ok || v > MaxSeed || v < -MaxSeed {
				return 0, fmt.Errorf("is not a whole number")
			}
			return v, nil
		}, func(v int64) string { return strconv.FormatInt(v, 10) }}, true
	}
	if _, err := parseDuration(s); err == nil {
		return measure{false, "a time with its unit, such as " + durationExample, func(s string) (int64, error) {
			d, err := parseDuration(s)
			return int64(d), err
		}, func(v int64) string { return formatDuration(time.Duration(v)) }}, true
	}
	for _, q := range []*quantity{&voltage, &resistance, &capacitance, &current, &inductance, &temperature, &percentage, &angle, &factor, &signal, &ratio} {
		if _, err := q.parse(s); err == nil {
			return measure{false, q.name + " such as " + q.example, q.parse, q.format}, true
		}
	}
	return measure{}, false
}

// valuesRange is a range that was read.
type valuesRange struct {
	measure   measure
	low, high int64
	count     int   // values; 0 goes by step
	step      int64 // of the smallest unit
	log       bool
}

func (r *valuesRange) values(fail func(found, want string) ([]string, *valuesFault)) ([]string, *valuesFault) {
	width := new(big.Int).Sub(big.NewInt(r.high), big.NewInt(r.low))
	if r.log && (r.low <= 0 || r.count == 0) {
		return fail("a range is 'log' only from above zero on, and with a count", "such as '1ms..300ms/10 log'")
	}
	var out []string
	if r.count == 0 {
		if r.step <= 0 {
			return fail("the step is "+r.measure.format(r.step), "a step above zero")
		}
		steps := new(big.Int).Quo(width, big.NewInt(r.step))
		if !steps.IsInt64() || steps.Int64() >= MaxValues {
			return fail(fmt.Sprintf("this range has more than %d values", MaxValues), "a larger step, or a count such as '/5'")
		}
		for i := range steps.Int64() + 1 {
			out = append(out, r.measure.format(r.at(new(big.Int).Mul(big.NewInt(i), big.NewInt(r.step)))))
		}
		return out, nil
	}
	last := int64(-1 << 63)
	for i := range r.count {
		v := r.even(i, width)
		if r.log {
			v = r.logarithmic(i)
		}
		if i > 0 && v <= last {
			return fail(fmt.Sprintf("the range is too narrow for %d values", r.count), "fewer")
		}
		last = v
		out = append(out, r.measure.format(v))
	}
	return out, nil
}

// even is value i of evenly spaced ones, rounded to the nearest, halves up.
func (r *valuesRange) even(i int, width *big.Int) int64 {
	n := big.NewInt(int64(r.count - 1))
	v := new(big.Int).Mul(width, big.NewInt(2*int64(i)))
	v.Add(v, n)
	v.Quo(v, new(big.Int).Lsh(n, 1))
	return r.at(v)
}

// at is the value so far above the first.
func (r *valuesRange) at(above *big.Int) int64 {
	return new(big.Int).Add(big.NewInt(r.low), above).Int64()
}

// logarithmic is value i of those that are each as many times the one before.
func (r *valuesRange) logarithmic(i int) int64 {
	switch i {
	case 0:
		return r.low
	case r.count - 1:
		return r.high
	}
	x := float64(float64(r.low)*repro.Pow(float64(r.high)/float64(r.low), float64(i)/float64(r.count-1))) + 0.5
	if x >= float64(r.high) {
		return r.high
	}
	return max(int64(x), r.low)
}
