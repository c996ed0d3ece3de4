package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

const tagTrace = "trace"

// TraceHeld says what of a lock's trace is remembered.
type TraceHeld struct {
	Events int      `json:"events" doc:"How many events are remembered."`
	Missed uint64   `json:"missed" doc:"How many came before them and are forgotten."`
	FromNS int64    `json:"from_ns" doc:"Simulated instant of the first of them, in nanoseconds."`
	ToNS   int64    `json:"to_ns" doc:"Simulated instant of the last of them, in nanoseconds."`
	Kinds  []string `json:"kinds" nullable:"false" doc:"Which kinds of event are among them."`
	Rail   bool     `json:"rail" doc:"Whether voltages are among them. They are not remembered; the trace of what comes next has them, and so has the live feed."`
	Forms  []string `json:"forms" nullable:"false" doc:"Forms in which the trace can be had."`
}

// traceForm is one form of a trace.
type traceForm struct {
	name, mediaType string
	sink            func(w io.Writer, o trace.SVGOptions) trace.Sink
}

func traceForms() []traceForm {
	return []traceForm{
		{"vcd", "text/x-vcd", func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewVCD(w) }},
		{"csv", "text/csv", func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewCSV(w) }},
		{"jsonl", "application/jsonl", func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewJSONL(w) }},
		{"json", "application/json", func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewChrome(w) }},
		{"svg", "image/svg+xml", func(w io.Writer, o trace.SVGOptions) trace.Sink { return trace.NewSVG(w, o) }},
	}
}

func traceTypes() (types []string) {
	for _, f := range traceForms() {
		types = append(types, f.mediaType)
	}
	return types
}

func formNamed(name string) (traceForm, error) {
	var names []string
	for _, f := range traceForms() {
		if f.name == name {
			return f, nil
		}
		names = append(names, f.name)
	}
	return traceForm{}, checkWord("path.form", "form of a trace", name, names)
}

// InForm is the part of a path that names a lock and a form of its trace.
type InForm struct {
	OneLock
	Form string `path:"form" doc:"vcd for waveform viewers, csv, jsonl: one event a line, json: trace events for Perfetto and Chrome, svg: a picture." enum:"vcd,csv,jsonl,json,svg"`
}

func (a *API) traceOperations() {
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/trace", id: "get-trace-held", tag: tagTrace, summary: "See what of the trace is remembered",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[TraceHeld], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			events, missed, err := a.o.Fleet.Events(row.ID, 0, 0)
			return answer(held(events, missed), err)
		})

	type heldInput struct {
		InForm
		FromNS int64 `query:"from_ns" doc:"Leave out what came before this simulated instant, in nanoseconds." minimum:"0"`
		ToNS   int64 `query:"to_ns" doc:"Leave out what came after this simulated instant; 0: nothing." minimum:"0"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/trace/{form}", id: "get-trace", tag: tagTrace, summary: "Get the events that are remembered, as a trace",
		about: "Without voltages, which are not remembered.", right: access.Read, files: traceTypes(), problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *heldInput) (*rawFile, error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			form, err := formNamed(in.Form)
			if err != nil {
				return nil, err
			}
			events, _, err := a.o.Fleet.Events(row.ID, 0, 0)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			sink := trace.SinkInOrder(form.sink(&b, picture(row, sim.Time(in.FromNS), sim.Time(in.ToNS))))
			for _, e := range events {
				if e.SimNS >= in.FromNS && (in.ToNS == 0 || e.SimNS <= in.ToNS) {
					t := traceEvent(e)
					sink.Event(&t)
				}
			}
			if err := sink.Close(); err != nil {
				return nil, err
			}
			return file(form.mediaType, row.ID+"."+form.name, b.Bytes()), nil
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/trace-ahead/{form}", id: "get-trace-ahead", tag: tagTrace,
		summary: "Get the trace of what comes next, if nobody interferes",
		about: "A copy of the lock is played; the lock itself stays where it is. What is under way happens in the copy as it will in the lock, bit for bit, so a lock that is " +
			"paused, prepared and then looked at like this shows every voltage and every operation of a fault before it is let go.",
		right: access.Control, slow: true, files: traceTypes(), problems: []problem.Kind{problem.UnknownLock, problem.Slow, problem.TooLarge}}, a.traceAhead)
}

type aheadInput struct {
	InForm
	For Duration `query:"for" required:"true" doc:"How much simulated time; 1us to 1d."`
}

func (a *API) traceAhead(ctx context.Context, in *aheadInput) (*rawFile, error) {
	row, err := a.found(ctx, in.Lock, access.Control)
	if err != nil {
		return nil, err
	}
	form, err := formNamed(in.Form)
	if err != nil {
		return nil, err
	}
	d, err := within("query.for", in.For, time.Microsecond, 24*time.Hour, 0)
	if err != nil {
		return nil, err
	}
	var copied *model.Lock
	if err := a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) {
		copied = l.Fork()
		copied.OwnCache()
	}); err != nil {
		return nil, err
	}
	b := bounded{most: a.o.Limits.UploadBytes}
	from, to := copied.Now(), copied.Now().Add(d)
	sink := trace.SinkInOrder(form.sink(&b, picture(row, from, to)))
	copied.Listen(sink)
	err = copied.AdvanceWhile(to, func() bool { return ctx.Err() == nil && !b.full })
	if e := sink.Close(); err == nil {
		err = e
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case b.full:
		return nil, problem.New(problem.TooLarge, "the trace has more than %d bytes at %v; ask for less time", b.most, copied.Now())
	case err != nil:
		return nil, fmt.Errorf("%w: %w", fleet.ErrFailed, err)
	}
	return file(form.mediaType, row.ID+"-ahead."+form.name, b.Bytes()), nil
}

// bounded is a buffer that takes no more than so many bytes.
type bounded struct {
	bytes.Buffer
	most int64
	full bool
}

var errFull = errors.New("there is no more room")

func (b *bounded) Write(p []byte) (int, error) {
	if int64(b.Len()+len(p)) > b.most {
		b.full = true
		return 0, errFull
	}
	return b.Buffer.Write(p)
}

func picture(row fleet.Lock, from, to sim.Time) trace.SVGOptions {
	return trace.SVGOptions{Title: row.Name + ", profile " + row.Profile, From: from, To: to}
}

func held(events []fleet.Event, missed uint64) TraceHeld {
	h := TraceHeld{Events: len(events), Missed: missed, Kinds: []string{}}
	for _, f := range traceForms() {
		h.Forms = append(h.Forms, f.name)
	}
	seen := map[string]bool{}
	for i, e := range events {
		if i == 0 || e.SimNS < h.FromNS {
			h.FromNS = e.SimNS
		}
		h.ToNS = max(h.ToNS, e.SimNS)
		if !seen[e.Kind] {
			seen[e.Kind] = true
			h.Kinds = append(h.Kinds, e.Kind)
		}
	}
	return h
}

// traceEvent is an event of a lock as the formats of package trace take it. What
// the fleet did itself stands among the notes.
func traceEvent(e fleet.Event) trace.Event {
	t := trace.Event{At: sim.Time(e.SimNS), Kind: trace.Note, Name: e.Name, Text: e.Text, State: e.State,
		Flash: trace.FlashOp{Op: e.Flash.Op, Addr: e.Flash.Address, Size: e.Flash.Bytes, Permille: e.Flash.Permille}}
	for k := trace.Rail; k <= trace.Note; k++ {
		if k.String() == e.Kind {
			t.Kind = k
		}
	}
	return t
}
