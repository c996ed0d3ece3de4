package api

import (
	"encoding/json"
	"strings"
	"testing"

	"locktwin/emulator/problem"
	"locktwin/model/gatt"
)

// everyFault is one setting of each kind, with all parameters.
var everyFault = []string{
	`{"id":"a","kind":"latency","connection":3,"latency":{"delay":"40ms","jitter":"5ms","direction":"to-lock"}}`,
	`{"id":"b","kind":"loss","loss":{"permille":100}}`,
	`{"id":"c","kind":"disconnect","disconnect":{"at":3,"of":"write","uuid":"a92ee202-5501-11e4-916c-0800200c9a66","reason":19,"repeat":true}}`,
	`{"id":"d","kind":"no-confirm","no-confirm":{"from":2,"count":5}}`,
	`{"id":"e","kind":"duplicate-indication","duplicate-indication":{"every":2}}`,
	`{"id":"f","kind":"late-indication","late-indication":{"by":"1s","every":3}}`,
	`{"id":"g","kind":"rssi","rssi":{"level_dbm":-92,"spread_db":4}}`,
	`{"id":"h","kind":"advertising-pause","advertising-pause":{"from_ns":5,"for":"10s"}}`,
}

func TestEveryKindOfFaultIsSetAndReadBack(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	kinds := map[string]bool{}
	for _, text := range everyFault {
		var sent map[string]any
		if err := json.Unmarshal([]byte(text), &sent); err != nil {
			t.Fatal(err)
		}
		w := r.call("POST", "/locks/front/faults", text).must(201)
		id := sent["id"].(string)
		if w.Header().Get("Location") != "/api/v1/locks/front/faults/"+id {
			t.Errorf("%s is at %s", id, w.Header().Get("Location"))
		}
		got := r.call("GET", "/locks/front/faults/"+id, nil).must(200).tree()
		for key, want := range sent {
			a, _ := json.Marshal(got[key])
			b, _ := json.Marshal(want)
			if string(a) != string(b) {
				t.Errorf("%s: %s is %s, want %s", id, key, a, b)
			}
		}
		if again, err := gatt.ParseFault(got["text"].(string)); err != nil || again.Kind.String() != sent["kind"] {
			t.Errorf("%v reads back as %v, %v", got["text"], again, err)
		}
		kinds[sent["kind"].(string)] = true
	}
	for _, k := range gatt.FaultKinds() {
		if !kinds[k.String()] {
			t.Errorf("no setting of the kind %s was tried", k)
		}
	}
	if list := into[FaultList](r.call("GET", "/locks/front/faults", nil).must(200)); len(list.Faults) != len(everyFault) {
		t.Errorf("%+v", list)
	}
	r.call("POST", "/locks/front/faults", everyFault[0]).refused(problem.Conflict, "PUT replaces it")
	r.call("PUT", "/locks/front/faults/a", `{"kind":"loss","loss":{"permille":5}}`).must(200)
	f := into[Fault](r.call("PATCH", "/locks/front/faults/a", `{"loss":{"permille":7}}`).must(200))
	if f.ID != "a" || f.Kind != "loss" || f.Loss.Permille != 7 || f.Latency != nil {
		t.Errorf("%+v", f)
	}
	if f := into[Fault](r.call("PATCH", "/locks/front/faults/f", `{"connection":9}`).must(200)); f.Connection != 9 || f.Late.By.D != 1e9 || f.Late.Every != 3 {
		t.Errorf("what a change leaves out is %+v", f)
	}
	r.call("DELETE", "/locks/front/faults/a", nil).must(204)
	r.call("DELETE", "/locks/front/faults/a", nil).refused(problem.UnknownThing)
	r.call("GET", "/locks/front/faults/bb", nil).refused(problem.UnknownThing, "Did you mean 'b'?")
	r.call("DELETE", "/locks/front/faults", nil).must(204)
	r.call("DELETE", "/locks/front/faults", nil).must(204)
	if list := into[FaultList](r.call("GET", "/locks/front/faults", nil).must(200)); len(list.Faults) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestAFileOfFaultsMayBeSentAgainAtAnyTime(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.call("POST", "/locks/front/faults", `{"id":"old","kind":"loss","loss":{"permille":1}}`).must(201)
	file := `{"faults":[` + strings.Join(everyFault, ",") + `]}`
	for range 2 {
		list := into[FaultList](r.call("PUT", "/locks/front/faults", file).must(200))
		if len(list.Faults) != len(everyFault) || list.Faults[0].ID != "a" {
			t.Errorf("%+v", list)
		}
	}
	before := r.names("front")
	r.call("PUT", "/locks/front/faults", file).must(200)
	if after := r.names("front"); after != before {
		t.Errorf("a file that says what is so has made events: %s", strings.TrimPrefix(after, before))
	}
	// One wrong fault, and nothing changes.
	r.call("PUT", "/locks/front/faults", `{"faults":[{"id":"x","kind":"loss","loss":{"permille":3}},{"id":"y","kind":"disconnect","disconnect":{"at":1,"of":"write","uuid":"1234"}}]}`).
		refused(problem.Invalid, "UUID")
	if list := into[FaultList](r.call("GET", "/locks/front/faults", nil).must(200)); len(list.Faults) != len(everyFault) {
		t.Errorf("%+v", list)
	}
	if list := into[FaultList](r.call("PUT", "/locks/front/faults", `{"faults":[]}`).must(200)); len(list.Faults) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestWrongFaultsAreRefusedWithThePlaceAndWhatWouldBeRight(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	for _, c := range []struct{ body, location, words string }{
		{`{"id":"a","kind":"latncy","latency":{}}`, "body.kind", "Did you mean 'latency'?"},
		{`{"id":"a","kind":"latency"}`, "body.latency", "needs parameters"},
		{`{"id":"a","kind":"latency","loss":{"permille":1}}`, "body.loss", "of the kind 'latency'"},
		{`{"kind":"no-confirm"}`, "body.id", "no id"},
		{`{"id":"a b","kind":"no-confirm"}`, "body.id", ""},
		{`{"id":"a","kind":"latency","latency":{"delay":"2h"}}`, "body", "delay"},
		{`{"id":"a","kind":"latency","latency":{"delay":"2"}}`, "body.latency.delay", "unit"},
		{`{"id":"a","kind":"latency","latency":{"direction":"up"}}`, "body.latency.direction", "'both', 'to-lock' or 'to-central'"},
		{`{"id":"a","kind":"loss","loss":{"permille":1001}}`, "body.loss.permille", "number <= 1000"},
		{`{"id":"a","kind":"disconnect","disconnect":{"at":0}}`, "body.disconnect.at", "number >= 1"},
		{`{"id":"a","kind":"disconnect","disconnect":{"at":1,"uuid":"xyz"}}`, "body.disconnect.uuid", ""},
		{`{"id":"a","kind":"disconnect","disconnect":{"at":1,"handle":3}}`, "body", "frames are counted"},
		{`{"id":"a","kind":"rssi","rssi":{"level_dbm":50}}`, "body.rssi.level_dbm", "number <= 20"},
		{`{"id":"a","kind":"rssi","rssi":{"level":-90}}`, "body.rssi", "level_dbm"},
	} {
		d := r.call("POST", "/locks/front/faults", c.body).refused(problem.Invalid, c.words)
		if len(d.Errors) == 0 || d.Errors[0].Location != c.location {
			t.Errorf("%s: %+v, want something at %s", c.body, d.Errors, c.location)
		}
	}
	r.call("PUT", "/locks/front/faults", `{"faults":[`+everyFault[1]+`,`+everyFault[1]+`]}`).refused(problem.Invalid, "body.faults[1].id", "two faults have the id 'b'")
	r.call("PUT", "/locks/front/faults/a", `{"id":"b","kind":"no-confirm"}`).refused(problem.Invalid, "body.id")
	r.call("PATCH", "/locks/front/faults/a", `{}`).refused(problem.UnknownThing)
}

func FuzzFaultSettings(f *testing.F) {
	f.Add(`{"faults":[` + strings.Join(everyFault, ",") + `]}`)
	f.Add(`{"faults":[{"id":"a","kind":"latency","latency":{"delay":"9223372036854775807ns"}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var s FaultSettings
		if json.Unmarshal([]byte(text), &s) != nil {
			return
		}
		faults, err := s.faults("body")
		if err != nil {
			return
		}
		for i, one := range faults {
			// What is taken is shown as a setting that means the same.
			again, err := faultView(one).fault("body")
			if err != nil || again != one {
				t.Errorf("fault %d of %s: %v comes back as %v, %v", i, text, one, again, err)
			}
		}
	})
}
