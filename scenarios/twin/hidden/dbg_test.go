package hidden

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func TestDbg(t *testing.T) {
	for i, l := range New(1, 60) {
		if i%10 != 1 && i%10 != 3 && i%10 != 6 {
			continue
		}
		st, err := build(l.shapeAt(0.5, 21, 3))
		if err != nil {
			t.Fatal(err)
		}
		var q [4]float64
		r := l.lock
		for k, a := range []keyturner.LockAction{keyturner.ActionUnlock, keyturner.ActionLock, keyturner.ActionUnlatch, keyturner.ActionLock} {
			q0 := st.drawn()
			v0 := st.lock.Machine().Sample().VBAT
			e := st.act(a)
			st.lock.Wait(20 * time.Second)
			q[k] = st.drawn() - q0 - l.drawn[4]*20/3600/1000
			b, _ := st.report()
			un := a == keyturner.ActionUnlatch
			t.Logf("%-12s L %.2f %v: mAh %.4f/%.4f = %.3f  J %.3f/%.3f = %.3f dist %d start %d vs %.3f open %.3f  %v", l.Chemistry, l.drawn[6], a, q[k], r.ActionMAh(0.5, 21, un), q[k]/r.ActionMAh(0.5, 21, un),
				float64(b.DrainMilliwattSeconds)/1000, r.ActionJoules(0.5, 21, 720, un), float64(b.DrainMilliwattSeconds)/1000/r.ActionJoules(0.5, 21, 720, un), b.DistanceDegrees, b.StartVoltage, v0, r.OpenVolts(0.5, 21), e)
			st.lock.Wait(30 * time.Minute)
		}
	}
}
