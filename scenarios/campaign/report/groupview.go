package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// failure is the article of one way to fail; losses of several parts by the same
// faults are one.
type failure struct {
	ID, Ends, Torn, Length, Odds, Findings, Variant string

	Chips []template.HTML
	Story []link
	Cases []caseView
	key   groupKey
}

// groupKey is what groups share that are the same faults seen in several parts.
type groupKey struct {
	variant, faults, findings int
	operation, decision       string
	length, first             time.Duration
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
		g := &r.Groups[i]
		key := groupKey{g.Variant, g.Faults, g.Findings, g.Failure.Operation, g.Failure.Decision, g.Length, g.First}
		var cases []caseView
		k := slices.IndexFunc(out, func(f failure) bool { return f.key == key })
		if c := g.Smallest; c != nil {
			cases = append(cases, caseViewOf(c, k < 0 && opened < maxOpen))
			opened++
		}
		if k >= 0 {
			f := &out[k]
			f.Ends += ", " + end(&g.Failure)
			f.Chips = append(f.Chips, chip(groupClass(&g.Failure)))
			f.Cases = append(f.Cases, cases...)
			last := &f.Story[len(f.Story)-1]
			last.Text = strings.TrimSuffix(last.Text, ".") + "; " + tied(meaning(g.Failure.Part, g.Failure.Class)) + "."
			continue
		}
		if len(out) == maxGroups {
			return out, fmt.Sprintf("%s more are in the JSON and CSV of this campaign.", group(len(r.Groups)-i))
		}
		var v *campaign.VariantResult
		for j := range r.Variants {
			if r.Variants[j].Variant.Index == g.Variant {
				v = &r.Variants[j]
			}
		}
		f := failure{ID: fmt.Sprintf("g%d", i+1), Length: Span(g.Length), Odds: odds(g.Probability), key: key, Cases: cases,
			Findings: Plural(g.Findings, "finding"), Chips: []template.HTML{chip(groupClass(&g.Failure))}, Story: story(&r.Spec, v, g)}
		if g.Length == 0 {
			f.Length = ""
		}
		head := end(&g.Failure)
		f.Ends, f.Torn = strings.ToUpper(head[:1])+head[1:], tornHeading(&g.Failure)
		if v != nil && len(r.Variants) > 1 {
			f.Variant = Name(&r.Spec, &v.Variant)
		}
		if g.Faults > 1 {
			f.Findings += fmt.Sprintf(" with %d faults", g.Faults)
		}
		out = append(out, f)
	}
	return out, ""
}

func caseViewOf(c *campaign.Case, open bool) caseView {
	bits := marginal(c.Bits)
	return caseView{Command: ReplayCommand("", c), Text: c.Scenario, Open: open,
		Summary: fmt.Sprintf("The smallest case: %s, %s (%s)", Plural(c.Steps, "step"), pathWords(c.Path), CaseFile(c)),
		Trace: fmt.Sprintf("%s near the reference after the fault. Found in %s. The trace of its play has the SHA-256 %s, on any machine.",
			strings.ToUpper(bits[:1])+bits[1:], Plural(c.Tried, "experiment"), c.Trace)}
}

// groupClass is the class whose colour a group has.
func groupClass(f *campaign.Failure) string {
	if f.Part == partInvariant {
		return broken
	}
	return f.Class
}

// end says in two words how a part ended.
func end(f *campaign.Failure) string {
	if f.Part == partInvariant {
		return "invariant broken (" + f.Class + ")"
	}
	return f.Part + " " + f.Class
}

// tornHeading says in a few words what was torn.
func tornHeading(f *campaign.Failure) string {
	if f.Operation == "" {
		return "nothing torn"
	}
	return f.Operation + " torn"
}

