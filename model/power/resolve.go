package power

import "math"

// unpack writes the states of the mode back to their places.
func (s *Supply) unpack() {
	q := &s.sys
	for j := 0; j < q.n; j++ {
		s.full[q.idx[j]] = s.cur.y[j]
	}
}

// maxRounds bounds the search for a valid mode. Pieces join continuously or
// with hysteresis, so a handful of changes settles it.
const maxRounds = 40

// resolve chooses the mode that is valid at the grid instant and starts its
// solution there.
func (s *Supply) resolve() {
	if !s.dirty {
		return
	}
	var a []float64
	settled := false
	for round := 0; round < maxRounds && !settled; round++ {
		s.settleMotor()
		s.settleCell()
		a = s.build()
		s.gather()
		s.output(&s.cur)
		failed := -1
		for k := 0; k < s.sys.gates; k++ {
			g := &s.sys.gate[k]
			if g.at(&s.cur) < -g.slack {
				failed = k
				break
			}
		}
		if failed < 0 {
			settled = true
			continue
		}
		act := s.sys.gate[failed].act
		if !act.soft() {
			s.zero = s.grid
		}
		s.apply(act)
	}
	if !settled {
		a = s.build()
		s.gather()
		s.output(&s.cur)
		s.dropFailing()
	}
	s.lad = s.cache.get(a, s.sys.n, s.sys.nd)
	s.derive(&s.cur)
	s.dirty, s.ahead = false, false
	s.check = true
	s.note(&s.cur)
	if s.tap != nil {
		s.tap(s.grid, s.sample(&s.cur))
	}
}

// dropFailing leaves the last mode standing until the next event where no mode
// satisfies all its guards, so that time goes on.
func (s *Supply) dropFailing() {
	q := &s.sys
	kept := 0
	for k := 0; k < q.gates; k++ {
		if g := q.gate[k]; g.at(&s.cur) >= -g.slack {
			q.gate[kept] = g
			kept++
		}
	}
	q.gates = kept
}

// gather collects the states of the mode.
func (s *Supply) gather() {
	q := &s.sys
	for j := 0; j < q.n; j++ {
		s.cur.y[j] = s.full[q.idx[j]]
	}
}

// settleMotor brings the state of bridge and shaft in line with the command.
func (s *Supply) settleMotor() {
	m := &s.mode
	i := s.full[atI]
	switch {
	case s.bridge.Mode == Coast || m.tripped:
		if m.elec == conducting {
			switch {
			case i > 0:
				m.elec = returning
			case i < 0:
				m.elec = returningReverse
			default:
				m.elec = noCurrent
			}
		}
	case s.bridge.Mode == Brake && m.mech == still && i == 0:
		m.elec = noCurrent
	default:
		m.elec = conducting
	}
	if s.cfg.Motor.CreepSpeed > 0 && m.mech == still && m.elec != noCurrent {
		m.mech = creeping
		m.creepT = s.creepFriction()
	}
	if m.mech == creeping {
		if m.creepT == 0 || s.shaft.Min >= s.shaft.Max || s.shaft.FrictionSlope == 0 {
			m.creepT = s.creepFriction()
		}
	}
}

// settleCell keeps the voltage cell of a switching regulator near its input.
func (s *Supply) settleCell() {
	if s.cfg.Regulator.Kind != Buck || s.mode.cell != 0 {
		return
	}
	v := s.full[atVC]
	if s.isolated {
		v = s.full[atLogic]
	}
	s.mode.cell = int(v / buckCell)
}

