package flashsim

import (
	"math"
	"time"

	"locktwin/internal/repro"
)

// Piece is a stretch of supply: the voltage runs in a straight line from Volts0
// to Volts1.
type Piece struct {
	Duration   time.Duration
	Volts0     float64
	Volts1     float64
	GateClosed bool
}

// voltsAt is the voltage dt into the piece.
func (p *Piece) voltsAt(dt time.Duration) float64 {
	if p.Duration <= 0 {
		return p.Volts1
	}
	return p.Volts0 + float64((p.Volts1-p.Volts0)*(float64(dt)/float64(p.Duration)))
}

// weakStress integrates the stress rate over a straight stretch of supply of the
// given length: 1 at or above minimum, exp((V-minimum)/slope) under it, 0 under
// lockout. The result has the unit of length.
//
// That writes fail gradually under the rated voltage is published (Salajegheh and
// others, Half-Wits, FAST 2011); the exponential and its slope are assumptions.
func weakStress(length, v0, v1, minimum, slope, lockout float64) float64 {
	if v0 > v1 {
		v0, v1 = v1, v0 // the integral does not care for the direction
	}
	if v0 >= minimum {
		return length
	}
	if v1 <= lockout {
		return 0
	}
	perVolt := 0.0
	if v1 > v0 {
		perVolt = length / (v1 - v0)
	}
	if perVolt == 0 || math.IsInf(perVolt, 0) {
		return float64(length * repro.Exp((v0-minimum)/slope))
	}
	sum := 0.0
	if v1 > minimum {
		sum = float64((v1 - minimum) * perVolt)
		v1 = minimum
	}
	lo := max(v0, lockout)
	if lo >= v1 {
		return sum
	}
	from := repro.Exp((lo - minimum) / slope)
	return sum + float64(float64(perVolt*slope)*float64(from*repro.Expm1((v1-lo)/slope)))
}

// firstUnder finds when a piece first lies under a level; ok is false when it
// never does within dt.
func (p *Piece) firstUnder(level float64, dt time.Duration) (at time.Duration, ok bool) {
	if p.Volts0 < level {
		return 0, true
	}
	if p.voltsAt(dt) >= level {
		return 0, false
	}
	at = time.Duration(math.Ceil(float64(p.Duration) * ((p.Volts0 - level) / (p.Volts0 - p.Volts1))))
	return min(at, dt), true
}

// under is how long the piece lies under a level.
func (p *Piece) under(level float64) time.Duration {
	switch {
	case p.Volts0 < level && p.Volts1 < level:
		return p.Duration
	case p.Volts0 >= level && p.Volts1 >= level:
		return 0
	}
	share := (level - min(p.Volts0, p.Volts1)) / (max(p.Volts0, p.Volts1) - min(p.Volts0, p.Volts1))
	return time.Duration(float64(p.Duration) * share)
}
