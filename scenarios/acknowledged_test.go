package scenarios

import "testing"

func TestTheDigestTellsApartWhatWasAcknowledged(t *testing.T) {
	on, off := SettingValue{Number: 1}, SettingValue{Number: 0}
	stories := map[string]func(a *acknowledged){
		"nothing":                  func(*acknowledged) {},
		"a PIN":                    func(a *acknowledged) { a.pinSet(1111); a.pinSet(3333) },
		"another one before":       func(a *acknowledged) { a.pinSet(2222); a.pinSet(3333) },
		"a PIN without an answer":  func(a *acknowledged) { a.pinSet(1111); a.pinSent(3333) },
		"another without one":      func(a *acknowledged) { a.pinSet(1111); a.pinSent(2222) },
		"a setting":                func(a *acknowledged) { a.settingSet("led", on) },
		"its other value":          func(a *acknowledged) { a.settingSet("led", off) },
		"another setting":          func(a *acknowledged) { a.settingSet("button", on) },
		"a setting asked for":      func(a *acknowledged) { a.settingSent("led", on) },
		"a text":                   func(a *acknowledged) { a.settingSet("led", SettingValue{Number: 1, Text: "1"}) },
		"a phone":                  func(a *acknowledged) { a.paired("anna", 1) },
		"another phone":            func(a *acknowledged) { a.paired("ben", 1) },
		"a phone of another ID":    func(a *acknowledged) { a.paired("anna", 2) },
		"a guest":                  func(a *acknowledged) { a.user("anna", 1) },
		"a removal without answer": func(a *acknowledged) { a.paired("anna", 1); a.removalSent("anna") },
		"one of two removed":       func(a *acknowledged) { a.paired("anna", 1); a.paired("ben", 2); a.removed("anna") },
		"the other of two removed": func(a *acknowledged) { a.paired("anna", 1); a.paired("ben", 2); a.removed("ben") },
		"an answer":                func(a *acknowledged) { a.answer = AnswerFact{Given: true, Accepted: true} },
		"a refusal":                func(a *acknowledged) { a.answer = AnswerFact{Given: true, Reason: "bad PIN"} },
	}
	seen := map[uint64]string{}
	for name, story := range stories {
		a, b := acknowledged{pin: NoPIN}, acknowledged{pin: NoPIN}
		story(&a)
		story(&b)
		d := a.digest()
		if d != b.digest() {
			t.Errorf("%s has two digests", name)
		}
		if other, ok := seen[d]; ok {
			t.Errorf("%s has the digest of %s", name, other)
		}
		seen[d] = name
	}
}
