package cause

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

func story(t *testing.T, name string) scenarios.File {
	t.Helper()
	text, err := fs.ReadFile(scenarios.Library(), name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := scenarios.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// changeStep is the step of the story below that puts new cells in.
const changeStep = 8

// cutInTheChange is a battery change that loses the PIN when the line opens 40 ms
// after the cells touch, and mostly does not when it opens later.
func cutInTheChange(t *testing.T) Question {
	t.Helper()
	f := story(t, "pin-denied-after-battery-change")
	in := f.Steps[changeStep-1].Action.(scenarios.CellsIn)
	in.Manner, in.Gap = scenarios.InsertFirm, 0
	f.Steps[changeStep-1].Action = in
	return Question{
		File: f, Step: changeStep, Window: 2 * time.Second, Samples: 8, Moments: 20,
		Fault: &campaign.Fault{Kind: campaign.Cut, At: 40 * time.Millisecond, For: 250 * time.Millisecond},
		Hand:  campaign.Hand{Shape: campaign.LogUniform, From: 20 * time.Millisecond, To: 2 * time.Second},
	}
}

func TestALossIsOpenUntilTheLineIsCutAndInevitableFromThenOn(t *testing.T) {
	q := cutInTheChange(t)
	c, err := Find(q)
	if err != nil {
		t.Fatal(err)
	}
	s := &search{Question: q, log: &diary{}}
	if err := s.happened(); err != nil {
		t.Fatal(err)
	}
	cut := since(s.struck)
	if c.Inevitable < cut || c.Inevitable > cut+Resolution {
		t.Errorf("inevitable at %v, the line was cut at %v", c.Inevitable, cut)
	}
	if !strings.Contains(c.Because, "the battery line is cut") {
		t.Errorf("because %q", c.Because)
	}
	if c.Part != "PIN" || c.Class != string(scenarios.Denied) || !strings.Contains(c.Symptom, "wrong PIN") || c.SymptomAt <= cut {
		t.Errorf("%s %s, seen at %v as %q", c.Part, c.Class, c.SymptomAt, c.Symptom)
	}
	before, after := 0, 0
	for i, p := range c.Points {
		if i > 0 && p.At <= c.Points[i-1].At || p.At >= c.SymptomAt {
			t.Errorf("point %d is at %v", i, p.At)
		}
		switch {
		case p.At < cut:
			before++
			if p.Probability <= 0 || p.Probability >= 1 {
				t.Errorf("%v before the cut the probability is %v", cut-p.At, p.Probability)
			}
		case p.Probability != 1 && p.At >= c.Inevitable:
			t.Errorf("%v after the cut the probability is %v", p.At-cut, p.Probability)
		default:
			after++
		}
	}
	if before == 0 || after == 0 {
		t.Errorf("%d points before the cut and %d after it", before, after)
	}
	again, err := Find(q)
	if err != nil || !reflect.DeepEqual(c, again) {
		t.Errorf("the same question has another answer (%v)", err)
	}
}

func TestAStoryThatLosesNothingHasNoMomentOfNoReturn(t *testing.T) {
	if _, err := Find(Question{File: story(t, "quick-swap-survives"), Samples: 1, Moments: 1}); !errors.Is(err, ErrNoLoss) {
		t.Errorf("error %v", err)
	}
}

func TestAQuestionOutsideItsLimitsIsRefused(t *testing.T) {
	f := story(t, "quick-swap-survives")
	for _, q := range []Question{{File: f, Samples: MaxSamples + 1}, {File: f, Moments: -1}, {File: f, Step: len(f.Steps) + 1}} {
		if _, err := Find(q); !errors.Is(err, ErrQuestion) {
			t.Errorf("%d copies, %d moments, step %d: %v", q.Samples, q.Moments, q.Step, err)
		}
	}
}

func TestDrawsOfTheHandLieInWhatIsLeftOfIt(t *testing.T) {
	h := campaign.Hand{Shape: campaign.LogUniform, From: 10 * time.Millisecond, To: time.Second}
	for _, passed := range []time.Duration{0, 10 * time.Millisecond, 500 * time.Millisecond} {
		last := max(passed, h.From)
		for k := range 5 {
			at, ok := draw(h, passed, time.Minute, k, 5)
			if !ok || at <= last || at >= h.To {
				t.Errorf("%v passed: draw %d is %v", passed, k, at)
			}
			last = at
		}
	}
	if _, ok := draw(h, time.Second, time.Minute, 0, 5); ok {
		t.Error("a hand that is done still strikes")
	}
	if at, ok := draw(campaign.Hand{}, 0, 100, 1, 2); !ok || at != 75 {
		t.Errorf("the second half of a window of 100 ns has its middle at %d", at)
	}
}
