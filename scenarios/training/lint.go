package training

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"locktwin/scenarios"
)

// Lint reads a case as Parse does and then looks for what can be played but hardly
// says what was meant. It does not play the hidden story: what only that can tell,
// such as which diagnosis is right, is told by Prove.
func Lint(name string, text []byte) (*Case, scenarios.Problems) {
	c, err := Parse(name, text)
	if err != nil {
		if ps, ok := err.(scenarios.Problems); ok {
			return nil, ps
		}
		return nil, scenarios.Problems{scenarios.ProblemAt(name, text, scenarios.Position{Line: 1, Column: 1}, err.Error(), "", "")}
	}
	return c, (&linter{c: c, name: name, text: text}).all()
}

// linter holds what the parts of a case say of each other.
type linter struct {
	c        *Case
	name     string
	text     []byte
	root     *yaml.Node
	problems scenarios.Problems
}

// all gives faults and advice, in no particular order.
func (l *linter) all() scenarios.Problems {
	var doc yaml.Node
	if yaml.Load(l.text, &doc) == nil && len(doc.Content) == 1 {
		l.root = doc.Content[0]
	}
	l.names()
	l.hidden()
	l.stages()
	l.checks()
	l.solution()
	l.translations()
	slices.SortStableFunc(l.problems, func(a, b scenarios.Problem) int {
		if a.Position.Line != b.Position.Line {
			return a.Position.Line - b.Position.Line
		}
		return a.Position.Column - b.Position.Column
	})
	return l.problems
}

// at is where something stands: a way of keys and indices from the top.
func (l *linter) at(way ...any) scenarios.Position {
	n := l.root
	place := scenarios.Position{Line: 1, Column: 1}
	for _, w := range way {
		if n == nil {
			break
		}
		var next *yaml.Node
		switch w := w.(type) {
		case string:
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Kind == yaml.MappingNode && n.Content[i].Value == w {
					next = n.Content[i+1]
					place = scenarios.Position{Line: n.Content[i].Line, Column: n.Content[i].Column}
				}
			}
		case int:
			if n.Kind == yaml.SequenceNode && w < len(n.Content) {
				next = n.Content[w]
				place = scenarios.Position{Line: next.Line, Column: next.Column}
			}
		}
		n = next
	}
	return place
}

func (l *linter) say(severity scenarios.Severity, at scenarios.Position, found, want string, known ...string) {
	p := scenarios.ProblemAt(l.name, l.text, at, found, want, "")
	p.Severity = severity
	if len(known) > 1 {
		if near := scenarios.Nearest(known[0], known[1:]); near != "" {
			p.Hint = "'" + near + "'"
		}
	}
	l.problems = append(l.problems, p)
}

// names holds that nothing is named twice.
func (l *linter) names() {
	c := l.c
	twice := func(list, key string, ids []string) {
		for i, id := range ids {
			if slices.Index(ids, id) < i {
				l.say(scenarios.Fault, l.at(list, i, key), fmt.Sprintf("'%s' stands twice among the %s", id, list), "one of the two")
			}
		}
	}
	twice("stages", "id", idsOf(c.Stages, func(s Stage) string { return s.ID }))
	twice("questions", "ask", idsOf(c.Questions, func(q Question) string { return q.Ask }))
	twice("actions", "do", idsOf(c.Actions, func(a Action) string { return a.Do }))
	for i, id := range c.Also {
		if n := slices.Index(c.allowed(), id); n < len(c.Actions)+i {
			l.say(scenarios.Fault, l.at("also", i), fmt.Sprintf("'%s' is allowed already", id), "one of the two")
		}
	}
	twice("statements", "id", idsOf(c.Statements, func(s Statement) string { return s.ID }))
	twice("diagnoses", "id", idsOf(c.Diagnoses, func(d Diagnosis) string { return d.ID }))
	twice("hints", "id", idsOf(c.Hints, func(h HintSpec) string { return h.ID }))
	if len(c.Diagnoses) < 3 {
		l.say(scenarios.Fault, l.at("diagnoses"), "there is nothing to choose from", "at least three diagnoses, the look-alikes among them")
	}
	if !slices.ContainsFunc(c.Questions, func(q Question) bool { return q.Key }) {
		l.say(scenarios.Fault, l.at("questions"), "no question counts", "'key: yes' at those that matter")
	}
}

func idsOf[T any](list []T, id func(T) string) []string {
	var out []string
	for _, x := range list {
		out = append(out, id(x))
	}
	return out
}

