package training

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios"
)

// changed is a case that ships with something else in its file.
func changed(t *testing.T, id string, replace ...string) (*Case, *Story) {
	t.Helper()
	text, err := fs.ReadFile(Files(), id+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(string(text), replace[i]) {
			t.Fatalf("%s does not say %q", id, replace[i])
		}
	}
	c, err := Parse(id, []byte(strings.NewReplacer(replace...).Replace(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Prepare()
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// answer asks one question.
func answer(t *testing.T, c *Case, s *Story, b Bench, id string) string {
	t.Helper()
	a := Begin(c, s, Exam)
	o := do(t, a, b, "ask "+id)[0]
	p, _ := probeOf(id)
	if !slices.Contains(p.values, o.Value) {
		t.Errorf("%s gives %q, which is none of its values", id, o.Value)
	}
	for _, language := range Languages() {
		if said := o.Text.In(language); strings.ContainsAny(said, "{}") || strings.Contains(said, "answer."+id) {
			t.Errorf("%s, %s in %s: %q", id, o.Value, language, said)
		}
	}
	return o.Value
}

// TestEachAnswerFollowsTheLock asks, does something to the lock, and asks again.
func TestEachAnswerFollowsTheLock(t *testing.T) {
	out := []scenarios.Step{step(scenarios.CellsOut{}), wait(time.Hour)}
	reset := []scenarios.Step{step(scenarios.FactoryReset{By: scenarios.ResetByButton}), wait(atRest)}
	paired := append(slices.Clone(reset), step(scenarios.Pair{As: "customer"}), wait(5*time.Second))
	set := append(slices.Clone(paired), step(scenarios.SetPIN{To: 4711, PIN: scenarios.Some(scenarios.NoPIN), As: "customer"}))
	later := func(d time.Duration) []scenarios.Step { return []scenarios.Step{wait(d)} }
	accumulators := []scenarios.Step{step(scenarios.Set{Values: []scenarios.Assignment{
		{Setting: "automatic-battery-type"}, {Setting: "battery-type", Value: scenarios.SettingValue{Number: 1}}}, As: "customer"})}
	brighter := []scenarios.Step{step(scenarios.Set{Values: []scenarios.Assignment{{Setting: "led-brightness"}}, As: "customer"})}
	const lost = "pin-rejected-after-change"
	stories := map[string]struct {
		c *Case
		s *Story
	}{}
	for _, x := range []struct {
		probe, id string
		before    string
		do        []scenarios.Step
		after     string
	}{
		{"app-pin", lost, saysWrong, set, saysYes},
		{"app-pin", lost, saysWrong, out, saysNothing},
		{"app-pin", lost, saysWrong, reset, saysStranger},
		{"app-pin", "wait-a-minute", saysLocked, later(11 * time.Minute), saysYes},
		{"default-pin", lost, saysWrong, paired, saysYes},
		{"wrong-tries", "wait-a-minute", "many", later(48 * time.Hour), "none"},
		{"light", "settings-gone", "default", brighter, "as-set"},
		{"light", "settings-gone", "default", out, "dark"},
		{"settings", "settings-gone", "gone", brighter, "some-gone"},
		{"users", lost, "all", reset, "none"},
		{"users", lost, "all", paired, "some"},
		{"phone-opens", lost, saysYes, out, saysNothing},
		{"phone-opens", lost, saysYes, reset, saysStranger},
		{"phone-opens", "cold-night", saysLow, []scenarios.Step{step(scenarios.Ambient{To: 21_000}), wait(2 * time.Hour)}, saysYes},
		{"bridge", "empty-in-four-weeks", "often", []scenarios.Step{step(scenarios.Update{Profile: "ab-slots"}), wait(atRest)}, "none"},
		{"cells", lost, "rechargeable", out, "none"},
		{"cells", lost, "rechargeable", []scenarios.Step{step(scenarios.CellsOut{}), wait(emptyBay), step(scenarios.CellsIn{Cells: scenarios.CellsSpec{Kind: "alkaline"}}), wait(atRest)}, "alkaline"},
		{"cells-changed", lost, "hour", later(21 * 24 * time.Hour), "weeks"},
		{"cells-changed", lost, "hour", out, "out"},
		{"warning", lost, "no", out, "no-answer"},
		{"app-type", "settings-gone", "alkaline", accumulators, "rechargeable"},
		{"button", lost, "reacts", out, "nothing"},
		{"temperature", lost, "mild", []scenarios.Step{step(scenarios.Ambient{To: -15_000})}, "frost"},
		{"use", lost, "usual", later(10 * 24 * time.Hour), "seldom"},
		{"strains", "nothing-moves", "resets", later(10 * 24 * time.Hour), "stalls"},
	} {
		w, ok := stories[x.id]
		if !ok {
			w.c, w.s = ready(t, x.id)
			stories[x.id] = w
		}
		b := OnLock(w.s.Lock(), w.s.seed())
		if got := answer(t, w.c, w.s, b, x.probe); got != x.before {
			t.Errorf("%s of %s: %s, not %s", x.probe, x.id, got, x.before)
		}
		if err := b.Play(x.do); err != nil {
			t.Fatal(x.probe, err)
		}
		if got := answer(t, w.c, w.s, b, x.probe); got != x.after {
			t.Errorf("%s of %s afterwards: %s, not %s", x.probe, x.id, got, x.after)
		}
	}
}

// TestEachAnswerFollowsTheStory changes what happened before the trainee came.
func TestEachAnswerFollowsTheStory(t *testing.T) {
	for _, x := range []struct {
		probe, id     string
		before, after string
		replace       []string
	}{
		{"tray", "pin-rejected-after-change", "slipped", "rattled", []string{"manner: hesitant\n          gap: 250ms", "manner: firm"}},
		{"tray", "pin-rejected-after-change", "slipped", "smooth", []string{"manner: hesitant\n          gap: 250ms", "manner: clean"}},
		{"app-pin", "pin-rejected-after-change", saysWrong, saysYes, []string{"manner: hesitant\n          gap: 250ms", "manner: clean"}},
		{"turned-itself", "pin-rejected-after-change", "once", "first", []string{"      - cells-out: slow\n      - wait: 2m\n", "", "      - cells-in:\n          cells: {kind: eneloop, charge: 100%, cycles: 150}\n          manner: hesitant\n          gap: 250ms\n", ""}},
		{"own-pin", "pin-rejected-after-change", "own", "none", []string{"      - set-pin: 4711\n", ""}},
		{"cells-last", "pin-rejected-after-change", "days", "weeks", []string{"use: {for: 7d", "use: {for: 40d"}},
		{"updated", "solved-in-the-beta", "after", "no", []string{"      - update: lazy-migration\n      - wait: 1m\n", ""}},
		{"by-hand", "stuck-at-the-door", "hard", "easy", []string{"      door: jammed\n", ""}},
		{"by-hand", "stuck-at-the-door", "hard", "stiff", []string{"door: jammed", "door: stiff"}},
		{"phone-opens", "stuck-at-the-door", saysStuck, saysYes, []string{"      door: jammed\n", ""}},
		{"strains", "stuck-at-the-door", "stalls", "no", []string{"      door: jammed\n", ""}},
		{"users", "users-gone-after-charge", "none", "all", []string{"profile: wipe-on-error", "profile: three-block-ring"}},
	} {
		c, s := ready(t, x.id)
		if got := answer(t, c, s, OnLock(s.Lock(), 1), x.probe); got != x.before {
			t.Errorf("%s of %s: %s, not %s", x.probe, x.id, got, x.before)
		}
		c, s = changed(t, x.id, x.replace...)
		if got := answer(t, c, s, OnLock(s.Lock(), 1), x.probe); got != x.after {
			t.Errorf("%s of %s, changed: %s, not %s", x.probe, x.id, got, x.after)
		}
	}
}

// TestWhichDiagnosisIsRightFollowsTheStory holds that no case names its own answer.
func TestWhichDiagnosisIsRightFollowsTheStory(t *testing.T) {
	c, s := changed(t, "pin-rejected-after-change", "manner: hesitant\n          gap: 250ms", "manner: clean")
	for _, d := range c.Diagnoses {
		if right := s.true(d.Holds); right != (d.ID == "lock-out") {
			t.Errorf("%s: %t, of a lock that has lost nothing", d.ID, right)
		}
	}
	if s.true(c.Statements[0].Holds) {
		t.Error("a reset is not the only way out for a lock that has lost nothing")
	}
	if _, err := c.prove(s); err == nil {
		t.Error("the solution of another story proves this one")
	}
}

func TestAskingChangesNothing(t *testing.T) {
	c, s := ready(t, "wait-a-minute")
	l := s.Lock()
	before := l.Hash()
	a, b := Begin(c, s, Exam), OnLock(l, 1)
	for _, id := range Probes() {
		do(t, a, b, "ask "+id)
	}
	do(t, a, b, "stage", "stage")
	for _, id := range c.allowed() {
		if tool, _ := toolOf(id); tool.steps == nil {
			do(t, a, b, "do "+id)
		}
	}
	if l.Hash() != before {
		t.Error("the lock is not as it was")
	}
}
