package fleet

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// Deed is one thing that somebody did to a lock, in values, so that it can be done
// again: exactly one of the pointers is set. It is kept as JSON.
type Deed struct {
	AtNS int64 `json:"at_ns"` // when it was done, simulated

	CellsOut    *CellsOut    `json:"cells_out,omitempty"`
	CellsIn     *CellsIn     `json:"cells_in,omitempty"`
	Knock       *Knock       `json:"knock,omitempty"`
	Cut         *Cut         `json:"cut,omitempty"`
	TurnKey     *TurnKey     `json:"turn_key,omitempty"`
	PressButton *PressButton `json:"press_button,omitempty"`
	MoveDoor    *MoveDoor    `json:"move_door,omitempty"`
	Sag         *Sag         `json:"sag,omitempty"`
	Ambient     *Ambient     `json:"ambient,omitempty"`
	Supply      *Supply      `json:"supply,omitempty"`
	ResetPin    *ResetPin    `json:"reset_pin,omitempty"`
	Update      *Update      `json:"update,omitempty"`
	Fault       *gatt.Fault  `json:"fault,omitempty"`
	FaultsGone  *FaultsGone  `json:"faults_gone,omitempty"`
	Image       *Image       `json:"image,omitempty"`
	Script      *Script      `json:"script,omitempty"`
	Paired      *Paired      `json:"paired,omitempty"`
	Asked       *Asked       `json:"asked,omitempty"`
}

// What hands, a laboratory and a service do. Times are simulated.
type (
	// CellsOut takes the cells out.
	CellsOut struct {
		Over    time.Duration `json:"over_ns"` // until the contact is open; 0 is at once
		Chatter int           `json:"chatter"` // how often it opens and closes on the way
	}
	// CellsIn puts cells in.
	CellsIn struct {
		Manner  string        `json:"manner,omitempty"` // in the words of a scenario file; Bounces and Gap are what counts
		Cells   *Cells        `json:"cells,omitempty"`  // nil: those that were taken out
		Bounces int           `json:"bounces"`          // openings while they slide in; below 0: drawn
		Gap     time.Duration `json:"gap_ns"`           // one long opening; 0 is none, below 0: drawn
	}
	// Knock shakes the cells in their springs.
	Knock struct {
		Times int           `json:"times"`
		For   time.Duration `json:"for_ns"` // each opening
	}
	// Cut opens the battery line from one instant to the next, and closes it again.
	Cut struct {
		For time.Duration `json:"for_ns"`
	}
	// TurnKey turns the key from outside, or the knob from inside.
	TurnKey struct {
		MilliDegrees int32         `json:"mdeg"` // positive angles lock
		Over         time.Duration `json:"over_ns"`
	}
	// PressButton presses the button.
	PressButton struct {
		For time.Duration `json:"for_ns"`
	}
	// MoveDoor opens or closes the door.
	MoveDoor struct {
		Closed bool `json:"closed"`
	}
	// Sag pulls the battery voltage down for a while.
	Sag struct {
		Volts power.Volts   `json:"volts"`
		For   time.Duration `json:"for_ns"`
		Fall  time.Duration `json:"fall_ns"` // 0 with Rise 0: from one instant to the next
		Rise  time.Duration `json:"rise_ns"`
	}
	// Ambient changes the temperature.
	Ambient struct {
		Celsius power.Celsius `json:"celsius"`
		Over    time.Duration `json:"over_ns"` // 0 is at once
	}
	// Supply feeds the lock from a laboratory supply; without steps it is taken away.
	Supply struct {
		Steps []SupplyStep `json:"steps,omitempty"`
	}
	// SupplyStep is one step of a programmed supply.
	SupplyStep struct {
		Volts power.Volts   `json:"volts"`
		Ohms  power.Ohms    `json:"ohms"`
		For   time.Duration `json:"for_ns"` // 0 stays
	}
	// ResetPin pulls the reset pin.
	ResetPin struct{}
	// Update installs other firmware over the air.
	Update struct {
		Profile string `json:"profile"`
	}
	// FaultsGone removes a fault of the link, or with "" all of them.
	FaultsGone struct {
		ID string `json:"id,omitempty"`
	}
	// Image is a memory image that was written. The record does not keep it, and the
	// deed is done by whoever writes it.
	Image struct {
		Bytes int `json:"bytes"`
	}
	// Script is a scenario that began to be played.
	Script struct {
		Name string `json:"name"` // what errors call the file
		Text string `json:"text"`
	}
)

