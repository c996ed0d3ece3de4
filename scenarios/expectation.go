package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Expectation is one sentence of an expect list.
type Expectation struct {
	Text     string // as written
	Claim    Claim  // what it says
	Position Position
}

// Say makes an expectation of a claim, in the canonical words.
func Say(c Claim) Expectation { return Expectation{Text: Sentence(c), Claim: c} }

func expectationsCodec(v *vocabulary) codec[[]Expectation] {
	one := codec[Expectation]{
		shape: &Shape{Kind: ShapeText, Name: "expectation", Doc: "A sentence about the lock, such as 'the PIN is intact'.", Example: "the PIN is intact", Min: 1, Max: MaxSentence},
		decode: func(p *parser, n *yaml.Node) (Expectation, bool) {
			if n.Kind == yaml.MappingNode && len(n.Content) > 0 {
				p.report(n, "this sentence is taken for a key and a value, because of the ':' in it", "the sentence in quotes", "")
				return Expectation{}, false
			}
			text, ok := p.scalar(n, "a sentence, such as 'the PIN is intact'")
			if !ok {
				return Expectation{}, false
			}
			if len(text) > MaxSentence {
				p.report(n, fmt.Sprintf("this sentence has %d characters", len(text)), fmt.Sprintf("at most %d", MaxSentence), "")
				return Expectation{}, false
			}
			e := Expectation{Text: text, Position: p.position(n)}
			claim, fault := parseSentence(v.forms, text)
			if fault != nil {
				p.sentence(n, *fault)
				return e, false
			}
			e.Claim = claim
			return e, true
		},
		encode: func(e Expectation) *yaml.Node {
			if e.Text == "" {
				return textNode(Sentence(e.Claim))
			}
			return textNode(e.Text)
		},
	}
	return listOf(one, "sentences", MaxClaims)
}

// sentence reports a fault inside a sentence, pointing at the word.
func (p *parser) sentence(n *yaml.Node, f sentenceFault) {
	src, at := p.at(n)
	width := widthOf(n, src, at)
	// The place of a word can be told when the text stands in the file as it
	// is: on one line, without escapes.
	if line := []rune(src.line(at.Line)); f.width > 0 && at.Column <= len(line) {
		rest := string(line[at.Column-1:])
		quotes := 0
		if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			quotes, rest = 1, rest[1:]
		}
		if strings.HasPrefix(rest, n.Value) {
			at.Column += quotes + f.column
			width = f.width
		}
	}
	p.add(src, at, width, f.found, f.want, f.hint)
}
