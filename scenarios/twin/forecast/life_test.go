package forecast

import (
	"errors"
	"math"
	"strings"
	"testing"

	"locktwin/model/power"
)

// TestLivesAreThoseOfTheWorkedTable holds the closed form against a table that was
// worked out by hand in whole days, counted up.
func TestLivesAreThoseOfTheWorkedTable(t *testing.T) {
	eneloop, err := LifeOf("eneloop")
	if err != nil {
		t.Fatal(err)
	}
	pro, err := LifeOf("eneloop-pro")
	if err != nil {
		t.Fatal(err)
	}
	with := func(l Life, change func(*Life)) Life { change(&l); return l }
	for _, c := range []struct {
		name        string
		life        Life
		five, eight float64
	}{
		{"to 10 % left", with(eneloop, func(l *Life) { l.LeftShare = 0.1 }), 152, 130},
		{"to the warning", eneloop, 134, 114},
		{"good lock", with(eneloop, func(l *Life) { l.IdleMicroamp = 100 }), 206, 162},
		{"stiff door", with(eneloop, func(l *Life) { l.ActionMAh = 1.2 }), 104, 82},
		{"stiff and latch", with(eneloop, func(l *Life) { l.ActionMAh, l.IdleMicroamp = 2, 400 }), 66, 51},
		{"alkaline limits", with(eneloop, func(l *Life) { l.LeftShare = 0.55 }), 69, 59},
		{"alkaline limits, stiff", with(eneloop, func(l *Life) { l.LeftShare, l.ActionMAh = 0.55, 1.2 }), 53, 42},
		{"alkaline limits, latch", with(eneloop, func(l *Life) { l.LeftShare, l.ActionMAh, l.IdleMicroamp = 0.55, 2, 400 }), 34, 27},
		{"worn", with(eneloop, func(l *Life) { l.CapacityMAh = 1500 }), 108, 92},
		{"pro", pro, 169, 145},
	} {
		if got := math.Ceil(c.life.Days(5)); got != c.five {
			t.Errorf("%s at 5 actions: %g days, want %g", c.name, got, c.five)
		}
		if got := math.Ceil(c.life.Days(8)); got != c.eight {
			t.Errorf("%s at 8 actions: %g days, want %g", c.name, got, c.eight)
		}
	}
}

func TestFourWeeksOnEneloopMissThirtyTwoToFortySix(t *testing.T) {
	l, _ := LifeOf("eneloop")
	stiff := l
	stiff.ActionMAh = 1.2
	if got := stiff.Missing(28, 8); math.Round(got) != 32 {
		t.Errorf("stiff door, 8 actions, to the warning: %.1f mAh a day missing, want 32", got)
	}
	l.LeftShare = 0.1
	if got := l.Missing(28, 5); math.Round(got) != 46 {
		t.Errorf("5 actions, to 10 %%: %.1f mAh a day missing, want 46", got)
	}
}

func TestMissingLoadBringsTheLifeBackToWhatWasTold(t *testing.T) {
	l, _ := LifeOf("eneloop")
	for _, days := range []float64{10, 28, 29.9, 31, 60, 110} {
		c := l
		c.HiddenMAh = l.Missing(days, 6.5)
		if got := c.Days(6.5); math.Abs(got-days) > 1e-9*days {
			t.Errorf("told %g days, with the missing load %g", days, got)
		}
	}
}

func TestWordsNameTheMissingLoad(t *testing.T) {
	e, err := ExplainLife("eneloop", 28, 6.5)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(e.Summary)
	for _, c := range e.Candidates {
		t.Logf("%-26s %.3f explains %v, %.1f..%.1f mAh/day", c.ID, c.Weight, c.Explains, c.LowMAh, c.HighMAh)
	}
	if !e.Needed {
		t.Error("four weeks need no hidden load")
	}
	if e.Hidden.Low < 27 || e.Hidden.Low > 34 || e.Hidden.High < 44 || e.Hidden.High > 54 {
		t.Errorf("missing %.1f..%.1f mAh a day, the worked range is 32..46", e.Hidden.Low, e.Hidden.High)
	}
	top := e.Candidates[0]
	if !top.Explains {
		t.Errorf("the heaviest candidate %s does not suffice", top.ID)
	}
	for _, c := range e.Candidates {
		alone := c.ID == CauseType || c.ID == CauseWeakCell || c.ID == CauseStalls || c.ID == CauseNotFull
		if alone && c.Explains {
			t.Errorf("%s suffices by itself", c.ID)
		}
		if c.ID == CauseConnection && !c.Explains {
			t.Error("a connection that is kept open does not suffice")
		}
	}
	if !strings.Contains(e.Summary, "mA on average") {
		t.Errorf("the summary names no load: %s", e.Summary)
	}
}

func TestWordsOfAHealthyLifeMissNothing(t *testing.T) {
	for _, days := range []float64{120, 200} {
		e, err := ExplainLife("eneloop", days, 6.5)
		if err != nil {
			t.Fatal(err)
		}
		if e.Needed {
			t.Errorf("%g days need a hidden load: %s", days, e.Summary)
		}
	}
}

func TestImpossibleLivesAreRefused(t *testing.T) {
	for _, c := range []struct {
		cells        string
		days, perDay float64
		want         error
	}{
		{"eneloop", 0, 5, ErrLife}, {"eneloop", math.NaN(), 5, ErrLife}, {"eneloop", 28, -1, ErrLife}, {"potato", 28, 5, power.ErrUnknownCell},
	} {
		if _, err := ExplainLife(c.cells, c.days, c.perDay); !errors.Is(err, c.want) {
			t.Errorf("%s, %g days, %g a day: %v", c.cells, c.days, c.perDay, err)
		}
	}
}

func TestEveryKindOfCellHasALife(t *testing.T) {
	for _, c := range power.Chemistries() {
		e, err := ExplainLife(string(c.Kind), 28, 6)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range e.Candidates {
			if math.IsNaN(x.Weight) || x.Weight < 0 || x.Weight > 1 {
				t.Errorf("%s: weight of %s is %g", c.Kind, x.ID, x.Weight)
			}
		}
	}
}
