package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"locktwin/internal/repro"
)

// cause tells of a hypothesis.
func cause(h *hypothesis, prior, p, rate float64) Cause {
	m := mechanismByID(h.mechanism)
	c := Cause{
		ID: h.id, Mechanism: m.id, Title: h.title, Probability: p, Prior: prior, Rate: rate,
		Inside: m.inside, Confirm: m.test, Now: m.now, Good: m.good, Plain: m.plain, Tell: m.tell, Avoid: m.avoid,
		Profile: h.profile, Store: h.store, Fault: h.fault.id, For: []Evidence{}, Against: []Evidence{},
	}
	if h.profile != "" {
		c.Inside += " Here the supply is cut by " + h.fault.title + "."
		if t, ok := storyOf(h.profile, h.fault.id); ok {
			c.Command, c.Shows = t.command(h.profile), t.shows()
			c.Confirm += " In the simulator: " + c.Command + " (" + c.Shows + ")."
		}
	}
	return c
}

// leastNats is what a symptom has to weigh to be told: less than a factor of 1.25.
const leastNats = 0.22

// tell sorts what speaks for and against a cause.
func (c *Cause) tell(s *Symptoms, nats map[string]float64) {
	for _, key := range known(s) {
		v := nats[key]
		e := Evidence{Symptom: key, Answer: s.value(key), Nats: v, Text: inWords(key, s.value(key), v)}
		switch {
		case v > leastNats:
			c.For = append(c.For, e)
		case v < -leastNats:
			c.Against = append(c.Against, e)
		}
	}
	slices.SortStableFunc(c.For, func(a, b Evidence) int { return cmp.Compare(b.Nats, a.Nats) })
	slices.SortStableFunc(c.Against, func(a, b Evidence) int { return cmp.Compare(a.Nats, b.Nats) })
}

// value is a symptom as it was given.
func (s *Symptoms) value(key string) string {
	switch key {
	case keyTimes:
		return strconv.Itoa(s.Times)
	case keyFirmware:
		return s.Firmware
	}
	return *s.word(key)
}

// inWords tells what one symptom says.
func inWords(key, answer string, nats float64) string {
	what := key + " " + answer
	word, _ := lookWord(key)
	for _, a := range word.Answers {
		if a.Value == answer {
			what = word.About + ": " + a.About
		}
	}
	if key == keyTimes {
		what = "it has happened " + answer + " times"
		if answer == "1" {
			what = "it has happened once"
		}
	}
	more, than := "likelier", repro.Exp(nats)
	if nats < 0 {
		more, than = "less likely", repro.Exp(-nats)
	}
	factor := fmt.Sprintf("%.1f times", than)
	switch {
	case than >= 100:
		factor = "more than 100 times"
	case than >= 3:
		factor = fmt.Sprintf("%.0f times", than)
	}
	return what + "; with this cause " + factor + " " + more + " than on average"
}

// sum is what a support person reads first.
func (d *Diagnosis) sum(s *Symptoms) string {
	var out []string
	told := len(known(s)) > 0
	switch {
	case told && !s.TellsLoss():
		out = append(out, "Nothing that was told is a loss: the lock seems to be well.")
	case told:
		m := &d.Mechanisms[0]
		out = append(out, fmt.Sprintf("%s (%.0f %%): %s.", sure(m.Probability), 100*m.Probability, m.Title))
		if c := d.Lead(); c != nil && c.Profile != "" && d.Settled {
			out = append(out, fmt.Sprintf("Most likely of its kind, %.0f %%: %s.", 100*c.Probability, c.Title))
		}
	}
	switch {
	case d.Drain != nil:
		lead := ""
		if told {
			lead = "The cells: "
		}
		out = append(out, lead+d.Drain.Summary)
	case !told:
		out = append(out, "Nothing is known yet, so the causes stand as they are assumed beforehand.")
	}
	return strings.Join(out, " ")
}

// TellsLoss says whether anything that was told is other than in a lock that is well.
func (s *Symptoms) TellsLoss() bool {
	for _, key := range seenKeys() {
		if a := *s.word(key); a != "" && a != well(key)[0].answer {
			return true
		}
	}
	return s.Times > 0 || s.PIN == "" && len(known(s)) > 0
}

// Lead is the most probable cause of the most probable mechanism; nil when no cause is
// ranked. Of two mechanisms the one may lead with many causes and the other with one.
func (d *Diagnosis) Lead() *Cause {
	for i := range d.Causes {
		if len(d.Mechanisms) > 0 && d.Causes[i].Mechanism == d.Mechanisms[0].ID {
			return &d.Causes[i]
		}
	}
	return nil
}

// settledAt is how probable a mechanism has to be for somebody to act on it (assumption).
const settledAt = 0.6

func sure(p float64) string {
	switch {
	case p >= 0.9:
		return "Almost certainly"
	case p >= settledAt:
		return "Probably"
	}
	return "Not clear yet; the likeliest so far"
}
