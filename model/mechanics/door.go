package mechanics

// DoorPosition tells how far the door leaf is from its frame.
type DoorPosition uint8

// The door's positions. In Ajar the leaf touches the frame and the latch has
// not caught, so a bolt that is thrown now bars nothing.
const (
	Closed DoorPosition = iota
	Ajar
	Open
)

var doorNames = [...]string{"closed", "ajar", "open"}

// String returns the position in one word.
func (p DoorPosition) String() string {
	if int(p) < len(doorNames) {
		return doorNames[p]
	}
	return "unknown"
}

// MisalignedNewtonMetres is the friction a door adds at the key when its bolt
// rubs in the strike plate: an assumption, the middle of 0.3 to 0.8 N·m.
const MisalignedNewtonMetres = 0.55

// JammedNewtonMetres is the friction of a door that has sunk so far that the motor
// does not get the bolt out of the strike plate while a hand still does: above the 1.5
// to 2 N·m that the motor has at the key, below HandNewtonMetres (assumption).
const JammedNewtonMetres = 2.2

// Door is the leaf: where it is, and how badly bolt and strike plate meet.
// The zero value is a closed door that fits.
type Door struct {
	Position DoorPosition
	// RubNewtonMetres is the friction at the key near the end of the throw;
	// 0 fits, MisalignedNewtonMetres is a door that has sunk.
	RubNewtonMetres float64
}

// rub returns the friction that acts: only a closed door has its bolt in the plate.
func (d Door) rub() float64 {
	if d.Position != Closed {
		return 0
	}
	return max(0, d.RubNewtonMetres)
}

// Barred tells whether the bolt, at the key angle in millidegrees, keeps the
// door shut. A bolt thrown by at least one turn does.
func (d Door) Barred(c Config, key int32) bool {
	return d.Position == Closed && key >= Turn-c.LockedTolerance
}

// Swings tells whether the door can be pushed open at the key angle in millidegrees.
func (d Door) Swings(c Config, key int32) bool {
	return d.Position != Closed || c.Bolt(key) == Unlatched
}