// story tells a group from the hand to what its user saw.
func story(s *campaign.Spec, v *campaign.VariantResult, g *campaign.Group) []link {
	path, bits := []campaign.Fault{{Kind: s.Fault.Kind, At: g.First}}, 0
	if f := findingOf(v, g); f != nil {
		path, bits = f.Path, f.MarginalBits
	}
	var out []link
	first := path[0]
	text := "strikes " + Span(first.At) + " into the window"
	if v != nil {
		if m := before(&v.Survey, first.At); m != nil && m.At > 0 {
			text += fmt.Sprintf(", %s after “%s”", Span(first.At-m.At), shortened(momentWords(m), 90))
		} else if m != nil {
			text += ", which opens with “" + shortened(momentWords(m), 90) + "”"
		}
	}
	out = append(out, link{strings.ToUpper(faultWords(s)[:1]) + faultWords(s)[1:], text + "."})
	if g.Faults > len(path) {
		out = append(out, link{"Further faults", fmt.Sprintf("fall into the recovery, %d in all.", g.Faults)})
	}
	for _, f := range path[1:] {
		out = append(out, link{"Another", fmt.Sprintf("falls into the recovery, %s later.", Span(f.At-first.At))})
	}
	out = append(out, link{"Torn:", torn(v, g, path, bits)})
	d := decisionWords(g.Failure.Decision)
	out = append(out, link{"Next boot:", strings.TrimPrefix(d, "boot ") + decisionName(g.Failure.Decision) + "."})
	out = append(out, link{"What is seen:", meaning(g.Failure.Part, g.Failure.Class) + "."})
	for i := range out {
		out[i].Text = tied(out[i].Text)
	}
	return out
}

// findingOf is the first finding of a group: the story is told of the reference
// run, since the smallest case is another run with instants of its own.
func findingOf(v *campaign.VariantResult, g *campaign.Group) *campaign.Finding {
	if v == nil {
		return nil
	}
	for i := range v.Findings {
		f := &v.Findings[i]
		if len(f.Path) != max(g.Faults, 1) {
			continue
		}
		for j := range f.Verdicts {
			x := &f.Verdicts[j]
			same := of(x, g.Failure.Part) == g.Failure.Class
			if g.Failure.Part == partInvariant {
				same = slices.Contains(x.Broken, g.Failure.Class)
			}
			if same && x.Decision == g.Failure.Decision && (len(f.Path) > 1 || operationOf(v, f) == g.Failure.Operation) {
				return f
			}
		}
	}
	return nil
}

// operationOf names what the only fault of a finding tears.
func operationOf(v *campaign.VariantResult, f *campaign.Finding) string {
	if f.Class < 0 || f.Class >= len(v.Survey.Classes) {
		return ""
	}
	return operationAt(&v.Survey, v.Survey.Classes[f.Class].Operation)
}

// decisionName adds the name of a decision to its words.
func decisionName(name string) string {
	if name == "" || decisions[name] == "" {
		return ""
	}
	return " (" + name + ")"
}

// torn says what the last fault of a group tears, and how far it had got.
func torn(v *campaign.VariantResult, g *campaign.Group, path []campaign.Fault, bits int) string {
	out := "nothing was in flight; what had been written so far is what boot finds"
	if op := g.Failure.Operation; op != "" {
		out = "the " + op
		if v != nil && len(path) == 1 && g.Faults <= 1 {
			out += progress(v, op, path[0].At)
		}
	}
	if bits > 0 {
		out += "; " + marginal(bits) + " left near the reference"
	}
	return out + "."
}

// progress says how far the operation that a fault tears has got, or how long
// after the fault it begins: a lock lives on for a while.
func progress(v *campaign.VariantResult, op string, at time.Duration) string {
	for i := range v.Survey.Classes {
		c := &v.Survey.Classes[i]
		if at < c.From || at >= c.To && at != c.From || operationAt(&v.Survey, c.Operation) != op {
			continue
		}
		return progressOf(&v.Survey.Operations[c.Operation], at)
	}
	for i := range v.Survey.Operations {
		if o := &v.Survey.Operations[i]; operationName(o) == op && o.From <= at && at <= o.To {
			return progressOf(o, at)
		}
	}
	return ""
}

func progressOf(o *campaign.Operation, at time.Duration) string {
	switch {
	case o.To <= o.From && at < o.From: // it had not ended when the window did
		return fmt.Sprintf(", which begins %s later: the lock lives on until then", Span(o.From-at))
	case o.To <= o.From:
		return ""
	case at < o.From:
		return fmt.Sprintf(", which begins %s later and takes %s: the lock lives on until then", Span(o.From-at), Span(o.To-o.From))
	case at > o.To:
		return ""
	}
	share := float64(at-o.From) / float64(o.To-o.From)
	return fmt.Sprintf(", which had begun %s before and takes %s: the fault comes at %s of it", Span(at-o.From), Span(o.To-o.From), Percent(share))
}

// marginal counts bits.
func marginal(n int) string {
	if n == 0 {
		return "no bits"
	}
	return Plural(n, "bit")
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
			w += " of " + Span(f.For)
		}
		out = append(out, w+" at "+Span(f.At))
	}
	return listed(out)
}
