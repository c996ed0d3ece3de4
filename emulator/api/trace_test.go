package api

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"locktwin/emulator/problem"
)

func TestTheTraceIsHadInEveryForm(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.call("POST", "/locks/front/lab/sag", `{"volts":1.5,"for":"1s"}`).must(200)
	ahead := map[string]string{}
	for _, form := range traceForms() {
		ahead[form.name] = r.call("GET", "/locks/front/trace-ahead/"+form.name+"?for=3s", nil).must(200).Body.String()
	}
	before := r.see("front").SimTimeNS
	r.run("front", "3s")
	held := into[TraceHeld](r.call("GET", "/locks/front/trace", nil).must(200))
	if held.Events == 0 || held.Missed != 0 || held.ToNS <= before || held.Rail || len(held.Kinds) < 4 || len(held.Forms) != len(traceForms()) {
		t.Errorf("%+v", held)
	}
	for _, form := range traceForms() {
		w := r.call("GET", "/locks/front/trace/"+form.name, nil).must(200)
		if w.Header().Get("Content-Type") != form.mediaType || w.Body.Len() == 0 {
			t.Errorf("%s: %v, %d bytes", form.name, w.Header(), w.Body.Len())
		}
		part := r.call("GET", "/locks/front/trace/"+form.name+"?from_ns="+jsonOf(before), nil).must(200)
		if part.Body.Len() >= w.Body.Len() && form.name != "svg" {
			t.Errorf("%s: a part has %d of %d bytes", form.name, part.Body.Len(), w.Body.Len())
		}
		if form.name == "svg" {
			wellFormed(t, w.Body.String())
			wellFormed(t, ahead["svg"])
		}
	}
	// What was foretold has come, and with voltages.
	for _, want := range []string{`"reset-brown-out"`, `"sag-over"`} {
		if !strings.Contains(ahead["jsonl"], want) {
			t.Errorf("ahead there is no %s", want)
		}
		if got := r.call("GET", "/locks/front/trace/jsonl", nil).Body.String(); !strings.Contains(got, want) {
			t.Errorf("afterwards there is no %s", want)
		}
	}
	if n := strings.Count(ahead["jsonl"], `"rail"`); n < 10 {
		t.Errorf("ahead there are %d samples of the rail", n)
	}
	r.call("GET", "/locks/front/trace/wav", nil).refused(problem.Invalid, "'vcd', 'csv', 'jsonl', 'json' or 'svg'")
	r.call("GET", "/locks/front/trace-ahead/vcd", nil).refused(problem.Invalid, "query.for")
	r.call("GET", "/locks/front/trace-ahead/vcd?for=2", nil).refused(problem.Invalid, "query.for", "unit")
	r.call("GET", "/locks/front/trace-ahead/vcd?for=2d", nil).refused(problem.Invalid, "query.for", "from 1us to 1d")
}

func TestATraceThatIsTooLargeIsGivenUp(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.api.o.Limits.UploadBytes = 2000
	r.call("POST", "/locks/front/lab/reset-pin", nil).must(200)
	r.call("GET", "/locks/front/trace-ahead/jsonl?for=1d", nil).refused(problem.TooLarge, "2000 bytes")
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%v in %.200s", err, text)
			return
		}
	}
}
