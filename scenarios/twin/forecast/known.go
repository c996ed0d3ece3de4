package forecast

import (
	"strconv"
	"strings"

	"locktwin/scenarios/twin/telemetry"
)

// Known is what the telemetry says of the consumers beside the motor. Zero is
// nothing known.
type Known struct {
	Advertising string                 // Automatic Normal Slow Slowest
	LightOn     telemetry.Opt[bool]    // the ring signals an unlocked door
	LightLevel  telemetry.Opt[int64]   // brightness, 0..5
	PollSeconds telemetry.Opt[float64] // between two questions of a gateway, on average
	BatteryType string                 // as the configuration spells it; "" while the lock guesses it
}

// fewest answers that make a habit of asking; fewer may be single questions of a
// person (assumption).
const fewest = 20

// Seen gathers what the records of a lock say of its consumers; of a setting, the
// last. Answers that need a connection count as polls: battery reports, levels and
// states, once for each instant. What a gateway asked in vain does not show.
func Seen(s telemetry.Series) Known {
	var k Known
	auto := telemetry.Opt[bool]{}
	named := ""
	polls, first, last := 0, telemetry.UnixMilli(0), telemetry.UnixMilli(0)
	for i := range s.Records {
		r := &s.Records[i]
		if c := r.Config; c != nil {
			switch c.Key {
			case "advertisingMode":
				k.Advertising = c.Value
			case "ledEnabled":
				k.LightOn = telemetry.Some(truth(c.Value))
			case "ledBrightness":
				if n, err := strconv.ParseInt(c.Value, 10, 64); err == nil && n >= 0 && n <= 5 {
					k.LightLevel = telemetry.Some(n)
				}
			case "batteryType":
				named = c.Value
			case "automaticBatteryTypeDetection":
				auto = telemetry.Some(truth(c.Value))
			}
			continue
		}
		asked := r.Report != nil || r.Battery != nil || r.State != nil
		if !asked || r.Retained || r.Source == "nuki_mqtt" || r.Source == "manual" {
			continue
		}
		if polls == 0 {
			first = r.At
		}
		if polls == 0 || r.At >= last+1000 {
			polls++
			last = r.At
		}
	}
	if polls >= fewest && last > first {
		k.PollSeconds = telemetry.Some(float64(last-first) / 1000 / float64(polls-1))
	}
	if !auto.Value {
		k.BatteryType = named
	}
	return k
}

// truth reads a flag as gateways write it.
func truth(s string) bool {
	return s == "1" || strings.EqualFold(s, "true") || strings.EqualFold(s, "on")
}
