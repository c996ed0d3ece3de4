package training

import (
	"strings"
	"time"

	"locktwin/scenarios"
)

// Touch is how much an action does to the lock, in order.
type Touch string

// Touches.
const (
	Looks   Touch = "looks"   // nothing is done to the lock
	Touches Touch = "touches" // what any user does in a day
	Changes Touch = "changes" // something is not as it was: restarted, warmed, set anew
	Erases  Touch = "erases"  // something is gone for good
)

// rank orders touches, the least first.
func (t Touch) rank() int {
	switch t {
	case Looks:
		return 0
	case Touches:
		return 1
	case Changes:
		return 2
	}
	return 3
}

// Row is a line of what an instrument shows.
type Row struct {
	Label Text `json:"label" doc:"What it is."`
	Value Text `json:"value" doc:"With its unit; numbers as the language writes them."`
}

// tool is an action of the catalogue: an instrument, or something that is done. Its
// name is "do.<id>" in words.yaml, what came of it "did.<id>.<value>".
type tool struct {
	id      string
	part    Part // that has to be open
	minutes int  // that it takes (assumptions: a support call, a parcel's worth of bench work)
	touch   Touch
	risks   []Loss     // what the customer may lose by it
	reads   []Evidence // what is known by it, when it shows anything
	values  []string
	// steps are what is done to the lock; nil, nothing is.
	steps func(w *world) []scenarios.Step
	// try finds out in a copy, before the steps are done, how they will end; look
	// shows what is so after them. Either may be nil.
	try  func(w *world) string
	look func(w *world) (value string, rows []Row)
}

// tools is the catalogue.
func tools() []tool {
	all := append(phoneTools(), bayTools()...)
	return append(all, benchTools()...)
}

// Tools are the actions there are, by ID.
func Tools() []string {
	var ids []string
	for _, t := range tools() {
		ids = append(ids, t.id)
	}
	return ids
}

func toolOf(id string) (tool, bool) {
	for _, t := range tools() {
		if t.id == id {
			return t, true
		}
	}
	return tool{}, false
}

func step(a scenarios.Action) scenarios.Step { return scenarios.Step{Action: a} }

func wait(d time.Duration) scenarios.Step { return step(scenarios.Wait{For: d}) }

// one makes steps of one action of the customer's phone.
func one(a func(w *world) scenarios.Action) func(w *world) []scenarios.Step {
	return func(w *world) []scenarios.Step { return []scenarios.Step{step(a(w))} }
}

// row makes a line of an instrument; the label is "row.<key>" in words.yaml. value is
// a number with its unit, or text that is the same in all languages.
func (w *world) row(key, value string) Row {
	comma := value
	if len(value) > 0 && (value[0] >= '0' && value[0] <= '9' || value[0] == '-') {
		comma = strings.Replace(value, ".", ",", 1)
	}
	return Row{w.c.words.say("row." + key), Text{value, comma, comma}}
}

// wordRow is a row whose value is the text of a key.
func (w *world) wordRow(key, value string) Row {
	return Row{w.c.words.say("row." + key), w.c.words.say(value)}
}
