package fleet

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"locktwin/model/keyturner"
	"locktwin/model/trace"
)

// Event hears the trace of the lock.
func (h *host) Event(e *trace.Event) {
	if h.script != nil {
		h.script.live.Event(e)
	}
	if h.scope.recorder != nil {
		h.scope.recorder.Event(e)
	}
	if e.Kind == trace.Rail {
		for _, r := range h.rails {
			r.take(e)
		}
		return
	}
	if h.pace != nil && h.script != nil && e.Name == h.pace.event {
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
		h.decided(e)
	case trace.Flash:
		if h.gather(e) {
			return
		}
	}
	h.endGathering()
	if e.Text != "" && h.log.Enabled(context.Background(), slog.LevelDebug) {
		h.log.Debug(e.Text, "kind", e.Kind.String(), "name", e.Name, "sim", e.At.String())
	}
	h.ring.add(entry{
		sim: e.At, wall: h.wall.UnixNano(), kind: e.Kind, name: e.Name, text: e.Text, state: e.State, flash: e.Flash,
	})
	h.store.dirty = true
}

// gather makes one event of word after word that is programmed: what a part does
// in hundreds of operations is one write to whoever reads. It tells whether it has
// taken the event.
func (h *host) gather(e *trace.Event) bool {
	if e.Text != "" {
		return false
	}
	g := &h.gathered
	switch {
	case e.Name == "program-begin":
	case e.Name != "program-done":
		return false
	case g.name == e.Name && e.Flash.Addr == g.flash.Addr+g.flash.Size:
		g.flash.Size += e.Flash.Size
		g.sim = e.At
	default:
		h.endGathering()
		*g = entry{sim: e.At, wall: h.wall.UnixNano(), kind: e.Kind, name: e.Name, flash: e.Flash}
	}
	return true
}

// endGathering adds what was gathered. It is called before any other event is
// added, and at the end of a turn.
func (h *host) endGathering() {
	if h.gathered.name == "" {
		return
	}
	h.ring.add(h.gathered)
	h.gathered = entry{}
	h.store.dirty = true
}

// decided takes from the firmware's notes what the fleet keeps account of.
func (h *host) decided(e *trace.Event) {
	switch e.Name {
	case "paired":
		h.meetUser(e.Text)
		h.notePaired(e)
	case "request":
		h.noteAsked(e)
		if _, command, ok := strings.Cut(e.Text, " asks for "); ok {
			h.command = strings.TrimSuffix(command, ".")
		}
	case "refused":
		h.noteRefused(e.Text)
		if _, meaning, ok := strings.Cut(e.Text, " is refused: "); ok {
			if code, ok := refusals[strings.TrimSuffix(meaning, ".")]; ok {
				h.f.meter.ProtocolError(code)
			}
		}
	}
}

// refusals finds an error code by its meaning in words.
var refusals = func() map[string]uint8 {
	out := map[string]uint8{}
	for c := range 256 {
		if m := keyturner.ErrorCode(c).Meaning(); m != unlisted {
			out[m] = uint8(c)
		}
	}
	return out
}()

// unlisted is the meaning of a code that has none.
var unlisted = keyturner.ErrorCode(0x7F).Meaning()

// countFlash counts what the memory has done since the last turn.
func (h *host) countFlash() {
	if h.failed != nil {
		return
	}
	s, was := h.lock.Machine().Stats(), &h.show.counted
	h.f.meter.Flash("program", s.Programs-was.Programs)
	h.f.meter.Flash("erase", s.Erases-was.Erases)
	h.f.meter.Flash("torn", s.Interrupted-was.Interrupted)
	h.f.meter.Flash("refused", s.Refused-was.Refused)
	*was = s
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
	h.endGathering()
	h.ring.add(entry{sim: h.shown(), wall: h.wall.UnixNano(), fleet: true, name: name, text: text})
	h.store.dirty = true
}
