package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model"
)

const tagScope = "scope"

// ScopeSubprotocol is the WebSocket subprotocol of the live scope.
const ScopeSubprotocol = "locktwin.scope.v1"

const scopePattern = "GET " + Prefix + "/locks/{lock}/scope"

// scopeStart is the length of the buckets of a live scope whose reader has not said
// any.
const scopeStart = 1 << 24

// longest window, 100 years: times of a lock do not go further.
const longestNS = 100 * 366 * 24 * int64(time.Hour)

func (a *API) scopeOperations() {
	type input struct {
		OneLock
		FromNS int64 `query:"from_ns" doc:"Begin of the window, simulated nanoseconds; -1 is ten seconds before its end." minimum:"-1" default:"-1"`
		ToNS   int64 `query:"to_ns" doc:"End of the window; 0 is the present instant." minimum:"0" default:"0"`
		Points int   `query:"points" doc:"At most so many buckets." minimum:"1" maximum:"4000" default:"1000"`
		// The live feed at the same address takes this.
		EveryNS int64 `query:"every_ns" doc:"Live feed only: length of its buckets." minimum:"0"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/scope", id: "read-scope", tag: tagScope, summary: "See the supply and what the lock did, or follow it live",
		about: "The window is divided into buckets with the lowest and the highest value of each channel. Who asks lets the scope of the lock record: from then on, and until nobody has asked for ten minutes. " +
			"What happened before is not known, lanes aside, which reach back as far as the events that are remembered.\n\n" +
			"Asked for as a WebSocket (subprotocol `" + ScopeSubprotocol + "`) the same address is a live feed. Its messages have a `type`. `frame` has the keys of this answer without `levels`, `before` and `after`; " +
			"its buckets replace all that the reader has from `from_ns` on. Where it has `lanes`, these replace everything that ends at `lanes_from_ns` or later. `missed` names a stretch whose buckets were left out because " +
			"they were too many for one frame; `rewound` says that the lock is back at `now_ns` and that what is later has not happened; `end` comes last. The reader may send `{\"every_ns\": 16777216, \"points\": 1500}` at any time " +
			"to change the length of its buckets, which becomes a power of two, and how many of them it shows. There are at most 60 frames a second.",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock, problem.Limit}},
		func(ctx context.Context, in *input) (*Output[Scope], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			switch {
			case in.EveryNS != 0:
				return nil, invalid("query.every_ns", in.EveryNS, "none", "only a live feed has it")
			case in.ToNS > longestNS:
				return nil, invalid("query.to_ns", in.ToNS, "at most "+strconv.FormatInt(longestNS, 10), "no lock gets so old")
			case in.ToNS > 0 && in.FromNS >= in.ToNS:
				return nil, invalid("query.from_ns", in.FromNS, "less than to_ns", "the window ends before it begins")
			}
			v, err := a.o.Fleet.Scope(ctx, row.ID, fleet.ScopeQuery{FromNS: in.FromNS, ToNS: in.ToNS, Points: in.Points})
			if err != nil {
				return nil, err
			}
			var levels []ScopeLevel
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { levels = levelsOf(l) })
			return answer(scopeOf(&v, levels), err)
		})
	a.live[scopePattern] = a.scopeFeed
}

// scopeFeed serves the live scope of one lock.
func (a *API) scopeFeed(w http.ResponseWriter, r *http.Request) {
	every, err := scopeZoom(r.URL.Query())
	var row fleet.Lock
	switch {
	case err != nil:
	case !websocket.IsWebSocketUpgrade(r):
		err = problem.New(problem.NotAcceptable, "the live scope is a WebSocket")
	default:
		row, err = a.feedLock(r)
	}
	if err != nil {
		a.refuseFeed(w, r, err)
		return
	}
	var f *fleet.ScopeFeed
	a.feedOver(w, r, func() (source, error) {
		f, err = a.o.Fleet.FollowScope(row.ID, time.Duration(every), fleet.ScopePoints)
		if err != nil {
			return nil, err
		}
		return &scopeSource{f}, nil
	}, func(source) (sink, error) {
		return a.newSocket(w, r, ScopeSubprotocol, func(text []byte) { hearZoom(f, text) })
	})
}

func scopeZoom(q url.Values) (every int64, err error) {
	for key := range q {
		if err := checkWord("query."+key, "parameter", key, []string{"every_ns"}); err != nil {
			return 0, err
		}
	}
	text := q.Get("every_ns")
	if text == "" {
		return scopeStart, nil
	}
	if every, err = strconv.ParseInt(text, 10, 64); err != nil || every < 1 {
		return 0, invalid("query.every_ns", text, "nanoseconds, at least 1", "this is no length of a bucket")
	}
	return every, nil
}

// hearZoom does what a reader asks for. What is no such message is left alone, so
// that later readers may send more.
func hearZoom(f *fleet.ScopeFeed, text []byte) {
	in := struct {
		EveryNS int64 `json:"every_ns"`
		Points  int   `json:"points"`
	}{Points: fleet.ScopePoints}
	if json.Unmarshal(text, &in) != nil || in.EveryNS < 1 {
		return
	}
	f.Zoom(time.Duration(in.EveryNS), in.Points)
}

// Types and bodies of the messages of a live scope.
const (
	typeFrame   = "frame"
	typeRewound = "rewound"
)

type (
	scopeFrameMessage struct {
		Type string `json:"type"`
		ScopeRail
		LanesFromNS *int64      `json:"lanes_from_ns,omitempty"`
		Lanes       *ScopeLanes `json:"lanes,omitempty"`
		Skipped     uint64      `json:"skipped,omitempty"` // frames that were not made because the reader was slow
	}
	scopeMissedMessage struct {
		Type   string `json:"type"`
		FromNS int64  `json:"from_ns"`
		ToNS   int64  `json:"to_ns"`
	}
	scopeRewoundMessage struct {
		Type  string `json:"type"`
		NowNS int64  `json:"now_ns"`
	}
)

// scopeSource is the scope of one lock.
type scopeSource struct{ f *fleet.ScopeFeed }

func (s *scopeSource) close() { s.f.Close() }

func (s *scopeSource) next(ctx context.Context, tick <-chan time.Time) (m []message, last bool) {
	select {
	case frame, ok := <-s.f.C():
		if !ok {
			return append(m, message{kind: typeEnd, body: endMessage{typeEnd, "the lock is gone, or the server stops"}}), true
		}
		return scopeMessages(&frame), false
	case <-tick:
	case <-ctx.Done():
	}
	return nil, false
}

func scopeMessages(f *fleet.ScopeFrame) (m []message) {
	if f.Rewound {
		m = append(m, message{kind: typeRewound, body: scopeRewoundMessage{typeRewound, f.NowNS}})
	}
	if f.MissedFromNS < f.MissedToNS {
		m = append(m, message{kind: typeMissed, body: scopeMissedMessage{typeMissed, f.MissedFromNS, f.MissedToNS}})
	}
	body := scopeFrameMessage{Type: typeFrame, ScopeRail: scopeRailOf(&f.Window), Lanes: scopeLanesOf(f.Lanes), Skipped: f.Skipped}
	if f.Lanes != nil {
		body.LanesFromNS = &f.Lanes.FromNS
	}
	return append(m, message{kind: typeFrame, body: body})
}
