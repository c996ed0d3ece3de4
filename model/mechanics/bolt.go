package mechanics

// BoltState is what the bolt and the latch do at a key angle.
type BoltState uint8

// The bolt's states, from the latch drawn to the bolt thrown.
const (
	Unlatched BoltState = iota // latch drawn: the door swings free
	Unlocked                   // bolt in, latch holds the door
	Between                    // bolt on its way
	Locked                     // bolt out by all its turns
)

var boltNames = [...]string{"unlatched", "unlocked", "between", "locked"}

// String returns the state in one word.
func (s BoltState) String() string {
	if int(s) < len(boltNames) {
		return boltNames[s]
	}
	return "unknown"
}

// Bolt returns the state at a key angle in millidegrees. Within the free play
// of the first turn the driver has not met the bolt, so it is still unlocked.
func (c Config) Bolt(key int32) BoltState {
	switch {
	case key <= -c.UnlatchedFrom:
		return Unlatched
	case key <= c.FreePlay:
		return Unlocked
	case key < c.LockedAngle()-c.LockedTolerance:
		return Between
	}
	return Locked
}

// ThrownPermille returns how far the bolt is out at a key angle in
// millidegrees: 0 drawn back, 1000 fully thrown. It rests during the free play
// of each turn, counted in the locking direction.
func (c Config) ThrownPermille(key int32) int {
	if key <= 0 {
		return 0
	}
	if key >= c.LockedAngle() {
		return 1000
	}
	turn, within := int64(key/Turn), int64(key%Turn)
	moved := max(0, within-int64(c.FreePlay))
	each := int64(Turn - c.FreePlay)
	return int((turn*each + moved) * 1000 / (int64(c.Turns) * each))
}
