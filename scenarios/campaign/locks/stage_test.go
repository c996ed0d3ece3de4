package locks

import (
	"errors"
	"testing"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

func TestAFaultThatIsStagedEndsAsItDidInTheCampaign(t *testing.T) {
	s := about(change, 30*time.Millisecond)
	e, v := engine(t, s)
	survey := surveyed(t, e, v)
	lost := 0
	for _, f := range explored(t, e, v, nil, 0, len(survey.Classes)) {
		if f.Verdicts[0].PIN == string(scenarios.Intact) || len(f.Verdicts) > 1 || lost == 2 {
			continue
		}
		lost++
		c, err := Stage(s, v, f.Path, &f.Verdicts[0])
		if err != nil {
			t.Fatal(err)
		}
		text, err := scenarios.Format(c.File)
		if err != nil {
			t.Fatal(err)
		}
		r, err := scenarios.Play(c.File, scenarios.Options{})
		if err != nil || r.Verdict != scenarios.Pass {
			t.Errorf("%+v, %v\n%s", r.Expectations, err, text)
		}
		if _, ok := c.File.Steps[c.After].Action.(scenarios.Cut); !ok || c.File.Steps[c.After].After.Delay != c.Delay {
			t.Errorf("step %d of\n%s", c.After, text)
		}
	}
	if lost == 0 {
		t.Fatal("the campaign has lost no PIN")
	}
}

func TestFaultsThatCannotBeStagedAreRefused(t *testing.T) {
	s := about(change, 100*time.Millisecond)
	v := campaign.Variants(s)[0]
	cut := func(at time.Duration) campaign.Fault {
		return campaign.Fault{Kind: campaign.Cut, At: at, For: 250 * time.Millisecond}
	}
	for _, path := range [][]campaign.Fault{nil, {cut(-1)}, {cut(5), cut(4)}} {
		if _, err := Stage(s, v, path, nil); !errors.Is(err, campaign.ErrSpec) {
			t.Errorf("%v: %v", path, err)
		}
	}
	if _, err := Stage(campaign.Spec{Name: "x"}, v, []campaign.Fault{cut(1)}, nil); err == nil {
		t.Error("a campaign about nothing was staged")
	}
}
