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

// ParseFailOn reads a list of classes as a flag takes it, separated by commas:
// "denied,wrong,exposed". "loss" stands for every class but intact. An empty
// text is an empty list.
func ParseFailOn(text string) ([]scenarios.Class, error) {
	var set scenarios.ClassSet
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		c := scenarios.Class(strings.ToLower(word))
		switch {
		case c == "loss":
			for _, c := range scenarios.Classes {
				if c != scenarios.Intact {
					set |= scenarios.ClassesOf(c)
				}
			}
		case slices.Contains(scenarios.Classes, c):
			set |= scenarios.ClassesOf(c)
		default:
			var names []string
			for _, c := range scenarios.Classes {
				names = append(names, string(c))
			}
			return nil, fmt.Errorf("%w %q: it is one of %s, or loss", ErrUnknownClass, word, strings.Join(names, ", "))
		}
	}
	return set.List(), nil
}

// Fails says whether any experiment of any depth, with any sample, ended in one
// of the classes in any part. An invariant that does not hold always fails: it
// was written to hold.
func Fails(r *campaign.Result, failOn []scenarios.Class) bool {
	for i := range r.Variants {
		for _, p := range parts {
			if fails(&r.Variants[i], p, failOn) {
				return true
			}
		}
	}
	return false
}

func fails(v *campaign.VariantResult, part string, failOn []scenarios.Class) bool {
	for i := range v.Findings {
		for j := range v.Findings[i].Verdicts {
			if failing(part, of(&v.Findings[i].Verdicts[j], part), failOn) {
				return true
			}
		}
	}
	for i := range v.Rows {
		row := &v.Rows[i]
		if row.Part == part && (row.Windows > 0 || row.Length > 0) && failing(part, row.Class, failOn) {
			return true
		}
	}
	return false
}

// failing says whether an end counts as a failure.
func failing(part, class string, failOn []scenarios.Class) bool {
	if part == partInvariant {
		return isLoss(class)
	}
	return slices.Contains(failOn, scenarios.Class(class))
}
