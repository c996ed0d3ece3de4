package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/power"
)

// swept is a file with a section; "" is none.
func swept(t testing.TB, steps, sweep string) (File, error) {
	t.Helper()
	text := "scenario: a\nseed: 1\nstory: b\nlock: {profile: ab-slots}\nsteps: " + steps + "\nexpect: [the lock is usable]\n"
	if sweep != "" {
		text += "sweep: " + sweep + "\n"
	}
	return Parse("a.yaml", []byte(text))
}

func planOf(t testing.TB, steps, sweep string) SweepPlan {
	t.Helper()
	f, err := swept(t, steps, sweep)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAFileWithoutASectionCanBeSwept(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct {
		steps string
		step  int
		cut   time.Duration
		out   []int
		hand  HandShape
	}{
		{"[pair, cells-out, cells-in, verify-pin: 1]", 3, DefaultGap, []int{}, HandLogUniform},
		{"[cells-out, cells-in: {manner: hesitant, gap: 80ms}, cut: 1s, knock]", 2, 80 * ms, []int{3, 4}, HandLogUniform},
		{"[cut: 1s, pair, set-pin: 4711, cut: 9ms, verify-pin: 4711]", 3, DefaultGap, []int{4}, HandAny},
		{"[wait: 1d, knock]", 1, DefaultGap, []int{2}, HandAny},
	} {
		p := planOf(t, c.steps, "")
		if p.Step != c.step || !reflect.DeepEqual(p.Fault, SweepFault{Kind: "cut", For: []time.Duration{c.cut}}) || !reflect.DeepEqual(p.LeaveOut, c.out) ||
			p.Hand.Shape != c.hand || p.Depth != 1 || p.Samples != DefaultSamples || p.Window != 0 || len(p.Axes) != 0 {
			t.Errorf("%s: %+v", c.steps, p)
		}
	}
}

func TestEveryFileOfTheLibraryCanBeSwept(t *testing.T) {
	names, err := fs.Glob(Library(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(Library(), name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := f.Plan()
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if back, err := Parse(name, p.Text); err != nil || !Equal(back, p.Reference) || len(back.Steps) != len(f.Steps) {
			t.Errorf("%s: the reference is another file: %v", name, err)
		}
	}
}

func TestTheReferenceHasNoGap(t *testing.T) {
	p := planOf(t, "[cells-out, cells-in: {gap: 1s}, cells-out, cells-in: {manner: hesitant, gap: 80ms}, cells-out, cells-in: bouncy]", "{step: 4}")
	for i, want := range map[int]CellsIn{1: {Gap: time.Second}, 3: {Manner: InsertFirm}, 5: {Manner: InsertFirm, Bounces: Some(mostBounces)}} {
		if got := p.Reference.Steps[i].Action; got != want {
			t.Errorf("step %d is %+v, want %+v", i+1, got, want)
		}
	}
}

func TestASectionSaysWhatIsSwept(t *testing.T) {
	p := planOf(t, "[pair, set-pin: 1234, cut, wait: 1m, wait: 2m]", `{step: wait, window: 3s, sag: {to: 1V..2V/3, for: 1ms}, leave-out: [3], depth: 2, samples: 3, one-by-one: yes,
  axes: {charge: [20%, 40%..60%/2], store: "ab-slots, in-place-crc", steps.2.set-pin: 1..2}, invariants: [phones stay paired], hand: {shape: uniform, from: 1ms, to: 2ms, source: a test}}`)
	want := SweepFault{Kind: "sag", For: []time.Duration{time.Millisecond}, Microvolts: []int64{1e6, 1_500_000, 2e6}, At: []time.Duration{0}}
	if p.Step != 5 || p.Window != 3*time.Second || !reflect.DeepEqual(p.Fault, want) || len(p.LeaveOut) != 1 || p.Depth != 2 || p.Samples != 3 || !p.OneByOne ||
		p.Invariants[0] != "phones stay paired" || p.Hand != (SweepHand{HandUniform, time.Millisecond, 2 * time.Millisecond, "a test"}) {
		t.Errorf("%+v", p)
	}
	var profiles []string
	for _, p := range append(ProfilesOfStore("ab-slots"), ProfilesOfStore("in-place-crc")...) {
		profiles = append(profiles, string(p))
	}
	axes := []PlannedAxis{
		{"charge", "lock.cells.charge", []string{"20%", "40%", "60%"}},
		{"store", "lock.profile", profiles},
		{"steps.2.set-pin", "steps.2.set-pin", []string{"1", "2"}},
	}
	if !reflect.DeepEqual(p.Axes, axes) {
		t.Errorf("%+v", p.Axes)
	}
	if !p.Reference.Sweep.empty() {
		t.Error("the reference has the section still")
	}
	p = planOf(t, "[cells-out, cells-in]", "{knock: {for: 1ms..4ms/4}, at: 5ms}")
	if !reflect.DeepEqual(p.Fault, SweepFault{Kind: "knock", For: []time.Duration{1e6, 2e6, 3e6, 4e6}, Times: []int{1}, At: []time.Duration{5e6}}) || p.Hand.Shape != HandAny {
		t.Errorf("%+v", p.Fault)
	}
}

func TestCellsAxesAreOfTheSetInTheWindow(t *testing.T) {
	for _, c := range []struct{ steps, step, charge, kind, bounces string }{
		{"[cells-out, cells-in]", "2", "lock.cells.charge", "lock.cells.kind", "steps.2.cells-in.bounces"},
		{"[cells-out, cells-in: {cells: {kind: eneloop}}]", "2", "steps.2.cells-in.cells.charge", "steps.2.cells-in.cells.kind", "steps.2.cells-in.bounces"},
		{"[cells-out, cells-in: {cells: {kind: eneloop}}, cells-out, cells-in: {recharged: 90%}, wait: 1d]", "5", "steps.4.cells-in.recharged", "steps.2.cells-in.cells.kind", "steps.4.cells-in.bounces"},
		{"[pair, cells-out, cells-in: {cells: {kind: eneloop}}]", "1", "lock.cells.charge", "lock.cells.kind", ""},
	} {
		f, err := swept(t, c.steps, "")
		if err != nil {
			t.Fatal(err)
		}
		step := int(c.step[0] - '0')
		for name, want := range map[string]string{"charge": c.charge, "cells": c.kind, "bounces": c.bounces, "seed": "seed", "lock.board.bulk": "lock.board.bulk"} {
			if got := f.axisKey(step, name); got != want {
				t.Errorf("%s at step %d: %s is %q, want %q", c.steps, step, name, got, want)
			}
		}
	}
}

func TestEveryAxisNameLeadsToAKey(t *testing.T) {
	values := map[string]string{"profile": "nvs", "store": "nvs", "part": "nrf52832", "cells": "eneloop", "count": "3", "charge": "20%", "cycles": "9", "age": "1d", "spread": "2%",
		"manner": "clean", "bounces": "2", "ambient": "-5C", "door": "stiff", "contact": "1Ohm", "bulk": "1uF", "bulk-esr": "1Ohm", "decoupling": "1uF", "hold-up": "1mF",
		"regulator": "buck", "logic": "3V", "extra-load": "1mA", "soft-start": "1ms", "warning": "3V", "brown-out": "2V", "hysteresis": "1mV", "release-delay": "1ms",
		"write-gate": "yes", "phones": "radio", "seed": "3"}
	for _, a := range SweepAxes() {
		f, err := swept(t, "[cells-out, cells-in: firm]", fmt.Sprintf("{axes: {%s: %s}}", a.Name, values[a.Name]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Plan(); err != nil || a.Doc == "" {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
}

func TestEveryStoreAxisStandsForProfiles(t *testing.T) {
	n := 0
	for _, s := range StoresOfProfiles() {
		n += len(ProfilesOfStore(s))
	}
	if n != len(Profiles()) || ProfilesOfStore("ab-slots") == nil || ProfilesOfStore("x") != nil {
		t.Errorf("%d of %d profiles have a store", n, len(Profiles()))
	}
}

func TestFaultsOfASweepAreShownWhereTheyAre(t *testing.T) {
	for _, c := range []struct{ sweep, want string }{
		{"{step: 9}", "a.yaml:7:15: there is no step 9"},
		{"{step: knock}", "a.yaml:7:15: no step of the list is 'knock'"},
		{"{step: knok}", "a.yaml:7:15: step is 'knok', which is no step word; did you mean 'knock'?"},
		{"{cut: 1s, knock: {for: 1ms}}", "a.yaml:7:8: this sweep has the faults 'cut' or 'knock'"},
		{"{cut: 1V}", "a.yaml:7:14: cut is '1V', which is not a time"},
		{"{cut: '1s, 2s..3s'}", "a.yaml:7:19: the range says neither"},
		{"{cut: [1s, 1s]}", "a.yaml:7:14: cut is a list in which the value '1s' comes twice"},
		{"{cut: 1s..2h/3}", "a.yaml:7:14: cut is '1h0.5s', which is outside"},
		{"{cut: '1s, 1000ms'}", "a.yaml:7:14: one and the same value stands here twice"},
		{"{sag: {to: 1V}}", "sag lacks the key 'for'"},
		{"{sag: {to: 0V..12V/1000, for: 1ms..1s/1000}}", "a.yaml:7:14: this is a grid of 1000000 faults"},
		{"{leave-out: [2, 1]}", "a.yaml:7:24: leave-out is '1', which does not come in order"},
		{"{leave-out: [7]}", "a.yaml:7:20: step 7 is left out, and there are 2"},
		{"{axes: {chrage: 1%}}", "a.yaml:7:16: there is no axis 'chrage'"},
		{"{axes: {charge: 1V}}", "a.yaml:7:24: this axis does not fit the file: charge is '1V'"},
		{"{axes: {lock.cells.knd: x}}", "a.yaml:7:32: this axis does not fit the file: unknown key 'knd'"},
		{"{axes: {charge: 1%, lock.cells.charge: 2%}}", "a.yaml:7:47: the axes 'charge' and 'lock.cells.charge' vary the same thing"},
		{"{axes: {store: floppy}}", "a.yaml:7:23: no profile keeps its settings in the store 'floppy'"},
		{"{axes: {bounces: 1}, step: 1}", "a.yaml:7:25: no step up to the window puts cells in"},
		{"{axes: {}}", "axes is a group of keys"},
		{"{invariants: [no foo]}", "a.yaml:7:25: the sentence is not understood"},
		{"{invariants: [the lock is usable, the lock is usable]}", "a.yaml:7:42: the invariant 'the lock is usable' stands here twice"},
		{"{hand: {shape: any, from: 1s}}", "has no bounds"},
		{"{hand: {shape: uniform}}", "no bounds, or the second is not later"},
		{"{hand: {shape: log-uniform, to: 1s, source: x}}", "begins above zero"},
		{"{hand: {shape: uniform, to: 1s}}", "where its figures come from"},
		{"{depth: 4}", "a.yaml:7:16: depth is '4', which is outside 1 to 3"},
		{"{window: 0s}", "a.yaml:7:17: window is '0s'"},
		{"[]", "a.yaml:7:8: sweep is a list"},
	} {
		f, err := swept(t, "[cells-out, cells-in]", c.sweep)
		if err == nil {
			_, err = f.Plan()
		}
		var ps Problems
		if !errors.As(err, &ps) {
			t.Errorf("%s: %v", c.sweep, err)
			continue
		}
		if got := ps[0].Error(); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s; want %s", c.sweep, got, c.want)
		}
		if _, lint := Lint("a.yaml", []byte("scenario: a\nseed: 1\nstory: b\nlock: {profile: ab-slots}\nsteps: [cells-out, cells-in]\nexpect: [the lock is usable]\nsweep: "+c.sweep+"\n")); len(lint) == 0 || lint[0].Error() != ps[0].Error() {
			t.Errorf("%s: lint says %v", c.sweep, lint)
		}
	}
}

func TestFlagsTakeThePlaceOfTheSection(t *testing.T) {
	f, err := swept(t, "[cells-out, cells-in, wait: 1d]", "{cut: 1s, depth: 2, axes: {charge: 1%..3%/3, seed: 1..2}, window: 4s}")
	if err != nil {
		t.Fatal(err)
	}
	var s Sweep
	for _, err := range []error{
		s.Change("--sag", "sag", "{to: 1V, for: 1ms..2ms/2}"), s.Change("--depth", "depth", "1"), s.Change("--leave-out", "leave-out", "[3]"),
		s.ChangeAxis("--axis", "charge=50%"), s.ChangeAxis("--axis", "lock.board.bulk=47uF, 100uF"), s.Change("--invariant", "invariants", "[no reset happened]"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	f.Sweep = f.Sweep.With(s)
	p, err := f.Plan()
	if err != nil {
		t.Fatal(err)
	}
	if p.Fault.Kind != "sag" || p.Depth != 1 || p.Window != 4*time.Second || p.LeaveOut[0] != 3 || p.Invariants[0] != "no reset happened" || len(p.Axes) != 3 ||
		p.Axes[0].Values[0] != "50%" || p.Axes[2].Key != "lock.board.bulk" {
		t.Errorf("%+v", p)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{s.Change("--cut", "cut", "1s"), "--cut:1:1: this sweep has the faults 'cut' or 'sag'"},
		{s.Change("--depth", "depth", "9"), "--depth:1:1: depth is '9'"},
		{s.Change("--at", "at", "1s, x"), "--at:1:1: at is 'x'"},
		{s.Change("--at", "at", "1s, 1s..2s"), "--at:1:5: the range says neither"},
		{s.Change("--sag", "sag", "{to: "), "--sag:1:1: '{to: ' is not YAML"},
		{s.Change("--x", "x", "1"), "--x:1:1: a sweep has no key 'x'"},
		{s.Change("--cut", "cut", "\x00"), "a byte that is no text"},
		{s.ChangeAxis("--axis", "charge"), "--axis:1:1: 'charge' is no axis"},
		{s.ChangeAxis("--axis", "seed=1..2..3"), "--axis:1:6: the range ends with '2..3'"},
	} {
		if c.err == nil || !strings.Contains(strings.SplitN(c.err.Error(), "\n", 2)[0], c.want) {
			t.Errorf("%v; want %s", c.err, c.want)
		}
	}
	if err := s.Change("--step", "step", "5"); err != nil {
		t.Fatal(err)
	}
	f.Sweep = f.Sweep.With(s)
	if _, err := f.Plan(); err == nil || !strings.Contains(err.Error(), "--step:1:1: there is no step 5") {
		t.Error(err)
	}
}

func TestKeysOfAStepInItsShortFormCanBeChanged(t *testing.T) {
	text := []byte("scenario: a\nlock: {profile: ab-slots}\nsteps: [cells-out, cells-in: firm, cut: 1s, wait: 1d]\n")
	f, err := Parse("a.yaml", text, "steps.1.cells-out.over=3ms", "steps.2.cells-in.gap=20ms", "steps.3.cut.for=2s")
	if err != nil {
		t.Fatal(err)
	}
	if f.Steps[0].Action != (CellsOut{Over: 3 * time.Millisecond}) || f.Steps[1].Action != (CellsIn{Manner: InsertFirm, Gap: 20 * time.Millisecond}) || f.Steps[2].Action != (Cut{For: 2 * time.Second}) {
		t.Errorf("%+v", f.Steps)
	}
	for _, change := range []string{"lock.profile.x=1", "steps.3.cut.x=1", "steps.3.cut.for.x=1", "steps.1.wait=1d"} {
		if _, err := Parse("a.yaml", text, change); !errors.Is(err, ErrScenario) {
			t.Errorf("%s: %v", change, err)
		}
	}
}

func TestTheDocumentNamesEveryKeyAndEveryAxis(t *testing.T) {
	text, err := os.ReadFile("../docs/sweep.md")
	if err != nil {
		t.Fatal(err)
	}
	words := axisWords()
	for _, m := range sweepMembers(newVocabulary()) {
		words = append(words, m.Key)
	}
	for _, w := range words {
		if !regexp.MustCompile("`" + regexp.QuoteMeta(w) + "[`:]").Match(text) {
			t.Errorf("docs/sweep.md does not name %q", w)
		}
	}
}

// TestTheHandIsThatOfTheContacts draws insertions and holds the bounds of the
// assumed hand against the instants at which their long openings begin.
func TestTheHandIsThatOfTheContacts(t *testing.T) {
	for bounces, sweep := range map[int]string{-1: "cells-in", 0: "cells-in: clean", 3: "cells-in: {bounces: 3}", 8: "cells-in: bouncy"} {
		h := planOf(t, "[cells-out, "+sweep+"]", "").Hand
		st := repro.Root(11).Child("insertions").Stream()
		early, late := time.Duration(1<<62), time.Duration(0)
		for range 20_000 {
			steps := power.BouncyInsertion(&st, power.Insertion{Closed: 0.03, Bounces: bounces, LongGap: time.Hour})
			at := time.Duration(0)
			for _, s := range steps[:len(steps)-1] {
				at += s.After
			}
			early, late = min(early, at), max(late, at)
		}
		if early < h.From || late > h.To {
			t.Errorf("%s: openings from %v to %v, the hand from %v to %v", sweep, early, late, h.From, h.To)
		}
		// The extremes are rare, so the draws come near them and no nearer.
		if early > 6*h.From || late < h.To/3 {
			t.Errorf("%s: openings from %v to %v, the hand is wider: %v to %v", sweep, early, late, h.From, h.To)
		}
		if h.Shape != HandLogUniform || !strings.Contains(h.Source, "assumption") {
			t.Errorf("%+v", h)
		}
	}
}
