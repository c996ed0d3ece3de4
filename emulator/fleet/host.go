package fleet

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// host is the goroutine that owns one lock, and what it knows.
//
// It works in turns. A turn brings the lock to the present instant, does what
// messages ask for, hands out what the lock has sent, and says when the next one
// is due. In between the host sleeps.
type host struct {
	f        *Fleet
	id       string
	ring     *ring
	messages chan message
	kick     chan struct{} // something outside has changed: scanners, feeds
	quit     chan struct{} // closed: stop
	done     chan struct{} // closed: has stopped
	saved    chan saveDone
	dropped  atomic.Bool // the lock is deleted: nothing is saved at the end

	scanMu sync.Mutex
	scanIn []*scanner

	// What others may read at any time.
	line      atomic.Pointer[timeline] // nil: shows seen
	seen      atomic.Int64             // simulated instant of the last turn
	marginal  atomic.Int32
	asleep    atomic.Bool
	accounted atomic.Int64 // wall time, Unix nanoseconds, up to which awake is kept
	paused    atomic.Bool
	simulated atomic.Int64 // time that has passed since Open, for the ratio
	awake     atomic.Int64 // wall time since Open for which the lock was not paused

	// What follows belongs to the goroutine.
	lock    *model.Lock // nil while it sleeps
	dozing  *doze       // nil while it is awake
	used    time.Time   // when somebody last wanted something of the lock
	meta    meta
	log     *slog.Logger
	wall    time.Time // of the present turn
	timer   Timer     // nil until one is needed
	armed   bool
	wake    time.Time    // when the timer goes off
	next    time.Time    // when the next turn is due; the zero time for never
	due     bool         // because of something that is due, so lateness counts
	solver  *power.Cache // working memory of the lock, while it has one
	restive bool         // there is more to do at once
	outside bool         // somebody has nudged
	failed  error
	halted  bool // time has just been made to stand still, in the middle of a stretch
	goOn    func() bool
	waiting int // messages that this turn takes
	budget  int // events until the clock is looked at
	slice   time.Time

	clock    pacing
	air      onAir
	show     display
	store    keeping
	pace     *pace
	working  *job     // that is being done
	replies  []answer // to be sent at the end of the turn
	rails    []*rail
	scope    recording
	script   *script
	record   record
	repeat   repeating
	gathered entry  // programs that become one event
	command  string // of the frame that came last, for the latency
}

// batch is how many messages a turn takes at most; slice how long it may work on
// simulated time before it looks at its messages again.
const (
	batch     = 32
	sliceTime = 2 * time.Millisecond
	sliceStep = 16 // events between two looks at the clock
)

func (f *Fleet) newHost(m meta, next uint64) *host {
	h := &host{
		f: f, id: m.ID, meta: m, ring: newRing(f.limits.EventRing, next),
		messages: make(chan message, f.limits.LockQueue), kick: make(chan struct{}, 1),
		quit: make(chan struct{}), done: make(chan struct{}), saved: make(chan saveDone, 1),
		log: f.log.With("lock", m.ID),
	}
	h.goOn = h.mayGoOn
	h.record = record{deeds: m.Past, last: m.Deeds, gone: m.Forgotten}
	h.meta.Past = nil
	return h
}

// begin gives the host its lock and lets time run from here, before the host
// itself runs.
func (h *host) begin(l *model.Lock) {
	h.wall = h.f.clock.Now()
	h.used = h.wall
	h.take(l)
	h.setLine()
}

// take gives the host its lock, before it runs or in its goroutine.
func (h *host) take(l *model.Lock) {
	h.lock = l
	l.Listen(h)
	h.show.counted = l.Machine().Stats()
	h.seen.Store(int64(l.Now()))
	h.lend(l)
}

// nudge lets the host look at what has changed outside.
func (h *host) nudge() {
	select {
	case h.kick <- struct{}{}:
	default:
	}
}

// scanned tells the host of a scanner that wants to hear its lock.
func (h *host) scanned(s *scanner) {
	h.scanMu.Lock()
	h.scanIn = append(h.scanIn, s)
	h.scanMu.Unlock()
	h.nudge()
}

// run is the goroutine.
func (h *host) run() {
	defer close(h.done)
	h.wall = h.f.clock.Now()
	m, ok := message{}, true
	for ok {
		h.guarded(m)
		m, ok = h.rest()
	}
	h.exert()
	h.finish()
	h.relax()
}

// readClock takes the wall time of a turn, and with it only those messages that
// were there before: who looked at the clock and then sent one finds the lock at
// that time, or later.
func (h *host) readClock() {
	h.waiting = min(len(h.messages), batch-1)
	h.wall = h.f.clock.Now()
}

