package mqtt

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin/telemetry"
)

// keep takes messages from the queue and writes what they say, until the listener
// has ended and the queue is empty.
func (f *Feed) keep() {
	k := newKeeping(f)
	for {
		select {
		case m := <-f.queue:
			k.hear(m)
			k.gather()
			k.write()
		case <-f.handed:
			for len(f.queue) > 0 {
				k.hear(<-f.queue)
			}
			k.write()
			return
		}
	}
}

// keeping is what the writer of a feed remembers.
type keeping struct {
	f      *Feed
	hubs   []*hub
	own    map[string]*telemetry.Translator // by Nuki-ID: of locks that publish by themselves
	gone   map[string]bool                  // locks that are complained about already
	twins  map[string]string                // by lock: the id of its twin
	thin   map[string]telemetry.UnixMilli   // by lock and figure: when it was taken last
	ready  map[string][]telemetry.Record    // by lock
	count  int                              // records in ready
	closes context.Context
}

// hub is what comes below one base topic.
type hub struct {
	base   string
	t      *telemetry.Translator
	parked []telemetry.Record // until the lock is known
}

func newKeeping(f *Feed) *keeping {
	k := &keeping{
		f: f, own: map[string]*telemetry.Translator{}, gone: map[string]bool{}, twins: map[string]string{},
		thin: map[string]telemetry.UnixMilli{}, ready: map[string][]telemetry.Record{},
		// What has come is written though the feed ends.
		closes: context.Background(),
	}
	for _, b := range f.o.bases() {
		k.hubs = append(k.hubs, &hub{base: b, t: telemetry.NewTranslator(telemetry.TranslateOptions{Base: b, Lock: f.o.Lock, Names: f.o.Names})})
	}
	return k
}

// gather waits a moment for what belongs to the same event.
func (k *keeping) gather() {
	wait := time.NewTimer(gatherTime)
	defer wait.Stop()
	for k.count < gatherRecords {
		select {
		case m := <-k.f.queue:
			k.hear(m)
		case <-wait.C:
			return
		case <-k.f.handed:
			return
		}
	}
}

// hear translates a message.
func (k *keeping) hear(m message) {
	if id, ok := ownLock(m.topic); ok {
		if k.f.o.Lock != "" && id != k.f.o.Lock {
			return
		}
		t := k.own[id]
		if t == nil {
			t = telemetry.NewTranslator(telemetry.TranslateOptions{Lock: id, Names: k.f.o.Names})
			k.own[id] = t
		}
		rs, found := t.Message(m.topic, m.payload, m.retained, m.at)
		k.take(nil, rs, found)
		return
	}
	for _, h := range k.hubs {
		// What tells Home Assistant of a lock names its base topic.
		if strings.HasPrefix(m.topic, h.base+"/") || strings.HasPrefix(m.topic, "homeassistant/") && h.t.Lock() == "" && strings.Contains(string(m.payload), `"`+h.base+`"`) {
			rs, found := h.t.Message(m.topic, m.payload, m.retained, m.at)
			k.take(h, rs, found)
			return
		}
	}
}

// ownLock is the Nuki-ID in the topic of a lock that publishes by itself.
func ownLock(topic string) (id string, ok bool) {
	after, ok := strings.CutPrefix(topic, "nuki/")
	if !ok || len(after) < 10 || after[8] != '/' {
		return "", false
	}
	id = strings.ToUpper(after[:8])
	return id, strings.Trim(id, "0123456789ABCDEF") == ""
}

// take gathers records. Those of a hub whose lock is not known wait for that.
func (k *keeping) take(h *hub, rs []telemetry.Record, found []telemetry.Finding) {
	dropped, thinned := 0, 0
	if h != nil && h.t.Lock() != "" && len(h.parked) > 0 {
		rs = append(h.parked, rs...)
		h.parked = nil
	}
	for _, r := range rs {
		if h != nil && (r.Lock == "" || r.Lock == telemetry.UnknownLock) {
			r.Lock = h.t.Lock()
		}
		switch {
		case r.Lock == "" && len(h.parked) < parkedRecords:
			h.parked = append(h.parked, r)
		case r.Lock == "":
			dropped++
		case k.tooSoon(&r):
			thinned++
		default:
			k.ready[r.Lock] = append(k.ready[r.Lock], r)
			k.count++
		}
	}
	parked := 0
	for _, h := range k.hubs {
		parked += len(h.parked)
	}
	k.f.count(func(s *shadow.FeedStatus) {
		s.Findings += int64(len(found))
		s.Dropped += int64(dropped)
		s.Thinned += int64(thinned)
		s.Parked = parked
	})
}

// tooSoon tells that a record is of signal strength alone, and that one was taken
// not long ago.
func (k *keeping) tooSoon(r *telemetry.Record) bool {
	if r.Link == nil || r.Retained || r.Link.Online.Set || r.Link.Hybrid.Set {
		return false
	}
	figure := r.Lock + " lock"
	if r.Link.WiFiRSSIDBm.Set {
		figure = r.Lock + " gateway"
	}
	last, there := k.thin[figure]
	if there && r.At >= last && r.At-last < telemetry.UnixMilli(ThinTime/time.Millisecond) {
		return true
	}
	k.thin[figure] = r.At
	return false
}

// write hands over what was gathered.
func (k *keeping) write() {
	for _, lock := range slices.Sorted(maps.Keys(k.ready)) {
		rs := k.ready[lock]
		rep, err := k.ingest(lock, rs)
		k.f.count(func(s *shadow.FeedStatus) {
			if err != nil {
				s.Lost += int64(len(rs))
				return
			}
			s.Taken += int64(rep.Taken)
			s.Duplicates += int64(rep.Duplicates)
			s.Refused += int64(rep.Refused)
		})
		switch {
		case err == nil:
			k.gone[lock] = false
		case !k.gone[lock]: // once, until it works again
			k.gone[lock] = true
			k.f.o.Log.Error("what a lock says cannot be kept", "lock", lock, "records", len(rs), "error", err)
		}
	}
	clear(k.ready)
	k.count = 0
}

// ingest finds the twin and hands over its records. A twin that was deleted is made
// anew.
func (k *keeping) ingest(lock string, rs []telemetry.Record) (shadow.Report, error) {
	for again := false; ; again = true {
		id, err := k.twins[lock], error(nil)
		if id == "" {
			if id, err = k.f.to.OfLock(k.closes, lock); err != nil {
				return shadow.Report{}, err
			}
			k.twins[lock] = id
		}
		rep, err := k.f.to.Ingest(k.closes, id, rs, nil)
		if again || !errors.Is(err, shadow.ErrNotFound) {
			return rep, err
		}
		delete(k.twins, lock)
	}
}
