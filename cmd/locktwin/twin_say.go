package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
)

// barWidth is how long the longest bar of a table is, in characters.
const barWidth = 24

// bar draws a share of the longest bar.
func bar(value, longest float64) string {
	if !(longest > 0) || !(value > 0) {
		return ""
	}
	return strings.Repeat("#", max(int(math.Round(value/longest*barWidth)), 1))
}

// about is a number to three digits, without an exponent.
func about(v float64) string {
	if v == 0 {
		return "0"
	}
	digits := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	return strconv.FormatFloat(v, 'f', min(max(digits, 0), 4), 64)
}

// span is a 90 % interval.
func span(low, high float64) string { return about(low) + ".." + about(high) }

// percent is a share of 1.
func percent(v float64) string { return strconv.Itoa(int(math.Round(v*100))) + " %" }

// dayOf is the day on which so many days after an instant are over, as people say
// it.
func dayOf(fromMS int64, days float64) string {
	return time.UnixMilli(fromMS).UTC().Add(time.Duration(days * float64(24*time.Hour))).Format("2 January 2006")
}

// days words a time in days.
func days(v float64) string {
	switch n := math.Round(v); {
	case v < 1:
		return "less than a day"
	case n == 1:
		return "1 day"
	default:
		return strconv.FormatFloat(n, 'f', 0, 64) + " days"
	}
}

// untilText words when something happens.
func untilText(what string, u forecast.Until, fromMS int64) string {
	switch {
	case u.Reached:
		return what + ": reached already"
	case u.Never && u.Chance > 0:
		return fmt.Sprintf("%s: not before the cells are empty, but in %s of the futures", what, percent(u.Chance))
	case u.Never:
		return what + ": not before the cells are empty"
	}
	high := strconv.FormatFloat(math.Round(u.High), 'f', 0, 64)
	if u.HighOpen {
		high = "never"
	}
	return fmt.Sprintf("%s in %s (%.0f..%s), about %s", what, days(u.Days), math.Round(u.Low), high, dayOf(fromMS, u.Days))
}

// stack prints the consumers of a drain with a bar each.
func (s *Streams) stack(shares []forecast.Share, total *forecast.Share) {
	longest := 0.0
	for _, x := range shares {
		longest = max(longest, x.MAhPerDay)
	}
	var rows [][]string
	for _, x := range shares {
		rows = append(rows, []string{string(x.Consumer), about(x.MAhPerDay), span(x.Low, x.High), x.Basis, bar(x.MAhPerDay, longest)})
	}
	if total != nil {
		rows = append(rows, []string{"together", about(total.MAhPerDay), span(total.Low, total.High)})
	}
	columns(s.Out, []string{"CONSUMER", "MAH/DAY", "90 %", "KNOWN BY", ""}, rows)
}

// notes prints what was assumed, and what the answer rests on.
func (s *Streams) notes(p paint, notes []string, basis string) {
	if len(notes) > 0 || basis != "" {
		fmt.Fprintln(s.Out)
	}
	for _, n := range notes {
		if n != basis {
			fmt.Fprintln(s.Out, p.in(faint, "note: "+n))
		}
	}
	if basis != "" {
		fmt.Fprintln(s.Out, p.in(faint, "rests on: "+basis))
	}
}

// estimates prints what was fitted.
func (s *Streams) estimates(f *twin.Fit) {
	var rows [][]string
	for _, e := range f.Estimates {
		rows = append(rows, []string{words(e.Name), about(e.Value), span(e.Low, e.High), e.Unit, percent(e.Informed)})
	}
	columns(s.Out, []string{"NUMBER", "VALUE", "90 %", "UNIT", "FROM THE TELEMETRY"}, rows)
	rows = nil
	for _, r := range f.Residuals {
		rows = append(rows, []string{words(r.Channel), strconv.Itoa(r.Count), about(r.RMS), about(r.Bias), r.Unit, about(r.Ratio)})
	}
	if len(rows) > 0 {
		fmt.Fprintln(s.Out)
		columns(s.Out, []string{"CHANNEL", "VALUES", "RMS", "BIAS", "UNIT", "TIMES THE NOISE"}, rows)
	}
}
