package forecast

// Options ask for another future than the one that goes on as before. The zero
// value does not.
type Options struct {
	FromMS  int64    // Unix milliseconds of day 0; 0: the end of the telemetry
	PerDay  float64  // actions a day; 0: as seen
	Celsius *float64 // °C on average; nil: as seen
	// Chemistry is a kind of cell of model/power: a new set of these is put in on
	// day 0, as full as new cells of that kind are, and the lock takes them for
	// what they are. "": the cells in the bay.
	Chemistry string
	// BatteryType is what the lock takes its cells for: alkaline, accumulators,
	// lithium. "": as seen, or as it should be for other cells.
	BatteryType string
	// IdleMicroamp replaces the fitted average load beside the motor; nil: as fitted.
	IdleMicroamp *float64
	Rail         *Rail // nil: DefaultRail
	Known        Known // of the other consumers; see Seen
	Seed         uint64
}
