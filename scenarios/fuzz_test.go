package scenarios

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// seeds are texts that reach far into the reader, and texts that YAML readers
// are known to trip over.
func seeds(f *testing.F) {
	names, err := fs.Glob(Library(), "*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatal("no library", err)
	}
	for _, n := range names {
		text, err := fs.ReadFile(Library(), n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, s := range []string{"", "#", "\t", "---", "--- a\n--- b", "key:\n}", "0::", "{0", "*-0", ">\n>", "&{0", "{{},<<}", "#\n-\n-\n0", "? ? \"\n\" 0",
		"- {\n000}0", "0:\n  0: [0\n] 0", " \ufeff\n", "\"\\0\\\r\n", "a: \"\\xzz\"", "a: |\n  b\n c", "!!binary x", "<<: {a: 1}", "%YAML 9.9\n---\na", "a: &a [*a]",
		script("wait: until VBAT below 4.4 V"), script("expect: [the PIN is not wrong or denied, 'boot decided \"x\"']"), script("set: {name: '~', latitude: 52.5deg}"),
		script("air-fault: disconnect id=d at=3 of=write reason=0x3d repeat=true"), script("air-fault: {name: a, rssi: {level: -96dBm, spread: 4dB}, on: anna}"),
		script("wait: 1d") + "sweep: {step: 1, window: 3s, cut: '1ms..1s/5 log, 3s', at: [1ms, 2ms], leave-out: [], axes: {charge: 20%..60% by 20%, steps.1.wait: [1d, 2d], store: nvs}, one-by-one: yes}\n",
		script("wait: 1d") + "sweep: {sag: {to: 1V..2V/3, for: 1ms}, depth: 3, samples: 9, invariants: [the lock is usable], hand: {shape: uniform, from: 1ms, to: 2ms, source: x}}\n",
		script("wait: 1d") + "sweep: {step: wait, knock: {for: 1ms, times: 1..3}, axes: {seed: -9..9, ambient: -10C..40C/3, x.y: '{a: b}, ..'}}\n",
		"scenario: a\nlock: {profile: ab-slots, phones: radio, protocol: {hardware: 4.5, keypad-stages: [{wrong: 1, for: 1s}, {wrong: 2, for: 1s}, {wrong: 3, for: 1s}]}}\nsteps: [air-fault: {remove: all}]\nexpect: [the fault a was applied]\n"} {
		f.Add([]byte(s))
	}
}

// FuzzParse holds that no text makes the reader panic, that every refusal has
// places inside the text, and that what is read can be written and read again.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse("fuzz", text)
		if err != nil {
			checkProblems(t, text, err)
			return
		}
		out, err := Format(file)
		if err != nil {
			t.Fatalf("read but cannot be written: %v\n%s", err, text)
		}
		if back, err := Parse("fuzz", out); err != nil || !Equal(file, back) {
			t.Fatalf("another file came back: %v\n%s\n%s", err, text, out)
		}
		if _, problems := Lint("fuzz", text); len(problems) > 0 {
			checkProblems(t, text, problems)
		}
	})
}

func checkProblems(t *testing.T, text []byte, err error) {
	t.Helper()
	var ps Problems
	if !errors.As(err, &ps) || len(ps) == 0 || len(ps) > MaxProblems {
		t.Fatalf("refused without problems, or with too many: %v", err)
	}
	lines := newSource("", text).lines
	for _, p := range ps {
		if p.Position.Line < 1 || p.Position.Line > len(lines) || p.Position.Column < 1 || p.Found == "" || p.Width < 1 {
			t.Fatalf("a problem outside the text: %+v", p)
		}
		if p.Show() == "" || p.Error() == "" {
			t.Fatal("a problem without words")
		}
	}
}

// FuzzClaim holds that no sentence makes the reader panic and that what is
// understood has words that are understood the same.
func FuzzClaim(f *testing.F) {
	for _, s := range spoken {
		f.Add(s.text)
	}
	for _, s := range []string{"", `"`, "the", "no", "PIN 99999 is accepted", "between 3 and", "name is \"\"", "VDD fell below 1.7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseClaim(s)
		if err != nil {
			checkProblems(t, []byte(s), err)
			return
		}
		if back, err := ParseClaim(Sentence(c)); err != nil || back != c {
			t.Fatalf("%q is %#v, in words %q, and then %#v (%v)", s, c, Sentence(c), back, err)
		}
	})
}

// FuzzValues holds that no list makes the reader panic, that a fault lies inside
// it, and that what it stands for, written out, stands for the same.
func FuzzValues(f *testing.F) {
	for _, s := range []string{"", "a", "1..8", "20%..100%/5", "20%..100% by 20%", "1ms..300ms/10 log", "{a: b, c}, d", "..", "1../2", "-1..-1", "0s..9w by 1d log", "1..2..3", "９..１２", "9999999999999999%..1%/2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, fault := Values(s).expand()
		if fault != nil {
			if fault.found == "" || fault.column < 0 || fault.width < 1 || fault.column > len([]rune(s)) {
				t.Fatalf("%q: %+v", s, fault)
			}
			return
		}
		if len(out) < 1 || len(out) > MaxValues {
			t.Fatalf("%q stands for %d values", s, len(out))
		}
		again, fault := Values(strings.Join(out, ",")).expand()
		if fault != nil || !slices.Equal(again, out) {
			t.Fatalf("%q stands for %q, and that for %q", s, out, again)
		}
	})
}

// FuzzOverride holds that no change beside the file makes the reader panic.
func FuzzOverride(f *testing.F) {
	for _, s := range []string{"seed=1", "lock.cells.charge=20%", "steps.1.wait=5d", "lock={}", "lock.cells={kind: [", "=", "a=", "..=1", "steps.99999999999999999999=1", "steps=[*x]", "lock.profile=&a b", "steps.1.wait.for=1d", "sweep.cut=1ms..2ms/2"} {
		f.Add(s)
	}
	text := []byte(script("wait: 1d"))
	f.Fuzz(func(t *testing.T, change string) {
		if _, err := Parse("fuzz", text, change); err != nil {
			var ps Problems
			if !errors.As(err, &ps) || len(ps) == 0 {
				t.Fatalf("refused without problems: %v", err)
			}
		}
	})
}
