package locks

import (
	"slices"
	"time"

	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/mcu"
	"locktwin/model/sim"
	"locktwin/model/trace"
	"locktwin/scenarios/campaign"
)

// signature is what tells the outcome of one fault from that of another as far as it
// is discrete; see the package comment. It is zero for a fault that makes no
// difference.
type signature struct {
	touched     bool
	programs    int // begun since the window opened
	erases      int
	interrupted int
	refused     int
	warnings    int
	strikes     int // misexecutions and hangs
	boots       int
	resets      int
	cause       mcu.ResetCause
	cpu         mcu.CPUState
	noinit      uint64
	told        uint64
	begun       int
	hurt        int // operations that were torn, or completed at a weak supply
	wounds      [mostWounds]wound
}

// mostWounds is how many of the operations that a fault hurts are followed, the
// last first. A weak supply hurts those that complete shortly before the reset.
const mostWounds = 4

// wound is an operation that was torn or completed at a weak supply.
type wound struct {
	kind flashsim.OpKind
	addr uint32
	size uint32
}

// probe is one fault, played until the outage is over.
type probe struct {
	at     time.Duration
	sig    signature
	clock  [mostWounds]time.Duration // of each wound: where on its clock a cut at good supply would have torn it
	tear   [mostWounds]sim.Time      // when it ended
	end    sim.Time                  // of the outage
	volts  float64                   // of the logic supply then
	resets int                       // of the machine since the fault began
}

// bootPatience is how long after an outage a machine may take until it boots.
const bootPatience = 2 * time.Second

// suffer plays the working copy, on which the fault has just begun, until the outage
// is over: the line is whole, and either the machine never lost it, or it is about to
// run its first boot since.
func (t *track) suffer(f campaign.Fault) error {
	line := t.origin.Add(f.At + length(f))
	m := t.work.Lock().Machine()
	err := t.work.PlayUntil(line.Add(bootPatience), func() bool {
		return m.Now() >= line && m.CPU() == mcu.Asleep
	})
	if err != nil && !storyEnds(err) {
		return err
	}
	return nil
}

// tear plays the working copy until the first reset. What the fault tears is torn
// then, if there is no second one.
func (t *track) tear(f campaign.Fault) error {
	m := t.work.Lock().Machine()
	resets := m.Stats().Resets
	err := t.work.PlayUntil(t.origin.Add(f.At+length(f)).Add(bootPatience), func() bool {
		return m.Stats().Resets > resets || m.Now() >= t.origin.Add(f.At+length(f)) && m.CPU() == mcu.Asleep
	})
	if err != nil && !storyEnds(err) {
		return err
	}
	return nil
}

// try is one fault at one instant.
func (t *track) try(f campaign.Fault) (probe, error) {
	if err := t.goTo(f.At); err != nil {
		return probe{}, err
	}
	struck := t.work.Lock().Machine().Stats()
	if err := t.strike(f); err != nil {
		return probe{}, err
	}
	if err := t.suffer(f); err != nil {
		return probe{}, err
	}
	return t.look(f, struck), nil
}

// look reads the signature off the working copy.
func (t *track) look(f campaign.Fault, struck mcu.Stats) probe {
	m := t.work.Lock().Machine()
	s := m.Stats()
	p := probe{at: f.At, end: t.work.Now(), resets: s.Resets - struck.Resets}
	reset := s.Resets > struck.Resets || m.CPU() != mcu.Asleep
	p.wounded(m.Flash(), time.Duration(t.origin.Add(f.At)))
	if !reset && p.sig.hurt == 0 && s.Warnings == struck.Warnings && s.Refused == struck.Refused &&
		s.Misexecutions == struck.Misexecutions && s.Hangs == struck.Hangs {
		return p
	}
	hurt, wounds := p.sig.hurt, p.sig.wounds
	p.sig = signature{
		touched:  true,
		programs: s.Programs - t.before.Programs, erases: s.Erases - t.before.Erases,
		interrupted: s.Interrupted - t.before.Interrupted, refused: s.Refused - t.before.Refused,
		warnings: s.Warnings - t.before.Warnings, strikes: s.Misexecutions + s.Hangs - t.before.Misexecutions - t.before.Hangs,
		boots: s.Boots - t.before.Boots, resets: s.Resets - t.before.Resets,
		cpu: m.CPU(), told: t.work.Told(), begun: t.work.Begun(), hurt: hurt, wounds: wounds,
	}
	if reset {
		p.sig.cause = m.Cause()
		p.sig.noinit = firmware.NoInitKept(m.NoInit())
	}
	if hurt > 0 {
		p.volts = float64(m.Sample().VDD)
	}
	return p
}

// wounded finds the operations that were hurt since an instant.
func (p *probe) wounded(d *flashsim.Device, since time.Duration) {
	n := 0
	for _, r := range d.Marginal() {
		if r.At < since || slices.Contains(p.tear[:n], sim.Time(r.At)) {
			continue
		}
		op, clock, ok := d.TornAt(r.Addr)
		if !ok {
			continue
		}
		p.sig.hurt++
		i := 0
		for i < n && p.tear[i] > sim.Time(r.At) {
			i++
		}
		if n < mostWounds {
			n++
		}
		if i == n {
			continue
		}
		copy(p.tear[i+1:n], p.tear[i:])
		copy(p.clock[i+1:n], p.clock[i:])
		copy(p.sig.wounds[i+1:n], p.sig.wounds[i:])
		p.tear[i], p.clock[i], p.sig.wounds[i] = sim.Time(r.At), clock, wound{op.Kind, op.Addr, op.Size}
	}
}

// begins notes when operations begin.
type begins struct {
	all []trace.Event
}

// Event is called by the trace.
func (b *begins) Event(e *trace.Event) {
	if e.Kind == trace.Flash && (e.Name == "erase-begin" || e.Name == "program-begin") {
		b.all = append(b.all, *e)
	}
}

// last is when the last operation at an address began, at the latest at an instant.
func (b *begins) last(w wound, until sim.Time) (at sim.Time, ok bool) {
	for i := len(b.all) - 1; i >= 0; i-- {
		if e := &b.all[i]; e.Flash.Addr == w.addr && e.Flash.Size == w.size && e.At <= until {
			return e.At, true
		}
	}
	return 0, false
}
