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
	if told {
		top, m := &d.Causes[0], &d.Mechanisms[0]
		out = append(out, fmt.Sprintf("%s %.0f %%: %s.", sure(m.Probability), 100*m.Probability, m.Title))
		if top.Mechanism == m.ID && top.Profile != "" {
			out = append(out, fmt.Sprintf("Most likely of its kind, %.0f %%: %s.", 100*top.Probability, top.Title))
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

func sure(p float64) string {
	switch {
	case p >= 0.9:
		return "Almost certainly,"
	case p >= 0.6:
		return "Probably,"
	}
	return "Perhaps,"
}
