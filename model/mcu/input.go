package mcu

import (
	"errors"
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/model/trace"
)

// InputKind names what the world does to the machine.
type InputKind uint8

// What hands, phones, laboratories and workshops do.
const (
	InContact  InputKind = iota // Ohms of the battery contact; +Inf is open
	InCellsOut                  // the cells are gone from the open bay
	InCells                     // Cells (nil: those that were taken out) lie in the bay, the contact still open
	InBench                     // a laboratory supply of Volts and Ohms in place of the cells; Off takes it away
	InAmbient                   // Celsius
	InButton                    // pressed for Press, now released
	InKey                       // somebody turns the key to Millidegrees
	InDoor                      // On: closed, off: open
	InPacket                    // Peer sends Packet
	InImage                     // Packet is a firmware image to install and start, Supervisor its option bytes
	InPinReset                  // the reset pin is pulled
	InRemark                    // nothing happens; the trace tells Name and Text under Lane
)

// Input is one thing that the world does to the machine.
type Input struct {
	Kind         InputKind
	Name         string // of the trace event; may be empty
	Text         string // its sentence for the story; may be empty
	Ohms         power.Ohms
	Volts        power.Volts
	Celsius      power.Celsius
	Millidegrees int32
	Press        time.Duration
	On           bool
	Peer         uint32
	Cells        *power.PackConfig // must not change afterwards
	CellsKey     repro.Key         // spread between new cells
	Packet       any               // must not change afterwards
	Supervisor   *SupervisorConfig // of an image; nil: as it was; must not change afterwards
	Lane         trace.Kind        // InRemark only
	// Hand is the ordinal of the movement that a step of the contact, or the
	// taking away of the cells, belongs to. What is still to come of an earlier
	// movement no longer happens once a later one has begun. 0 belongs to none.
	Hand uint64
}

// apply carries out an input at the present instant.
func (m *Machine) apply(in Input) {
	if in.Hand < m.hand && in.Hand != 0 {
		return
	}
	m.hand = max(m.hand, in.Hand)
	if m.listening() && (in.Name != "" || in.Text != "") {
		lane := inputTrace[in.Kind]
		if in.Kind == InRemark {
			lane = in.Lane
		}
		m.note(lane, in.Name, in.Text)
	}
	switch in.Kind {
	case InContact:
		m.supply.SetContact(in.Ohms)
	case InCellsOut:
		m.taken = m.supply.Remove()
	case InCells:
		m.placeCells(in)
	case InBench:
		m.supply.SetBench(in.On, in.Volts, in.Ohms)
	case InAmbient:
		m.ram.account(&m.world)
		m.supply.SetAmbient(in.Celsius)
	case InButton:
		m.interrupt(Interrupt{Kind: IRQButton, Value: int64(in.Press)})
	case InKey:
		m.turnKey(in.Millidegrees)
		m.interrupt(Interrupt{Kind: IRQKey, Value: int64(m.KeyAngle())})
	case InDoor:
		m.moveDoor(in.On)
	case InPacket:
		if m.load.onAir && m.cpu >= Running && m.cpu != Hung {
			m.interrupt(Interrupt{Kind: IRQPacket, Packet: in.Packet})
		} else if m.listening() {
			m.note(trace.Phone, "unheard", "nobody hears the phone: the radio is off")
		}
	case InImage:
		m.install(in)
	case InPinReset:
		m.reset(Pin)
	}
}

// install replaces the firmware and what its option bytes decide, and starts
// it. An update needs a core that is up to carry it out.
func (m *Machine) install(in Input) {
	cfg := *m.cfg
	if in.Supervisor != nil {
		cfg.Supervisor = *in.Supervisor
	}
	err := cfg.Validate()
	if m.cpu != Running && m.cpu != Asleep {
		err = errNotUp
	}
	if err == nil {
		err = m.core.Install(in.Packet)
	}
	if err != nil {
		if m.listening() {
			m.note(trace.Note, "install-failed", fmt.Sprintf("the image was not installed: %v", err))
		}
		return
	}
	if in.Supervisor != nil {
		m.cfg = &cfg
		m.armSupervisor()
	}
	m.reset(Soft)
}

var errNotUp = errors.New("the core is not up")

// placeCells puts cells into the bay. Cells that nobody can buy were refused
// when the input was made; here they leave the bay empty.
func (m *Machine) placeCells(in Input) {
	m.supply.SetContact(power.Open())
	if in.Cells == nil {
		// Cells that a hand did not get out in time are still there.
		if m.taken.Present() {
			m.supply.InsertState(m.taken)
			m.taken = power.PackState{}
		}
		return
	}
	if err := m.supply.Insert(*in.Cells, in.CellsKey); err != nil && m.listening() {
		m.note(trace.Cells, "cells-refused", err.Error())
	}
}

var inputTrace = [...]trace.Kind{
	InContact: trace.Contact, InCellsOut: trace.Cells, InCells: trace.Cells, InBench: trace.Lab,
	InAmbient: trace.Lab, InButton: trace.Hand, InKey: trace.Hand, InDoor: trace.Hand,
	InPacket: trace.Phone, InImage: trace.Note, InPinReset: trace.Hand, InRemark: trace.Note,
}
