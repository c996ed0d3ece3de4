package flashsim

import "time"

// PowerLost tells that the supply is gone. What was in flight becomes a marginal
// region; a part that a shallow brown-out had left deaf is cured.
func (d *Device) PowerLost(c Conditions) {
	if d.busy {
		d.fl.pumpOut(d.part)
		d.tear(c.Now)
	}
	d.deaf = false
}

// PowerUp tells that the supply has come back. Operations are refused with
// ErrNotReady until the part's power-up time is over.
func (d *Device) PowerUp(c Conditions) {
	d.readyAt = c.Now + d.part.PowerUpToWrite.Value
}

// Reset tells that a reset which is not a loss of power reached the part. goesOn
// is true when an operation is in flight and completes by itself: keep feeding it.
func (d *Device) Reset(c Conditions) (goesOn bool) {
	if !d.busy {
		return false
	}
	if d.part.Reset.Value == ResetContinue {
		return true
	}
	d.fl.pumpOut(d.part)
	d.tear(c.Now)
	return false
}

// Dip tells an idle part about a supply excursion that was not reported as
// PowerLost: the lowest voltage and how long it stayed under the part's
// Shallow.ResetVolts. Parts without that weakness ignore it.
func (d *Device) Dip(lowest float64, underReset time.Duration) { d.noticeDip(lowest, underReset) }

func (d *Device) noticeDip(lowest float64, underReset time.Duration) {
	s := &d.part.Shallow
	if s.ResetVolts.Value == 0 || lowest >= d.part.LockoutVolts.Value {
		return
	}
	d.deaf = underReset < s.Hold.Value
}

// Deaf tells whether a shallow brown-out left the part unresponsive.
func (d *Device) Deaf() bool { return d.deaf }

// pumpOut adds the stress that the collapsing pump still delivers after a cut.
// Only the supply of the stage that was running collapses; the operation does not
// enter its next stage.
func (f *flight) pumpOut(p *Part) {
	if f.op.Kind == PartialErase && f.elapsed < f.op.Duration-f.partial {
		return // still in the set-up
	}
	begin := f.stagesBegin()
	for s := range f.stages {
		st := &f.stages[s]
		if st.length == 0 {
			continue
		}
		at := f.elapsed - begin
		if at >= 0 && at < st.length {
			f.elapsed = min(f.elapsed+min(p.pumpDecay(stage(s)), st.length-at), f.op.Duration)
			return
		}
		begin += st.length
	}
}

// pumpDecay is how much stress the collapsing pump of a stage still delivers.
func (p *Part) pumpDecay(s stage) time.Duration {
	if s == stageProgram {
		return p.Program.PumpDecay.Value
	}
	return p.Erase.PumpDecay.Value
}
