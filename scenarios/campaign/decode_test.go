package campaign

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios"
)

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	s := fakeSpec()
	b := mustEncode(t, s)
	back, err := DecodeSpec(b)
	if err != nil || !bytes.Equal(mustEncode(t, back), b) {
		t.Fatalf("%v\n%s", err, b)
	}
	result, _ := inOrder(t, s, 6)
	r, err := DecodeResult(result)
	if err != nil || !bytes.Equal(mustEncode(t, r), result) {
		t.Fatal("another result came back", err)
	}
}

func TestTextsAreReadStrictly(t *testing.T) {
	spec := string(mustEncode(t, fakeSpec()))
	result, _ := inOrder(t, fakeSpec(), 6)
	for name, try := range map[string]func() error{
		"unknown key":     func() error { _, err := DecodeSpec([]byte(`{"wishes":1}`)); return err },
		"something after": func() error { _, err := DecodeSpec([]byte(spec + "{}")); return err },
		"too long":        func() error { _, err := DecodeSpec(bytes.Repeat([]byte(" "), MaxSpecBytes+1)); return err },
		"no name":         func() error { _, err := DecodeShard([]byte(`{"id":"V 0","kind":"survey"}`)); return err },
		"no kind":         func() error { _, err := DecodeShard([]byte(`{"id":"v0","kind":"dig"}`)); return err },
		"no classes":      func() error { _, err := DecodeShard([]byte(`{"id":"v0","kind":"explore"}`)); return err },
		"no finding":      func() error { _, err := DecodeShard([]byte(`{"id":"v0","kind":"shrink"}`)); return err },
		"no answer":       func() error { _, err := DecodeAnswer([]byte(`{"shard":"v0"}`)); return err },
		"two answers":     func() error { _, err := DecodeAnswer([]byte(`{"shard":"v0","case":{},"error":"x"}`)); return err },
		"few variants":    func() error { _, err := DecodeResult([]byte(`{"spec":` + spec + `}`)); return err },
		"a loose index": func() error {
			_, err := DecodeResult(bytes.Replace(result, []byte(`"operation":-1`), []byte(`"operation":77`), 1))
			return err
		},
	} {
		if err := try(); !errors.Is(err, ErrDecode) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := DecodeSpec([]byte(strings.Replace(spec, `"depth":2`, `"depth":9`, 1))); !errors.Is(err, ErrSpec) {
		t.Error(err)
	}
}

// FuzzDecode holds that no text makes a reader panic, that what is read is
// written and read again, and that a coordinator survives every answer.
func FuzzDecode(f *testing.F) {
	s := fakeSpec()
	spec, _ := Encode(s)
	f.Add(spec)
	result, answers := inOrder(f, s, 3)
	f.Add(result[:min(len(result), 4000)])
	for _, a := range answers[:8] {
		b, _ := Encode(a)
		f.Add(b)
	}
	c, _ := NewCoordinator(s)
	for _, shard := range c.Open()[:1] {
		b, _ := Encode(shard)
		f.Add(b)
	}
	f.Add([]byte(`{"shard":"v0-survey","survey":{"path":null,"window_ns":9,"classes":[{"fault":{"kind":"cut"},"to_ns":9,"raw":1}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := DecodeSpec(text); err == nil {
			b := mustEncode(t, s)
			if back, err := DecodeSpec(b); err != nil || !bytes.Equal(mustEncode(t, back), b) {
				t.Fatalf("%v\n%s", err, b)
			}
			if n := len(Variants(s)); n < 1 || n > MaxVariants {
				t.Fatal(n)
			}
		}
		if _, err := DecodeShard(text); err != nil && !errors.Is(err, ErrDecode) {
			t.Fatal(err)
		}
		if _, err := DecodeResult(text); err != nil && !errors.Is(err, ErrDecode) && !errors.Is(err, ErrSpec) {
			t.Fatal(err)
		}
		a, err := DecodeAnswer(text)
		if err != nil {
			return
		}
		c, err := NewCoordinator(fakeSpec())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Take(a); err != nil && !errors.Is(err, ErrAnswer) && !errors.Is(err, ErrShard) {
			t.Fatal(err)
		}
		if a.Survey != nil && c.Err() == nil {
			for _, shard := range c.Open() {
				if len(shard.ID) > 64 || shard.Kind == ExploreShard && shard.To > len(a.Survey.Classes) {
					t.Fatal(shard)
				}
			}
		}
	})
}

func TestASpecIsMadeOfAFileAndFlags(t *testing.T) {
	text := "scenario: a\nseed: 1\nlock: {profile: ab-slots}\nsteps: [pair, cells-out, cells-in: {manner: hesitant, gap: 30ms}, verify-pin]\n" +
		"sweep: {axes: {charge: 20%..60%/3}, depth: 2, invariants: [phones stay paired], at: 1ms}\n"
	var over scenarios.Sweep
	for _, err := range []error{
		over.Change("--cut", "cut", "10ms, 20ms"), over.Change("--samples", "samples", "3"),
		over.ChangeAxis("--axis", "charge=40%"), over.ChangeAxis("--axis", "seed=1..3"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := New("a.yaml", []byte(text), Options{Version: "v1", Set: []string{"lock.profile=journal"}, Sweep: over})
	if err != nil {
		t.Fatal(err)
	}
	if s.Lock.Step != 3 || !strings.Contains(s.Lock.Text, "profile: journal") || strings.Contains(s.Lock.Text, "gap") || strings.Contains(s.Lock.Text, "sweep") {
		t.Errorf("%+v", s.Lock)
	}
	if s.Depth != 2 || s.Samples != 3 || len(s.Invariants) != 1 || s.Hand.Shape != AnyInstant || s.Version != "v1" || s.Name != "a" {
		t.Errorf("%+v", s)
	}
	if len(s.Fault.For) != 2 || s.Fault.For[1] != 20*time.Millisecond || s.Fault.At[0] != time.Millisecond || s.Fault.Kind != Cut {
		t.Errorf("%+v", s.Fault)
	}
	want := []Axis{{"charge", "lock.cells.charge", []string{"40%"}}, {"seed", "seed", []string{"1", "2", "3"}}}
	for i, a := range s.Axes {
		if a.Name != want[i].Name || a.Key != want[i].Key || strings.Join(a.Values, " ") != strings.Join(want[i].Values, " ") {
			t.Errorf("%+v, want %+v", a, want[i])
		}
	}
	if _, err := New("a.yaml", []byte("scenario: a\n"), Options{}); !errors.Is(err, scenarios.ErrScenario) {
		t.Error(err)
	}
	if over.ChangeAxis("--axis", "part=a..b") == nil || over.ChangeAxis("--axis", "x=1") == nil {
		t.Error("an axis that is none was taken")
	}
	big := scenarios.Sweep{}
	for _, a := range []string{"seed=1..200", "cycles=1..200"} {
		if err := big.ChangeAxis("--axis", a); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := New("a.yaml", []byte(text), Options{Sweep: big}); !errors.Is(err, scenarios.ErrScenario) || !strings.Contains(err.Error(), "--axis:1:8: with this axis there are 120000 combinations") {
		t.Error(err)
	}
}
