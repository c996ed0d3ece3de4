package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Parse reads a scenario file. name is what errors call it. set holds changes
// of the form "lock.cells.charge=20%", applied before anything is read; see
// Override.
//
// Every error wraps ErrScenario and is a Problems: all faults of the file (up
// to MaxProblems), in its order, each with line, column and what would be
// right. On error the File is not to be used.
func Parse(name string, text []byte, set ...string) (File, error) {
	p := &parser{source: newSource(name, text), vocab: newVocabulary(), written: map[*yaml.Node]*source{}, places: places{}}
	f := p.read(text, set)
	if len(p.problems) > 0 {
		return File{}, p.problems.sorted()
	}
	f.places = p.places
	return f, nil
}

// ParseReader reads a scenario file from r, at most MaxFileBytes of it. An
// error of r itself is returned as it is.
func ParseReader(name string, r io.Reader, set ...string) (File, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	return Parse(name, text, set...)
}

func (p *parser) read(text []byte, set []string) File {
	if len(text) > MaxFileBytes {
		p.add(p.source, Position{1, 1}, 1, fmt.Sprintf("the file is larger than %d bytes", MaxFileBytes), "a shorter file; repeats need not be written out", "")
		return File{}
	}
	if !p.text(text) {
		return File{}
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxYAMLDepth)))); err != nil {
		p.syntax(err, text)
		return File{}
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		p.add(p.source, Position{1, 1}, 1, "the file holds no scenario", "'scenario: a-name' and the rest of it", "")
		return File{}
	}
	root := doc.Content[0]
	for _, s := range set {
		p.override(root, s)
	}
	f, _ := p.vocab.file.decode(p, root)
	if len(p.problems) == 0 {
		p.bounds(f)
	}
	return f
}

// text refuses bytes that are no text, with their place, which the YAML library
// does not give.
func (p *parser) text(text []byte) bool {
	line, column := 1, 1
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		bad := r == utf8.RuneError && size == 1 || r == 0x7f || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r >= 0x80 && r <= 0x9f && r != 0x85 || r == 0xfeff && len(rest) != len(text) || r == 0xfffe || r == 0xffff
		if bad {
			p.add(p.source, Position{line, column}, 1, fmt.Sprintf("a byte that is no text (0x%02X)", rest[0]), "a text file in UTF-8", "")
			return false
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
		rest = rest[size:]
	}
	return true
}

// syntax reports what the YAML library found.
func (p *parser) syntax(err error, text []byte) {
	var load *yaml.LoadError
	at, message := Position{1, 1}, err.Error()
	if errors.As(err, &load) {
		message = load.Message
		mark := load.Mark
		if mark.Line == 0 {
			mark = load.ContextMark
		}
		if mark.Line > 0 {
			at = Position{mark.Line, max(1, mark.Column)}
		}
		if load.ContextMsg != "" {
			message += " " + load.ContextMsg
		}
	}
	switch {
	case strings.Contains(message, "no documents"):
		p.add(p.source, Position{1, 1}, 1, "the file is empty", "'scenario: a-name' and the rest of it", "")
		return
	case strings.Contains(message, "found multiple"):
		at = secondDocument(text)
		p.add(p.source, p.source.inside(at), 3, "a second document begins here", "one scenario to a file", "")
		return
	case strings.Contains(message, "cannot start any token"):
		line := p.source.line(p.source.inside(at).Line)
		if strings.HasPrefix(strings.TrimLeft(line, " "), "\t") || strings.Contains(line, "\t") {
			p.add(p.source, p.source.inside(at), 1, "a tab indents this line", "blanks: YAML does not take tabs", "")
			return
		}
	case strings.Contains(message, "max depth"):
		p.add(p.source, p.source.inside(at), 1, fmt.Sprintf("more than %d mappings and lists inside each other", MaxYAMLDepth), "a flatter file", "")
		return
	}
	p.add(p.source, p.source.inside(at), 1, "this is not YAML: "+printable(strings.TrimPrefix(message, "yaml: ")), "", "")
}

// secondDocument finds the line with which a second YAML document begins.
func secondDocument(text []byte) Position {
	begun := false
	for i, line := range bytes.Split(text, []byte("\n")) {
		trimmed := strings.TrimSpace(string(line))
		mark := strings.HasPrefix(string(line), "---") || strings.HasPrefix(string(line), "...")
		if mark && begun {
			return Position{i + 1, 1}
		}
		if mark || trimmed != "" && trimmed[0] != '#' && trimmed[0] != '%' {
			begun = true
		}
	}
	return Position{1, 1}
}

// bounds holds the whole script against the limits of the package.
func (p *parser) bounds(f File) {
	steps, total := expanded(f.Steps)
	at := f.Steps[0].Position
	if steps > MaxSteps {
		p.add(p.source, at, 1, fmt.Sprintf("with every repeat written out this is %s steps", capped(steps, MaxSteps)), fmt.Sprintf("at most %d", MaxSteps), "")
	}
	if total > MaxTotal {
		p.add(p.source, at, 1, "the waits of this script together are longer than "+formatDuration(MaxTotal), "a shorter story", "")
	}
}

func capped(n, limit int) string {
	if n >= 10*limit {
		return fmt.Sprintf("more than %d", 10*limit)
	}
	return fmt.Sprint(n)
}

// expanded counts steps and adds up waits as if every repeat were written out.
// Both stop growing far beyond their limits, so neither can overflow.
func expanded(steps []Step) (n int, total time.Duration) {
	for _, s := range steps {
		n++
		switch a := s.Action.(type) {
		case Wait:
			total += a.For
			if a.Until.Clock.Set {
				total += 24 * time.Hour
			}
		case Use:
			total += a.For
		case Cut:
			total += a.For
		case Repeat:
			m, t := expanded(a.Steps)
			n += min(m*a.Times, 10*MaxSteps)
			t = max(t, a.Every)
			if t > 0 && time.Duration(a.Times) > 2*MaxTotal/t {
				total = 2 * MaxTotal
			} else {
				total += t * time.Duration(a.Times)
			}
		}
		n, total = min(n, 10*MaxSteps), min(total, 2*MaxTotal)
	}
	return n, total
}
