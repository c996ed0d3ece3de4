package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

// scenarioProblem turns complaints in the terms of scenario files into a
// document. Parts of a request are read as such files: the description of a
// lock, and of a set of cells; those complaints get the place in the request.
func scenarioProblem(err error) (*problem.Document, bool) {
	var list scenarios.Problems
	if !errors.As(err, &list) || len(list) == 0 {
		return nil, false
	}
	d := problem.New(problem.Invalid, "what is wrong stands in errors: %d in all", len(list))
	for _, p := range list {
		location, message := "body", p.Found
		switch p.File {
		case "lock":
			location = join("body", pathAt(p.Line, p.Position.Column))
		case "cells":
			location = join("body.cells", pathAt(p.Line, p.Position.Column))
		default:
			message = fmt.Sprintf("line %d, column %d: %s", p.Position.Line, p.Position.Column, p.Found)
		}
		if p.Hint != "" {
			message += "; did you mean " + p.Hint + "?"
		}
		d.At(location, nil, p.Want, message)
	}
	return d, true
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + "." + b
}

// pathAt is the path of the value or key that begins at a column of a JSON text
// of one line, counted in characters from 1: "cells.weak.charge". It is "" when
// there is none.
func pathAt(line string, column int) string {
	offset := 0
	for i := 1; i < column && offset < len(line); i++ {
		_, n := utf8.DecodeRuneInString(line[offset:])
		offset += n
	}
	d := json.NewDecoder(strings.NewReader(line))
	type level struct {
		object bool
		key    string
		open   bool // a key has been read, and its value has not
		n      int
	}
	var stack []level
	path := func() string {
		var b strings.Builder
		for _, l := range stack {
			switch {
			case !l.object:
				fmt.Fprintf(&b, "[%d]", l.n)
			case l.key != "":
				if b.Len() > 0 {
					b.WriteByte('.')
				}
				b.WriteString(l.key)
			}
		}
		return b.String()
	}
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		top := len(stack) - 1
		if k, ok := t.(string); ok && top >= 0 && stack[top].object && !stack[top].open {
			stack[top].key, stack[top].open = k, true
			if int(d.InputOffset()) > offset {
				return path()
			}
			continue
		}
		if int(d.InputOffset()) > offset {
			return path()
		}
		switch t {
		case json.Delim('{'):
			stack = append(stack, level{object: true})
			continue
		case json.Delim('['):
			stack = append(stack, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
			top--
		}
		if top >= 0 {
			stack[top].n++
			stack[top].key, stack[top].open = "", false
		}
	}
}
