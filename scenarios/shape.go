package scenarios

// Shape describes what may stand at one place of a scenario file. The parser
// enforces it, the JSON Schema is generated from it, and the reference text is
// printed from it.
type Shape struct {
	Kind     ShapeKind
	Name     string   // of a definition that is used in several places; "" if used once
	Doc      string   // for people, one or two sentences
	Words    []string // Word: the words allowed
	Pattern  string   // Text: regular expression that valid text matches; "" for any. Map: one for the keys
	Example  string   // of a valid value
	Min, Max int64    // Whole: limits, both included. Text: characters. List: elements. Map: keys
	Members  []Member // Object: its keys. Step: the step words
	Beside   []Member // Step: keys that stand beside the step word
	Elem     *Shape   // List, Map
	Either   []*Shape // Either: the alternatives
}

// ShapeKind is the kind of a Shape.
type ShapeKind uint8

// Shape kinds.
const (
	ShapeText   ShapeKind = iota // a string
	ShapeWhole                   // a whole number
	ShapeYesNo                   // yes, no, true, false
	ShapeWord                    // one of some words
	ShapePIN                     // up to four digits, with or without quotes
	ShapeObject                  // a mapping with known keys
	ShapeList                    // a sequence
	ShapeEither                  // one of several shapes
	ShapeStep                    // a step: a bare word, or a mapping with exactly one step word
	ShapeSteps                   // a list of steps, wherever it occurs
	ShapeMap                     // a mapping with keys of the writer's own
)

// Member is one key of an object, or one word of a step.
type Member struct {
	Key      string
	Doc      string
	Required bool
	Bare     bool   // Step: the word may stand alone, without values
	Example  string // Step: a line that uses it
	Group    string // Step: who acts: hand, phone, lab, service, script
	Shape    *Shape
}
