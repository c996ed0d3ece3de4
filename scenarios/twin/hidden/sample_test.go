package hidden

import (
	"errors"
	"math"
	"testing"

	"locktwin/scenarios/twin"
)

func TestASampleIsTheLockThatWasWished(t *testing.T) {
	plain, err := Sample(4, Wish{Days: 10, Cells: "eneloop", PerDay: 6})
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := Sample(4, Wish{Days: 10, Cells: "eneloop", PerDay: 6, ExtraMicroamp: 700})
	if err != nil {
		t.Fatal(err)
	}
	const until = 1_714_000_000_000
	rs, a, err := plain.Record(until)
	if err != nil {
		t.Fatal(err)
	}
	_, b, err := loaded.Record(until)
	if err != nil {
		t.Fatal(err)
	}
	if plain.Chemistry != "eneloop" || rs[len(rs)-1].At != until {
		t.Errorf("%s, until %d", plain.Chemistry, rs[len(rs)-1].At)
	}
	// What the meter counts, against what was asked for.
	if extra := b[twin.Idle] - a[twin.Idle]; math.Abs(extra-700) > 1 {
		t.Errorf("700 µA beside show as %g", extra)
	}
	if b[twin.Charge] >= a[twin.Charge] {
		t.Errorf("the load leaves %g of the charge, without it %g is left", b[twin.Charge], a[twin.Charge])
	}
}

func TestAnImpossibleSampleIsRefused(t *testing.T) {
	for _, w := range []Wish{{Days: 1}, {Days: MaxDays + 1}, {Cells: "lemon"}, {PerDay: -1}, {PerDay: math.NaN()}, {ExtraMicroamp: MaxExtra + 1}} {
		if _, err := Sample(1, w); !errors.Is(err, ErrWish) {
			t.Errorf("%+v: %v", w, err)
		}
	}
}
