package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// total is what one part of one variant lost, over all classes but intact.
type total struct {
	windows     int
	length      time.Duration
	longest     time.Duration
	probability float64
	rows        []*campaign.Row // the losses that occur, strongest first
}

// totalOf adds up the losses of a part after so many faults; 0 stands for any
// number beyond the first.
func totalOf(v *campaign.VariantResult, part string, faults int) total {
	var t total
	for i := range v.Rows {
		r := &v.Rows[i]
		if r.Part != part || !isLoss(r.Class) || !occurs(r) || max(r.Faults, 1) != faults && (faults != 0 || r.Faults <= 1) {
			continue
		}
		t.windows += r.Windows
		t.length += r.Length
		t.longest = max(t.longest, time.Duration(r.Longest))
		t.probability += r.Probability
		t.rows = append(t.rows, r)
	}
	// Shares of classes are summed; rounding must not make more than all of it.
	t.probability = min(t.probability, 1)
	return t
}

// lost says whether any experiment that is counted lost the part.
func (t *total) lost() bool { return len(t.rows) > 0 }

// longSummary is from how many variants on each is no longer told by itself.
const longSummary = 12

// Summary says what a campaign found in plain sentences, the most important
// first. HTML begins with the same ones.
func Summary(r *campaign.Result) []string {
	var out []string
	if len(r.Variants) == 0 {
		return []string{"The campaign has no variants, so nothing was tried."}
	}
	if len(r.Variants) == 1 {
		v := &r.Variants[0]
		out = append(out, variantSentences(&r.Spec, v, true)...)
		if s := groupSentence(r, v.Variant.Index); s != "" {
			out = append(out, s)
		}
	} else {
		out = append(out, comparisonSentence(r))
		var clean []string
		told := 0
		for i := range r.Variants {
			v := &r.Variants[i]
			if lossless(v) {
				clean = append(clean, Name(&r.Spec, &v.Variant))
				continue
			}
			if told++; told <= longSummary {
				out = append(out, shortSentence(&r.Spec, v))
			}
		}
		if told > longSummary {
			out = append(out, fmt.Sprintf("The other %s with losses are in the table.", Plural(told-longSummary, "variant")))
		}
		switch n := len(clean); {
		case n > longSummary:
			out = append(out, fmt.Sprintf("%d variants lose nothing.", n))
		case n > 0:
			out = append(out, "Nothing is lost by "+listed(clean)+".")
		}
		if s := onceSentence(&r.Spec, &r.Variants[0]); s != "" {
			out = append(out, s)
		}
	}
	return append(out, workSentence(r))
}

// lossless says of a variant that nothing is lost after any number of faults.
func lossless(v *campaign.VariantResult) bool {
	for i := range v.Rows {
		if isLoss(v.Rows[i].Class) && occurs(&v.Rows[i]) {
			return false
		}
	}
	return !slices.ContainsFunc(v.Cells, func(c campaign.ShmooCell) bool { return loses(&c.Verdict) })
}

// variantSentences tell one variant at length, with the hand where nothing else
// in the report states it.
func variantSentences(s *campaign.Spec, v *campaign.VariantResult, hand bool) []string {
	if out := nothingLost(s, v); out != "" {
		return append([]string{out}, depthSentences(s, v)...)
	}
	var out []string
	pin := totalOf(v, partPIN, 1)
	out = append(out, lossSentence(s, v, &pin))
	if len(v.Windows) > 0 {
		if pin.lost() {
			out = append(out, classSentence(&pin))
		}
		if hand {
			out = append(out, onceSentence(s, v))
		}
	}
	for _, p := range parts[1:] {
		out = append(out, partSentences(s, v, p)...)
	}
	return append(out, depthSentences(s, v)...)
}

