package scenarios

import (
	"errors"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// How long a phone waits (Core Specification: an attribute transaction fails after
// 30 s; the rest are assumptions about apps). An app that does not get a
// connection, or loses it before it has said anything, tries again.
const (
	dialLimit      = 40 * time.Second
	attributeLimit = 30 * time.Second
	messageLimit   = 40 * time.Second
)

// errWaiting ends a conversation that cannot go on yet. What was said and heard is
// kept, and the conversation is held again from its beginning when there is more.
var errWaiting = errors.New("the lock has not answered yet")

// talk is a phone that gives a command over the air: it connects, unless it still
// is, converses, and is told. It is data alone, so that a copy can go on by itself.
type talk struct {
	phone, what string
	command     firmware.Command
	then        func(p *player, a *model.Answer, outcome ending)

	n        uint64      // its number, from 1
	conn     gatt.ConnID // 0: no connection yet
	dialled  Opt[sim.Time]
	speaking bool // the conversation has begun, so that a loss of the link is its end
	sent     bool
	wrote    int // writes and messages on the connection before this command
	got      int
	progress int // of the conversation
	since    sim.Time
}

func (t *talk) clone() task { c := *t; return &c }

func (t *talk) poll(p *player) (sim.Time, bool, error) {
	for {
		if t.conn == 0 {
			if l := p.radio.of(t.phone); l != nil && l.holder != 0 {
				p.radio.blocked = true
				return sim.Never, false, nil
			}
			if err := t.connect(p); err != nil {
				return 0, false, err
			}
		}
		l := p.radio.line(t.conn)
		c := l.central()
		if !t.speaking {
			limit := t.dialled.Value.Add(dialLimit)
			late := p.lock.Now() >= limit
			switch {
			case c.lost != nil && !late:
				p.radio.drop(l)
				t.conn = 0
				continue
			case c.lost != nil:
				return t.end(p, l, nil, c.lost)
			case !c.ready && late:
				return t.end(p, l, nil, errWaiting)
			case !c.ready:
				return limit, false, nil
			}
			t.speaking, t.wrote, t.got, t.since = true, l.issued, len(c.got), p.lock.Now()
		}
		w := &speech{p: p, t: t, l: l, c: c}
		answer, err := t.converse(w)
		if !errors.Is(err, errWaiting) {
			return t.end(p, l, answer, err)
		}
		if n := w.wrote + w.got; n != t.progress {
			t.progress, t.since = n, p.lock.Now()
		}
		if limit := t.since.Add(w.patience); p.lock.Now() < limit {
			return limit, false, nil
		}
		return t.end(p, l, nil, err)
	}
}

// connect takes the connection that the phone still has, or begins to make one.
func (t *talk) connect(p *player) error {
	if l := p.radio.of(t.phone); l != nil && l.central().ready {
		l.holder, t.conn = t.n, l.conn
		return nil
	}
	if !t.dialled.Set {
		t.dialled = Some(p.lock.Now())
	}
	var err error
	t.conn, err = p.dial(t.phone, t.n)
	return err
}

// end tells the phone's owner. A connection over which the lock has answered in
// order is there for the next command.
func (t *talk) end(p *player, l *line, a *model.Answer, err error) (sim.Time, bool, error) {
	p.radio.freed = true
	how, reason := silent, noAnswer
	var told *keyturner.LockError
	var refused *gatt.Error
	switch {
	case err == nil:
		how, reason = accepts, ""
	case errors.As(err, &told):
		how, reason = refuses, told.Code.String()
	case errors.As(err, &refused):
		how, reason = refuses, refused.Error()
	case !errors.Is(err, errWaiting) && !errors.Is(err, model.ErrLinkLost):
		reason = err.Error()
	}
	l.holder = 0
	switch {
	case l.central().lost != nil:
		p.radio.drop(l)
	case err != nil && told == nil || t.command.Op == firmware.OpReboot:
		p.hangUp(l)
	}
	if a == nil {
		a = &model.Answer{}
	}
	p.answered(t.phone, t.what, a, how, reason, t.then)
	return 0, true, nil
}

// speech is the connection as one conversation uses it: what was written and heard
// before is not written again, and heard again.
type speech struct {
	p        *player
	t        *talk
	l        *line
	c        *central
	wrote    int // in this run of the conversation
	got      int
	patience time.Duration // with what it waits for
}

// Write is part of keyturner.Link.
func (s *speech) Write(to keyturner.Characteristic, message []byte) error {
	i := s.t.wrote + s.wrote
	if i == s.l.issued && s.c.lost == nil {
		if !s.t.sent {
			s.t.sent = true
			s.p.lock.Remark(trace.Phone, "command", s.t.phone+" sends "+s.t.what)
		}
		s.l.write(s.p, to, message)
	}
	switch {
	case i < len(s.c.wrote):
		s.wrote++
		return s.c.wrote[i]
	case s.c.lost != nil:
		return s.c.lost
	}
	s.patience = attributeLimit
	return errWaiting
}

// Receive is part of keyturner.Link.
func (s *speech) Receive() (keyturner.Characteristic, []byte, error) {
	i := s.t.got + s.got
	switch {
	case i < len(s.c.got):
		s.got++
		return s.c.got[i].from, s.c.got[i].part, nil
	case s.c.lost != nil:
		return 0, nil, s.c.lost
	}
	s.patience = messageLimit
	return 0, nil, errWaiting
}
