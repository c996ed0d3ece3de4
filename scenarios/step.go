package scenarios

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Step is one line of the script.
//
// Steps run one after the other: a step begins when everything before it has
// come to its end - a phone has its answer, the motor stands still, a hand has
// let go, a wait is over. A step with After begins earlier, while something is
// still going on; see After.
type Step struct {
	Action   Action
	Note     string // a remark that the story prints; may be empty
	After    After  // zero: when everything before has ended
	Position Position
	from     *source // the text in which Position is; nil if a program made the step
}

// Action is what a step does: one of the small structs below, each with its
// own step word.
type Action interface{ isAction() }

// After places a step in the middle of something. It counts from the beginning
// of the step before it in the list (not from its end), or from the first (or
// n-th) moment of some kind after that beginning:
//
//	after: 40ms                       40 ms after the step before began
//	after: 40ms into the erase        40 ms after the first erase began
//	after: 1ms into the 2nd program   1 ms after the second program began
//
// What was going on goes on: the next step without After waits for all of it.
// A moment that does not come within MomentPatience of the step before is an
// error of the scenario, told when it is played.
type After struct {
	Set    bool
	Delay  time.Duration
	Moment Moment // "" counts from the beginning of the step before
	Nth    int    // which one, counted from 1; 0 is 1
}

// MomentPatience is how long a step waits for the moment it is placed at.
const MomentPatience = time.Hour

// Moment is something inside the lock that a step can be placed at.
type Moment string

// Moments.
const (
	MomentErase   Moment = "erase"   // an erase of the memory begins
	MomentProgram Moment = "program" // a program operation begins
	MomentBoot    Moment = "boot"    // the firmware begins to run
	MomentReset   Moment = "reset"   // the machine is reset
	MomentWarning Moment = "warning" // the power-fail warning comes
	MomentMotor   Moment = "motor"   // the motor is switched on
)

// Moments are the moments there are.
var Moments = []Moment{MomentErase, MomentProgram, MomentBoot, MomentReset, MomentWarning, MomentMotor}

func momentNames() []string {
	names := make([]string, len(Moments))
	for i, m := range Moments {
		names[i] = string(m)
	}
	return names
}

const afterWant = "a time such as 40ms, alone or followed by 'into the erase' or 'into the 2nd erase'"

// maxNth bounds the number of a moment.
const maxNth = 10_000

// String writes the placement as a file does.
func (a After) String() string {
	out := formatDuration(a.Delay)
	if a.Moment == "" {
		return out
	}
	if a.Nth > 1 {
		return fmt.Sprintf("%s into the %s %s", out, ordinal(a.Nth), a.Moment)
	}
	return fmt.Sprintf("%s into the %s", out, a.Moment)
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprint(n) + suffix
}

func parseOrdinal(s string) (int, bool) {
	digits := strings.TrimRight(s, "sthndr")
	n, ok := parseWhole(digits)
	if !ok || n < 1 || n > maxNth || s != ordinal(int(n)) {
		return 0, false
	}
	return int(n), true
}

func parseAfter(s string) (After, string, error) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return After{}, "", fmt.Errorf("is empty")
	}
	d, err := parseDuration(words[0])
	if err != nil {
		return After{}, "", err
	}
	if d > MaxWait {
		return After{}, "", fmt.Errorf("is longer than %s", formatDuration(MaxWait))
	}
	a := After{Set: true, Delay: d}
	rest := words[1:]
	if len(rest) == 0 {
		return a, "", nil
	}
	if rest[0] != "into" {
		return After{}, "", fmt.Errorf("goes on with %s where 'into' was expected", quoted(rest[0]))
	}
	rest = rest[1:]
	if len(rest) > 0 && (rest[0] == "the" || rest[0] == "an" || rest[0] == "a") {
		rest = rest[1:]
	}
	if len(rest) == 2 {
		n, ok := parseOrdinal(rest[0])
		if !ok {
			return After{}, "", fmt.Errorf("counts with %s where 1st, 2nd, 3rd and so on was expected", quoted(rest[0]))
		}
		if n > 1 {
			a.Nth = n
		}
		rest = rest[1:]
	}
	if len(rest) != 1 {
		return After{}, "", fmt.Errorf("does not name one moment after 'into'")
	}
	for _, m := range Moments {
		if rest[0] == string(m) {
			a.Moment = m
			return a, "", nil
		}
	}
	return After{}, hintFor(rest[0], momentNames()), fmt.Errorf("names the moment %s, which is none of %s", quoted(rest[0]), oneOf(momentNames()))
}

