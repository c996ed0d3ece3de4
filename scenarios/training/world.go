package training

import (
	"errors"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/sim"
)

// world is what a question or an instrument can get at.
type world struct {
	lock *model.Lock // as it is now; to look at and to fork
	s    *Story
	c    *Case
}

func (w *world) now() sim.Time { return w.lock.Now() }

// awake is a copy of the lock that has come to rest; ok is false when it does not
// come up on its own supply.
func (w *world) awake() (l *model.Lock, ok bool) {
	l = w.lock.Fork()
	l.Listen(nil)
	return l, l.Settle().Up
}

// Words for how a lock answers a phone.
const (
	saysYes      = "accepted"
	saysWrong    = "wrong"
	saysLocked   = "locked-out"
	saysStranger = "not-paired"
	saysLow      = "low"
	saysStuck    = "stuck"
	saysNothing  = "no-answer"
	saysNo       = "refused"
)

// call gives the lock, as it is, a command of the customer's phone, in a copy.
func (w *world) call(c firmware.Command) (model.Answer, string) {
	l, ok := w.awake()
	if !ok {
		return model.Answer{}, saysNothing
	}
	if !w.paired(l) {
		return model.Answer{}, saysStranger
	}
	a, err := l.Call(w.c.Customer.Phone, c)
	if errors.Is(err, model.ErrNoAnswer) || err != nil {
		return a, saysNothing
	}
	return a, wordOf(&a)
}

func wordOf(a *model.Answer) string {
	if a.OK() {
		return saysYes
	}
	switch a.Final.Error {
	case keyturner.ErrBadPIN:
		return saysWrong
	case keyturner.ErrTooManyPINAttempts:
		return saysLocked
	case keyturner.ErrNotAuthorized, keyturner.ErrInvalidAuthID:
		return saysStranger
	case keyturner.ErrMotorLowVoltage:
		return saysLow
	case keyturner.ErrMotorBlocked, keyturner.ErrMotorTimeout, keyturner.ErrMotorPositionLimit:
		return saysStuck
	}
	return saysNo
}

// paired says whether the lock knows the customer's phone.
func (w *world) paired(l *model.Lock) bool {
	phone := l.Phone(w.c.Customer.Phone)
	if phone.Auth == 0 {
		return false
	}
	for _, x := range l.App().State.Auths {
		if x.Flags != 0 && x.ID == phone.Auth && x.AppID == phone.AppID {
			return true
		}
	}
	return false
}

// ago is how long ago an instant was.
func (w *world) ago(at sim.Time) time.Duration { return w.now().Sub(at) }