// rest waits for something to do. It tells false when the host is to stop.
func (h *host) rest() (m message, ok bool) {
	if h.restive {
		select {
		case m = <-h.messages:
		case <-h.quit:
			return m, false
		case s := <-h.saved:
			h.saveEnded(s)
		case <-h.kick:
			h.outside = true
		default:
		}
		h.readClock()
		return m, true
	}
	for {
		var alarm <-chan time.Time
		if h.armed {
			alarm = h.timer.C()
		}
		select {
		case m = <-h.messages:
			h.readClock()
		case <-alarm:
			if !h.rang() {
				continue
			}
			h.readClock()
			if h.due {
				h.f.meter.Lateness(max(h.wall.Sub(h.next), 0))
			}
		case s := <-h.saved:
			h.readClock()
			h.saveEnded(s)
		case <-h.kick:
			h.readClock()
			h.outside = true
		case <-h.quit:
			return m, false
		}
		return m, true
	}
}

// guarded is a turn that takes the lock down, and nobody else, when the model
// panics.
func (h *host) guarded(m message) {
	defer func() {
		if p := recover(); p != nil {
			h.log.Error("the model panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()), h.sim())
			h.solver = nil // nobody knows what state it is in
			h.fail(fmt.Errorf("panic: %v", p))
			if h.working != nil {
				h.reply(h.working, h.failed)
			}
			h.sendReplies()
		}
	}()
	h.turn(m)
}

func (h *host) turn(m message) {
	if h.dozing != nil {
		if h.dream(m) {
			return
		}
		h.wakeUp()
	}
	h.exert()
	h.catchUp()
	if h.outside {
		h.lookOutside()
	}
	h.handle(m)
	for ; h.waiting > 0; h.waiting-- {
		h.handle(<-h.messages)
	}
	h.settle()
	h.hand()
	h.endGathering()
	h.countFlash()
	h.report()
	h.showScope()
	h.sendReplies()
	h.keep()
	h.fallAsleep()
	h.plan()
}

// fail ends the lock's life: it is shown, but nothing happens to it any more.
func (h *host) fail(err error) {
	if h.failed != nil {
		return
	}
	h.failed = fmt.Errorf("%w: %w", ErrFailed, err)
	h.log.Error("the lock cannot go on", "error", err, h.sim())
	h.note(EventFailed, err.Error())
	h.endPace(h.failed)
	h.endScript(h.failed)
	for _, l := range h.air.links {
		h.lose(l, gatt.ReasonUnspecified)
	}
	clear(h.air.links)
	h.restive, h.armed = false, false
	h.f.hub.publish(h, nil)
	h.showFailure()
}

// handle does what a message asks for.
func (h *host) handle(m message) {
	if m.kind == 0 {
		return
	}
	h.used = h.wall
	if m.kind != msgJob || m.job.durable {
		h.pace.unforeseen()
	}
	if m.kind == msgJob {
		h.work(m.job)
		return
	}
	if h.failed != nil {
		if m.kind == msgConnect {
			h.lose(m.link, gatt.ReasonEstablish)
		}
		return
	}
	h.clock.stirred = h.lock.Now()
	switch m.kind {
	case msgConnect:
		h.connect(m.link)
	case msgSend:
		h.send(m.link, m.pdu)
	case msgHangup:
		h.hangUp(m.link)
	case msgVanish:
		h.vanish(m.link)
	case msgRSSI:
		h.rssi(m.link)
	}
}

// work does a job and answers, at once or when its effects are saved.
func (h *host) work(j *job) {
	if !j.claimed.CompareAndSwap(false, true) {
		return
	}
	if h.failed != nil {
		h.reply(j, h.failed)
		return
	}
	h.working = j
	err := j.do(h)
	switch {
	case j.later:
	case err != nil || !j.durable:
		h.reply(j, err)
	default:
		h.settle()
		h.stir()
		h.answer(j, nil)
	}
	h.working = nil
}

// reply answers a job at the end of the turn, when what has changed is shown.
func (h *host) reply(j *job, err error) { h.replies = append(h.replies, answer{j, err}) }

func (h *host) sendReplies() {
	for _, a := range h.replies {
		a.job.done <- a.err
	}
	clear(h.replies)
	h.replies = h.replies[:0]
}

// answer is what a job ends with.
type answer struct {
	job *job
	err error
}

// stir says that something was done to the lock.
func (h *host) stir() {
	h.clock.stirred = h.lock.Now()
	h.store.dirty = true
	h.show.stale = true
}

// sim is the instant that the lock shows, for the log.
func (h *host) sim() slog.Attr { return slog.String("sim", h.shown().String()) }

// now is the instant that the lock shows, for those who read from outside.
func (h *host) now(wall time.Time) sim.Time {
	seen := sim.Time(h.seen.Load())
	if t := h.line.Load(); t != nil {
		return max(seen, t.at(wall))
	}
	return seen
}
