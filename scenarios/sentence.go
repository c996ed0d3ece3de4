package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// token is one word, number or quoted text of a sentence.
type token struct {
	text   string // as written, without the quotes
	lower  string
	quoted bool
	column int // characters before it
	width  int
}

// tokens splits a sentence. Quoted text is one token; a point at the very end
// is not part of the last word.
func tokens(s string) ([]token, *sentenceFault) {
	var out []token
	runes := []rune(s)
	for i := 0; i < len(runes); {
		if runes[i] == ' ' || runes[i] == '\t' || runes[i] == '\n' || runes[i] == ',' {
			i++
			continue
		}
		start := i
		if runes[i] == '"' {
			i++
			for i < len(runes) && runes[i] != '"' {
				i++
			}
			if i == len(runes) {
				return nil, &sentenceFault{column: start, width: len(runes) - start, found: "this quotation has no end", want: `a second '"'`}
			}
			text := string(runes[start+1 : i])
			i++
			out = append(out, token{text: text, lower: strings.ToLower(text), quoted: true, column: start, width: i - start})
			continue
		}
		for i < len(runes) && runes[i] != ' ' && runes[i] != '\t' && runes[i] != '\n' && runes[i] != ',' && runes[i] != '"' {
			i++
		}
		end := i
		if i == len(runes) && end-start > 1 && runes[end-1] == '.' {
			end--
		}
		text := string(runes[start:end])
		out = append(out, token{text: text, lower: strings.ToLower(text), column: start, width: end - start})
	}
	return out, nil
}

// sentenceFault is what is wrong with a sentence, and where in it.
type sentenceFault struct {
	column, width     int // width 0: the whole sentence
	found, want, hint string
}

// reader walks the tokens of a sentence.
type reader struct {
	tokens []token
	next   int
	want   string // what a slot that did not fit would have taken, when it can tell
}

func (r *reader) peek() (token, bool) {
	if r.next < len(r.tokens) {
		return r.tokens[r.next], true
	}
	return token{}, false
}

// word takes the next token if it is this word.
func (r *reader) word(w string) bool {
	if t, ok := r.peek(); ok && !t.quoted && t.lower == strings.ToLower(w) {
		r.next++
		return true
	}
	return false
}

// words takes the next tokens if they are these words, hyphens as good as
// blanks.
func (r *reader) words(phrase string) bool {
	want := strings.FieldsFunc(strings.ToLower(phrase), func(c rune) bool { return c == ' ' || c == '-' })
	at := r.next
	for len(want) > 0 {
		if at >= len(r.tokens) || r.tokens[at].quoted {
			return false
		}
		parts := strings.Split(r.tokens[at].lower, "-")
		if len(parts) > len(want) || !slices.Equal(parts, want[:len(parts)]) {
			return false
		}
		want = want[len(parts):]
		at++
	}
	r.next = at
	return true
}

// slot is a place in a sentence that takes a value.
type slot struct {
	name  string // shown as <name>
	read  func(r *reader, got []any) (any, bool)
	say   func(v any, got []any) string
	words []string // that may stand here, for hints
}

// element is one place of a pattern: words to choose from, or a slot.
type element struct {
	choice   []string // a word, or (one|other): after a count, one for one and other for more
	optional bool
	slot     *slot
}

// form is one kind of sentence: how it reads, in one or several wordings, and
// the claim it makes. The first wording is the one that Sentence writes.
type form struct {
	patterns [][]element
	shown    []string
	build    func(got []any) Claim
	parts    func(c Claim) ([]any, bool) // false: the claim is of another form
}

// newForm makes a form of wordings. A wording is words, (one|other), [optional]
// and <slots>; every wording has the same slots in the same order.
func newForm[C Claim](build func(got []any) C, parts func(c C) ([]any, bool), wordings ...string) form {
	f := form{
		shown: wordings,
		build: func(got []any) Claim { return build(got) },
		parts: func(c Claim) ([]any, bool) {
			if v, ok := c.(C); ok {
				return parts(v)
			}
			return nil, false
		},
	}
	all := slots()
	for _, w := range wordings {
		var es []element
		for _, word := range strings.Fields(w) {
			switch {
			case word[0] == '<':
				name := strings.Trim(word, "<>")
				i := slices.IndexFunc(all, func(s slot) bool { return s.name == name })
				es = append(es, element{slot: &all[i]})
			case word[0] == '[':
				es = append(es, element{choice: []string{strings.Trim(word, "[]")}, optional: true})
			default:
				es = append(es, element{choice: strings.Split(strings.Trim(word, "()"), "|")})
			}
		}
		f.patterns = append(f.patterns, es)
	}
	return f
}

