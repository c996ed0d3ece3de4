package mechanics

// maxSegments bounds the pieces of one direction: six of the stops and the latch,
// one at its zero crossing, four a turn, two of the misaligned door, with room.
const maxSegments = 12 + 4*MaxTurns

// Direction is the sense in which the key turns.
type Direction uint8

// The two directions.
const (
	Locking   Direction = iota // growing angles
	Unlocking                  // falling angles, down to the latch
)

// Path is the torque profile of one direction: segments in growing order of
// angle, without gaps, from far beyond one hard stop to far beyond the other.
type Path struct {
	n        int32
	segments [maxSegments]Segment
}

// Len returns the number of segments.
func (p *Path) Len() int { return int(p.n) }

// Segment returns the i-th segment, 0 <= i < Len.
func (p *Path) Segment(i int) Segment { return p.segments[i] }

// Find returns the index of the segment that a key at the angle in
// millidegrees is about to move through: at a border the one ahead in the
// given direction. Angles beyond the profile find its first or last segment.
func (p *Path) Find(key int32, d Direction) int {
	lo, hi := 0, int(p.n)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		from := p.segments[mid].FromMillidegrees
		if from < key || from == key && d == Locking {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// At returns the torque that opposes motion at the angle in millidegrees, N·m.
func (p *Path) At(key int32, d Direction) float64 { return p.segments[p.Find(key, d)].At(key) }

// Work returns the energy in joules that turning the key from one angle to
// another takes at the key. Both in millidegrees, in either order.
func (p *Path) Work(from, to int32) float64 {
	if from > to {
		from, to = to, from
	}
	var sum float64
	for _, s := range p.segments[:p.n] {
		a, b := max(s.FromMillidegrees, from), min(s.ToMillidegrees, to)
		if a < b {
			part := s
			part.FromMillidegrees, part.ToMillidegrees, part.TorqueNewtonMetres = a, b, s.At(a)
			sum += part.work()
		}
	}
	return sum
}

// TorqueProfile is how hard the key is to turn, by angle, in both directions.
type TorqueProfile struct{ Locking, Unlocking Path }

// Path returns the profile of one direction.
func (t *TorqueProfile) Path(d Direction) *Path {
	if d == Locking {
		return &t.Locking
	}
	return &t.Unlocking
}

// beyond is how far the stops' ramps go on: 0.7 N·m a degree over half a turn
// is more than any key stands.
const beyond = Turn / 2

// Profile computes the torque profile for a valid configuration and a door.
// It is cheap enough to be taken anew whenever the door moves.
func (c Config) Profile(d Door) TorqueProfile {
	return TorqueProfile{Locking: c.locking(d), Unlocking: c.unlocking(d)}
}

// knots collects the corners of a continuous piecewise affine function.
type knots struct {
	n     int
	angle [maxSegments + 1]int32
	value [maxSegments + 1]float64
}

func (k *knots) add(angle int32, value float64) {
	if k.n > 0 && k.angle[k.n-1] == angle {
		return
	}
	// A corner where the sign changes keeps every segment on one side of zero.
	if k.n > 0 {
		a, va := k.angle[k.n-1], k.value[k.n-1]
		if va < 0 && value > 0 || va > 0 && value < 0 {
			zero := a + int32(float64(angle-a)*(va/(va-value)))
			if zero > a && zero < angle {
				k.angle[k.n], k.value[k.n] = zero, 0
				k.n++
			}
		}
	}
	k.angle[k.n], k.value[k.n] = angle, value
	k.n++
}

func (k *knots) path() Path {
	var p Path
	for i := range k.n - 1 {
		a, b := k.angle[i], k.angle[i+1]
		p.segments[i] = Segment{
			FromMillidegrees:           a,
			ToMillidegrees:             b,
			TorqueNewtonMetres:         k.value[i],
			SlopeNewtonMetresPerRadian: float64((k.value[i+1] - k.value[i]) / Radians(b-a)),
		}
	}
	p.n = int32(k.n - 1)
	return p
}

// stopTorque is the torque that the ramp of a hard stop adds over its length.
func (c Config) stopTorque() float64 {
	return float64(c.StopNewtonMetresPD * float64(beyond/Degree))
}

// locking is the profile of growing angles: the latch spring gives back what it
// took, then each turn has free play, a bump and the throw.
func (c Config) locking(d Door) Path {
	var k knots
	low, high := c.Stops()
	// Turning away from a stop or with the latch spring costs friction alone, less
	// what the spring gives.
	start, end := c.latchSpring()
	k.add(low-beyond, c.LatchFriction-end)
	k.add(-c.LatchTravel, c.LatchFriction-end)
	k.add(-c.LatchRise, c.LatchFriction-start)
	k.add(0, c.FreeNewtonMetres)
	for turn := range c.Turns {
		at := turn * Turn
		k.add(at+c.FreePlay, c.FreeNewtonMetres)
		k.add(at+c.FreePlay+c.BumpWidth, c.BumpNewtonMetres)
		k.add(at+c.FreePlay+2*c.BumpWidth, c.ThrowNewtonMetres)
		next := at + Turn
		if turn < c.Turns-1 {
			// The driver lets go of the bolt within a degree.
			k.add(next-Degree, c.ThrowNewtonMetres)
			k.add(next, c.FreeNewtonMetres)
		}
	}
	rub := c.ThrowNewtonMetres + d.rub()
	locked := c.LockedAngle()
	k.add(locked-c.MisalignReach, c.ThrowNewtonMetres)
	k.add(locked-c.MisalignReach+c.MisalignRise, rub)
	k.add(high, rub)
	k.add(high+beyond, rub+c.stopTorque())
	return k.path()
}

// unlocking is the profile of falling angles, written in growing order: each
// turn begins at its upper end. A bolt that rubs in the strike plate does so
// as soon as the driver meets it.
func (c Config) unlocking(d Door) Path {
	var k knots
	low, high := c.Stops()
	start, end := c.latchSpring()
	pull := c.LatchFriction
	k.add(low-beyond, pull+end+c.stopTorque())
	k.add(low, pull+end)
	k.add(-c.LatchTravel, pull+end)
	k.add(-c.LatchRise, pull+start)
	k.add(0, c.FreeNewtonMetres)
	rub := d.rub()
	for turn := range c.Turns {
		at := (turn + 1) * Turn
		k.add(at-Turn+Degree, c.ThrowNewtonMetres)
		meets := at - c.FreePlay
		extra := 0.0
		if turn == c.Turns-1 {
			extra = rub
		}
		k.add(meets-2*c.BumpWidth, c.ThrowNewtonMetres)
		k.add(meets-c.BumpWidth, c.BumpNewtonMetres+extra)
		k.add(meets, c.FreeNewtonMetres)
		if turn < c.Turns-1 {
			k.add(at, c.FreeNewtonMetres)
		}
	}
	k.add(high+beyond, c.FreeNewtonMetres)
	return k.path()
}

// latchSpring returns the torques of the latch spring alone, N·m: with its
// preload taken up and fully drawn.
func (c Config) latchSpring() (start, end float64) {
	return c.LatchStartTorque - c.LatchFriction, c.LatchEndTorque - c.LatchFriction
}
