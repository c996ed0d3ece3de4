package twin_test

import (
	"testing"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
)

func TestAgainst(t *testing.T) {
	for i, l := range hidden.New(1, 20) {
		if i != 0 && i != 7 {
			continue
		}
		s, truth, err := l.Telemetry()
		if err != nil {
			t.Fatal(err)
		}
		r, sensor := l.Peek()
		v := r.Values()
		t.Logf("%+v %v sensor %+v", l.Chemistry, v, sensor)
		v[twin.Idle] = truth[twin.Idle]
		v[twin.ActionCharge] = truth[twin.ActionCharge]
		r2, _ := r.With(v)
		n := 0
		twin.Against(s, l.Chemistry, r2, sensor, truth[twin.Charge], func(x string) {
			if n++; n%1 == 0 {
				t.Log(x)
			}
		})
	}
}
