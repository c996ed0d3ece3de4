package main

import (
	"cmp"
	"fmt"
	"strings"

	"locktwin/scenarios/twin/diagnose"
	"locktwin/scenarios/twin/forecast"
)

// lineWidth is where sentences for people are broken, in characters.
const lineWidth = 96

// sayDiagnosis is for a support person with a customer on the line: what it is, what to
// say and do, what to ask next; how likely what is comes after that.
func sayDiagnosis(s *Streams, d *diagnose.Diagnosis, most int) {
	p := colors("auto", s)
	lead := d.Lead()
	if lead != nil {
		say := d.Summary
		if d.Drain != nil {
			say = strings.TrimSuffix(strings.TrimSuffix(say, d.Drain.Summary), " The cells: ")
		}
		for _, line := range wrapped(say, lineWidth) {
			fmt.Fprintln(s.Out, p.in(bold, line))
		}
		if d.Settled {
			s.advise(p, "what happened", lead.Plain)
			s.advise(p, "tell the customer", lead.Tell)
			s.advise(p, "helps now", lead.Now)
			s.advise(p, "do not", lead.Avoid)
		} else if d.Symptoms.TellsLoss() {
			s.advise(p, "tell the customer", "We do not know yet. Please do not reset the lock, do not try more PINs, and leave the cells in.")
		}
	}
	for _, x := range d.Doubts {
		s.advise(p, "ask once more", x.Text)
	}
	if q := d.Next; q != nil {
		s.sayQuestion(p, d, "ask next", q)
	} else if lead != nil {
		s.advise(p, "ask next", "Nothing: no question at the door would tell more.")
	}
	if lead != nil {
		s.sayKinds(p, d, lead, most)
	}
	if d.Drain != nil {
		s.sayDrain(p, d.Drain, lead != nil)
	}
	if lead != nil && lead.Profile != "" {
		s.sayCauses(p, d, lead, most)
	}
	s.notes(p, d.Notes, "")
}

// advise prints sentences below what they are.
func (s *Streams) advise(p paint, head, text string) {
	if text == "" {
		return
	}
	fmt.Fprintln(s.Out)
	fmt.Fprintln(s.Out, p.in(faint, strings.ToUpper(head)))
	for _, line := range wrapped(text, lineWidth-2) {
		fmt.Fprintln(s.Out, "  "+line)
	}
}

// sayQuestion prints a question with what its answers would mean.
func (s *Streams) sayQuestion(p paint, d *diagnose.Diagnosis, head string, q *diagnose.Question) {
	s.advise(p, head, strings.TrimSpace(q.Text+" "+costWords(q)))
	kinds := map[string]bool{}
	for _, x := range q.Answers {
		kinds[x.Kind] = true
	}
	if len(kinds) == 1 && d.Settled {
		fmt.Fprintln(s.Out, "  What helps is the same whatever the answer; it tells the engineer more.")
	}
	var rows [][]string
	for _, x := range q.Answers {
		then, share := kindTitle(d, x.Kind), x.KindTo
		if len(kinds) == 1 {
			// All answers leave the same kind in the lead: the causes of it are what they tell apart.
			title := titleOf(d, x.Leads)
			then, share = cmp.Or(strings.TrimLeft(strings.TrimPrefix(title, kindTitle(d, x.Kind)), " ,:"), title), x.LeadsTo
		}
		rows = append(rows, []string{"    " + q.Key + "=" + x.Answer, percent(x.Probability) + " say so", "then " + percent(share) + ": " + then})
	}
	columns(s.Out, nil, rows)
}

// costWords is what a question costs, in brackets; "" when that is nothing at all.
func costWords(q *diagnose.Question) string {
	rest, free := strings.CutPrefix(q.Cost, "Nothing")
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "."))
	switch {
	case rest == "":
		return ""
	case free && strings.ContainsAny(rest[:1], ":,"):
		return "(Costs nothing" + rest + ")"
	case free:
		return "(" + rest + ")"
	}
	return "(Costs: " + rest + ")"
}

// leastShown is what rounds to one percent.
const leastShown = 0.005

