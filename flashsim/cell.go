package flashsim

import (
	"locktwin/internal/repro"
)

// What is drawn for a cell, as the third word of its hash.
const (
	traitErased uint64 = iota
	traitProgrammed
	traitProgramSpeed
	traitEraseSpeed
	traitRelax
	traitTelegraphMember
	traitTelegraphVolts
	traitTelegraphHertz
	traitDisturb
	traitCount // one past the last, for what is drawn of the whole device

	normalTraits = traitEraseSpeed + 1 // the first ones are drawn from the normal law
)

// settledMargin keeps a settled cell clear of the verify level it passed
// (assumption; volts).
const settledMargin = 0.05

// cell is one cell while its history is replayed. Its traits come from hashes and
// are drawn at most once.
type cell struct {
	d       *Device
	addr    uint64
	bit     uint64
	wear    float64 // wear decades of its erase unit
	v       float64
	relax   float64 // what it moves by, per decade of hours, from now on
	since   uint8   // index of the moment from which it relaxes
	erased  float64
	progd   float64
	haveE   bool
	haveP   bool
	lnKp    float64 // ln of the speed factors
	lnKe    float64
	haveKp  bool
	haveKe  bool
	relaxBy float64
	drawn   *[normalTraits]float64 // where draws are kept; nil: nowhere
}

// normal draws one of the normal traits.
func (c *cell) normal(trait uint64) float64 {
	if c.drawn == nil {
		return c.d.cells.Normal(c.addr, c.bit, trait, 0)
	}
	if c.drawn[trait] == 0 {
		c.drawn[trait] = c.d.cells.Normal(c.addr, c.bit, trait, 0)
	}
	return c.drawn[trait]
}

// erasedLevel is the threshold this cell has when settled erased.
func (c *cell) erasedLevel() float64 {
	if !c.haveE {
		k := &c.d.part.Cells
		v := k.ErasedVolts.Value + float64(k.ErasedSigmaVolts.Value*c.normal(traitErased))
		v += float64(k.WearErasedVolts.Value * c.wear)
		c.erased = min(max(v, k.DepletionVolts.Value+settledMargin), k.EraseVerifyVolts.Value-settledMargin)
		c.haveE = true
	}
	return c.erased
}

// programmedLevel is the threshold this cell has when settled programmed.
func (c *cell) programmedLevel() float64 {
	if !c.haveP {
		k := &c.d.part.Cells
		v := k.ProgrammedVolts.Value + float64(k.ProgrammedSigma.Value*c.normal(traitProgrammed))
		c.progd = max(v, k.ProgramVerifyVolts.Value+settledMargin)
		c.haveP = true
	}
	return c.progd
}

func (c *cell) lnProgramSpeed() float64 {
	if !c.haveKp {
		c.lnKp = float64(c.d.part.Cells.ProgramSpeedSigma.Value * c.normal(traitProgramSpeed))
		c.haveKp = true
	}
	return c.lnKp
}

func (c *cell) lnEraseSpeed() float64 {
	if !c.haveKe {
		c.lnKe = float64(c.d.part.Cells.EraseSpeedSigma.Value * c.normal(traitEraseSpeed))
		c.haveKe = true
	}
	return c.lnKe
}

const ln10 = 2.302585092994046

// program applies program stress (1: a whole undisturbed stage):
// v + G log10(1 + kp s/tau 10^((vE-v)/G)), at most the programmed level. From the
// cell's own erased level this is the plain logarithmic law; the factor makes
// stresses add up.
func (c *cell) program(stress float64) {
	if stress <= 0 || c.v >= c.programmedLevel() {
		return
	}
	k := &c.d.part.Cells
	gap := c.erasedLevel() - c.v
	x := float64(stress / k.ProgramTauShare.Value * repro.Exp(c.lnProgramSpeed()+float64(gap/k.ProgramVoltsPerDecade.Value*ln10)))
	v := c.v + float64(k.ProgramVoltsPerDecade.Value*repro.Log10(1+x))
	c.v = min(v, c.programmedLevel())
}

// erase applies erase stress, the mirror of program, without a floor: cells may
// end over-erased.
func (c *cell) erase(stress float64) {
	if stress <= 0 {
		return
	}
	k := &c.d.part.Cells
	slow := 1.0
	if c.d.options.Timing == TimingWorst {
		// The other timings let the duration grow with wear instead.
		slow += float64(k.WearEraseSlow.Value * c.wear)
	}
	gap := c.v - c.programmedLevel()
	x := float64(stress / float64(k.EraseTauShare.Value*slow) * repro.Exp(c.lnEraseSpeed()+float64(gap/k.EraseVoltsPerDecade.Value*ln10)))
	c.v -= float64(k.EraseVoltsPerDecade.Value * repro.Log10(1+x))
}

// repair lifts an over-erased cell to just above depletion.
func (c *cell) repair(stress float64) {
	k := &c.d.part.Cells
	if floor := k.DepletionVolts.Value; stress > 0 && c.v < floor {
		c.v = min(c.v+float64(k.ProgramVoltsPerDecade.Value*repro.Log10(1+float64(stress/k.ProgramTauShare.Value))), floor+settledMargin)
	}
}

// relaxation is this cell's share of the way back per decade of hours after a cut.
func (c *cell) relaxation() float64 {
	if c.relaxBy == 0 {
		k := &c.d.part.Cells
		u := c.d.cells.Uniform(c.addr, c.bit, traitRelax, 0)
		c.relaxBy = k.RetentionCutLow.Value + float64(u*(k.RetentionCutHigh.Value-k.RetentionCutLow.Value))
	}
	return c.relaxBy
}

// sweepStress is what a sweeping stage has delivered to a position, given as share
// of the unit from its low address. The sweep works on one word at a time.
func sweepStress(p progress, position, words float64) float64 {
	if p.Share == 0 || p.Reached == 0 {
		return 0
	}
	local := float64(p.Reached*words) - float64(position*words)
	return float64(min(max(local, 0), 1) * (p.Stress / p.Reached))
}

// apply replays one stress record on the cell. target is the program target of
// the cell, true for 1. moment is the record's place in the history.
func (c *cell) apply(s *stress, target bool, position, words float64, moment uint8) {
	before := c.v
	switch s.kind {
	case stressDisturb:
		c.disturb(s)
		return
	case stressComplete:
		if target {
			return
		}
		c.v = max(c.v, c.programmedLevel())
		c.relax = float64(c.d.part.Cells.RetentionSettled.Value * (c.d.part.Cells.NeutralVolts.Value - c.v))
		c.since = moment
		return
	}
	if p := s.stages[stagePreProgram]; p.Share > 0 {
		c.program(sweepStress(p, position, words))
	}
	c.erase(s.stages[stageErase].Stress)
	if p := s.stages[stageRepair]; p.Share > 0 {
		c.repair(sweepStress(p, position, words))
	}
	if p := s.stages[stageProgram]; p.Share > 0 && !target {
		c.program(p.Stress)
	}
	if c.v != before {
		c.relax = float64(c.relaxation() * (before - c.v))
		c.since = moment
	}
}

// disturb adds what a neighbour's program adds to a cell that is not programmed.
func (c *cell) disturb(s *stress) {
	k := &c.d.part.Cells
	if c.v >= k.ProgramVerifyVolts.Value {
		return
	}
	dv := s.volts
	if s.random {
		u := c.d.cells.Uniform(c.addr, c.bit, traitDisturb, uint64(s.at))
		dv = -float64(dv * repro.Log(u))
	}
	c.v = min(c.v+dv, k.ProgramVerifyVolts.Value)
}
