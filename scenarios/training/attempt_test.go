package training

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"locktwin/model"
	"locktwin/scenarios"
)

// ready is a case that ships, with its story played.
func ready(t *testing.T, id string) (*Case, *Story) {
	t.Helper()
	c, err := Find(id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Prepare()
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// do applies choices, written as in a case file, a minute apart.
func do(t *testing.T, a *Attempt, b Bench, choices ...string) []Outcome {
	t.Helper()
	var out []Outcome
	for _, s := range choices {
		ch, err := parseChoice(s)
		if err != nil {
			t.Fatal(err)
		}
		o, err := a.Apply(b, ch, time.Duration(len(a.r.Entries)+1)*time.Minute)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		out = append(out, o)
	}
	return out
}

func TestAFactoryResetBeforeTheEvidenceIsReadCostsMost(t *testing.T) {
	c, s := ready(t, "pin-rejected-after-change")
	good, err := c.prove(s)
	if err != nil {
		t.Fatal(err)
	}
	// The same choices, and one of the gentlest swapped for each worse one in turn.
	spoil := func(first string) int {
		a, b := Begin(c, s, Exam), OnLock(s.Lock(), 1)
		do(t, a, b, "stage", first)
		for _, ch := range c.Solution {
			if ch.Kind != Next || a.Stage() < 2 {
				if _, err := a.Apply(b, ch, time.Hour); err != nil {
					t.Fatal(ch, err)
				}
			}
		}
		return a.Score().Points
	}
	reset := spoil("do factory-reset")
	for _, other := range []string{"do restart", "do new-cells", "do enter-pin", "do update-firmware", "diagnose wrong-pin", "tell use-0000"} {
		if got := spoil(other); got <= reset {
			t.Errorf("'%s' first leaves %d points, a factory reset first %d", other, got, reset)
		}
	}
	if reset > good.Score.Of/2 {
		t.Errorf("a factory reset first leaves %d of %d points", reset, good.Score.Of)
	}
	p, err := c.play(s, Exam, []Choice{{Kind: Next}, {Kind: Do, ID: "factory-reset"}, {Kind: Do, ID: "pair"}, {Kind: Finish}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Score.Points > 5 || p.Score.Passed {
		t.Errorf("who resets, pairs and leaves gets %d points", p.Score.Points)
	}
}

func TestWhatAnActionDestroysFollowsFromTheMemory(t *testing.T) {
	c, s := ready(t, "pin-rejected-after-change")
	a, b := Begin(c, s, Exam), OnLock(s.Lock(), 1)
	out := do(t, a, b, "stage", "do restart", "do factory-reset")
	if got := out[1].Destroyed; !slices.Equal(got, []Evidence{BootFinding}) || len(out[1].Lost) > 0 {
		t.Errorf("a restart makes the lock forget what the boot before found, here it destroys %v and loses %v", got, out[1].Lost)
	}
	if got := out[2].Destroyed; !slices.Equal(got, []Evidence{SettingsPage}) {
		t.Errorf("the reset destroys %v", got)
	}
	if got := out[2].Lost; !slices.Equal(got, []Loss{LosesUsers}) {
		t.Errorf("the customer loses %v", got)
	}
	a, b = Begin(c, s, Exam), OnLock(s.Lock(), 1)
	out = do(t, a, b, "stage", "stage", "do look-flash", "do factory-reset")
	if got := out[3].Destroyed; len(got) > 0 {
		t.Errorf("what was read before is destroyed unread: %v", got)
	}
	c, s = ready(t, "wait-a-minute")
	a, b = Begin(c, s, Exam), OnLock(s.Lock(), 1)
	out = do(t, a, b, "stage", "do factory-reset")
	if got := out[1].Lost; !slices.Equal(got, []Loss{LosesUsers, LosesPIN, LosesSettings}) {
		t.Errorf("a lock that had everything loses %v", got)
	}
}

func TestTakingTheCellsOutLosesNothing(t *testing.T) {
	c, s := changed(t, "wait-a-minute", "  - factory-reset\n", "  - factory-reset\n  - cells-out\n  - cells-in\n")
	a, b := Begin(c, s, Exam), OnLock(s.Lock(), 1)
	out := do(t, a, b, "stage", "do cells-out", "do cells-out", "do cells-in", "do cells-in")
	for _, o := range out[1:] {
		if len(o.Lost) > 0 || len(o.Destroyed) > 0 || !o.Stand.Known {
			t.Errorf("lost %v, destroyed %v, %+v", o.Lost, o.Destroyed, o.Stand)
		}
	}
	if out[2].Stand.Up || !out[4].Stand.Up {
		t.Error("a lock without cells is up, or one with cells is not")
	}
}

func TestTryingTheBetaLosesThePIN(t *testing.T) {
	c, s := ready(t, "solved-in-the-beta")
	a, b := Begin(c, s, Exam), OnLock(s.Lock(), s.seed())
	out := do(t, a, b, "ask app-pin", "stage", "do repeat-change", "ask app-pin")
	if out[0].Value != saysYes || out[3].Value != saysWrong || !slices.Contains(out[2].Lost, LosesPIN) {
		t.Errorf("before: %s, after: %s, lost %v", out[0].Value, out[3].Value, out[2].Lost)
	}
}

func TestChoicesThatAreNotOpenAreRefused(t *testing.T) {
	c, s := ready(t, "settings-gone")
	a, b := Begin(c, s, Exam), OnLock(s.Lock(), 1)
	for _, ch := range []Choice{
		{Kind: Do, ID: "look-flash"}, {Kind: Do, ID: "warm-up"}, {Kind: Do, ID: "nonsense"}, {Kind: Ask, ID: "nonsense"},
		{Kind: Hint, ID: "no-pin"}, {Kind: Tell, ID: "nonsense"}, {Kind: Diagnose, ID: "nonsense"}, {Kind: "dance"},
		{Kind: Ask, ID: "users", Hand: true}, {Kind: Next, ID: "x"}, {Kind: Finish, ID: "x"},
	} {
		if _, err := a.Apply(b, ch, 0); !errors.Is(err, ErrChoice) {
			t.Errorf("%v: %v", ch, err)
		}
	}
	do(t, a, b, "stage", "stage")
	if _, err := a.Apply(b, Choice{Kind: Next}, 0); !errors.Is(err, ErrChoice) {
		t.Error("there is no stage beyond the last:", err)
	}
	do(t, a, b, "finish")
	if _, err := a.Apply(b, Choice{Kind: Ask, ID: "users"}, 0); !errors.Is(err, ErrOver) {
		t.Error("it is over:", err)
	}
	if got := len(a.Record().Entries); got != 3 {
		t.Errorf("%d entries: what was refused was recorded", got)
	}
}

func TestARecordGoesThroughJSONAndOn(t *testing.T) {
	c, s := ready(t, "settings-gone")
	whole, err := c.play(s, Hints, c.Solution)
	if err != nil {
		t.Fatal(err)
	}
	half := len(c.Solution) / 2
	p, err := c.play(s, Hints, c.Solution[:half])
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p.Record)
	if err != nil {
		t.Fatal(err)
	}
	var back Record
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	a, err := Resume(c, s, back)
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.Replay(s, back, len(back.Entries)+1)
	if err != nil {
		t.Fatal(err)
	}
	for i, ch := range c.Solution[half:] {
		if _, err := a.Apply(OnLock(l, s.seed()), ch, time.Duration(half+i+1)*pace); err != nil {
			t.Fatal(ch, err)
		}
	}
	if got := a.Score(); got.Points != whole.Score.Points {
		t.Errorf("taken up: %d points, in one go: %d", got.Points, whole.Score.Points)
	}
	back.Version = "another"
	if _, err := Resume(c, s, back); !errors.Is(err, ErrRecord) {
		t.Error("a record of another version:", err)
	}
}

func TestTheSameChoicesGiveTheSameRecord(t *testing.T) {
	c, s := ready(t, "pin-rejected-after-change")
	var texts [2]string
	for i := range texts {
		p, err := c.play(s, Exam, c.Solution)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(p.Record)
		texts[i] = string(text)
	}
	if texts[0] != texts[1] {
		t.Error("two plays of one solution differ")
	}
}

func TestGuidedLeadsToFullMarks(t *testing.T) {
	c, s := ready(t, "wait-a-minute")
	a, b := Begin(c, s, Guided), OnLock(s.Lock(), s.seed())
	for range 100 {
		next, ok := a.Next()
		if !ok {
			break
		}
		if next.Text.EN == "" || next.Text.DE == "" || next.Text.FR == "" {
			t.Errorf("%v: %v", next.Choice, next.Text)
		}
		if _, err := a.Apply(b, next.Choice, 0); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.Score(); !a.Over() || got.Points != got.Of {
		t.Errorf("%d points: %s", got.Points, got.missed())
	}
	if _, ok := Begin(c, s, Exam).Next(); ok {
		t.Error("an exam suggests something")
	}
}

func TestHintsCostAndAnExamHasNone(t *testing.T) {
	c, s := ready(t, "wait-a-minute")
	a, b := Begin(c, s, Hints), OnLock(s.Lock(), s.seed())
	do(t, a, b, "hint words")
	for _, ch := range c.Solution {
		if _, err := a.Apply(b, ch, 0); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.Score(); got.Points != got.Of-3 {
		t.Errorf("%d points", got.Points)
	}
	if v := c.View(Exam); len(v.Hints) > 0 {
		t.Error("an exam shows hints")
	}
}

func TestWhatIsDoneByHandIsJudgedAndNotPlayedAgain(t *testing.T) {
	c, s := ready(t, "pin-rejected-after-change")
	l := s.Lock()
	a, b := Begin(c, s, Exam), OnLock(l, 1)
	do(t, a, b, "stage")
	if err := b.Play([]scenarios.Step{step(scenarios.FactoryReset{By: scenarios.ResetByButton}), wait(atRest)}); err != nil {
		t.Fatal(err)
	}
	before := l.Now()
	o, err := a.Apply(b, Choice{Kind: Do, ID: "factory-reset", Hand: true}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if l.Now() != before {
		t.Error("it was played again")
	}
	if o.Value != "done" || len(o.Destroyed) == 0 || !slices.Contains(o.Lost, LosesUsers) {
		t.Errorf("%s, destroyed %v, lost %v", o.Value, o.Destroyed, o.Lost)
	}
}

func TestTheViewOfACaseGivesNothingAway(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		text, err := json.Marshal(c.View(Hints))
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		for _, hidden := range []string{"hidden", "solution", "cause", "checks", "customer"} {
			if _, ok := v[hidden]; ok {
				t.Errorf("%s: the view holds %s", c.ID, hidden)
			}
		}
		for _, secret := range []Text{c.Cause, c.Diagnoses[0].Why, c.Hints[0].Text} {
			quoted, _ := json.Marshal(secret.EN)
			if slices.Contains(splitStrings(v), string(quoted[1:len(quoted)-1])) {
				t.Errorf("%s: the view holds %q", c.ID, secret.EN)
			}
		}
	}
}

// splitStrings are all texts of a JSON value.
func splitStrings(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, splitStrings(x)...)
		}
		return out
	case map[string]any:
		var out []string
		// Any order: the texts are looked up one by one.
		for _, x := range v {
			out = append(out, splitStrings(x)...)
		}
		return out
	}
	return nil
}

func TestAnOutcomeInAnExamDoesNotSayWhatIsRight(t *testing.T) {
	o := Outcome{Right: true, Destroyed: []Evidence{CellsIn}, Stand: Stand{PIN: "unknown"}}
	if v := o.View(Exam); v.Right || v.Destroyed != nil || v.Stand != (Stand{}) {
		t.Errorf("%+v", v)
	}
	if v := o.View(Guided); !v.Right || v.Stand != (Stand{}) {
		t.Errorf("%+v", v)
	}
}

func TestALockOfTheStoryCanBeFrozen(t *testing.T) {
	c, s := ready(t, "settings-gone")
	frozen, err := s.Frozen()
	if err != nil {
		t.Fatal(err)
	}
	l, err := model.Thaw(frozen)
	if err != nil {
		t.Fatal(err)
	}
	a := Begin(c, s, Exam)
	out := do(t, a, OnLock(l, s.seed()), "ask settings", "ask users")
	if out[0].Value != "gone" || out[1].Value != "all" {
		t.Errorf("%s, %s", out[0].Value, out[1].Value)
	}
}
