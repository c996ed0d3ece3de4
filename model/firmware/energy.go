package firmware

import "time"

// holdUp is how long the bulk capacitor alone carries the load from the given
// battery voltage down to the drop-out: C·(V1−V2)/I. Microfarads times
// millivolts over milliamperes are microseconds.
func (e *EnergyCheck) holdUp(battery Millivolts) time.Duration {
	if battery <= e.DropOut || e.Load <= 0 {
		return 0
	}
	return time.Duration(int64(e.Microfarads)*int64(battery-e.DropOut)/int64(e.Load)) * time.Microsecond
}
