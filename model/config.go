package model

import (
	"locktwin/model/firmware"
	"locktwin/model/mcu"
	"locktwin/model/power"
)

// applyProfile sets what option bytes decide before any code runs: whether the
// brown-out reset is on, and at which level.
func applyProfile(c mcu.Config, p *firmware.Profile) mcu.Config {
	c.Supervisor.BrownOutOn = p.Supervisor.BrownOut
	if p.Supervisor.BrownOut {
		c.Supervisor.BrownOutLevel = power.Volts(float64(p.Supervisor.BrownOutLevel) / 1000)
	}
	return c
}
