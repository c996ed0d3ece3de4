package training

import (
	"testing"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/scenarios/training"
)

func TestTheHiddenStoryIsPlayedAgainWithItsRailRecorded(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Hints), "")
	a := r.plays(j.Trainee.ID)
	if _, err := r.Relive(background, a.ID, false); err == nil {
		t.Error("the hidden story is shown before the end")
	}
	r.choose(a.ID, training.Finish, "")
	h, err := r.Relive(background, a.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Relive(background, a.ID, false)
	if err != nil || again != h {
		t.Errorf("it was made twice: %+v %v", again, err)
	}
	l, err := r.fleet.Lock(h.Lock)
	if err != nil || !l.Speed.Paused {
		t.Fatalf("%+v %v", l, err)
	}
	c, _ := r.Case(lostPIN)
	var torn training.Moment
	err = r.withStory(c, func(s *training.Story) error {
		if ended := int64(s.Ended()); l.SimTimeNS < ended {
			t.Errorf("it stands at %d, the story ends at %d", l.SimTimeNS, ended)
		}
		for _, m := range s.Lines() {
			if m.Kind == "reset" {
				torn = m
			}
		}
		return nil
	})
	if err != nil || torn.AtNS == 0 {
		t.Fatalf("there is no reset in the story: %v", err)
	}
	events, _, err := r.fleet.Events(h.Lock, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range events {
		found = found || e.Kind == torn.Kind && e.Name == torn.Name && e.SimNS == torn.AtNS
	}
	if !found {
		t.Errorf("no event of the lock is the %s of the story at %d", torn.Name, torn.AtNS)
	}
	v, err := r.fleet.Scope(background, h.Lock, fleet.ScopeQuery{FromNS: torn.AtNS - 1e6, ToNS: torn.AtNS + 1e6, Points: 100})
	known := 0
	for i := range v.Low[0] {
		if !v.Nothing(i) {
			known++
		}
	}
	if err != nil || known == 0 {
		t.Errorf("the rail was not recorded: %v", err)
	}
	if !r.may(j.Token, access.Read, h.Lock, "") || r.may(j.Token, access.Control, h.Lock, PartHands) {
		t.Error("the lock of the story may be seen, and not touched")
	}
	if err := r.DeleteTrainee(background, j.Trainee.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.fleet.Lock(h.Lock); err == nil {
		t.Error("the lock of the story is still there")
	}
}
