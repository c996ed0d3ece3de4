package training

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/scenarios/training"
)

func TestTheReferenceSolutionOnALockOfTheFleetGetsFullMarks(t *testing.T) {
	r := newRig(t, nil)
	s, err := r.Start(background, "", StartSpec{Case: lostPIN, Mode: training.Exam})
	if err != nil {
		t.Fatal(err)
	}
	if s.Token == "" || s.Trainee == nil || s.Attempt.Stage != 0 || s.Attempt.State != StateRunning || s.Attempt.Score != nil {
		t.Errorf("%+v", s)
	}
	a := r.solve(s.Attempt.ID)
	if a.State != StateOver || a.WhyOver != OverFinished || !a.Debrief || a.Score == nil {
		t.Fatalf("%+v", a)
	}
	if a.Score.Points != a.Score.Of || !a.Score.Passed {
		t.Errorf("%+v", a.Score)
	}
	row, err := r.fleet.Lock(a.Lock)
	if err != nil || !row.Speed.Paused {
		t.Errorf("the lock of an attempt that is over runs on: %+v %v", row.Speed, err)
	}
	if _, err := r.Choose(background, a.ID, training.Choice{Kind: training.Ask, ID: "light"}); !errors.Is(err, ErrState) {
		t.Errorf("a choice after the end: %v", err)
	}
}

// Hands, phones, cold cells and an update over the air: what the pure package plays on
// a plain lock gives the same on one that a fleet lets run.
func TestReferenceSolutionsOfOtherCasesToo(t *testing.T) {
	for _, id := range []string{"cold-night", "solved-in-the-beta", "users-gone-after-charge"} {
		t.Run(id, func(t *testing.T) {
			r := newRig(t, nil)
			c, err := r.Case(id)
			if err != nil {
				t.Fatal(err)
			}
			s, err := r.Start(background, "", StartSpec{Case: id, Mode: training.Hints})
			if err != nil {
				t.Fatal(err)
			}
			var last Chosen
			for _, ch := range c.Solution {
				last = r.choose(s.Attempt.ID, ch.Kind, ch.ID)
			}
			if v := last.Attempt; v.State != StateOver || v.Score == nil || v.Score.Points != v.Score.Of {
				t.Errorf("%+v", v.Score)
			}
		})
	}
}

func TestATokenGrowsWithTheStages(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Guided), "")
	a := r.plays(j.Trainee.ID)
	if !slices.Contains(a.Covered, training.PartFlash) || !slices.Contains(a.Open, training.PartAnswers) {
		t.Errorf("open %v, covered %v", a.Open, a.Covered)
	}
	for _, part := range []string{PartRow, PartEvents} {
		if !r.may(j.Token, access.Read, a.Lock, part) {
			t.Errorf("the part %s is covered from the beginning", part)
		}
	}
	for _, part := range []string{"", PartFlash, PartScope, PartTrace, PartCore} {
		if r.may(j.Token, access.Read, a.Lock, part) {
			t.Errorf("the part %q may be seen at the first stage", part)
		}
	}
	if r.may(j.Token, access.Control, a.Lock, PartHands) || r.may(j.Token, access.Air, a.Lock, "") {
		t.Error("the lock may be touched at the first stage")
	}
	for a.Stage < a.Stages-1 {
		a = r.choose(a.ID, training.Next, "").Attempt
	}
	for part, api := range map[training.Part]string{training.PartScope: PartScope, training.PartFlash: PartCore} {
		if want := slices.Contains(a.Open, part); r.may(j.Token, access.Read, a.Lock, api) != want {
			t.Errorf("at the last stage %s is open: %v, and may be read: %v", part, want, !want)
		}
	}
	if r.may(j.Token, access.Read, a.Lock, "") {
		t.Error("the whole lock may be seen before the end")
	}
	a = r.choose(a.ID, training.Finish, "").Attempt
	if !r.may(j.Token, access.Read, a.Lock, "") || r.may(j.Token, access.Control, a.Lock, PartHands) {
		t.Error("after the end everything may be seen, and nothing touched")
	}
}

