package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// valuesOf reads a list of values, each of which one has to take: a single text
// with commas and ranges, or a YAML list of such texts.
func valuesOf[T any](one codec[T]) codec[Values] {
	c := anyValues()
	shown := "a text with " + valuesWant
	if one.shape.Example != "" {
		shown = "one or several of: " + one.shape.Doc
	}
	c.shape.Either[0].Doc = shown
	read := c.decode
	c.decode = func(p *parser, n *yaml.Node) (Values, bool) {
		v, ok := read(p, n)
		if !ok {
			return v, ok
		}
		expanded, _ := v.expand() // has been read
		for _, x := range expanded {
			before := len(p.problems)
			if one.decode(p, p.standIn(n, x)); len(p.problems) > before {
				return "", false
			}
		}
		return v, true
	}
	return c
}

// standIn is a node of a value that stands where n does.
func (p *parser) standIn(n *yaml.Node, value string) *yaml.Node {
	x := textNode(value)
	x.Line, x.Column = n.Line, n.Column
	if src, ok := p.written[n]; ok {
		p.written[x] = src
	}
	return x
}

// anyValues reads a list of values of any kind.
func anyValues() codec[Values] {
	single := &Shape{Kind: ShapeText, Min: 1, Example: "20%..100%/5", Doc: "Values with commas between them; 1..8 is a range, 20%..100%/5 one of five values, 1ms..300ms/10 log one with equal ratios."}
	return codec[Values]{
		shape: &Shape{Kind: ShapeEither, Either: []*Shape{single, {Kind: ShapeList, Min: 1, Max: MaxValues, Elem: &Shape{Kind: ShapeText, Min: 1}}}},
		decode: func(p *parser, n *yaml.Node) (Values, bool) {
			if !p.usable(n) {
				return "", false
			}
			if n.Kind != yaml.SequenceNode {
				return p.values(n)
			}
			if len(n.Content) == 0 || len(n.Content) > MaxValues {
				p.wrong(n, fmt.Sprintf("is a list of %d values", len(n.Content)), fmt.Sprintf("1 to %d of them", MaxValues), "")
				return "", false
			}
			parts := make([]string, 0, len(n.Content))
			for _, e := range n.Content {
				v, ok := p.values(e)
				if !ok {
					return "", false
				}
				parts = append(parts, string(v))
			}
			all := Values(strings.Join(parts, ", "))
			if _, fault := all.expand(); fault != nil {
				p.wrong(n, "is a list in which "+fault.found, fault.want, "")
				return "", false
			}
			return all, true
		},
		encode: func(v Values) *yaml.Node {
			n := plainNode(string(v))
			if isNull(n) {
				return textNode(string(v))
			}
			return n
		},
	}
}

// values reads one text.
func (p *parser) values(n *yaml.Node) (Values, bool) {
	text, ok := p.scalar(n, valuesWant)
	if !ok {
		return "", false
	}
	v := Values(text)
	if printable(text) != text || strings.ContainsAny(text, "\t") {
		p.wrong(n, "is no line of text", valuesWant, "")
		return "", false
	}
	if _, fault := v.expand(); fault != nil {
		p.sentence(n, sentenceFault{column: fault.column, width: fault.width, found: fault.found, want: fault.want})
		return "", false
	}
	return v, true
}

// sweepStepCodec reads the number or the word of a step.
func sweepStepCodec(v *vocabulary) codec[SweepStep] {
	words := v.words()
	number := wholeOf(1, MaxSteps)
	return codec[SweepStep]{
		shape: &Shape{Kind: ShapeEither, Either: []*Shape{number.shape, {Kind: ShapeWord, Words: words}}},
		decode: func(p *parser, n *yaml.Node) (SweepStep, bool) {
			text, ok := p.scalar(n, "the number of a step, or its word")
			if !ok {
				return SweepStep{}, false
			}
			if _, whole := parseWhole(text); whole {
				i, ok := number.decode(p, n)
				return SweepStep{Number: i}, ok
			}
			if !slices.Contains(words, text) {
				hint := hintFor(text, words)
				p.wrong(n, "is no step word", choices(words, hint), hint)
				return SweepStep{}, false
			}
			return SweepStep{Word: text}, true
		},
		encode: func(s SweepStep) *yaml.Node {
			if s.Word != "" {
				return plainNode(s.Word)
			}
			return plainNode(strconv.Itoa(s.Number))
		},
	}
}

// leaveOutCodec reads numbers of steps, in order; an empty list leaves nothing
// out.
func leaveOutCodec() codec[[]int] {
	one := wholeOf(1, MaxSteps)
	return codec[[]int]{
		shape: &Shape{Kind: ShapeList, Elem: one.shape, Max: 1000},
		decode: func(p *parser, n *yaml.Node) ([]int, bool) {
			if !p.usable(n) {
				return nil, false
			}
			if n.Kind != yaml.SequenceNode || len(n.Content) > 1000 {
				p.wrong(n, "is no list of step numbers", "such as '[9, 11]', or '[]' for none", "")
				return nil, false
			}
			out := []int{}
			for _, e := range n.Content {
				i, ok := one.decode(p, e)
				if !ok {
					return nil, false
				}
				if len(out) > 0 && i <= out[len(out)-1] {
					p.wrong(e, "does not come in order", "each number once, the smaller first", "")
					return nil, false
				}
				out = append(out, i)
			}
			return out, true
		},
		encode: func(l []int) *yaml.Node {
			n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
			for _, i := range l {
				n.Content = append(n.Content, plainNode(strconv.Itoa(i)))
			}
			return n
		},
	}
}

// axesCodec reads a mapping from axes to values.
func axesCodec() codec[[]SweepAxis] {
	values := anyValues()
	return codec[[]SweepAxis]{
		shape: &Shape{Kind: ShapeMap, Elem: values.shape, Min: 1, Max: MaxSweepAxes, Pattern: axisPattern},
		decode: func(p *parser, n *yaml.Node) ([]SweepAxis, bool) {
			if !p.usable(n) {
				return nil, false
			}
			if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
				p.wrong(n, "is "+kindOf(n), "axes with their values, such as 'charge: 20%..100%/5'", "")
				return nil, false
			}
			if len(n.Content)/2 > MaxSweepAxes {
				p.wrong(n, fmt.Sprintf("has %d axes", len(n.Content)/2), fmt.Sprintf("at most %d", MaxSweepAxes), "")
				return nil, false
			}
			var out []SweepAxis
			before := len(p.problems)
			p.eachKey(n, func(key, value *yaml.Node) {
				if !isAxis(key.Value) {
					hint := hintFor(key.Value, axisWords())
					p.report(key, fmt.Sprintf("there is no axis %s", quoted(key.Value)), "a path of keys such as 'lock.cells.charge', or "+oneOf(axisWords()), hint)
					return
				}
				p.inside(key.Value, func() {
					if v, ok := values.decode(p, value); ok {
						src, at := p.at(value)
						place := Problem{File: src.name, Position: at, Line: src.line(at.Line), Width: widthOf(value, src, at)}
						out = append(out, SweepAxis{Name: key.Value, Values: v, place: place})
					}
				})
			})
			return out, len(p.problems) == before
		},
		encode: func(axes []SweepAxis) *yaml.Node {
			n := &yaml.Node{Kind: yaml.MappingNode}
			for _, a := range axes {
				n.Content = append(n.Content, plainNode(a.Name), values.encode(a.Values))
			}
			return n
		},
	}
}
