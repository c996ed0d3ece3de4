package forecast

// Band is a value with its 90 % interval: 5 % lie below Low, 5 % above High.
type Band struct {
	Value float64 `json:"value"` // the median, or the mean where it is said so
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Until is when something happens, in days from the start of the forecast.
type Until struct {
	Days float64 `json:"days"` // median
	Low  float64 `json:"low"`  // 5 % of the futures are earlier
	High float64 `json:"high"` // 5 % are later
	// Never: in most futures it does not happen within HorizonDays, or the cells
	// are empty first. Days and High are those of the horizon then.
	Never bool `json:"never"`
	// HighOpen: more than 5 % of the futures never see it, so High has no number;
	// it is that of the horizon.
	HighOpen bool `json:"high_open"`
	// Reached: in most futures it is behind us. Days is 0 then.
	Reached bool `json:"reached"`
	// Chance is the share of the futures in which it happens at all.
	Chance float64 `json:"chance"`
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

// Share is what one consumer takes, on average over the days to empty.
type Share struct {
	Consumer  Consumer `json:"consumer"`
	MAhPerDay float64  `json:"mah_per_day"` // mean over the draws, so that shares add up to the total
	Low       float64  `json:"low_mah_per_day"`
	High      float64  `json:"high_mah_per_day"`
	// Basis says where the number is from: fit, telemetry, or assumed.
	Basis string `json:"basis"`
}

// Point is the charge on one day of the forecast, as a fraction of the capacity.
type Point struct {
	Days   float64 `json:"days"`
	Charge float64 `json:"charge"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Volts  float64 `json:"volts"` // rested, at the median charge
}

// Forecast is what lies ahead of one set of cells in one lock.
type Forecast struct {
	Lock        string  `json:"lock"`
	FromMS      int64   `json:"from_ms"` // Unix milliseconds of day 0
	Cells       string  `json:"cells"`
	BatteryType string  `json:"battery_type"`
	PerDay      float64 `json:"actions_per_day"`
	Unlatch     float64 `json:"unlatch_share"`
	Celsius     float64 `json:"celsius"`
	Swing       float64 `json:"celsius_swing"`
	Charge      Band    `json:"charge"` // on day 0, fraction of the capacity

	Warning  Until `json:"warning"`   // the level reads 20 %, the critical bit is set
	Critical Until `json:"critical"`  // the level reads 10 %
	BrownOut Until `json:"brown_out"` // a motor start resets the core
	Empty    Until `json:"empty"`

	WarningVolts  float64 `json:"warning_volts"` // rested, of the set
	CriticalVolts float64 `json:"critical_volts"`
	Rail          Rail    `json:"rail"` // what a brown-out was taken to need

	Stack []Share `json:"stack"` // one for each consumer, in order
	Total Share   `json:"total"` // its MAhPerDay is the sum of the stack's, to the last bit
	Curve []Point `json:"curve"`

	Notes []string `json:"notes"` // assumptions that bear on the numbers, in plain words
}

// Explanation tells what is known of the drain, and what might be behind the rest.
type Explanation struct {
	Lock  string `json:"lock,omitempty"`
	Basis string `json:"basis"` // telemetry, or words
	Cells string `json:"cells"`

	Drained Band    `json:"drained_mah_per_day"`
	Known   []Share `json:"known"` // of the stack, without what is unexplained
	Hidden  Band    `json:"hidden_mah_per_day"`
	Share   Band    `json:"hidden_share"`    // of the drain, 0..1
	Amps    Band    `json:"hidden_milliamp"` // the hidden drain as a current
	Life    Band    `json:"life_days"`       // of a full set as things are, to the warning
	Healthy Band    `json:"healthy_days"`    // of a full set without anything hidden

	// Needed tells that known consumers do not suffice: in at least 95 % of the
	// draws something is hidden.
	Needed     bool        `json:"hidden_load"`
	Candidates []Candidate `json:"candidates"` // heaviest first
	Summary    string      `json:"summary"`    // one or two sentences
	Notes      []string    `json:"notes"`
}

// Candidate is something that would explain a short life.
type Candidate struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// MAhPerDay is what it costs; 0 for what takes no charge but ends the life
	// early (a wrong battery type, a weak cell, cells that were not full).
	MAhPerDay float64 `json:"mah_per_day"` // geometric middle of the range
	LowMAh    float64 `json:"low_mah_per_day"`
	HighMAh   float64 `json:"high_mah_per_day"`
	// LifeFactor is what it leaves of a healthy life when it takes no charge, else 1.
	LifeFactor float64 `json:"life_factor"`
	Weight     float64 `json:"weight"`   // 0..1, of all candidates and of none
	Explains   bool    `json:"explains"` // it suffices by itself, with what is known
	Test       string  `json:"test"`     // what would confirm it
	Source     string  `json:"source"`
}
