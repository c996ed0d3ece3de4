package api

import (
	"context"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/power"
	"locktwin/scenarios"
)

// Injection is one thing that an instructor lets go wrong.
type Injection struct {
	Fault   *FaultSetting `json:"fault,omitempty" doc:"A fault of the radio link, new or in place of the one of that id."`
	Clear   bool          `json:"clear,omitempty" doc:"Remove all faults of the radio link."`
	Hand    string        `json:"hand,omitempty" doc:"What a hand does, in the usual manner. knock and cut take 'for'." enum:"cells-out,cells-in,knock,cut"`
	Lab     string        `json:"lab,omitempty" doc:"What a laboratory does. sag takes 'volts' and 'for', ambient 'celsius'." enum:"sag,ambient,reset"`
	For     Duration      `json:"for,omitzero" doc:"How long: 1us to 1h."`
	Volts   *float64      `json:"volts,omitempty" doc:"Battery voltage at the bottom of a sag." minimum:"0" maximum:"12"`
	Celsius *float64      `json:"celsius,omitempty" doc:"Temperature of lock and cells." minimum:"-40" maximum:"60"`
}

// injectFor is how long something lasts that an instructor gives no time for.
const injectFor = 300 * time.Millisecond

// inject does what an instructor lets go wrong.
func (a *API) inject(ctx context.Context, lock string, in *Injection) (Movement, error) {
	given := 0
	for _, is := range []bool{in.Fault != nil, in.Clear, in.Hand != "", in.Lab != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		return Movement{}, invalid("body", nil, "one of 'fault', 'clear', 'hand' and 'lab'", "%d of them are given", given)
	}
	switch {
	case in.Fault != nil:
		if in.Fault.ID == "" {
			in.Fault.ID = "injected"
		}
		_, err := a.setFault(ctx, lock, "body.fault", *in.Fault)
		return a.instant(ctx, lock, err)
	case in.Clear:
		return a.instant(ctx, lock, a.o.Fleet.ResetFaults(ctx, lock))
	}
	done, err := a.o.Fleet.Perform(ctx, lock, func(l *model.Lock) (fleet.Deed, error) { return in.deed(l) })
	return Movement{SimNS: done.AtNS, Takes: For(done.Takes), Changed: done.Changed}, err
}

// instant is a movement that takes no time.
func (a *API) instant(ctx context.Context, lock string, err error) (Movement, error) {
	m := Movement{Changed: true}
	if err == nil {
		err = a.o.Fleet.Look(ctx, lock, func(l *model.Lock) { m.SimNS = int64(l.Now()) })
	}
	return m, err
}

// deed is what hand or laboratory do.
func (in *Injection) deed(l *model.Lock) (fleet.Deed, error) {
	usual := injectFor
	switch in.Hand {
	case "cells-out":
		return takeCellsOut(l, &cellsOutBody{})
	case "cells-in":
		return putCellsIn(l, &cellsInBody{})
	case "knock":
		usual = scenarios.KnockFor
	}
	d, err := within("body.for", in.For, time.Microsecond, time.Hour, usual)
	if err != nil {
		return fleet.Deed{}, err
	}
	switch {
	case in.Hand != "" && !l.CellsIn():
		return fleet.Deed{}, cannot("there are no cells in the lock")
	case in.Hand == "knock":
		return fleet.Deed{Knock: &fleet.Knock{Times: 1, For: d}}, nil
	case in.Hand == "cut":
		return fleet.Deed{Cut: &fleet.Cut{For: d}}, nil
	case in.Lab == "reset":
		return fleet.Deed{ResetPin: &fleet.ResetPin{}}, nil
	case in.Lab == "ambient" && in.Celsius == nil:
		return fleet.Deed{}, invalid("body.celsius", nil, "-40 to 60", "a temperature is needed")
	case in.Lab == "ambient":
		return fleet.Deed{Ambient: &fleet.Ambient{Celsius: power.Celsius(*in.Celsius)}}, nil
	case in.Volts == nil:
		return fleet.Deed{}, invalid("body.volts", nil, "0 to 12", "a voltage is needed")
	}
	return fleet.Deed{Sag: &fleet.Sag{Volts: power.Volts(*in.Volts), For: d, Fall: scenarios.SagEdge, Rise: scenarios.SagEdge}}, nil
}
