package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"locktwin/internal/repro"
)

// Span writes a duration in the unit that fits, with up to three decimals, none
// of them wasted: "61.204 ms", "2 µs", "1.5 s". From two minutes on it is in two
// units, and cut off after the second.
func Span(d time.Duration) string {
	neg := ""
	if d < 0 {
		neg, d = "−", -d
	}
	unit, name := time.Nanosecond, "ns"
	switch {
	case d >= 24*time.Hour:
		return neg + compound(d, 24*time.Hour, "d", time.Hour, "h")
	case d >= time.Hour:
		return neg + compound(d, time.Hour, "h", time.Minute, "min")
	case d >= 2*time.Minute:
		return neg + compound(d, time.Minute, "min", time.Second, "s")
	case d >= time.Second:
		unit, name = time.Second, "s"
	case d >= time.Millisecond:
		unit, name = time.Millisecond, "ms"
	case d >= time.Microsecond:
		unit, name = time.Microsecond, "µs"
	}
	return neg + thousandths(int64(d), int64(unit)) + " " + name
}

// brief writes a duration with three significant figures, for an axis.
func brief(d time.Duration) string {
	step := time.Duration(1)
	for d/step >= 1000 {
		step *= 10
	}
	return Span((d + step/2) / step * step)
}

// exact writes an instant to the nanosecond: "264.000123 ms".
func exact(d time.Duration) string {
	if d < time.Millisecond || d >= time.Hour {
		return Span(d)
	}
	whole, rest := d/time.Millisecond, d%time.Millisecond
	if rest == 0 {
		return group(whole) + " ms"
	}
	return group(whole) + "." + strings.TrimRight(fmt.Sprintf("%06d", rest), "0") + " ms"
}

// compound writes a duration in two units, the second only where it is needed.
func compound(d, unit time.Duration, name string, small time.Duration, smallName string) string {
	if rest := d % unit / small; rest != 0 {
		return fmt.Sprintf("%d %s %d %s", d/unit, name, rest, smallName)
	}
	return fmt.Sprintf("%d %s", d/unit, name)
}

// thousandths divides and rounds to three decimals, without trailing zeros.
func thousandths(n, unit int64) string {
	whole, rest := n/unit, n%unit
	if unit == 1 {
		return group(whole)
	}
	step := unit / 1000
	t := (rest + step/2) / step
	if t == 1000 {
		whole, t = whole+1, 0
	}
	s := group(whole)
	if t != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%03d", t), "0")
	}
	return s
}

// group writes a whole number with a comma between thousands.
func group[N ~int | ~int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if neg {
		return "−" + s
	}
	return s
}

// volts writes a voltage with two decimals, and a third where it is needed.
func volts(uv int64) string {
	s := thousandths(uv, 1_000_000)
	if whole, tail, ok := strings.Cut(s, "."); !ok {
		s += ".00"
	} else if len(tail) == 1 {
		s = whole + "." + tail + "0"
	}
	return s + " V"
}

// odds writes a probability the way people say it: "24 in 100". Small ones count
// from as many as give at least one; 0 is "none" and 1 "all".
func odds(p float64) string {
	switch {
	case !(p > 0):
		return "none"
	case p > 1-1e-9:
		return "all"
	case p < 1e-9:
		return "less than 1 in 1,000,000,000"
	case p > 0.995:
		return strconv.FormatFloat(100*p, 'g', 5, 64) + " in 100"
	}
	of := int64(100)
	for p*float64(of) < 0.95 {
		of *= 10
	}
	n := p * float64(of)
	s := strconv.FormatFloat(n, 'f', 0, 64)
	if n < 9.5 {
		s = strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0")
	}
	return s + " in " + group(of)
}

// Percent writes a share with three significant figures.
func Percent(p float64) string { return figures(100*p) + " %" }

// figures writes a number with three significant figures and no exponent.
func figures(x float64) string {
	if x == 0 {
		return "0"
	}
	digits, y := 2, x
	if y < 0 {
		y = -y
	}
	for y >= 10 && digits > 0 {
		y /= 10
		digits--
	}
	for y < 1 && digits < 12 {
		y *= 10
		digits++
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// Plural writes a count with its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "s"):
		noun += "es"
	default:
		noun += "s"
	}
	return group(n) + " " + noun
}

// listed joins words with commas and an "and".
func listed(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// log10 is the decimal logarithm of a duration in nanoseconds, above 0.
func log10(d time.Duration) float64 { return repro.Log10(float64(d)) }

// tied keeps numbers and their units on one line.
func tied(s string) string {
	words := strings.Split(s, " ")
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			last := words[i-1]
			if n := len(last); n > 0 && last[n-1] >= '0' && last[n-1] <= '9' && isUnit(strings.TrimRight(w, ".,;:)")) {
				b.WriteString("\u00a0")
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(w)
	}
	return b.String()
}

func isUnit(w string) bool {
	switch w {
	case "ns", "µs", "ms", "s", "min", "h", "d", "V", "%":
		return true
	}
	return false
}
