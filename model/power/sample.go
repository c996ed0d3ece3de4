package power

import (
	"time"

	"locktwin/model/sim"
)

// Sample is what a probe on the board would show at one instant.
type Sample struct {
	VBAT, VDD Volts
	Logic     Volts   // before the regulator: VBAT, or behind the isolation diode
	Battery   Amps    // out of the cells (or the bench supply)
	Motor     Amps    // in the winding, signed
	Speed     float64 // rad/s of the shaft
	KeyAngle  Radians
}

// Meter is what was used since construction, and extremes since ResetExtremes.
type Meter struct {
	At      sim.Time
	Elapsed time.Duration // since construction

	Battery, Bench                  Coulombs // out of the cells, out of the bench supply
	Motor, MCU, Aux, Quiescent      Coulombs // by consumer
	SelfDischarge                   Coulombs // of one cell of a series string, on average over the cells
	Delivered                       Joules   // at VBAT: volts times the current from cells or bench
	MotorEnergy, MCUEnergy, AuxUsed Joules   // at the bridge, on VDD, on VBAT

	LowestVBAT, LowestVDD Volts // since ResetExtremes
	HighestMotor          Amps  // absolute
}

// CellView is the state of one cell.
type CellView struct {
	Kind      CellKind
	Charge    float64 // fraction left, both wells
	Available float64 // fraction of the well that feeds the terminals
	OCV       Volts
	Terminal  Volts // open-circuit voltage less polarisation, without R0
	R0        Ohms
	Capacity  Coulombs // at this temperature and age
	Celsius   Celsius
}

// PackView is the state of the cells.
type PackView struct {
	Present bool
	OCV     Volts // of the string
	R0      Ohms
	Cells   []CellView
}
