package scenarios

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parser collects the problems of one file while its nodes are turned into
// values.
type parser struct {
	source   *source
	problems Problems
	path     []string // the keys that lead to the value being read
	vocab    *vocabulary
	depth    int // repeats around the step being read
	// insideStep says that the values of a step are being read.
	insideStep bool
	written    map[*yaml.Node]*source
	places     places
}

// at is where a node stands, and in which text: values given beside the file
// stand in a text of their own.
func (p *parser) at(n *yaml.Node) (*source, Position) {
	src := p.source
	if s, ok := p.written[n]; ok {
		src = s
	}
	return src, src.inside(Position{n.Line, n.Column})
}

// position is where a node stands, for keeping in the typed file.
func (p *parser) position(n *yaml.Node) Position {
	_, at := p.at(n)
	return at
}

// report adds a problem at a node.
func (p *parser) report(n *yaml.Node, found, want, hint string) {
	src, at := p.at(n)
	p.add(src, at, widthOf(n, src, at), found, want, hint)
}

func (p *parser) add(src *source, at Position, width int, found, want, hint string) {
	// One more than shown, so that "and more" is true; the rest is not kept.
	if len(p.problems) > 50*MaxProblems {
		return
	}
	p.problems = append(p.problems, Problem{File: src.name, Position: at, Line: src.line(at.Line), Width: width, Found: found, Want: want, Hint: hint})
}

// subject names the value being read: its key and what stands there.
func (p *parser) subject(n *yaml.Node) string {
	name := "this"
	if len(p.path) > 0 {
		name = p.path[len(p.path)-1]
	}
	if n.Kind == yaml.ScalarNode && !isNull(n) {
		return fmt.Sprintf("%s is %s, which", name, quoted(n.Value))
	}
	return name
}

// wrong reports a value that cannot stand where it does.
func (p *parser) wrong(n *yaml.Node, how, want, hint string) {
	p.report(n, p.subject(n)+" "+how, want, hint)
}

// unknown reports a key or word that does not exist here.
func (p *parser) unknown(n *yaml.Node, what string, known []string) {
	hint := hintFor(n.Value, known)
	p.report(n, fmt.Sprintf("unknown %s %s", what, quoted(n.Value)), choices(known, hint), hint)
}

// missing reports a key that has to be there.
func (p *parser) missing(n *yaml.Node, key, example string) {
	name := "the file"
	if len(p.path) > 0 {
		name = p.path[len(p.path)-1]
	}
	want := "'" + key + ": ...'"
	if example != "" {
		want = "'" + key + ": " + example + "', for example"
	}
	p.report(n, fmt.Sprintf("%s lacks the key '%s'", name, key), want, "")
}

// inside runs f with one more key on the path.
func (p *parser) inside(key string, f func()) {
	p.path = append(p.path, key)
	f()
	p.path = p.path[:len(p.path)-1]
}

// usable refuses what a scenario file does not use of YAML.
func (p *parser) usable(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		p.report(n, "'*"+n.Value+"' is a YAML alias, which scenario files do not use", "the value itself", "")
	case n.Anchor != "":
		p.report(n, "'&"+n.Anchor+"' is a YAML anchor, which scenario files do not use", "the value without it", "")
	case n.Style&yaml.TaggedStyle != 0:
		p.report(n, "'"+printable(n.Tag)+"' is a YAML tag, which scenario files do not use", "the value without it", "")
	default:
		return true
	}
	return false
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0 &&
		(n.Value == "" || n.Value == "~" || n.Value == "null")
}

// scalar gives the text of a node that has to be a single value.
func (p *parser) scalar(n *yaml.Node, want string) (string, bool) {
	if !p.usable(n) {
		return "", false
	}
	if n.Kind != yaml.ScalarNode {
		p.wrong(n, "is "+kindOf(n), want, "")
		return "", false
	}
	if isNull(n) {
		p.wrong(n, "has no value", want, "")
		return "", false
	}
	return n.Value, true
}

// eachKey walks a mapping, refusing keys that are no words, and keys that come
// twice.
func (p *parser) eachKey(n *yaml.Node, f func(key, value *yaml.Node)) {
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !p.usable(key):
		case key.Kind != yaml.ScalarNode:
			p.report(key, "a key is "+kindOf(key), "a word", "")
		default:
			if line, twice := seen[key.Value]; twice {
				p.report(key, fmt.Sprintf("the key %s stands here twice, first in line %d", quoted(key.Value), line), "one of the two", "")
				continue
			}
			seen[key.Value] = key.Line
			f(key, value)
		}
	}
}

// kindOf says in words what a node is.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a group of keys"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if isNull(n) {
			return "empty"
		}
		return "a single value"
	}
	return "no value"
}

// widthOf is how many characters of the line a node covers.
func widthOf(n *yaml.Node, src *source, at Position) int {
	line := []rune(src.line(at.Line))
	rest := len(line) - (at.Column - 1)
	if rest < 1 {
		return 1
	}
	width := rest
	if n.Kind == yaml.ScalarNode {
		width = utf8.RuneCountInString(n.Value)
		if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			width += 2
		}
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			width = 1
		}
	} else if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 {
		if i := strings.IndexByte(string(line[at.Column-1:]), ':'); i > 0 {
			width = utf8.RuneCountInString(string(line[at.Column-1:])[:i])
		}
	}
	return max(1, min(width, rest))
}
