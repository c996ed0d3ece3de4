package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Change sets one key of the section, as a flag does: flag is what errors call
// the value. It is read like one that stands in a file, so a value that begins
// with a brace is YAML. Errors wrap ErrScenario and leave the sweep as it was.
func (s *Sweep) Change(flag, key, value string) error {
	p := &parser{source: newSource(flag, []byte(value)), vocab: newVocabulary(), written: map[*yaml.Node]*source{}, places: places{}, path: []string{"sweep"}}
	n, ok := p.flagNode(value)
	changed := *s
	members := sweepMembers(p.vocab)
	names := make([]string, len(members))
	known := false
	for i, m := range members {
		names[i] = m.Key
		if ok && m.Key == key {
			known = true
			p.inside(key, func() {
				p.mark(n)
				m.decode(p, n, &changed)
			})
		}
	}
	if ok && !known {
		p.add(p.source, Position{1, 1}, 1, fmt.Sprintf("a sweep has no key %s", quoted(key)), oneOf(names), hintFor(key, names))
	}
	if faults := changed.faults(); len(faults) > 1 {
		p.add(p.source, Position{1, 1}, 1, "this sweep has the faults "+oneOf(faults), "one of them", "")
	}
	if len(p.problems) > 0 {
		return p.problems.sorted()
	}
	changed.places = s.places.with(key, p.places["sweep."+key])
	*s = changed
	return nil
}

// ChangeAxis sets an axis, as a flag does: NAME=VALUES. Errors as Change.
func (s *Sweep) ChangeAxis(flag, change string) error {
	name, values, ok := strings.Cut(change, "=")
	p := &parser{source: newSource(flag, []byte(change)), vocab: newVocabulary(), written: map[*yaml.Node]*source{}, places: places{}, path: []string{"sweep"}}
	if !ok || name == "" || values == "" || printable(change) != change {
		p.add(p.source, Position{1, 1}, len([]rune(printable(change))), fmt.Sprintf("%s is no axis", quoted(change)), "NAME=VALUES, such as charge=20%..100%/5", "")
		return p.problems.sorted()
	}
	key, value := plainNode(name), plainNode(values)
	key.Line, key.Column = 1, 1
	value.Line, value.Column = 1, len([]rune(name))+2
	axes, _ := axesCodec().decode(p, &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1, Content: []*yaml.Node{key, value}})
	if len(p.problems) > 0 {
		return p.problems.sorted()
	}
	all := withAxes(s.Axes, axes)
	if len(all) > MaxSweepAxes {
		p.add(p.source, Position{1, 1}, 1, fmt.Sprintf("with this there are %d axes", len(all)), fmt.Sprintf("at most %d", MaxSweepAxes), "")
		return p.problems.sorted()
	}
	s.Axes = all
	return nil
}

// flagNode is the value of a flag as a node.
func (p *parser) flagNode(value string) (*yaml.Node, bool) {
	if !p.text([]byte(value)) {
		return nil, false
	}
	n := plainNode(value)
	n.Line, n.Column = 1, 1
	if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
		var doc yaml.Node
		if err := yaml.Load([]byte(value), &doc); err != nil || len(doc.Content) != 1 {
			p.add(p.source, Position{1, 1}, len([]rune(value)), fmt.Sprintf("%s is not YAML", quoted(value)), "a value as a scenario file has it", "")
			return nil, false
		}
		n = doc.Content[0]
	}
	return n, true
}

// With is the sweep with everything that another one says in its place. A fault
// takes the place of the fault, an axis that of the axis of the same name.
func (s Sweep) With(o Sweep) Sweep {
	if len(o.faults()) > 0 {
		s.Cut, s.Sag, s.Knock = o.Cut, o.Sag, o.Knock
	}
	set(&s.Step, o.Step)
	set(&s.Window, o.Window)
	set(&s.At, o.At)
	set(&s.OneByOne, o.OneByOne)
	set(&s.Depth, o.Depth)
	set(&s.Thin, o.Thin)
	set(&s.Samples, o.Samples)
	set(&s.Hand, o.Hand)
	if o.LeaveOut != nil {
		s.LeaveOut = o.LeaveOut
	}
	if o.Invariants != nil {
		s.Invariants = o.Invariants
	}
	s.Axes = withAxes(s.Axes, o.Axes)
	for _, m := range sweepMembers(&vocabulary{}) {
		if at, ok := o.places[m.Key]; ok {
			s.places = s.places.with(m.Key, at)
		}
	}
	return s
}

func set[T comparable](to *T, from T) {
	var zero T
	if from != zero {
		*to = from
	}
}

// with is a copy with one more place.
func (p places) with(key string, at Problem) places {
	out := places{key: at}
	// Any order: the copy is a map as well.
	for k, v := range p {
		if k != key {
			out[k] = v
		}
	}
	return out
}

func withAxes(axes, over []SweepAxis) []SweepAxis {
	out := append([]SweepAxis{}, axes...)
next:
	for _, a := range over {
		for i := range out {
			if out[i].Name == a.Name {
				out[i] = a
				continue next
			}
		}
		out = append(out, a)
	}
	return out
}
