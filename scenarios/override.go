package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Override applies one change to a file that has been read: a path of keys
// separated by points, '=', and a value as a file would have it.
//
//	lock.profile=ab-slots
//	lock.cells.charge=20%
//	steps.3.wait=5d            the third step, which must be a wait
//	steps.8.cells-in.gap=20ms  also where the step is written 'cells-in: firm'
//
// Keys on the way that do not exist yet are made. The value is checked like
// one that stands in the file; an error points into the change itself.
func (p *parser) override(root *yaml.Node, change string) {
	src := &source{name: "--set", lines: []string{change}}
	fail := func(column, width int, found, want string) {
		p.add(src, Position{1, column}, width, found, want, "")
	}
	path, value, ok := strings.Cut(change, "=")
	if !ok || path == "" || value == "" {
		fail(1, max(1, len([]rune(change))), fmt.Sprintf("%s is no change", quoted(change)), "KEY=VALUE, such as lock.cells.charge=20%")
		return
	}
	if len(change) > 1000 || printable(change) != change {
		fail(1, 1, "this change is no short line of text", "KEY=VALUE, such as lock.cells.charge=20%")
		return
	}
	made := func(n *yaml.Node, column int) *yaml.Node {
		n.Line, n.Column = 1, column
		p.written[n] = src
		return n
	}
	at, column := root, 1
	slot, above := &root, "" // where at hangs, and by which key
	isStep, isValue := false, false
	keys := strings.Split(path, ".")
	for i, key := range keys {
		last := i == len(keys)-1
		place := column
		column += len([]rune(key)) + 1
		if at.Kind == yaml.ScalarNode {
			if name := p.short(at, above, isStep, isValue); name != "" {
				value := at
				if isStep {
					value = made(&yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}, place)
				}
				at = made(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{made(plainNode(name), place), value}}, place)
				*slot = at
			}
		}
		var next **yaml.Node
		switch at.Kind {
		case yaml.MappingNode:
			for j := 0; j+1 < len(at.Content); j += 2 {
				if at.Content[j].Value == key {
					next = &at.Content[j+1]
				}
			}
			if next == nil {
				at.Content = append(at.Content, made(plainNode(key), place), nil)
				next = &at.Content[len(at.Content)-1]
				*next = made(&yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}, place)
			}
		case yaml.SequenceNode:
			n, err := strconv.Atoi(key)
			if err != nil || n < 1 || n > len(at.Content) {
				fail(place, len([]rune(key)), fmt.Sprintf("%s is none of the %d entries here", quoted(key), len(at.Content)), fmt.Sprintf("a number from 1 to %d", len(at.Content)))
				return
			}
			next = &at.Content[n-1]
		default:
			fail(place, len([]rune(key)), fmt.Sprintf("there is no %s inside a single value", quoted(key)), "")
			return
		}
		if last {
			v := made(plainNode(value), column)
			if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
				var doc yaml.Node
				if err := yaml.Load([]byte(value), &doc); err != nil || len(doc.Content) != 1 {
					fail(column, len([]rune(value)), fmt.Sprintf("%s is not YAML", quoted(value)), "a value as a scenario file has it")
					return
				}
				v = doc.Content[0]
				p.adopt(v, src, column, MaxYAMLDepth)
			}
			*next = v
			return
		}
		slot, above, isValue, isStep, at = next, key, isStep, at.Kind == yaml.SequenceNode, *next
	}
}

// short is the key under which a step that stands in its short form has to be
// written for its keys to be changed: 'cells-in' is 'cells-in: {}', and
// 'cells-in: firm' is 'cells-in: {manner: firm}'. "" is none.
func (p *parser) short(at *yaml.Node, above string, isStep, isValue bool) string {
	if isStep {
		if _, ok := p.vocab.step(at.Value); ok {
			return at.Value
		}
	}
	if k, ok := p.vocab.step(above); ok && isValue {
		return k.short
	}
	return ""
}

// adopt marks the nodes of a value given beside the file as standing there.
func (p *parser) adopt(n *yaml.Node, src *source, column, depth int) {
	n.Line, n.Column = 1, n.Column+column-1
	p.written[n] = src
	for _, c := range n.Content {
		if depth > 0 {
			p.adopt(c, src, column, depth-1)
		}
	}
}
