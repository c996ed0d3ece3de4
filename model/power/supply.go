package power

import (
	"math"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// Where each state lives between modes.
const (
	atVC     = 4 * maxGroups // bulk capacitor without its ESR
	atVDD    = atVC + 1
	atLogic  = atVC + 2 // capacitor behind the isolation diode
	atI      = atVC + 3
	atW      = atVC + 4
	atTheta  = atVC + 5 // key angle
	atCells  = atVC + 6 // charge out of cells or bench
	atMotor  = atVC + 7 // charge into the bridge
	allState = atVC + 8
)

// point is the solution at one instant: states and their derivatives in the
// order of the mode, and VBAT after the last state.
type point struct {
	y, dy [maxN + 1]float64
}

// Supply is the rail of one lock. It is used by one goroutine at a time; a
// clone for another goroutine calls OwnCache there first.
type Supply struct {
	cfg   Config
	cache *cache

	// Switches.
	pack     PackState
	contact  float64
	bench    bool
	benchV   float64
	benchR   float64
	mcu, aux float64
	bridge   Bridge
	shaft    ShaftLoad
	ambient  Celsius
	iso      Isolation
	isolated bool

	mode  mode
	full  [allState]float64 // states where the mode does not carry them
	dirty bool              // full is current, the mode has to be chosen

	// The mode as a linear system, from choose.
	sys system
	lad *ladder

	now     sim.Time
	grid    sim.Time // of cur
	zero    sim.Time // the last switch; steps grow with the time since
	tick    sim.Time // next change of self-discharge
	restart sim.Time // end of the least time of a lock-out
	cur     point
	finer   int // halvings of every step, to test that they do not matter

	ahead  bool // nxt holds the end of the next step, at next
	event  bool // something happens there
	next   sim.Time
	nxt    point
	nxtLog int

	watches    [Slots]watch
	armedSlots [Slots]uint8
	armed      int
	check      bool // watches have to be compared with cur
	shaftOut   bool // the key left its range and nobody was told yet

	meter  Meter
	tap    func(sim.Time, Sample)
	carryQ [2]float64 // charge of cells and bench before the present source
}

// Now is the last committed instant.
func (s *Supply) Now() sim.Time { return s.now }

// Ambient is the temperature of cells and board.
func (s *Supply) Ambient() Celsius { return s.ambient }

// Clone gives an independent copy. It shares the cache of propagators, which
// does not show in any result, and does not take over the trace tap.
func (s *Supply) Clone() *Supply {
	c := *s
	c.tap = nil
	return &c
}

// CopyFrom makes s equal to src, keeping the trace tap of s.
func (s *Supply) CopyFrom(src *Supply) {
	tap := s.tap
	*s = *src
	s.tap = tap
}

// OwnCache gives s a cache of its own, so that it may be used by another
// goroutine than the supply it was cloned from.
func (s *Supply) OwnCache() {
	s.cache = newCache()
	if s.lad != nil {
		l := s.lad
		s.lad = s.cache.get(l.a, l.n, l.nd)
	}
}

// settleAtRest puts the rail where it ends up without a load.
func (s *Supply) settleAtRest() {
	s.enterPack()
	v := s.openVolts()
	s.full[atVC] = v
	s.full[atLogic] = v
	if s.isolated {
		s.full[atLogic] = max(0, v-float64(s.iso.Drop))
	}
	s.full[atVDD] = s.full[atLogic]
	if s.cfg.Regulator.Kind != Direct {
		s.full[atVDD] = min(s.full[atLogic], float64(s.cfg.Regulator.Set))
		if u := s.cfg.Regulator.LockOutRising; u != 0 && s.full[atLogic] < float64(u) {
			s.mode.off, s.full[atVDD] = true, 0
		}
	}
	s.mode.reg = regOut
	if s.cfg.Regulator.Kind == Direct {
		s.mode.reg = regDirect
	} else if s.mode.off {
		s.mode.reg = regLow
	}
	s.mode.diode = s.isolated
	s.dirty = true
	s.resolve()
	s.ResetExtremes()
}

// openVolts is the voltage of the source behind its resistance.
func (s *Supply) openVolts() float64 {
	if s.bench {
		return s.benchV
	}
	p := &s.pack.pack
	if !p.present {
		return 0
	}
	if p.boost != nil {
		return float64(p.boost.Output)
	}
	v := 0.0
	for i := 0; i < p.n; i++ {
		g := &p.g[i]
		v += float64(g.cells * (g.band.ocv + float64(g.band.slope*s.full[4*i+2]) - s.full[4*i] - s.full[4*i+1]))
	}
	return v
}

// enterPack takes the states of s.pack into the circuit, now.
func (s *Supply) enterPack() {
	copy(s.full[:4*maxGroups], s.pack.state[:])
	s.pack.pack.inserted = s.now
	s.warmCells()
}

// warmCells renews what depends on temperature and charge of the cells.
func (s *Supply) warmCells() {
	for i := 0; i < s.pack.pack.n; i++ {
		g := &s.pack.pack.g[i]
		g.warm(s.ambient)
		g.refresh(s.full[4*i+2])
	}
	s.pack.pack.protect(s.full[2])
	s.renewLeak()
}

// renewLeak sets the self-discharge from now on, and when it changes next.
func (s *Supply) renewLeak() {
	s.tick = sim.Never
	p := &s.pack.pack
	for i := 0; i < p.n; i++ {
		g := &p.g[i]
		days := g.rested + float64(s.now.Sub(p.inserted))/(day*1e9)
		if next := g.leakAt(days, s.full[4*i+2]); next > 0 {
			at := p.inserted + sim.Time(math.Ceil((next-g.rested)*day*1e9))
			s.tick = min(s.tick, max(at, s.now+1))
		}
	}
}

// change brings the solution to now and leaves it open for a switch.
func (s *Supply) change() {
	s.sync()
	s.unpack()
	s.zero = s.now
	s.dirty, s.ahead = true, false
}

// How soon after a switch something can happen, as the first stride takes it
// (assumptions, far below what they stand for): a torque acts through the rotor,
// tens of milliseconds; a bridge through the winding, 0.3 ms. A load acts on
// VDD at once.
const (
	shaftLead  = 32 * time.Microsecond
	bridgeLead = 4 * time.Microsecond
)

// changeSlowly is change for a switch that nothing follows sooner than lead.
func (s *Supply) changeSlowly(lead time.Duration) {
	fresh := s.dirty && s.zero == s.now // another switch came at this instant
	s.change()
	if !fresh {
		s.zero = s.zero.Add(-lead)
	}
}

// amount cleans a number handed in: no NaN, within reach of the arithmetic.
func amount(v, hi float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, hi)
}

