package scenarios

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v4"
)

// Format writes a file so that Parse reads an equal one; positions are those of
// the new text. An error means the File holds something no scenario can say,
// such as an unknown profile; the text is parsed back before it is returned.
func Format(f File) ([]byte, error) {
	n := newVocabulary().file.encode(f)
	style(n)
	out, err := yaml.Dump(n, yaml.WithV4Defaults(), yaml.WithLineWidth(100))
	if err != nil {
		return nil, fmt.Errorf("writing scenario %s: %w", quoted(f.Scenario), err)
	}
	back, err := Parse(f.Scenario, out)
	if err != nil {
		return nil, fmt.Errorf("scenario %s cannot be written: %w", quoted(f.Scenario), err)
	}
	if !Equal(f, back) {
		return nil, fmt.Errorf("scenario %s cannot be written: it says something a file has no words for", quoted(f.Scenario))
	}
	return out, nil
}

// style makes short mappings flow, so that a step stays one line.
func style(n *yaml.Node) {
	for _, c := range n.Content {
		style(c)
	}
	if n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			stepStyle(c)
		}
	}
}

// stepStyle writes the values of a step's word in braces, unless they hold
// lists.
func stepStyle(step *yaml.Node) {
	if step.Kind != yaml.MappingNode {
		return
	}
	for i := 1; i < len(step.Content); i += 2 {
		if v := step.Content[i]; v.Kind == yaml.MappingNode && !holdsList(v) {
			v.Style = yaml.FlowStyle
		}
	}
}

func holdsList(n *yaml.Node) bool {
	if n.Kind == yaml.SequenceNode {
		return true
	}
	for _, c := range n.Content {
		if holdsList(c) {
			return true
		}
	}
	return false
}

// Equal says whether two files say the same, wherever it stands in them.
func Equal(a, b File) bool { return reflect.DeepEqual(a.placeless(), b.placeless()) }

// placeless is the file without positions, nil and empty lists alike.
func (f File) placeless() File {
	f.Steps = placelessSteps(f.Steps)
	f.Expect = placelessClaims(f.Expect)
	f.Sweep = f.Sweep.placeless()
	f.places = nil
	return f
}

func placelessSteps(steps []Step) []Step {
	var out []Step
	for _, s := range steps {
		s.Position, s.from = Position{}, nil
		switch a := s.Action.(type) {
		case Repeat:
			a.Steps = placelessSteps(a.Steps)
			s.Action = a
		case Expect:
			a.Claims = placelessClaims(a.Claims)
			s.Action = a
		}
		out = append(out, s)
	}
	return out
}

func placelessClaims(claims []Expectation) []Expectation {
	var out []Expectation
	for _, c := range claims {
		c.Position = Position{}
		out = append(out, c)
	}
	return out
}