func afterCodec() codec[After] {
	return codec[After]{
		shape: &Shape{Kind: ShapeText, Name: "after", Example: "40ms into the erase",
			Pattern: strings.TrimSuffix(durationPattern, "$") + `( into ((the|an?) )?([0-9]+(st|nd|rd|th) )?(` + strings.Join(momentNames(), "|") + `))?$`,
			Doc:     "Begin this step while earlier ones go on: a time since the step before began, or since the first or n-th erase, program, boot, reset, warning or motor start after that."},
		decode: func(p *parser, n *yaml.Node) (After, bool) {
			text, ok := p.scalar(n, afterWant)
			if !ok {
				return After{}, false
			}
			a, hint, err := parseAfter(text)
			if err != nil {
				p.wrong(n, err.Error(), afterWant, hint)
				return After{}, false
			}
			return a, true
		},
		encode: func(a After) *yaml.Node { return textNode(a.String()) },
	}
}

// stepKind is one step word.
type stepKind struct {
	Member
	short  string                                                // the key that a single value fills; "" for none
	decode func(p *parser, key, value *yaml.Node) (Action, bool) // value nil: the word stands alone
	encode func(a Action) *yaml.Node                             // nil: the word alone
	is     func(a Action) bool
}

// stepOf makes a step word of the members of its struct. short is the key that
// a single value fills, "" for none: 'wait: 28d' is 'wait: {for: 28d}'.
func stepOf[T Action](group, word, doc, example, short string, check func(p *parser, n *yaml.Node, v *T), members ...member[T]) stepKind {
	object := objectOf(word, doc, check, members...)
	bare := true
	var shortShape *Shape
	for _, m := range members {
		if m.Required {
			bare = false
		}
		if m.Key == short {
			shortShape = m.Shape
		}
	}
	shape := object.shape
	shape.Name = ""
	if shortShape != nil {
		shape = &Shape{Kind: ShapeEither, Either: []*Shape{shortShape, object.shape}}
	}
	return stepKind{
		short:  short,
		Member: Member{Key: word, Doc: doc, Bare: bare, Example: example, Group: group, Shape: shape},
		is:     func(a Action) bool { _, ok := a.(T); return ok },
		decode: func(p *parser, key, value *yaml.Node) (Action, bool) {
			var v T
			switch {
			case value == nil:
				if !bare {
					p.report(key, fmt.Sprintf("'%s' says too little", word), "'"+example+"'", "")
					return nil, false
				}
				if check != nil {
					check(p, key, &v)
				}
				return v, true
			case isNull(value) && p.usable(value):
				p.report(key, fmt.Sprintf("'%s:' is followed by nothing", word), "'"+example+"'", "")
				return nil, false
			case value.Kind == yaml.MappingNode || shortShape == nil:
				got, ok := object.decode(p, value)
				return got, ok
			}
			before := len(p.problems)
			for _, m := range members {
				if m.Key == short {
					m.decode(p, value, &v)
				} else if m.Required {
					p.missing(value, m.Key, m.Shape.Example)
				}
			}
			if len(p.problems) == before && check != nil {
				check(p, value, &v)
			}
			return v, len(p.problems) == before
		},
		encode: func(a Action) *yaml.Node {
			n := object.encode(a.(T))
			switch {
			case len(n.Content) == 0:
				return nil
			case len(n.Content) == 2 && n.Content[0].Value == short && n.Content[1].Kind != yaml.MappingNode:
				return n.Content[1]
			}
			return n
		},
	}
}

// vocabulary is the tables a parser and a formatter work with. It is built when
// needed: a table of functions that refer to each other cannot be a constant.
type vocabulary struct {
	steps []stepKind
	file  codec[File]
	forms []form
}

func newVocabulary() *vocabulary {
	v := &vocabulary{forms: sentenceTable}
	v.steps = append(v.steps, handSteps()...)
	v.steps = append(v.steps, phoneSteps()...)
	v.steps = append(v.steps, labSteps()...)
	v.steps = append(v.steps, airSteps()...)
	v.steps = append(v.steps, serviceSteps()...)
	v.steps = append(v.steps, scriptSteps(v)...)
	v.file = fileCodec(v)
	return v
}

