package telemetry

import (
	"slices"
	"strings"
)

// Read reads a text of any form that is known, with nothing asked for: see
// ReadOptions.Read.
func Read(name string, text []byte) ([]Record, []Finding) { return ReadOptions{}.Read(name, text) }

// form is what a text is written in.
type form uint8

const (
	formNone form = iota
	formLines
	formCSV
	formHistory
	formLog
	formBridge
)

// lookedAt is how many lines are looked at to tell the form of a text.
const lookedAt = 100

// Read reads JSON lines and CSV of this project's own format, a history that Home
// Assistant wrote as CSV, what a listener to a broker noted line by line, and answers
// of a bridge, one or one in each line. It tells them apart by content. The name is that of the text, for messages.
//
// A line that cannot be read is a finding with its line, and its column where there
// is one; it spoils no other. Of CSV the first line is the exception: without its
// header nothing can be read.
func (o ReadOptions) Read(name string, text []byte) ([]Record, []Finding) {
	switch formOf(text) {
	case formLines:
		return o.Lines(name, text)
	case formCSV:
		return o.CSV(name, text)
	case formHistory:
		return o.history(text)
	case formLog:
		return o.log(text)
	case formBridge:
		return o.bridge(text)
	}
	var f findings
	f.add(0, 0, CodeDamaged, false, "%s is of no form that is known: JSON lines or CSV of the telemetry format, CSV of Home Assistant with entity_id,state,last_changed, lines of time, topic and payload, or JSON of a bridge", quoted(name))
	return nil, f.done()
}

func formOf(text []byte) form {
	if _, ok := bridgeWhole(text); ok {
		return formBridge
	}
	s := newSource(text)
	found := formNone
	for s.line < lookedAt {
		line, ok := s.next()
		if !ok {
			break
		}
		if len(line) > MaxLineBytes {
			continue
		}
		if is := formOfLine(line); is != formNone {
			return is
		}
		if strings.HasPrefix(strings.TrimSpace(line), "{") && found == formNone {
			found = formLines // damaged, but meant so
		}
	}
	return found
}

func formOfLine(line string) form {
	if strings.HasPrefix(strings.TrimSpace(line), "{") {
		n, f := readJSON(line)
		switch {
		case f != nil:
			return formNone
		case n.get("topic") != nil && n.get("kind") == nil:
			return formLog
		case fromBridge(&n):
			return formBridge
		}
		return formLines
	}
	if m := splitLogLine(line); m.topic != "" {
		return formLog
	}
	cells, f := splitCSV(nil, line)
	if f != nil || len(cells) < 3 {
		return formNone
	}
	has := func(name string) bool {
		return slices.ContainsFunc(cells, func(c csvCell) bool { return strings.TrimSpace(c.text) == name })
	}
	switch {
	case has("entity_id") && has("state"):
		return formHistory
	case has("kind") && has("t"):
		return formCSV
	}
	return formNone
}
