package report

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// failure is the article of one way to fail.
type failure struct {
	ID, Heading, Length, Odds, Findings, Variant string

	Chip  template.HTML
	Story []link
	Case  *caseView
}

// link is one link of the chain from the hand to what the user saw.
type link struct{ Head, Text string }

type caseView struct {
	Command, Summary, Text, Trace string
	Open                          bool
}

func groupViews(r *campaign.Result) (out []failure, left string) {
	opened := 0
	for i := range r.Groups {
		if i == maxGroups {
			return out, fmt.Sprintf("%s more are in the JSON and CSV of this campaign.", group(len(r.Groups)-i))
		}
		g := &r.Groups[i]
		var v *campaign.VariantResult
		for j := range r.Variants {
			if r.Variants[j].Variant.Index == g.Variant {
				v = &r.Variants[j]
			}
		}
		f := failure{ID: fmt.Sprintf("g%d", i+1), Heading: headline(&g.Failure), Length: span(g.Length), Odds: odds(g.Probability),
			Findings: plural(g.Findings, "finding"), Chip: chip(groupClass(&g.Failure)), Story: story(&r.Spec, v, g)}
		if v != nil && len(r.Variants) > 1 {
			f.Variant = Name(&r.Spec, &v.Variant)
		}
		if g.Faults > 1 {
			f.Findings += fmt.Sprintf(" with %d faults", g.Faults)
		}
		if c := g.Smallest; c != nil {
			f.Case = &caseView{Command: ReplayCommand(c), Text: c.Scenario, Open: opened < maxOpen,
				Summary: fmt.Sprintf("The smallest case: %s, %s (%s)", plural(c.Steps, "step"), pathWords(c.Path), CaseFile(c)),
				Trace: fmt.Sprintf("%s near the reference after the fault. Found in %s. The trace of its play has the SHA-256 %s, on any machine.",
					strings.ToUpper(marginal(c.Bits)[:1])+marginal(c.Bits)[1:], plural(c.Tried, "experiment"), c.Trace)}
			opened++
		}
		out = append(out, f)
	}
	return out, ""
}

// groupClass is the class whose colour a group has.
func groupClass(f *campaign.Failure) string {
	if f.Part == partInvariant {
		return broken
	}
	return f.Class
}

// headline says in one line how it fails.
func headline(f *campaign.Failure) string {
	op := "nothing torn"
	if f.Operation != "" {
		op = f.Operation + " torn"
	}
	if f.Part == partInvariant {
		return "Invariant broken: " + f.Class + " (" + op + ")"
	}
	return strings.ToUpper(f.Part[:1]) + f.Part[1:] + " " + f.Class + ": " + op
}

// story tells a group from the hand to what its user saw.
func story(s *campaign.Spec, v *campaign.VariantResult, g *campaign.Group) []link {
	path := []campaign.Fault{{Kind: s.Fault.Kind, At: g.First}}
	if g.Smallest != nil && len(g.Smallest.Path) > 0 {
		path = g.Smallest.Path
	}
	var out []link
	first := path[0]
	text := "strikes " + span(first.At) + " into the window"
	if v != nil {
		if m := before(&v.Survey, first.At); m != nil {
			text += fmt.Sprintf(", %s after “%s”", span(first.At-m.At), shortened(momentWords(m), 90))
		}
	}
	out = append(out, link{strings.ToUpper(faultWords(s)[:1]) + faultWords(s)[1:], text + "."})
	for _, f := range path[1:] {
		out = append(out, link{"Another", fmt.Sprintf("falls into the recovery, %s later.", span(f.At-first.At))})
	}
	out = append(out, link{"Torn:", torn(v, g, path)})
	d := decisionWords(g.Failure.Decision)
	out = append(out, link{"Next boot:", strings.TrimPrefix(d, "boot ") + decisionName(g.Failure.Decision) + "."})
	out = append(out, link{"What is seen:", meaning(g.Failure.Part, g.Failure.Class) + "."})
	for i := range out {
		out[i].Text = tied(out[i].Text)
	}
	return out
}

// decisionName adds the name of a decision to its words.
func decisionName(name string) string {
	if name == "" || decisions[name] == "" {
		return ""
	}
	return " (" + name + ")"
}

// torn says what the last fault of a group tears, and how far it had got.
func torn(v *campaign.VariantResult, g *campaign.Group, path []campaign.Fault) string {
	out := "nothing was in flight; what had been written so far is what boot finds"
	if op := g.Failure.Operation; op != "" {
		out = "the " + op
		if v != nil && len(path) == 1 {
			for i := range v.Survey.Operations {
				o := &v.Survey.Operations[i]
				if operationName(o) == op && o.From <= path[0].At && path[0].At <= o.To && o.To > o.From {
					share := float64(path[0].At-o.From) / float64(o.To-o.From)
					out += fmt.Sprintf(", which had begun %s before and takes %s: the fault comes at %s of it", span(path[0].At-o.From), span(o.To-o.From), percent(share))
				}
			}
		}
	}
	if g.Smallest != nil && g.Smallest.Bits > 0 {
		out += "; " + marginal(g.Smallest.Bits) + " left near the reference"
	}
	return out + "."
}

// marginal counts bits.
func marginal(n int) string {
	if n == 0 {
		return "no bits"
	}
	return plural(n, "bit")
}

// before finds the last moment that tells where in the story an instant is.
func before(s *campaign.Survey, t time.Duration) *campaign.Moment {
	var out *campaign.Moment
	for i := range s.Moments {
		m := &s.Moments[i]
		if m.At <= t && (m.Kind == "step" || m.Kind == "boot" || m.Kind == "reset" || m.Kind == "command" || m.Kind == "warning") {
			if out == nil || m.At >= out.At {
				out = m
			}
		}
	}
	return out
}

// pathWords say when the faults of a case strike.
func pathWords(path []campaign.Fault) string {
	if len(path) == 0 {
		return "no fault"
	}
	var out []string
	for _, f := range path {
		w := string(f.Kind)
		if f.Kind == campaign.Sag {
			w += " to " + volts(f.Microvolts)
		}
		if f.For > 0 {
			w += " of " + span(f.For)
		}
		out = append(out, w+" at "+span(f.At))
	}
	return listed(out)
}
