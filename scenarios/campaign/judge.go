package campaign

import (
	"errors"
	"fmt"
	"slices"
)

// ErrAxis is wrapped by the error of an axis that a Result does not have.
var ErrAxis = errors.New("no such axis")

// FailOn lists the groups of a result whose class is one of those named: classes
// of scenarios.Classes, whatever the part, and "invariant" for every broken
// invariant. A command fails if there are any. As in all groups, a later fault
// counts where it made something worse.
func FailOn(r *Result, classes []string) []Group {
	var out []Group
	for _, g := range r.Groups {
		class := g.Failure.Class
		if g.Failure.Part == InvariantPart {
			class = InvariantPart
		}
		if slices.Contains(classes, class) {
			out = append(out, g)
		}
	}
	return out
}

// Comparison puts the values of an axis side by side, on the same faults.
type Comparison struct {
	Axis    string   `json:"axis"`
	Columns []Column `json:"columns"` // in the order of the axis
}

// Column is one value of the axis.
type Column struct {
	Value    string `json:"value"`
	Variants []int  `json:"variants"` // indices in Result.Variants
	// Rows are those of the variants together: lengths and windows are added,
	// probabilities are the mean over the variants, which are equally likely.
	Rows   []Row `json:"rows"`
	Groups []int `json:"groups"` // indices in Result.Groups
}

// Compare makes the side-by-side table of an axis, named as somebody wrote it or
// by its key. Of axes that were varied one by one the others are at their first
// value. An error wraps ErrAxis.
func Compare(r *Result, axis string) (Comparison, error) {
	at := slices.IndexFunc(r.Spec.Axes, func(a Axis) bool { return a.Name == axis })
	if at < 0 {
		at = slices.IndexFunc(r.Spec.Axes, func(a Axis) bool { return a.Key == axis })
	}
	if at < 0 {
		return Comparison{}, fmt.Errorf("%w: %s", ErrAxis, clipped(axis))
	}
	out := Comparison{Axis: axis}
	for _, value := range r.Spec.Axes[at].Values {
		c := Column{Value: value, Variants: []int{}, Groups: []int{}}
		for i := range r.Variants {
			v := &r.Variants[i]
			if v.Variant.Values[at] != value || r.Spec.OneByOne && !onlyDiffers(r, v.Variant, at) {
				continue
			}
			c.Variants = append(c.Variants, i)
			for j := range r.Groups {
				if r.Groups[j].Variant == i {
					c.Groups = append(c.Groups, j)
				}
			}
		}
		c.Rows = sumRows(r, c.Variants)
		out.Columns = append(out.Columns, c)
	}
	return out, nil
}

// onlyDiffers says whether a variant has the first value of every axis but one.
func onlyDiffers(r *Result, v Variant, at int) bool {
	for i, a := range r.Spec.Axes {
		if i != at && v.Values[i] != a.Values[0] {
			return false
		}
	}
	return true
}

func sumRows(r *Result, variants []int) []Row {
	var out []Row
	for _, i := range variants {
		for _, row := range r.Variants[i].Rows {
			at := slices.IndexFunc(out, func(o Row) bool {
				return o.Faults == row.Faults && o.Part == row.Part && o.Class == row.Class
			})
			if at < 0 {
				at = len(out)
				out = append(out, Row{Faults: row.Faults, Part: row.Part, Class: row.Class})
			}
			o := &out[at]
			o.Length += row.Length
			o.Probability += float64(row.Probability / float64(len(variants)))
			o.Windows += row.Windows
			o.Longest = max(o.Longest, row.Longest)
		}
	}
	slices.SortFunc(out, func(a, b Row) int { return compareRows(&r.Spec, a, b) })
	return filled(out)
}
