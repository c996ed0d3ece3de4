package power

import "math"

// regMode is the piece of its curve that the regulator is on.
type regMode uint8

const (
	regOut     regMode = iota // regulating
	regDropOut                // pass element fully on
	regLimit                  // current limit
	regLow                    // off: input under output
	regHigh                   // off: output over its set value
	regBack                   // body diode conducts
	regDirect
)

// electric is the state of the bridge with the winding.
type electric uint8

const (
	noCurrent electric = iota // open bridge, or nothing moves
	conducting
	returning        // open bridge, positive current through the diodes into VBAT
	returningReverse // the same for negative current
)

// motion is the piece of the friction curve.
type motion uint8

const (
	still motion = iota
	forward
	backward
	creeping
)

// mode is the set of pieces that are valid at an instant.
type mode struct {
	reg      regMode
	off      bool // lock-out
	waiting  bool // lock-out for its least time
	vddLow   bool // load tapers
	vbatLow  bool // loads on VBAT taper
	logicLow bool // quiescent current behind the diode tapers
	diode    bool // isolation diode conducts
	tripped  bool // bridge has lost its supply
	elec     electric
	mech     motion
	beyond   int8    // key outside the range of its load
	creepT   float64 // friction while creeping
	cell     int     // Buck: voltage cell of the input current
}

// taper is the voltage below which loads fall in proportion (golden netlists).
const taper = 0.2

// buckCell is the width of the pieces over which the input current of a
// switching regulator is constant (assumption; the closed form of a
// constant-power load is met to a microsecond).
const buckCell = 5e-3

// action says what to do when a guard fails.
type action uint8

const (
	toRegOut action = iota
	toDropOut
	toLimit
	toRegLow
	toRegHigh
	toBack
	lockOut
	lockIn
	vddFalls
	vddRises
	vbatFalls
	vbatRises
	logicFalls
	logicRises
	diodeOn
	diodeOff
	bridgeTrips
	currentStops
	pushedReverse
	pushed
	startForward
	startBackward
	stops
	creep
	creepForward
	creepBackward
	leaveUp
	leaveDown
	comeBack
	bandChange
	cellChange
)

// soft tells which actions bend the solution so little that steps need not
// start small again.
func (a action) soft() bool { return a >= leaveUp }

// guard is ca·y[a] + cb·y[b] + d, which stays at or above 0 in its mode.
type guard struct {
	ca, cb, d, slack float64
	a, b             uint8
	act              action
}

// Guards are in volts, amperes, N·m, rad/s or radians; failing by less than
// this is rounding. It also separates the two sides of a boundary, so that
// neighbouring modes do not chatter.
const (
	slackVolts  = 1e-11
	slackAmps   = 1e-12
	slackTorque = 1e-14
	slackSpeed  = 1e-9
	slackAngle  = 1e-12
	slackCharge = 1e-12
)

const maxGuards = 16 + 2*maxGroups

// system is x' = A·x + B of a mode, its output VBAT and its guards.
type system struct {
	n, nd   int
	idx     [maxN]uint8    // place in Supply.full
	pos     [allState]int8 // place in y, or -1
	b       [maxN]float64  // B
	v       [maxN]float64  // VBAT = v·x + v0
	v0      float64
	e       [maxN]float64 // conductance times (source − VBAT): current of the source
	duty    float64
	offset  float64 // bridge diodes in series with the winding
	gate    [maxGuards]guard
	gates   int
	sigs    [signals]int8
	growing bool // torque slopes: the mode may be unstable
}

// layout assigns places to the states that this mode moves.
func (s *Supply) layout() {
	q := &s.sys
	for i := range q.pos {
		q.pos[i] = -1
	}
	n := 0
	put := func(at int) {
		q.idx[n] = uint8(at)
		q.pos[at] = int8(n)
		n++
	}
	p := &s.pack.pack
	for g := 0; g < p.n; g++ {
		if p.g[g].c1 > 0 {
			put(4 * g)
		}
		if p.g[g].c2 > 0 {
			put(4*g + 1)
		}
		if p.g[g].capacity > 0 {
			put(4*g + 2)
			put(4*g + 3)
		}
	}
	put(atVC)
	put(atVDD)
	if s.isolated {
		put(atLogic)
	}
	if s.mode.elec != noCurrent {
		put(atI)
	}
	moving := s.mode.mech != still
	if moving {
		put(atW)
	}
	q.growing = moving && s.mode.beyond == 0 && s.mode.mech != creeping && s.shaft.Min < s.shaft.Max &&
		(s.shaft.FrictionSlope != 0 || s.shaft.SpringSlope != 0)
	if s.mode.mech == creeping && s.mode.beyond == 0 && s.shaft.Min < s.shaft.Max && s.shaft.SpringSlope != 0 {
		q.growing = true
	}
	if q.growing {
		put(atTheta)
	}
	q.nd = n
	if moving && !q.growing {
		put(atTheta)
	}
	if s.sourceG() > 0 {
		put(atCells)
	}
	if s.mode.elec != noCurrent {
		put(atMotor)
	}
	q.n = n
}

// sourceG is the conductance between the source and VBAT, 0 when open.
func (s *Supply) sourceG() float64 {
	if math.IsInf(s.contact, 1) {
		return 0
	}
	if s.bench {
		return 1 / (s.benchR + s.contact)
	}
	p := &s.pack.pack
	if !p.present {
		return 0
	}
	if p.boost != nil {
		if p.cut {
			return 0
		}
		return 1 / (float64(p.boost.Resistance) + s.contact)
	}
	r := s.contact
	for i := 0; i < p.n; i++ {
		r += float64(p.g[i].cells * p.g[i].r0)
	}
	return 1 / r
}

// torques are friction and spring at the present key angle.
func (s *Supply) torques() (friction, spring float64) {
	l := &s.shaft
	if l.Min >= l.Max {
		return max(leastFriction, float64(l.Friction)), float64(l.Spring)
	}
	return l.frictionAt(s.full[atTheta]), l.springAt(s.full[atTheta])
}
