package training

import (
	"strings"
	"time"

	"locktwin/model/sim"
	"locktwin/model/trace"
)

// past is what somebody who stood beside the lock could have noticed and still know:
// it is heard from the trace while the hidden story is played.
type past struct {
	inserted  []sim.Time // when cells were put in, the first set left out
	removed   sim.Time
	openings  int           // of the contacts, since the last insertion began, before they were firm for good
	longest   time.Duration // of those
	opened    sim.Time      // the contacts are open since; 0 they are not
	boots     int           // since the last insertion
	runs      int           // position runs since the last insertion
	actions   []sim.Time    // when a phone moved the bolt, the last ones
	queries   []sim.Time    // when a phone or a bridge asked anything else, the last ones
	wrong     []sim.Time    // when somebody was told that a PIN is wrong
	updated   sim.Time
	stalls    int
	brownOuts []sim.Time
	lowVBAT   int64 // lowest voltages since the last insertion, in microvolts
	lowVDD    int64
}

// remembered is how far back people remember how often they do something.
const remembered = 7 * 24 * time.Hour

// settleSpan is how long after an insertion the contacts are looked at.
const settleSpan = 10 * time.Second

func (p *past) hear(e *trace.Event) {
	switch e.Kind {
	case trace.Rail:
		if v := int64(e.Rail.VBAT); p.opened == 0 && len(p.inserted) > 0 && (p.lowVBAT == 0 || v < p.lowVBAT) {
			p.lowVBAT = v
		}
		if v := int64(e.Rail.VDD); len(p.inserted) > 0 && (p.lowVDD == 0 || v < p.lowVDD) {
			p.lowVDD = v
		}
		return
	case trace.Motor:
		if e.Name == "motor-stalled" || e.Name == "motor-timeout" {
			p.stalls++
		}
	case trace.Phone:
		p.phone(e)
	case trace.Reset:
		if e.Name == "reset-brown-out" {
			p.brownOuts = append(p.brownOuts, e.At)
		}
	}
	switch e.Name {
	case "cells-in":
		p.inserted = append(p.inserted, e.At)
		p.openings, p.longest, p.opened, p.boots, p.runs, p.lowVBAT, p.lowVDD = 0, 0, 0, 0, 0, 0, 0
	case "cells-out":
		p.removed = e.At
		if p.fresh(e.At) {
			p.openings++
		}
	case "contact-opens":
		if p.fresh(e.At) {
			p.openings++
			p.opened = e.At
		}
	case "contact-makes":
		if p.opened != 0 {
			p.longest = max(p.longest, e.At.Sub(p.opened))
		}
		p.opened = 0
	case "boot":
		if e.Kind == trace.Boot && e.Text != "" && len(p.inserted) > 0 {
			p.boots++
		}
	case "boot-run":
		p.runs++
	case "update":
		p.updated = e.At
	}
}

// fresh says whether cells were put in a moment ago.
func (p *past) fresh(at sim.Time) bool {
	n := len(p.inserted)
	return n > 0 && at.Sub(p.inserted[n-1]) <= settleSpan
}

func (p *past) phone(e *trace.Event) {
	switch e.Name {
	case "command":
		if strings.HasSuffix(e.Text, "lock-action") {
			p.actions = recent(p.actions, e.At)
		} else {
			p.queries = recent(p.queries, e.At)
		}
	case "answer":
		if strings.Contains(e.Text, "wrong PIN") {
			p.wrong = recent(p.wrong, e.At)
		}
	}
}

// recent appends an instant and forgets those that nobody remembers.
func recent(all []sim.Time, at sim.Time) []sim.Time {
	n := 0
	for n < len(all) && at.Sub(all[n]) > remembered {
		n++
	}
	return append(all[n:], at)
}

// aDay is how many of the instants there were a day, over as many days as people
// remember, or since the first of them.
func aDay(all []sim.Time, now sim.Time) float64 {
	n := 0
	first := now
	for _, at := range all {
		if now.Sub(at) <= remembered {
			n++
			first = min(first, at)
		}
	}
	days := now.Sub(first).Hours() / 24
	if days < 1 {
		days = 1
	}
	return float64(n) / days
}

// within counts the instants that lie at most so far back.
func within(all []sim.Time, now sim.Time, d time.Duration) int {
	n := 0
	for _, at := range all {
		if now.Sub(at) <= d {
			n++
		}
	}
	return n
}
