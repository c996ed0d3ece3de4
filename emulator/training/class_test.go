package training

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/access"
	"locktwin/scenarios/training"
)

func TestACodeLetsPeopleJoinAsLongAsItIsGood(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Hints)
	if len(c.Code) != 7 || c.Code[3] != '-' || !c.CodeExpires.Equal(noon.Add(DefaultCodeTime)) {
		t.Errorf("%q until %v", c.Code, c.CodeExpires)
	}
	for _, text := range []string{c.Code, strings.ToLower(c.Code), strings.ReplaceAll(c.Code, "-", " "), " " + strings.ReplaceAll(c.Code, "-", "")} {
		if _, err := r.Join(background, text, "", "", "a"); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	join := func(code string) error {
		_, err := r.Join(background, code, "", "", "a")
		return err
	}
	next, err := r.NewCode(background, c.ID, 5*time.Minute)
	if err != nil || next.Code == c.Code {
		t.Errorf("%v %v", next.Code, err)
	}
	if err := join(c.Code); !errors.Is(err, ErrCode) {
		t.Errorf("the code of before: %v", err)
	}
	if err := join(next.Code); err != nil {
		t.Errorf("the new one: %v", err)
	}
	r.clock.Turn(5 * time.Minute)
	if err := join(next.Code); !errors.Is(err, ErrCode) {
		t.Errorf("when it is over: %v", err)
	}
	if v, _ := r.Class(c.ID); v.Class.Code != "" || len(v.Trainees) != 5 {
		t.Errorf("%+v", v.Class)
	}
	again, err := r.NewCode(background, c.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.CloseClass(background, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := join(again.Code); !errors.Is(err, ErrCode) {
		t.Errorf("a class that is closed: %v", err)
	}
	if strings.Contains(r.log.String(), strings.ReplaceAll(again.Code, "-", "")) {
		t.Error("the log has a code")
	}
}

func TestNoCodeIsAWordAndNoneIsLikeAnother(t *testing.T) {
	r := newRig(t, nil)
	for range 200 {
		code, err := drawCode(r.o.Random)
		if err != nil {
			t.Fatal(err)
		}
		if len(code) != codeChars || strings.ContainsAny(code, "AEIOUY018") {
			t.Errorf("%q", code)
		}
		if got := readCode(spellCode(code)); got != code {
			t.Errorf("%q is read as %q", spellCode(code), got)
		}
	}
	for _, text := range []string{"", "BBB", "BBBBBBB", "BBB-BB0", strings.Repeat("-", 100) + "BBBBBB", "ÄBBBBB"} {
		if got := readCode(text); got != "" {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

func TestWhatCannotBeAClassIsRefused(t *testing.T) {
	r := newRig(t, func(o *Options) {
		o.Limits = DefaultLimits()
		o.Limits.Classes, o.Limits.Trainees = 1, 2
	})
	good := ClassSpec{Title: "x", Cases: []string{lostPIN}, Mode: training.Exam, Lang: "en"}
	for name, change := range map[string]func(*ClassSpec){
		"title":    func(s *ClassSpec) { s.Title = " " },
		"control":  func(s *ClassSpec) { s.Title = "a\x00" },
		"lines":    func(s *ClassSpec) { s.Title = "a\nb" },
		"turned":   func(s *ClassSpec) { s.Title = "a\u202eb" },
		"no case":  func(s *ClassSpec) { s.Cases = nil },
		"twice":    func(s *ClassSpec) { s.Cases = []string{lostPIN, lostPIN} },
		"mode":     func(s *ClassSpec) { s.Mode = "fun" },
		"language": func(s *ClassSpec) { s.Lang = "eo" },
		"limit":    func(s *ClassSpec) { s.TimeLimit = time.Second },
		"code":     func(s *ClassSpec) { s.CodeFor = time.Hour * 1000 },
	} {
		bad := good
		change(&bad)
		if _, err := r.OpenClass(background, bad); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := good
	bad.Cases = []string{"none"}
	if _, err := r.OpenClass(background, bad); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	c, err := r.OpenClass(background, good)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.OpenClass(background, good); !errors.Is(err, ErrLimit) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"a\nb", "a\u2028b", "\u2066a", "\u009b2J"} {
		if _, err := r.Join(background, c.Code, name, "", "a"); !errors.Is(err, ErrInput) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	r.joins(c, "Kim")
	if j := r.joins(c, "kim"); j.Trainee.Name != "kim (2)" {
		t.Errorf("%+v", j.Trainee)
	}
	if _, err := r.Join(background, c.Code, "", "", "a"); !errors.Is(err, ErrLimit) {
		t.Errorf("%v", err)
	}
	if _, err := r.Join(background, c.Code, strings.Repeat("x", 41), "", "a"); !errors.Is(err, ErrInput) {
		t.Errorf("%v", err)
	}
}

func TestATokenReachesNothingOfAnotherTrainee(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Guided)
	one, two := r.joins(c, ""), r.joins(c, "")
	a, b := r.plays(one.Trainee.ID), r.plays(two.Trainee.ID)
	r.choose(b.ID, training.Finish, "")
	for _, part := range []string{"", PartRow, PartEvents, PartFlash} {
		if r.may(one.Token, access.Read, b.Lock, part) || r.may(two.Token, access.Read, a.Lock, part) {
			t.Errorf("the part %q of another's lock is seen", part)
		}
	}
	who, _ := r.tokens.Identify(one.Token)
	if r.OwnsAttempt(who, b.ID) || !r.OwnsAttempt(who, a.ID) || r.TraineeOf(who) != one.Trainee.ID {
		t.Error("attempts are mixed up")
	}
	if _, ok := r.VeilOf(who, b.Lock); ok {
		t.Error("there is a veil before a lock that is not there")
	}
	if strings.Contains(r.log.String(), one.Token) {
		t.Error("the log has a token")
	}
	for name, v := range must(r.store.Load(background, "", "")) {
		if strings.Contains(string(v), one.Token) {
			t.Errorf("%s has a token", name)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestEndingAClassEndsItsAttemptsAndHandsOut(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Exam)
	one, two := r.joins(c, ""), r.joins(c, "")
	a := r.plays(one.Trainee.ID)
	v, err := r.EndClass(background, c.ID)
	if err != nil || v.State != ClassEnded || !v.HandedOut || v.Code != "" {
		t.Errorf("%+v %v", v, err)
	}
	if at, _ := r.Attempt(a.ID, false); at.WhyOver != OverClass || !at.Debrief || at.Score == nil {
		t.Errorf("%+v", at)
	}
	if _, err := r.Start(background, two.Trainee.ID, StartSpec{Case: lostPIN}); !errors.Is(err, ErrState) {
		t.Errorf("%v", err)
	}
	if _, err := r.NewCode(background, c.ID, 0); !errors.Is(err, ErrState) {
		t.Errorf("%v", err)
	}
}

func TestDeletingLeavesNothing(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Hints)
	one, two := r.joins(c, ""), r.joins(c, "")
	a, b := r.plays(one.Trainee.ID), r.plays(two.Trainee.ID)
	r.choose(a.ID, training.Finish, "")
	w, err := r.WhatIf(background, a.ID, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.DeleteTrainee(background, one.Trainee.ID); err != nil {
		t.Fatal(err)
	}
	for _, lock := range []string{a.Lock, w.ID} {
		if _, err := r.fleet.Lock(lock); err == nil {
			t.Errorf("the lock %s is still there", lock)
		}
	}
	if v, _ := r.Class(c.ID); len(v.Trainees) != 1 {
		t.Errorf("%+v", v)
	}
	if _, err := r.tokens.Identify(one.Token); err == nil {
		t.Error("the token is good")
	}
	if err := r.DeleteClass(background, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.fleet.Lock(b.Lock); err == nil {
		t.Error("the lock of a class that was deleted is still there")
	}
	r.class(training.Exam)
	if err := r.DeleteAll(background); err != nil {
		t.Fatal(err)
	}
	if left := must(r.store.Load(background, "", keyTraining)); len(left) != 0 || len(r.Classes()) != 0 {
		t.Errorf("%v", left)
	}
}

func TestOldResultsGoAndThoseInUseStay(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Retention = 48 * time.Hour })
	c := r.class(training.Hints)
	old := r.plays(r.joins(c, "").Trainee.ID)
	kept := r.plays(r.joins(c, "").Trainee.ID)
	r.clock.Turn(47 * time.Hour)
	r.choose(kept.ID, training.Ask, "light")
	feed, err := r.FollowClass(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer feed.Close()
	feed.Next(background, nil)
	r.clock.Turn(2 * time.Hour)
	for gone := false; !gone; {
		list, last := feed.Next(background, nil)
		if last {
			t.Fatal("the class is gone")
		}
		for _, n := range list {
			gone = gone || n.Kind == NoticeGone
		}
	}
	if _, err := r.Attempt(old.ID, true); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	if _, err := r.Attempt(kept.ID, true); err != nil {
		t.Errorf("%v", err)
	}
}

func TestASlowReaderIsToldWhatItMissedAndEverythingAnew(t *testing.T) {
	b := newBoard(4)
	began := 0
	f := b.subscribe(func() []Notice {
		began++
		return []Notice{{NoticeClass, nil}}
	}, func() {})
	if list, _ := f.Next(background, nil); len(list) != 1 || list[0].Kind != NoticeClass {
		t.Errorf("%+v", list)
	}
	for range 3 {
		b.post(NoticeChoice, nil)
	}
	if list, _ := f.Next(background, nil); len(list) != 3 {
		t.Errorf("%+v", list)
	}
	for range 10 {
		b.post(NoticeChoice, nil)
	}
	list, last := f.Next(background, nil)
	if last || len(list) != 2 || list[0].Body != (missedBody{NoticeMissed, 6}) || began != 2 {
		t.Errorf("%+v", list)
	}
	b.end("it is over")
	if list, last := f.Next(background, nil); !last || list[0].Body != (endBody{NoticeEnd, "it is over"}) {
		t.Errorf("%+v", list)
	}
	f.Close()
	if b.open() != 0 {
		t.Error("the reader is still counted")
	}
}
