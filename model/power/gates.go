package power

import "math"

// gateAdd adds ca·y[pa] + cb·y[pb] + d >= 0. Places of -1 must have the factor 0.
func (s *Supply) gateAdd(act action, slack float64, pa int, ca float64, pb int, cb, d float64) {
	q := &s.sys
	q.gate[q.gates] = guard{ca: ca, cb: cb, d: d, slack: slack, a: uint8(max(pa, 0)), b: uint8(max(pb, 0)), act: act}
	q.gates++
}

func (s *Supply) regulatorGates(in int) {
	q := &s.sys
	r := &s.cfg.Regulator
	vdd := int(q.pos[atVDD])
	if r.LockOutFalling != 0 {
		if s.mode.off && !s.mode.waiting {
			s.gateAdd(lockIn, slackVolts, in, -1, 0, 0, float64(r.LockOutRising))
		} else if !s.mode.off {
			s.gateAdd(lockOut, slackVolts, in, 1, 0, 0, -float64(r.LockOutFalling))
		}
	}
	set, ratio := float64(r.Set), float64(r.DropOut)/float64(r.Output)
	down, lim := float64(r.DropOut), float64(r.Limit)
	switch s.mode.reg {
	case regOut:
		s.gateAdd(toDropOut, slackVolts, in, 1, vdd, ratio-1, -float64(ratio*set))
		s.gateAdd(toLimit, slackVolts, vdd, 1, 0, 0, float64(lim*float64(r.Output))-set)
		s.gateAdd(toRegHigh, slackVolts, vdd, -1, 0, 0, set)
		if r.Kind == Buck {
			low := float64(float64(s.mode.cell) * buckCell)
			s.gateAdd(cellChange, slackVolts, in, 1, 0, 0, -low)
			s.gateAdd(cellChange, slackVolts, in, -1, 0, 0, low+buckCell)
		}
	case regDropOut:
		s.gateAdd(toRegOut, slackVolts, in, -1, vdd, 1-ratio, float64(ratio*set))
		s.gateAdd(toLimit, slackVolts, in, -1, vdd, 1, float64(lim*down))
		s.gateAdd(toRegLow, slackVolts, in, 1, vdd, -1, 0)
	case regLimit:
		s.gateAdd(toRegOut, slackVolts, vdd, -1, 0, 0, set-float64(lim*float64(r.Output)))
		s.gateAdd(toDropOut, slackVolts, in, 1, vdd, -1, -float64(lim*down))
	case regLow:
		if !s.mode.off {
			s.gateAdd(toDropOut, slackVolts, in, -1, vdd, 1, 0)
		}
		if r.BodyDiode {
			s.gateAdd(toBack, slackVolts, in, 1, vdd, -1, float64(r.BodyDiodeDrop))
		}
	case regHigh:
		s.gateAdd(toRegOut, slackVolts, vdd, 1, 0, 0, -set)
		if r.BodyDiode {
			s.gateAdd(toBack, slackVolts, in, 1, vdd, -1, float64(r.BodyDiodeDrop))
		}
	case regBack:
		s.gateAdd(toRegLow, slackVolts, in, -1, vdd, 1, -float64(r.BodyDiodeDrop))
	}
}

// loadGates watch the tapers of the loads and the isolation diode.
func (s *Supply) loadGates(in int) {
	q := &s.sys
	n := q.n
	vdd := int(q.pos[atVDD])
	if s.mode.vddLow {
		s.gateAdd(vddRises, slackVolts, vdd, -1, 0, 0, taper)
	} else {
		s.gateAdd(vddFalls, slackVolts, vdd, 1, 0, 0, -taper)
	}
	if s.mode.vbatLow {
		s.gateAdd(vbatRises, slackVolts, n, -1, 0, 0, taper)
	} else {
		s.gateAdd(vbatFalls, slackVolts, n, 1, 0, 0, -taper)
	}
	if !s.isolated {
		return
	}
	if s.mode.logicLow {
		s.gateAdd(logicRises, slackVolts, in, -1, 0, 0, taper)
	} else {
		s.gateAdd(logicFalls, slackVolts, in, 1, 0, 0, -taper)
	}
	if s.mode.diode {
		s.gateAdd(diodeOff, slackVolts, n, 1, in, -1, -float64(s.iso.Drop))
	} else {
		s.gateAdd(diodeOn, slackVolts, n, -1, in, 1, float64(s.iso.Drop))
	}
}

