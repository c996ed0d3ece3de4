package training

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/training"
)

// Names of the published vocabulary: verbs and activity types of ADL, and the cmi5
// profile of xAPI.
const (
	verbs        = "http://adlnet.gov/expapi/verbs/"
	typeCase     = "http://adlnet.gov/expapi/activities/simulation"
	typeChoice   = "http://adlnet.gov/expapi/activities/cmi.interaction"
	typeClass    = "http://adlnet.gov/expapi/activities/course"
	categoryCMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
	categoryMove = "https://w3id.org/xapi/cmi5/context/categories/moveon"
	extSession   = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
	extMastery   = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
)

// publisher is where the cases that ship are published: the beginning of the id that
// a case has wherever it is played.
const publisher = DefaultHome + "/cases/"

// XAPIVersion is the version of xAPI in which results are written.
const XAPIVersion = "1.0.3"

// passMark is the share of the points from which a case is passed.
const passMark = training.PassPoints / 100.0

// Statement is one statement of xAPI.
type Statement struct {
	ID        string        `json:"id"`
	Actor     actor         `json:"actor"`
	Verb      verb          `json:"verb"`
	Object    activity      `json:"object"`
	Result    *result       `json:"result,omitempty"`
	Context   statedContext `json:"context"`
	Timestamp time.Time     `json:"timestamp"`
}

type (
	languages map[string]string

	actor struct {
		ObjectType string  `json:"objectType"`
		Name       string  `json:"name,omitempty"`
		Account    account `json:"account"`
	}
	account struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	}
	verb struct {
		ID      string    `json:"id"`
		Display languages `json:"display"`
	}
	activity struct {
		ObjectType string      `json:"objectType"`
		ID         string      `json:"id"`
		Definition *definition `json:"definition,omitempty"`
	}
	definition struct {
		Type            string    `json:"type,omitempty"`
		Name            languages `json:"name,omitempty"`
		InteractionType string    `json:"interactionType,omitempty"`
	}
	result struct {
		Score      *score `json:"score,omitempty"`
		Success    *bool  `json:"success,omitempty"`
		Completion *bool  `json:"completion,omitempty"`
		Response   string `json:"response,omitempty"`
		Duration   string `json:"duration,omitempty"`
	}
	score struct {
		Scaled float64 `json:"scaled"`
		Raw    int     `json:"raw"`
		Min    int     `json:"min"`
		Max    int     `json:"max"`
	}
	statedContext struct {
		Registration string         `json:"registration"`
		Activities   activities     `json:"contextActivities"`
		Platform     string         `json:"platform"`
		Language     string         `json:"language"`
		Extensions   map[string]any `json:"extensions"`
	}
	activities struct {
		Parent   []activity `json:"parent,omitempty"`
		Grouping []activity `json:"grouping,omitempty"`
		Category []activity `json:"category,omitempty"`
	}
)

// telling makes the statements of one attempt.
type telling struct {
	s    *Service
	a    *attempt
	c    *training.Case // nil when it no longer ships
	list []Statement
	last time.Time // of the statement before: their order is that of their times
}

// statements are those of an attempt so far, always the same for the same attempt;
// the caller holds mu.
//
// Statements of the profile are initialized, completed, passed or failed, and
// terminated, in this order; those about choices stand in between and are not of
// the profile. An attempt is a session and a registration of its own.
func (s *Service) statements(a *attempt) []Statement {
	t := &telling{s: s, a: a}
	t.c, _ = s.Case(a.Case)
	t.add("initialized", a.Began, t.theCase(), nil, true)
	for i, e := range a.Record.Entries {
		at := a.Began.Add(time.Duration(e.AtNS))
		if i < len(a.Walls) {
			at = a.Walls[i]
		}
		t.choice(e, at)
	}
	if !a.Over {
		return t.list
	}
	took := spellDuration(a.Spent)
	if a.WhyOver == OverFinished {
		t.add("completed", a.Ended, t.theCase(), &result{Completion: new(true), Duration: took}, true)
	}
	if a.WhyOver != OverLost && a.Score.Of > 0 {
		scaled := math.Round(float64(a.Score.Points)/float64(a.Score.Of)*1e4) / 1e4
		r := &result{Score: &score{scaled, a.Score.Points, 0, a.Score.Of}, Success: new(a.Score.Passed), Duration: took}
		name := "failed"
		if a.Score.Passed {
			name = "passed"
		}
		st := t.add(name, a.Ended, t.theCase(), r, true)
		if (scaled >= passMark) == a.Score.Passed {
			// Whoever fails in spite of his points was not judged by them.
			st.Context.Extensions[extMastery] = passMark
		}
	}
	t.add("terminated", a.Ended, t.theCase(), &result{Duration: took}, true)
	return t.list
}

