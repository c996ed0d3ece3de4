package forecast

// Rail is what a motor start has to do to the logic for a brown-out reset.
type Rail struct {
	BrownOutVolts float64 `json:"brown_out_volts" doc:"The VDD below which the supervisor resets: 1.60 V, the middle of 1.5..1.7 V that a vendor's engineer gives for System ON (DevZone 80560)."`
	HeldVolts     float64 `json:"held_volts" doc:"How far VDD stays above VBAT at the bottom of a sag: what the capacitor on VDD holds against the load of the logic while the inrush lasts."`
}

// DefaultRail is a 3.3 V low-drop regulator on the motor's rail with 10 µF behind it
// and an nRF52's supervisor (assumption, the board of model/power.DefaultConfig). In
// the full simulator it holds VDD 0.11 V above VBAT at 21 °C and 0.22 V at -5 °C.
func DefaultRail() Rail { return Rail{BrownOutVolts: 1.60, HeldVolts: 0.15} }
