package diagnose

// Symptoms is what is known of a case. A field holds one of the answers that
// Vocabulary lists for its key; "" and "unknown" mean that nobody has said or looked,
// and are left open: all answers are then possible.
type Symptoms struct {
	PIN            string `json:"pin,omitempty" doc:"What becomes of the custom PIN: accepted rejected older varies dead."`
	DefaultPIN     string `json:"default,omitempty" doc:"What becomes of 0000: accepted rejected."`
	Settings       string `json:"settings,omitempty" doc:"Kept some lost older odd."`
	Authorizations string `json:"authorizations,omitempty" doc:"Kept some limited lost."`
	Phones         string `json:"phones,omitempty" doc:"Paired unpaired: the phone of the customer."`
	After          string `json:"after,omitempty" doc:"Battery-change empty charging cold update nothing."`
	Undone         string `json:"undone,omitempty" doc:"Yes no: another minute without cells brings the PIN back."`
	Resets         string `json:"resets,omitempty" doc:"Yes no: the log or the battery report shows restarts that nobody caused."`
	OtherPhone     string `json:"other-phone,omitempty" doc:"Same works: the custom PIN in another phone."`
	Page           string `json:"page,omitempty" doc:"Blank damaged valid: the page with the settings as the boot after the loss found it, in a readout of the flash or a debug log."`
	Waited         string `json:"waited,omitempty" doc:"Same works: the custom PIN after an hour in which nobody has tried."`
	BatteryType    string `json:"battery-type,omitempty" doc:"Right wrong: what the app shows against what is in the bay."`
	Cells          string `json:"cells,omitempty" doc:"Alkaline eneloop eneloop-pro l91 lipo power-pack zinc-carbon, as in model/power."`
	Firmware       string `json:"firmware,omitempty" doc:"As the app shows it, free text."`

	Times   int `json:"times,omitempty" doc:"How often it has happened, 1..1000; 0 is unknown."`
	Changes int `json:"changes,omitempty" doc:"How often it could have happened, Times..1000; 0 is unknown."`

	CellDays      float64 `json:"cell-days,omitempty" doc:"How long a set of cells lasts, days, 1..3650; 0 is unknown."`
	ActionsPerDay float64 `json:"actions-per-day,omitempty" doc:"Locking and unlocking together, 0.1..1000; 0 is unknown."`
}

// Unknown is the answer that is no answer.
const Unknown = "unknown"
