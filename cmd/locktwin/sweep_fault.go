package main

import (
	"fmt"
	"strings"
)

// sweepFault is what goes wrong, and how thoroughly it is looked for.
type sweepFault struct {
	Step     string `placeholder:"STEP" help:"The step that opens the window: its number, or its word; the last cells-in if left out."`
	Window   string `placeholder:"TIME" help:"How long the window is; up to the end of the last step if left out."`
	LeaveOut string `placeholder:"NUMBERS" help:"Steps that no run plays, because they stage a fault of their own."`
	Cut      string `xor:"fault" placeholder:"FOR" help:"Open the battery line for so long: 250ms, or several lengths: 20ms..300ms/5 log."`
	Sag      string `xor:"fault" placeholder:"TO x FOR" help:"Feed the lock from a weak supply: 1.5V..2.5V/6 x 1ms..100ms/5 log."`
	Knock    string `xor:"fault" placeholder:"FOR x TIMES" help:"Let the contact open several times: 5ms x 1..3."`
	At       string `placeholder:"TIMES" help:"Only at these instants of the window, in place of all."`
	Depth    string `placeholder:"N" help:"How many faults an experiment has at most; the second falls into the recovery from the first."`
	Samples  string `placeholder:"N" help:"How many samples of the cells decide where some are marginal."`
	Hand     string `placeholder:"SHAPE" help:"When the fault strikes, for probabilities: uniform 20ms..300ms or log-uniform 20ms..300ms, with the source of the figures behind a comma; or any, for any instant of the window alike. If left out: of a cut after cells-in log-uniform, as cells go in; else any."`
	Thin     bool   `help:"With --depth, look at one recovery for each stretch of instants that ends alike: a small part of the time, and it may miss something."`
	NoShrink bool   `help:"Do not look for the smallest case of each way to fail."`
}

// faults are the flags about the fault that were given, with their values as the
// section sweep of a scenario file has them.
func (c *sweepFault) faults() []flagged {
	var out []flagged
	for _, f := range []flagged{
		{"--step", c.Step}, {"--window", c.Window}, {"--leave-out", bracketed(c.LeaveOut)}, {"--cut", c.Cut},
		{"--sag", crossed(c.Sag, "to", "for")}, {"--knock", crossed(c.Knock, "for", "times")}, {"--at", c.At},
		{"--depth", c.Depth}, {"--samples", c.Samples}, {"--hand", handed(c.Hand)},
	} {
		if f.value != "" {
			out = append(out, f)
		}
	}
	return out
}

// crossed writes "A x B" as the two keys of a section; what is a section already
// stays as it is.
func crossed(text, first, second string) string {
	if text == "" || strings.HasPrefix(text, "{") {
		return text
	}
	a, b, ok := strings.Cut(text, " x ")
	if !ok {
		return fmt.Sprintf("{%s: %s}", first, text)
	}
	return fmt.Sprintf("{%s: %q, %s: %q}", first, strings.TrimSpace(a), second, strings.TrimSpace(b))
}

// handed writes "log-uniform 20ms..300ms, where from" as the keys of a section.
func handed(text string) string {
	if text == "" || strings.HasPrefix(text, "{") {
		return text
	}
	text, source, _ := strings.Cut(text, ",")
	shape, bounds, _ := strings.Cut(strings.TrimSpace(text), " ")
	if bounds == "" {
		return fmt.Sprintf("{shape: %q}", shape)
	}
	from, to, _ := strings.Cut(strings.TrimSpace(bounds), "..")
	return fmt.Sprintf("{shape: %q, from: %q, to: %q, source: %q}", shape, from, to, orElse(strings.TrimSpace(source), "--hand"))
}

// bracketed writes numbers as a list.
func bracketed(text string) string {
	if text == "" || strings.HasPrefix(text, "[") {
		return text
	}
	return "[" + text + "]"
}

// listOf writes sentences as a list.
func listOf(sentences []string) string {
	quoted := make([]string, len(sentences))
	for i, t := range sentences {
		quoted[i] = fmt.Sprintf("%q", t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