func (v *vocabulary) words() []string {
	words := make([]string, len(v.steps))
	for i, s := range v.steps {
		words[i] = s.Key
	}
	return words
}

func (v *vocabulary) step(word string) (stepKind, bool) {
	for _, s := range v.steps {
		if s.Key == word {
			return s, true
		}
	}
	return stepKind{}, false
}

// Keys of a step beside its word.
const (
	noteKey  = "note"
	afterKey = "after"
)

const stepWant = "one step word, such as '- cells-out: slow', beside it at most 'note' and 'after'"

// stepCodec reads a step. The step before it must exist for After to count
// from; first says that none does.
func stepCodec(v *vocabulary) codec[Step] {
	shape := &Shape{Kind: ShapeStep, Name: "step", Doc: "One thing that somebody does."}
	for _, s := range v.steps {
		shape.Members = append(shape.Members, s.Member)
	}
	after, note := afterCodec(), textOf("a remark", 1000)
	shape.Beside = []Member{
		{Key: afterKey, Doc: "Begin while earlier steps go on.", Shape: after.shape},
		{Key: noteKey, Doc: "A remark that the story prints.", Shape: note.shape},
	}
	return codec[Step]{
		shape: shape,
		decode: func(p *parser, n *yaml.Node) (Step, bool) {
			from, at := p.at(n)
			s := Step{Position: at, from: from}
			if !p.usable(n) {
				return s, false
			}
			if n.Kind == yaml.ScalarNode && !isNull(n) {
				k, ok := v.step(n.Value)
				if !ok {
					p.unknown(n, "step", v.words())
					return s, false
				}
				s.Action, ok = k.decode(p, n, nil)
				return s, ok
			}
			if n.Kind != yaml.MappingNode {
				p.report(n, "a step is "+kindOf(n), stepWant, "")
				return s, false
			}
			var word *yaml.Node
			good := true
			p.eachKey(n, func(key, value *yaml.Node) {
				switch key.Value {
				case noteKey:
					p.inside(noteKey, func() { s.Note, _ = note.decode(p, value) })
					return
				case afterKey:
					p.inside(afterKey, func() { s.After, _ = after.decode(p, value) })
					return
				}
				k, ok := v.step(key.Value)
				if !ok {
					p.unknown(key, "step", append(v.words(), afterKey, noteKey))
					good = false
					return
				}
				if word != nil {
					p.report(key, fmt.Sprintf("one step says both '%s' and '%s'", word.Value, key.Value), "two steps, each after its own '- '", "")
					good = false
					return
				}
				word = key
				p.insideStep = true
				p.inside(key.Value, func() { s.Action, ok = k.decode(p, key, value) })
				p.insideStep = false
				good = good && ok
			})
			if word == nil && good {
				p.report(n, "this step does nothing", stepWant, "")
			}
			return s, good && word != nil
		},
		encode: func(s Step) *yaml.Node {
			n := &yaml.Node{Kind: yaml.MappingNode}
			if s.After.Set {
				n.Content = append(n.Content, plainNode(afterKey), after.encode(s.After))
			}
			for _, k := range v.steps {
				if !k.is(s.Action) {
					continue
				}
				value := k.encode(s.Action)
				if value == nil && len(n.Content) == 0 && s.Note == "" {
					return plainNode(k.Key)
				}
				if value == nil {
					value = &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
				}
				n.Content = append(n.Content, plainNode(k.Key), value)
			}
			if s.Note != "" {
				n.Content = append(n.Content, plainNode(noteKey), note.encode(s.Note))
			}
			return n
		},
	}
}

// stepsCodec reads a list of steps.
func stepsCodec(v *vocabulary) codec[[]Step] {
	one := stepCodec(v)
	list := listOf(one, "steps", MaxSteps)
	list.shape.Name = "steps"
	return codec[[]Step]{
		shape: list.shape,
		decode: func(p *parser, n *yaml.Node) ([]Step, bool) {
			steps, ok := list.decode(p, n)
			if ok && len(steps) > 0 && steps[0].After.Set {
				p.add(p.source, steps[0].Position, 1, "the first step of a list is placed 'after' a step before it, and there is none", "the step without 'after'", "")
			}
			return steps, ok
		},
		encode: list.encode,
	}
}