func TestAnAttemptSurvivesTheEndOfTheServer(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Hints), "first")
	a := r.plays(j.Trainee.ID)
	r.clock.Turn(10 * time.Second)
	r.choose(a.ID, training.Ask, "app-pin")
	r.choose(a.ID, training.Next, "")
	before, _ := r.Attempt(a.ID, false)
	r.again()

	if who, err := r.tokens.Identify(j.Token); err != nil || r.TraineeOf(who) != j.Trainee.ID {
		t.Fatalf("the token of before: %+v %v", who, err)
	}
	after, err := r.Attempt(a.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	if after.Stage != 1 || len(after.Entries) != 2 || after.Entries[0].Outcome.Value != before.Entries[0].Outcome.Value || after.SpentNS != before.SpentNS {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
	if !slices.Equal(after.Open, before.Open) || after.EventsFrom != before.EventsFrom {
		t.Errorf("open %v, was %v", after.Open, before.Open)
	}
	me, err := r.Trainee(j.Trainee.ID)
	if err != nil || me.Attempt != a.ID || me.Class == nil || me.Name != "first" {
		t.Errorf("%+v %v", me, err)
	}
	r.choose(a.ID, training.Do, "read-settings")
	if over := r.choose(a.ID, training.Finish, "").Attempt; over.State != StateOver || len(over.Entries) != 4 {
		t.Errorf("%+v", over)
	}
	r.again()
	if over, err := r.Attempt(a.ID, false); err != nil || over.State != StateOver || !over.Debrief || len(over.Entries) != 4 {
		t.Errorf("%+v %v", over, err)
	}
}

func TestAnAttemptWhoseLockIsGoneIsOver(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Hints), "")
	a := r.plays(j.Trainee.ID)
	if err := r.fleet.Delete(background, a.Lock); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Choose(background, a.ID, training.Choice{Kind: training.Ask, ID: "light"}); err == nil {
		t.Error("a lock that is gone was asked")
	}
	r.again()
	if after, err := r.Attempt(a.ID, false); err != nil || after.WhyOver != OverLost {
		t.Errorf("%+v %v", after, err)
	}
	r.plays(j.Trainee.ID)
}

func TestAnAttemptEndsWhenItsTimeIsUp(t *testing.T) {
	r := newRig(t, nil)
	c, err := r.OpenClass(background, ClassSpec{Title: "Short", Cases: []string{lostPIN}, Mode: training.Exam, Lang: "de", TimeLimit: 10 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	j := r.joins(c, "")
	a := r.plays(j.Trainee.ID)
	feed, err := r.FollowAttempt(a.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer feed.Close()
	feed.Next(background, nil)
	if _, err := r.Freeze(background, c.ID, "", true); err != nil {
		t.Fatal(err)
	}
	r.clock.Turn(time.Hour)
	if at, _ := r.Attempt(a.ID, false); at.State != StateRunning || *at.LeftNS != int64(10*time.Minute) {
		t.Errorf("time passes while it is frozen: %+v", at)
	}
	if _, err := r.Freeze(background, c.ID, "", false); err != nil {
		t.Fatal(err)
	}
	r.clock.Turn(9 * time.Minute)
	if at, _ := r.Attempt(a.ID, false); at.State != StateRunning || *at.LeftNS != int64(time.Minute) {
		t.Errorf("%+v", at)
	}
	r.clock.Turn(time.Minute)
	for over := false; !over; {
		list, last := feed.Next(background, nil)
		if last {
			t.Fatal("the feed ended")
		}
		for _, n := range list {
			if b, ok := n.Body.(attemptBody); ok {
				over = b.Attempt.State == StateOver && b.Attempt.WhyOver == OverTime
			}
		}
	}
}

func TestATraineeHasOneAttemptAtATimeAndOnlyCasesOfHisClass(t *testing.T) {
	r := newRig(t, func(o *Options) {
		o.Limits = DefaultLimits()
		o.Limits.Running, o.Limits.Each = 2, 1
	})
	c := r.class(training.Hints)
	one, two, three := r.joins(c, ""), r.joins(c, ""), r.joins(c, "")
	if _, err := r.Start(background, one.Trainee.ID, StartSpec{Case: "nothing-of-the-kind"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	r.plays(one.Trainee.ID)
	if _, err := r.Start(background, one.Trainee.ID, StartSpec{Case: lostPIN}); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), "finish it first") {
		t.Errorf("a second attempt at the same time: %v", err)
	}
	r.plays(two.Trainee.ID)
	if _, err := r.Start(background, three.Trainee.ID, StartSpec{Case: lostPIN}); !errors.Is(err, ErrLimit) {
		t.Errorf("a third attempt where two may run: %v", err)
	}
	me, _ := r.Trainee(one.Trainee.ID)
	r.choose(me.Attempt, training.Finish, "")
	if _, err := r.Start(background, one.Trainee.ID, StartSpec{Case: lostPIN}); !errors.Is(err, ErrLimit) {
		t.Errorf("a second attempt of a trainee where one may have one: %v", err)
	}
}

func TestAChoiceThatCannotBeMadeIsNotRecorded(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Exam), "")
	a := r.plays(j.Trainee.ID)
	for _, ch := range []training.Choice{{Kind: training.Do, ID: "look-flash"}, {Kind: training.Ask, ID: "shoe-size"}, {Kind: training.Hint, ID: "x"}} {
		if _, err := r.Choose(background, a.ID, ch); !errors.Is(err, training.ErrChoice) {
			t.Errorf("%v: %v", ch, err)
		}
	}
	if at, _ := r.Attempt(a.ID, false); len(at.Entries) != 0 {
		t.Errorf("%+v", at.Entries)
	}
	if _, err := r.Choose(background, "a-none", training.Choice{Kind: training.Finish}); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestWhatAHandDidIsRecordedAndJudged(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Hints), "")
	a := r.plays(j.Trainee.ID)
	for a.Stage < a.Stages-1 {
		a = r.choose(a.ID, training.Next, "").Attempt
	}
	n := len(a.Entries)
	if _, err := r.HandBegins(background, a.Lock, "play-the-flute"); !errors.Is(err, ErrState) {
		t.Errorf("what the case does not allow: %v", err)
	}
	if at, _ := r.Attempt(a.ID, false); len(at.Entries) != n {
		t.Errorf("what was not done, or is no choice, is recorded: %+v", at.Entries)
	}
	// To take the cells out is a part of putting new ones in.
	done, err := r.HandBegins(background, a.Lock, "cells-out")
	if err != nil {
		t.Fatal(err)
	}
	done(time.Second, true)
	if at, _ := r.Attempt(a.ID, false); len(at.Entries) != n {
		t.Errorf("a part of an action is recorded: %+v", at.Entries)
	}
	for _, did := range []bool{false, true} {
		done, err := r.HandBegins(background, a.Lock, "new-cells")
		if err != nil {
			t.Fatal(err)
		}
		done(time.Second, did)
	}
	at, _ := r.Attempt(a.ID, true)
	if len(at.Entries) != n+1 || !at.Entries[n].Choice.Hand || at.Entries[n].Choice.ID != "new-cells" {
		t.Errorf("%+v", at.Entries)
	}
}

