package training

import (
	"slices"
	"strconv"
)

// order: each test that the case counts came before anything that does more to the
// lock than itself.
func (s *scorer) order() []item {
	var out []item
	for _, a := range s.c.Actions {
		t, ok := toolOf(a.Do)
		if !a.Key || !ok {
			continue
		}
		n := s.first(func(e *Entry) bool { return e.Choice.Kind == Do && e.Choice.ID == a.Do })
		harder := s.touching(max(t.touch.rank()+1, Changes.rank()))
		out = append(out, s.named(s.earned(before(n, harder), "order", n), "do."+a.Do))
	}
	return out
}

// reading: the evidence that the case counts was seen before the decision.
func (s *scorer) reading() []item {
	var out []item
	end := s.diagnosed()
	for _, a := range s.c.Actions {
		t, ok := toolOf(a.Do)
		if !a.Key || !ok {
			continue
		}
		n := s.first(func(e *Entry) bool {
			return e.Choice.Kind == Do && e.Choice.ID == a.Do && s.showed(t, e)
		})
		out = append(out, s.named(s.earned(before(n, end), "read", n), "do."+a.Do))
	}
	return out
}

// showed says whether an instrument has shown what it is for: it has read what
// there was to read when the trainee came.
func (s *scorer) showed(t tool, e *Entry) bool {
	return !slices.ContainsFunc(t.reads, func(v Evidence) bool {
		return s.r.First.has(v) && !slices.Contains(e.Outcome.Reads, v)
	})
}

// Shares of the points of the diagnosis, in percent: for the right one at the second
// try, and for one that helps as well.
const (
	secondTry = 50
	nearly    = 25
)

func (s *scorer) deciding() []item {
	tries, near := 0, 0
	for i := range s.r.Entries {
		e := &s.r.Entries[i]
		if e.Choice.Kind != Diagnose {
			continue
		}
		tries++
		switch {
		case e.Outcome.Right && tries == 1:
			return []item{{s.c.words.say("reason.right"), 100, e.N}}
		case e.Outcome.Right:
			return []item{{s.c.words.say("reason.right-later", "{n}", strconv.Itoa(tries)), secondTry / (tries - 1), e.N}}
		}
		if d, _ := s.c.diagnosis(e.Choice.ID); d.Near {
			near = e.N
		}
	}
	switch {
	case near > 0:
		return []item{{s.c.words.say("reason.near"), nearly, near}}
	case tries > 0:
		return []item{{s.c.words.say("reason.wrong"), 0, s.diagnosed()}}
	}
	return []item{{s.c.words.say("reason.undecided"), 0, 0}}
}

// telling: what the customer has to hear, and a warning of each loss before it.
func (s *scorer) telling() []item {
	var out []item
	for _, t := range s.c.Statements {
		if t.Needed {
			n := s.first(func(e *Entry) bool { return e.Choice.Kind == Tell && e.Choice.ID == t.ID })
			it := s.earned(n > 0, "told", n)
			it.text = fill(it.text, "{name}", t.Text)
			out = append(out, it)
		}
	}
	for i := range s.r.Entries {
		e := &s.r.Entries[i]
		for _, l := range e.Outcome.Lost {
			n := s.warned(l)
			out = append(out, s.named(s.earned(before(n, e.N), "warned", e.N), "loss."+string(l)))
		}
	}
	return out
}

// warned is the first true statement that warns of a loss.
func (s *scorer) warned(l Loss) int {
	return s.first(func(e *Entry) bool {
		t, ok := s.c.statement(e.Choice.ID)
		return e.Choice.Kind == Tell && ok && e.Outcome.Right && slices.Contains(t.Warns, l)
	})
}

// verifying: what the case wants tried after the last thing that was changed.
func (s *scorer) verifying() []item {
	last := 0
	for i := range s.r.Entries {
		e := &s.r.Entries[i]
		t, ok := toolOf(e.Choice.ID)
		checks := slices.ContainsFunc(s.c.Checks, func(c Check) bool { return c.Do == e.Choice.ID })
		if e.Choice.Kind == Do && ok && t.touch.rank() >= Changes.rank() && !checks {
			last = e.N
		}
	}
	var out []item
	for _, c := range s.c.Checks {
		n := s.first(func(e *Entry) bool {
			return e.Choice.Kind == Do && e.Choice.ID == c.Do && e.N > last && e.Outcome.Value == c.Gives
		})
		out = append(out, s.named(s.earned(n > 0, "checked", n), "do."+c.Do))
	}
	return out
}

// relevant is the evidence that the tests of the case read.
func (c *Case) relevant() []Evidence {
	var out []Evidence
	for _, a := range c.Actions {
		if t, ok := toolOf(a.Do); ok && a.Key {
			out = append(out, t.reads...)
		}
	}
	return out
}

// solves says whether the reference solution does something.
func (c *Case) solves(id string) bool {
	return slices.ContainsFunc(c.Solution, func(ch Choice) bool { return ch.Kind == Do && ch.ID == id })
}

// minus is what costs points, and whether evidence that matters is gone unread.
func (s *scorer) minus() (out []Reason, destroyed bool) {
	out = []Reason{}
	take := func(points int, n int, text Text) { out = append(out, Reason{Text: text, Points: -points, N: n}) }
	spent := 0
	for i := range s.r.Entries {
		e := &s.r.Entries[i]
		spent += e.Outcome.Minutes
		for _, v := range e.Outcome.Destroyed {
			if !slices.Contains(s.c.relevant(), v) {
				continue
			}
			cost := costOfEvidence
			if v == SettingsPage {
				cost = costOfPage
			}
			destroyed = true
			take(cost, e.N, fill(s.c.words.say("minus.destroyed"), "{name}", s.c.words.say("evidence."+string(v))))
		}
		switch t, ok := toolOf(e.Choice.ID); {
		case e.Choice.Kind == Do && ok && t.touch == Erases && e.Outcome.Value == "done" && !s.c.solves(t.id):
			take(costOfErasing, e.N, fill(s.c.words.say("minus.needless"), "{name}", s.c.words.say("do."+t.id)))
		case e.Choice.Kind == Tell && !e.Outcome.Right:
			take(costOfUntruth, e.N, s.c.words.say("minus.untrue"))
		case e.Choice.Kind == Hint:
			take(e.Outcome.Points, e.N, s.c.words.say("minus.hint"))
		}
	}
	if over := spent - s.c.Patience; over > 0 {
		cost := min((over+14)/15*costOfQuarter, mostOfPatience)
		take(cost, 0, s.c.words.say("minus.patience", "{n}", strconv.Itoa(spent), "{of}", strconv.Itoa(s.c.Patience)))
	}
	return out, destroyed
}
