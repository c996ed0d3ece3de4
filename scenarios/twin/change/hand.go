package change

import (
	"time"

	"locktwin/internal/repro"
)

// Hand is how somebody changes cells.
type Hand string

// The hands there are. "" is Usual.
const (
	Careful Hand = "careful" // one steady push
	Usual   Hand = "usual"
	Hasty   Hand = "hasty" // out and in within seconds
	Shaky   Hand = "shaky" // the tray sticks and is pushed home in a second go
)

// Hands lists the hands, the gentlest first.
func Hands() []Hand { return []Hand{Careful, Usual, Hasty, Shaky} }

// Habit is what a hand does, as ranges from which a seed draws. Durations are drawn
// log-uniform, whole numbers uniform.
type Habit struct {
	MinBounces, MaxBounces int           // openings of the contact while the cells slide in
	LongGap                float64       // probability of one long opening after these, 0..1
	MinLong, MaxLong       time.Duration // of that opening
	MinOver, MaxOver       time.Duration // from the first rise of the contact's resistance until the cells are out
	MaxChatter             int           // openings while the cells are drawn out, from 0
	MinGap, MaxGap         time.Duration // in which the bay is empty
}

// Habits of the hands. From the sheet are the bounds: two to eight bounces at an
// insertion, then possibly one long opening of 20 to 300 ms while the tray is pushed
// home, 20 to 200 ms of removal with chatter; each single bounce is drawn by
// power.BouncyInsertion within the same sheet's bounds. How the hands divide these
// ranges among them, how often the long opening comes, and how long a bay stays
// empty is an assumption: nobody has measured hands.
func (h Hand) Habit() Habit {
	switch h {
	case Careful:
		return Habit{
			MinBounces: 2, MaxBounces: 3,
			MinOver: 100 * time.Millisecond, MaxOver: 200 * time.Millisecond, MaxChatter: 2,
			MinGap: 30 * time.Second, MaxGap: 5 * time.Minute,
		}
	case Hasty:
		return Habit{
			MinBounces: 4, MaxBounces: 8, LongGap: 0.5, MinLong: 20 * time.Millisecond, MaxLong: 150 * time.Millisecond,
			MinOver: 20 * time.Millisecond, MaxOver: 60 * time.Millisecond, MaxChatter: 4,
			MinGap: 4 * time.Second, MaxGap: 30 * time.Second,
		}
	case Shaky:
		return Habit{
			MinBounces: 5, MaxBounces: 8, LongGap: 1, MinLong: 60 * time.Millisecond, MaxLong: 300 * time.Millisecond,
			MinOver: 60 * time.Millisecond, MaxOver: 200 * time.Millisecond, MaxChatter: 8,
			MinGap: 20 * time.Second, MaxGap: 5 * time.Minute,
		}
	}
	return Habit{
		MinBounces: 2, MaxBounces: 8, LongGap: 0.3, MinLong: 20 * time.Millisecond, MaxLong: 300 * time.Millisecond,
		MinOver: 20 * time.Millisecond, MaxOver: 200 * time.Millisecond, MaxChatter: 4,
		MinGap: 15 * time.Second, MaxGap: 3 * time.Minute,
	}
}

// QuickGap is how long the bay of a QuickSwap is empty (assumption: a practised hand
// with the new set ready).
const (
	MinQuickGap = 2 * time.Second
	MaxQuickGap = 12 * time.Second
)

// Movement is one change as it is drawn.
type Movement struct {
	Over    time.Duration // of the removal
	Chatter int
	Gap     time.Duration
	Bounces int
	LongGap time.Duration // 0: none
}

// Draw draws a movement. Each number has a place of its own in the draws, so that
// another hand with the same seed is the same person in a different mood.
func (h Habit) Draw(k repro.Key) Movement {
	u := func(place uint64) float64 { return k.Uniform(place, 0, 0, 0) }
	m := Movement{
		Over:    between(h.MinOver, h.MaxOver, u(0)),
		Chatter: int(float64(u(1) * float64(h.MaxChatter+1))),
		Gap:     between(h.MinGap, h.MaxGap, u(2)),
		Bounces: h.MinBounces + int(float64(u(3)*float64(h.MaxBounces-h.MinBounces+1))),
	}
	if u(4) < h.LongGap {
		m.LongGap = between(h.MinLong, h.MaxLong, u(5))
	}
	return m
}

// between is log-uniform.
func between(lo, hi time.Duration, u float64) time.Duration {
	d := time.Duration(float64(lo) * repro.Pow(float64(hi)/float64(lo), u))
	return min(max(d, lo), hi)
}
