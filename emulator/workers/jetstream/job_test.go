package jetstream

import (
	"errors"
	"strings"
	"testing"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

// never is an engine that must not be asked.
type never struct{ campaign.Engine }

func TestAShardThatHasEndedManyWorkersIsNotTriedAgain(t *testing.T) {
	c := &core{job: &job{factory: func() (campaign.Engine, error) { return never{}, nil }}}
	body := packed(t, campaign.Shard{ID: "s", Kind: campaign.SurveyShard})
	if o := c.answer(body, "s", maxDeliveries+1); !strings.Contains(o.answer.Error, "handed out 5 times") || o.answer.Shard != "s" {
		t.Errorf("%+v", o.answer)
	}
	// Up to then it is: this engine has nothing in it, and panics.
	if o := c.answer(body, "s", maxDeliveries); !strings.Contains(o.answer.Error, workers.ErrPanic.Error()) || c.engine != nil {
		t.Errorf("%+v", o.answer)
	}
}

func TestAShardThatCannotBeReadIsAnError(t *testing.T) {
	c := &core{job: &job{factory: func() (campaign.Engine, error) { return nil, errors.New("none") }}}
	good := packed(t, campaign.Shard{ID: "s", Kind: campaign.SurveyShard})
	for name, body := range map[string][]byte{
		"another":    packed(t, campaign.Shard{ID: "t", Kind: campaign.SurveyShard}),
		"no kind":    packed(t, campaign.Shard{ID: "s"}),
		"cut off":    good[:5],
		"no factory": good,
	} {
		if o := c.answer(body, "s", 1); o.answer.Error == "" || o.answer.Shard != "s" {
			t.Errorf("%s: %+v", name, o.answer)
		}
	}
}
