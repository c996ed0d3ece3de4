package gatt

import (
	"errors"
	"fmt"
	"time"
)

// Params are the parameters of a connection, as a central chooses them.
type Params struct {
	// Interval between connection events: 7.5 ms to 4 s in steps of 1.25 ms.
	Interval time.Duration
	// Latency is how many events the lock may sleep through, 0 to 499.
	Latency int
	// Timeout is the supervision timeout: 100 ms to 32 s in steps of 10 ms, more
	// than 2*(1+Latency)*Interval.
	Timeout time.Duration
	// Instant takes the connection events away: frames arrive at the instant at
	// which they are sent, and the connection comes to be at once when the lock
	// advertises. Interval and Timeout still time retransmissions and silence.
	Instant bool
}

// Limits of Params (Core Specification volume 4, part E, 7.8.12).
const (
	MinInterval = 7500 * time.Microsecond
	MaxInterval = 4 * time.Second
	MaxLatency  = 499
	MinTimeout  = 100 * time.Millisecond
	MaxTimeout  = 32 * time.Second
)

// ErrParams is wrapped by every error of Params.Validate.
var ErrParams = errors.New("connection parameters")

// DefaultParams returns 15 ms without latency and 4 s: what a phone asks for when
// an app wants a quick connection (assumption).
func DefaultParams() Params {
	return Params{Interval: 15 * time.Millisecond, Timeout: 4 * time.Second}
}

// Validate returns an error that wraps ErrParams, with the value and its limit.
func (p Params) Validate() error {
	switch {
	case p.Interval < MinInterval || p.Interval > MaxInterval:
		return fmt.Errorf("%w: interval %v, limits %v and %v", ErrParams, p.Interval, MinInterval, MaxInterval)
	case p.Interval%(1250*time.Microsecond) != 0:
		return fmt.Errorf("%w: interval %v is not a multiple of 1.25ms", ErrParams, p.Interval)
	case p.Latency < 0 || p.Latency > MaxLatency:
		return fmt.Errorf("%w: latency %d, limits 0 and %d", ErrParams, p.Latency, MaxLatency)
	case p.Timeout < MinTimeout || p.Timeout > MaxTimeout:
		return fmt.Errorf("%w: supervision timeout %v, limits %v and %v", ErrParams, p.Timeout, MinTimeout, MaxTimeout)
	case p.Timeout%(10*time.Millisecond) != 0:
		return fmt.Errorf("%w: supervision timeout %v is not a multiple of 10ms", ErrParams, p.Timeout)
	}
	if least := 2 * time.Duration(1+p.Latency) * p.Interval; p.Timeout <= least {
		return fmt.Errorf("%w: supervision timeout %v, must be above 2*(1+latency)*interval = %v", ErrParams, p.Timeout, least)
	}
	return nil
}
