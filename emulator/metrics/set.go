// Package metrics counts what a fleet and its transports do, as Prometheus
// collectors on a registry that is handed in.
//
// It must not know locks, transports or HTTP. No label carries what a user
// chose: every label's values come from a fixed vocabulary of this program, so
// the number of series is bounded.
package metrics

import (
	"fmt"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const namespace = "locktwin"

// Set is the collectors. A nil Set counts nothing, so nobody has to ask.
type Set struct {
	frames    *prometheus.CounterVec
	commands  *prometheus.HistogramVec
	att       *prometheus.CounterVec
	protocol  *prometheus.CounterVec
	resets    *prometheus.CounterVec
	flash     *prometheus.CounterVec
	dropped   *prometheus.CounterVec
	lateness  prometheus.Histogram
	saves     *prometheus.HistogramVec
	known     map[string]bool // names of commands that may be a label
	live      *live
	twins     *twinning
	toLock    prometheus.Counter
	fromLock  prometheus.Counter
	savedGood prometheus.Observer
	savedBad  prometheus.Observer
}

// other is the label of what is outside the vocabulary.
const other = "other"

// New makes the collectors and registers them. commands are the names that the
// label of the command latency may have; every other name counts as "other".
func New(r prometheus.Registerer, commands ...string) (*Set, error) {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	}
	s := &Set{
		frames: counter("frames_total", "ATT frames between locks and centrals, by direction as seen from the lock.", "direction"),
		commands: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "command_latency_seconds",
			Help:    "Wall time from the write of a command to its first indication, by command.",
			Buckets: prometheus.ExponentialBuckets(50e-6, 4, 10),
		}, []string{"command"}),
		att:      counter("att_errors_total", "ATT error responses of locks, by code.", "code"),
		protocol: counter("protocol_errors_total", "Error reports of the lock protocol, by code.", "code"),
		resets:   counter("resets_total", "Resets of locks, by cause.", "cause"),
		flash:    counter("flash_operations_total", "Operations on the memories of locks: program, erase, torn by a reset, refused by a write gate.", "kind"),
		dropped:  counter("queue_drops_total", "Items that found no room in a queue: of feeds, of centrals that were cut off, advertisements, frames.", "queue"),
		lateness: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "host_lateness_seconds",
			Help:    "How long after its due instant a host came to its work, wall time.",
			Buckets: []float64{50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 50e-3, 0.25, 1},
		}),
		saves: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "save_duration_seconds",
			Help:    "How long it took until a lock was saved, by result.",
			Buckets: prometheus.ExponentialBuckets(100e-6, 4, 9),
		}, []string{"result"}),
		known: map[string]bool{},
		live:  newLive(),
		twins: newTwinning(),
	}
	for _, c := range commands {
		s.known[c] = true
	}
	for _, c := range []prometheus.Collector{s.frames, s.commands, s.att, s.protocol, s.resets, s.flash, s.dropped, s.lateness, s.saves, s.live, s.twins} {
		if err := r.Register(c); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	s.toLock, s.fromLock = s.frames.WithLabelValues("to-lock"), s.frames.WithLabelValues("from-lock")
	s.savedGood, s.savedBad = s.saves.WithLabelValues("ok"), s.saves.WithLabelValues("error")
	return s, nil
}

// Frames counts ATT frames on their way to locks, or from locks.
func (s *Set) Frames(toLock bool, n int) {
	switch {
	case s == nil:
	case toLock:
		s.toLock.Add(float64(n))
	default:
		s.fromLock.Add(float64(n))
	}
}

// Command takes the time from the write of a command until its first
// indication, wall time.
func (s *Set) Command(name string, d time.Duration) {
	if s == nil {
		return
	}
	if !s.known[name] {
		name = other
	}
	s.commands.WithLabelValues(name).Observe(d.Seconds())
}

// ATTError counts an ATT error response of a lock by its code.
func (s *Set) ATTError(code uint8) {
	if s != nil {
		s.att.WithLabelValues(hex(code)).Inc()
	}
}

// ProtocolError counts an error report of the lock protocol by its code.
func (s *Set) ProtocolError(code uint8) {
	if s != nil {
		s.protocol.WithLabelValues(hex(code)).Inc()
	}
}

func hex(code uint8) string {
	const width = 2
	text := strconv.FormatUint(uint64(code), 16)
	for len(text) < width {
		text = "0" + text
	}
	return "0x" + text
}

// Reset counts a reset by its cause.
func (s *Set) Reset(cause string) {
	if s == nil {
		return
	}
	switch cause {
	case "power-on", "brown-out", "pin", "watchdog", "soft":
	default:
		cause = other
	}
	s.resets.WithLabelValues(cause).Inc()
}

// Flash counts flash operations by kind: program, erase, torn, refused.
func (s *Set) Flash(kind string, n int) {
	if s == nil || n == 0 {
		return
	}
	switch kind {
	case "program", "erase", "torn", "refused":
	default:
		kind = other
	}
	s.flash.WithLabelValues(kind).Add(float64(n))
}

// Dropped counts what found no room: "feed", "central", "advertisement",
// "frame".
func (s *Set) Dropped(queue string, n int) {
	if s == nil {
		return
	}
	switch queue {
	case "feed", "central", "advertisement", "frame":
	default:
		queue = other
	}
	s.dropped.WithLabelValues(queue).Add(float64(n))
}

// Lateness takes how long after its due instant a host came to its work.
func (s *Set) Lateness(d time.Duration) {
	if s != nil {
		s.lateness.Observe(d.Seconds())
	}
}

// Saved takes how long it took to save a lock, and whether it worked.
func (s *Set) Saved(d time.Duration, ok bool) {
	switch {
	case s == nil:
	case ok:
		s.savedGood.Observe(d.Seconds())
	default:
		s.savedBad.Observe(d.Seconds())
	}
}
