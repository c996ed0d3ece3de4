package training

import (
	"encoding/json"
	"slices"
	"testing"

	"locktwin/scenarios"
)

func TestTheDebriefNamesTheMomentOfTheLoss(t *testing.T) {
	c, s := ready(t, "pin-rejected-after-change")
	p, err := c.play(s, Exam, c.Solution)
	if err != nil {
		t.Fatal(err)
	}
	d, err := DebriefOf(c, s, p.Record)
	if err != nil {
		t.Fatal(err)
	}
	if d.Decisive == nil {
		t.Fatal("there is no decisive moment")
	}
	torn := slices.IndexFunc(d.Hidden, func(m Moment) bool { return m.Name == "erase-torn" })
	if torn < 0 {
		t.Fatal("the story does not tell of the torn erase")
	}
	// A supply that comes back within the erase saves it, and later than the reset that
	// tears it nothing does.
	began := slices.IndexFunc(d.Hidden, func(m Moment) bool { return m.Name == "erase-begin" && m.AtNS > d.Hidden[torn].AtNS-1e9 })
	if at := d.Decisive.AtNS; at <= d.Hidden[began].AtNS || at > d.Hidden[torn].AtNS {
		t.Errorf("lost at %d; the erase begins at %d, and is torn at %d", at, d.Hidden[began].AtNS, d.Hidden[torn].AtNS)
	}
	if d.WhatIf != nil {
		t.Errorf("a solution that destroys nothing has a what-if: %+v", d.WhatIf)
	}
	if len(d.Actions) != len(c.Solution) || d.Actions[0].Name.DE == "" {
		t.Errorf("%d actions", len(d.Actions))
	}
	if o := d.Otherwise; o == nil || o.PIN != scenarios.Intact || o.Was != scenarios.Denied {
		t.Errorf("with the new firmware: %+v", o)
	} else if _, err := scenarios.Parse("otherwise", []byte(o.Scenario)); err != nil {
		t.Error(err)
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

func TestTheDebriefNamesTheEventWhereNothingWasLost(t *testing.T) {
	c, s := ready(t, "wait-a-minute")
	d, err := DebriefOf(c, s, Begin(c, s, Exam).Record())
	if err != nil {
		t.Fatal(err)
	}
	if d.Decisive == nil || d.Decisive.Name != "pin-lock-out" {
		t.Errorf("%+v", d.Decisive)
	}
}

func TestWhatIfForksBeforeTheChoiceThatDestroyed(t *testing.T) {
	c, s := ready(t, "pin-rejected-after-change")
	a, b := Begin(c, s, Exam), OnLock(s.Lock(), s.seed())
	do(t, a, b, "ask app-pin", "stage", "do enter-default", "do factory-reset", "stage", "do look-flash", "finish")
	d, err := DebriefOf(c, s, a.Record())
	if err != nil {
		t.Fatal(err)
	}
	w := d.WhatIf
	if w == nil {
		t.Fatal("no what-if")
	}
	if w.N != 4 || w.Did.ID != "factory-reset" || w.Instead.ID != "look-flash" {
		t.Errorf("%+v", w)
	}
	if !slices.Contains(w.Would.Reads, SettingsPage) {
		t.Errorf("a look before would have read %v", w.Would.Reads)
	}
	if late := a.Record().Entries[5].Outcome; slices.Contains(late.Reads, SettingsPage) {
		t.Error("the look after the reset read the page as well")
	}
	l, err := c.Replay(s, a.Record(), w.N)
	if err != nil {
		t.Fatal(err)
	}
	if int64(l.Now()) != w.SimNS {
		t.Errorf("the fork stands at %d, the choice was at %d", l.Now(), w.SimNS)
	}
	if got := standOf(l, s); !got.has(SettingsPage) {
		t.Errorf("the fork has lost the page: %+v", got)
	}
}