// choice tells of one choice: what was asked and done was experienced, and the
// diagnosis and what the customer is told were answered.
func (t *telling) choice(e training.Entry, at time.Time) {
	ch := e.Choice
	if ch.Kind == training.Finish {
		return
	}
	id := t.theCase().ID + "/" + string(ch.Kind)
	name := string(ch.Kind)
	if ch.ID != "" {
		id, name = id+"/"+ch.ID, name+" "+ch.ID
	}
	o := activity{ObjectType: "Activity", ID: id, Definition: &definition{Name: languages{"en": name}}}
	switch ch.Kind {
	case training.Diagnose:
		o.ID = t.theCase().ID + "/diagnose"
		o.Definition = &definition{Type: typeChoice, InteractionType: "other", Name: languages{"en": "diagnosis"}}
		t.add("answered", at, o, &result{Response: ch.ID, Success: new(e.Outcome.Right)}, false)
	case training.Tell:
		o.ID = t.theCase().ID + "/tell"
		o.Definition = &definition{Type: typeChoice, InteractionType: "other", Name: languages{"en": "what the customer is told"}}
		t.add("answered", at, o, &result{Response: ch.ID}, false)
	default:
		t.add("experienced", at, o, nil, false)
	}
}

// add adds a statement; defined says that it is one of the cmi5 profile.
func (t *telling) add(name string, at time.Time, o activity, r *result, defined bool) *Statement {
	a := t.a
	at = at.UTC().Truncate(time.Millisecond)
	if !at.After(t.last) {
		at = t.last.Add(time.Millisecond)
	}
	t.last = at
	st := Statement{
		ID: nameUUID(a.Registration, strconv.Itoa(len(t.list))), Timestamp: at, Object: o, Result: r,
		Actor: actor{ObjectType: "Agent", Account: account{t.s.o.Home, a.trainee.Account}},
		Verb:  verb{verbs + name, languages{"en": name}},
		Context: statedContext{
			Registration: a.Registration, Platform: "locktwin", Language: a.Lang,
			Extensions: map[string]any{extSession: a.Session},
			Activities: activities{Grouping: []activity{{ObjectType: "Activity", ID: publisher + a.Case}}},
		},
	}
	if c := a.trainee.class; c != nil {
		st.Context.Activities.Parent = []activity{{ObjectType: "Activity", ID: t.s.o.Home + "/training/classes/" + c.ID, Definition: &definition{Type: typeClass, Name: languages{c.Lang: c.Title}}}}
		if c.ShowNames {
			st.Actor.Name = a.trainee.Name
		}
	}
	if defined {
		st.Context.Activities.Category = []activity{{ObjectType: "Activity", ID: categoryCMI5}}
		if r != nil && (r.Success != nil || r.Completion != nil) {
			st.Context.Activities.Category = append(st.Context.Activities.Category, activity{ObjectType: "Activity", ID: categoryMove})
		}
	}
	t.list = append(t.list, st)
	return &t.list[len(t.list)-1]
}

// theCase is the case as an activity.
func (t *telling) theCase() activity {
	o := activity{ObjectType: "Activity", ID: t.s.o.Home + "/training/cases/" + t.a.Case, Definition: &definition{Type: typeCase}}
	if t.c != nil {
		o.Definition.Name = languages{"en": t.c.Title.EN, "de": t.c.Title.DE, "fr": t.c.Title.FR}
	}
	return o
}

// spellDuration is a duration as ISO 8601 has it, to a hundredth of a second.
func spellDuration(d time.Duration) string {
	d = max(d, 0).Round(10 * time.Millisecond)
	h, m, sec := int64(d/time.Hour), int64(d%time.Hour/time.Minute), d%time.Minute
	var b strings.Builder
	b.WriteString("PT")
	if h > 0 {
		fmt.Fprintf(&b, "%dH", h)
	}
	if m > 0 {
		fmt.Fprintf(&b, "%dM", m)
	}
	if sec > 0 || h+m == 0 {
		b.WriteString(strconv.FormatFloat(float64(sec/(10*time.Millisecond))/100, 'f', -1, 64) + "S")
	}
	return b.String()
}

// WriteStatements writes the statements of attempts, one a line. Errors wrap
// ErrNotFound, or are those of w.
func (s *Service) WriteStatements(w io.Writer, whose Whose) error {
	s.mu.Lock()
	list, err := s.pick(whose)
	var all []Statement
	for _, a := range list {
		all = append(all, s.statements(a)...)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	for i := range all {
		if err := out.Encode(&all[i]); err != nil {
			return err
		}
	}
	return nil
}