// motorGates watch current, friction and the range of the key.
func (s *Supply) motorGates() {
	q := &s.sys
	n := q.n
	m := &s.cfg.Motor
	i, w, th := int(q.pos[atI]), int(q.pos[atW]), int(q.pos[atTheta])
	if s.bridge.Mode == Drive && !s.mode.tripped {
		s.gateAdd(bridgeTrips, slackVolts, n, 1, 0, 0, -float64(m.BridgeMin))
	}
	switch s.mode.elec {
	case returning:
		s.gateAdd(currentStops, slackAmps, i, 1, 0, 0, 0)
	case returningReverse:
		s.gateAdd(currentStops, slackAmps, i, -1, 0, 0, 0)
	case noCurrent:
		if w >= 0 {
			drop := float64(2 * m.DiodeDrop)
			s.gateAdd(pushedReverse, slackVolts, n, 1, w, -m.Ke, drop)
			s.gateAdd(pushed, slackVolts, n, 1, w, m.Ke, drop)
		}
	}
	friction, spring := s.torques()
	switch s.mode.mech {
	case still:
		kt := m.Kt
		if i < 0 {
			kt = 0
		}
		s.gateAdd(startForward, slackTorque, i, -kt, 0, 0, friction+spring)
		s.gateAdd(startBackward, slackTorque, i, kt, 0, 0, friction-spring)
	case forward:
		if m.CreepSpeed > 0 {
			s.gateAdd(creep, slackSpeed, w, 1, 0, 0, -m.CreepSpeed)
		} else {
			s.gateAdd(stops, slackSpeed, w, 1, 0, 0, 0)
		}
	case backward:
		if m.CreepSpeed > 0 {
			s.gateAdd(creep, slackSpeed, w, -1, 0, 0, -m.CreepSpeed)
		} else {
			s.gateAdd(stops, slackSpeed, w, -1, 0, 0, 0)
		}
	case creeping:
		edge := m.CreepSpeed
		if s.shaft.FrictionSlope != 0 {
			edge *= creepMargin
		}
		s.gateAdd(creepForward, slackSpeed, w, -1, 0, 0, edge)
		s.gateAdd(creepBackward, slackSpeed, w, 1, 0, 0, edge)
	}
	if th < 0 || s.shaft.Min >= s.shaft.Max {
		return
	}
	lo, hi := float64(s.shaft.Min), float64(s.shaft.Max)
	switch s.mode.beyond {
	case 0:
		s.gateAdd(leaveDown, slackAngle, th, 1, 0, 0, -lo)
		s.gateAdd(leaveUp, slackAngle, th, -1, 0, 0, hi)
	case 1:
		s.gateAdd(comeBack, slackAngle, th, 1, 0, 0, -hi)
	case -1:
		s.gateAdd(comeBack, slackAngle, th, -1, 0, 0, lo)
	}
}

// creepMargin separates the two sides of the creeping piece where its friction
// is rounded, so that they cannot alternate.
const creepMargin = 1.02

// cellGates watch the bands of charge.
func (s *Supply) cellGates(int) {
	q := &s.sys
	p := &s.pack.pack
	for i := 0; i < p.n; i++ {
		g := &p.g[i]
		if g.capacity == 0 {
			continue
		}
		j := int(q.pos[4*i+2])
		s.gateAdd(bandChange, slackCharge, j, 1, 0, 0, -g.band.low)
		s.gateAdd(bandChange, slackCharge, j, -1, 0, 0, g.band.high)
	}
}

// creepFriction is the friction of the creeping piece: exact where friction is
// constant, else rounded down to 1/64 so that modes repeat.
func (s *Supply) creepFriction() float64 {
	t, _ := s.torques()
	if s.shaft.Min >= s.shaft.Max || s.shaft.FrictionSlope == 0 {
		return t
	}
	f, e := math.Frexp(t)
	return math.Ldexp(math.Floor(f*64)/64, e)
}
