package main

import (
	"fmt"
	"io"
	"strings"

	"locktwin/model/sim"
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
	line(st.w, st.p, e.At, e.Kind.String(), laneColors[e.Kind], e.Text)
}

// line prints one event: when, which lane, and what.
func line(w io.Writer, p paint, when sim.Time, lane, color, text string) {
	// Nanoseconds matter to the trace, not to a reader.
	at := when.String()
	at = at[:len(at)-3]
	fmt.Fprintf(w, "%s  %s%s%s\n",
		p.in(faint, fmt.Sprintf("%20s", at)),
		p.in(color, lane), strings.Repeat(" ", max(1, laneWidth-len(lane))),
		text)
}
