package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// These are the elements that the readers of continuous integration servers
// share; none of them asks for more.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     *junitText    `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

// cleaned replaces what XML cannot hold, even in a section of characters.
func cleaned(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// JUnit writes a result for continuous integration: a suite for each variant
// with a test for each of PIN, settings and authorizations, and one for each
// invariant. A test fails when an experiment ended in one of the classes of
// failOn, a test of an invariant when it does not hold and failOn has "invariant";
// the text of the failure names the ways to fail and the commands that replay
// them. Times are 0: a result does not
// know how long it took.
func JUnit(w io.Writer, r *campaign.Result, failOn []string) error {
	all := junitSuites{Name: subject(&r.Spec), Time: "0"}
	for i := range r.Variants {
		s := junitVariant(r, &r.Variants[i], failOn)
		all.Suites = append(all.Suites, s)
		all.Tests += s.Tests
		all.Failures += s.Failures
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitVariant(r *campaign.Result, v *campaign.VariantResult, failOn []string) junitSuite {
	name := subject(&r.Spec)
	suite := junitSuite{Name: name, Time: "0"}
	if len(r.Variants) > 1 {
		suite.Name += " / " + Name(&r.Spec, &v.Variant)
	}
	suite.Properties = append(suite.Properties, junitProperty{"version", r.Spec.Version})
	for i, a := range r.Spec.Axes {
		if i < len(v.Variant.Values) {
			suite.Properties = append(suite.Properties, junitProperty{a.Key, v.Variant.Values[i]})
		}
	}
	add := func(title, part, sentence string) {
		c := junitCase{Class: "locktwin." + strings.ReplaceAll(suite.Name, ".", "-"), Name: title, Time: "0"}
		if figures := junitFigures(v, part); len(figures) > 0 && part != partInvariant {
			c.Out = &junitText{cleaned(strings.Join(figures, "\n"))}
		}
		c.Failure = junitFail(r, v, part, sentence, failOn)
		if c.Failure != nil {
			suite.Failures++
		}
		suite.Tests++
		suite.Cases = append(suite.Cases, c)
	}
	for _, p := range parts[:3] {
		if p == partPIN || applies(v, p) {
			add(p, p, "")
		}
	}
	for _, s := range r.Spec.Invariants {
		add("invariant: "+s, partInvariant, s)
	}
	return suite
}

// junitFigures are the figures by class of a part.
func junitFigures(v *campaign.VariantResult, part string) []string {
	var out []string
	for i := range v.Rows {
		if row := &v.Rows[i]; row.Part == part && row.Faults <= 1 && occurs(row) {
			if row.Length == 0 {
				out = append(out, fmt.Sprintf("%s: %s, %s", row.Class, Plural(row.Windows, "fault"), odds(row.Probability)))
				continue
			}
			out = append(out, fmt.Sprintf("%s: %s in %s, %s", row.Class, Span(row.Length), Plural(row.Windows, "window"), odds(row.Probability)))
		}
	}
	return out
}

// junitFail gives the failure of one test, or nil. A sentence restricts it to
// one invariant.
func junitFail(r *campaign.Result, v *campaign.VariantResult, part, sentence string, failOn []string) *junitFailure {
	var set scenarios.ClassSet
	ends, found := 0, false
	for i := range v.Findings {
		hit := false
		for j := range v.Findings[i].Verdicts {
			x := &v.Findings[i].Verdicts[j]
			if part == partInvariant {
				for _, b := range x.Broken {
					hit = hit || b == sentence
				}
				continue
			}
			if c := of(x, part); failing(part, c, failOn) {
				hit = true
				set |= scenarios.ClassesOf(scenarios.Class(c))
			}
		}
		if hit {
			ends++
		}
	}
	for i := range v.Rows {
		row := &v.Rows[i]
		if row.Part != part || !occurs(row) || !failing(part, row.Class, failOn) {
			continue
		}
		if part != partInvariant {
			set |= scenarios.ClassesOf(scenarios.Class(row.Class))
			found = true
		} else if row.Class == sentence {
			found = true
		}
	}
	if ends == 0 && !found {
		return nil
	}
	f := &junitFailure{Type: "invariant", Message: "does not hold in " + Plural(ends, "experiment")}
	if part != partInvariant {
		var names []string
		for _, c := range set.List() {
			names = append(names, string(c))
		}
		f.Type = names[0]
		f.Message = fmt.Sprintf("the %s ends %s in %s", part, listed(names), Plural(ends, "experiment"))
	}
	var text strings.Builder
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Variant != v.Variant.Index || g.Failure.Part != part || !failing(part, g.Failure.Class, failOn) ||
			part == partInvariant && g.Failure.Class != sentence {
			continue
		}
		length := ""
		if g.Length > 0 {
			length = Span(g.Length) + " in all, "
		}
		fmt.Fprintf(&text, "\n%s (%s%s)\n", FailureWords(&g.Failure), length, odds(g.Probability))
		if g.Smallest != nil {
			fmt.Fprintf(&text, "  replay: %s\n", ReplayCommand("", g.Smallest))
		}
	}
	f.Text = cleaned(text.String())
	return f
}
