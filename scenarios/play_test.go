package scenarios

import (
	"bytes"
	"errors"
	"io/fs"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
	"locktwin/model/trace"
)

// shipped reads one file of the library.
func shipped(t testing.TB, name string, set ...string) File {
	t.Helper()
	text, err := fs.ReadFile(Library(), name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(name, text, set...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func shippedNames(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(Library(), "*.yaml")
	if err != nil || len(names) < 11 {
		t.Fatalf("%d files in the library, %v", len(names), err)
	}
	return names
}

func played(t testing.TB, f File, o Options) Report {
	t.Helper()
	r, err := Play(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// scripted is a scenario of the test's own.
func scripted(t testing.TB, lines ...string) File {
	t.Helper()
	f, err := Parse("story.yaml", []byte("scenario: story\n"+strings.Join(lines, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEveryShippedStoryHappens(t *testing.T) {
	for _, name := range shippedNames(t) {
		t.Run(name, func(t *testing.T) {
			f := shipped(t, name)
			if f.Scenario+".yaml" != name || !f.Seed.Set || f.Story == "" || len(f.Expect) == 0 {
				t.Errorf("%s: a shipped file has its own name, a seed, a story and expectations", name)
			}
			r := played(t, f, Options{})
			for _, e := range r.Expectations {
				if !e.Met {
					t.Errorf("%s: %s", e.Text, e.Got)
				}
			}
			if (r.Verdict == Pass) == t.Failed() {
				t.Errorf("verdict %s", r.Verdict)
			}
		})
	}
}

func TestEveryShippedStoryPlaysUnderEveryProfile(t *testing.T) {
	for i, name := range shippedNames(t) {
		f := shipped(t, name)
		for j, p := range Profiles() {
			if (i+j)%everyNth != 0 {
				continue
			}
			r, err := Play(f, Options{Profile: p})
			if err != nil {
				t.Errorf("%s under %s: %v", name, p, err)
				continue
			}
			if r.Profile != string(p) || r.Outcome.PIN.Class == "" || r.SimulatedNS <= 0 {
				t.Errorf("%s under %s: %+v", name, p, r)
			}
		}
	}
}

func TestTheSameScenarioGivesTheSameReport(t *testing.T) {
	for _, name := range []string{"pin-denied-after-battery-change.yaml", "weak-commit.yaml", "users-lost-on-charge.yaml"} {
		f := shipped(t, name)
		first := played(t, f, Options{})
		before := runtime.GOMAXPROCS(1)
		second := played(t, f, Options{})
		runtime.GOMAXPROCS(before)
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%s: two runs differ:\n%+v\n%+v", name, first, second)
		}
		text, err := Format(f)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if third := played(t, again, Options{}); third.TraceSHA256 != first.TraceSHA256 {
			t.Errorf("%s: written back and read again it has another trace", name)
		}
		other := played(t, f, Options{Seed: Some(f.Seed.Value + 1)})
		if other.TraceSHA256 == first.TraceSHA256 {
			t.Errorf("%s: another seed gives the same trace", name)
		}
	}
}

func TestListeningChangesNothing(t *testing.T) {
	f := shipped(t, "torn-pin-write.yaml")
	quiet := played(t, f, Options{})
	h, calls := trace.NewHash(), 0
	ordered := trace.InOrder(h)
	heard := played(t, f, Options{
		Trace:    ordered,
		Progress: func(now, end sim.Time) { calls++ },
	})
	if !reflect.DeepEqual(quiet, heard) {
		t.Errorf("with a listener:\n%+v\nwithout:\n%+v", heard, quiet)
	}
	ordered.Flush()
	sum := h.Sum()
	if got := heard.TraceSHA256; got != hexOf(sum[:]) {
		t.Errorf("the report's hash is %s, that of what was heard %x", got, sum)
	}
	if calls == 0 {
		t.Error("nobody was told of the progress")
	}
}

func hexOf(b []byte) string {
	var out bytes.Buffer
	for _, c := range b {
		out.WriteByte("0123456789abcdef"[c>>4])
		out.WriteByte("0123456789abcdef"[c&15])
	}
	return out.String()
}

func TestAStepIsPlacedIntoAnErase(t *testing.T) {
	f := scripted(t,
		"lock: {profile: rewrite-at-boot, board: {bulk: 10uF, decoupling: 1uF}}",
		"steps:", "  - pair: anna", "  - set-pin: 4711", "  - set-pin: 1234",
		"  - cells-out: abrupt", "    after: 40ms into the erase")
	var begun, out sim.Time
	torn := 0
	played(t, f, Options{Trace: trace.Func(func(e *trace.Event) {
		switch {
		case e.Name == "erase-begin" && out == 0:
			begun = e.At
		case e.Name == "cells-out":
			out = e.At
		case e.Name == "erase-torn":
			torn++
		}
	})})
	if out.Sub(begun) != 40*time.Millisecond || torn != 1 {
		t.Errorf("the cells left %v after the erase began, which tore %d erases", out.Sub(begun), torn)
	}
}

func TestAMomentThatDoesNotComeNamesItsStep(t *testing.T) {
	f := scripted(t, "lock: {profile: ab-slots}", "steps:", "  - wait: 1s", "  - knock: 1ms", "    after: 1ms into the 3rd boot")
	_, err := Play(f, Options{})
	var step *StepError
	if !errors.Is(err, ErrMoment) || !errors.Is(err, ErrScenario) || !errors.As(err, &step) {
		t.Fatalf("%v", err)
	}
	if step.Step != "knock" || step.Position.Line != 5 {
		t.Errorf("%+v", step)
	}
	if text := err.Error(); !strings.Contains(text, "5 |   - knock: 1ms\n      |     ^^^^^") || !strings.HasPrefix(text, step.File+":5:5: step 'knock'") || step.File == f.Scenario {
		t.Errorf("%s", text)
	}
}

func TestHandsCannotDoTheImpossible(t *testing.T) {
	for _, steps := range []string{
		"[cells-in: firm]", "[cells-out: slow, cells-out: slow]", "[cells-out: quick, knock: 5ms]", "[cells-out: quick, cut: 1s]", "[remove-user: nobody]",
	} {
		_, err := Play(scripted(t, "lock: {profile: ab-slots}", "steps: "+steps), Options{})
		if !errors.Is(err, ErrImpossible) || !errors.Is(err, ErrScenario) {
			t.Errorf("%s: %v", steps, err)
		}
	}
}

func TestALockThatCannotBeBuiltIsRefused(t *testing.T) {
	for _, lock := range []string{
		"{profile: save-on-warning, supervisor: {warning: off}}", "{profile: ab-slots, supervisor: {warning: 5V}}",
	} {
		_, err := Play(scripted(t, "lock: "+lock, "steps: [wait: 1s]"), Options{})
		if err == nil {
			t.Errorf("%s is taken", lock)
		} else if at := new(BuildError); !errors.Is(err, ErrBuild) || !errors.As(err, &at) || !strings.Contains(at.Problem.Line, lock) || at.Problem.Position.Column < len("lock: {") {
			t.Errorf("%s: %v", lock, err)
		}
	}
}

func TestEveryStepWordPlays(t *testing.T) {
	f := scripted(t,
		"lock: {profile: journal, cells: {kind: eneloop, charge: 90%, spread: 2%, weak: {cell: 2, charge: 70%, resistance: 2x}}, door: stiff, board: {extra-load: 1mA, hold-up: 100uF, bulk: 470uF, bulk-esr: 50mOhm, contact: 30mOhm, regulator: buck, logic: 3V, motor: {resistance: 1.5Ohm, inductance: 0.4mH, soft-start: 100ms}}, supervisor: {warning: 2.6V, brown-out: 1.7V, hysteresis: 50mV, release-delay: 2ms, write-gate: no}}",
		"steps:",
		"  - pair: anna", "  - pair: ben", "  - set-pin: 1234", "  - verify-pin", "  - verify-pin: 9999",
		"  - set: {led-brightness: 5, name: Attic, latitude: 48.137154deg, time-zone-offset: -5h, lock-n-go-timeout: 7s, double-press: unlatch, night-start: '21:30'}",
		"  - invite: {name: guest, count: 6}", "  - remove-user: guest 3", "  - users", "  - log", "  - status", "  - read-settings", "  - battery-report", "  - update-time",
		"  - unlock", "  - lock", "  - unlatch: {as: ben}", "  - full-lock", "  - lock-n-go", "  - wait: 30s",
		"  - turn-key: 360deg", "  - press-button", "  - wait: 20s", "  - door: open", "  - door: close", "  - calibrate",
		"  - knock: {for: 2ms, times: 3}", "  - sag: {to: 3.9V, for: 50ms, fall: 5ms, rise: 5ms}", "  - ambient: {to: 0C, over: 1h}", "  - wait: 2h", "  - cut: 1ms",
		"  - supply: {to: 6V, source: 0.5Ohm}", "  - wait: 1m", "  - supply: off", "  - wait: until 12:00", "  - wait: {until: VBAT below 1V, at-most: 1m}",
		"  - wait: {until: the battery is critical, at-most: 3h}", "  - use: {for: 2d, actions-per-day: 0..4, unlatches: 50%, poll: 6h}",
		"  - repeat: {times: 2, every: 1h, steps: [unlock, repeat: {times: 2, steps: [status]}, lock]}",
		"  - reboot", "  - wait: 1m", "  - update: ab-slots", "  - wait: 1m", "  - cells-out: quick", "  - wait: 10s", "  - cells-in: {recharged: 100%, manner: bouncy}", "  - wait: 1m",
		"  - expect: [the PIN is intact, settings are kept, PIN 9999 is rejected, phones stay paired, nothing was lost, the lock is usable]",
		"  - factory-reset", "  - wait: 1m",
		"expect:", "  - no authorization is left", "  - PIN 0000 is accepted", "  - the last command was accepted", "  - the extra load used at least 10% of the charge")
	r := played(t, f, Options{})
	for _, e := range r.Expectations {
		if !e.Met {
			t.Errorf("%s: %s", e.Text, e.Got)
		}
	}
}

func TestTheEnergyStackAddsUpToTheCells(t *testing.T) {
	for _, name := range []string{"four-week-eneloop.yaml", "quick-swap-survives.yaml"} {
		p, err := newPlayer(shipped(t, name), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.run(p.root, sim.Time(0).Add(40*24*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
		m, sum := p.lock.Machine().Supply().Meter(), 0.0
		for _, s := range p.account().shares() {
			if s.MAh < 0 {
				t.Errorf("%s: %s gave %g mAh back", name, s.Name, s.MAh)
			}
			sum += s.MAh
		}
		want := float64(m.Battery+m.SelfDischarge) / coulombsPerMilliampHour
		if d := sum - want; d > 1e-5 || d < -1e-5 {
			t.Errorf("%s: the shares add up to %g mAh, the cells gave %g", name, sum, want)
		}
	}
}

func BenchmarkPlay(b *testing.B) {
	f := shipped(b, "pin-denied-after-battery-change.yaml")
	b.ReportAllocs()
	for b.Loop() {
		if r := played(b, f, Options{}); r.Verdict != Pass {
			b.Fatal(r)
		}
	}
}
