package scenarios

import (
	"slices"

	"locktwin/model/keyturner"
)

// acknowledged is what the lock has told its users that it keeps: the ground
// truth that an outcome is held against. A command without an answer may have
// been carried out or not.
type acknowledged struct {
	pins   []PIN // every value ever acknowledged, in order
	pin    PIN   // the last of them; NoPIN before the first
	unsure []PIN // sent since, and not answered

	settings []settingTruth     // in the order of their first change
	users    []user             // phones and guests
	phones   []string           // in the order of their pairing
	most     int                // authorizations that must be there
	gone     []keyturner.AuthID // removed on purpose
	maybe    int                // authorizations that were asked for, without an answer

	answer AnswerFact
}

// settingTruth is what one setting was changed to.
type settingTruth struct {
	setting Setting
	chosen  Opt[SettingValue]
	was     []SettingValue // acknowledged before
	unsure  []SettingValue
}

type user struct {
	name string
	id   keyturner.AuthID
	may  bool // its removal was asked for, without an answer
}

func (a *acknowledged) clone() acknowledged {
	b := *a
	b.pins, b.unsure, b.phones = slices.Clone(a.pins), slices.Clone(a.unsure), slices.Clone(a.phones)
	b.users, b.settings = slices.Clone(a.users), slices.Clone(a.settings)
	b.gone = slices.Clip(a.gone)
	for i := range b.settings {
		b.settings[i].was = slices.Clip(b.settings[i].was)
		b.settings[i].unsure = slices.Clone(b.settings[i].unsure)
	}
	return b
}

// digest is a hash of all of it.
func (a *acknowledged) digest() uint64 {
	h := told(14695981039346656037)
	h.number(len(a.pins))
	for _, p := range a.pins {
		h.number(int(p))
	}
	h.number(int(a.pin))
	for _, p := range a.unsure {
		h.number(int(p))
	}
	h.number(len(a.unsure))
	for i := range a.settings {
		t := &a.settings[i]
		h.text(string(t.setting))
		h.yes(t.chosen.Set)
		h.value(t.chosen.Value)
		for _, list := range [...][]SettingValue{t.was, t.unsure} {
			h.number(len(list))
			for _, v := range list {
				h.value(v)
			}
		}
	}
	h.number(len(a.settings))
	for i := range a.users {
		h.text(a.users[i].name)
		h.number(int(a.users[i].id))
		h.yes(a.users[i].may)
	}
	h.number(len(a.users))
	for _, p := range a.phones {
		h.text(p)
	}
	for _, id := range a.gone {
		h.number(int(id))
	}
	for _, n := range [...]int{len(a.phones), len(a.gone), a.most, a.maybe} {
		h.number(n)
	}
	h.yes(a.answer.Given)
	h.yes(a.answer.Accepted)
	h.text(a.answer.Reason)
	return uint64(h)
}

// told is a running FNV-1a hash.
type told uint64

func (h *told) number(n int) { *h = (*h ^ told(n)) * 1099511628211 }

func (h *told) yes(is bool) {
	if is {
		h.number(1)
	} else {
		h.number(0)
	}
}

func (h *told) text(s string) {
	h.number(len(s))
	for i := range len(s) {
		h.number(int(s[i]))
	}
}

func (h *told) value(v SettingValue) {
	h.number(int(v.Number))
	h.text(v.Text)
}

func (a *acknowledged) pinSet(p PIN) {
	a.pins = append(a.pins, p)
	a.pin, a.unsure = p, nil
}

// pinSent notes a change that was not answered.
func (a *acknowledged) pinSent(p PIN) { a.unsure = append(a.unsure, p) }

// may says whether the PIN is one that the lock may rightly hold.
func (a *acknowledged) may(p PIN) bool { return p == a.pin || slices.Contains(a.unsure, p) }

// was says whether the PIN was acknowledged at any time.
func (a *acknowledged) was(p PIN) bool { return p == NoPIN || slices.Contains(a.pins, p) }

func (a *acknowledged) truth(s Setting) *settingTruth {
	i := slices.IndexFunc(a.settings, func(t settingTruth) bool { return t.setting == s })
	if i < 0 {
		i = len(a.settings)
		a.settings = append(a.settings, settingTruth{setting: s})
	}
	return &a.settings[i]
}

// settingSet notes a change that was acknowledged.
func (a *acknowledged) settingSet(s Setting, v SettingValue) {
	t := a.truth(s)
	if t.chosen.Set {
		t.was = append(t.was, t.chosen.Value)
	}
	t.chosen, t.unsure = Some(v), nil
}

// settingSent notes a change that was not answered.
func (a *acknowledged) settingSent(s Setting, v SettingValue) {
	t := a.truth(s)
	t.unsure = append(t.unsure, v)
}

// user notes an authorization that was acknowledged.
func (a *acknowledged) user(name string, id keyturner.AuthID) {
	if i := a.find(name); i >= 0 {
		if old := a.users[i].id; old != id {
			a.gone = append(a.gone, old)
		}
		a.users[i].id, a.users[i].may = id, false
		return
	}
	a.most++
	a.users = append(a.users, user{name: name, id: id})
}

func (a *acknowledged) find(name string) int {
	return slices.IndexFunc(a.users, func(u user) bool { return u.name == name })
}

func (a *acknowledged) paired(phone string, id keyturner.AuthID) {
	a.user(phone, id)
	if !slices.Contains(a.phones, phone) {
		a.phones = append(a.phones, phone)
	}
}

func (a *acknowledged) removed(name string) {
	if i := a.find(name); i >= 0 {
		a.most--
		a.gone = append(a.gone, a.users[i].id)
		a.users = slices.Delete(a.users, i, i+1)
	}
	a.phones = slices.DeleteFunc(a.phones, func(p string) bool { return p == name })
}

// removalSent notes a removal that was not answered.
func (a *acknowledged) removalSent(name string) {
	if i := a.find(name); i >= 0 {
		a.users[i].may = true
	}
}

// reset notes a factory reset: nothing has to be there any more.
func (a *acknowledged) reset() {
	a.pinSet(NoPIN)
	a.gone, a.maybe = nil, 0
	a.settings, a.users, a.phones, a.most = nil, nil, nil, 0
}

// phone is the phone that is meant: the one named, or the one paired first.
func (a *acknowledged) phone(as string) string {
	switch {
	case as != "":
		return as
	case len(a.phones) > 0:
		return a.phones[0]
	}
	return "phone"
}
