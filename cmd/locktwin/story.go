package main

import (
	"fmt"
	"io"
	"strings"

	"locktwin/model/trace"
)

// story prints what happens as it happens: one line an event, with the
// simulated time, who or what it concerns, and a sentence. Events without a
// sentence are not part of the story.
type story struct {
	w io.Writer
	p paint
}

// laneColors tells the lanes apart at a glance; a lane that is missing is plain.
var laneColors = map[trace.Kind]string{
	trace.Rail: yellow, trace.Contact: yellow, trace.Cells: yellow, trace.Supervisor: yellow,
	trace.Reset: red, trace.Flash: violet, trace.Boot: cyan, trace.Decision: cyan,
	trace.Phone: blue, trace.Hand: bold, trace.Lab: bold, trace.Timer: faint, trace.Note: faint,
}

// laneWidth is the longest name of a kind and a space.
const laneWidth = len("supervisor") + 1

// Event is called by the trace.
func (st *story) Event(e *trace.Event) {
	if e.Text == "" {
		return
	}
	// Nanoseconds matter to the trace, not to a reader.
	at := e.At.String()
	at = at[:len(at)-3]
	lane := e.Kind.String()
	fmt.Fprintf(st.w, "%s  %s%s%s\n",
		st.p.in(faint, fmt.Sprintf("%20s", at)),
		st.p.in(laneColors[e.Kind], lane), strings.Repeat(" ", max(1, laneWidth-len(lane))),
		e.Text)
}
