package diagnose

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"

	"locktwin/scenarios"
)

func diagnosed(t *testing.T, o Options, words ...string) *Diagnosis {
	t.Helper()
	s, err := Parse(words)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Diagnose(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// forumStory is the one that users tell: after each change of their rechargeable cells the
// PIN and the brightness are gone, 0000 does not help, phones open the door as before,
// and the cells last four weeks.
var forumStory = []string{"pin=rejected", "default=rejected", "settings=lost", "phones=paired", "undone=no", "after=battery-change", "cells=eneloop", "times=3", "cell-life=4w", "actions-per-day=6.5"}

func TestTheStoryOfTheForumIsAPageRewrittenInPlaceAndCutByBounce(t *testing.T) {
	d := diagnosed(t, Options{}, forumStory...)
	c := d.Causes[0]
	if c.Mechanism != "in-place" || c.Profile != "rewrite-at-boot" || c.Fault != faultBounce {
		t.Fatalf("on top is %s: %s", c.ID, c.Title)
	}
	if d.Mechanisms[0].ID != "in-place" || d.Mechanisms[0].Probability < 0.8 {
		t.Errorf("mechanism %s with %.2f", d.Mechanisms[0].ID, d.Mechanisms[0].Probability)
	}
	for _, want := range []string{"rewritten in place at every boot", "contact bounce"} {
		if !strings.Contains(c.Title, want) {
			t.Errorf("title %q does not say %q", c.Title, want)
		}
	}
	if !strings.Contains(c.Confirm, "contact open") || !strings.Contains(c.Now, "factory reset") {
		t.Errorf("confirm %q, now %q", c.Confirm, c.Now)
	}
	if len(c.For) == 0 || c.For[0].Nats <= 0 {
		t.Errorf("nothing speaks for it: %+v", c.For)
	}
	if d.Drain == nil || !d.Drain.Needed || len(d.Drain.Candidates) == 0 {
		t.Errorf("the missing load is not named: %+v", d.Drain)
	}
	if !strings.Contains(d.Summary, d.Drain.Summary) {
		t.Errorf("the summary leaves the second finding out: %s", d.Summary)
	}
}

func TestALifeOfCellsAloneNamesTheMissingLoadAndNoCauseOfALoss(t *testing.T) {
	d := diagnosed(t, Options{}, "cell-life=4w", "actions-per-day=8", "cells=eneloop")
	if d.Drain == nil || !d.Drain.Needed || d.Summary != d.Drain.Summary || len(d.Causes) != 0 || d.Next != nil {
		t.Fatalf("%+v", d)
	}
	if d := diagnosed(t, Options{}, "cell-days=130", "actions-per-day=8", "cells=eneloop"); d.Drain.Needed {
		t.Error("a normal life needs a hidden load")
	}
}

func TestEachStoryHasItsMechanismOnTop(t *testing.T) {
	w := whole(t)
	for want, words := range map[string][]string{
		"defaults-on-error": {"pin=rejected", "default=accepted", "settings=lost", "authorizations=kept", "resets=yes", "after=battery-change"},
		"wipe-on-error":     {"pin=rejected", "settings=lost", "authorizations=lost", "phones=unpaired", "after=charging", "times=3"},
		"ram-only":          {"pin=rejected", "default=accepted", "settings=lost", "authorizations=kept", "after=battery-change", "times=6", "changes=6"},
		"migration":         {"pin=rejected", "default=rejected", "settings=lost", "after=update", "firmware=3.5 beta"},
		"mistaken-pin":      {"pin=rejected", "default=rejected", "settings=kept", "other-phone=same", "waited=same", "after=nothing"},
		"app":               {"pin=rejected", "settings=kept", "other-phone=works"},
		"update-reset":      {"pin=accepted", "settings=lost", "after=update"},
		"collection":        {"pin=accepted", "settings=kept", "authorizations=lost", "phones=unpaired", "after=battery-change"},
		"clock":             {"pin=accepted", "settings=kept", "authorizations=limited"},
		"lock-out":          {"pin=rejected", "settings=kept", "waited=works"},
		"worn":              {"pin=varies", "settings=odd", "authorizations=some", "after=nothing"},
	} {
		s, err := Parse(words)
		if err != nil {
			t.Fatal(err)
		}
		likely, _ := w.likelihoods(&s, nil)
		kinds := w.byKind(w.posterior(likely))
		top := slices.Index(kinds, slices.Max(kinds))
		if w.kinds[top].id != want {
			t.Errorf("%v: %s with %.2f, not %s", words, w.kinds[top].id, kinds[top], want)
		}
	}
}

func TestProbabilitiesAddUpAndLieInTheirIntervals(t *testing.T) {
	d := diagnosed(t, Options{}, forumStory...)
	sum, of := 0.0, 0.0
	for i, c := range d.Causes {
		sum += c.Probability
		if !(c.Low <= c.Probability && c.Probability <= c.High) || i > 0 && c.Probability > d.Causes[i-1].Probability {
			t.Errorf("%s: %g in %g..%g", c.ID, c.Probability, c.Low, c.High)
		}
	}
	for _, m := range d.Mechanisms {
		of += m.Probability
	}
	if math.Abs(sum-1) > 1e-9 || math.Abs(of-1) > 1e-9 {
		t.Errorf("causes add up to %g, mechanisms to %g", sum, of)
	}
	if c := d.Causes[0]; c.High-c.Low < 0.01 {
		t.Errorf("192 plays do not know a rate that well: %g..%g", c.Low, c.High)
	}
}

func TestHappeningAgainRaisesWhatLosesOften(t *testing.T) {
	at := func(times string) (often, seldom float64) {
		d := diagnosed(t, Options{}, "pin=rejected", "settings=lost", "after=battery-change", "times="+times)
		for _, m := range d.Mechanisms {
			switch m.ID {
			case "in-place":
				often = m.Probability
			case "careful":
				seldom = m.Probability
			}
		}
		return often, seldom
	}
	o1, s1 := at("1")
	o3, s3 := at("3")
	if !(o3/s3 > 10*o1/s1) {
		t.Errorf("once %g against %g, three times %g against %g", o1, s1, o3, s3)
	}
}

func TestWhatIsNotKnownIsSummedOverItsAnswers(t *testing.T) {
	// The likelihood of one event with an open symptom is the sum over its answers.
	w := whole(t)
	s := Symptoms{PIN: "rejected"}
	for _, key := range seenKeys() {
		if key == keyPIN {
			continue
		}
		open, closed := 0.0, 0.0
		for i := range w.table.Rows {
			open += w.match(&s, w.table.Rows[i].of, misreported)
			word, _ := lookWord(key)
			for _, a := range word.Answers {
				then := s
				*then.word(key) = a.Value
				closed += w.match(&then, w.table.Rows[i].of, misreported)
			}
		}
		if math.Abs(open-closed) > 1e-9 {
			t.Errorf("%s: %g with it open, %g over its answers", key, open, closed)
		}
	}
	a := diagnosed(t, Options{}, "pin=rejected", "settings=unknown", "cells=unknown", "times=unknown")
	b := diagnosed(t, Options{}, "pin=rejected")
	if x, y := asJSON(t, a), asJSON(t, b); !bytes.Equal(x, y) {
		t.Error("unknown is not the same as left out")
	}
}

func whole(t *testing.T) *scale {
	t.Helper()
	hs := hypotheses()
	table, err := readTable(tableJSON, hs)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newScale(hs, table, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEqualCasesGiveEqualBytes(t *testing.T) {
	if a, b := asJSON(t, diagnosed(t, Options{}, forumStory...)), asJSON(t, diagnosed(t, Options{}, forumStory...)); !bytes.Equal(a, b) {
		t.Error("two diagnoses of one case differ")
	}
}

func TestPriorsCanBeReplaced(t *testing.T) {
	words := []string{"pin=rejected", "default=rejected", "settings=lost", "after=battery-change"}
	d := diagnosed(t, Options{Priors: map[string]float64{"in-place": 0}}, words...)
	for _, m := range d.Mechanisms {
		if m.ID == "in-place" && m.Probability != 0 {
			t.Errorf("a weight of 0 leaves %g", m.Probability)
		}
	}
	d = diagnosed(t, Options{Priors: map[string]float64{"nvs/contact-bounce": 1e6}}, words...)
	if d.Causes[0].Prior < 0.9 && !slices.ContainsFunc(d.Causes, func(c Cause) bool { return c.ID == "nvs/contact-bounce" && c.Prior > 0.9 }) {
		t.Error("the weight of one hypothesis changed nothing")
	}
	for _, bad := range []map[string]float64{{"in-plaice": 1}, {"in-place": -1}, {"in-place": math.NaN()}} {
		if _, err := Diagnose(Symptoms{}, Options{Priors: bad}); !errors.Is(err, ErrPrior) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	none := map[string]float64{}
	for _, m := range mechanisms() {
		none[m.id] = 0
	}
	if _, err := Diagnose(Symptoms{}, Options{Priors: none}); !errors.Is(err, ErrPrior) {
		t.Errorf("no weight at all: %v", err)
	}
}

func TestTheNextQuestionIsTheOneThatTellsMostAndDestroysNothing(t *testing.T) {
	d := diagnosed(t, Options{}, "pin=rejected", "after=battery-change")
	if d.Next == nil || d.Next.Destroys || d.Next.Kind == KindBench {
		t.Fatalf("%+v", d.Next)
	}
	destroys := false
	for _, q := range d.Questions {
		if q.Kind != KindBench && !q.Destroys && q.KindBits > d.Next.KindBits {
			t.Errorf("%s is worth %g bit, %s only %g", q.Key, q.KindBits, d.Next.Key, d.Next.KindBits)
		}
		if destroys && !q.Destroys {
			t.Errorf("%s comes after what destroys evidence", q.Key)
		}
		destroys = destroys || q.Destroys
		sum := 0.0
		for _, a := range q.Answers {
			sum += a.Probability
		}
		if math.Abs(sum-1) > 1e-6 || q.Bits < 0 || q.Bits > d.EntropyBit || q.KindBits < 0 || q.KindBits > q.Bits+1e-9 || q.Cost == "" {
			t.Errorf("%s: answers add up to %g, %g of %g bit, cost %q", q.Key, sum, q.Bits, d.EntropyBit, q.Cost)
		}
		if q.Key == keyPIN || q.Key == keyAfter {
			t.Errorf("%s is asked although it is known", q.Key)
		}
	}
	if !destroys {
		t.Error("taking the cells out is not among the tests")
	}
	if d.Lab == nil || d.Lab.Key != keyPage {
		t.Errorf("the bench has %+v", d.Lab)
	}
}

func TestAQuestionThatIsAnsweredLeavesLessToAskOnAverage(t *testing.T) {
	d := diagnosed(t, Options{}, "pin=rejected")
	left := 0.0
	for _, a := range d.Next.Answers {
		left += a.Probability * diagnosed(t, Options{}, "pin=rejected", d.Next.Key+"="+a.Answer).EntropyBit
	}
	if got := d.EntropyBit - left; math.Abs(got-d.Next.Bits) > 0.3 || got <= 0 {
		t.Errorf("%s was to be worth %.2f bit and is worth %.2f", d.Next.Key, d.Next.Bits, got)
	}
}

func TestEveryHypothesisIsTold(t *testing.T) {
	seen := map[string]bool{}
	for _, h := range hypotheses() {
		m := mechanismByID(h.mechanism)
		if seen[h.id] || m.id == "" || m.weight <= 0 || m.reason == "" || h.share <= 0 || h.fault.events <= 0 {
			t.Errorf("%+v", h)
		}
		seen[h.id] = true
		c := cause(&h, 0, 0, 0)
		if c.Inside == "" || c.Confirm == "" || c.Now == "" || c.Plain == "" || c.Tell == "" || c.Avoid == "" || c.Good == "" || c.Title == "" {
			t.Errorf("%s: something is not told: %+v", h.id, c)
		}
		if c.Profile == "" && c.Command != "" || (c.Command != "") != (c.Shows != "") || (c.Profile != "") != (c.Store != "") {
			t.Errorf("%s: profile %q, store %q, command %q", h.id, c.Profile, c.Store, c.Command)
		}
		sum := 0.0
		for _, a := range h.fault.after {
			sum += a.p
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: what came before adds up to %g", h.id, sum)
		}
		for _, word := range strings.Fields(c.Command + " " + c.Confirm) {
			if file, ok := strings.CutPrefix(word, library); ok {
				if _, err := fs.Stat(scenarios.Library(), file); err != nil {
					t.Errorf("%s: %v", h.id, err)
				}
			}
		}
	}
}

func TestAnswersAreWordsAndAddUp(t *testing.T) {
	check := func(what, key string, cs []chance) {
		t.Helper()
		word, _ := lookWord(key)
		sum := 0.0
		for _, c := range cs {
			sum += c.p
			if v, ok := word.answer(c.answer); !ok || v != c.answer {
				t.Errorf("%s: %s has no answer %q", what, key, c.answer)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: answers to %s add up to %g", what, key, sum)
		}
	}
	w := whole(t)
	for _, key := range seenKeys() {
		check("a lock that is well", key, well(key))
		for i := range w.table.Rows {
			check("a row", key, w.table.Rows[i].of(key))
		}
		for _, h := range outsiders() {
			check(h.id, key, h.stated.of(key))
		}
	}
	for _, h := range w.hs {
		check(h.id, keyAfter, h.fault.after)
	}
}

func TestHowOftenItHappenedFollowsTheBinomialAndTheGeometric(t *testing.T) {
	near := func(got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%g, not %g", got, want)
		}
	}
	near(again(0.3, 2, 5, 6), 10*0.09*0.343)
	near(again(0.3, 0, 5, 6), 1-0.16807)
	sum := again(0.3, 1, 0, 6)
	for k := 2; k < 200; k++ {
		sum += again(0.3, k, 0, 6)
	}
	near(sum, again(0.3, 0, 0, 6))
	near(again(1, 0, 0, 6), 6.0/7)
}

func TestAStoryThatIsNamedLosesWhatIsSaid(t *testing.T) {
	profiles := map[string]bool{}
	for _, m := range members() {
		profiles[m.profile] = true
	}
	played := map[[2]string]scenarios.Class{}
	for _, s := range stories() {
		if !profiles[s.profile] {
			t.Errorf("%s is no profile that is weighed", s.profile)
		}
		if testing.Short() && s.fault == faultEmpty {
			continue // a boot loop of many seconds for each
		}
		key := [2]string{s.file, s.profile}
		if _, ok := played[key]; !ok {
			text, err := fs.ReadFile(scenarios.Library(), s.file+".yaml")
			if err != nil {
				t.Fatal(err)
			}
			var set []string
			if !s.own {
				set = append(set, "lock.profile="+s.profile)
			}
			f, err := scenarios.Parse(s.file, text, set...)
			if err != nil {
				t.Fatal(err)
			}
			c, err := scenarios.Begin(f, scenarios.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Finish(); err != nil {
				t.Fatal(err)
			}
			played[key] = c.Fate().PIN
		}
		if got := played[key]; got != s.pin {
			t.Errorf("%s: the PIN is %s, not %s", s.command(s.profile), got, s.pin)
		}
	}
}

func TestAnswersThatExcludeEachOtherAreDoubted(t *testing.T) {
	doubted := func(words ...string) []string {
		var out []string
		for _, d := range diagnosed(t, Options{}, words...).Doubts {
			out = append(out, d.Symptom)
		}
		return out
	}
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"pin=rejected", "default=rejected", "settings=lost", "authorizations=lost", "phones=paired"}, keyAuthorizations},
		{[]string{"pin=accepted", "default=accepted", "settings=kept"}, keyDefault},
		{[]string{"pin=rejected", "settings=kept", "phones=unpaired", "authorizations=kept"}, keyPhones},
	} {
		if got := doubted(c.words...); !slices.Contains(got, c.want) {
			t.Errorf("%v: %v are doubted, not %s", c.words, got, c.want)
		}
	}
	if got := doubted(forumStory...); len(got) != 0 {
		t.Errorf("of a story that fits together %v are doubted", got)
	}
}

func TestLosingAgainAndAgainSpeaksForAnOldCapacitor(t *testing.T) {
	if c := diagnosed(t, Options{}, forumStory...).Capacitor; c == nil || !(c.Probability > c.Prior) {
		t.Errorf("%+v", c)
	}
	if c := diagnosed(t, Options{}, "pin=rejected", "settings=kept", "other-phone=works").Capacitor; c != nil {
		t.Errorf("the app is to blame, and the capacitor is spoken of: %+v", c)
	}
}