func TestWhatAHandHasDoneIsRecordedWhoeverIsStoppedMeanwhile(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Hints)
	j := r.joins(c, "")
	a := r.plays(j.Trainee.ID)
	for a.Stage < a.Stages-1 {
		a = r.choose(a.ID, training.Next, "").Attempt
	}
	n := len(a.Entries)
	done, err := r.HandBegins(background, a.Lock, "new-cells")
	if err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.trainees[j.Trainee.ID].Frozen = true
	r.mu.Unlock()
	done(time.Second, true)
	if at, _ := r.Attempt(a.ID, true); len(at.Entries) != n+1 {
		t.Errorf("%+v", at.Entries)
	}
}

func TestNothingBeginsInAClassThatHasEndedMeanwhileNorWhileItIsStopped(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Hints)
	j := r.joins(c, "")
	who := r.trainees[j.Trainee.ID]
	if _, err := r.Freeze(background, c.ID, "", true); err != nil {
		t.Fatal(err)
	}
	if err := r.admitAttempt(who, &attempt{ID: "a-late"}); !errors.Is(err, ErrFrozen) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := r.EndClass(background, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.admitAttempt(who, &attempt{ID: "a-late"}); !errors.Is(err, ErrState) {
		t.Errorf("ended: %v", err)
	}
}

func TestLocksOfNoAttemptGoWithTheNextStart(t *testing.T) {
	r := newRig(t, nil)
	a := r.plays(r.joins(r.class(training.Hints), "").Trainee.ID)
	c, err := r.Case(lostPIN)
	if err != nil {
		t.Fatal(err)
	}
	var frozen []byte
	if err := r.withStory(c, func(story *training.Story) (err error) {
		frozen, err = story.Frozen()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	unread := "a-unread"
	if err := r.store.Save(background, noLock, map[string][]byte{keyAttempt + unread: []byte("{")}, nil); err != nil {
		t.Fatal(err)
	}
	own := "a-mine"
	for id, name := range map[string]string{"a-2345": lockName("a-2345"), a.ID + "-w7": lockName(a.ID + "-w7"), a.ID + "-h": lockName(a.ID + "-h"), unread: lockName(unread), own: "mine"} {
		if _, err := r.fleet.Adopt(background, frozen, fleet.Spec{ID: id, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	r.again()
	var left []string
	for _, l := range r.fleet.Locks(fleet.Query{}) {
		left = append(left, l.ID)
	}
	if want := []string{a.ID, own, unread}; !slices.Equal(slices.Sorted(slices.Values(left)), slices.Sorted(slices.Values(want))) {
		t.Errorf("%v are left, want %v", left, want)
	}
}
