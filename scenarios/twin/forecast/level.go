package forecast

import (
	"errors"
	"fmt"
	"strings"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/power"
)

// Levels at which the lock speaks up, in percent as its firmware judges.
const (
	WarningPercent = 20 // the critical bit is set (help pages of the maker)
	// CriticalPercent is where little is left whatever the cells (assumption; with
	// alkaline limits that is 4.4 V, which is the plausible critical voltage).
	CriticalPercent = 10
)

// ErrOptions is wrapped by errors about what a forecast was asked for.
var ErrOptions = errors.New("forecast: impossible request")

// properType is what a lock should take a kind of cell for.
func properType(cells string) string {
	switch power.CellKind(cells) {
	case power.Eneloop, power.EneloopPro:
		return "accumulators"
	case power.L91:
		return "lithium"
	}
	return "alkaline"
}

// batteryType reads the name of a battery type as settings and telemetry spell it.
func batteryType(name string) (keyturner.BatteryType, bool) {
	switch strings.ToLower(name) {
	case "alkaline", "alkali":
		return keyturner.Alkaline, true
	case "accumulators", "accumulator":
		return keyturner.Accumulators, true
	case "lithium":
		return keyturner.Lithium, true
	}
	return 0, false
}

// levelVolts is the highest rested voltage of the set that the firmware takes for
// so many percent or less.
func levelVolts(t keyturner.BatteryType, percent int32) float64 {
	lo, hi := firmware.Millivolts(0), firmware.Millivolts(8000)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; firmware.ChargePercent(t, mid) <= percent {
			lo = mid
		} else {
			hi = mid
		}
	}
	return float64(lo) / 1000
}

// WarnedAt is the charge, 0..1, that is left in rested cells of a kind when a lock
// that takes them for a battery type warns. Errors wrap power.ErrUnknownCell or
// ErrOptions.
func WarnedAt(cells, asType string) (float64, error) {
	c, err := power.LookupCell(power.CellKind(cells))
	if err != nil {
		return 0, err
	}
	t, ok := batteryType(asType)
	if !ok {
		return 0, fmt.Errorf("%w: battery type %q; there are alkaline, accumulators, lithium", ErrOptions, asType)
	}
	level := levelVolts(t, WarningPercent)
	return max(0, chargeFor(level, func(x float64) float64 { return 4 * float64(c.OpenVolts(float64(x*100))) })), nil
}
