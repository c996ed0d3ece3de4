package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// codec reads and writes one kind of value. decode reports problems to the
// parser and returns false when there is no value to go on with; encode is its
// inverse.
type codec[T any] struct {
	shape  *Shape
	decode func(p *parser, n *yaml.Node) (T, bool)
	encode func(v T) *yaml.Node
}

// scalarCodec makes a codec of a function from text to value. The function's
// error completes the sentence "charge is '130%', which ...".
func scalarCodec[T any](shape *Shape, want string, parse func(string) (T, error), format func(T) *yaml.Node) codec[T] {
	return codec[T]{
		shape: shape,
		decode: func(p *parser, n *yaml.Node) (T, bool) {
			var zero T
			text, ok := p.scalar(n, want)
			if !ok {
				return zero, false
			}
			v, err := parse(text)
			if err != nil {
				p.wrong(n, err.Error(), want, "")
				return zero, false
			}
			return v, true
		},
		encode: format,
	}
}

// converted turns a codec of one type into one of another.
func converted[A, B any](c codec[A], to func(A) B, from func(B) A) codec[B] {
	return codec[B]{
		shape: c.shape,
		decode: func(p *parser, n *yaml.Node) (B, bool) {
			v, ok := c.decode(p, n)
			if !ok {
				var zero B
				return zero, false
			}
			return to(v), true
		},
		encode: func(v B) *yaml.Node { return c.encode(from(v)) },
	}
}

// plainNode is a scalar whose text needs no quotes to be read back: the YAML
// library adds them where the text would otherwise be something else.
func plainNode(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// textNode is a scalar that must be read back as text.
func textNode(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

// quantityOf reads a quantity between lo and hi, both included.
func quantityOf[V ~int64](q *quantity, lo, hi V) codec[V] {
	want := fmt.Sprintf("%s such as %s", q.name, q.example)
	limits := fmt.Sprintf("%s to %s", q.format(int64(lo)), q.format(int64(hi)))
	return scalarCodec(
		&Shape{Kind: ShapeText, Pattern: q.pattern(), Example: q.example, Doc: "From " + limits + "."},
		want,
		func(s string) (V, error) {
			v, err := q.parse(s)
			if err != nil {
				return 0, err
			}
			if V(v) < lo || V(v) > hi {
				return 0, fmt.Errorf("is outside %s", limits)
			}
			return V(v), nil
		},
		func(v V) *yaml.Node { return plainNode(q.format(int64(v))) })
}

// durationOf reads a time between lo and hi, both included.
func durationOf(lo, hi time.Duration) codec[time.Duration] {
	limits := fmt.Sprintf("%s to %s", formatDuration(lo), formatDuration(hi))
	return scalarCodec(
		&Shape{Kind: ShapeText, Pattern: durationPattern, Example: "28d", Doc: "From " + limits + "; units w, d, h, m, s, ms, us, ns."},
		"a time with its unit, such as "+durationExample,
		func(s string) (time.Duration, error) {
			d, err := parseDuration(s)
			if err != nil {
				return 0, err
			}
			if d < lo || d > hi {
				return 0, fmt.Errorf("is outside %s", limits)
			}
			return d, nil
		},
		func(d time.Duration) *yaml.Node { return plainNode(formatDuration(d)) })
}

// clockCodec reads a time of day.
func clockCodec() codec[MinutesOfDay] {
	return scalarCodec(
		&Shape{Kind: ShapeText, Pattern: clockPattern, Example: "07:30"},
		"a time of day between 00:00 and 23:59, such as 07:30",
		func(s string) (MinutesOfDay, error) {
			m, ok := parseClock(s)
			if !ok {
				return 0, fmt.Errorf("is not a time of day")
			}
			return m, nil
		},
		func(m MinutesOfDay) *yaml.Node { return textNode(m.String()) })
}

// wholeOf reads a whole number between lo and hi, both included.
func wholeOf[V ~int | ~int64 | ~uint64](lo, hi V) codec[V] {
	limits := fmt.Sprintf("%d to %d", lo, hi)
	return scalarCodec(
		&Shape{Kind: ShapeWhole, Min: int64(lo), Max: int64(hi)},
		"a whole number from "+limits,
		func(s string) (V, error) {
			v, ok := parseWhole(s)
			if !ok {
				return 0, fmt.Errorf("is not a whole number")
			}
			if v < int64(lo) || v > int64(hi) {
				return 0, fmt.Errorf("is outside %s", limits)
			}
			return V(v), nil
		},
		func(v V) *yaml.Node { return plainNode(strconv.FormatInt(int64(v), 10)) })
}

// parseWhole reads decimal digits and nothing else: no hexadecimal, no
// underscores, whatever else YAML would take for a number.
func parseWhole(s string) (int64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 1<<63 - 1, true // out of range is outside every limit
	}
	return v, true
}

// textOf reads text of at most the given number of bytes.
func textOf(what string, atMost int) codec[string] {
	return scalarCodec(
		&Shape{Kind: ShapeText, Min: 1, Max: int64(atMost)},
		fmt.Sprintf("%s of 1 to %d bytes", what, atMost),
		func(s string) (string, error) {
			if s == "" {
				return "", fmt.Errorf("is empty")
			}
			if len(s) > atMost {
				return "", fmt.Errorf("has %d bytes", len(s))
			}
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r == 0 || r == '\r' }) {
				return "", fmt.Errorf("holds characters that are no text")
			}
			return s, nil
		},
		textNode)
}

