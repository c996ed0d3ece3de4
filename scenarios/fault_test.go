package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// script puts one step into an otherwise good file; the step begins in line 4,
// column 5.
func script(step string) string {
	return "scenario: a\nlock: {profile: ab-slots}\nsteps:\n  - " + step + "\n"
}

func TestFaultsAreShownWhereTheyAre(t *testing.T) {
	for _, c := range []struct {
		text  string
		at    string // line:column
		found string
		right string // part of what would be right, or of the hint
	}{
		{script("wait: 28"), "4:11", "unit", "28d"},
		{script("wait: -3d"), "4:11", "negative", ""},
		{script("wait: 0s"), "4:11", "outside", ""},
		{script("wait: 600w"), "4:11", "outside", ""},
		{script("wait"), "4:5", "how long", "wait: 28d"},
		{script("wait:"), "4:5", "followed by nothing", "wait: 28d"},
		{script("wait: until VBAT blow 4V"), "4:11", "nothing one can wait for", "VBAT below 4.4V"},
		{script("wait: {for: 3d, until: the boot}"), "4:11", "both", ""},
		{script("cels-out: slow"), "4:5", "unknown step 'cels-out'", "'cells-out'"},
		{script("cells-out: slwo"), "4:16", "slwo", "'slow'"},
		{script("cells-out: {after: 3s}"), "4:17", "inside the braces", "beside"},
		{script("cells-out: slow\n    cells-in: firm"), "5:5", "both 'cells-out' and 'cells-in'", "two steps"},
		{script("cells-in: {cells: {kind: enelop}}"), "4:30", "enelop", "'eneloop'"},
		{script("cells-in: {cells: {charge: 130%}}"), "4:32", "outside 0% to 100%", ""},
		{script("cells-in: {cells: {charge: 30}}"), "4:32", "no unit", "60%"},
		{script("cells-in: {cells: {weak: {cell: 5}}}"), "4:23", "number 5 of a set of 4", ""},
		{script("cells-in: {cells: {kind: eneloop}, recharged: 50%}"), "4:15", "same cells", ""},
		{script("set: {led-brightness: 9}"), "4:27", "outside 0 to 5", ""},
		{script("set: {led-brihtness: 4}"), "4:11", "unknown setting", "'led-brightness'"},
		{script("set: {pin: 1234}"), "4:10", "names no setting", ""},
		{script("set-pin: 12345"), "4:14", "5 digits", "0000 to 9999"},
		{script("set-pin: 12a4"), "4:14", "digits", ""},
		{script("repeat: {times: 1000000000, steps: [unlock]}"), "4:21", "outside 1 to 10000", ""},
		{script("repeat: {times: 10000, steps: [{repeat: {times: 10000, steps: [unlock]}}]}"), "4:5", "written out", "100000"},
		{script("repeat: {times: 10000, every: 52w, steps: [unlock]}"), "4:13", "longer than", ""},
		{script("repeat: {times: 2, steps: []}"), "4:31", "empty list", ""},
		{script("use: {for: 28d, actions-per-day: 8..5}"), "4:38", "backwards", ""},
		{script("ambient: -10"), "4:14", "no unit", "-10C"},
		{script("ambient: -10F"), "4:14", "does not measure", "-10C"},
		{script("ambient: -80C"), "4:14", "outside", ""},
		{script("sag: {to: 2.1V}"), "4:10", "lacks the key 'for'", "for:"},
		{script("sag: {to: -2.1V, for: 1s}"), "4:15", "negative", ""},
		{script("sag: {to: 2.12345678V, for: 1s}"), "4:15", "finer than 1", ""},
		{script("unlock\n    after: 40ms"), "5:10", "not YAML", ""},
		{script("unlock:\n      as: anna\n    after: 40ms"), "4:5", "first step", ""},
		{script("unlock\n  - lock: anna\n    after: 40ms into the erse"), "6:12", "erse", "'erase'"},
		{script("unlock\n  - lock: anna\n    after: 40ms into the 2th erase"), "6:12", "2th", ""},
		{script("unlock\n  - lock: anna\n    after: soon"), "6:12", "soon", "40ms"},
		{script("wait: &a 3d"), "4:11", "anchor", ""},
		{script("wait: !!str 3d"), "4:11", "tag", ""},
		{script("wait: {for: 1d, for: 2d}"), "4:21", "twice", ""},
		{script("expect: [the PIN is denyed]"), "4:25", "denyed", "'denied'"},
		{script("expect: ['the PIN is denyed']"), "4:26", "denyed", "'denied'"},
		{script("expect: [LED brightness is 9]"), "4:32", "'9'", "0 to 5"},
		{script("expect: [PIN 4711 is]"), "4:24", "breaks off", "accepted"},
		{script("expect: [no resets happend]"), "4:24", "happend", "'happened'"},
		{script(`expect: ['boot decided "x']`), "4:28", "no end", ""},
		{script("expect:\n      - boot decided: x"), "5:9", "':'", "quotes"},
		{script("expect: the PIN is intact"), "4:13", "single value", "list"},
		{script("air-fault"), "4:5", "too little", "latency"},
		{script("air-fault:"), "4:5", "followed by nothing", ""},
		{script("air-fault: slow"), "4:16", "kinds are", "latency id=slow"},
		{script("air-fault: disconnect id=a at=3 repeat=tZue"), "4:16", "tZue", ""},
		{script("air-fault: loss id=a"), "4:16", "changes nothing", "share"},
		{script("air-fault: loss id=a permille=20 conn=3"), "4:16", "connection by its number", "'on:'"},
		{script("air-fault: advertising-pause id=a from=3s"), "4:16", "instant", "begins with the step"},
		{script("air-fault: duplicate-indication id=a every=2000000000"), "4:16", "further", "1000000000"},
		{script("air-fault: advertising-pause id=a for=1us"), "4:16", "pause is outside", ""},
		{script("air-fault: {name: a}"), "4:16", "sets no fault and removes none", "remove"},
		{script("air-fault: {name: a b, latency: {delay: 1s}}"), "4:23", "no name of a fault", "letters"},
		{script("air-fault: {name: all, latency: {delay: 1s}}"), "4:16", "stands for all", ""},
		{script("air-fault: {latency: {delay: 1s}}"), "4:16", "lacks the key 'name'", ""},
		{script("air-fault: {name: a, latency: {}}"), "4:16", "changes nothing", "jitter"},
		{script("air-fault: {name: a, latency: {delay: 2h}}"), "4:43", "outside 0s to 1h", ""},
		{script("air-fault: {name: a, latency: {delay: 1s, direction: up}}"), "4:58", "no direction", "'to-lock'"},
		{script("air-fault: {name: a, loss: {share: 0.05%}}"), "4:40", "finer than 0.1%", "12.5%"},
		{script("air-fault: {name: a, loss: {share: 5%}, latency: {delay: 1s}}"), "4:54", "both 'loss' and 'latency'", "two steps"},
		{script("air-fault: {name: a, disconnect: {}}"), "4:38", "lacks the key 'at'", ""},
		{script("air-fault: {name: a, disconnect: {at: 0}}"), "4:43", "outside 1 to", ""},
		{script("air-fault: {name: a, disconnect: {at: 2, uuid: usdio}}"), "4:16", "frames are counted", ""},
		{script("air-fault: {name: a, disconnect: {at: 2, of: write, uuid: usido}}"), "4:63", "no characteristic", "'usdio'"},
		{script("air-fault: {name: a, disconnect: {at: 2, reason: 0x100}}"), "4:54", "out of range", "remote-user"},
		{script("air-fault: {name: a, disconnect: {at: 2, of: write, handle: nine}}"), "4:65", "no number", "0x000b"},
		{script("air-fault: {name: a, rssi: {level: -96}}"), "4:40", "no unit", "-96dBm"},
		{script("air-fault: {name: a, rssi: {level: 0dBm}}"), "4:16", "changes nothing", "another level"},
		{script("air-fault: {name: a, advertising-pause: {}, on: anna}"), "4:16", "from everybody", "without 'on'"},
		{script("air-fault: {remove: a, on: anna}"), "4:16", "'remove' stands beside", ""},
		{script("air-fault: {name: a, fog: {}}"), "4:26", "unknown key 'fog'", "'latency'"},
		{"scenario: a\nlock: {profile: ab-slots, phones: rado}\nsteps: [unlock]\n", "2:35", "rado", "'radio'"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {wire: gen4}}\nsteps: [unlock]\n", "2:44", "gen4", "'gen2-doc21'"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {hardware: 4}}\nsteps: [unlock]\n", "2:48", "no revision", "4.5"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {hardware: 4.05}}\nsteps: [unlock]\n", "2:48", "zeros in front", "4.5"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {mtu: 22}}\nsteps: [unlock]\n", "2:43", "outside 23 to 517", ""},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {idle-timeout: 5ms}}\nsteps: [unlock]\n", "2:52", "shorter than 1s", "0s for never"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {keypad-stages: [{wrong: 1, for: 1s}]}}\nsteps: [unlock]\n", "2:53", "has 1 of them", "3 stages"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {keypad-stages: [{wrong: 3, for: 1s}, {wrong: 3, for: 1s}, {wrong: 4, for: 1s}]}}\nsteps: [unlock]\n", "2:75", "no later than the one before", "more than 3"},
		{"scenario: a\nlock: {profile: ab-slots, protocol: {max-user: 3}}\nsteps: [unlock]\n", "2:38", "unknown key 'max-user'", "'max-users'"},
		{"scenario: a\nlock: {profile: rewrite-at-bot}\nsteps: [unlock]\n", "2:17", "rewrite-at-bot", "'rewrite-at-boot'"},
		{"scenario: a\nlock: {profile: ab-slots, part: nrf52382}\nsteps: [unlock]\n", "2:33", "nrf52382", "'nrf52832'"},
		{"scenario: a\nlock: {profile: ab-slots, supervisor: {warning: 1.6V, brown-out: 1.7V}}\nsteps: [unlock]\n", "2:39", "no earlier", ""},
		{"scenario: a\nlock: {profile: ab-slots, board: {bulk: 220uG}}\nsteps: [unlock]\n", "2:41", "uG", "220uF"},
		{"scenario: a\nsteps: [unlock]\n", "1:1", "lacks the key 'lock'", ""},
		{"scenario: A b\nlock: {profile: ab-slots}\nsteps: [unlock]\n", "1:11", "no name", "hyphens"},
		{"scenario: a\nseed: 0x10\nlock: {profile: ab-slots}\nsteps: [unlock]\n", "2:7", "whole number", ""},
		{"scenario: a\nsede: 1\nlock: {profile: ab-slots}\nsteps: [unlock]\n", "2:1", "unknown key 'sede'", "'seed'"},
		{"scenario: a\nscenario: b\nlock: {profile: ab-slots}\nsteps: [unlock]\n", "2:1", "twice", ""},
		{"", "1:1", "empty", ""},
		{"# nothing\n", "1:1", "empty", ""},
		{"- a\n", "1:1", "a list", ""},
		{"scenario: a\n---\nscenario: b\n", "2:1", "second document", ""},
		{"scenario: [a\nlock: 1\n", "2:5", "not YAML", ""},
		{"\tscenario: a\n", "1:1", "tab", "blanks"},
		{"scenario: a\x01\n", "1:12", "0x01", "UTF-8"},
		{"scenario: \xff\n", "1:11", "0xFF", "UTF-8"},
		{"a: " + strings.Repeat("[", 100) + strings.Repeat("]", 100), "1:44", "inside each other", ""},
		{"a: &x 1\nb: *x\n", "2:1", "", ""},
	} {
		_, err := Parse("x.yaml", []byte(c.text))
		var ps Problems
		if !errors.As(err, &ps) {
			t.Errorf("accepted, or failed without problems: %v\n%s", err, c.text)
			continue
		}
		if !errors.Is(err, ErrScenario) {
			t.Errorf("does not wrap ErrScenario: %v", err)
		}
		hit := false
		for _, p := range ps {
			at := fmt.Sprintf("%d:%d", p.Position.Line, p.Position.Column)
			hit = hit || at == c.at && strings.Contains(p.Found, c.found) && strings.Contains(p.Want+p.Hint, c.right)
		}
		if !hit {
			t.Errorf("want %q (right: %q) at %s, got\n%v", c.found, c.right, c.at, err)
		}
	}
}

