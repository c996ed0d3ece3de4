package training

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"locktwin/scenarios"
)

// topKey is the key by which a case file is told from a scenario.
const topKey = "training"

// IsCase says whether a file is meant as a training case.
func IsCase(text []byte) bool { return scenarios.HasTopKey(text, topKey) }

// Describe gives the shape of a case file: every key and word that Parse takes.
func Describe() *scenarios.Shape { return readCase().Shape() }

// Parse reads a case file. name is what errors call it. An error wraps
// scenarios.ErrScenario and is a scenarios.Problems.
func Parse(name string, text []byte) (*Case, error) {
	w, err := readWords()
	if err != nil {
		return nil, err
	}
	return parse(name, text, w)
}

func parse(name string, text []byte, w words) (*Case, error) {
	if len(text) > scenarios.MaxFileBytes {
		return nil, scenarios.Problems{scenarios.ProblemAt(name, nil, scenarios.Position{Line: 1, Column: 1},
			fmt.Sprintf("the file is larger than %d bytes", scenarios.MaxFileBytes), "a shorter one", "")}
	}
	c, err := scenarios.Read(name, text, readCase())
	if err != nil {
		return nil, err
	}
	c.words, c.Version = w, version(sha256.Sum256(text))
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	if c.Level == 0 {
		c.Level = 1
	}
	for i := range c.Stages {
		if s := &c.Stages[i]; s.Title.Empty() && w.has("stage."+s.ID) {
			s.Title = w.say("stage." + s.ID)
		}
	}
	if c.Weights == (Weights{}) {
		c.Weights = DefaultWeights()
	}
	if problems := (&linter{c: &c, name: name, text: text}).all(); problems.Faults() {
		return nil, problems
	}
	return &c, nil
}

func readCase() scenarios.Reading[Case] {
	text := readText()
	return scenarios.ReadObject("case", "A training case: a customer, a lock with a hidden cause, and what there is to find out.", nil,
		scenarios.MustKey(topKey, "The case's name, that of its file.", func(c *Case) *string { return &c.ID }, scenarios.ReadName()),
		scenarios.MustKey("title", "What it is called; it must not give the cause away.", func(c *Case) *Text { return &c.Title }, text),
		scenarios.MayKey("level", "1 easy to 3 hard; 1 if left out.", func(c *Case) *int { return &c.Level }, scenarios.ReadWhole(1, 3)),
		scenarios.MustKey("message", "What the customer writes first.", func(c *Case) *Text { return &c.Message }, text),
		scenarios.MayKey("patience", "Minutes that the customer has; 90 if left out.", func(c *Case) *int { return &c.Patience }, scenarios.ReadWhole(10, 600)),
		scenarios.MustKey("customer", "What the customer has in hand.", func(c *Case) *Customer { return &c.Customer }, readCustomer()),
		scenarios.MustKey("hidden", "The hidden cause.", func(c *Case) *Hidden { return &c.Hidden }, readHidden()),
		scenarios.MustKey("stages", "What is uncovered, one stage after the other.", func(c *Case) *[]Stage { return &c.Stages }, scenarios.ReadList(readStage(), "stages", 6)),
		scenarios.MustKey("questions", "Questions that the case counts or colours; all others can be asked as well.", func(c *Case) *[]Question { return &c.Questions }, scenarios.ReadList(readQuestion(), "questions", 40)),
		scenarios.MustKey("actions", "Actions that are allowed, those that count among them.", func(c *Case) *[]Action { return &c.Actions }, scenarios.ReadList(readAction(), "actions", 60)),
		scenarios.MayKey("also", "More actions that are allowed, with nothing to say of them.", func(c *Case) *[]string { return &c.Also }, scenarios.ReadList(readOf("action", Tools()), "actions", 60)),
		scenarios.MustKey("statements", "What the customer can be told.", func(c *Case) *[]Statement { return &c.Statements }, scenarios.ReadList(readStatement(), "statements", 20)),
		scenarios.MustKey("diagnoses", "What can be the matter; which is right follows from the hidden story.", func(c *Case) *[]Diagnosis { return &c.Diagnoses }, scenarios.ReadList(readDiagnosis(), "diagnoses", 12)),
		scenarios.MayKey("hints", "Hints with their cost.", func(c *Case) *[]HintSpec { return &c.Hints }, scenarios.ReadList(readHint(), "hints", 10)),
		scenarios.MayKey("checks", "What has to be tried at the end.", func(c *Case) *[]Check { return &c.Checks }, scenarios.ReadList(readCheck(), "checks", 6)),
		scenarios.MayKey("rubric", "Points of the criteria, 100 in all.", func(c *Case) *Weights { return &c.Weights }, readWeights()),
		scenarios.MustKey("cause", "What really was the matter, for the debrief.", func(c *Case) *Text { return &c.Cause }, text),
		scenarios.MustKey("solution", "The reference solution, choice by choice. A test plays it to full marks.", func(c *Case) *[]Choice { return &c.Solution }, scenarios.ReadList(readChoice(), "choices", 100)),
	)
}

