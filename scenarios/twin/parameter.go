package twin

// Parameter names one number of a lock that is fitted.
type Parameter uint8

// The parameters. Charge is that of the cells in the bay at the end of the
// telemetry; all others belong to the lock and its cells as they are.
const (
	Charge              Parameter = iota // fraction of Capacity that is left
	Capacity                             // mAh of the set at 21 °C and the loads of a lock
	Resistance                           // ohm of set, contact and springs that shows within milliseconds, at 21 °C and half charge
	SlowResistance                       // ohm of the set's polarisation over tens of seconds, at 21 °C and half charge
	Idle                                 // µA on average while nothing is asked of the lock: sleep, radio, polling, light
	ActionCharge                         // mAh of one locking or unlocking at 21 °C
	MotorLoad                            // mN·m at the shaft of the motor while the bolt moves, at 21 °C
	ResistancePerKelvin                  // 1/K: R(T) = R(21 °C)·exp(k·(21 − T))
	LoadPerKelvin                        // 1/K: relative growth of MotorLoad below 21 °C
	Parameters                           // how many there are
)

// Values holds one number for each Parameter, in its unit.
type Values [Parameters]float64

// Estimate is what is known of one parameter.
type Estimate struct {
	Name  string  `json:"name"` // charge, capacity, resistance, slow-resistance, idle, action-charge, motor-load, resistance-per-kelvin, load-per-kelvin
	Unit  string  `json:"unit"`
	Value float64 `json:"value"` // median
	Low   float64 `json:"low"`   // 5 % lie below
	High  float64 `json:"high"`  // 5 % lie above
	// Informed is how much of what was assumed beforehand the telemetry has
	// replaced: 0 nothing, 1 all.
	Informed float64 `json:"informed"`
}

// Fit is a lock as its telemetry shows it.
type Fit struct {
	Lock        string     `json:"lock"`
	Chemistry   string     `json:"chemistry"`        // kind of cell in model/power
	CellsMade   bool       `json:"chemistry_chosen"` // nobody said which cells: the kind that explains the telemetry best
	BatteryType string     `json:"battery_type"`     // what the lock takes its cells for: alkaline accumulators lithium; decides its warning
	FromMS      int64      `json:"from_ms"`          // telemetry, Unix milliseconds
	ToMS        int64      `json:"to_ms"`
	CellsMS     int64      `json:"cells_ms"` // when the cells in the bay were put in, or FromMS
	Reports     int        `json:"reports"`
	Actions     int        `json:"actions"`
	PerDay      float64    `json:"actions_per_day"`
	Unlatch     float64    `json:"unlatch_share"` // of the actions, 0..1
	Celsius     float64    `json:"celsius"`       // mean of the temperatures seen
	Swing       float64    `json:"celsius_swing"` // standard deviation of them
	Estimates   []Estimate `json:"estimates"`
	// Draws are values that are equally likely in view of the telemetry. Charge is
	// that at ToMS.
	Draws     []Values   `json:"draws"`
	Residuals []Residual `json:"residuals"`
	Held      HeldBack   `json:"held_back"`
	Usable    bool       `json:"usable"`
	Refusals  []Refusal  `json:"refusals"`    // why it is not usable
	Others    []Rival    `json:"chemistries"` // how well each chemistry explains the telemetry
}

// Residual compares one channel of the telemetry with the fit.
type Residual struct {
	Channel string  `json:"channel"` // voltage sag drain current level
	Unit    string  `json:"unit"`
	Count   int     `json:"count"`
	RMS     float64 `json:"rms"`
	Bias    float64 `json:"bias"`
	Ratio   float64 `json:"ratio"` // RMS over what noise and rounding alone would give
}

// HeldBack is the part of the telemetry that the fit did not see, and how well it
// was foretold.
type HeldBack struct {
	FromMS  int64   `json:"from_ms"`
	Records int     `json:"records"`
	Within  float64 `json:"within"` // share inside the 90 % intervals that the fit foretold
	Ratio   float64 `json:"ratio"`  // RMS of the standardised errors; 1 is as foretold
	Passes  bool    `json:"passes"`
}

// Refusal is a reason for which a fit must not be used.
type Refusal struct {
	Code string `json:"code"` // too-few-reports, short-span, no-chemistry, drift, held-back, mixed-cells
	Text string `json:"text"`
}

// Rival is a chemistry that was tried.
type Rival struct {
	Chemistry string  `json:"chemistry"`
	Weight    float64 `json:"weight"` // 0..1, of all together
	Ratio     float64 `json:"ratio"`  // RMS of the standardised residuals
}
