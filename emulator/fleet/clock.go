package fleet

import "time"

// Clock is the wall clock and its alarms.
type Clock interface {
	Now() time.Time
	// NewTimer gives an alarm that goes off once, d from now.
	NewTimer(d time.Duration) Timer
}

// Timer is one alarm.
type Timer interface {
	C() <-chan time.Time
	// Reset sets it anew; what an earlier setting sent is gone.
	Reset(d time.Duration)
	Stop()
}

// RealClock is the clock of the machine.
func RealClock() Clock { return realClock{} }

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) NewTimer(d time.Duration) Timer { return realTimer{time.NewTimer(d)} }

type realTimer struct{ t *time.Timer }

func (t realTimer) C() <-chan time.Time   { return t.t.C }
func (t realTimer) Reset(d time.Duration) { t.t.Reset(d) }
func (t realTimer) Stop()                 { t.t.Stop() }
