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
	Name     string  `json:"name" doc:"Charge, capacity, resistance, slow-resistance, idle, action-charge, motor-load, resistance-per-kelvin, load-per-kelvin."`
	Unit     string  `json:"unit" doc:"Unit of the values."`
	Value    float64 `json:"value" doc:"Median."`
	Low      float64 `json:"low" doc:"5 % lie below."`
	High     float64 `json:"high" doc:"5 % lie above."`
	Informed float64 `json:"informed" doc:"How much of what was assumed beforehand the telemetry has replaced: 0 nothing, 1 all."`
}

// Fit is a lock as its telemetry shows it.
type Fit struct {
	Lock        string     `json:"lock" doc:"Id of the lock, 8 hexadecimal digits."`
	Chemistry   string     `json:"chemistry" doc:"Kind of cell in model/power."`
	CellsMade   bool       `json:"chemistry_chosen" doc:"Nobody said which cells: the kind that explains the telemetry best."`
	BatteryType string     `json:"battery_type" doc:"What the lock takes its cells for: alkaline accumulators lithium; decides its warning."`
	FromMS      int64      `json:"from_ms" doc:"Telemetry, Unix milliseconds."`
	ToMS        int64      `json:"to_ms" doc:"Until when, Unix milliseconds."`
	CellsMS     int64      `json:"cells_ms" doc:"When the cells in the bay were put in, or FromMS."`
	Reports     int        `json:"reports" doc:"Battery reports."`
	Actions     int        `json:"actions" doc:"Actions of the lock."`
	PerDay      float64    `json:"actions_per_day" doc:"Actions a day."`
	PerDaySwing float64    `json:"actions_per_day_swing" doc:"Standard deviation of the actions a day from week to week."`
	Unlatch     float64    `json:"unlatch_share" doc:"Of the actions, 0..1."`
	Celsius     float64    `json:"celsius" doc:"Mean of the temperatures seen."`
	Swing       float64    `json:"celsius_swing" doc:"Standard deviation of them."`
	Estimates   []Estimate `json:"estimates" nullable:"false" doc:"The numbers that were fitted."`
	Draws       []Values   `json:"draws" nullable:"false" doc:"Values that are equally likely in view of the telemetry. Charge is that at ToMS."`
	Residuals   []Residual `json:"residuals" nullable:"false" doc:"How the telemetry differs from the fit, by channel."`
	Held        HeldBack   `json:"held_back" doc:"The part of the telemetry that the fit did not see."`
	Usable      bool       `json:"usable" doc:"Whether it may be used."`
	Refusals    []Refusal  `json:"refusals" nullable:"false" doc:"Why it is not usable."`
	Others      []Rival    `json:"chemistries" nullable:"false" doc:"How well each chemistry explains the telemetry."`
}

// Residual compares one channel of the telemetry with the fit.
type Residual struct {
	Channel string  `json:"channel" doc:"Voltage sag drain current level."`
	Unit    string  `json:"unit" doc:"Unit of the values."`
	Count   int     `json:"count" doc:"How many there are."`
	RMS     float64 `json:"rms" doc:"Root mean square of the differences."`
	Bias    float64 `json:"bias" doc:"Mean of the differences."`
	Ratio   float64 `json:"ratio" doc:"RMS over what noise and rounding alone would give."`
}

// HeldBack is the part of the telemetry that the fit did not see, and how well it
// was foretold.
type HeldBack struct {
	FromMS  int64   `json:"from_ms" doc:"Since when, Unix milliseconds."`
	Records int     `json:"records" doc:"Records."`
	Within  float64 `json:"within" doc:"Share inside the 90 % intervals that the fit foretold."`
	Ratio   float64 `json:"ratio" doc:"RMS of the standardised errors; 1 is as foretold."`
	Passes  bool    `json:"passes" doc:"Whether they were foretold well enough."`
}

// Refusal is a reason for which a fit must not be used.
type Refusal struct {
	Code string `json:"code" doc:"Too-few-reports, short-span, no-chemistry, drift, held-back, mixed-cells."`
	Text string `json:"text" doc:"In words."`
}

// Rival is a chemistry that was tried.
type Rival struct {
	Chemistry string  `json:"chemistry" doc:"Kind of cell."`
	Weight    float64 `json:"weight" doc:"0..1, of all together."`
	Ratio     float64 `json:"ratio" doc:"RMS of the standardised residuals."`
}