func TestAliasesAreRefused(t *testing.T) {
	text := "scenario: a\nlock: {profile: &p ab-slots}\nsteps:\n  - update: *p\n"
	_, err := Parse("x.yaml", []byte(text))
	for _, want := range []string{"x.yaml:2:17", "anchor", "x.yaml:4:13", "alias"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in\n%v", want, err)
		}
	}
}

func TestProblemShowsTheLineWithACaret(t *testing.T) {
	_, err := Parse("front.yaml", []byte(script("cels-out: slow")))
	want := "front.yaml:4:5: unknown step 'cels-out'\n" +
		"    4 |   - cels-out: slow\n" +
		"      |     ^^^^^^^^\n" +
		"      = did you mean 'cells-out'?"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestProblemsComeInOrderAndAreBounded(t *testing.T) {
	text := script("wait: 3") + strings.Repeat("  - wait: 4\n", 100)
	_, err := Parse("x.yaml", []byte(text))
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != MaxProblems {
		t.Fatalf("want %d problems, got %d", MaxProblems, len(ps))
	}
	for i := 1; i < len(ps); i++ {
		if ps[i].Position.Line < ps[i-1].Position.Line {
			t.Errorf("problem %d stands before problem %d", i, i-1)
		}
	}
	if last := ps[MaxProblems-1].Found; !strings.Contains(last, "82 more") {
		t.Errorf("the last problem does not tell how many follow: %q", last)
	}
}

func TestFileBeyondTheLimitIsRefused(t *testing.T) {
	text := script("unlock") + "#" + strings.Repeat("x", MaxFileBytes)
	if _, err := ParseReader("x.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("got %v", err)
	}
}

func TestChangesBesideTheFileAreAppliedAndChecked(t *testing.T) {
	text := []byte(script("wait: 1d"))
	f, err := Parse("x.yaml", text, "lock.cells.charge=20%", "lock.profile=journal", "steps.1.wait=5d", "seed=7", "lock.cells.weak={cell: 2}")
	if err != nil {
		t.Fatal(err)
	}
	if f.Lock.Profile != "journal" || f.Lock.Cells.Charge != Some(Millipercent(20_000)) || f.Seed != Some(int64(7)) ||
		f.Steps[0].Action != (Wait{For: 5 * 24 * 3600e9}) || f.Lock.Cells.Weak.Cell != 2 {
		t.Errorf("got %+v", f)
	}
	for change, want := range map[string]string{
		"lock.cells.charge=200%":       "--set:1:19: charge is '200%', which is outside",
		"lock.cels.charge=20%":         "--set:1:6: unknown key 'cels'",
		"steps.9.wait=5d":              "--set:1:7: '9' is none of the 1 entries",
		"seed":                         "--set:1:1: 'seed' is no change",
		"seed.x=5":                     "--set:1:6: unknown key",
		"scenario.x=5":                 "--set:1:10: there is no 'x' inside a single value",
		"lock.cells={kind: enelop}":    "--set:1:19: kind is 'enelop'",
		"lock.cells={kind":             "--set:1:12: '{kind' is not YAML",
		"lock.profile=rewrite-at-boat": "did you mean 'rewrite-at-boot'",
	} {
		_, err := Parse("x.yaml", text, change)
		if err == nil || !strings.Contains(err.Error(), want) {
			if change == "seed.x=5" && err != nil {
				continue
			}
			t.Errorf("--set %s: want %q, got\n%v", change, want, err)
		}
	}
}