func readCustomer() scenarios.Reading[Customer] {
	return scenarios.ReadObject("customer", "What the customer has in hand.", nil,
		scenarios.MustKey("phone", "Name of the customer's phone in the hidden scenario.", func(c *Customer) *string { return &c.Phone }, scenarios.ReadText("a phone's name", 32)),
		scenarios.MustKey("pin", "The PIN that the customer takes for right; 0000 is none.", func(c *Customer) *scenarios.PIN { return &c.PIN }, scenarios.ReadPIN()),
	)
}

func readHidden() scenarios.Reading[Hidden] {
	check := func(h *Hidden, doubt scenarios.Doubt) {
		if (h.Library == "") == (h.Scenario.Scenario == "") {
			doubt("the hidden cause has to be one scenario", "either 'library: NAME' or 'scenario:' with the whole of it", "")
		}
	}
	return scenarios.ReadObject("hidden", "The hidden cause: a scenario that is played to its end before the trainee comes.", check,
		scenarios.MayKey("library", "A scenario of the library.", func(h *Hidden) *string { return &h.Library }, scenarios.ReadName()),
		scenarios.MayKey("scenario", "A scenario that stands here.", func(h *Hidden) *scenarios.File { return &h.Scenario }, scenarios.ReadFile()),
		scenarios.MayKey("seed", "In place of the scenario's.", func(h *Hidden) *scenarios.Opt[int64] { return &h.Seed }, scenarios.ReadSome(scenarios.ReadSeed())),
		scenarios.MayKey("firmware", "Profile that a firmware update installs.", func(h *Hidden) *scenarios.Profile { return &h.Firmware }, scenarios.ReadProfile()),
		scenarios.MayKey("moment", "Name of the event that decided it, where nothing was lost from the memory.", func(h *Hidden) *string { return &h.Moment }, scenarios.ReadName()),
	)
}

func readStage() scenarios.Reading[Stage] {
	return scenarios.ReadObject("stage", "A stage.", nil,
		scenarios.MustKey("id", "Its name.", func(s *Stage) *string { return &s.ID }, scenarios.ReadName()),
		scenarios.MayKey("title", "What it is called; 'call', 'door' and 'bench' have a name of their own.", func(s *Stage) *Text { return &s.Title }, readText()),
		scenarios.MustKey("opens", "Parts that it uncovers.", func(s *Stage) *[]Part { return &s.Opens }, scenarios.ReadList(scenarios.ReadWord("part", Parts()), "parts", 9)),
	)
}

// words that name entries of the catalogues.
type name string

func readOf(what string, ids []string) scenarios.Reading[string] {
	all := make([]name, len(ids))
	for i, id := range ids {
		all[i] = name(id)
	}
	return scenarios.ReadAs(scenarios.ReadWord(what, all), func(n name) string { return string(n) }, func(s string) name { return name(s) })
}

func readQuestion() scenarios.Reading[Question] {
	return scenarios.ReadObject("question", "What the case makes of a question.", nil,
		scenarios.MustKey("ask", "Which question.", func(q *Question) *string { return &q.Ask }, readOf("question", Probes())),
		scenarios.MayKey("key", "It belongs to a full answer.", func(q *Question) *bool { return &q.Key }, scenarios.ReadYesNo()),
		scenarios.MayKey("before", "What the customer says before the fact.", func(q *Question) *Text { return &q.Before }, readText()),
		scenarios.MayKey("after", "What the customer says after it.", func(q *Question) *Text { return &q.After }, readText()),
	)
}

