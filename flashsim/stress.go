package flashsim

import "time"

// stage is one phase of an operation, in the order the controller runs them.
type stage uint8

const (
	stagePreProgram stage = iota // sweeps the unit from its low address, programs every 1 to 0
	stageErase                   // all cells together
	stageRepair                  // sweeps the unit from its low address, lifts over-erased cells
	stageProgram                 // all cells whose target is 0, together
	stageCount
)

// progress is how far one stage came.
type progress struct {
	// share is the share of the operation's duration the stage has; 0: not part of it.
	Share float64
	// Reached is the share of the stage's time that passed, 0 to 1.
	Reached float64
	// Stress is the stress delivered, in units of what the whole undisturbed stage delivers.
	Stress float64
}

type stressKind uint8

const (
	stressOperation stressKind = iota // an operation that was cut or ran under its minimum voltage
	stressComplete                    // a program that completed well, on cells that were marginal before
	stressDisturb                     // threshold gained by cells that were not addressed
)

// stress is what one event did to the cells of a range. Records are immutable
// and shared between chunks and forks.
type stress struct {
	kind   stressKind
	op     OpKind
	addr   uint32
	size   uint32
	src    []byte // program target in cell polarity; nil when nothing is programmed
	ecc    []byte // check bytes of the target granules; nil without error correction
	stages [stageCount]progress
	wear   uint32        // erase cycles of the unit
	at     time.Duration // when it ended, since the device's epoch
	volts  float64       // stressDisturb: volts added per cell; with exponential, their mean
	random bool          // stressDisturb: exponentially distributed rather than equal
}

// touches tells whether the record programs or erases cell byte i of the chunk
// that begins at base.
func (s *stress) covers(base, i uint32) bool {
	a := base + i
	if i >= chunkBytes {
		a = base + (i-chunkBytes)*8
	}
	return a-s.addr < s.size
}

// pulses spreads stress over a stage: the stage is cut into n equal slots, each
// ends with a verify that takes the given share and stresses nothing.
type pulses struct {
	n           int64
	verifyShare float64
}

// onTime is the stress time among the first t of a stage of length total. Integer
// nanoseconds, so the sum over pieces does not depend on how they were cut.
func (p pulses) onTime(t, total time.Duration) time.Duration {
	if p.n <= 1 || total <= 0 {
		return t
	}
	slot := int64(total) / p.n
	if slot == 0 {
		return t
	}
	on := slot - int64(float64(slot)*p.verifyShare)
	k := min(int64(t)/slot, p.n-1)
	rest := int64(t) - k*slot
	if k == p.n-1 {
		// The last slot takes the nanoseconds that the division left over.
		on += int64(total) - p.n*slot
	}
	return time.Duration(k*(slot-int64(float64(slot)*p.verifyShare)) + min(rest, on))
}

// next is the first instant after t at which onTime changes its slope.
func (p pulses) next(t, total time.Duration) time.Duration {
	if p.n <= 1 || total <= 0 {
		return total
	}
	slot := int64(total) / p.n
	if slot == 0 {
		return total
	}
	verify := int64(float64(slot) * p.verifyShare)
	k := min(int64(t)/slot, p.n-1)
	end := (k + 1) * slot
	if k == p.n-1 {
		end = int64(total)
	}
	if off := end - verify; int64(t) < off {
		return time.Duration(off)
	}
	return time.Duration(end)
}
