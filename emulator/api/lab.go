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
		func(l *model.Lock, in *sagBody) (fleet.Deed, error) {
			d, err := within("body.for", in.For, time.Microsecond, time.Hour, 0)
			if err != nil {
				return fleet.Deed{}, err
			}
			if in.Shape == "step" {
				if in.Fall.given() || in.Rise.given() {
					return fleet.Deed{}, invalid("body.shape", in.Shape, "'edges'", "a step has no time of fall or rise")
				}
				return fleet.Deed{Sag: &fleet.Sag{Volts: power.Volts(in.Volts), For: d}}, nil
			}
			fall, err := within("body.fall", in.Fall, time.Microsecond, time.Minute, scenarios.SagEdge)
			if err != nil {
				return fleet.Deed{}, err
			}
			rise, err := within("body.rise", in.Rise, time.Microsecond, time.Minute, scenarios.SagEdge)
			if err != nil {
				return fleet.Deed{}, err
			}
			return fleet.Deed{Sag: &fleet.Sag{Volts: power.Volts(in.Volts), For: d, Fall: fall, Rise: rise}}, nil
		})
	move(a, operation{method: http.MethodPut, path: "/lab/ambient", id: "set-ambient", tag: tagLab, summary: "Change the temperature"},
		func(l *model.Lock, in *ambientBody) (fleet.Deed, error) {
			over, err := within("body.over", in.Over, time.Second, 7*24*time.Hour, 0)
			if err != nil {
				return fleet.Deed{}, err
			}
			to := power.Celsius(in.Celsius)
			if over == 0 && to == l.Machine().Supply().Ambient() && l.Machine().Withdraw(mcu.InAmbient) == 0 {
				return fleet.Deed{}, nil
			}
			return fleet.Deed{Ambient: &fleet.Ambient{Celsius: to, Over: over}}, nil
		})
	move(a, operation{method: http.MethodPut, path: "/lab/supply", id: "connect-supply", tag: tagLab, summary: "Feed the lock from a programmed supply",
		about: "It takes the place of the cells until it is taken away, or until its last step ends. It ends what is still to come of an earlier program or a sag."}, connectSupply)
	plainMove(a, operation{method: http.MethodDelete, path: "/lab/supply", id: "remove-supply", tag: tagLab, summary: "Take the supply away",
		about: "With it goes what is still to come of a program or a sag. Does nothing when there is none."},
		fleet.Deed{Supply: &fleet.Supply{}})
	plainMove(a, operation{path: "/lab/reset-pin", id: "pull-reset", tag: tagLab, summary: "Pull the reset pin"},
		fleet.Deed{ResetPin: &fleet.ResetPin{}})
}

// connectSupply puts the steps of a programmed supply in line.
func connectSupply(_ *model.Lock, in *supplyBody) (fleet.Deed, error) {
	var total time.Duration
	var program []fleet.SupplyStep
	for i, s := range in.Steps {
		where := fmt.Sprintf("body.steps[%d].for", i)
		if !s.For.given() && i < len(in.Steps)-1 {
			return fleet.Deed{}, invalid(where, nil, "a time such as 40ms", "only the last step may stay")
		}
		d, err := within(where, s.For, time.Microsecond, scenarios.MaxWait, 0)
		if err != nil {
			return fleet.Deed{}, err
		}
		if total += d; total > scenarios.MaxTotal {
			return fleet.Deed{}, invalid(where, spell(d), "at most "+spell(scenarios.MaxTotal)+" in all", "the steps together are too long")
		}
		ohms := scenarios.SupplySource.Ohms()
		if s.Ohms != nil {
			ohms = *s.Ohms
		}
		program = append(program, fleet.SupplyStep{Volts: power.Volts(s.Volts), Ohms: power.Ohms(ohms), For: d})
	}
	return fleet.Deed{Supply: &fleet.Supply{Steps: program}}, nil
}
