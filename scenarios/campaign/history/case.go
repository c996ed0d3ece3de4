package history

import (
	"fmt"
	"strings"

	"locktwin/scenarios/campaign"
)

// Case is one campaign of the suite and what has to come of it.
type Case struct {
	Row   string // the way to keep settings, in words: "in-place page"
	Name  string // unique; small letters, digits and hyphens
	Story string // what is known of the real model, in a sentence or two
	// Spec is the campaign. Its Version is empty: who runs it fills in his own.
	Spec campaign.Spec
	// Wants is what has to be found, each by some group of the Result. With none,
	// nothing may be found, unless the case is Open.
	Wants []Want
	// Open says that the case tells what a condition is worth, and passes either way.
	Open bool
	// Taken is the condition of the ring that is taken away here; "" is none.
	Taken string
}

// Want is a way to fail that has to be found. Empty fields match anything.
type Want struct {
	Operation string // what the last cut tears, from its beginning: "erase of page"
	Decision  string // what the next boot makes of it, any part of its name
	Part      string
	Class     string
	Faults    int // how many cuts it takes; 0 is any number
}

// String says it in words.
func (w Want) String() string {
	var b strings.Builder
	class, part := w.Class, w.Part
	if class == "" {
		class = "any loss"
	}
	if part == "" {
		part = "anything"
	}
	fmt.Fprintf(&b, "%s %s", part, class)
	if w.Operation != "" {
		fmt.Fprintf(&b, " after a cut in the %s", w.Operation)
	}
	if w.Decision != "" {
		fmt.Fprintf(&b, ", %s", w.Decision)
	}
	if w.Faults > 0 {
		fmt.Fprintf(&b, " (cuts: %d)", w.Faults)
	}
	return b.String()
}

// Matches says whether a group is the wanted one.
func (w Want) Matches(g campaign.Group) bool {
	f := &g.Failure
	return strings.HasPrefix(f.Operation, w.Operation) && strings.Contains(f.Decision, w.Decision) &&
		(w.Part == "" || w.Part == f.Part) && (w.Class == "" || w.Class == f.Class) &&
		(w.Faults == 0 || w.Faults == g.Faults)
}

// Judgement is what came of a case.
type Judgement struct {
	OK      bool
	Missing []Want // wanted, and not found
	// Found is the heaviest group for each Want that was met, in their order; of a
	// case without Wants, every group there is.
	Found []campaign.Group
	// Lost is the share of the windows of the first cut whose ends are not whole, 0
	// to 1, all variants together.
	Lost float64
}

// Judge holds the Result of a case against what had to come of it.
func (c *Case) Judge(r *campaign.Result) Judgement {
	j := Judgement{Lost: lost(r)}
	if len(c.Wants) == 0 {
		j.Found = r.Groups
		j.OK = c.Open || len(r.Groups) == 0
		return j
	}
	for _, w := range c.Wants {
		best := -1
		for i := range r.Groups {
			if w.Matches(r.Groups[i]) && (best < 0 || r.Groups[i].Probability > r.Groups[best].Probability) {
				best = i
			}
		}
		if best < 0 {
			j.Missing = append(j.Missing, w)
			continue
		}
		j.Found = append(j.Found, r.Groups[best])
	}
	j.OK = len(j.Missing) == 0
	return j
}

// lost weighs the windows of the first fault by their length.
func lost(r *campaign.Result) float64 {
	var all, bad float64
	for i := range r.Variants {
		for _, w := range r.Variants[i].Windows {
			length := float64(w.To - w.From)
			all += length
			if v := &w.Verdict; v.PIN != whole || v.Settings != whole || v.Authorizations != whole {
				bad += float64(length * w.Share)
			}
		}
	}
	if all == 0 {
		return 0
	}
	return bad / all
}
