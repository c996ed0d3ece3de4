package api

import (
	"strings"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

// names lists the names of the events of a lock after a number.
func (r *rig) names(id string) string {
	r.t.Helper()
	list := into[EventList](r.call("GET", "/locks/"+id+"/events?limit=4096", nil).must(200))
	var names []string
	for _, e := range list.Events {
		names = append(names, e.Name)
	}
	return " " + strings.Join(names, " ") + " "
}

func TestHandsDoWhatTheyAreAskedAndSayHowLongItTakes(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	began := r.see("front").SimTimeNS
	m := into[Movement](r.call("POST", "/locks/front/hands/cells-out", nil).must(200))
	if m.SimNS != began || m.Takes.D < 100e6 || m.Takes.D > 400e6 || !m.Changed {
		t.Errorf("a slow hand: %+v", m)
	}
	if again := into[Movement](r.call("POST", "/locks/front/hands/cells-out", `{"manner":"quick"}`).must(200)); again.Changed || again.Takes.D != 0 {
		t.Errorf("cells that are out already: %+v", again)
	}
	r.run("front", "10s")
	if l := r.see("front"); l.Battery.In {
		t.Errorf("%+v", l.Battery)
	}
	for _, p := range []string{"knock", "cut"} {
		r.call("POST", "/locks/front/hands/"+p, nil).refused(problem.Conflict, "there are no cells in the lock")
	}
	m = into[Movement](r.call("POST", "/locks/front/hands/cells-in", `{"manner":"bouncy","gap":"200ms","cells":{"kind":"eneloop","charge":"45%"}}`).must(200))
	if m.Takes.D < 200e6 || !m.Changed {
		t.Errorf("new cells: %+v", m)
	}
	if again := into[Movement](r.call("POST", "/locks/front/hands/cells-in", nil).must(200)); again.Changed {
		t.Errorf("cells that are in already: %+v", again)
	}
	r.call("POST", "/locks/front/hands/cells-in", `{"cells":{"kind":"alkaline"}}`).refused(problem.Conflict, "take them out first")
	r.run("front", "1m")
	if b := r.see("front").Battery; !b.In || b.Kind != "eneloop" || b.ChargePercent < 44 || b.ChargePercent > 45 {
		t.Errorf("%+v", b)
	}
	r.call("POST", "/locks/front/hands/cells-out", `{"manner":"abrupt"}`).must(200)
	r.run("front", "1s")
	r.call("POST", "/locks/front/hands/cells-in", `{"manner":"clean"}`).must(200)
	r.call("POST", "/locks/front/hands/knock", `{"for":"3ms","times":2}`).must(200)
	r.call("POST", "/locks/front/hands/cut", `{"for":"1s"}`).must(200)
	r.run("front", "30s")
	if b := r.see("front").Battery; !b.In || b.Kind != "eneloop" {
		t.Errorf("the same cells are %+v", b)
	}

	r.call("PUT", "/locks/front/hands/door", `{"to":"open"}`).refused(problem.Conflict, "the bolt is locked")
	if m := into[Movement](r.call("PUT", "/locks/front/hands/door", `{"to":"closed"}`).must(200)); m.Changed {
		t.Errorf("a door that is closed already: %+v", m)
	}
	r.call("POST", "/locks/front/hands/press-button", `{"for":"6s"}`).must(200)
	r.run("front", "7s")
	if l := r.see("front"); l.Door != "closed" || !l.Pairing {
		t.Errorf("door %s, pairing %v", l.Door, l.Pairing)
	}
	m = into[Movement](r.call("POST", "/locks/front/hands/turn-key", `{"degrees":90}`).must(200))
	if m.Takes.D != 250e6 {
		t.Errorf("a quarter of a turn: %+v", m)
	}
	was := r.see("front").KeyMilliDeg
	r.run("front", "1s")
	if turned := r.see("front").KeyMilliDeg - was; turned != -90_000 {
		t.Errorf("the key was turned by %d", turned)
	}
	if none := into[Movement](r.call("POST", "/locks/front/hands/turn-key", `{"degrees":0}`).must(200)); none.Changed {
		t.Errorf("a turn by nothing: %+v", none)
	}
	told := r.names("front")
	for _, want := range []string{"cells-out", "cells-in", "knock", "cut", "cut-over", "button", "turn-key"} {
		if !strings.Contains(told, " "+want+" ") {
			t.Errorf("no event %q among %s", want, told)
		}
	}
}

func TestHandsAreRefusedWhatNoHandCanDo(t *testing.T) {
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","speed":"paused"}`).must(201)
	for _, c := range []struct{ method, path, body, location, words string }{
		{"POST", "cells-out", `{"manner":"slo"}`, "body.manner", "Did you mean 'slow'?"},
		{"POST", "cells-out", `{"over":"40"}`, "body.over", "the unit of 40 is missing"},
		{"POST", "cells-out", `{"over":"11s"}`, "body.over", "from 1us to 10s"},
		{"POST", "cells-out", `{"over":40}`, "body.over", "string"},
		{"POST", "cells-out", `{"chatter":99}`, "body.chatter", "number <= 20"},
		{"POST", "cells-in", `{"gap":"-1ms"}`, "body.gap", "from 1ms to 2s"},
		{"POST", "cells-in", `{"cells":{"kind":"eneloo"}}`, "body.cells.kind", "Did you mean 'eneloop'?"},
		{"POST", "cells-in", `{"cells":{"charge":"101%"}}`, "body.cells.charge", "101%"},
		{"POST", "knock", `{"times":0}`, "body.times", "number >= 1"},
		{"POST", "knock", `{"for":"2s"}`, "body.for", "from 1us to 1s"},
		{"POST", "cut", `{"for":"521w"}`, "body.for", "from 1us to"},
		{"POST", "turn-key", `{}`, "body", "degrees"},
		{"POST", "turn-key", `{"degrees":5000}`, "body.degrees", "number <= 1080"},
		{"POST", "press-button", `{"for":"2m"}`, "body.for", "from 10ms to 1m"},
		{"PUT", "door", `{"to":"ajar"}`, "body.to", "'open' or 'closed'"},
	} {
		d := r.call(c.method, "/locks/front/hands/"+c.path, c.body).refused(problem.Invalid, c.words)
		if len(d.Errors) == 0 || d.Errors[0].Location != c.location {
			t.Errorf("%s %s: %+v, want something at %s", c.path, c.body, d.Errors, c.location)
		}
	}
	r.call("POST", "/locks/front/hands/turn-key", nil).refused(problem.Malformed)
}

func TestTheLaboratoryDoesWhatItIsAskedAndSaysHowLongItTakes(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	if m := into[Movement](r.call("POST", "/locks/front/lab/sag", `{"volts":1.9,"for":"300ms"}`).must(200)); m.Takes.D != 302e6 {
		t.Errorf("a sag with edges: %+v", m)
	}
	r.run("front", "150ms")
	if b := r.see("front").Battery; b.VBATMicro < 1_800_000 || b.VBATMicro > 2_000_000 {
		t.Errorf("in the sag: %+v", b)
	}
	r.run("front", "1m")
	if m := into[Movement](r.call("POST", "/locks/front/lab/sag", `{"volts":3,"for":"300ms","shape":"step"}`).must(200)); m.Takes.D != 300e6 {
		t.Errorf("a sag with steps: %+v", m)
	}
	r.run("front", "1s")
	if m := into[Movement](r.call("PUT", "/locks/front/lab/ambient", `{"celsius":-10}`).must(200)); !m.Changed {
		t.Errorf("%+v", m)
	}
	r.run("front", "1s")
	if l := r.see("front"); l.AmbientMC != -10_000 {
		t.Errorf("%+v", l)
	}
	if m := into[Movement](r.call("PUT", "/locks/front/lab/ambient", `{"celsius":-10}`).must(200)); m.Changed {
		t.Errorf("it is as cold already: %+v", m)
	}
	r.call("PUT", "/locks/front/lab/ambient", `{"celsius":10,"over":"20s"}`).must(200)
	r.run("front", "10s")
	if l := r.see("front"); l.AmbientMC < -1000 || l.AmbientMC > 1000 {
		t.Errorf("halfway: %d", l.AmbientMC)
	}
	r.run("front", "10s")

	m := into[Movement](r.call("PUT", "/locks/front/lab/supply", `{"steps":[{"volts":5,"for":"1s"},{"volts":4.2,"ohms":0.5,"for":"2s"},{"volts":3.6}]}`).must(200))
	if m.Takes.D != 3e9 {
		t.Errorf("%+v", m)
	}
	for _, want := range []int64{5_000_000, 4_200_000, 3_600_000} {
		r.run("front", "900ms")
		if v := r.see("front").Battery.VBATMicro; v < want-60_000 || v > want+60_000 {
			t.Errorf("%d µV, want %d", v, want)
		}
		r.run("front", "600ms")
	}
	r.call("DELETE", "/locks/front/lab/supply", nil).must(200)
	r.call("DELETE", "/locks/front/lab/supply", nil).must(200)
	r.run("front", "1s")
	if v := r.see("front").Battery.VBATMicro; v < 5_500_000 {
		t.Errorf("four fresh alkalines make %d µV", v)
	}
	if m := into[Movement](r.call("PUT", "/locks/front/lab/supply", `{"steps":[{"volts":5,"for":"1s"}]}`).must(200)); m.Takes.D != 1e9 {
		t.Errorf("%+v", m)
	}
	r.run("front", "2s")
	if v := r.see("front").Battery.VBATMicro; v < 5_500_000 {
		t.Errorf("after the last step: %d µV", v)
	}
	resets := r.see("front").Resets
	r.call("POST", "/locks/front/lab/reset-pin", nil).must(200)
	r.run("front", "1s")
	if l := r.see("front"); l.Resets != resets+1 {
		t.Errorf("%d resets, were %d", l.Resets, resets)
	}
}

func TestTheLaboratoryIsRefusedWhatItCannotDo(t *testing.T) {
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","speed":"paused"}`).must(201)
	for _, c := range []struct{ method, path, body, location, words string }{
		{"POST", "sag", `{"volts":2}`, "body", "for"},
		{"POST", "sag", `{"for":"1s"}`, "body", "volts"},
		{"POST", "sag", `{"volts":20,"for":"1s"}`, "body.volts", "number <= 12"},
		{"POST", "sag", `{"volts":2,"for":"0s"}`, "body.for", "from 1us to 1h"},
		{"POST", "sag", `{"volts":2,"for":"1s","shape":"step","fall":"1ms"}`, "body.shape", "'edges'"},
		{"POST", "sag", `{"volts":2,"for":"1s","rise":"2m"}`, "body.rise", "from 1us to 1m"},
		{"PUT", "ambient", `{"celsius":100}`, "body.celsius", "number <= 60"},
		{"PUT", "ambient", `{"celsius":10,"over":"1ms"}`, "body.over", "from 1s to 7d"},
		{"PUT", "supply", `{"steps":[]}`, "body.steps", "array length >= 1"},
		{"PUT", "supply", `{"steps":[{"volts":5},{"volts":4}]}`, "body.steps[0].for", "only the last step may stay"},
		{"PUT", "supply", `{"steps":[{"volts":5,"ohms":0}]}`, "body.steps[0].ohms", "number >= 0.001"},
		{"PUT", "supply", `{"steps":[{"volts":5,"for":"5"}]}`, "body.steps[0].for", "unit"},
	} {
		d := r.call(c.method, "/locks/front/lab/"+c.path, c.body).refused(problem.Invalid, c.words)
		if len(d.Errors) == 0 || d.Errors[0].Location != c.location {
			t.Errorf("%s %s: %+v, want something at %s", c.path, c.body, d.Errors, c.location)
		}
	}
}

func TestFirmwareIsSeenWithoutItsSecretsAndUpdated(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	f := into[Firmware](r.call("GET", "/locks/front/firmware", nil).must(200))
	if f.Profile != fleet.DefaultProfile || !f.Up || f.PIN != "none" || f.Known != 0 || f.Version == "" {
		t.Errorf("%+v", f)
	}
	r.call("POST", "/locks/front/firmware/update", `{"profile":"ab-slot"}`).refused(problem.Invalid, "Did you mean 'ab-slots'?")
	if m := into[Movement](r.call("POST", "/locks/front/firmware/update", `{"profile":"rewrite-at-boot"}`).must(200)); m.Takes.D != 30*time.Second {
		t.Errorf("%+v", m)
	}
	r.run("front", "30s")
	if l, f := r.see("front"), into[Firmware](r.call("GET", "/locks/front/firmware", nil)); l.Profile != "rewrite-at-boot" || f.Profile != "rewrite-at-boot" || !f.Up {
		t.Errorf("%+v %+v", l, f)
	}
	r.call("POST", "/locks/front/hands/cells-out", `{"manner":"abrupt"}`).must(200)
	r.run("front", "1h")
	if f := into[Firmware](r.call("GET", "/locks/front/firmware", nil)); f.Up {
		t.Errorf("without cells: %+v", f)
	}
	r.call("POST", "/locks/front/firmware/update", `{"profile":"ab-slots"}`).refused(problem.Conflict, "not up")
}
