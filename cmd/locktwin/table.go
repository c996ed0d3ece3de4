package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// pair is one line of a small table: what it is, and how it is.
type pair struct{ name, value string }

// table prints pairs as two aligned columns. Pairs without a value are left out.
func table(w io.Writer, p paint, pairs ...pair) {
	widest := 0
	for _, x := range pairs {
		if x.value != "" {
			widest = max(widest, len(x.name))
		}
	}
	for _, x := range pairs {
		if x.value != "" {
			fmt.Fprintf(w, "%s%s  %s\n", p.in(faint, x.name), strings.Repeat(" ", widest-len(x.name)), x.value)
		}
	}
}

// columns prints rows as aligned columns, below a head if there is one.
func columns(w io.Writer, head []string, rows [][]string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if head != nil {
		rows = append([][]string{head}, rows...)
	}
	for _, r := range rows {
		fmt.Fprintln(t, strings.TrimRight(strings.Join(r, "\t"), "\t"))
	}
	t.Flush()
}

// yesNo words a truth.
func yesNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

// onOff words a switch.
func onOff(v bool) string {
	if v {
		return "on"
	}
	return "off"
}

// words turns the hyphens of a name into spaces.
func words(name string) string { return strings.ReplaceAll(name, "-", " ") }
