package main

import (
	"encoding/json"
	"io"

	"locktwin/scenarios"
)

// writeJSON prints the report as one object, one field a line, so that two of
// them can be compared with a line-by-line diff. docs/run-json.md says what each
// field means and docs/run.schema.json holds its shape.
func writeJSON(w io.Writer, r *scenarios.Report) error { return encode(w, r) }

// encode prints one value of JSON, one field a line.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// statusOf is the exit status that a verdict stands for.
func statusOf(r *scenarios.Report) int {
	if r.Verdict == scenarios.Pass {
		return exitMet
	}
	return exitNotMet
}
