package picture

import (
	"fmt"
	"strconv"
	"strings"

	"locktwin/scenarios/twin/forecast"
)

// three writes a number with three significant figures, without an exponent.
func three(x float64) string {
	a := x
	if a < 0 {
		a = -a
	}
	switch {
	case a < 0.0005:
		return "0"
	case a < 1:
		return trimmed(strconv.FormatFloat(x, 'f', 3, 64))
	case a < 10:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case a < 100:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 0, 64)
}

// stepped writes a mark of an axis with as many decimals as its step needs.
func stepped(v, step float64) string {
	digits := 0
	for s := step; s < 0.999 && digits < 6; s *= 10 {
		digits++
	}
	out := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(out, "-0.") == "" {
		return "0"
	}
	return strings.Replace(out, "-", "−", 1)
}

func trimmed(s string) string { return strings.TrimRight(strings.TrimRight(s, "0"), ".") }

// percent writes a share of 0..1.
func percent(p float64) string {
	switch {
	case p > 0 && p < 0.001:
		return "under 0.1 %"
	case p < 0.1:
		return trimmed(strconv.FormatFloat(p*100, 'f', 1, 64)) + " %"
	}
	return strconv.FormatFloat(p*100, 'f', 0, 64) + " %"
}

// chanceOf writes a share with its interval.
func chanceOf(p, low, high float64) string {
	return percent(p) + " (" + strings.TrimSuffix(percent(low), " %") + " to " + strings.TrimSuffix(percent(high), " %") + ")"
}

// signed writes a difference of shares.
func signed(p float64) string {
	s := strings.Replace(strconv.FormatFloat(p*100, 'f', 1, 64), "-", "−", 1)
	if p > 0 {
		s = "+" + s
	}
	return s
}

// days writes a number of days.
func days(d float64) string {
	switch {
	case d < 10:
		return trimmed(strconv.FormatFloat(d, 'f', 1, 64))
	}
	return strconv.FormatFloat(d, 'f', 0, 64)
}

// until tells when something happens.
func until(u forecast.Until) string {
	high := days(u.High)
	if u.HighOpen {
		high = "never"
	}
	switch {
	case u.Reached:
		return "reached"
	case u.Never && u.Chance < 0.001:
		return "never, with these cells"
	case u.Never:
		return fmt.Sprintf("in %s of futures, not before day %s", percent(u.Chance), days(u.Low))
	}
	return fmt.Sprintf("%s days (%s to %s)", days(u.Days), days(u.Low), high)
}

// range of mAh a day.
func mah(s forecast.Share) string {
	return three(s.MAhPerDay) + " (" + three(s.Low) + " to " + three(s.High) + ")"
}

// named gives a consumer a name for readers.
func named(c forecast.Consumer) string {
	switch c {
	case forecast.IdleFloor:
		return "asleep: core, sensors"
	case forecast.Radio:
		return "radio: advertising"
	case forecast.Polling:
		return "polling"
	case forecast.SelfDischarge:
		return "self-discharge"
	case forecast.Light:
		return "LED ring"
	case forecast.Unexplained:
		return "unexplained"
	}
	return string(c)
}
