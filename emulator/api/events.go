package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model/trace"
)

const tagEvents = "events"

// EventList is a piece of what happened to a lock.
type EventList struct {
	Events []fleet.Event `json:"events" nullable:"false" doc:"In their order."`
	Missed uint64        `json:"missed" doc:"How many events after the number that was asked for are no longer remembered."`
	Last   uint64        `json:"last" doc:"Number of the last event in this list; ask for those after it next. Without events, the number that was asked for."`
}

// eventKinds are the kinds of event there are.
func eventKinds() []string {
	kinds := []string{fleet.KindFleet}
	for k := trace.Rail; k <= trace.Note; k++ {
		kinds = append(kinds, k.String())
	}
	return kinds
}

// Patterns of the live feeds, which share their address with a list.
const (
	lockEventsPattern     = "GET " + Prefix + "/locks/{lock}/events"
	registryEventsPattern = "GET " + Prefix + "/events"
)

const aboutLive = "Asked for as a WebSocket (subprotocol `" + EventsSubprotocol + "`, one JSON object a text frame), or with `Accept: text/event-stream`, the same address is a live feed. "

func (a *API) eventOperations() {
	type listInput struct {
		OneLock
		After uint64 `query:"after" doc:"Only events with a higher number."`
		Limit int    `query:"limit" doc:"At most so many." minimum:"1" maximum:"4096" default:"256"`
		Kinds string `query:"kinds" doc:"Only these kinds, with commas between them." example:"flash,reset"`
		// The live feed at the same address takes these.
		Rail string `query:"rail" doc:"Live feed only: length of the buckets of rail samples in simulated time, such as 10ms; none if left out."`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/events", id: "list-events", tag: tagEvents, summary: "List what happened to a lock, or follow it live",
		about: aboutLive + "It has the parameters of the list, and `rail`. A feed begins with what happens next; with `after`, or the header `Last-Event-ID`, it begins behind that number. " +
			"Messages have a `type`: `event` has an event; `rail` the lowest and highest voltages of a stretch of simulated time, which is longer than asked for where time is run fast; `missed` tells how many messages were left out because " +
			"the reader was slow; `end` comes last, when the lock is gone or the server stops. As server-sent events the type is the event's name, and the number of an event its id.",
		right: access.Read, files: []string{jsonType, streamType}, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *listInput) (*Output[EventList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			kinds, err := kindsOf(in.Kinds)
			if err != nil {
				return nil, err
			}
			if in.Rail != "" {
				return nil, invalid("query.rail", in.Rail, "none", "only a live feed has rail samples")
			}
			o := fleet.FeedOptions{After: in.After, Kinds: kinds}
			veil, err := a.veilFeed(ctx, row.ID, &o)
			if err != nil {
				return nil, err
			}
			kinds = o.Kinds
			all, missed, err := a.o.Fleet.Events(row.ID, o.After, 0)
			list := EventList{Events: []fleet.Event{}, Missed: missed, Last: in.After}
			for _, e := range all {
				if len(list.Events) == in.Limit {
					break
				}
				list.Last = e.Seq
				if len(kinds) == 0 || slices.Contains(kinds, e.Kind) {
					if veil != nil {
						veil(&e)
					}
					list.Events = append(list.Events, e)
				}
			}
			return answer(list, err)
		})
	a.live[lockEventsPattern] = a.lockFeed

	type registryInput struct {
		Every string `query:"every" doc:"Shortest real time between two looks, 50ms to 1m; 200ms if left out."`
	}
	add(a, operation{method: http.MethodGet, path: "/events", id: "follow-locks", tag: tagEvents, summary: "Follow which locks there are and how they are",
		about: aboutLive + "There is nothing but the feed at this address. It begins with every lock as `present` and one `listed`; then a lock `appeared`, `changed`, or is `gone`. " +
			"What changes several times between two looks is told once, as it is then. `end` comes last.",
		right: access.Read, status: http.StatusOK, files: []string{streamType}, problems: []problem.Kind{problem.NotAcceptable}},
		func(context.Context, *registryInput) (*struct{}, error) {
			return nil, problem.New(problem.NotAcceptable, "this is a live feed: ask for a WebSocket, or accept text/event-stream")
		})
	a.live[registryEventsPattern] = a.registryFeed
}

// kindsOf reads a list of kinds of events.
func kindsOf(text string) ([]string, error) {
	var kinds []string
	for k := range strings.SplitSeq(text, ",") {
		if k = strings.TrimSpace(k); k == "" {
			continue
		}
		if err := checkWord("query.kinds", "kind of event", k, eventKinds()); err != nil {
			return nil, err
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

// feedOptions reads what a live feed of a lock should have.
func feedOptions(q url.Values, lastEventID string) (fleet.FeedOptions, error) {
	o := fleet.FeedOptions{After: fleet.NoHistory}
	for key := range q {
		if err := checkWord("query."+key, "parameter", key, []string{"after", "kinds", "rail", "limit"}); err != nil {
			return o, err
		}
	}
	var err error
	if o.Kinds, err = kindsOf(q.Get("kinds")); err != nil {
		return o, err
	}
	after, where := q.Get("after"), "query.after"
	if lastEventID != "" {
		after, where = lastEventID, "header.Last-Event-ID"
	}
	if after != "" {
		if o.After, err = strconv.ParseUint(after, 10, 64); err != nil {
			return o, invalid(where, after, "number of an event", "this is no number of an event")
		}
	}
	if text := q.Get("rail"); text != "" {
		if o.RailEvery, err = parameter(q, "rail", time.Microsecond, 24*time.Hour, 0); err != nil {
			return o, err
		}
	}
	return o, nil
}

// parameter reads a duration out of a query.
func parameter(q url.Values, name string, low, high, otherwise time.Duration) (time.Duration, error) {
	text := q.Get(name)
	if text == "" {
		return otherwise, nil
	}
	var d Duration
	d.UnmarshalText([]byte(text))
	if d.bad != nil {
		return 0, invalid("query."+name, text, "a time with its unit, such as 40ms", "%v", d.bad)
	}
	return within("query."+name, d, low, high, otherwise)
}
