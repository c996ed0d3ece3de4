package change

import (
	"errors"
	"fmt"
	"slices"

	"locktwin/model/power"
	"locktwin/scenarios"
)

// ErrChange is wrapped by every complaint about a Change or about Options.
var ErrChange = errors.New("battery change")

// Fault is what happens to the supply.
type Fault string

// The faults there are. "" is BatteryChange.
const (
	BatteryChange  Fault = "battery-change"   // old cells out, new ones in
	QuickSwap      Fault = "quick-swap"       // the same within seconds, while the capacitors still feed the lock
	RunningEmpty   Fault = "running-empty"    // the motor is asked to run on the old cells until it resets the lock; then they are changed
	ColdMotorStart Fault = "cold-motor-start" // the motor runs a few times on the old cells, which stay
	CutDuringErase Fault = "cut-during-erase" // the old cells are taken out while the lock writes a setting; then new ones go in
	Charging       Fault = "charging"         // the old cells go to a charger for hours, and back in full
	NoFault        Fault = "none"             // a minute passes
)

// Faults lists the faults in a fixed order.
func Faults() []Fault {
	return []Fault{BatteryChange, QuickSwap, RunningEmpty, ColdMotorStart, CutDuringErase, Charging, NoFault}
}

// Change is one change of cells, or another Fault.
type Change struct {
	Old     power.PackConfig // lie in the lock when it begins, and have lain there for a while
	New     power.PackConfig // go in; not used by ColdMotorStart, Charging and NoFault
	Celsius float64          // of lock and cells, -40..60
	Hand    Hand             // "" is Usual
	// GapSeconds is how long the bay is empty, 0..86400; 0 is drawn as the hand does,
	// see Habit.
	GapSeconds float64
	// ContactOhms is the resistance of springs and leads of the set, 0..10; 0 is that
	// of the board.
	ContactOhms float64
	Fault       Fault
	// Seed draws the hand and the noise of reads. Changes that differ in nothing
	// else have the same hand.
	Seed uint64
}

// Limits of a Change.
const (
	MinCelsius  = -40
	MaxCelsius  = 60
	MaxGap      = 86_400 // seconds
	MaxContact  = 10     // ohm
	chargeHours = 10     // of a Charging: the maker's figure for the pack over USB-C
)

// Validate tells what is wrong with c; the error wraps ErrChange. What is wrong with
// cells is found when it is played.
func (c *Change) Validate() error {
	if c.Fault != "" && !slices.Contains(Faults(), c.Fault) {
		return fmt.Errorf("%w: unknown fault %q, one of %v", ErrChange, c.Fault, Faults())
	}
	if c.Hand != "" && !slices.Contains(Hands(), c.Hand) {
		return fmt.Errorf("%w: unknown hand %q, one of %v", ErrChange, c.Hand, Hands())
	}
	for _, p := range [...]struct {
		name      string
		v, lo, hi float64
	}{
		{"temperature in °C", c.Celsius, MinCelsius, MaxCelsius},
		{"gap in seconds", c.GapSeconds, 0, MaxGap},
		{"contact in ohm", c.ContactOhms, 0, MaxContact},
	} {
		if !(p.v >= p.lo && p.v <= p.hi) {
			return fmt.Errorf("%w: %s is %g, must be %g..%g", ErrChange, p.name, p.v, p.lo, p.hi)
		}
	}
	return nil
}

// Outcome is what a change has done. It is of the program's inside; whoever shows it
// chooses what to show.
type Outcome struct {
	Fate scenarios.Fate
	// CustomAccepted and DefaultAccepted tell which PIN the lock takes in the end: the
	// one that was set, and 0000, which is the answer to no PIN.
	CustomAccepted  bool
	DefaultAccepted bool
	Paired          int // phones that were paired and still are
	Phones          int // phones that were paired
	Authorizations  int // that were given and are still there
	// Torn is the operation of the memory that the supply tore last, such as "erase of
	// settings"; "" when none was torn.
	Torn string
	// Torns is how many operations were torn.
	Torns int
	// BootFound is what the last boot decided about what it found, as names in the
	// order in which they came with spaces between; "all-valid" when it found
	// everything in order, "no-boot" when the lock was not reset.
	BootFound   string
	MinVDD      float64 // V of the logic rail while the cells were being handled; once they were out for seconds it is 0 or nearly so
	Resets      int     // from the first touch until the lock was at rest
	BrownOuts   int     // of these, by the brown-out detector
	Warnings    int     // power-fail warnings
	Gap         float64 // s that the bay was empty; 0 when it never was
	Bounces     int     // openings of the contact while cells went in
	LongGap     float64 // s of the one long opening; 0 when there was none
	MotorStarts int     // that were asked for
}

// Lost tells whether anything is not as it was acknowledged.
func (o *Outcome) Lost() bool {
	f := &o.Fate
	return f.PIN != scenarios.Intact || f.Settings != scenarios.Intact || f.Authorizations != scenarios.Intact
}
