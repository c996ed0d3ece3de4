package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// ErrUnknownClass is returned for a class that an end cannot have.
var ErrUnknownClass = errors.New("report: unknown class")

// ParseFailOn reads what makes a campaign fail as a flag takes it, separated by
// commas: classes, and "invariant" for one that does not hold:
// "denied,wrong,invariant". "loss" stands for all of these but intact. An empty
// text is an empty list. The list is in the order of scenarios.Classes.
func ParseFailOn(text string) ([]string, error) {
	var known, chosen []string
	for _, c := range scenarios.Classes {
		known = append(known, string(c))
	}
	known = append(known, partInvariant)
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		switch w := strings.ToLower(word); {
		case w == "loss":
			for _, c := range known {
				if isLoss(c) {
					chosen = append(chosen, c)
				}
			}
		case slices.Contains(known, w):
			chosen = append(chosen, w)
		default:
			return nil, fmt.Errorf("%w %q: it is one of %s, or loss", ErrUnknownClass, word, strings.Join(known, ", "))
		}
	}
	var out []string
	for _, c := range known {
		if slices.Contains(chosen, c) {
			out = append(out, c)
		}
	}
	return out, nil
}

// Fails says whether an experiment of any depth, with any sample, ended in one of
// the classes in any part, or broke an invariant where failOn says "invariant".
// JUnit has a failure when it does.
func Fails(r *campaign.Result, failOn []string) bool {
	for i := range r.Variants {
		for _, p := range parts {
			if fails(&r.Variants[i], p, failOn) {
				return true
			}
		}
	}
	return false
}

func fails(v *campaign.VariantResult, part string, failOn []string) bool {
	for i := range v.Findings {
		for j := range v.Findings[i].Verdicts {
			if failing(part, of(&v.Findings[i].Verdicts[j], part), failOn) {
				return true
			}
		}
	}
	return slices.ContainsFunc(v.Rows, func(r campaign.Row) bool {
		return r.Part == part && occurs(&r) && failing(part, r.Class, failOn)
	})
}

// occurs says whether anything ended so.
func occurs(r *campaign.Row) bool { return r.Windows > 0 || r.Length > 0 || r.Probability > 0 }

// failing says whether an end counts as a failure.
func failing(part, class string, failOn []string) bool {
	if part == partInvariant {
		return isLoss(class) && slices.Contains(failOn, partInvariant)
	}
	return slices.Contains(failOn, class)
}
