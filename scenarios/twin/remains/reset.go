package remains

import (
	"fmt"
	"strings"

	"locktwin/model"
	"locktwin/model/firmware"
)

// reset says what a factory reset does to the lock as it is after its start.
func reset(p *firmware.Profile, l *model.Lock) Reset {
	r := Reset{Button: p.Reset.Button, HoldSeconds: p.Reset.Hold.Seconds(), Destroys: []string{}, Keeps: []string{}}
	r.How = "By an app, with the PIN: as long as the lock refuses it, only its maker has another way. The button of this profile does not reset."
	if r.Button {
		r.How = fmt.Sprintf("By holding the button for %.0f s, without a PIN.", r.HoldSeconds)
	}
	s := &l.App().State
	if !s.Booted {
		r.Destroys = append(r.Destroys, "all settings, the PIN and all authorizations; the lock does not come up to say what it still has")
		return r
	}
	r.Destroys = append(r.Destroys, "the PIN: none is set afterwards")
	changed := firmware.Lost(s.Config, s.Advanced, firmware.DefaultConfig(), firmware.DefaultAdvancedConfig())
	if len(changed) > 0 {
		names := make([]string, 0, len(changed))
		for _, f := range changed {
			names = append(names, f.String())
		}
		r.Destroys = append(r.Destroys, fmt.Sprintf("%s that differ from the defaults: %s", count(len(changed), "setting"), strings.Join(names, ", ")))
	} else {
		r.Destroys = append(r.Destroys, "the settings, which are all at their defaults")
	}
	phones := 0
	for i := range s.Auths {
		if s.Auths[i].Flags != 0 {
			phones++
		}
	}
	r.Destroys = append(r.Destroys, count(phones, "authorization")+": every phone and bridge has to be paired anew")
	r.Destroys = append(r.Destroys, "keypad codes and the table of actions by the clock, if there are any", "the lock's identity on the air")
	if s.Advanced.TotalDegrees != 0 {
		r.Destroys = append(r.Destroys, "the calibration: the lock has to learn its bolt again")
	}
	r.Keeps = append(r.Keeps, "the activity log, "+plural(int(s.Log.Count), "entry", "entries"))
	return r
}

func count(n int, what string) string { return plural(n, what, what+"s") }

func plural(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
