package cuts

import (
	"time"

	"locktwin/flashsim"
)

// Cut is one loss of supply: at an operation, counted from 0 since Arm, at an
// instant of its clock. At or after the operation's duration it falls right after
// it, before the driver goes on.
type Cut struct {
	Operation int
	At        time.Duration
}

// Idle as the instant of a Cut is before the operation begins: nothing is in flight.
const Idle time.Duration = -1

// Arm sets the next cut and starts the count of operations over.
func (b *Bench) Arm(c Cut) {
	b.Disarm()
	b.armed, b.cut = true, c
}

// ArmAt sets the next cut for an instant of the bench's clock, whatever goes on then,
// and starts the count of operations over. An instant that has passed is now.
func (b *Bench) ArmAt(t time.Duration) {
	b.Disarm()
	b.byClock, b.due = true, t
}

// Schedule sets cuts that follow each other: the first as Arm does, each further one
// at the next Reboot, from where its operations count. The slice is the bench's until
// the last of them has come.
func (b *Bench) Schedule(cuts ...Cut) {
	b.Disarm()
	b.further = cuts
	b.take()
}

// take arms the next cut of the schedule.
func (b *Bench) take() {
	if len(b.further) > 0 {
		b.armed, b.cut, b.further = true, b.further[0], b.further[1:]
	}
}

// Disarm takes all cuts back that have not come and starts the count of operations
// over.
func (b *Bench) Disarm() { b.armed, b.byClock, b.further, b.begun = false, false, nil, 0 }

// Operations is how many operations have begun since Arm, Disarm or Reboot.
func (b *Bench) Operations() int { return b.begun }

// lost is the sentinel that leaves a driver whose supply went. Each bench raises its
// own, whose address costs nothing; it must not be of size zero, or two of them could
// share one.
type lost struct{ _ byte }

// Run plays driver code up to its end or to the loss of supply. whole tells that it
// came to its end. A driver must not recover from panics that are not its own; its
// deferred functions do run and must not touch the memory.
func (b *Bench) Run(f func()) (whole bool) {
	defer func() {
		if r := recover(); r != nil {
			if l, ok := r.(*lost); !ok || l != &b.gone {
				panic(r)
			}
		}
	}()
	f()
	return true
}

// Play plays a driver from its boot, again after each loss of supply, until it comes
// to its end. off is the time without supply. It gives the number of losses. A driver
// must not pull the power each time.
func (b *Bench) Play(driver func(), off time.Duration) (losses int) {
	for !b.Run(driver) {
		losses++
		b.Reboot(off)
	}
	return losses
}

// PullPower cuts the supply now, between two operations. It comes back while a
// falling supply still carries the machine, and unwinds otherwise.
func (b *Bench) PullPower() {
	b.mustRun()
	if b.falling {
		return
	}
	b.fail()
	if b.supply.Fall <= 0 {
		b.lose()
	}
}

// fail begins the fall of the supply.
func (b *Bench) fail() { b.falling, b.fell, b.armed, b.byClock = true, b.now, false, false }

// lose ends the machine.
func (b *Bench) lose() {
	b.end()
	panic(&b.gone)
}

// end takes the supply from memory and machine.
func (b *Bench) end() {
	b.dev.PowerLost(b.Conditions())
	b.off = true
}

// mustRun stops code that goes on without a supply, as after a recovered unwinding.
func (b *Bench) mustRun() {
	if b.off {
		panic(&b.gone)
	}
}

// ask lets a cut come in before an operation.
func (b *Bench) ask() {
	b.mustRun()
	if b.armed && b.begun == b.cut.Operation && b.cut.At < 0 || b.byClock && b.due < b.now {
		b.PullPower()
	}
}

// operate runs the operation in flight. It comes back when the driver may go on.
func (b *Bench) operate(duration time.Duration) {
	at, due := b.cut.At, b.armed && b.begun == b.cut.Operation
	if b.byClock {
		at = b.due - b.now
		due = at <= duration
	}
	b.begun++
	if !b.falling {
		if !due {
			b.feed(duration)
			return
		}
		if b.feed(max(min(at, duration), 0)) {
			b.PullPower()
			return
		}
		b.fail()
		if b.supply.Fall <= 0 {
			b.lose()
		}
	}
	b.sink()
}

// feed gives the operation a good supply and tells whether it is over.
func (b *Bench) feed(d time.Duration) (done bool) {
	used, done := b.dev.Feed(flashsim.Piece{Duration: d, Volts0: b.supply.Volts, Volts1: b.supply.Volts})
	b.now += used
	return done
}

// sink feeds the operation from the falling supply, to its end or the machine's.
func (b *Bench) sink() {
	left := b.left()
	v := b.volts()
	used, done := b.dev.Feed(flashsim.Piece{Duration: left, Volts0: v, Volts1: b.floor})
	b.now += used
	if !done || used >= left {
		b.lose()
	}
	if b.supply.Brownout <= 0 && b.volts() <= b.floor {
		b.lose()
	}
}

// Reboot brings the supply back after a time without it, and counts a boot. The next
// cut of a schedule is armed, otherwise none. The part's own time up to its first write
// passes.
func (b *Bench) Reboot(off time.Duration) {
	if !b.off {
		b.falling = false
		b.end()
	}
	b.falling, b.off, b.armed, b.byClock, b.begun = false, false, false, false, 0
	b.boot++
	b.now += max(off, 0)
	b.dev.PowerUp(b.Conditions())
	b.now += b.dev.Part().PowerUpToWrite.Value
	b.take()
}
