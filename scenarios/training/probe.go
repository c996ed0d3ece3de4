package training

import (
	"strconv"
	"time"

	"locktwin/model/firmware"
)

// probe is a question to the customer. What is answered is found out at the lock,
// never looked up: ask gives one of the values, and what to put into its sentence.
type probe struct {
	id     string
	values []string
	ask    func(w *world) (value string, with []string)
}

// probes is the catalogue. For each there is a question "ask.<id>" and for each value
// a sentence "answer.<id>.<value>" in words.yaml.
func probes() []probe {
	all := append(pinProbes(), bayProbes()...)
	return append(all, doorProbes()...)
}

// Probes are the questions there are, by ID.
func Probes() []string {
	var ids []string
	for _, p := range probes() {
		ids = append(ids, p.id)
	}
	return ids
}

func probeOf(id string) (probe, bool) {
	for _, p := range probes() {
		if p.id == id {
			return p, true
		}
	}
	return probe{}, false
}

// plainly makes an ask of what needs nothing put in.
func plainly(ask func(w *world) string) func(w *world) (string, []string) {
	return func(w *world) (string, []string) { return ask(w), nil }
}

func pinProbes() []probe {
	said := []string{saysYes, saysWrong, saysLocked, saysStranger, saysNothing, saysNo}
	return []probe{
		{"app-pin", said, plainly(func(w *world) string { return w.tryPIN(uint16(w.c.Customer.PIN)) })},
		{"default-pin", said, plainly(func(w *world) string { return w.tryPIN(0) })},
		{"own-pin", []string{"own", "none"}, plainly(func(w *world) string {
			if w.s.ownPIN {
				return "own"
			}
			return "none"
		})},
		{"wrong-tries", []string{"none", "few", "many"}, askWrongTries},
		{"light", []string{"as-set", "default", "other", "untouched", "dark"}, plainly(askLight)},
		{"settings", []string{"as-set", "gone", "some-gone", "untouched", "no-answer"}, askSettings},
		{"users", []string{"all", "some", "none", "alone", "no-answer"}, askUsers},
		{"phone-opens", []string{saysYes, saysStuck, saysLow, saysStranger, saysNothing, saysNo}, plainly(askOpens)},
		{"updated", []string{"no", "before", "after"}, askUpdated},
		{"bridge", []string{"none", "seldom", "often"}, askBridge},
	}
}

// tryPIN is a real attempt in a copy of the lock as it is, lock-out and all.
func (w *world) tryPIN(pin uint16) string {
	_, says := w.call(firmware.Command{Op: firmware.OpVerifyPIN, PIN: pin})
	return says
}

func askWrongTries(w *world) (string, []string) {
	n := within(w.s.past.wrong, w.now(), 24*time.Hour)
	switch {
	case n == 0:
		return "none", nil
	case n < 4:
		return "few", []string{"{n}", strconv.Itoa(n)}
	}
	return "many", []string{"{n}", strconv.Itoa(n)}
}

// askLight compares the brightness of the ring with what the customer has chosen.
func askLight(w *world) string {
	l, ok := w.awake()
	if !ok {
		return "dark"
	}
	now := l.App().State.Config.LEDBrightness
	wanted, chosen := w.chosen("led-brightness")
	switch fresh := firmware.DefaultConfig().LEDBrightness; {
	case !chosen && now == fresh:
		return "untouched"
	case chosen && int64(now) == wanted:
		return "as-set"
	case now == fresh:
		return "default"
	}
	return "other"
}

func (w *world) chosen(setting string) (int64, bool) {
	for _, a := range w.s.chosen {
		if string(a.Setting) == setting {
			return a.Value.Number, true
		}
	}
	return 0, false
}

// askSettings compares all that the customer has chosen.
func askSettings(w *world) (string, []string) {
	l, ok := w.awake()
	if !ok {
		return "no-answer", nil
	}
	if len(w.s.chosen) == 0 {
		return "untouched", nil
	}
	gone := 0
	s := &l.App().State
	for _, a := range w.s.chosen {
		if !a.In(s.Config, s.Advanced) {
			gone++
		}
	}
	with := []string{"{n}", strconv.Itoa(gone), "{of}", strconv.Itoa(len(w.s.chosen))}
	switch gone {
	case 0:
		return "as-set", with
	case len(w.s.chosen):
		return "gone", with
	}
	return "some-gone", with
}

func askUsers(w *world) (string, []string) {
	l, ok := w.awake()
	if !ok {
		return "no-answer", nil
	}
	n := l.App().Authorizations()
	with := []string{"{n}", strconv.Itoa(n), "{of}", strconv.Itoa(w.s.users)}
	switch {
	case n == 0:
		return "none", with
	case n < w.s.users:
		return "some", with
	case n <= 1:
		return "alone", with
	}
	return "all", with
}

// askOpens lets the customer's phone move the bolt, in a copy.
func askOpens(w *world) string {
	_, says := w.move()
	if says == saysWrong || says == saysLocked {
		return saysNo
	}
	return says
}

func askUpdated(w *world) (string, []string) {
	at, n := w.s.past.updated, len(w.s.past.inserted)
	switch {
	case at == 0:
		return "no", nil
	case n > 0 && at > w.s.past.inserted[n-1]:
		return "after", nil
	}
	return "before", nil
}

// A home-automation system that asks more often than this is worth a question.
const oftenADay = 200

func askBridge(w *world) (string, []string) {
	n := aDay(w.s.past.queries, w.now())
	// A partner in the house is a load of the profile, without messages of its own.
	if every := w.lock.Profile().Loads.PollEvery; every > 0 {
		n += (24 * time.Hour).Seconds() / every.Seconds()
	}
	with := []string{"{n}", strconv.Itoa(int(n))}
	switch {
	case n < 12:
		return "none", with
	case n < oftenADay:
		return "seldom", with
	}
	return "often", with
}
