package mechanics

import "time"

// How a hand turns a key: assumptions, a quick but ordinary turn, and a grip
// well above what any door asks and below what a key stands.
const (
	HandMillidegreesPerSecond = 540 * Degree
	HandNewtonMetres          = 3.0
)

// Key is the key in the cylinder, with its angle in millidegrees.
type Key struct{ Millidegrees int32 }

// HandTurn is what came of turning the key by hand.
type HandTurn struct {
	From, To int32         // millidegrees
	Blocked  bool          // the key met something harder than the hand
	Takes    time.Duration // from first to last motion
}

// TurnByHand turns the key by the angle in millidegrees, as far as the hand
// can, and returns what came of it. The bolt follows the key.
func (k *Key) TurnByHand(t *TorqueProfile, by int32) HandTurn {
	h := HandTurn{From: k.Millidegrees}
	want := int64(k.Millidegrees) + int64(by)
	d := Locking
	if by < 0 {
		d = Unlocking
	}
	limit := t.Path(d).reach(k.Millidegrees, d, HandNewtonMetres)
	switch {
	case d == Locking && want > int64(limit), d == Unlocking && want < int64(limit):
		h.To, h.Blocked = limit, true
	default:
		h.To = int32(want)
	}
	way := int64(h.To) - int64(h.From)
	if way < 0 {
		way = -way
	}
	h.Takes = time.Duration(way * int64(time.Second) / int64(HandMillidegreesPerSecond))
	k.Millidegrees = h.To
	return h
}

// Release lets go of the key: the latch spring takes it back to where friction
// holds it. The angle it comes to rest at is returned, in millidegrees.
func (k *Key) Release(t *TorqueProfile) int32 {
	if rest := t.Locking.driven(k.Millidegrees); rest > k.Millidegrees {
		k.Millidegrees = rest
	}
	return k.Millidegrees
}

// reach returns the angle at which a steady torque in N·m is brought to a
// stand, going from an angle in a direction; both in millidegrees.
func (p *Path) reach(from int32, d Direction, torque float64) int32 {
	i := p.Find(from, d)
	step, last := 1, int(p.n)
	if d == Unlocking {
		step, last = -1, -1
	}
	at := from
	for ; i != last; i += step {
		s := p.segments[i]
		if s.At(at) > torque {
			return at
		}
		end := s.ToMillidegrees
		if d == Unlocking {
			end = s.FromMillidegrees
		}
		if s.At(end) > torque {
			// The slope cannot be 0 here: the torque grows on the way to end.
			return at + Millidegrees(float64((torque-s.At(at))/s.SlopeNewtonMetresPerRadian))
		}
		at = end
	}
	return at
}

// driven returns where the spring carries a key that nobody holds, from an
// angle in millidegrees towards growing angles: to the end of negative torque.
func (p *Path) driven(from int32) int32 {
	at := from
	for i := p.Find(from, Locking); i < int(p.n); i++ {
		s := p.segments[i]
		if s.At(at) >= 0 {
			break
		}
		at = s.ToMillidegrees
	}
	return at
}
