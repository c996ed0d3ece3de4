package training

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"locktwin/model"
	"locktwin/scenarios"
)

// Errors of an attempt.
var (
	ErrChoice = errors.New("this cannot be chosen")
	ErrOver   = errors.New("the attempt is over")
	ErrRecord = errors.New("the record does not belong to this case")
)

// Outcome is what came of a choice.
type Outcome struct {
	Text      Text       `json:"text" doc:"What the customer says, the instrument shows, or how it went."`
	Value     string     `json:"value,omitempty" doc:"The same in one word."`
	Shows     []Row      `json:"shows,omitempty" doc:"Figures and lines."`
	Minutes   int        `json:"minutes" doc:"Minutes that it took the customer."`
	Reads     []Evidence `json:"reads,omitempty" doc:"Evidence that is known by it."`
	Destroyed []Evidence `json:"destroyed,omitempty" doc:"Evidence that is gone and was not known."`
	Lost      []Loss     `json:"lost,omitempty" doc:"What the customer has lost by it."`
	Right     bool       `json:"right,omitempty" doc:"Of a diagnosis: it is the cause. Of a statement: it is true."`
	Points    int        `json:"points,omitempty" doc:"Points that a hint costs."`
	SimNS     int64      `json:"sim_ns" doc:"Simulated instant of the lock at which it was chosen, in nanoseconds."`
	AfterNS   int64      `json:"after_ns" doc:"Simulated instant of the lock at which it was done, in nanoseconds."`
	Stand     Stand      `json:"stand" doc:"How the lock was after it."`
}

// View is what a trainee may see of an outcome before the attempt is over.
func (o Outcome) View(m Mode) Outcome {
	o.Stand = Stand{}
	if m == Exam {
		o.Right, o.Destroyed, o.Reads = false, nil, nil
	}
	return o
}

// Entry is a choice with its time and outcome.
type Entry struct {
	N       int     `json:"n" doc:"Number, counted from 1."`
	AtNS    int64   `json:"at_ns" doc:"Real time since the attempt began, in nanoseconds."`
	Choice  Choice  `json:"choice" doc:"The choice."`
	Outcome Outcome `json:"outcome" doc:"What came of it."`
}

// Record is an attempt as data. Score and debrief follow from it and the case.
type Record struct {
	Case    string  `json:"case" doc:"Id of the case."`
	Version string  `json:"version" doc:"Of the case file."`
	Mode    Mode    `json:"mode" doc:"How much help there was."`
	First   Stand   `json:"first" doc:"How the lock was when the trainee found it."`
	Entries []Entry `json:"entries" nullable:"false" doc:"The choices, in their order."`
}

// MaxEntries bounds an attempt: nobody chooses that often.
const MaxEntries = 1000

// Attempt is one trainee at one case. It belongs to one goroutine.
type Attempt struct {
	c     *Case
	story *Story
	r     Record
}

// Begin starts an attempt at a case whose story was prepared.
func Begin(c *Case, s *Story, m Mode) *Attempt {
	return &Attempt{c: c, story: s, r: Record{Case: c.ID, Version: c.Version, Mode: m, First: standOf(s.Lock(), s)}}
}

// Resume takes up an attempt from its record. Errors wrap ErrRecord.
func Resume(c *Case, s *Story, r Record) (*Attempt, error) {
	if r.Case != c.ID || r.Version != c.Version {
		return nil, fmt.Errorf("%w: it is of %s, version %s, and this is %s, version %s", ErrRecord, r.Case, r.Version, c.ID, c.Version)
	}
	if !slices.Contains(Modes(), r.Mode) {
		return nil, fmt.Errorf("%w: the mode %q is none of guided, hints and exam", ErrRecord, r.Mode)
	}
	r.Entries = slices.Clone(r.Entries)
	return &Attempt{c: c, story: s, r: r}, nil
}

// Record is the attempt as data.
func (a *Attempt) Record() Record {
	r := a.r
	r.Entries = slices.Clone(r.Entries)
	return r
}

// Stage is the number of the stage, from 0.
func (a *Attempt) Stage() int { return min(a.r.count(Next), len(a.c.Stages)-1) }

