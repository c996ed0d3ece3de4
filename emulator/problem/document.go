package problem

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// MediaType is what a document is sent as.
const MediaType = "application/problem+json"

// Document is one problem. It is an error, so that code may return it as one.
type Document struct {
	Type     string  `json:"type" doc:"Names the kind of problem; leads to its description." format:"uri-reference" example:"/api/problems/invalid"`
	Title    string  `json:"title" doc:"The kind of problem in words; the same for every problem of the kind." example:"A value is not allowed"`
	Status   int     `json:"status" doc:"HTTP status." example:"422"`
	Detail   string  `json:"detail,omitempty" doc:"What is wrong this time."`
	Instance string  `json:"instance,omitempty" format:"uri-reference" doc:"Names this occurrence, where the server's log has more about it."`
	Errors   []Field `json:"errors,omitempty" doc:"What is wrong with single fields."`
}

// Field is what is wrong with one field of a request.
type Field struct {
	Location string `json:"location" doc:"Where: begins with path, query, header or body." example:"body.cells.kind"`
	Found    any    `json:"found,omitempty" doc:"What stands there."`
	Wanted   string `json:"wanted,omitempty" doc:"What would be right."`
	Message  string `json:"message" doc:"What is wrong, in words."`
}

// New makes a document of a kind; the detail is made as by fmt.Sprintf.
func New(k Kind, format string, args ...any) *Document {
	return &Document{Type: k.Type(), Title: k.Title, Status: k.Status, Detail: fmt.Sprintf(format, args...)}
}

// At adds a field and returns the document.
func (d *Document) At(location string, found any, wanted, message string) *Document {
	d.Errors = append(d.Errors, Field{Location: location, Found: found, Wanted: wanted, Message: message})
	return d
}

// IsA tells whether the document is of a kind.
func (d *Document) IsA(k Kind) bool { return d.Type == k.Type() }

// Error gives all that the document says in one line.
func (d *Document) Error() string {
	var b strings.Builder
	b.WriteString(d.Title)
	if d.Detail != "" {
		b.WriteString(": " + d.Detail)
	}
	for _, f := range d.Errors {
		fmt.Fprintf(&b, "; %s: %s", f.Location, f.Message)
		if f.Wanted != "" {
			fmt.Fprintf(&b, " (wanted: %s)", f.Wanted)
		}
	}
	return b.String()
}

// GetStatus is the HTTP status.
func (d *Document) GetStatus() int { return d.Status }

// ContentType turns the media type of an ordinary answer into that of a problem.
func (d *Document) ContentType(string) string { return MediaType }

// Write answers a request with the document.
func (d *Document) Write(w http.ResponseWriter) {
	text, err := json.Marshal(d)
	if err != nil {
		// Only what was found can be at fault: everything else is text.
		plain := *d
		plain.Errors = nil
		text, _ = json.Marshal(&plain)
	}
	h := w.Header()
	h.Del("Content-Length")
	h.Set("Content-Type", MediaType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(d.Status)
	w.Write(append(text, '\n'))
}
