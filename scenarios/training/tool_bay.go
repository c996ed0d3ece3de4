package training

import (
	"fmt"
	"strconv"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/power"
	"locktwin/scenarios"
)

// Times of what hands do at the bay (assumptions): long enough that every capacitor
// is empty, and that the lock has come to rest again.
const (
	emptyBay = 2 * time.Minute
	atRest   = time.Minute
)

func bayTools() []tool {
	everything := []Loss{LosesUsers, LosesPIN, LosesSettings}
	return []tool{
		{id: "press-button", part: PartBay, minutes: 1, touch: Touches, values: []string{"reacts", "nothing"}, try: askButton,
			steps: func(*world) []scenarios.Step {
				return []scenarios.Step{step(scenarios.PressButton{}), wait(20 * time.Second)}
			}},
		{id: "turn-by-hand", part: PartBay, minutes: 2, touch: Looks, values: []string{"easy", "stiff", "hard"},
			look: func(w *world) (string, []Row) {
				return askByHand(w), []Row{w.row("torque", fmt.Sprintf("%.2f N·m", w.friction()))}
			}},
		{id: "thermometer", part: PartBay, minutes: 1, touch: Looks, values: []string{"shown"},
			look: func(w *world) (string, []Row) {
				return "shown", []Row{w.row("temperature", fmt.Sprintf("%.0f °C", float64(w.lock.Machine().Supply().Ambient())))}
			}},
		{id: "measure-battery", part: PartBay, minutes: 3, touch: Looks, values: []string{"shown"}, look: lookTerminals},
		{id: "measure-load", part: PartBay, minutes: 5, touch: Touches, values: []string{"shown", saysNothing}, steps: stepsMove, look: lookLoad},
		{id: "measure-sleep", part: PartBay, minutes: 10, touch: Looks, values: []string{"low", "high", saysNothing}, look: lookSleep},
		{id: "measure-cells", part: PartBay, minutes: 8, touch: Changes, reads: []Evidence{CellsIn}, values: []string{"even", "weak", "none"},
			steps: stepsRestart, look: lookCells},
		{id: "restart", part: PartBay, minutes: 5, touch: Changes, values: []string{"done", "dead"}, steps: stepsRestart, look: lookUp},
		{id: "cells-out", part: PartBay, minutes: 1, touch: Changes, values: []string{"done"},
			steps: func(w *world) []scenarios.Step {
				if !w.lock.CellsIn() {
					return nil
				}
				return []scenarios.Step{step(scenarios.CellsOut{Manner: scenarios.RemoveSlow}), wait(emptyBay)}
			}},
		{id: "cells-in", part: PartBay, minutes: 1, touch: Changes, values: []string{"done", "dead"}, look: lookUp,
			steps: func(w *world) []scenarios.Step {
				if w.lock.CellsIn() {
					return nil
				}
				return []scenarios.Step{step(scenarios.CellsIn{Manner: scenarios.InsertFirm}), wait(atRest)}
			}},
		{id: "new-cells", part: PartBay, minutes: 10, touch: Changes, values: []string{"done", "dead"}, look: lookUp,
			steps: func(w *world) []scenarios.Step {
				return w.changeCells(scenarios.CellsIn{Cells: w.newCells(), Manner: scenarios.InsertFirm})
			}},
		{id: "repeat-change", part: PartBay, minutes: 10, touch: Changes, values: []string{"done", "dead"}, look: lookUp,
			steps: func(w *world) []scenarios.Step {
				again := w.s.hand
				again.Cells, again.Recharged = scenarios.CellsSpec{}, scenarios.Opt[scenarios.Millipercent]{}
				return w.changeCells(again)
			}},
		{id: "warm-up", part: PartBay, minutes: 30, touch: Changes, values: []string{"done", "dead"}, look: lookUp,
			steps: func(*world) []scenarios.Step {
				return []scenarios.Step{step(scenarios.Ambient{To: 21_000}), wait(2 * time.Hour)}
			}},
		{id: "factory-reset", part: PartBay, minutes: 10, touch: Erases, risks: everything, values: []string{"done", "refused"},
			steps: func(w *world) []scenarios.Step {
				return []scenarios.Step{step(scenarios.FactoryReset{By: scenarios.ResetByButton}), wait(atRest)}
			},
			look: func(w *world) (string, []Row) {
				if l, ok := w.awake(); ok && l.App().Authorizations() == 0 && l.App().State.PIN.Knowledge == firmware.PINNone {
					return "done", nil
				}
				return "refused", nil
			}},
	}
}

