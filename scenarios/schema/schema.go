// Package schema writes the vocabularies of scenario files and of training cases as
// JSON Schemas (draft 2020-12), so that editors complete keys and show mistakes while
// somebody types. It knows shapes, not meanings: what the schema accepts the
// parser may still refuse, because a sentence is not understood or two values
// contradict each other; what the parser accepts the schema accepts.
package schema

import (
	"bytes"
	"encoding/json"
	"strings"

	"locktwin/scenarios"
	"locktwin/scenarios/training"
)

//go:generate go test -run TestSchemaFileIsCurrent -update .

// Names of the schemas.
const (
	ID     = "https://locktwin.invalid/scenario.schema.json"
	CaseID = "https://locktwin.invalid/case.schema.json"
)

// object is a JSON object that keeps the order of its keys.
type object []entry

type entry struct {
	key   string
	value any
}

// MarshalJSON writes the keys in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, e := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		k, err := marshal(e.key)
		if err != nil {
			return nil, err
		}
		v, err := marshal(e.value)
		if err != nil {
			return nil, err
		}
		b.Write(k)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal leaves < and > as they are: the text is read by people.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Generate writes the schema of scenario files, indented, with a line end at its end.
func Generate() ([]byte, error) { return generate(scenarios.Describe(), ID, "locktwin scenario") }

// GenerateCase writes the schema of training cases in the same way.
func GenerateCase() ([]byte, error) {
	return generate(training.Describe(), CaseID, "locktwin training case")
}

func generate(of *scenarios.Shape, id, title string) ([]byte, error) {
	g := &generator{}
	root := g.object(of)
	head := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", id},
		{"$comment", "Generated from the parser's vocabulary by 'go generate ./scenarios/schema'. Do not edit."},
		{"title", title},
	}
	raw, err := marshal(append(append(head, root...), entry{"$defs", g.defs}))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// generator collects the definitions that several places refer to.
type generator struct {
	defs object
}

func (g *generator) has(name string) bool {
	for _, e := range g.defs {
		if e.key == name {
			return true
		}
	}
	return false
}

// shape gives the schema of a shape, as a reference if it has a name.
func (g *generator) shape(s *scenarios.Shape) object {
	if s.Kind == scenarios.ShapeSteps {
		return object{{"$ref", "#/$defs/steps"}}
	}
	if s.Name == "" {
		return g.inline(s)
	}
	if !g.has(s.Name) {
		// The name is taken before the content is written: steps hold steps.
		g.defs = append(g.defs, entry{s.Name, nil})
		at := len(g.defs) - 1
		g.defs[at].value = g.inline(s)
	}
	return object{{"$ref", "#/$defs/" + s.Name}}
}

func (g *generator) inline(s *scenarios.Shape) object {
	var o object
	if s.Doc != "" && s.Kind != scenarios.ShapeObject {
		o = append(o, entry{"description", s.Doc})
	}
	switch s.Kind {
	case scenarios.ShapeText:
		o = append(o, entry{"type", "string"})
		if s.Pattern != "" {
			o = append(o, entry{"pattern", s.Pattern})
		}
		if s.Min > 0 {
			o = append(o, entry{"minLength", s.Min})
		}
		if s.Max > 0 {
			o = append(o, entry{"maxLength", s.Max})
		}
		if s.Min > 0 && s.Pattern == "" {
			// A name such as 12 is a number to YAML and text to the parser.
			o = object{{"anyOf", []object{o, {{"type", "number"}}, {{"type", "boolean"}}}}}
		}
	case scenarios.ShapeWhole:
		o = append(o, entry{"anyOf", []object{
			{{"type", "integer"}, {"minimum", s.Min}, {"maximum", s.Max}},
			{{"type", "string"}, {"pattern", "^-?[0-9]+$"}},
		}})
	case scenarios.ShapeYesNo:
		o = append(o, entry{"enum", []any{"yes", "no", true, false, "true", "false"}})
	case scenarios.ShapeWord:
		words := make([]any, len(s.Words))
		for i, w := range s.Words {
			words[i] = w
		}
		if len(words) == 1 && s.Words[0] == "off" {
			words = append(words, false) // what some YAML readers make of off
		}
		o = append(o, entry{"enum", words})
	case scenarios.ShapePIN:
		o = append(o, entry{"anyOf", []object{
			{{"type", "string"}, {"pattern", "^[0-9]{1,4}$"}},
			{{"type", "integer"}, {"minimum", 0}, {"maximum", 9999}},
		}})
	case scenarios.ShapeObject:
		return append(o, g.object(s)...)
	case scenarios.ShapeList:
		o = append(o, entry{"type", "array"}, entry{"minItems", s.Min}, entry{"maxItems", s.Max}, entry{"items", g.shape(s.Elem)})
	case scenarios.ShapeMap:
		o = append(o, entry{"type", "object"}, entry{"propertyNames", object{{"pattern", s.Pattern}}},
			entry{"minProperties", s.Min}, entry{"maxProperties", s.Max}, entry{"additionalProperties", g.shape(s.Elem)})
	case scenarios.ShapeEither:
		var all []object
		for _, e := range s.Either {
			all = append(all, g.shape(e))
		}
		o = append(o, entry{"anyOf", all})
	case scenarios.ShapeStep:
		return append(o, g.step(s)...)
	}
	if s.Example != "" {
		o = append(o, entry{"examples", []string{s.Example}})
	}
	return o
}

// object gives the schema of a mapping with known keys.
func (g *generator) object(s *scenarios.Shape) object {
	var o object
	if s.Doc != "" {
		o = append(o, entry{"description", s.Doc})
	}
	var properties object
	required := []string{}
	for _, m := range s.Members {
		properties = append(properties, entry{m.Key, described(m, g.shape(m.Shape))})
		if m.Required {
			required = append(required, m.Key)
		}
	}
	o = append(o, entry{"type", "object"}, entry{"properties", properties})
	if len(required) > 0 {
		o = append(o, entry{"required", required})
	}
	return append(o, entry{"additionalProperties", false})
}

// described puts a key's documentation in front of the schema of its value.
func described(m scenarios.Member, o object) object {
	doc := m.Doc
	if m.Group != "" {
		doc = upper(m.Group) + ": " + doc
	}
	out := object{{"description", doc}}
	for _, e := range o {
		if e.key == "description" {
			out[0].value = doc + " " + e.value.(string)
			continue
		}
		if e.key == "examples" && m.Example != "" {
			continue
		}
		out = append(out, e)
	}
	if m.Example != "" {
		out = append(out, entry{"$comment", m.Example})
	}
	return out
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// step gives the schema of a step: a bare word, or a mapping with exactly one
// step word.
func (g *generator) step(s *scenarios.Shape) object {
	var bare []string
	var properties object
	var one []object
	for _, m := range s.Members {
		if m.Bare {
			bare = append(bare, m.Key)
		}
		properties = append(properties, entry{m.Key, described(m, g.shape(m.Shape))})
		one = append(one, object{{"required", []string{m.Key}}})
	}
	for _, m := range s.Beside {
		properties = append(properties, entry{m.Key, described(m, g.shape(m.Shape))})
	}
	return object{{"anyOf", []object{
		{{"enum", bare}},
		{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}, {"oneOf", one}},
	}}}
}
