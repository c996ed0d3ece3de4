package model

import (
	"errors"
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// bay is the battery compartment as a hand sees it.
type bay struct {
	in      bool
	next    uint64 // ordinal of the next new set of cells
	contact power.Ohms
}

// ErrCellsIn is returned by InsertCells when the bay is full.
var ErrCellsIn = errors.New("cells lie in the bay already")

// handStream is the stream of the next action of a hand. Each action has its
// own, so that a changed action does not disturb the ones after it.
func (l *Lock) handStream() repro.Stream {
	l.hands++
	key := l.keys.hand
	if l.redrawn != 0 {
		key = key.Child("redrawn").Index(l.redrawn)
	}
	return key.Index(l.hands).Stream()
}

// RemoveCells takes the cells out, the contact going bad over a while; 0 is
// from one instant to the next. It returns how long that takes, without waiting
// for it: 0 when there are none to take. What is still to come of an earlier
// movement of a hand no longer happens.
func (l *Lock) RemoveCells(over time.Duration, chatter int) time.Duration {
	if !l.bay.in {
		return 0
	}
	st := l.handStream()
	steps := []power.ContactStep{{Ohms: power.Open()}}
	if over > 0 {
		steps = power.SlowRemoval(&st, power.Removal{Closed: l.bay.contact, Over: over, Chatter: chatter})
	}
	l.bay.in = false
	l.machine.Inject(mcu.Input{Kind: mcu.InContact, Name: "cells-out", Text: "a hand takes the cells out", Ohms: steps[0].Ohms, Hand: l.hands})
	at := l.contacts(steps[1:])
	l.machine.InjectAt(at, mcu.Input{Kind: mcu.InCellsOut, Name: "cells-gone", Hand: l.hands})
	return at.Sub(l.Now())
}

// Insertion is how a hand puts cells in.
type Insertion struct {
	// Cells are new ones; nil puts back those that were taken out.
	Cells *power.PackConfig
	// Bounces is how often the contact opens while the cells slide in; below 0
	// it is drawn.
	Bounces int
	// LongGap is one more opening while the tray is pushed home; below 0 it is
	// drawn, 0 is none.
	LongGap time.Duration
}

// InsertCells puts cells in. It returns how long that takes, without waiting for
// it. What is still to come of an earlier movement of a hand no longer happens.
// An error wraps ErrCellsIn, power.ErrConfig or power.ErrUnknownCell.
func (l *Lock) InsertCells(in Insertion) (time.Duration, error) {
	if l.bay.in {
		return 0, ErrCellsIn
	}
	st := l.handStream()
	text := "a hand puts the cells back in"
	key := l.keys.cells
	if in.Cells != nil {
		c := *in.Cells
		in.Cells = &c
		if err := c.Validate(); err != nil {
			return 0, err
		}
		text = fmt.Sprintf("a hand puts %d %s cells in, charged to %.0f %%", c.Cells, c.Kind, c.ChargePercent)
		key = l.keys.cells.Index(l.bay.next)
		l.bay.next++
	}
	steps := power.BouncyInsertion(&st, power.Insertion{Closed: l.bay.contact, Bounces: in.Bounces, LongGap: in.LongGap})
	l.bay.in = true
	l.machine.Inject(mcu.Input{Kind: mcu.InCells, Name: "cells-in", Text: text, Cells: in.Cells, CellsKey: key, Hand: l.hands})
	return l.contacts(steps).Sub(l.Now()), nil
}

// Knock shakes the cells in their springs: the contact opens for a moment.
// Openings below 0 are drawn: one or two. Each lasts 1 ms to longest, or to
// 15 ms when longest is 0. It returns how long all of it takes, without waiting
// for it.
func (l *Lock) Knock(openings int, longest time.Duration) time.Duration {
	st := l.handStream()
	return l.knock(power.KnockContact(&st, power.Knock{Closed: l.bay.contact, Openings: openings, Longest: longest}))
}

// KnockFor is a knock that opens the contact as often and each time for as long
// as is said, with knockPause between two openings.
func (l *Lock) KnockFor(openings int, each time.Duration) time.Duration {
	l.hands++
	var steps []power.ContactStep
	wait := time.Duration(0)
	for range openings {
		steps = append(steps, power.ContactStep{After: wait, Ohms: power.Open()}, power.ContactStep{After: each, Ohms: l.bay.contact})
		wait = knockPause
	}
	return l.knock(steps)
}

// knockPause is between two openings of one knock: springs that ring at 200 Hz
// (assumption).
const knockPause = 5 * time.Millisecond

func (l *Lock) knock(steps []power.ContactStep) time.Duration {
	l.machine.Inject(mcu.Input{Kind: mcu.InContact, Name: "knock", Text: "a knock shakes the cells in their springs", Ohms: l.bay.contact, Hand: l.hands})
	return l.contacts(steps).Sub(l.Now())
}

// Cut opens the battery line from one instant to the next, and closes it again
// after d. What a hand still does to the contacts makes no difference any more.
func (l *Lock) Cut(d time.Duration) {
	l.machine.Withdraw(mcu.InContact)
	l.machine.Inject(mcu.Input{Kind: mcu.InContact, Name: "cut", Text: fmt.Sprintf("the battery line is cut for %v", d), Ohms: power.Open()})
	l.machine.InjectAt(l.Now().Add(d), mcu.Input{Kind: mcu.InContact, Name: "cut-over", Text: "the battery line is whole again", Ohms: l.bay.contact})
}

// contacts schedules the steps and returns the instant of the last.
func (l *Lock) contacts(steps []power.ContactStep) sim.Time {
	at := l.Now()
	for _, s := range steps {
		at = at.Add(s.After)
		in := mcu.Input{Kind: mcu.InContact, Name: "contact-makes", Ohms: s.Ohms, Hand: l.hands}
		if s.Ohms == power.Open() {
			in.Name = "contact-opens"
		}
		l.machine.InjectAt(at, in)
	}
	return at
}

// CellsIn tells whether cells lie in the bay.
func (l *Lock) CellsIn() bool { return l.bay.in }

// TurnKey turns the key from outside, or the knob from inside, by the angle
// within d. Positive angles lock.
func (l *Lock) TurnKey(millidegrees int32, d time.Duration) {
	target := l.machine.KeyAngle() + millidegrees
	l.machine.InjectAt(l.Now().Add(d), mcu.Input{
		Kind: mcu.InKey, Name: "turn-key", Text: fmt.Sprintf("somebody turns the key by %d°", millidegrees/1000), Millidegrees: target,
	})
}

// PressButton presses the button for d.
func (l *Lock) PressButton(d time.Duration) {
	l.machine.InjectAt(l.Now().Add(d), mcu.Input{
		Kind: mcu.InButton, Name: "button", Text: fmt.Sprintf("somebody presses the button for %v", d), Press: d,
	})
}

// MoveDoor opens or closes the door.
func (l *Lock) MoveDoor(closed bool) {
	text := "somebody opens the door"
	if closed {
		text = "somebody closes the door"
	}
	l.machine.Inject(mcu.Input{Kind: mcu.InDoor, Name: "door", Text: text, On: closed})
}
