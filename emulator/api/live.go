package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

// EventsSubprotocol is the WebSocket subprotocol of the live feeds.
const EventsSubprotocol = "locktwin.events.v1"

// Types of the messages of a live feed.
const (
	typeEvent  = "event"
	typeRail   = "rail"
	typeMissed = "missed"
	typeEnd    = "end"
)

// message is one message of a live feed, on its way to the reader.
type message struct {
	kind string
	id   uint64 // number of an event; 0: none
	body any
}

// Bodies of messages that are nothing else.
type (
	eventMessage struct {
		Type string `json:"type"`
		fleet.Event
	}
	railMessage struct {
		Type string `json:"type"`
		fleet.RailBucket
	}
	missedMessage struct {
		Type  string `json:"type"`
		Count uint64 `json:"count"`
	}
	endMessage struct {
		Type string `json:"type"`
		Why  string `json:"why"`
	}
)

// sink is a reader's end of a live feed.
type sink interface {
	// send writes messages; an error means that the reader is gone.
	send(messages ...message) error
	// gone is closed when the reader has left.
	gone() <-chan struct{}
	// keepAlive writes something that means nothing.
	keepAlive() error
	// close ends the feed in the transport's own way.
	close()
}

// streamType is the media type of server-sent events.
const streamType = "text/event-stream"

// wantsLive tells whether a request asks for a live feed.
func wantsLive(r *http.Request) bool { return websocket.IsWebSocketUpgrade(r) || wantsStream(r) }

func wantsStream(r *http.Request) bool {
	return strings.Contains(strings.ToLower(strings.Join(r.Header["Accept"], ",")), streamType)
}

// lockFeed serves the live feed of one lock.
func (a *API) lockFeed(w http.ResponseWriter, r *http.Request) {
	o, err := feedOptions(r.URL.Query(), r.Header.Get("Last-Event-ID"))
	if err != nil {
		a.refuseFeed(w, r, err)
		return
	}
	row, err := a.feedLock(r)
	if err != nil {
		a.refuseFeed(w, r, err)
		return
	}
	veil, err := a.veilFeed(r.Context(), row.ID, &o)
	if err != nil {
		a.refuseFeed(w, r, err)
		return
	}
	a.feed(w, r, func() (source, error) {
		f, err := a.o.Fleet.Subscribe(row.ID, o)
		if err != nil {
			return nil, err
		}
		return &lockSource{f, veil}, nil
	})
}

func (a *API) feedLock(r *http.Request) (fleet.Lock, error) {
	if a.o.Fleet == nil {
		return fleet.Lock{}, problem.New(problem.Unavailable, "there are no locks behind this description")
	}
	return a.found(r.Context(), r.PathValue("lock"), access.Read)
}

func (a *API) refuseFeed(w http.ResponseWriter, r *http.Request, err error) {
	var d *problem.Document
	if errors.As(a.asProblem(r.Context(), err), &d) {
		d.Write(w)
	}
}

// source is where a live feed comes from.
type source interface {
	// next waits for messages; last says that nothing follows them. A tick is
	// when the connection should show that it lives.
	next(ctx context.Context, tick <-chan time.Time) (m []message, last bool)
	close()
}

// feed carries a source to a reader until one of them ends.
func (a *API) feed(w http.ResponseWriter, r *http.Request, open func() (source, error)) {
	a.feedOver(w, r, open, func(source) (sink, error) { return a.sinkFor(w, r) })
}

// feedOver is feed with a sink of one's own choice; its error has been answered.
func (a *API) feedOver(w http.ResponseWriter, r *http.Request, open func() (source, error), over func(source) (sink, error)) {
	if a.o.Gate != nil {
		done, ok := a.o.Gate.OpenFeed(r.Context())
		if !ok {
			a.refuseFeed(w, r, problem.New(problem.Limit, "one client may have %d live feeds", a.o.Limits.FeedsPerClient))
			return
		}
		defer done()
	}
	a.feeds.Add(1)
	defer a.feeds.Done()
	src, err := open()
	if err != nil {
		a.refuseFeed(w, r, err)
		return
	}
	defer src.close()
	out, err := over(src)
	if err != nil {
		return
	}
	defer out.close()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	stop := context.AfterFunc(a.ended, cancel)
	defer stop()
	go func() {
		select {
		case <-out.gone():
			cancel()
		case <-ctx.Done():
		}
	}()
	period := a.o.Limits.SilenceTime / 3
	timer := a.o.Clock.NewTimer(period)
	defer timer.Stop()
	for {
		messages, last := src.next(ctx, timer.C())
		if ctx.Err() != nil && !last {
			if a.ended.Err() != nil {
				out.send(message{kind: typeEnd, body: endMessage{typeEnd, "the server stops"}})
			}
			return
		}
		if len(messages) > 0 {
			err = out.send(messages...)
		} else {
			err = out.keepAlive()
			timer.Reset(period)
		}
		if err != nil || last {
			return
		}
	}
}

func (a *API) sinkFor(w http.ResponseWriter, r *http.Request) (sink, error) {
	if websocket.IsWebSocketUpgrade(r) {
		return a.newSocket(w, r, EventsSubprotocol, nil)
	}
	return a.newStream(w, r)
}

// lockSource is the feed of one lock.
type lockSource struct {
	f    *fleet.Feed
	veil func(*fleet.Event) // what is done with each event; nil: nothing
}

func (s *lockSource) close() { s.f.Close() }

// most is how many messages are gathered before they are written.
const most = 64

func (s *lockSource) next(ctx context.Context, tick <-chan time.Time) (m []message, last bool) {
	select {
	case item, ok := <-s.f.C():
		if m, last = s.take(m, item, ok); last {
			return m, true
		}
	case <-tick:
		return nil, false
	case <-ctx.Done():
		return nil, false
	}
	for len(m) < most {
		select {
		case item, ok := <-s.f.C():
			if m, last = s.take(m, item, ok); last {
				return m, true
			}
		default:
			return m, false
		}
	}
	return m, false
}

func (s *lockSource) take(m []message, item fleet.FeedItem, ok bool) ([]message, bool) {
	end := message{kind: typeEnd, body: endMessage{typeEnd, "the lock is gone, or the server stops"}}
	if !ok {
		return append(m, end), true
	}
	switch item.Kind {
	case fleet.FeedEvent:
		if s.veil != nil {
			s.veil(&item.Event)
		}
		m = append(m, message{kind: typeEvent, id: item.Event.Seq, body: eventMessage{typeEvent, item.Event}})
	case fleet.FeedRail:
		m = append(m, message{kind: typeRail, body: railMessage{typeRail, item.Rail}})
	case fleet.FeedMissed:
		m = append(m, message{kind: typeMissed, body: missedMessage{typeMissed, item.Missed}})
	case fleet.FeedEnd:
		return append(m, end), true
	}
	return m, false
}

func encode(m message) []byte {
	b, err := json.Marshal(m.body)
	if err != nil {
		// A message is made of this package's own types, whose values all are JSON.
		panic(err)
	}
	return b
}
