package api

import (
	"fmt"
	"net/http"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/scenarios"
)

const tagLab = "laboratory"

// What a laboratory does to a lock on the bench.
type (
	sagBody struct {
		Volts float64  `json:"volts" doc:"Battery voltage at the bottom." minimum:"0" maximum:"12"`
		For   Duration `json:"for" doc:"Time at the bottom; 1us to 1h."`
		Shape string   `json:"shape,omitempty" doc:"step: down and up from one instant to the next. edges: down within the time of fall and up within the time of rise." enum:"step,edges" default:"edges"`
		Fall  Duration `json:"fall,omitzero" doc:"Time of the way down; 1us to 1m, 1ms if left out."`
		Rise  Duration `json:"rise,omitzero" doc:"Time of the way up; 1us to 1m, 1ms if left out."`
	}
	ambientBody struct {
		Celsius float64  `json:"celsius" doc:"The new temperature of lock and cells." minimum:"-40" maximum:"60"`
		Over    Duration `json:"over,omitzero" doc:"Time that the change takes; 1s to 1w, at once if left out."`
	}
	supplyStep struct {
		Volts float64  `json:"volts" doc:"Voltage of the supply." minimum:"0" maximum:"12"`
		Ohms  *float64 `json:"ohms,omitempty" doc:"Its resistance with its leads; 0.1 if left out." minimum:"0.001" maximum:"1000"`
		For   Duration `json:"for,omitzero" doc:"How long; 1us to 520w. Only the last step may leave it out: that one stays."`
	}
	supplyBody struct {
		Steps []supplyStep `json:"steps" doc:"What the supply does, one after the other, from now on. If the last step ends, the cells are back on the rail." minItems:"1" maxItems:"1000"`
	}
)

func (a *API) labOperations() {
	move(a, operation{path: "/lab/sag", id: "sag", tag: tagLab, summary: "Pull the battery voltage down for a while",
		about: "A laboratory supply takes the place of the cells meanwhile; afterwards the cells are back. It ends what is still to come of an earlier sag or of a program."},
		func(l *model.Lock, _ fleet.Lock, in *sagBody) (time.Duration, bool, error) {
			d, err := within("body.for", in.For, time.Microsecond, time.Hour, 0)
			if err != nil {
				return 0, false, err
			}
			if in.Shape == "step" {
				if in.Fall.given() || in.Rise.given() {
					return 0, false, invalid("body.shape", in.Shape, "'edges'", "a step has no time of fall or rise")
				}
				l.Machine().Withdraw(mcu.InBench)
				l.Sag(power.Volts(in.Volts), d)
				return d, true, nil
			}
			fall, err := within("body.fall", in.Fall, time.Microsecond, time.Minute, scenarios.SagEdge)
			if err != nil {
				return 0, false, err
			}
			rise, err := within("body.rise", in.Rise, time.Microsecond, time.Minute, scenarios.SagEdge)
			if err != nil {
				return 0, false, err
			}
			l.Machine().Withdraw(mcu.InBench)
			return l.SagSlowly(power.Volts(in.Volts), fall, d, rise), true, nil
		})
	move(a, operation{method: http.MethodPut, path: "/lab/ambient", id: "set-ambient", tag: tagLab, summary: "Change the temperature"},
		func(l *model.Lock, _ fleet.Lock, in *ambientBody) (time.Duration, bool, error) {
			over, err := within("body.over", in.Over, time.Second, 7*24*time.Hour, 0)
			if err != nil {
				return 0, false, err
			}
			to := power.Celsius(in.Celsius)
			if over == 0 && to == l.Machine().Supply().Ambient() && l.Machine().Withdraw(mcu.InAmbient) == 0 {
				return 0, false, nil
			}
			l.SetAmbientSlowly(to, over)
			return over, true, nil
		})
	move(a, operation{method: http.MethodPut, path: "/lab/supply", id: "connect-supply", tag: tagLab, summary: "Feed the lock from a programmed supply",
		about: "It takes the place of the cells until it is taken away, or until its last step ends. It ends what is still to come of an earlier program or a sag."}, connectSupply)
	plainMove(a, operation{method: http.MethodDelete, path: "/lab/supply", id: "remove-supply", tag: tagLab, summary: "Take the supply away",
		about: "With it goes what is still to come of a program or a sag. Does nothing when there is none."},
		func(l *model.Lock) (time.Duration, bool) {
			l.EndBench()
			return 0, true
		})
	plainMove(a, operation{path: "/lab/reset-pin", id: "pull-reset", tag: tagLab, summary: "Pull the reset pin"},
		func(l *model.Lock) (time.Duration, bool) {
			l.PullReset()
			return 0, true
		})
}

// connectSupply puts the steps of a programmed supply in line.
func connectSupply(l *model.Lock, _ fleet.Lock, in *supplyBody) (time.Duration, bool, error) {
	var total time.Duration
	var program []model.BenchStep
	for i, s := range in.Steps {
		where := fmt.Sprintf("body.steps[%d].for", i)
		if !s.For.given() && i < len(in.Steps)-1 {
			return 0, false, invalid(where, nil, "a time such as 40ms", "only the last step may stay")
		}
		d, err := within(where, s.For, time.Microsecond, scenarios.MaxWait, 0)
		if err != nil {
			return 0, false, err
		}
		if total += d; total > scenarios.MaxTotal {
			return 0, false, invalid(where, spell(d), "at most "+spell(scenarios.MaxTotal)+" in all", "the steps together are too long")
		}
		ohms := scenarios.SupplySource.Ohms()
		if s.Ohms != nil {
			ohms = *s.Ohms
		}
		program = append(program, model.BenchStep{Volts: power.Volts(s.Volts), Ohms: power.Ohms(ohms), For: d})
	}
	return l.BenchProgram(program), true, nil
}