// yesNoCodec reads yes or no.
func yesNoCodec() codec[bool] {
	return scalarCodec(&Shape{Kind: ShapeYesNo, Example: "yes"}, "yes or no",
		func(s string) (bool, error) {
			switch s {
			case "yes", "true":
				return true, nil
			case "no", "false":
				return false, nil
			}
			return false, fmt.Errorf("is neither yes nor no")
		},
		func(v bool) *yaml.Node {
			if v {
				return plainNode("yes")
			}
			return plainNode("no")
		})
}

// wordOf reads one of some words into a string type.
func wordOf[V ~string](what string, words []V) codec[V] {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	c := codec[V]{shape: &Shape{Kind: ShapeWord, Words: names}, encode: func(v V) *yaml.Node { return textNode(string(v)) }}
	c.decode = func(p *parser, n *yaml.Node) (V, bool) {
		text, ok := p.scalar(n, what+": "+oneOf(names))
		if !ok {
			return "", false
		}
		for _, w := range words {
			if string(w) == text {
				return w, true
			}
		}
		hint := hintFor(text, names)
		p.wrong(n, "is no "+what+" known here", choices(names, hint), hint)
		return "", false
	}
	return c
}

// pinCodec reads a PIN: up to four digits. The zeros in front may be left out,
// as the protocol carries a number.
func pinCodec() codec[PIN] {
	return scalarCodec(&Shape{Kind: ShapePIN, Example: "4711"}, "a PIN of up to four digits, 0000 to 9999", parsePIN,
		func(v PIN) *yaml.Node { return textNode(v.String()) })
}

// listOf reads a sequence of 1 to atMost elements.
func listOf[T any](elem codec[T], what string, atMost int) codec[[]T] {
	return codec[[]T]{
		shape: &Shape{Kind: ShapeList, Elem: elem.shape, Min: 1, Max: int64(atMost)},
		decode: func(p *parser, n *yaml.Node) ([]T, bool) {
			if !p.usable(n) {
				return nil, false
			}
			if n.Kind != yaml.SequenceNode {
				p.wrong(n, "is "+kindOf(n), "a list of "+what+", one to a line, each after '- '", "")
				return nil, false
			}
			if len(n.Content) == 0 {
				p.wrong(n, "is an empty list", "at least one of "+what, "")
				return nil, false
			}
			if len(n.Content) > atMost {
				p.wrong(n.Content[atMost], fmt.Sprintf("is number %d of a list that holds at most %d", atMost+1, atMost), "", "")
				return nil, false
			}
			out := make([]T, 0, len(n.Content))
			for _, e := range n.Content {
				if v, ok := elem.decode(p, e); ok {
					out = append(out, v)
				}
			}
			return out, true
		},
		encode: func(v []T) *yaml.Node {
			n := &yaml.Node{Kind: yaml.SequenceNode}
			for _, e := range v {
				n.Content = append(n.Content, elem.encode(e))
			}
			return n
		},
	}
}
