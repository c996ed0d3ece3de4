package training

import "slices"

// CaseView is what a trainee may know of a case: no hidden cause, no right answers.
type CaseView struct {
	ID         string          `json:"id" doc:"Identifier."`
	Version    string          `json:"version" doc:"Of the case file."`
	Title      Text            `json:"title" doc:"Its title."`
	Message    Text            `json:"message" doc:"Of the customer, with which it begins."`
	Level      int             `json:"level" doc:"1 easy to 3 hard."`
	Mode       Mode            `json:"mode" doc:"How much help there is."`
	Patience   int             `json:"patience_minutes" doc:"Minutes that the customer has."`
	Stages     []StageView     `json:"stages" nullable:"false" doc:"The stages, in their order."`
	Questions  []QuestionView  `json:"questions" nullable:"false" doc:"What the customer can be asked."`
	Actions    []ActionView    `json:"actions" nullable:"false" doc:"What can be done, with what it may cost."`
	Statements []StatementView `json:"statements" nullable:"false" doc:"What the customer can be told."`
	Diagnoses  []DiagnosisView `json:"diagnoses" nullable:"false" doc:"The diagnoses to choose from."`
	Hints      []HintView      `json:"hints" nullable:"false" doc:"The hints that can be bought; none in other modes."`
	Weights    []WeightView    `json:"weights" nullable:"false" doc:"How many points there are for what."`
}

// Parts of a CaseView. Points, minutes and the like are whole numbers.
type (
	// StageView is a stage.
	StageView struct {
		ID    string `json:"id" doc:"Identifier."`
		Title Text   `json:"title" doc:"Its title."`
		Opens []Part `json:"opens" nullable:"false" doc:"What it uncovers beside what was open before."`
	}
	// QuestionView is a question to the customer.
	QuestionView struct {
		ID   string `json:"id" doc:"Identifier."`
		Text Text   `json:"text" doc:"The question."`
	}
	// ActionView is an action.
	ActionView struct {
		ID      string `json:"id" doc:"Identifier."`
		Text    Text   `json:"text" doc:"What is done."`
		Part    Part   `json:"part" doc:"The part that has to be uncovered for it."`
		Minutes int    `json:"minutes" doc:"Minutes that it takes the customer."`
		Touch   Touch  `json:"touch" doc:"How far it goes: looks, touches, changes or erases."`
		Risks   []Loss `json:"risks" nullable:"false" doc:"What the customer may lose by it."`
	}
	// StatementView is something that the customer can be told.
	StatementView struct {
		ID   string `json:"id" doc:"Identifier."`
		Text Text   `json:"text" doc:"The statement."`
	}
	// DiagnosisView is a diagnosis to choose.
	DiagnosisView struct {
		ID   string `json:"id" doc:"Identifier."`
		Text Text   `json:"text" doc:"The diagnosis."`
	}
	// HintView is a hint that can be bought.
	HintView struct {
		ID   string `json:"id" doc:"Identifier."`
		Cost int    `json:"cost" doc:"Points that it costs."`
	}
	// WeightView is how many points a criterion has.
	WeightView struct {
		Criterion Criterion `json:"criterion" doc:"What is judged."`
		Title     Text      `json:"title" doc:"The same for people."`
		Points    int       `json:"points" doc:"Points that can be had."`
	}
)

// View is the case as a trainee may see it. The order of statements and diagnoses is
// that of their IDs, so that it says nothing.
func (c *Case) View(m Mode) CaseView {
	v := CaseView{
		ID: c.ID, Version: c.Version, Title: c.Title, Message: c.Message, Level: c.Level, Mode: m, Patience: c.Patience,
		Stages: []StageView{}, Questions: []QuestionView{}, Actions: []ActionView{}, Statements: []StatementView{},
		Diagnoses: []DiagnosisView{}, Hints: []HintView{}, Weights: []WeightView{},
	}
	for _, s := range c.Stages {
		v.Stages = append(v.Stages, StageView{s.ID, s.Title, append([]Part{}, s.Opens...)})
	}
	for _, id := range Probes() {
		v.Questions = append(v.Questions, QuestionView{id, c.words.say("ask." + id)})
	}
	for _, t := range tools() {
		a, ok := c.action(t.id)
		if !ok {
			continue
		}
		view := ActionView{ID: t.id, Text: c.words.say("do." + t.id), Part: t.part, Minutes: t.minutes, Touch: t.touch, Risks: append([]Loss{}, t.risks...)}
		if a.Minutes > 0 {
			view.Minutes = a.Minutes
		}
		v.Actions = append(v.Actions, view)
	}
	for _, s := range c.Statements {
		v.Statements = append(v.Statements, StatementView{s.ID, s.Text})
	}
	slices.SortFunc(v.Statements, func(a, b StatementView) int { return compare(a.ID, b.ID) })
	for _, d := range c.Diagnoses {
		v.Diagnoses = append(v.Diagnoses, DiagnosisView{d.ID, d.Text})
	}
	slices.SortFunc(v.Diagnoses, func(a, b DiagnosisView) int { return compare(a.ID, b.ID) })
	if m == Hints {
		for _, h := range c.Hints {
			v.Hints = append(v.Hints, HintView{h.ID, h.Cost})
		}
	}
	for _, k := range Criteria() {
		v.Weights = append(v.Weights, WeightView{k, c.words.say("criterion." + string(k)), c.Weights.of(k)})
	}
	return v
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Suggestion is the next step of the reference solution.
type Suggestion struct {
	Choice Choice `json:"choice" doc:"The choice."`
	Text   Text   `json:"text" doc:"What to do, and why now."`
}

// Next is the first step of the reference solution that was not done yet; ok is false
// when all is done, or in another mode than Guided.
func (a *Attempt) Next() (s Suggestion, ok bool) {
	if a.r.Mode != Guided || a.Over() {
		return s, false
	}
	done := make([]bool, len(a.r.Entries))
	for _, ch := range a.c.Solution {
		i := slices.IndexFunc(a.r.Entries, func(e Entry) bool {
			return !done[e.N-1] && e.Choice.Kind == ch.Kind && e.Choice.ID == ch.ID
		})
		if i < 0 {
			return Suggestion{ch, a.c.suggest(ch)}, true
		}
		done[i] = true
	}
	return s, false
}

// suggest says what a step is and why it comes now.
func (c *Case) suggest(ch Choice) Text {
	var name Text
	key := "suggest." + string(ch.Kind)
	switch ch.Kind {
	case Ask:
		name = c.words.say("ask." + ch.ID)
	case Do:
		name = c.words.say("do." + ch.ID)
		if t, ok := toolOf(ch.ID); ok {
			key += "." + string(t.touch)
		}
	case Tell:
		s, _ := c.statement(ch.ID)
		name = s.Text
	case Diagnose:
		d, _ := c.diagnosis(ch.ID)
		name = d.Text
	}
	return fill(c.words.say(key), "{name}", name)
}