// apply makes the change of mode that a failed guard calls for.
func (s *Supply) apply(act action) {
	m := &s.mode
	switch act {
	case toRegOut:
		m.reg = regOut
		m.cell = 0
	case toDropOut:
		m.reg = regDropOut
	case toLimit:
		m.reg = regLimit
	case toRegLow:
		m.reg = regLow
	case toRegHigh:
		m.reg = regHigh
	case toBack:
		m.reg = regBack
	case lockOut:
		m.off, m.waiting, m.reg = true, true, regLow
		s.restart = s.grid.Add(s.cfg.Regulator.RestartDelay)
	case lockIn:
		m.off = false
		if m.reg == regLow {
			m.reg = regDropOut
		}
	case vddFalls, vddRises:
		m.vddLow = act == vddFalls
	case vbatFalls, vbatRises:
		m.vbatLow = act == vbatFalls
	case logicFalls, logicRises:
		m.logicLow = act == logicFalls
	case diodeOn, diodeOff:
		m.diode = act == diodeOn
	case bridgeTrips:
		m.tripped = true
	case currentStops:
		m.elec = noCurrent
		s.full[atI] = 0
	case pushedReverse:
		m.elec = returningReverse
	case pushed:
		m.elec = returning
	case startForward:
		s.startMotion(forward)
	case startBackward:
		s.startMotion(backward)
	case stops:
		s.stop()
	case creep:
		m.mech = creeping
		m.creepT = s.creepFriction()
	case creepForward:
		m.mech = forward
	case creepBackward:
		m.mech = backward
	case leaveUp, leaveDown:
		m.beyond = 1
		if act == leaveDown {
			m.beyond = -1
		}
		s.shaftOut = true
	case comeBack:
		m.beyond = 0
	case bandChange:
		s.refreshBands()
	case cellChange:
		in := s.cur.y[s.inputPlace()]
		switch to := int(in / buckCell); {
		case to != m.cell:
			m.cell = max(to, 0)
		case in < float64((float64(to)+0.5)*buckCell): // left by less than the division shows
			m.cell--
		default:
			m.cell++
		}
	}
}

// inputPlace is where the regulator's input stands in a point.
func (s *Supply) inputPlace() int {
	if s.isolated {
		return int(s.sys.pos[atLogic])
	}
	return s.sys.n
}

// startMotion lets the shaft go.
func (s *Supply) startMotion(dir motion) {
	if s.cfg.Motor.CreepSpeed > 0 {
		s.mode.mech = creeping
		s.mode.creepT = s.creepFriction()
		return
	}
	s.mode.mech = dir
}

// stop brings the shaft to rest; friction then holds it or lets it turn back.
func (s *Supply) stop() {
	s.full[atW] = 0
	friction, spring := s.torques()
	net := float64(s.cfg.Motor.Kt*s.full[atI]) - spring
	switch {
	case net > friction+slackTorque:
		s.mode.mech = forward
	case net < -friction-slackTorque:
		s.mode.mech = backward
	default:
		s.mode.mech = still
	}
}

// refreshBands renews the groups that have left their band of charge; by half
// the slack of the guard, so that the one whose guard failed is always among
// them.
func (s *Supply) refreshBands() {
	p := &s.pack.pack
	for i := 0; i < p.n; i++ {
		g := &p.g[i]
		if g.capacity == 0 {
			continue
		}
		f := s.full[4*i+2]
		if f-g.band.low < -slackCharge/2 || g.band.high-f < -slackCharge/2 {
			g.refresh(f)
		}
	}
	p.protect(s.full[2])
	s.renewLeak()
}

// comesToRest drops the motor from the circuit once what is left of current
// and speed is beyond measure. It is asked at the ends of steps only.
func (s *Supply) comesToRest() {
	m := &s.mode
	if m.elec == noCurrent && m.mech == still || s.bridge.Mode == Drive && !m.tripped {
		return
	}
	if m.mech != still && m.mech != creeping {
		return
	}
	const least = 1e-9 // ampere, rad/s
	q := &s.sys
	if j := q.pos[atI]; j >= 0 && math.Abs(s.cur.y[j]) > least {
		return
	}
	if j := q.pos[atW]; j >= 0 && math.Abs(s.cur.y[j]) > least {
		return
	}
	if friction, spring := s.torques(); math.Abs(spring) > friction {
		return
	}
	s.unpack()
	s.full[atI], s.full[atW] = 0, 0
	m.elec, m.mech = noCurrent, still
	s.dirty = true
}
