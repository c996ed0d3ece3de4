package forecast

// Band is a value with its 90 % interval: 5 % lie below Low, 5 % above High.
type Band struct {
	Value float64 `json:"value" doc:"The median, or the mean where it is said so."`
	Low   float64 `json:"low" doc:"5 % lie below."`
	High  float64 `json:"high" doc:"5 % lie above."`
}

// Until is when something happens, in days from the start of the forecast.
type Until struct {
	Days     float64 `json:"days" doc:"Median."`
	Low      float64 `json:"low" doc:"5 % of the futures are earlier."`
	High     float64 `json:"high" doc:"5 % are later."`
	Never    bool    `json:"never" doc:"In most futures it does not happen within HorizonDays, or the cells are empty first. Days and High are those of the horizon then."`
	HighOpen bool    `json:"high_open" doc:"More than 5 % of the futures never see it, so High has no number; it is that of the horizon."`
	Reached  bool    `json:"reached" doc:"In most futures it is behind us. Days is 0 then."`
	Chance   float64 `json:"chance" doc:"The share of the futures in which it happens at all."`
}

// HorizonDays is how far a forecast looks: ten years.
const HorizonDays = 3650

// Consumer names a part of the drain.
type Consumer string

// The consumers, in the order of the stack.
const (
	Motor         Consumer = "motor"
	IdleFloor     Consumer = "idle" // sleeping core, regulator, sensors, bridge
	Radio         Consumer = "radio"
	Polling       Consumer = "polling"
	SelfDischarge Consumer = "self-discharge"
	Light         Consumer = "light"
	Unexplained   Consumer = "unexplained"
)

// Share is what one consumer takes, on average over the days to the warning.
type Share struct {
	Consumer  Consumer `json:"consumer" doc:"What takes it."`
	MAhPerDay float64  `json:"mah_per_day" doc:"Mean over the draws, so that shares add up to the total."`
	Low       float64  `json:"low_mah_per_day" doc:"5 % lie below, mAh a day."`
	High      float64  `json:"high_mah_per_day" doc:"5 % lie above, mAh a day."`
	Basis     string   `json:"basis" doc:"Where the number is from: fit, telemetry or assumed."`
}

// Point is the charge on one day of the forecast, as a fraction of the capacity.
type Point struct {
	Days   float64 `json:"days" doc:"Days from day 0."`
	Charge float64 `json:"charge" doc:"Fraction of the capacity."`
	Low    float64 `json:"low" doc:"5 % lie below."`
	High   float64 `json:"high" doc:"5 % lie above."`
	Volts  float64 `json:"volts" doc:"Rested, at the median charge."`
}

// Forecast is what lies ahead of one set of cells in one lock.
type Forecast struct {
	Lock        string  `json:"lock" doc:"Id of the lock, 8 hexadecimal digits."`
	FromMS      int64   `json:"from_ms" doc:"Unix milliseconds of day 0."`
	Cells       string  `json:"cells" doc:"Kind of cell."`
	BatteryType string  `json:"battery_type" doc:"What the lock takes its cells for."`
	PerDay      float64 `json:"actions_per_day" doc:"Actions a day."`
	Unlatch     float64 `json:"unlatch_share" doc:"Share of the actions that pull the latch."`
	Celsius     float64 `json:"celsius" doc:"°C on average."`
	Swing       float64 `json:"celsius_swing" doc:"Standard deviation of it, K."`
	Charge      Band    `json:"charge" doc:"On day 0, fraction of the capacity."`

	FirstSign Until `json:"first_sign" doc:"Asked right after an action on a cold day, the lock says for the first time that its battery is critical; rested cells recover."`

	Warning  Until `json:"warning" doc:"The level of rested cells reads 20 %, the critical bit is set."`
	Critical Until `json:"critical" doc:"The level reads 10 %."`
	BrownOut Until `json:"brown_out" doc:"A motor start resets the core."`
	Empty    Until `json:"empty" doc:"When the cells are empty."`

	WarningVolts  float64 `json:"warning_volts" doc:"Rested voltage of the set at which the lock warns."`
	CriticalVolts float64 `json:"critical_volts" doc:"Rested voltage of the set at the critical level."`
	Rail          Rail    `json:"rail" doc:"What a brown-out was taken to need."`

	Stack []Share `json:"stack" nullable:"false" doc:"One for each consumer, in order."`
	Total Share   `json:"total" doc:"Its MAhPerDay is the sum of the stack's, to the last bit."`
	Curve []Point `json:"curve" nullable:"false" doc:"The charge day by day."`

	Notes []string `json:"notes" nullable:"false" doc:"Assumptions that bear on the numbers, in plain words."`
}

// Explanation tells what is known of the drain, and what might be behind the rest.
type Explanation struct {
	Lock  string `json:"lock,omitempty" doc:"Id of the lock, 8 hexadecimal digits."`
	Basis string `json:"basis" doc:"What it rests on: telemetry or words."`
	Cells string `json:"cells" doc:"Kind of cell."`

	Drained Band    `json:"drained_mah_per_day" doc:"The whole drain, mAh a day."`
	Known   []Share `json:"known" nullable:"false" doc:"What known consumers take, one for each."`
	Hidden  Band    `json:"hidden_mah_per_day" doc:"What no known consumer explains, mAh a day."`
	Share   Band    `json:"hidden_share" doc:"Of the drain, 0..1."`
	Amps    Band    `json:"hidden_milliamp" doc:"The hidden drain as a current, mA on average."`
	Life    Band    `json:"life_days" doc:"Of a full set as things are, to the warning."`
	Healthy Band    `json:"healthy_days" doc:"Of a full set without anything hidden."`

	Needed     bool        `json:"hidden_load" doc:"Tells that known consumers do not suffice: in at least 95 % of the draws something is hidden."`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"Heaviest first."`
	Summary    string      `json:"summary" doc:"One or two sentences."`
	Notes      []string    `json:"notes" nullable:"false" doc:"What was assumed, in plain words."`
}

// Candidate is something that would explain a short life.
type Candidate struct {
	ID         string  `json:"id" doc:"Stable name."`
	Title      string  `json:"title" doc:"What it is, in words."`
	MAhPerDay  float64 `json:"mah_per_day" doc:"What it costs; 0 for what takes no charge but ends the life early (a wrong battery type, a weak cell, cells that were not full). geometric middle of the range."`
	LowMAh     float64 `json:"low_mah_per_day" doc:"Lower end of the range of its cost, mAh a day."`
	HighMAh    float64 `json:"high_mah_per_day" doc:"Upper end of it, mAh a day."`
	LifeFactor float64 `json:"life_factor" doc:"What it leaves of a healthy life when it takes no charge, else 1."`
	Weight     float64 `json:"weight" doc:"How probable it is, 0..1: from words among all candidates and none, from telemetry among those that show in the same number and none."`
	Explains   bool    `json:"explains" doc:"It suffices by itself, with what is known."`
	Test       string  `json:"test" doc:"What would confirm it."`
	Source     string  `json:"source" doc:"Where the number is from."`
}
