package fleet

import (
	"fmt"
	"strings"

	"locktwin/model/sim"
	"locktwin/model/trace"
)

// Event hears the trace of the lock.
func (h *host) Event(e *trace.Event) {
	if h.script != nil {
		h.script.live.Event(e)
	}
	if e.Kind == trace.Rail {
		for _, r := range h.rails {
			r.take(e)
		}
		return
	}
	if h.pace != nil && h.pace.event != "" && e.Name == h.pace.event {
		h.pace.hit = true
	}
	switch e.Kind {
	case trace.Boot:
		if e.Text == "" && (e.Name == "run" || e.Name == "sleep") {
			return // each activation begins and ends; nobody wants to read that
		}
	case trace.Timer:
		return
	case trace.Reset:
		h.f.meter.Reset(strings.TrimPrefix(e.Name, "reset-"))
	case trace.Decision:
		if e.Name == "paired" {
			h.meetUser(e.Text)
		}
	case trace.Phone:
		if name, ok := strings.CutPrefix(e.Name, "command-"); ok {
			h.command = name
		}
	}
	h.ring.add(entry{
		sim: e.At, wall: h.wall.UnixNano(), kind: e.Kind, name: e.Name, text: e.Text, state: e.State, flash: e.Flash,
	})
	h.store.dirty = true
}

// meetUser remembers the name that an authorization was given to: RAM does not
// keep it.
func (h *host) meetUser(text string) {
	var id uint32
	if _, err := fmt.Sscanf(text, "Authorization %d was given to ", &id); err != nil {
		return
	}
	_, name, ok := strings.Cut(text, " was given to ")
	if !ok {
		return
	}
	if h.meta.Users == nil {
		h.meta.Users = map[uint32]string{}
	}
	h.meta.Users[id] = strings.TrimSuffix(name, ".")
}

// note adds an event of the fleet's own.
func (h *host) note(name, text string) {
	at := h.seen.Load()
	if h.lock != nil {
		at = int64(h.lock.Now())
	}
	h.ring.add(entry{sim: sim.Time(at), wall: h.wall.UnixNano(), fleet: true, name: name, text: text})
	h.store.dirty = true
}
