package api

import "locktwin/model"

// ScopeLevel is a voltage at which something happens.
type ScopeLevel struct {
	Name       string `json:"name" doc:"Stable identifier: brown-out-reset, power-on, power-fail-warning, core-minimum, flash-program-minimum, flash-erase-minimum, flash-read-minimum, flash-lockout or battery-warning."`
	Channel    string `json:"channel" doc:"vdd or vbat."`
	Microvolts int64  `json:"microvolts" doc:"The voltage."`
	Text       string `json:"text" doc:"A label in words."`
}

// levelsOf lists the levels of a lock as far as its model knows them.
func levelsOf(l *model.Lock) []ScopeLevel {
	var out []ScopeLevel
	add := func(name, channel, text string, volts float64) {
		if volts > 0 {
			out = append(out, ScopeLevel{name, channel, int64(volts*1e6 + 0.5), text})
		}
	}
	supervisor := l.Machine().Config().Supervisor
	text := "power-on level"
	if supervisor.BrownOutOn {
		add("brown-out-reset", "vdd", "brown-out reset", float64(supervisor.BrownOutLevel))
	} else {
		text = "logic stops"
	}
	add("power-on", "vdd", text, float64(supervisor.PowerOnLevel))
	if w := l.Profile().Supervisor; w.Warning {
		add("power-fail-warning", "vdd", "power-fail warning", float64(w.WarningLevel)/1000)
	}
	add("core-minimum", "vdd", "core minimum", float64(supervisor.CoreMinimum))
	part := l.Machine().Flash().Part()
	add("flash-program-minimum", "vdd", "memory programs", part.Program.Widths[0].MinimumVolts.Value)
	if part.HasErase() {
		add("flash-erase-minimum", "vdd", "memory erases", part.Erase.MinimumVolts.Value)
	}
	add("flash-read-minimum", "vdd", "memory reads", part.ReadMinimumVolts.Value)
	add("flash-lockout", "vdd", "memory lock-out", part.LockoutVolts.Value)
	add("battery-warning", "vbat", "battery warning", float64(l.App().CriticalVolts())/1000)
	return out
}
