package forecast

import "locktwin/scenarios/twin/telemetry"

// Known is what the telemetry says of the consumers beside the motor. Zero is
// nothing known.
type Known struct {
	Advertising string                 `json:"advertising,omitempty"` // Automatic Normal Slow Slowest
	LightOn     telemetry.Opt[bool]    `json:"-"`
	LightLevel  telemetry.Opt[int64]   `json:"-"` // brightness, 0..5
	PollSeconds telemetry.Opt[float64] `json:"-"` // between two questions of a gateway
	BatteryType string                 `json:"battery_type,omitempty"`
}

// Seen gathers what the records of a lock say of its consumers; of a setting, the
// last.
func Seen(s telemetry.Series) Known { return Known{} }
