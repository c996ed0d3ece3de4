package scenarios

import (
	"regexp"
	"slices"
	"strings"
)

// AxisName is a short name for something that varies in a sweep.
type AxisName struct {
	Name string
	Doc  string
	// Path is the keys it stands for, joined with points. '(cells)' in it is the
	// set that is in the lock when the window opens, '(cells-in)' the step that
	// put it in.
	Path string
}

// Parts of a path that depend on the file.
const (
	cellsInWindow = "(cells)"
	cellsInStep   = "(cells-in)"
)

// StoreAxis is the axis whose values are stores: each stands for the profiles
// that keep their settings in it.
const StoreAxis = "store"

// SweepAxes are the short names there are. Every other axis is a path of keys.
func SweepAxes() []AxisName {
	return []AxisName{
		{"profile", "Firmware.", "lock.profile"},
		{StoreAxis, "Way to keep settings: all profiles that use it.", "lock.profile"},
		{"part", "Memory.", "lock.part"},
		{"cells", "Kind of the cells that are in the lock when the window opens.", cellsInWindow + ".kind"},
		{"count", "How many they are.", cellsInWindow + ".count"},
		{"charge", "Their charge.", cellsInWindow + ".charge"},
		{"cycles", "Cycles behind them.", cellsInWindow + ".cycles"},
		{"age", "Time since they were made.", cellsInWindow + ".age"},
		{"spread", "How far they differ.", cellsInWindow + ".spread"},
		{"manner", "How the hand put them in.", cellsInStep + ".manner"},
		{"bounces", "How often the contacts opened then.", cellsInStep + ".bounces"},
		{"ambient", "Temperature around the lock.", "lock.ambient"},
		{"door", "How hard the key turns.", "lock.door"},
		{"contact", "Resistance of springs and leads.", "lock.board.contact"},
		{"bulk", "Capacitor at the motor bridge.", "lock.board.bulk"},
		{"bulk-esr", "Its series resistance.", "lock.board.bulk-esr"},
		{"decoupling", "Capacitor at the logic supply.", "lock.board.decoupling"},
		{"hold-up", "Capacitor that feeds the logic alone.", "lock.board.hold-up"},
		{"regulator", "How the logic supply is made.", "lock.board.regulator"},
		{"logic", "Its voltage.", "lock.board.logic"},
		{"extra-load", "Current that is drawn at all times.", "lock.board.extra-load"},
		{"soft-start", "Time that the motor's drive takes to come up.", "lock.board.motor.soft-start"},
		{"warning", "Level of the power-fail warning.", "lock.supervisor.warning"},
		{"brown-out", "Level of the brown-out reset.", "lock.supervisor.brown-out"},
		{"hysteresis", "Of the brown-out reset.", "lock.supervisor.hysteresis"},
		{"release-delay", "From good voltage to the end of the reset.", "lock.supervisor.release-delay"},
		{"write-gate", "Writes are refused while the warning is active.", "lock.supervisor.write-gate"},
		{"phones", "How phones reach the lock.", "lock.phones"},
		{"seed", "Of everything that is drawn.", "seed"},
	}
}

func axisWords() []string {
	var out []string
	for _, a := range SweepAxes() {
		out = append(out, a.Name)
	}
	return out
}

// axisPattern is a short name, or a path of keys.
const axisPattern = `^[a-z0-9-]+(\.[a-z0-9-]+)*$`

var axisForm = regexp.MustCompile(axisPattern)

// isAxis says whether a text can name an axis.
func isAxis(name string) bool {
	return slices.Contains(axisWords(), name) || len(name) <= 200 && strings.Contains(name, ".") && axisForm.MatchString(name)
}
