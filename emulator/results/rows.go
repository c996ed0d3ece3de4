package results

import (
	"encoding/json"
	"strings"

	"locktwin/scenarios/campaign"
)

func (w *writer) variant(s *campaign.Spec, v *campaign.VariantResult) {
	n, c := v.Variant.Index, &v.Counts
	w.put("variant", n, label(s, v.Variant), int64(v.Survey.Window), c.Borders, c.Raw, c.Classes, c.Experiments, c.States, c.Reused, c.LeftOut, v.Within)
	for i, value := range v.Variant.Values {
		w.put("variant_value", n, i, value)
	}
	for i, o := range v.Survey.Operations {
		w.put("operation", n, i, o.Kind, o.Area, int64(o.Addr), int64(o.Size), int64(o.From), int64(o.To))
	}
	for _, r := range v.Rows {
		w.put("outcome", n, r.Faults, r.Part, r.Class, int64(r.Length), r.Probability, r.Windows, r.Longest)
	}
	for i, x := range v.Windows {
		var operation any // none in flight
		if x.Operation >= 0 {
			operation = x.Operation
		}
		w.put("stretch", n, i, int64(x.From), int64(x.To), operation, int64(x.For), x.Times,
			x.Verdict.PIN, x.Verdict.Settings, x.Verdict.Authorizations, x.Verdict.Decision, sentences(x.Verdict.Broken), x.Share)
	}
	for i, x := range v.Cells {
		w.put("sag", n, i, x.Microvolts, int64(x.For), int64(x.At),
			x.Verdict.PIN, x.Verdict.Settings, x.Verdict.Authorizations, x.Verdict.Decision, sentences(x.Verdict.Broken), x.Share)
	}
	for i := range v.Findings {
		w.finding(n, i, &v.Findings[i])
	}
}

func (w *writer) finding(variant, n int, f *campaign.Finding) {
	w.put("finding", variant, n, len(f.Path), f.Class, f.State, f.MarginalBits)
	for i, x := range f.Path {
		w.put("finding_fault", variant, n, i, string(x.Kind), int64(x.At), int64(x.For), x.Microvolts, x.Times)
	}
	for i, v := range f.Verdicts {
		w.put("finding_verdict", variant, n, i, v.PIN, v.Settings, v.Authorizations, v.Decision, sentences(v.Broken), v.Samples)
	}
}

func (w *writer) group(n int, g *campaign.Group) {
	f := &g.Failure
	w.put("failure", n, g.Variant, g.Faults, f.Operation, f.Decision, f.Part, f.Class,
		int64(g.Length), g.Probability, g.Findings, int64(g.First))
	if k := g.Smallest; k != nil {
		w.put("smallest_case", n, k.Name, k.Scenario, k.Trace, k.Steps, k.Bits, k.Tried)
	}
}

func (w *writer) causality(n int, c *campaign.Causality) {
	var inevitable any // not before the symptom
	if c.Inevitable >= 0 {
		inevitable = int64(c.Inevitable)
	}
	w.put("causality", n, c.Variant, c.Part, c.Class, c.Symptom, int64(c.SymptomAt), inevitable, c.Because)
	for i, p := range c.Points {
		w.put("causality_point", n, i, int64(p.At), p.Probability, p.Samples)
	}
}

// label names a variant by its values, such as "profile=ab-slots charge=20%". It
// is the same for the same values in every campaign.
func label(s *campaign.Spec, v campaign.Variant) string {
	var out []string
	for i, value := range v.Values {
		if i < len(s.Axes) {
			value = axisName(s.Axes[i]) + "=" + value
		}
		out = append(out, value)
	}
	return strings.Join(out, " ")
}

// sentences writes invariants that did not hold as a JSON array.
func sentences(broken []string) string {
	if len(broken) == 0 {
		return "[]"
	}
	b, err := json.Marshal(broken)
	if err != nil {
		panic(err) // texts can always be written
	}
	return string(b)
}
