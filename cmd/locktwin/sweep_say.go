package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
)

// How much of a long result is printed; the files have all of it.
const (
	shownVariants = 40
	shownGroups   = 10
)

// tell prints a result for a person: the answer, then the figures behind it,
// then each way to fail, then how much was done for it.
func (c *sweepCommand) tell(s *Streams, r *campaign.Result, d time.Duration) {
	p := colors(c.Color, s)
	paragraph(s.Out, p, report.Summary(r))
	if c.Quiet {
		return
	}
	fmt.Fprintln(s.Out)
	if len(r.Variants) == 1 {
		tellClasses(s.Out, &r.Spec, &r.Variants[0])
	} else {
		tellVariants(s.Out, r)
	}
	c.tellGroups(s.Out, p, r)
	c.tellCauses(s.Out, r)
	tellWork(s.Out, p, r, d)
}

// paragraph prints sentences below each other, the first one so that it is seen.
func paragraph(w io.Writer, p paint, sentences []string) {
	for i, t := range sentences {
		if i == 0 {
			t = p.in(bold, t)
		}
		fmt.Fprintln(w, t)
	}
}

// given says whether the faults of a campaign strike at given instants; then
// nothing has a length.
func given(spec *campaign.Spec) bool { return len(spec.Fault.At) > 0 }

// tellClasses is the table of one variant: each part, class by class.
func tellClasses(w io.Writer, spec *campaign.Spec, v *campaign.VariantResult) {
	head := []string{"part", "class", "length", "windows", "longest", "probability"}
	if given(spec) {
		head = []string{"part", "class", "faults", "probability"}
	}
	if spec.Depth > 1 {
		head = append([]string{"depth"}, head...)
	}
	var rows [][]string
	for _, r := range v.Rows {
		row := []string{r.Part, r.Class, report.Span(r.Length), fmt.Sprint(r.Windows), report.Span(time.Duration(r.Longest)), report.Percent(r.Probability)}
		if given(spec) {
			row = []string{r.Part, r.Class, fmt.Sprint(r.Windows), report.Percent(r.Probability)}
		}
		if spec.Depth > 1 {
			row = append([]string{fmt.Sprint(r.Faults)}, row...)
		}
		rows = append(rows, row)
	}
	columns(w, head, rows)
}

// tellVariants puts variants side by side: how long each part is lost and how
// likely, and the worst that can become of it. Parts that nothing loses have no
// column.
func tellVariants(w io.Writer, r *campaign.Result) {
	var parts, safe []string
	for _, part := range partsOf(r) {
		if slices.ContainsFunc(r.Variants, func(v campaign.VariantResult) bool { return lossOf(&v, part).worst != "" }) {
			parts = append(parts, part)
		} else {
			safe = append(safe, part)
		}
	}
	head := []string{"variant"}
	for _, part := range parts {
		if !given(&r.Spec) {
			head = append(head, part+" lost")
		}
		head = append(head, part, "worst")
	}
	rows := [][]string{}
	for i := range r.Variants[:min(len(r.Variants), shownVariants)] {
		v := &r.Variants[i]
		row := []string{report.Name(&r.Spec, &v.Variant)}
		for _, part := range parts {
			l := lossOf(v, part)
			if !given(&r.Spec) {
				row = append(row, l.span())
			}
			row = append(row, report.Percent(l.probability), orElse(l.worst, "intact"))
		}
		rows = append(rows, row)
	}
	if len(parts) > 0 {
		columns(w, head, rows)
	}
	if more := len(r.Variants) - shownVariants; more > 0 && len(parts) > 0 {
		fmt.Fprintf(w, "and %s; --html and --csv have all of them\n", count(more, "more variant"))
	}
	if len(safe) > 0 {
		fmt.Fprintf(w, "never lost: %s\n", strings.Join(safe, ", "))
	}
}

// partsOf lists the parts that a result speaks of, in the order of its rows.
func partsOf(r *campaign.Result) []string {
	var out []string
	for i := range r.Variants {
		for _, row := range r.Variants[i].Rows {
			if !slices.Contains(out, row.Part) {
				out = append(out, row.Part)
			}
		}
	}
	return out
}

// loss is what a single fault does to one part of a variant.
type loss struct {
	length      time.Duration
	probability float64
	worst       string // the strongest class; of a part that no single fault loses the strongest of several
}

func (l loss) span() string {
	if l.length == 0 {
		return "-"
	}
	return report.Span(l.length)
}

func lossOf(v *campaign.VariantResult, part string) loss {
	var l loss
	for _, row := range v.Rows {
		if row.Part != part || row.Class == string(scenarios.Intact) {
			continue
		}
		if l.worst == "" {
			l.worst = row.Class
		}
		if row.Faults <= 1 {
			l.length += row.Length
			l.probability += row.Probability
		}
	}
	return l
}

// tellGroups lists the ways to fail with their smallest case.
func (c *sweepCommand) tellGroups(w io.Writer, p paint, r *campaign.Result) {
	if len(r.Groups) == 0 {
		return
	}
	order := ", the heaviest first"
	if len(r.Groups) == 1 {
		order = ""
	}
	fmt.Fprintf(w, "\n%s to fail%s:\n", count(len(r.Groups), "way"), order)
	hint := false
	for i := range r.Groups[:min(len(r.Groups), shownGroups)] {
		g := &r.Groups[i]
		of := ""
		if len(r.Variants) > 1 {
			of = report.Name(&r.Spec, &r.Variants[g.Variant].Variant) + ": "
		}
		fmt.Fprintf(w, "%3d. %s%s\n", i+1, of, p.in(bold, report.FailureWords(&g.Failure)))
		length := ""
		if !given(&r.Spec) {
			length = report.Span(g.Length) + ", "
		}
		fmt.Fprintf(w, "     %s %s: %s%s; the first %s into the window\n", g.Failure.Part, g.Failure.Class,
			length, report.Percent(g.Probability), report.Span(g.First))
		if g.Smallest == nil {
			continue
		}
		fmt.Fprintf(w, "     smallest case: %s, %s\n     %s\n", count(g.Smallest.Steps, "step"), count(g.Smallest.Bits, "marginal bit"),
			p.in(cyan, report.ReplayCommand(c.Cases, g.Smallest)))
		hint = hint || c.Cases == ""
	}
	if more := len(r.Groups) - shownGroups; more > 0 {
		fmt.Fprintf(w, "and %d more; --html and --csv have all of them\n", more)
	}
	if hint {
		fmt.Fprintln(w, "\n--cases DIR writes these cases into files.")
	}
}

// tellWork says how much was done.
func tellWork(w io.Writer, p paint, r *campaign.Result, d time.Duration) {
	var n campaign.Counts
	for i := range r.Variants {
		n.Add(r.Variants[i].Counts)
	}
	words := []string{report.Plural(n.Borders, "border"), report.Plural(n.Raw, "interval") + " between them",
		report.Plural(n.Classes, "class") + " after merging", report.Plural(n.Experiments, "experiment"),
		report.Plural(n.States, "distinct state"), took(d)}
	fmt.Fprintf(w, "\n%s\n", p.in(faint, strings.Join(words, ", ")))
}