// updateTakes is from the restart until new firmware is up, as in scenarios
// (assumption).
const updateTakes = 30 * time.Second

// errIdle is what no lock does: the deed is not one that is done to the lock itself.
var errIdle = errors.New("not done by hand")

// ready fills in what a deed takes over from the lock as it is.
func (d *Deed) ready(l *model.Lock) {
	c := d.CellsIn
	if c == nil || c.Cells == nil || c.Cells.Kind != "" {
		return
	}
	set, before := *c.Cells, battery(l)
	set.Kind = before.Kind
	if set.Count == 0 {
		set.Count = before.Cells
	}
	in := *c
	in.Cells = &set
	d.CellsIn = &in
}

// do does it at the instant that the lock shows, and says how long it takes. Errors
// wrap ErrSpec, model.ErrCellsIn, firmware.ErrProfile or gatt.ErrFault.
func (d *Deed) do(l *model.Lock) (time.Duration, error) {
	switch {
	case d.CellsOut != nil:
		return l.RemoveCells(d.CellsOut.Over, d.CellsOut.Chatter), nil
	case d.CellsIn != nil:
		return d.CellsIn.do(l)
	case d.Knock != nil:
		return l.KnockFor(d.Knock.Times, d.Knock.For), nil
	case d.Cut != nil:
		l.Cut(d.Cut.For)
		return d.Cut.For, nil
	case d.TurnKey != nil:
		l.TurnKey(d.TurnKey.MilliDegrees, d.TurnKey.Over)
		return d.TurnKey.Over, nil
	case d.PressButton != nil:
		l.PressButton(d.PressButton.For)
		return d.PressButton.For, nil
	case d.MoveDoor != nil:
		l.MoveDoor(d.MoveDoor.Closed)
		return 0, nil
	case d.Sag != nil:
		return d.Sag.do(l), nil
	case d.Ambient != nil:
		l.SetAmbientSlowly(d.Ambient.Celsius, d.Ambient.Over)
		return d.Ambient.Over, nil
	case d.Supply != nil:
		return d.Supply.do(l), nil
	case d.ResetPin != nil:
		l.PullReset()
		return 0, nil
	case d.Update != nil:
		p, err := firmware.LookupProfile(d.Update.Profile)
		if err != nil {
			return 0, err
		}
		l.UpdateFirmware(p)
		return updateTakes, nil
	case d.Fault != nil:
		return 0, l.Air().SetFault(*d.Fault)
	case d.FaultsGone != nil:
		if d.FaultsGone.ID == "" {
			l.Air().ResetFaults()
		} else {
			l.Air().RemoveFault(d.FaultsGone.ID)
		}
		return 0, nil
	case d.Image != nil:
		return 0, nil
	}
	return 0, errIdle
}

func (c *CellsIn) do(l *model.Lock) (time.Duration, error) {
	put := model.Insertion{Bounces: c.Bounces, LongGap: c.Gap}
	if c.Cells != nil {
		pack, err := c.Cells.Pack()
		if err != nil {
			return 0, err
		}
		put.Cells = &pack
	}
	return l.InsertCells(put)
}

func (s *Sag) do(l *model.Lock) time.Duration {
	l.Machine().Withdraw(mcu.InBench)
	if s.Fall == 0 && s.Rise == 0 {
		l.Sag(s.Volts, s.For)
		return s.For
	}
	return l.SagSlowly(s.Volts, s.Fall, s.For, s.Rise)
}

func (s *Supply) do(l *model.Lock) time.Duration {
	if len(s.Steps) == 0 {
		l.EndBench()
		return 0
	}
	var program []model.BenchStep
	for _, x := range s.Steps {
		program = append(program, model.BenchStep{Volts: x.Volts, Ohms: x.Ohms, For: x.For})
	}
	return l.BenchProgram(program)
}

// repeatable tells whether the deed can be done to a copy of the lock.
func (d *Deed) repeatable() bool {
	switch {
	case d.Script != nil, d.Paired != nil, d.Image != nil, d.Asked != nil && d.Asked.Command == nil:
		return false
	}
	return true
}