// hidden holds that the hidden scenario is there and fits the customer.
func (l *linter) hidden() {
	c := l.c
	f, err := c.file()
	if err != nil {
		var all []string
		if names, err := fs.Glob(scenarios.Library(), "*.yaml"); err == nil {
			for _, n := range names {
				all = append(all, strings.TrimSuffix(n, ".yaml"))
			}
		}
		l.say(scenarios.Fault, l.at("hidden", "library"), fmt.Sprintf("there is no scenario '%s' in the library", c.Hidden.Library), "one of the library's scenarios", append([]string{c.Hidden.Library}, all...)...)
		return
	}
	if c.Hidden.Library == "" && !f.Seed.Set && !c.Hidden.Seed.Set {
		l.say(scenarios.Fault, l.at("hidden", "scenario"), "the hidden scenario has no seed", "'seed: 1', or any other number")
	}
	phones := paired(f.Steps)
	if !slices.Contains(phones, c.Customer.Phone) {
		l.say(scenarios.Fault, l.at("customer", "phone"), fmt.Sprintf("the hidden scenario pairs no phone '%s'", c.Customer.Phone),
			"one of those it pairs: "+oneOf(phones), append([]string{c.Customer.Phone}, phones...)...)
	}
	if _, ok := c.action("update-firmware"); ok && c.Hidden.Firmware == "" {
		l.say(scenarios.Fault, l.at("actions"), "a firmware update is allowed, and there is no firmware to install", "'firmware: PROFILE' in the section 'hidden'")
	}
}

func paired(steps []scenarios.Step) []string {
	var out []string
	for _, s := range steps {
		switch a := s.Action.(type) {
		case scenarios.Pair:
			if a.As == "" {
				a.As = "phone"
			}
			out = append(out, a.As)
		case scenarios.Repeat:
			out = append(out, paired(a.Steps)...)
		}
	}
	return out
}

// stages holds that what is allowed can be reached.
func (l *linter) stages() {
	var open []Part
	for i, s := range l.c.Stages {
		open = append(open, s.Opens...)
		if s.Title.Empty() {
			l.say(scenarios.Fault, l.at("stages", i, "id"), fmt.Sprintf("the stage '%s' has no title", s.ID), "a title, or one of the stages call, door and bench")
		}
	}
	if !slices.Contains(open, PartAnswers) {
		l.say(scenarios.Fault, l.at("stages"), "no stage lets the customer answer", "'answers' among what a stage opens")
	}
	for i, id := range l.c.allowed() {
		at := l.at("actions", i, "do")
		if n := len(l.c.Actions); i >= n {
			at = l.at("also", i-n)
		}
		if t, _ := toolOf(id); !slices.Contains(open, t.part) {
			l.say(scenarios.Fault, at, fmt.Sprintf("'%s' needs the part '%s', which no stage opens", id, t.part), "a stage that opens it")
		}
	}
}

func (l *linter) checks() {
	for i, ch := range l.c.Checks {
		t, _ := toolOf(ch.Do)
		if _, ok := l.c.action(ch.Do); !ok {
			l.say(scenarios.Fault, l.at("checks", i, "do"), fmt.Sprintf("'%s' is to be tried, and is not allowed", ch.Do), "'do: "+ch.Do+"' among the actions")
		}
		if !slices.Contains(t.values, ch.Gives) {
			l.say(scenarios.Fault, l.at("checks", i, "gives"), fmt.Sprintf("'%s' never gives '%s'", ch.Do, ch.Gives), "one of "+oneOf(t.values), append([]string{ch.Gives}, t.values...)...)
		}
	}
}

// solution holds that every choice of the reference solution exists.
func (l *linter) solution() {
	c := l.c
	known := func(ch Choice) []string {
		switch ch.Kind {
		case Ask:
			return Probes()
		case Do:
			return c.allowed()
		case Tell:
			return idsOf(c.Statements, func(s Statement) string { return s.ID })
		case Diagnose:
			return idsOf(c.Diagnoses, func(d Diagnosis) string { return d.ID })
		case Hint:
			return []string{}
		}
		return nil
	}
	stages := 0
	for i, ch := range c.Solution {
		all := known(ch)
		switch {
		case ch.Kind == Hint:
			l.say(scenarios.Fault, l.at("solution", i), "the reference solution buys a hint", "a solution that needs none")
		case all != nil && !slices.Contains(all, ch.ID):
			l.say(scenarios.Fault, l.at("solution", i), fmt.Sprintf("the case has nothing to %s named '%s'", ch.Kind, ch.ID), "one of "+oneOf(all), append([]string{ch.ID}, all...)...)
		case ch.Kind == Next:
			stages++
		}
	}
	if stages >= len(c.Stages) {
		l.say(scenarios.Fault, l.at("solution"), fmt.Sprintf("the reference solution goes on %d times, and there are %d stages", stages, len(c.Stages)), "one 'stage' fewer than there are stages")
	}
	if n := len(c.Solution); c.Solution[n-1].Kind != Finish {
		l.say(scenarios.Fault, l.at("solution", n-1), "the reference solution does not end", "'finish' as its last choice")
	}
}

// translations advises where a text was not translated.
func (l *linter) translations() {
	check := func(t Text, way ...any) {
		if t.Empty() || len(t.EN) < 25 {
			return
		}
		if t.EN == t.DE || t.EN == t.FR || t.DE == t.FR {
			l.say(scenarios.Advice, l.at(way...), "two languages have the same text", "a translation")
		}
	}
	c := l.c
	check(c.Message, "message")
	check(c.Cause, "cause")
	for i, s := range c.Statements {
		check(s.Text, "statements", i, "text")
	}
	for i, d := range c.Diagnoses {
		check(d.Text, "diagnoses", i, "text")
		check(d.Why, "diagnoses", i, "why")
	}
	for i, h := range c.Hints {
		check(h.Text, "hints", i, "text")
	}
}