// changeCells takes the cells out if there are any, and puts cells in.
func (w *world) changeCells(in scenarios.CellsIn) []scenarios.Step {
	var steps []scenarios.Step
	if w.lock.CellsIn() {
		steps = append(steps, step(scenarios.CellsOut{Manner: scenarios.RemoveSlow}))
	}
	return append(steps, wait(emptyBay), step(in), wait(atRest))
}

func stepsRestart(w *world) []scenarios.Step {
	return w.changeCells(scenarios.CellsIn{Manner: scenarios.InsertFirm})
}

// newCells is a full set of the make that was in the bay, four alkaline ones when
// that cannot be told.
func (w *world) newCells() scenarios.CellsSpec {
	spec := scenarios.CellsSpec{Kind: "alkaline", Count: 4, Charge: scenarios.Some(scenarios.Millipercent(100_000))}
	if v := w.lock.Machine().Supply().Pack(); v.Present && len(v.Cells) > 0 {
		spec.Kind, spec.Count = scenarios.CellKind(v.Cells[0].Kind), len(v.Cells)
	}
	return spec
}

func volts(v power.Volts) string { return fmt.Sprintf("%.2f V", float64(v)) }

func lookTerminals(w *world) (string, []Row) {
	s := w.lock.Machine().Sample()
	return "shown", []Row{w.row("vbat", volts(s.VBAT)), w.row("vdd", volts(s.VDD))}
}

// lookLoad is the battery under the motor, as the lock has measured its last run.
func lookLoad(w *world) (string, []Row) {
	l, ok := w.awake()
	if !ok {
		return saysNothing, nil
	}
	r := l.Machine().LastRun()
	return "shown", []Row{
		w.row("start-voltage", volts(r.Start)), w.row("lowest-voltage", volts(r.Lowest)),
		w.row("turn-current", fmt.Sprintf("%.0f mA", float64(r.MaxCurrent)*1000)),
	}
}

// muchAtRest is a current at rest, in amperes, that calls for an explanation: a
// quarter of a milliampere is usual (assumption).
const muchAtRest = 0.0008

// sleepSpan is how long the sleeping current is averaged over.
const sleepSpan = 5 * time.Minute

func lookSleep(w *world) (string, []Row) {
	l, ok := w.awake()
	if !ok {
		return saysNothing, nil
	}
	before := l.Machine().Supply().Meter()
	if l.Wait(sleepSpan) != nil {
		return saysNothing, nil
	}
	after := l.Machine().Supply().Meter()
	drawn := float64(after.Battery-before.Battery) / after.At.Sub(before.At).Seconds()
	value := "low"
	if drawn > muchAtRest {
		value = "high"
	}
	return value, []Row{w.row("sleep-current", fmt.Sprintf("%.2f mA", drawn*1000)), w.row("a-day", fmt.Sprintf("%.1f mAh", drawn*1000*24))}
}

func lookCells(w *world) (string, []Row) {
	v := w.lock.Machine().Supply().Pack()
	if !v.Present || !w.lock.CellsIn() || len(v.Cells) == 0 {
		return "none", nil
	}
	value, most := "even", v.Cells[0].OCV
	for _, c := range v.Cells {
		most = max(most, c.OCV)
	}
	var rows []Row
	for i, c := range v.Cells {
		if most-c.OCV > uneven {
			value = "weak"
		}
		r := w.row("cell", volts(c.OCV))
		r.Label = r.Label.with("{n}", strconv.Itoa(i+1))
		rows = append(rows, r)
	}
	return value, rows
}

// uneven is how far a cell at rest may lie below the best of its set, in volts, before
// it counts as weak (assumption).
const uneven = 0.06

func lookUp(w *world) (string, []Row) {
	if _, ok := w.awake(); ok {
		return "done", nil
	}
	return "dead", nil
}
