package hidden

import (
	"testing"

	"locktwin/model/keyturner"
	"locktwin/scenarios/twin"
)

func TestDbg(t *testing.T) {
	for i, l := range New(1, 40) {
		p := &playing{Lock: &l, voice: voice{sensor: l.sensor, noise: l.key.Child("noise").Stream()}, charge: 0.6, age: 300}
		c0 := p.charge
		alive, err := p.spell(4, l.mean)
		acts := p.plan(4)
		v := l.drawn
		idle := p.quiet / p.quietHours * 1000
		v[twin.Idle] = idle
		v[twin.ActionCharge], _ = l.referenceAction()
		r, _ := l.lock.With(v)
		want := idle * 48 / 1000
		n, u := 0, 0
		for _, a := range acts {
			un := a.what == keyturner.ActionUnlatch
			want += r.ActionMAh(0.6, l.mean, un)
			n++
			if un {
				u++
			}
		}
		got := (c0 - p.charge - 2*r.LeakPerDay(301, l.mean)) * v[twin.Capacity] * r.Derate(l.mean)
		idleQ := idle * 48 / 1000
		if n > 0 {
			t.Logf("%d %s T %.1f acts %d unl %d alive %v %v: total %.3f want %.3f; actions %.4f want %.4f ratio %.4f  idle %.1f drawn %.1f ref %.4f drawn %.4f", i, l.Chemistry, l.mean, n, u, alive, err, got, want, got-idleQ, want-idleQ, (got-idleQ)/(want-idleQ), idle, l.drawn[twin.Idle], v[twin.ActionCharge], l.drawn[twin.ActionCharge])
		}
	}
}