// Open are the parts that are uncovered, in the order of the stages.
func (a *Attempt) Open() []Part {
	var open []Part
	for _, s := range a.c.Stages[:a.Stage()+1] {
		open = append(open, s.Opens...)
	}
	return open
}

// Over says whether the trainee has finished.
func (a *Attempt) Over() bool { return a.r.count(Finish) > 0 }

// Score is what the attempt is worth so far.
func (a *Attempt) Score() Score { return ScoreOf(a.c, a.r) }

// count is how often something of a kind was chosen.
func (r *Record) count(k ChoiceKind) int {
	n := 0
	for i := range r.Entries {
		if r.Entries[i].Choice.Kind == k {
			n++
		}
	}
	return n
}

// find is the first entry with the choice, or nil.
func (r *Record) find(c Choice) *Entry {
	for i := range r.Entries {
		if e := &r.Entries[i]; e.Choice.Kind == c.Kind && e.Choice.ID == c.ID {
			return e
		}
	}
	return nil
}

// stand is that of the lock after the last choice.
func (r *Record) stand() Stand {
	if n := len(r.Entries); n > 0 {
		return r.Entries[n-1].Outcome.Stand
	}
	return r.First
}

// knows says whether evidence was read before entry n, counted from 1; 0 is now.
func (r *Record) knows(e Evidence, n int) bool {
	for i := range r.Entries {
		if n > 0 && r.Entries[i].N >= n {
			break
		}
		if slices.Contains(r.Entries[i].Outcome.Reads, e) {
			return true
		}
	}
	return false
}

// Apply takes a choice. at is the wall time since the attempt began; it never runs
// backwards. Errors wrap ErrChoice, ErrOver, or are those of the bench; nothing is
// recorded then, though a bench may have played a part of the steps.
func (a *Attempt) Apply(b Bench, ch Choice, at time.Duration) (Outcome, error) {
	if a.Over() {
		return Outcome{}, ErrOver
	}
	if len(a.r.Entries) >= MaxEntries {
		return Outcome{}, fmt.Errorf("%w: there are %d choices already", ErrChoice, MaxEntries)
	}
	var o Outcome
	err := a.check(ch)
	if err == nil {
		switch ch.Kind {
		case Ask:
			o, err = a.ask(b, ch)
		case Do:
			o, err = a.do(b, ch)
		default:
			o, err = a.say(b, ch)
		}
	}
	if err != nil {
		return Outcome{}, err
	}
	n := len(a.r.Entries)
	ns := int64(max(at, 0))
	if n > 0 {
		ns = max(ns, a.r.Entries[n-1].AtNS)
	}
	a.r.Entries = append(a.r.Entries, Entry{N: n + 1, AtNS: ns, Choice: ch, Outcome: o})
	return o, nil
}

// check says whether a choice is open now.
func (a *Attempt) check(ch Choice) error {
	no := func(why string) error { return fmt.Errorf("%w: %s: %s", ErrChoice, ch, why) }
	var known bool
	part := Part("")
	switch ch.Kind {
	case Ask:
		_, known = probeOf(ch.ID)
		part = PartAnswers
	case Do:
		var t tool
		if t, known = toolOf(ch.ID); known {
			_, known = a.c.action(ch.ID)
			part = t.part
		}
	case Tell:
		_, known = a.c.statement(ch.ID)
	case Diagnose:
		_, known = a.c.diagnosis(ch.ID)
	case Hint:
		_, known = a.c.hint(ch.ID)
		if a.r.Mode != Hints {
			return no("there are no hints in this mode")
		}
		if a.r.find(ch) != nil {
			return no("this hint was given already")
		}
	case Next:
		known = true
		if a.Stage() == len(a.c.Stages)-1 {
			return no("this is the last stage")
		}
	case Finish:
		known = true
	}
	switch {
	case !known:
		return no("this case has no such choice")
	case ch.ID != "" && (ch.Kind == Next || ch.Kind == Finish):
		return no("there is only one of it, without an id")
	case ch.Hand && ch.Kind != Do:
		return no("only what is done at the lock is done by hand")
	case part != "" && !slices.Contains(a.Open(), part):
		return no("the part " + string(part) + " is covered at this stage")
	}
	return nil
}