// By and Word say who did it, and what, in one word each; Text in a sentence without
// any secret.
func (d *Deed) By() string {
	switch {
	case d.Sag != nil, d.Ambient != nil, d.Supply != nil, d.ResetPin != nil, d.Cut != nil:
		return "laboratory"
	case d.Update != nil, d.Image != nil:
		return "service"
	case d.Fault != nil, d.FaultsGone != nil:
		return "air"
	case d.Script != nil:
		return "script"
	case d.Paired != nil, d.Asked != nil:
		return "phone"
	}
	return "hand"
}

// Word is what was done: a word of scenario files where there is one.
func (d *Deed) Word() string {
	switch {
	case d.CellsOut != nil:
		return "cells-out"
	case d.CellsIn != nil:
		return "cells-in"
	case d.Knock != nil:
		return "knock"
	case d.Cut != nil:
		return "cut"
	case d.TurnKey != nil:
		return "turn-key"
	case d.PressButton != nil:
		return "press-button"
	case d.MoveDoor != nil:
		return "door"
	case d.Sag != nil:
		return "sag"
	case d.Ambient != nil:
		return "ambient"
	case d.Supply != nil:
		return "supply"
	case d.ResetPin != nil:
		return "reset-pin"
	case d.Update != nil:
		return "update"
	case d.Fault != nil:
		return "air-fault"
	case d.FaultsGone != nil:
		return "air-fault-over"
	case d.Image != nil:
		return "image"
	case d.Script != nil:
		return "scenario"
	case d.Paired != nil:
		return "pair"
	case d.Asked != nil:
		return d.Asked.Word
	}
	return "nothing"
}

// Text is a sentence without any secret.
func (d *Deed) Text() string {
	long := sim.FormatDuration
	switch {
	case d.CellsOut != nil && d.CellsOut.Over == 0:
		return "the cells are out from one instant to the next"
	case d.CellsOut != nil:
		return "a hand takes the cells out within " + long(d.CellsOut.Over)
	case d.CellsIn != nil && d.CellsIn.Cells != nil:
		return fmt.Sprintf("a hand puts other cells in: %s %s", d.CellsIn.Cells.Kind, d.CellsIn.Cells.Charge)
	case d.CellsIn != nil:
		return "a hand puts the cells back in"
	case d.Knock != nil:
		return fmt.Sprintf("a knock opens the contact %d times, for %s each", d.Knock.Times, long(d.Knock.For))
	case d.Cut != nil:
		return "the battery line is cut for " + long(d.Cut.For)
	case d.TurnKey != nil:
		return fmt.Sprintf("the key is turned by %d°", -d.TurnKey.MilliDegrees/1000)
	case d.PressButton != nil:
		return "the button is pressed for " + long(d.PressButton.For)
	case d.MoveDoor != nil && d.MoveDoor.Closed:
		return "the door is closed"
	case d.MoveDoor != nil:
		return "the door is opened"
	case d.Sag != nil:
		return fmt.Sprintf("a laboratory supply pulls the battery voltage to %.2f V for %s", d.Sag.Volts, long(d.Sag.For))
	case d.Ambient != nil:
		return fmt.Sprintf("the temperature goes to %.1f °C", d.Ambient.Celsius)
	case d.Supply != nil && len(d.Supply.Steps) == 0:
		return "the laboratory supply is taken away"
	case d.Supply != nil:
		return fmt.Sprintf("a laboratory supply takes the place of the cells, %d steps", len(d.Supply.Steps))
	case d.ResetPin != nil:
		return "the reset pin is pulled"
	case d.Update != nil:
		return "the firmware " + d.Update.Profile + " is installed"
	case d.Fault != nil:
		return "a fault is set on the link: " + d.Fault.String()
	case d.FaultsGone != nil && d.FaultsGone.ID == "":
		return "all faults of the link are removed"
	case d.FaultsGone != nil:
		return "the fault " + d.FaultsGone.ID + " of the link is removed"
	case d.Image != nil:
		return fmt.Sprintf("the content of the memory is replaced, %d bytes", d.Image.Bytes)
	case d.Script != nil:
		return "the scenario " + d.Script.Name + " begins to be played"
	case d.Paired != nil:
		return "a phone is paired: " + d.Paired.Name
	case d.Asked != nil:
		return d.Asked.text()
	}
	return ""
}