func readAction() scenarios.Reading[Action] {
	return scenarios.ReadObject("action", "An action that is allowed.", nil,
		scenarios.MustKey("do", "Which action.", func(a *Action) *string { return &a.Do }, readOf("action", Tools())),
		scenarios.MayKey("key", "It belongs to the evidence for the diagnosis.", func(a *Action) *bool { return &a.Key }, scenarios.ReadYesNo()),
		scenarios.MayKey("minutes", "That it takes, in place of the usual.", func(a *Action) *int { return &a.Minutes }, scenarios.ReadWhole(1, 600)),
	)
}

func readStatement() scenarios.Reading[Statement] {
	return scenarios.ReadObject("statement", "Something that the customer can be told.", nil,
		scenarios.MustKey("id", "Its name.", func(s *Statement) *string { return &s.ID }, scenarios.ReadName()),
		scenarios.MustKey("text", "What is said.", func(s *Statement) *Text { return &s.Text }, readText()),
		scenarios.MayKey("warns", "What it says will be lost.", func(s *Statement) *[]Loss { return &s.Warns }, scenarios.ReadList(scenarios.ReadWord("loss", Losses()), "losses", 4)),
		scenarios.MayKey("needed", "The customer has to hear it.", func(s *Statement) *bool { return &s.Needed }, scenarios.ReadYesNo()),
		scenarios.MayKey("holds", "It is true when this is so of the lock as the hidden story leaves it.", func(s *Statement) *[]scenarios.Expectation { return &s.Holds }, scenarios.ReadClaims()),
	)
}

func readDiagnosis() scenarios.Reading[Diagnosis] {
	return scenarios.ReadObject("diagnosis", "Something that can be the matter.", nil,
		scenarios.MustKey("id", "Its name.", func(d *Diagnosis) *string { return &d.ID }, scenarios.ReadName()),
		scenarios.MustKey("text", "What it says.", func(d *Diagnosis) *Text { return &d.Text }, readText()),
		scenarios.MustKey("why", "Why it is right, or what speaks against it; shown once it was chosen.", func(d *Diagnosis) *Text { return &d.Why }, readText()),
		scenarios.MayKey("near", "Not right, but the customer is helped by it as well.", func(d *Diagnosis) *bool { return &d.Near }, scenarios.ReadYesNo()),
		scenarios.MustKey("holds", "It is right when all this is so of the lock as the hidden story leaves it.", func(d *Diagnosis) *[]scenarios.Expectation { return &d.Holds }, scenarios.ReadClaims()),
	)
}

func readHint() scenarios.Reading[HintSpec] {
	return scenarios.ReadObject("hint", "A hint.", nil,
		scenarios.MustKey("id", "Its name.", func(h *HintSpec) *string { return &h.ID }, scenarios.ReadName()),
		scenarios.MustKey("text", "What it says.", func(h *HintSpec) *Text { return &h.Text }, readText()),
		scenarios.MustKey("cost", "Points that it costs.", func(h *HintSpec) *int { return &h.Cost }, scenarios.ReadWhole(0, 30)),
	)
}

func readCheck() scenarios.Reading[Check] {
	return scenarios.ReadObject("check", "What has to be tried at the end.", nil,
		scenarios.MustKey("do", "Which action.", func(c *Check) *string { return &c.Do }, readOf("action", Tools())),
		scenarios.MustKey("gives", "The value that shows that it is solved.", func(c *Check) *string { return &c.Gives }, scenarios.ReadText("a value", 40)),
	)
}

func readWeights() scenarios.Reading[Weights] {
	whole := scenarios.ReadWhole(0, 100)
	check := func(w *Weights, doubt scenarios.Doubt) {
		if w.sum() != 100 {
			doubt(fmt.Sprintf("the points add up to %d", w.sum()), "points that add up to 100", "")
		}
	}
	return scenarios.ReadObject("rubric", "Points of the criteria.", check,
		scenarios.MustKey("asking", "For the questions that matter.", func(w *Weights) *int { return &w.Asking }, whole),
		scenarios.MustKey("order", "For the least destructive test first.", func(w *Weights) *int { return &w.Order }, whole),
		scenarios.MustKey("evidence", "For evidence before the conclusion.", func(w *Weights) *int { return &w.Evidence }, whole),
		scenarios.MustKey("diagnosis", "For the right diagnosis.", func(w *Weights) *int { return &w.Diagnosis }, whole),
		scenarios.MustKey("telling", "For telling the customer what matters.", func(w *Weights) *int { return &w.Telling }, whole),
		scenarios.MustKey("checking", "For trying the result.", func(w *Weights) *int { return &w.Checking }, whole),
	)
}

// oneOf lists words.
func oneOf(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(words, ", ")
}
