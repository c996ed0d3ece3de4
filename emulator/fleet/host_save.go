package fleet

import (
	"context"
	"fmt"
	"maps"
	"sync/atomic"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/sim"
)

// keeping is how a host keeps its promise: what somebody was told is saved.
//
// A save is a number. What waits to be told waits for one: the next one when the
// memory has changed since the last freeze, else the one under way.
type keeping struct {
	dirty   bool     // something has changed since the last freeze
	ops     int      // flash operations that the last freeze holds
	at      sim.Time // the instant of the last freeze
	begun   uint64
	ended   uint64 // all up to this number are safe
	busy    bool
	failing bool
	last    time.Time // of the last freeze, wall
	retry   time.Time // after a failure

	held    []heldEvent
	answers []heldAnswer

	puts    map[string][]byte // to go with the next save
	deletes map[string]bool
	seq     uint64        // events up to here are safe
	kept    atomic.Uint64 // the same, for everybody to read
	sent    uint64        // events that the save under way holds
	trimmed uint64        // blocks below this one are gone
	size    int           // of the last freeze, bytes
}

type heldEvent struct {
	needs uint64
	link  *link
	e     CentralEvent
}

type heldAnswer struct {
	needs uint64
	answer
}

type saveDone struct {
	n    uint64
	err  error
	took time.Duration
	puts map[string][]byte
	dels map[string]bool
}

// maxHeld bounds what waits for a save, so that a full disk does not fill the
// memory too.
const maxHeld = 4096

// retryAfter is the wait after a save that failed.
const retryAfter = time.Second

// needs is the save that has to be over before a central is told what is so at an
// instant. While the central may be told of flash operations, that instant is
// saved too, so that time never goes back before it.
func (h *host) needs(l *link, at sim.Time) uint64 {
	k := &h.store
	if ops := h.flashOps(); ops != k.ops || ops != l.ops && at > k.at {
		return k.begun + 1
	}
	return k.begun
}

// deliver tells a central something, when it is safe.
func (h *host) deliver(l *link, e CentralEvent) {
	if h.f.store == nil {
		h.emit(l, e)
		return
	}
	k := &h.store
	n := h.needs(l, sim.Time(e.SimNS))
	if n <= k.ended && len(k.held) == 0 {
		h.emit(l, e)
		return
	}
	if len(k.held) >= maxHeld {
		h.f.meter.Dropped("frame", 1)
		return
	}
	k.held = append(k.held, heldEvent{max(n, k.heldUpTo()), l, e})
}

// heldUpTo keeps the order: nothing is told before what was held earlier.
func (k *keeping) heldUpTo() uint64 {
	if len(k.held) == 0 {
		return 0
	}
	return k.held[len(k.held)-1].needs
}

// answer answers a job when what it did is safe.
func (h *host) answer(j *job, err error) {
	if h.f.store == nil {
		h.reply(j, err)
		return
	}
	h.store.answers = append(h.store.answers, heldAnswer{h.store.begun + 1, answer{j, err}})
}

// put keeps a value with the next save, which is due at once if somebody waits
// for it.
func (h *host) put(key string, value []byte) {
	if h.f.store == nil {
		return
	}
	if h.store.puts == nil {
		h.store.puts = map[string][]byte{}
	}
	h.store.puts[key] = value
	delete(h.store.deletes, key)
	h.store.dirty = true
}

func (h *host) drop(key string) {
	if h.f.store == nil {
		return
	}
	if h.store.deletes == nil {
		h.store.deletes = map[string]bool{}
	}
	h.store.deletes[key] = true
	delete(h.store.puts, key)
	h.store.dirty = true
}

// wanted tells whether somebody waits for a save that has not begun.
func (k *keeping) wanted() bool {
	return k.heldUpTo() > k.begun || len(k.answers) > 0 && k.answers[len(k.answers)-1].needs > k.begun
}

// keep begins a save if one is due.
func (h *host) keep() {
	k := &h.store
	if h.f.store == nil || k.busy || !k.dirty && !k.wanted() {
		return
	}
	if k.failing && h.wall.Before(k.retry) {
		return
	}
	if !k.wanted() && h.wall.Sub(k.last) < h.f.limits.SaveEvery {
		return
	}
	puts, deletes, err := h.freeze()
	if err != nil {
		h.fail(err)
		return
	}
	n, extra, dels := k.begun, k.puts, k.deletes
	k.puts, k.deletes = nil, nil
	k.busy = true
	begin := h.wall
	h.f.goes.Go(func() {
		err := h.f.store.Save(h.f.saving, h.id, puts, deletes)
		h.saved <- saveDone{n, err, h.f.clock.Now().Sub(begin), extra, dels}
	})
}

// freeze makes all that is to be saved, and counts as the begin of a save.
func (h *host) freeze() (puts map[string][]byte, deletes []string, err error) {
	k := &h.store
	puts = maps.Clone(k.puts)
	if puts == nil {
		puts = map[string][]byte{}
	}
	for key := range k.deletes {
		deletes = append(deletes, key)
	}
	switch {
	case h.failed != nil:
	case h.dozing != nil:
		puts[keyFrozen] = h.dozing.frozen
	default:
		frozen, err := h.lock.AppendFrozen(make([]byte, 0, k.size+k.size/8))
		if err != nil {
			return nil, nil, err
		}
		k.size, k.at = len(frozen), h.lock.Now()
		puts[keyFrozen] = frozen
		stats := h.lock.Machine().Stats()
		if ops := flashOps(&stats); ops != k.ops || k.begun == 0 {
			k.ops = ops
		}
	}
	h.blocks(puts, &deletes)
	h.record.blocks(puts, &deletes)
	h.meta.Deeds, h.meta.Forgotten = h.record.last, h.record.gone
	h.meta.Version = h.f.version
	h.meta.LastSeq = k.sent
	h.meta.Wall, h.meta.Sim, h.meta.Factor = h.clock.line.wall, h.clock.line.sim, h.clock.line.factor
	if h.clock.line.factor == 0 && h.failed == nil {
		h.meta.Sim = h.shown()
	}
	puts[keyMeta] = h.meta.encode()
	k.begun++
	k.dirty = false
	k.last = h.wall
	return puts, deletes, nil
}

