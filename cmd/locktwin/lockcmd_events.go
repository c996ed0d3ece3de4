package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"locktwin/emulator/api"
	"locktwin/emulator/fleet"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

type eventsCommand struct {
	oneLock
	Follow bool   `short:"f" help:"Go on with what happens next, until interrupted. With --json one object a line."`
	Last   uint64 `default:"50" placeholder:"N" help:"So many of the latest events (${default})."`
	After  uint64 `placeholder:"SEQ" help:"All after the event of this number, in place of the latest."`
	Kinds  string `placeholder:"KINDS" help:"Only these kinds, such as flash,reset,hand."`
	Color  string `enum:"auto,always,never" default:"auto" help:"Colour: auto, always or never (${default})."`
}

func (c *eventsCommand) run(s *Streams) int {
	a, err := c.api(s)
	if err != nil {
		return s.refuse(err)
	}
	q := url.Values{"after": {strconv.FormatUint(c.After, 10)}, "limit": {mostEvents}}
	if c.Kinds != "" {
		q.Set("kinds", c.Kinds)
	}
	text, err := a.do(request{path: c.at("/events"), query: q})
	if err != nil {
		return s.refuseRemote(err)
	}
	list, err := answerIn[api.EventList](text)
	if err != nil {
		return s.refuse(err)
	}
	if n := int(min(c.Last, uint64(len(list.Events)))); c.After == 0 {
		list.Events, list.Missed = list.Events[len(list.Events)-n:], 0
	}
	t := &teller{w: s.Out, p: colors(c.Color, s)}
	switch {
	case !c.JSON:
		t.list(&list)
	case !c.Follow:
		return s.object(list)
	default:
		t.lines = true
		for i := range list.Events {
			t.line(&list.Events[i])
		}
	}
	if c.Follow {
		q.Set("after", strconv.FormatUint(list.Last, 10))
		return c.follow(s, a, q, t)
	}
	return exitMet
}

// mostEvents is how many events a server gives at most, which is all that it
// remembers.
const mostEvents = "4096"

// follow reads the live feed until it ends or somebody interrupts.
func (c *eventsCommand) follow(s *Streams, a *rest, q url.Values, t *teller) int {
	got, err := a.open(request{path: c.at("/events"), query: q, accept: "text/event-stream"})
	if err != nil {
		return s.refuseRemote(err)
	}
	defer got.Body.Close()
	interrupted := make(chan struct{})
	if s.Interrupts != nil {
		signals, stop := s.Interrupts()
		over := make(chan struct{})
		defer func() { stop(); close(over) }()
		go func() {
			select {
			case <-signals:
				close(interrupted)
				got.Body.Close()
			case <-over:
			}
		}()
	}
	err = readStream(got.Body, t)
	select {
	case <-interrupted:
		return exitMet
	default:
	}
	switch {
	case errors.Is(err, errFeedEnds):
		fmt.Fprintln(s.Err, "locktwin: "+err.Error())
		return exitMet
	case err == nil:
		err = io.ErrUnexpectedEOF
	}
	return s.refuse(fmt.Errorf("the feed broke off: %w", plainNetError(err)))
}

// errFeedEnds is wrapped by what a feed says at its end.
var errFeedEnds = errors.New("the feed ends")

// maxEventBytes is far above any event.
const maxEventBytes = 1 << 20

// readStream reads server-sent events and tells each.
func readStream(r io.Reader, t *teller) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxEventBytes)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if err := t.message([]byte(data)); err != nil {
			return err
		}
	}
	return lines.Err()
}

// teller prints the events of a lock, as the story of a scenario is printed.
type teller struct {
	w     io.Writer
	p     paint
	lines bool // one JSON object a line
}

// message takes one message of a live feed.
func (t *teller) message(data []byte) error {
	var m struct {
		Type  string `json:"type"`
		Count uint64 `json:"count"`
		Why   string `json:"why"`
		fleet.Event
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("a message of the feed cannot be read: %w", err)
	}
	switch {
	case t.lines:
		t.w.Write(append(data, '\n'))
	case m.Type == "event":
		t.tell(&m.Event)
	case m.Type == "missed":
		t.missed(m.Count, "left out, this reader was slow")
	}
	if m.Type == "end" {
		return fmt.Errorf("%w: %s", errFeedEnds, m.Why)
	}
	return nil
}

// list prints a list of events.
func (t *teller) list(l *api.EventList) {
	if l.Missed > 0 {
		t.missed(l.Missed, "no longer remembered")
	}
	for i := range l.Events {
		t.tell(&l.Events[i])
	}
}

// line prints an event as a live feed has it.
func (t *teller) line(e *fleet.Event) {
	text, err := json.Marshal(struct {
		Type string `json:"type"`
		*fleet.Event
	}{"event", e})
	if err != nil {
		panic(err) // an event is plain text and numbers
	}
	t.w.Write(append(text, '\n'))
}

// tell prints an event that has a sentence.
func (t *teller) tell(e *fleet.Event) {
	if e.Text == "" {
		return
	}
	line(t.w, t.p, sim.Time(e.SimNS), e.Kind, laneColors[laneOf[e.Kind]], e.Text)
}

func (t *teller) missed(n uint64, why string) {
	fmt.Fprintln(t.w, t.p.in(faint, fmt.Sprintf("(%s %s)", count(int(n), "event"), why)))
}

// laneOf finds the lanes of a trace by their names.
var laneOf = func() map[string]trace.Kind {
	of := map[string]trace.Kind{}
	for k := trace.Rail; k <= trace.Note; k++ {
		of[k.String()] = k
	}
	return of
}()
