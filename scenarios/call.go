package scenarios

import (
	"errors"
	"fmt"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// noAnswer is how a phone's screen words it.
const noAnswer = "no answer"

// calling is a phone that has sent a command and waits.
type calling struct {
	phone  string
	what   string // in the words of the step
	ticket model.Ticket
	// then takes note of how it ended. It keeps no state of its own.
	then func(p *player, a *model.Answer, outcome ending)
}

// ending is how a command ended.
type ending uint8

const (
	accepts ending = iota
	refuses
	silent
)

// send begins a command.
func (p *player) send(phone, what string, c firmware.Command, then func(*player, *model.Answer, ending)) task {
	if p.radio.on {
		p.radio.talks++
		return &talk{phone: phone, what: what, command: c, then: then, n: p.radio.talks}
	}
	return &calling{phone: phone, what: what, ticket: p.lock.Send(phone, c), then: then}
}

func (t *calling) clone() task { c := *t; return &c }

func (t *calling) poll(p *player) (sim.Time, bool, error) {
	a, done, err := p.lock.Poll(t.ticket)
	how, reason := accepts, ""
	switch {
	case !done:
		return t.ticket.Expiry(), false, nil
	case err != nil && !errors.Is(err, model.ErrNoAnswer):
		return 0, false, err
	case err != nil:
		how, reason = silent, noAnswer
	case !a.OK():
		how, reason = refuses, a.Final.Error.String()
	}
	p.answered(t.phone, t.what, &a, how, reason, t.then)
	return 0, true, nil
}

// answered tells a phone's owner how a command ended.
func (p *player) answered(phone, what string, a *model.Answer, how ending, reason string, then func(*player, *model.Answer, ending)) {
	text := fmt.Sprintf("%s is told that %s is done", phone, what)
	switch {
	case reason == noAnswer:
		text = phone + " gets no answer to " + what
	case how != accepts:
		text = fmt.Sprintf("%s is told, to %s: %s", phone, what, reason)
	}
	p.ack.answer = AnswerFact{Given: true, Accepted: how == accepts, Reason: reason}
	p.lock.Remark(trace.Phone, "answer", text)
	if how == accepts {
		p.noteBattery(&a.Final)
	}
	if then != nil {
		then(p, a, how)
	}
}

// noteBattery takes the first report of a critical battery out of an answer.
func (p *player) noteBattery(r *firmware.Reply) {
	critical := false
	switch r.Op {
	case firmware.OpLockAction, firmware.OpKeyturnerStates:
		critical = r.States.Battery&1 != 0
	case firmware.OpBatteryReport:
		critical = r.Battery.Critical&1 != 0
	}
	if critical && !p.critical.Set {
		p.critical = Some(p.lock.Now())
	}
}

// pinOr is the PIN given, or the one that its owner remembers.
func (p *player) pinOr(given Opt[PIN]) uint16 { return uint16(given.Or(p.ack.pin)) }
