package twin

import "errors"

// Errors of this package and of those that look ahead with its fits.
var (
	ErrNoReports = errors.New("twin: no battery report and no charge level in the telemetry")
	ErrNotUsable = errors.New("twin: the fit is refused")
	ErrValue     = errors.New("twin: impossible value")
)

// Basis says what the intervals of a fit rest on. Whoever shows a fit shows this
// beside it.
const Basis = "Intervals are accepted on simulated locks with hidden parameters. They stand in for recorded real locks, of which none were at hand."
