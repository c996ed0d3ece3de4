package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrScenario is wrapped by every error that Parse returns: the text is at
// fault, not the program.
var ErrScenario = errors.New("scenario file not accepted")

// Position is a place in a file; both count from 1, the column in characters.
// The zero Position is "nowhere": a File built by a program has none.
type Position struct{ Line, Column int }

// Severity says whether a Problem stops the file from being played.
type Severity uint8

// Severities.
const (
	Fault  Severity = iota // the file cannot be played
	Advice                 // the file can be played, but probably does not say what was meant
)

// Problem is one thing wrong with a file.
type Problem struct {
	Severity Severity
	File     string
	Position Position
	Line     string // the offending line, without its end
	Width    int    // characters the caret underlines, at least 1
	Found    string // what is there, as the start of a sentence
	Want     string // what would be right; may be empty
	Hint     string // the nearest right thing, if one is near; may be empty
}

// Error gives the problem in one line: file:line:column: what, what instead.
func (p Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Position.Line, p.Position.Column)
	if p.Severity == Advice {
		b.WriteString("advice: ")
	}
	b.WriteString(p.Found)
	if p.Want != "" {
		b.WriteString("; right would be " + p.Want)
	}
	if p.Hint != "" {
		b.WriteString("; did you mean " + p.Hint + "?")
	}
	return b.String()
}

// longestShownLine keeps a file without line breaks from filling the screen.
const longestShownLine = 160

// Show gives the problem with its line and a caret under the fault.
func (p Problem) Show() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Position.Line, p.Position.Column)
	if p.Severity == Advice {
		b.WriteString("advice: ")
	}
	b.WriteString(p.Found + "\n")
	number := fmt.Sprintf("%5d", p.Position.Line)
	blank := strings.Repeat(" ", len(number))
	runes := []rune(p.Line)
	from, column := 0, p.Position.Column-1
	if len(runes) > longestShownLine && column > longestShownLine/2 {
		from = min(column-longestShownLine/2, len(runes)-longestShownLine)
	}
	shown := runes[from:min(from+longestShownLine, len(runes))]
	fmt.Fprintf(&b, "%s | %s\n%s | ", number, string(shown), blank)
	for i := from; i < column; i++ {
		if i < len(runes) && runes[i] == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteByte(' ')
		}
	}
	b.WriteString(strings.Repeat("^", max(1, min(p.Width, len(shown)-(column-from)))) + "\n")
	if p.Want != "" {
		fmt.Fprintf(&b, "%s = right would be %s\n", blank, p.Want)
	}
	if p.Hint != "" {
		fmt.Fprintf(&b, "%s = did you mean %s?\n", blank, p.Hint)
	}
	return b.String()
}

// Problems is what is wrong with one file, in the order of the file. As an
// error it wraps ErrScenario.
type Problems []Problem

// Error shows every problem with its line.
func (ps Problems) Error() string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Show())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Unwrap makes errors.Is(err, ErrScenario) true.
func (ps Problems) Unwrap() error { return ErrScenario }

// Faults says whether any of them stops the file from being played.
func (ps Problems) Faults() bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return p.Severity == Fault })
}

// sorted puts problems in the order of the file, without repeats, and keeps the
// first MaxProblems; a last one says how many were left out.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if a.Position.Line != b.Position.Line {
			return a.Position.Line - b.Position.Line
		}
		return a.Position.Column - b.Position.Column
	})
	ps = slices.CompactFunc(ps, func(a, b Problem) bool {
		return a.Position == b.Position && a.Found == b.Found
	})
	if len(ps) > MaxProblems {
		more := len(ps) - MaxProblems
		ps = ps[:MaxProblems:MaxProblems]
		last := ps[MaxProblems-1]
		last.Found = fmt.Sprintf("%d more problems follow from here on", more+1)
		last.Want, last.Hint = "", ""
		ps[MaxProblems-1] = last
	}
	return ps
}

// source is a text with its lines, for showing them.
type source struct {
	name  string
	lines []string
}

func newSource(name string, text []byte) *source {
	s := strings.ReplaceAll(string(text), "\r\n", "\n")
	return &source{name: name, lines: strings.Split(s, "\n")}
}

// line gives line n, counted from 1, made printable.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return printable(s.lines[n-1])
}

// inside moves a position that points past the text, as an error at its very
// end does, back to the last line that exists.
func (s *source) inside(at Position) Position {
	at.Line = max(1, min(at.Line, len(s.lines)))
	at.Column = max(1, min(at.Column, utf8.RuneCountInString(s.lines[at.Line-1])+1))
	return at
}

// printable replaces what would move the cursor or is no text.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) && r != 0x2028 && r != 0x2029 && r != 0xfeff && (r < 0x202a || r > 0x202e) && (r < 0x2066 || r > 0x2069) {
			return r
		}
		return '\uFFFD'
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// quoted shows a piece of somebody's text, shortened.
func quoted(s string) string {
	r := []rune(printable(strings.ReplaceAll(s, "\n", " ")))
	if len(r) > 60 {
		r = append(r[:57], '.', '.', '.')
	}
	return "'" + string(r) + "'"
}
