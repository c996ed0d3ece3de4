package main

import (
	"fmt"
	"time"

	"locktwin/model/keyturner"
)

type batteryReportCommand struct{ airFlags }

// batteryReport is what a lock has measured of its battery. The start, the
// lowest voltage and what follows are of its last action.
type batteryReport struct {
	Lock              string `json:"lock"`
	Millivolts        uint16 `json:"voltage_mv"`
	Percent           uint8  `json:"percent"`
	Critical          bool   `json:"critical"`
	LastAction        string `json:"last_action"`
	StartMillivolts   uint16 `json:"start_mv"`
	LowestMillivolts  uint16 `json:"lowest_mv"`
	DrainMilliwattSec uint16 `json:"drain_mws"`
	DistanceDegrees   uint16 `json:"distance_deg"`
	StartCelsius      int8   `json:"start_celsius"`
	TurnCurrent       uint16 `json:"turn_current_ma"`
	Resistance        uint16 `json:"resistance_mohm"`
}

func (c *batteryReportCommand) run(s *Streams) int {
	return c.talk(s, func(k *keyturner.Client, on *session) error {
		b, err := k.BatteryReport()
		if err != nil {
			return err
		}
		r := batteryReport{
			on.conn.Device(), b.VoltageMillivolts, b.Battery.Percent(), b.Battery.Critical(), b.LastAction.String(),
			b.StartVoltageMillivolts, b.LowestVoltageMillivolts, b.DrainMilliwattSeconds, b.DistanceDegrees, b.StartTemperature,
			b.MaxTurnCurrent, b.Resistance,
		}
		if c.JSON {
			s.object(r)
			return nil
		}
		r.print(s)
		return nil
	})
}

func (r *batteryReport) print(s *Streams) {
	p := colors("auto", s)
	state := fmt.Sprintf("%d %%", r.Percent)
	if r.Critical {
		state = p.in(red, state+", change the cells")
	}
	pairs := []pair{
		{"battery", state},
		{"voltage", volts(r.Millivolts)},
	}
	if r.LastAction != keyturner.ActionNone.String() {
		pairs = append(pairs,
			pair{"last action", words(r.LastAction)},
			pair{"before it", volts(r.StartMillivolts)},
			pair{"lowest", volts(r.LowestMillivolts)},
			pair{"energy", fmt.Sprintf("%d mWs", r.DrainMilliwattSec)},
			pair{"turned", fmt.Sprintf("%d degrees", r.DistanceDegrees)},
			pair{"motor", fmt.Sprintf("%d mA", r.TurnCurrent)},
			pair{"resistance", fmt.Sprintf("%d mOhm", r.Resistance)},
			pair{"temperature", fmt.Sprintf("%d °C", r.StartCelsius)},
		)
	}
	table(s.Out, p, pairs...)
}

func volts(millivolts uint16) string { return fmt.Sprintf("%.3f V", float64(millivolts)/1000) }

// clockTime reads a time for a lock's clock; "" is now.
func clockTime(s *Streams, text string) (keyturner.Date, error) {
	at := s.Clock()
	if text != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, text); err != nil {
			return keyturner.Date{}, fmt.Errorf("--to %s: is no time; one looks like 2026-06-16T12:30:05Z", text)
		}
	}
	d := keyturner.DateOf(at.Unix())
	if d == (keyturner.Date{}) {
		return d, fmt.Errorf("--to %s: the lock's calendar does not have this time", text)
	}
	return d, nil
}
