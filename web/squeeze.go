package web

import (
	"bytes"
	"strings"
)

// squeeze leaves out of a module what only its readers need: comments, indentation
// and empty lines. Comments that a licence asks to keep stay. Lines stay lines, so
// that a browser's messages can be read, and nothing is renamed or moved; texts and
// templates are untouched.
func squeeze(module []byte) []byte {
	s := squeezer{in: module, out: make([]byte, 0, len(module))}
	for s.at < len(s.in) {
		s.step()
	}
	return bytes.TrimRight(s.out, " ")
}

// squeezer reads a module from front to back.
type squeezer struct {
	in  []byte
	at  int
	out []byte
	// braces are the open braces: true for one that belongs to a template, whose
	// text goes on behind it.
	braces []bool
	// value tells whether what was read last is a value, behind which a slash
	// divides; elsewhere it begins a pattern.
	value bool
}

// step reads one piece.
func (s *squeezer) step() {
	rest := s.in[s.at:]
	c := rest[0]
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		s.at += until(rest, "\n")
	case bytes.HasPrefix(rest, []byte("/*")):
		n := min(until(rest[2:], "*/")+4, len(rest))
		s.comment(rest[:n])
		s.at += n
	case c == '\'' || c == '"':
		s.take(quoted(rest, c), true)
	case c == '`':
		s.template()
	case c == '/' && !s.value:
		s.take(pattern(rest), true)
	case c == '{':
		s.braces = append(s.braces, false)
		s.take(1, false)
	case c == '}':
		s.closing()
	case c == '\n' || c == ' ' || c == '\t' || c == '\r':
		s.space(c)
		s.at++
	case isWord(c):
		n := 1
		for n < len(rest) && isWord(rest[n]) {
			n++
		}
		s.take(n, !beforePattern[string(rest[:n])])
	case (c == '+' || c == '-') && len(rest) > 1 && rest[1] == c:
		s.take(2, s.value) // behind a value it is part of it
	default:
		s.take(1, c == ')' || c == ']')
	}
}

// take copies bytes; value tells what they end with.
func (s *squeezer) take(n int, value bool) {
	s.out = append(s.out, s.in[s.at:s.at+n]...)
	s.at += n
	s.value = value
}

// comment leaves a comment out, but not the end of a line in it, which may end a
// statement.
func (s *squeezer) comment(text []byte) {
	switch {
	case bytes.Contains(text, []byte("@license")) || bytes.Contains(text, []byte("Copyright")) || bytes.HasPrefix(text, []byte("/*!")):
		s.out = append(s.out, text...)
	case bytes.ContainsRune(text, '\n'):
		s.space('\n')
	default:
		s.space(' ')
	}
}

// space writes a blank or the end of a line where one is needed.
func (s *squeezer) space(c byte) {
	if c == '\r' {
		return
	}
	n := len(s.out)
	if c == '\n' {
		for n > 0 && s.out[n-1] == ' ' {
			n--
		}
		if s.out = s.out[:n]; n > 0 && s.out[n-1] != '\n' {
			s.out = append(s.out, '\n')
		}
		return
	}
	if n > 0 && s.out[n-1] != '\n' && s.out[n-1] != ' ' {
		s.out = append(s.out, ' ')
	}
}

// template copies the text of a template up to its end or to a value in it.
func (s *squeezer) template() {
	rest := s.in[s.at:]
	for n := 1; n < len(rest); n++ {
		switch {
		case rest[n] == '\\':
			n++
		case rest[n] == '`':
			s.take(n+1, true)
			return
		case rest[n] == '$' && n+1 < len(rest) && rest[n+1] == '{':
			s.braces = append(s.braces, true)
			s.take(n+2, false)
			return
		}
	}
	s.take(len(rest), true)
}

// closing copies a brace that closes; the text of a template goes on behind its own.
func (s *squeezer) closing() {
	if n := len(s.braces); n > 0 {
		own := s.braces[n-1]
		s.braces = s.braces[:n-1]
		if own {
			s.template()
			return
		}
	}
	// Behind a block a slash begins a pattern, behind an object it divides. Objects
	// are divided by nobody.
	s.take(1, false)
}

// quoted is the length of a text in quotes.
func quoted(rest []byte, quote byte) int {
	for n := 1; n < len(rest); n++ {
		switch rest[n] {
		case '\\':
			n++
		case quote, '\n':
			return n + 1
		}
	}
	return len(rest)
}

// pattern is the length of a regular expression, its flags left to be read as a
// word.
func pattern(rest []byte) int {
	class := false
	for n := 1; n < len(rest); n++ {
		switch rest[n] {
		case '\\':
			n++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				return n + 1
			}
		case '\n':
			return n
		}
	}
	return len(rest)
}

// until is how many bytes come before a mark.
func until(rest []byte, mark string) int {
	if n := bytes.Index(rest, []byte(mark)); n >= 0 {
		return n
	}
	return len(rest)
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '#' || c >= 0x80
}

// beforePattern are the words behind which a slash begins a pattern.
var beforePattern = words("return typeof case in of delete void throw new do else instanceof await yield default extends")

func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}