// SetLoad sets the currents of the logic on VDD and of everything else on
// VBAT, both in 0..1000 A. They fall in proportion to their voltage below
// 0.2 V.
func (s *Supply) SetLoad(mcu, aux Amps) {
	s.change()
	s.mcu, s.aux = amount(float64(mcu), 1e3), amount(float64(aux), 1e3)
}

// SetContact sets the resistance of contact, springs and wire; math.Inf(1) is
// an open contact.
func (s *Supply) SetContact(r Ohms) {
	s.change()
	s.contact = amount(float64(r), math.Inf(1))
}

// SetBridge commands the bridge.
func (s *Supply) SetBridge(b Bridge) {
	s.changeSlowly(bridgeLead)
	b.Duty = math.Copysign(amount(math.Abs(b.Duty), 1), b.Duty)
	if b.Mode > Drive {
		b.Mode = Coast
	}
	if b.Mode != Drive {
		b.Duty = 0
	} else if b.Duty == 0 {
		b.Mode = Brake
	}
	s.bridge = b
	s.mode.tripped = false
}

// SetShaft sets the torque. Min >= Max means no limits, and then the slopes do
// not count.
func (s *Supply) SetShaft(l ShaftLoad) {
	s.changeSlowly(shaftLead)
	for _, v := range [...]*float64{(*float64)(&l.Min), (*float64)(&l.Max), (*float64)(&l.Ref), (*float64)(&l.Friction),
		&l.FrictionSlope, (*float64)(&l.Spring), &l.SpringSlope} {
		if !finite(*v) {
			*v = 0
		}
		*v = min(max(*v, -1e6), 1e6)
	}
	s.shaft = l
	s.mode.beyond = 0
	s.shaftOut = false
}

// SetKeyAngle puts the key to an angle, as a hand does with the motor at rest.
func (s *Supply) SetKeyAngle(a Radians) {
	if !finite(float64(a)) {
		return
	}
	s.change()
	s.full[atTheta] = float64(a)
	s.mode.beyond = 0
}

// SetAmbient sets the temperature of the cells, -60..100 °C.
func (s *Supply) SetAmbient(c Celsius) {
	if !(c >= -60 && c <= 100) {
		return
	}
	s.change()
	s.ambient = c
	s.warmCells()
}

// SetBench connects a lab supply in the place of the cells, or takes it away.
// r is at least 1 mΩ.
func (s *Supply) SetBench(on bool, v Volts, r Ohms) {
	s.change()
	s.bank()
	s.bench = on
	s.benchV, s.benchR = amount(float64(v), 100), max(1e-3, amount(float64(r), 1e6))
}

// Fed tells whether cells or a bench supply are connected, however bad the
// contact.
func (s *Supply) Fed() bool {
	return s.bench || s.pack.pack.present && !math.IsInf(s.contact, 1)
}

// bank puts the charge counted so far to the account of its source.
func (s *Supply) bank() {
	k := 0
	if s.bench {
		k = 1
	}
	s.carryQ[k] += s.full[atCells]
	s.full[atCells] = 0
}

// Insert puts new cells in. Their contact is what SetContact says.
func (s *Supply) Insert(p PackConfig, key repro.Key) error {
	if err := p.check(); err != nil {
		return err
	}
	st, err := newPack(p, s.ambient, key)
	if err != nil {
		return err
	}
	st.removed = s.now
	s.InsertState(st)
	return nil
}

// Remove takes the cells out, whatever the contact says. They keep their state
// and rest from now on.
func (s *Supply) Remove() PackState {
	s.change()
	out := s.pack
	copy(out.state[:], s.full[:4*maxGroups])
	days := float64(s.now.Sub(out.pack.inserted)) / (day * 1e9)
	for i := 0; i < out.pack.n; i++ {
		out.pack.g[i].rested += days
	}
	out.removed, out.celsius = s.now, s.ambient
	s.pack = PackState{}
	clear(s.full[:4*maxGroups])
	s.tick = sim.Never
	return out
}

// InsertState puts cells in that were taken out before. The time outside
// counts as rest at the temperature at which they were removed.
func (s *Supply) InsertState(p PackState) {
	s.change()
	if d := s.now.Sub(p.removed); d > 0 {
		p.rest(float64(d) / 1e9)
	}
	s.pack = p
	s.enterPack()
}

// OnSegment sets the trace tap: it is called with sample points of the
// solution, both sides of every jump and each end of a step. It must not call
// the supply. nil takes it away.
func (s *Supply) OnSegment(f func(sim.Time, Sample)) { s.tap = f }
