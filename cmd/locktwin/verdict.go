package main

import (
	"fmt"
	"io"
	"unicode/utf8"

	"locktwin/scenarios"
)

// writeVerdict prints the verdict in words: one line for the whole, one line
// for each expectation with what was got, one line for what the lock is like.
func writeVerdict(w io.Writer, p paint, r *scenarios.Report) {
	met, widest := 0, 0
	for _, e := range r.Expectations {
		if e.Met {
			met++
		}
		widest = max(widest, min(utf8.RuneCountInString(e.Text), 60))
	}
	head := p.in(green, "PASS")
	if r.Verdict != scenarios.Pass {
		head = p.in(red, "FAIL")
	}
	fmt.Fprintf(w, "%s  %s, profile %s, seed %d: %d of %d expectations met\n",
		head, r.Scenario, r.Profile, r.Seed, met, len(r.Expectations))
	for _, e := range r.Expectations {
		mark := p.in(green, "    met")
		if !e.Met {
			mark = p.in(red, "NOT MET")
		}
		pad := max(0, widest-utf8.RuneCountInString(e.Text))
		fmt.Fprintf(w, "  %s  %s%*s  %s\n", mark, e.Text, pad, "", p.in(faint, "got: "+e.Got))
	}
	fmt.Fprintf(w, "  PIN %s; %s, %s; flash: %s, %s, %d interrupted, %s\n",
		p.in(bold, string(r.Outcome.PIN.Class)), count(r.Outcome.Boots, "boot"), count(len(r.Outcome.Resets), "reset"),
		count(r.Flash.Programs, "program"), count(r.Flash.Erases, "erase"), r.Flash.Interrupted,
		count(r.Flash.MarginalWords, "marginal word"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
