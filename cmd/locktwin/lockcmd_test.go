package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

func TestProblemsAreSaidOnceAndInPlainWords(t *testing.T) {
	for _, c := range []struct {
		d    *problem.Document
		want string
	}{
		{problem.New(problem.Conflict, "the bay is full"), "locktwin: This cannot be done now: the bay is full"},
		{problem.New(problem.Invalid, "body.kind: there is no cell 'x'").At("body.kind", "x", "'a' or 'b'", "there is no cell 'x'"),
			"locktwin: A value is not allowed: body.kind: there is no cell 'x'\n  wanted: 'a' or 'b'"},
		{problem.New(problem.Invalid, "what is wrong stands in errors: 2 in all").At("body.for", "3", "", "the unit is missing").At("body.gap", nil, "1ms to 2s", "too long"),
			"locktwin: A value is not allowed\n  body.for: the unit is missing\n  body.gap: too long (wanted: 1ms to 2s)"},
		{problem.New(problem.UnknownLock, "there is no lock 'x'.").At("path.lock", "x", "an id", "there is no such lock"),
			"locktwin: There is no such lock: there is no lock 'x'.\n  'locktwin lock list' lists those there are"},
		{problem.New(problem.UnknownThing, "there is no fault 'x'.").At("path.fault", "x", "nothing", "there is no such fault"),
			"locktwin: There is no such thing: there is no fault 'x'."},
	} {
		if got := problemText(c.d); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestBatteryChangeIsAScenarioThatCanBePlayed(t *testing.T) {
	l := &fleet.Lock{Profile: "rewrite-at-boot", Battery: fleet.Battery{In: true, Kind: "eneloop", Cells: 4}}
	for _, c := range []batteryCommand{
		{Wait: "5s"},
		{Wait: "1h", Quick: true, Gap: "250ms", Kind: "alkaline", Charge: "80%", Cycles: 3},
		{Wait: "1ms", Abrupt: true, Insert: "bouncy"},
	} {
		f, err := scenarios.Parse("change", []byte(c.scenario(l)))
		if err != nil || len(f.Steps) != 4 {
			t.Errorf("%+v: %d steps, %v\n%s", c, len(f.Steps), err, c.scenario(l))
		}
	}
}

func TestFeedIsToldAsAStory(t *testing.T) {
	const feed = ": hello\n\nevent: event\nid: 7\ndata: {\"type\":\"event\",\"seq\":7,\"sim_ns\":86443218000,\"kind\":\"flash\",\"name\":\"erase-torn\",\"text\":\"the erase is torn\"}\n\n" +
		"event: rail\ndata: {\"type\":\"rail\"}\n\nevent: missed\ndata: {\"type\":\"missed\",\"count\":3}\n\nevent: end\ndata: {\"type\":\"end\",\"why\":\"the lock is gone\"}\n\n"
	var b bytes.Buffer
	err := readStream(strings.NewReader(feed), &teller{w: &b})
	if !errors.Is(err, errFeedEnds) || !strings.Contains(err.Error(), "the lock is gone") {
		t.Errorf("%v", err)
	}
	if want := "  0d 00:01:26.443218  flash      the erase is torn\n(3 events left out, this reader was slow)\n"; b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
	b.Reset()
	if err := readStream(strings.NewReader(feed), &teller{w: &b, lines: true}); !errors.Is(err, errFeedEnds) || strings.Count(b.String(), "\n") != 4 {
		t.Errorf("%v\n%s", err, &b)
	}
	if err := readStream(strings.NewReader("data: {\n\n"), &teller{w: &b}); err == nil {
		t.Error("half a message was taken")
	}
}

func TestParametersOfAFaultAreNumbersTruthsAndTexts(t *testing.T) {
	for text, want := range map[string]any{"3": int64(3), "-90": int64(-90), "true": true, "false": false, "40ms": "40ms", "": ""} {
		if got := literal(text); got != want {
			t.Errorf("%q is %v (%T)", text, got, got)
		}
	}
}

// interrupted gives streams of a process that gets a signal at once.
func interrupted(signals int) (*Streams, *bytes.Buffer, *bytes.Buffer) {
	s, out, stderr := testStreams(nil)
	s.Interrupts = func() (<-chan os.Signal, func()) {
		c := make(chan os.Signal, signals)
		for range signals {
			c <- os.Interrupt
		}
		return c, func() {}
	}
	return s, out, stderr
}

func TestServerSaysWhereItIsAndEndsInOrder(t *testing.T) {
	s, out, stderr := interrupted(1)
	if got := Main([]string{"serve", "--ephemeral", "--listen", "127.0.0.1:0", "--noble", "127.0.0.1:0", "--json"}, s); got != exitMet {
		t.Fatalf("exit status %d: %s", got, stderr)
	}
	var a addresses
	if err := json.Unmarshal(out.Bytes(), &a); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Fatalf("%v: %s", err, out)
	}
	if a.Demo != "demo" || a.API != a.URL+"/api/v1" || !strings.HasPrefix(a.GATT, "ws://127.0.0.1:") || len(a.Noble) != 1 || a.Data != "" {
		t.Errorf("%+v", a)
	}
}

func TestServerSuggestsCommandsThatReachIt(t *testing.T) {
	s, out, stderr := interrupted(1)
	s.Program = "build/locktwin"
	dir := t.TempDir()
	if got := Main([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--noble", "off", "--token", "a-token-that-is-long-enough"}, s); got != exitMet {
		t.Fatalf("exit status %d: %s", got, stderr)
	}
	text := out.String()
	for _, want := range []string{"locktwin is up; the locks live in " + dir, "The lock \"demo\" is ready to pair", "with LOCKTWIN_TOKEN set",
		"  build/locktwin client pair --server http://127.0.0.1:", "  build/locktwin client set-pin 4711 --server ",
		"  build/locktwin lock battery demo --change --gap 250ms --server "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text+stderr.String(), "a-token-that") || strings.Contains(text, "\x1b") {
		t.Errorf("%s\n%s", text, stderr)
	}
}