// sayKinds prints what it could be, and how one would know.
func (s *Streams) sayKinds(p paint, d *diagnose.Diagnosis, lead *diagnose.Cause, most int) {
	var rows [][]string
	for i, m := range d.Mechanisms[:min(most, len(d.Mechanisms))] {
		if i == 0 || m.Probability >= leastShown {
			rows = append(rows, []string{"  " + percent(m.Probability), percent(m.Low) + ".." + percent(m.High), m.Title, bar(m.Probability, d.Mechanisms[0].Probability)})
		}
	}
	fmt.Fprintln(s.Out)
	fmt.Fprintln(s.Out, p.in(faint, "WHAT IT COULD BE"))
	columns(s.Out, []string{"  LIKELY", "90 %", "KIND OF CAUSE", ""}, rows)
	s.advise(p, "what would confirm the likeliest", lead.Confirm)
	if !d.Settled {
		return
	}
	s.advise(p, "helps for good", lead.Good)
	if d.Capacitor != nil {
		s.advise(p, "the lock itself", fmt.Sprintf("%s (Grown old: %s; %s before anything was known.)", d.Capacitor.Text, percent(d.Capacitor.Probability), percent(d.Capacitor.Prior)))
	}
}

// sayCauses is for engineers: the causes one by one, and what happens inside.
func (s *Streams) sayCauses(p paint, d *diagnose.Diagnosis, lead *diagnose.Cause, most int) {
	var rows [][]string
	for i, c := range d.Causes[:min(most, len(d.Causes))] {
		if i == 0 || c.Probability >= leastShown {
			rows = append(rows, []string{"  " + percent(c.Probability), percent(c.Low) + ".." + percent(c.High), c.Title})
		}
	}
	s.advise(p, "for the engineer", lead.Inside)
	s.advise(p, "hypothesis", strings.Join(nonEmpty("profile "+lead.Profile, "store "+lead.Store, "fault "+lead.Fault), ", "))
	fmt.Fprintln(s.Out)
	columns(s.Out, []string{"  LIKELY", "90 %", "CAUSE"}, rows)
}

// mostCandidates are shown of what may empty the cells.
const mostCandidates = 4

// sayDrain prints what empties the cells, below a heading when it is the second finding.
func (s *Streams) sayDrain(p paint, e *forecast.Explanation, second bool) {
	if second {
		s.advise(p, "the cells", e.Summary)
	} else {
		for _, line := range wrapped(e.Summary, lineWidth) {
			fmt.Fprintln(s.Out, p.in(bold, line))
		}
	}
	if e.Needed {
		fmt.Fprintln(s.Out)
		fmt.Fprintf(s.Out, "  missing: %s mAh a day (%s), which is %s µA (%s) all the time\n", about(e.Hidden.Value), span(e.Hidden.Low, e.Hidden.High),
			about(1000*e.Amps.Value), span(1000*e.Amps.Low, 1000*e.Amps.High))
	}
	var rows [][]string
	for i, c := range e.Candidates[:min(mostCandidates, len(e.Candidates))] {
		if i > 0 && c.Weight < leastShown {
			continue
		}
		cost := span(c.LowMAh, c.HighMAh) + " mAh/day"
		if c.MAhPerDay == 0 {
			cost = percent(c.LifeFactor) + " of the life"
		}
		rows = append(rows, []string{"  " + percent(c.Weight), cost, c.Title})
	}
	if len(rows) > 0 {
		fmt.Fprintln(s.Out)
		columns(s.Out, []string{"  WEIGHT", "TAKES", "CANDIDATE"}, rows)
		s.advise(p, "how to find out", e.Candidates[0].Test)
	}
	if e.Needed {
		s.advise(p, "a lock like that in the simulator", "locktwin run scenarios/library/four-week-eneloop.yaml")
	}
}

// kindTitle is the title of a mechanism.
func kindTitle(d *diagnose.Diagnosis, id string) string {
	for i := range d.Mechanisms {
		if d.Mechanisms[i].ID == id {
			return d.Mechanisms[i].Title
		}
	}
	return id
}

// wrapped breaks a text into lines of at most so many characters; a longer word stands
// alone.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// titleOf is the title of a cause.
func titleOf(d *diagnose.Diagnosis, id string) string {
	for i := range d.Causes {
		if d.Causes[i].ID == id {
			return d.Causes[i].Title
		}
	}
	return id
}

func nonEmpty(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
