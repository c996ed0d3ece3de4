package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"locktwin/model/sim"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/cause"
	"locktwin/scenarios/campaign/report"
)

// causes asks, for the heaviest way to lose the PIN with one fault, when the loss
// became inevitable, and puts the answer into the result. Without a loss of the
// PIN it asks for the heaviest way there is.
func causes(r *campaign.Result) error {
	at := slices.IndexFunc(r.Groups, func(g campaign.Group) bool { return g.Faults <= 1 && g.Failure.Part == "PIN" })
	if at < 0 {
		at = slices.IndexFunc(r.Groups, func(g campaign.Group) bool { return g.Faults <= 1 && g.Failure.Part != campaign.InvariantPart })
	}
	if at < 0 {
		return nil // nothing is lost
	}
	g := &r.Groups[at]
	f, ok := earliest(&r.Variants[g.Variant], g.Failure)
	if !ok {
		return nil
	}
	q, err := question(&r.Spec, &r.Variants[g.Variant], f)
	if err != nil {
		return fmt.Errorf("--causality: %w", err)
	}
	found, err := cause.Find(q)
	if errors.Is(err, cause.ErrNoLoss) {
		return nil // another sample of the cells than the one that lost it
	}
	if err != nil {
		return fmt.Errorf("--causality: %w", err)
	}
	found.Variant = g.Variant
	r.Causality = append(r.Causality, found)
	return nil
}

// earliest is the first fault of a variant that fails so.
func earliest(v *campaign.VariantResult, want campaign.Failure) (campaign.Fault, bool) {
	for i := range v.Findings {
		f := &v.Findings[i]
		if len(f.Path) == 1 && slices.ContainsFunc(f.Verdicts, func(x campaign.Verdict) bool {
			return x.Decision == want.Decision && x.Class(want.Part) == want.Class
		}) {
			return f.Path[0], true
		}
	}
	return campaign.Fault{}, false
}

// question is that of a fault in the reference run of a variant.
func question(spec *campaign.Spec, v *campaign.VariantResult, f campaign.Fault) (cause.Question, error) {
	var set []string
	for i, a := range spec.Axes {
		set = append(set, a.Key+"="+v.Variant.Values[i])
	}
	file, err := scenarios.Parse(spec.Lock.File, []byte(spec.Lock.Text), set...)
	if err != nil {
		return cause.Question{}, err
	}
	q := cause.Question{File: file, Fault: &f, Step: spec.Lock.Step, Hand: spec.Hand, Window: v.Survey.Window}
	for _, n := range slices.Backward(spec.Lock.LeaveOut) {
		q.File.Steps = slices.Delete(q.File.Steps, n-1, n)
		if n < spec.Lock.Step {
			q.Step--
		}
	}
	return q, nil
}

// tellCauses says when a loss became inevitable.
func (c *sweepCommand) tellCauses(w io.Writer, r *campaign.Result) {
	if c.Causality && len(r.Causality) == 0 {
		fmt.Fprintln(w, "\nNo run with one fault and the first sample of the cells ends in a loss, so none became inevitable.")
	}
	for i := range r.Causality {
		x := &r.Causality[i]
		if x.Inevitable < 0 {
			fmt.Fprintf(w, "\n%s %s: until %s nothing had made it inevitable.\n", x.Part, x.Class, x.Symptom)
			continue
		}
		because := ""
		if x.Because != "" {
			because = " (" + x.Because + ")"
		}
		fmt.Fprintf(w, "\n%s %s: inevitable from %s on%s, %s before %s.\n", x.Part, x.Class,
			sim.Time(0).Add(x.Inevitable), because, report.Span(x.SymptomAt-x.Inevitable), x.Symptom)
	}
}
