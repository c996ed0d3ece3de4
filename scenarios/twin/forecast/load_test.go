package forecast_test

import (
	"strings"
	"testing"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
	"locktwin/scenarios/twin/hidden"
)

// explained fits a hidden lock that has a load beside what its kind takes, and
// explains its drain.
func explained(t *testing.T, extra float64) (*forecast.Explanation, twin.Values) {
	t.Helper()
	days := 40
	if testing.Short() {
		days = 20
	}
	l, err := hidden.Sample(4, hidden.Wish{Days: days, Cells: "eneloop", PerDay: 6, ExtraMicroamp: extra})
	if err != nil {
		t.Fatal(err)
	}
	s, truth, err := l.Telemetry()
	if err != nil {
		t.Fatal(err)
	}
	f, err := twin.New(s, twin.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	e, err := forecast.Explain(f, forecast.Options{Known: forecast.Seen(s)})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(e.Summary)
	return e, truth
}

// explains lists the candidates that suffice by themselves.
func explains(e *forecast.Explanation) string {
	out := ""
	for _, c := range e.Candidates {
		if c.Explains {
			out += c.ID + " "
		}
	}
	return out
}

func TestALoadThatWasHiddenInALockIsFound(t *testing.T) {
	if !testing.Short() {
		if e, truth := explained(t, 0); e.Needed {
			t.Errorf("a lock that idles at %.0f µA hides %v mAh a day", truth[twin.Idle], e.Hidden)
		}
	}
	e, _ := explained(t, 700)
	if !e.Needed || !(e.Hidden.Low < 16.8 && 16.8 < e.Hidden.High) || e.Hidden.High > 3*e.Hidden.Low {
		t.Errorf("16.8 mAh a day were hidden in the lock, found are %+v", e.Hidden)
	}
	for _, id := range []string{forecast.CausePolling, forecast.CauseLight} {
		if !strings.Contains(explains(e), id) {
			t.Errorf("%s would suffice: %s", id, explains(e))
		}
	}
	if testing.Short() {
		return
	}
	e, _ = explained(t, 2000)
	if names := explains(e); !e.Needed || strings.Contains(names, forecast.CausePolling) || !strings.Contains(names, forecast.CauseConnection) {
		t.Errorf("48 mAh a day are more than questions take, and as much as a connection: %s", names)
	}
}
