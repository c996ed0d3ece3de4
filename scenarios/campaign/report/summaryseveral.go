package report

import (
	"fmt"
	"slices"
	"strings"

	"locktwin/scenarios/campaign"
)

// comparisonSentence says which variants lose the PIN and which do not, and
// names the fewer.
func comparisonSentence(r *campaign.Result) string {
	var safe, lossy []string
	for i := range r.Variants {
		v := &r.Variants[i]
		first, further := totalOf(v, partPIN, 1), totalOf(v, partPIN, 0)
		lost := first.lost() || further.lost() ||
			slices.ContainsFunc(v.Cells, func(c campaign.ShmooCell) bool { return isLoss(c.Verdict.PIN) })
		if lost {
			lossy = append(lossy, Name(&r.Spec, &v.Variant))
		} else {
			safe = append(safe, Name(&r.Spec, &v.Variant))
		}
	}
	const few = 4
	n := len(r.Variants)
	switch {
	case len(lossy) == 0:
		return fmt.Sprintf("None of %d variants loses the PIN.", n)
	case len(safe) == 0:
		return fmt.Sprintf("All %d variants can lose the PIN.", n)
	case len(safe) == 1:
		return fmt.Sprintf("Of %d variants, %d can lose the PIN; %s does not.", n, len(lossy), safe[0])
	case len(safe) <= len(lossy) && len(safe) <= few:
		return fmt.Sprintf("Of %d variants, %d can lose the PIN; %s do not.", n, len(lossy), listed(safe))
	case len(lossy) <= few:
		return fmt.Sprintf("Of %d variants, only %s can lose the PIN.", n, listed(lossy))
	}
	return fmt.Sprintf("Of %d variants, %d can lose the PIN, and %d do not.", n, len(lossy), len(safe))
}

// shortSentence tells one variant of several.
func shortSentence(s *campaign.Spec, v *campaign.VariantResult) string {
	name := Name(s, &v.Variant)
	pin := totalOf(v, partPIN, 1)
	var also []string
	for _, p := range parts[1:] {
		if t := totalOf(v, p, 1); t.lost() {
			word := "the " + p
			if p == partInvariant {
				word = Plural(len(t.rows), "invariant")
			}
			also = append(also, word)
		}
	}
	tail := "."
	if len(also) > 0 {
		tail = "; also lost: " + listed(also) + "."
	}
	switch {
	case len(v.Cells) > 0:
		c := cellSentence(v, partPIN, "the PIN")
		return name + ": " + strings.ToLower(c[:1]) + strings.TrimSuffix(c[1:], ".") + tail
	case len(v.Windows) == 0:
		return fmt.Sprintf("%s: of %s, %s lose the PIN%s", name, instants(s), odds(pin.probability), tail)
	case !pin.lost():
		if len(also) > 0 {
			return fmt.Sprintf("%s: no window loses the PIN; lost are %s.", name, listed(also))
		}
		if t := totalOf(v, partPIN, 0); t.lost() {
			return fmt.Sprintf("%s: no single fault loses the PIN, but further ones in the recovery do, in %s.", name, Plural(t.windows, "window"))
		}
		return name + ": nothing is lost."
	}
	return fmt.Sprintf("%s: the PIN is lost in %s, %s in all, %s %s%s",
		name, Plural(pin.windows, "window"), Span(pin.length), odds(pin.probability), occasions(s, v), tail)
}