// minutesOf is what a question, a statement or a decision takes (assumption).
const minutesOf = 1

func (a *Attempt) ask(b Bench, ch Choice) (Outcome, error) {
	p, _ := probeOf(ch.ID)
	q, _ := a.c.question(ch.ID)
	var o Outcome
	err := b.Look(func(l *model.Lock) {
		w := &world{lock: l, s: a.story, c: a.c}
		value, with := p.ask(w)
		o.Value = value
		o.Text = beside(q.Before, a.c.words.say("answer."+p.id+"."+value, with...), q.After)
		o.Minutes, o.SimNS, o.AfterNS, o.Stand = minutesOf, int64(l.Now()), int64(l.Now()), a.r.stand()
	})
	return o, err
}

func (a *Attempt) do(b Bench, ch Choice) (Outcome, error) {
	t, _ := toolOf(ch.ID)
	spec, _ := a.c.action(ch.ID)
	o := Outcome{Minutes: spec.Minutes, Value: "done"}
	if o.Minutes == 0 {
		o.Minutes = t.minutes
	}
	before := a.r.stand()
	var steps []scenarios.Step
	err := b.Look(func(l *model.Lock) {
		w := &world{lock: l, s: a.story, c: a.c}
		if t.try != nil {
			o.Value = t.try(w)
		}
		if t.steps != nil && !ch.Hand {
			steps = t.steps(w)
		}
		o.SimNS = int64(l.Now())
	})
	if err != nil {
		return o, err
	}
	if err := b.Play(steps); err != nil {
		if !errors.Is(err, scenarios.ErrImpossible) {
			return o, err
		}
		return o, fmt.Errorf("%w: %s: %w", ErrChoice, ch, err)
	}
	err = b.Look(func(l *model.Lock) {
		w := &world{lock: l, s: a.story, c: a.c}
		if t.look != nil {
			o.Value, o.Shows = t.look(w)
		}
		o.AfterNS, o.Stand = int64(l.Now()), before
		if t.steps != nil {
			o.Stand = standOf(l, a.story)
		}
	})
	if err != nil {
		return o, err
	}
	o.Text = a.c.words.say("did." + t.id + "." + o.Value)
	for _, e := range t.reads {
		if !silent(o.Value) && before.has(e) {
			o.Reads = append(o.Reads, e)
		}
	}
	for _, e := range gone(before, o.Stand) {
		if !a.r.knows(e, 0) && !slices.Contains(o.Reads, e) {
			o.Destroyed = append(o.Destroyed, e)
		}
	}
	o.Lost = lost(before, o.Stand)
	return o, nil
}

// silent says whether a value means that an instrument has shown nothing.
func silent(value string) bool {
	switch value {
	case saysWrong, saysLocked, saysStranger, saysNothing, saysNo, "none", "dead":
		return true
	}
	return false
}

// say is a choice that does nothing to the lock.
func (a *Attempt) say(b Bench, ch Choice) (Outcome, error) {
	o := Outcome{Minutes: minutesOf, Stand: a.r.stand()}
	switch ch.Kind {
	case Tell:
		s, _ := a.c.statement(ch.ID)
		o.Text, o.Right = s.Text, a.story.true(s.Holds)
	case Diagnose:
		d, _ := a.c.diagnosis(ch.ID)
		o.Text, o.Right = d.Why, a.story.true(d.Holds)
		if a.r.Mode == Exam {
			o.Text = d.Text
		}
	case Hint:
		h, _ := a.c.hint(ch.ID)
		o.Text, o.Points = h.Text, h.Cost
	case Next:
		o.Text = a.c.Stages[a.Stage()+1].Title
	case Finish:
		o.Text, o.Minutes = a.c.words.say("finish"), 0
	}
	err := b.Look(func(l *model.Lock) { o.SimNS, o.AfterNS = int64(l.Now()), int64(l.Now()) })
	return o, err
}