// blocks adds the blocks of events that have changed since they were saved, and
// drops those that are older than the ring reaches.
func (h *host) blocks(puts map[string][]byte, deletes *[]string) {
	k := &h.store
	k.sent = h.ring.last()
	if k.sent == k.seq {
		return
	}
	for b := (k.seq + 1) / eventBlock; b <= k.sent/eventBlock; b++ {
		events, _ := h.ring.after(max(b*eventBlock, 1)-1, eventBlock)
		for len(events) > 0 && events[len(events)-1].Seq/eventBlock != b {
			events = events[:len(events)-1]
		}
		if len(events) > 0 {
			puts[blockKey(b)] = encodeEvents(events)
		}
	}
	if limit := uint64(h.f.limits.EventRing); k.sent > limit {
		for oldest := (k.sent - limit) / eventBlock; k.trimmed < oldest; k.trimmed++ {
			*deletes = append(*deletes, blockKey(k.trimmed))
		}
	}
}

// saveEnded takes note of the end of a save and tells what has waited for it.
func (h *host) saveEnded(s saveDone) {
	k := &h.store
	k.busy = false
	h.f.meter.Saved(s.took, s.err == nil)
	if s.err != nil {
		h.saveFailed(s)
		return
	}
	k.failing = false
	k.ended = s.n
	k.seq = max(k.seq, k.sent)
	k.kept.Store(k.seq)
	h.release()
}

// release tells what has waited for saves that are over.
func (h *host) release() {
	k := &h.store
	n := 0
	for n < len(k.held) && k.held[n].needs <= k.ended {
		h.emit(k.held[n].link, k.held[n].e)
		n++
	}
	k.held = append(k.held[:0], k.held[n:]...)
	n = 0
	for n < len(k.answers) && k.answers[n].needs <= k.ended {
		k.answers[n].job.done <- k.answers[n].err
		n++
	}
	k.answers = append(k.answers[:0], k.answers[n:]...)
}

// saveFailed answers those who wait for an answer; what centrals were to be told
// waits for a save that works.
func (h *host) saveFailed(s saveDone) {
	k := &h.store
	if !k.failing {
		h.log.Error("a lock could not be saved", "error", s.err, h.sim())
		h.note(EventSaveFailed, "the lock could not be saved; what it answers is held back until it can be")
	}
	k.failing, k.dirty = true, true
	h.record.spoiled()
	k.retry = h.wall.Add(retryAfter)
	for _, a := range k.answers {
		a.job.done <- fmt.Errorf("%w: %w", ErrStore, s.err)
	}
	k.answers = k.answers[:0]
	// What went with this save goes with the next one, unless it is newer.
	for key, v := range s.puts {
		if _, newer := k.puts[key]; !newer && !k.deletes[key] {
			h.put(key, v)
		}
	}
	for key := range s.dels {
		if _, newer := k.puts[key]; !newer {
			h.drop(key)
		}
	}
}

// nextSave is when a lazy save or a retry is due; the zero time for none.
func (h *host) nextSave() time.Time {
	k := &h.store
	switch {
	case h.f.store == nil || k.busy || !k.dirty && !k.wanted():
		return time.Time{}
	case k.failing:
		return k.retry
	}
	return k.last.Add(h.f.limits.SaveEvery)
}

// finish ends the host: what the lock is now is saved, unless it is deleted.
func (h *host) finish() {
	h.wall = h.f.clock.Now()
	if h.armed {
		h.timer.Stop()
	}
	if h.store.busy {
		h.saveEnded(<-h.saved)
	}
	h.endPace(ErrClosed)
	h.endScript(ErrClosed)
	switch {
	case h.dropped.Load():
	case h.f.store != nil:
		h.lastSave()
	}
	for _, a := range h.store.answers {
		a.job.done <- ErrClosed
	}
	h.sendReplies()
	for _, l := range h.air.links {
		h.lose(l, gatt.ReasonTimeout)
	}
	h.f.hub.publish(h, nil)
	h.ring.end()
	h.endScopes()
}

// lastSave saves without letting the host go on.
func (h *host) lastSave() {
	if !h.store.dirty && !h.store.wanted() && h.store.begun > 0 {
		return // what is kept goes on by itself until now
	}
	if h.failed == nil && h.dozing == nil {
		h.catchUp()
		h.hand()
	}
	puts, deletes, err := h.freeze()
	if err == nil {
		err = h.f.store.Save(h.f.saving, h.id, puts, deletes)
	}
	if err != nil {
		h.log.Error("a lock could not be saved at the end", "error", err, h.sim())
		h.f.lastErr(fmt.Errorf("lock %s: %w: %w", h.id, ErrStore, err))
		return
	}
	h.store.ended = h.store.begun
	h.release()
}

// recall reads events of an earlier run from the store.
func (h *host) recall(ctx context.Context) error {
	values, err := h.f.store.Load(ctx, h.id, keyEvents)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	var older []Event
	for _, key := range sortedKeys(values) {
		events, err := decodeEvents(values[key])
		if err != nil {
			return err
		}
		older = append(older, events...)
	}
	h.ring.recall(older)
	return nil
}
