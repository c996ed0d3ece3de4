package main

import (
	"fmt"

	"locktwin/model/keyturner"
)

type stateCommand struct{ airFlags }

// stateReport is what a lock tells of itself.
type stateReport struct {
	Lock            string `json:"lock"`
	Name            string `json:"name"`
	Address         string `json:"address"`
	Bolt            string `json:"bolt"`
	Mode            string `json:"mode"`
	Door            string `json:"door"`
	BatteryPercent  uint8  `json:"battery_percent"`
	BatteryCritical bool   `json:"battery_critical"`
	LastAction      string `json:"last_action"`
	LastCompletion  string `json:"last_completion"`
	Trigger         string `json:"trigger"`
	NightMode       bool   `json:"night_mode"`
	LockNGoSeconds  uint8  `json:"lock_n_go_seconds"`
	ConfigUpdates   uint8  `json:"config_updates"`
	Time            string `json:"time_utc"`
	OffsetMinutes   int16  `json:"utc_offset_minutes"`
}

func reportOf(on *session, t keyturner.States) stateReport {
	return stateReport{
		Lock: on.conn.Device(), Name: on.conn.Name(), Address: on.conn.Address(),
		Bolt: t.Lock.String(), Mode: t.Nuki.String(), Door: t.Door.String(),
		BatteryPercent: t.Battery.Percent(), BatteryCritical: t.Battery.Critical(),
		LastAction: t.LastAction.String(), LastCompletion: t.LastCompletion.String(), Trigger: t.Trigger.String(),
		NightMode: t.NightMode, LockNGoSeconds: t.LockNGoSeconds, ConfigUpdates: t.ConfigUpdates,
		Time: t.Time.String(), OffsetMinutes: t.OffsetMinutes,
	}
}

func (c *stateCommand) run(s *Streams) int {
	return c.talk(s, func(k *keyturner.Client, on *session) error {
		t, err := k.States()
		if err != nil {
			return err
		}
		r := reportOf(on, t)
		if c.JSON {
			s.object(r)
			return nil
		}
		r.print(s)
		return nil
	})
}

// print shows the state as a small table.
func (r *stateReport) print(s *Streams) {
	p := colors("auto", s)
	battery := fmt.Sprintf("%d %%", r.BatteryPercent)
	if r.BatteryCritical {
		battery = p.in(red, battery+", change the cells")
	}
	last := ""
	if r.LastAction != keyturner.ActionNone.String() {
		last = fmt.Sprintf("%s, %s (%s)", words(r.LastAction), words(r.LastCompletion), words(r.Trigger))
	}
	countdown := ""
	if r.LockNGoSeconds > 0 {
		countdown = fmt.Sprintf("in %d s", r.LockNGoSeconds)
	}
	night := ""
	if r.NightMode {
		night = "on"
	}
	table(s.Out, p,
		pair{"lock", fmt.Sprintf("%s  %s  %s", r.Lock, r.Name, r.Address)},
		pair{"bolt", p.in(bold, words(r.Bolt))},
		pair{"mode", words(r.Mode)},
		pair{"door", words(r.Door)},
		pair{"battery", battery},
		pair{"last action", last},
		pair{"locks again", countdown},
		pair{"night mode", night},
		pair{"clock", r.Time + " UTC"},
	)
}
