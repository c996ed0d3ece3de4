package training

import (
	"fmt"
	"strconv"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/mechanics"
)

func doorProbes() []probe {
	return []probe{
		{"by-hand", []string{"easy", "stiff", "hard"}, plainly(askByHand)},
		{"button", []string{"reacts", "nothing"}, plainly(askButton)},
		{"temperature", []string{"frost", "cold", "mild", "hot"}, askTemperature},
		{"use", []string{"seldom", "usual", "often"}, askUse},
		{"strains", []string{"no", "stalls", "resets"}, askStrains},
	}
}

// Torques at the key that a hand tells apart, in newton metres: an ordinary bolt
// asks for less than a tenth of what a hand gives, a bad one for a third (assumption).
const (
	stiffFrom = 0.3
	hardFrom  = 0.9
)

// friction is that of the bolt and of the door, at the key.
func (w *world) friction() float64 {
	m := w.lock.Machine().Mechanism()
	return m.Lock.ThrowNewtonMetres + m.Door.RubNewtonMetres
}

func askByHand(w *world) string {
	switch f := w.friction(); {
	case f >= hardFrom:
		return "hard"
	case f >= stiffFrom:
		return "stiff"
	}
	return "easy"
}

// askButton presses the button of a copy.
func askButton(w *world) string {
	l, ok := w.awake()
	if !ok {
		return "nothing"
	}
	before := l.Machine().KeyAngle()
	l.PressButton(200 * time.Millisecond)
	for range 40 {
		if l.Wait(250*time.Millisecond) != nil {
			break
		}
		moved := l.Machine().KeyAngle() - before
		if l.Machine().Light() > 0 || moved > 10_000 || moved < -10_000 {
			return "reacts"
		}
	}
	return "nothing"
}

func askTemperature(w *world) (string, []string) {
	c := int(w.lock.Machine().Supply().Ambient())
	with := []string{"{celsius}", strconv.Itoa(c)}
	switch {
	case c < 0:
		return "frost", with
	case c < 10:
		return "cold", with
	case c <= 30:
		return "mild", with
	}
	return "hot", with
}

func askUse(w *world) (string, []string) {
	n := aDay(w.s.past.actions, w.now())
	with := []string{"{n}", fmt.Sprintf("%.0f", n)}
	switch {
	case n < 2:
		return "seldom", with
	case n <= 12:
		return "usual", with
	}
	return "often", with
}

// askStrains is what is heard of the motor: it gives up, or it stops and begins anew.
func askStrains(w *world) (string, []string) {
	p := &w.s.past
	switch n := within(p.brownOuts, w.now(), remembered); {
	case n > 1:
		return "resets", []string{"{n}", strconv.Itoa(n)}
	case p.stalls > 0:
		return "stalls", []string{"{n}", strconv.Itoa(p.stalls)}
	}
	return "no", nil
}

// move lets the customer's phone turn the bolt the other way, in a copy.
func (w *world) move() (*model.Lock, string) {
	l, ok := w.awake()
	if !ok {
		return l, saysNothing
	}
	if !w.paired(l) {
		return l, saysStranger
	}
	action := keyturner.ActionUnlock
	if l.Machine().Bolt() != mechanics.Locked {
		action = keyturner.ActionLock
	}
	a, err := l.Call(w.c.Customer.Phone, firmware.Command{Op: firmware.OpLockAction, Action: action})
	if err != nil {
		return l, saysNothing
	}
	return l, wordOf(&a)
}
