package scenarios

import (
	"locktwin/model/power"
	"locktwin/model/trace"
)

// Thresholds lists the levels of the logic supply at which the file's lock does
// something, for a picture to draw. Errors wrap ErrBuild.
func (f *File) Thresholds() ([]trace.Level, error) {
	c, err := f.Lock.config(0)
	if err != nil {
		return nil, err
	}
	var levels []trace.Level
	add := func(label string, v power.Volts) {
		levels = append(levels, trace.Level{Label: label, Microvolts: int64(float64(v*1e6) + 0.5)})
	}
	s := &c.Profile.Supervisor
	if s.BrownOut {
		add("brown-out reset", power.Volts(float64(s.BrownOutLevel)/1000))
	} else {
		add("logic stops", c.MCU.Supervisor.PowerOnLevel)
	}
	if s.Warning {
		add("power-fail warning", power.Volts(float64(s.WarningLevel)/1000))
	}
	return levels, nil
}