// match reads the tokens by one pattern. On failure it says how far it came and
// which words would have gone on.
func match(pattern []element, ts []token) (got []any, ok bool, reached int, expected []string, want string) {
	r := &reader{tokens: ts}
	for _, e := range pattern {
		before := r.next
		if e.slot != nil {
			v, ok := e.slot.read(r, got)
			if !ok {
				return nil, false, before, append(slices.Clone(e.slot.words), "<"+e.slot.name+">"), r.want
			}
			got = append(got, v)
			continue
		}
		if !slices.ContainsFunc(e.choice, r.word) && !e.optional {
			return nil, false, before, e.choice, ""
		}
	}
	if r.next < len(ts) {
		return nil, false, r.next, []string{"the end of the sentence"}, ""
	}
	return got, true, r.next, nil, ""
}

// parseSentence reads a sentence.
func parseSentence(forms []form, s string) (Claim, *sentenceFault) {
	ts, fault := tokens(s)
	if fault != nil {
		return nil, fault
	}
	type near struct {
		shown             string
		reached, distance int
		expected          []string
		want              string
	}
	var nears []near
	for _, f := range forms {
		for i, p := range f.patterns {
			got, ok, reached, expected, want := match(p, ts)
			if ok {
				return f.build(got), nil
			}
			nears = append(nears, near{readable(f.shown[i]), reached, distance(likeness(f.shown[i]), tokenWords(ts)), expected, want})
		}
	}
	slices.SortStableFunc(nears, func(a, b near) int {
		// A sentence that came far is more likely meant than one that looks
		// alike by chance.
		return (a.distance - 2*a.reached) - (b.distance - 2*b.reached)
	})
	furthest := nears[0].reached
	var expected, shown []string
	for i, n := range nears {
		if n.reached == furthest && i < 8 {
			for _, e := range n.expected {
				if !slices.Contains(expected, e) {
					expected = append(expected, e)
				}
			}
		}
		if i < 3 {
			shown = append(shown, "'"+n.shown+"'")
		}
	}
	f := &sentenceFault{want: "a sentence like " + strings.Join(shown, " or ")}
	for _, n := range nears {
		if n.reached == furthest && n.want != "" {
			f.want = n.want
			break
		}
	}
	if furthest < len(ts) {
		t := ts[furthest]
		f.column, f.width = t.column, t.width
		f.found = fmt.Sprintf("the sentence is not understood from %s on", quoted(t.text))
		f.hint = hintFor(t.text, slices.DeleteFunc(expected, func(e string) bool { return strings.ContainsAny(e, "< ") }))
	} else {
		f.found = fmt.Sprintf("the sentence %s breaks off", quoted(s))
		f.column, f.width = max(0, utf8.RuneCountInString(s)-1), 1
	}
	return nil, f
}

// likeness is a wording as words, for measuring how near a sentence comes.
func likeness(wording string) []string {
	var out []string
	for _, w := range strings.Fields(wording) {
		switch {
		case w[0] == '<':
			out = append(out, "<>")
		case w[0] == '[':
		default:
			first, _, _ := strings.Cut(strings.Trim(w, "()"), "|")
			out = append(out, strings.ToLower(first))
		}
	}
	return out
}

func tokenWords(ts []token) []string {
	var out []string
	for _, t := range ts {
		if t.quoted || t.text != "" && t.text[0] >= '0' && t.text[0] <= '9' {
			out = append(out, "<>")
		} else {
			out = append(out, t.lower)
		}
	}
	return out
}

// readable writes a wording for people: first of the choices, no optional
// words.
func readable(wording string) string {
	var out []string
	for _, w := range strings.Fields(wording) {
		switch {
		case w[0] == '[':
		case w[0] == '(':
			first, _, _ := strings.Cut(strings.Trim(w, "()"), "|")
			out = append(out, first)
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// ParseClaim reads one sentence, for callers that have it without a file. The
// error wraps ErrScenario.
func ParseClaim(s string) (Claim, error) {
	c, f := parseSentence(sentenceTable, s)
	if f != nil {
		src := &source{name: "expectation", lines: []string{strings.ReplaceAll(s, "\n", " ")}}
		return nil, Problems{{File: src.name, Position: src.inside(Position{1, f.column + 1}), Line: src.line(1), Width: max(1, f.width), Found: f.found, Want: f.want, Hint: f.hint}}
	}
	return c, nil
}

// Sentence puts a claim into words that ParseClaim reads back.
func Sentence(c Claim) string {
	for _, f := range sentenceTable {
		parts, ok := f.parts(c)
		if !ok {
			continue
		}
		var out []string
		many, n := false, 0
		for _, e := range f.patterns[0] {
			switch {
			case e.optional:
			case e.slot != nil:
				out = append(out, e.slot.say(parts[n], parts))
				if count, ok := parts[n].(Count); ok {
					many = count.plural()
				}
				n++
			case many && len(e.choice) > 1:
				out = append(out, e.choice[1])
			default:
				out = append(out, e.choice[0])
			}
		}
		return strings.Join(out, " ")
	}
	return fmt.Sprintf("%T", c)
}

// Wordings are the forms of sentence there are, for the reference text; slots
// stand in angle brackets.
func Wordings() []string {
	var out []string
	for _, f := range sentenceTable {
		out = append(out, readable(f.shown[0]))
	}
	return out
}