// nothingLost says of a variant without any loss after one fault just that.
func nothingLost(s *campaign.Spec, v *campaign.VariantResult) string {
	if len(v.Windows) == 0 {
		return ""
	}
	var names []string
	for _, p := range parts {
		if t := totalOf(v, p, 1); t.lost() {
			return ""
		}
		switch {
		case p == partInvariant && len(s.Invariants) > 0:
			names = append(names, "an invariant")
		case p != partInvariant && applies(v, p):
			names = append(names, "the "+p)
		}
	}
	if len(names) == 0 {
		return ""
	}
	words := names[0]
	if n := len(names); n > 1 {
		words = strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return fmt.Sprintf("At no instant of the %s does %s lose %s.", Span(v.Survey.Window), faultWords(s), words)
}

// lossSentence says in how many windows the PIN is lost.
func lossSentence(s *campaign.Spec, v *campaign.VariantResult, t *total) string {
	switch {
	case len(v.Cells) > 0:
		return cellSentence(v, partPIN, "the PIN")
	case len(v.Windows) == 0:
		return fmt.Sprintf("Of %s, %s lose the PIN.", instants(s), odds(t.probability))
	case !t.lost():
		return fmt.Sprintf("At no instant of the %s does %s lose the PIN.", Span(v.Survey.Window), faultWords(s))
	case t.windows == 1:
		return fmt.Sprintf("In one window, %s of %s, %s loses the PIN; with the stated hand that is %s %s.",
			Span(t.length), Span(v.Survey.Window), faultWords(s), odds(t.probability), occasions(s, v))
	}
	return fmt.Sprintf("In %s, %s in all of %s, %s loses the PIN; with the stated hand that is %s %s.",
		Plural(t.windows, "window"), Span(t.length), Span(v.Survey.Window), faultWords(s), odds(t.probability), occasions(s, v))
}

// instants are the instants that a plan gives, counted.
func instants(s *campaign.Spec) string {
	return "faults at " + Plural(len(s.Fault.At), "given instant")
}

// counted is a count at the beginning of a sentence.
func counted(n int) string {
	if n == 0 {
		return "None"
	}
	return group(n)
}

// cellSentence counts the sags that lose a part and names the shortest of those
// that do.
func cellSentence(v *campaign.VariantResult, part, noun string) string {
	lost := 0
	var shortest *campaign.ShmooCell
	for i := range v.Cells {
		c := &v.Cells[i]
		if !isLoss(of(&c.Verdict, part)) {
			continue
		}
		lost++
		if shortest == nil || c.For < shortest.For || c.For == shortest.For && c.Microvolts > shortest.Microvolts {
			shortest = c
		}
	}
	s := fmt.Sprintf("%s of %s of the supply lose %s", counted(lost), Plural(len(v.Cells), "sag"), noun)
	if shortest != nil {
		s += fmt.Sprintf("; the shortest lasts %s, at %s", Span(shortest.For), volts(shortest.Microvolts))
	}
	return s + "."
}

// classSentence splits a loss by class.
func classSentence(t *total) string {
	var words []string
	for _, r := range t.rows {
		words = append(words, fmt.Sprintf("for %s %s (%s)", Span(r.Length), meaning(r.Part, r.Class), r.Class))
	}
	return "F" + strings.TrimPrefix(listed(words), "f") + "."
}

// partSentences tell of a part other than the PIN.
func partSentences(s *campaign.Spec, v *campaign.VariantResult, part string) []string {
	t := totalOf(v, part, 1)
	if part == partInvariant {
		var out []string
		for _, r := range t.rows {
			length := ""
			if len(v.Windows) > 0 {
				length = Span(r.Length) + " in all, "
			}
			out = append(out, fmt.Sprintf("It does not always hold that %s: %s%s %s.",
				strings.TrimSuffix(r.Class, "."), length, odds(r.Probability), occasions(s, v)))
		}
		if len(t.rows) == 0 && len(s.Invariants) > 0 {
			out = append(out, "Every invariant holds at the end of every experiment.")
		}
		return out
	}
	if !applies(v, part) {
		return nil
	}
	switch {
	case len(v.Cells) > 0:
		return []string{cellSentence(v, part, "the "+part)}
	case len(v.Windows) == 0:
		return []string{fmt.Sprintf("The %s: %s.", part, odds(t.probability))}
	case !t.lost():
		return []string{fmt.Sprintf("The %s are never lost.", part)}
	}
	return []string{fmt.Sprintf("The %s are lost in %s, %s in all: %s %s.",
		part, Plural(t.windows, "window"), Span(t.length), odds(t.probability), occasions(s, v))}
}

// applies says whether the subject has a part at all.
func applies(v *campaign.VariantResult, part string) bool {
	return slices.ContainsFunc(v.Rows, func(r campaign.Row) bool { return r.Part == part }) ||
		slices.ContainsFunc(v.Windows, func(w campaign.Window) bool { return of(&w.Verdict, part) != "" }) ||
		slices.ContainsFunc(v.Cells, func(c campaign.ShmooCell) bool { return of(&c.Verdict, part) != "" })
}

// depthSentences tell what further faults during the recovery do.
func depthSentences(s *campaign.Spec, v *campaign.VariantResult) []string {
	var out []string
	for faults := 2; faults <= s.Depth; faults++ {
		which, before := "a second fault in the recovery from the first", "the first"
		if faults > 2 {
			which, before = fmt.Sprintf("fault number %d, in the recovery from those before,", faults), "those before"
		}
		t := totalOf(v, partPIN, faults)
		if !t.lost() {
			out = append(out, "After "+which+" the PIN is never lost.")
			continue
		}
		out = append(out, fmt.Sprintf("After %s the PIN is lost in %s, %s of all recoveries together, what %s had lost included; if each fault strikes as stated, that is %s.",
			which, Plural(t.windows, "window"), Span(t.length), before, odds(t.probability)))
	}
	return out
}

// groupSentence says how many ways to fail there are, and which weighs most.
func groupSentence(r *campaign.Result, variant int) string {
	n := 0
	var first *campaign.Group
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Variant == variant {
			if n++; first == nil {
				first = g
			}
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("There is one way to fail: %s.", FailureWords(&first.Failure))
	}
	return fmt.Sprintf("There are %d ways to fail; the heaviest: %s.", n, FailureWords(&first.Failure))
}

// FailureWords is a failure as a clause.
func FailureWords(f *campaign.Failure) string {
	torn := "the fault falls between operations"
	if f.Operation != "" {
		torn = "the " + f.Operation + " is torn"
	}
	return torn + ", " + decisionWords(f.Decision) + ", and " + meaning(f.Part, f.Class)
}

// onceSentence states the hand.
func onceSentence(s *campaign.Spec, v *campaign.VariantResult) string {
	if len(v.Windows) == 0 {
		return ""
	}
	source := ""
	if s.Hand.Source != "" {
		source = " (" + s.Hand.Source + ")"
	}
	return fmt.Sprintf("The stated hand strikes %s%s.", handWords(&s.Hand), source)
}

// workSentence says what the figures stand on.
func workSentence(r *campaign.Result) string {
	var c campaign.Counts
	for i := range r.Variants {
		v := &r.Variants[i].Counts
		c.Borders += v.Borders
		c.Experiments += v.Experiments
		c.States += v.States
	}
	s := fmt.Sprintf("%s found %s", Plural(c.Experiments, "experiment"), Plural(c.States, "distinct state"))
	if r.Spec.Fault.Kind != campaign.Sag && len(r.Spec.Fault.At) == 0 {
		s += fmt.Sprintf("; instants were not sampled but enumerated, from %s", Plural(c.Borders, "border"))
	}
	return s + "."
}

// verdictWords is a verdict in one line: "PIN denied, settings default".
func verdictWords(v *campaign.Verdict) string {
	var words []string
	for _, p := range parts[:3] {
		if c := of(v, p); isLoss(c) {
			words = append(words, p+" "+c)
		}
	}
	if n := len(v.Broken); n > 0 {
		words = append(words, Plural(n, "invariant")+" broken")
	}
	if len(words) == 0 {
		return string(scenarios.Intact)
	}
	return strings.Join(words, ", ")
}
