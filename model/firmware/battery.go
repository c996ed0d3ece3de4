package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// chargePoint is a rested battery voltage and the charge it is taken for.
type chargePoint struct {
	volts   Millivolts
	percent int32
}

// chargeTables turn the rested voltage of four cells into a charge, by the
// battery type that is set. The maker publishes none; these are assumptions
// around what is known: the warning comes at 20 %, alkaline near 4.7 V,
// accumulators near 4.85 V, lithium near 5.6 V.
var chargeTables = [...][6]chargePoint{
	keyturner.Alkaline:     {{4000, 0}, {4400, 10}, {4720, 20}, {5280, 55}, {5800, 85}, {6300, 100}},
	keyturner.Accumulators: {{4300, 0}, {4600, 10}, {4850, 20}, {5080, 50}, {5250, 85}, {5450, 100}},
	keyturner.Lithium:      {{5000, 0}, {5400, 10}, {5600, 20}, {6000, 50}, {6500, 85}, {6900, 100}},
}

// warnPercent is where the critical bit is set.
const warnPercent = 20

// ChargePercent is the charge a rested pack voltage is taken for, 0..100.
func ChargePercent(t keyturner.BatteryType, v Millivolts) int32 {
	if int(t) >= len(chargeTables) {
		t = keyturner.Alkaline
	}
	table := &chargeTables[t]
	if v <= table[0].volts {
		return 0
	}
	for i := 1; i < len(table); i++ {
		if lo, hi := table[i-1], table[i]; v <= hi.volts {
			return lo.percent + int32(v-lo.volts)*(hi.percent-lo.percent)/int32(hi.volts-lo.volts)
		}
	}
	return 100
}

// guessCells tells battery types apart by the voltage of four cells that were
// just inserted: fresh lithium lie above any other, accumulators below what
// fresh alkaline give (assumption). Used alkaline cells pass for accumulators,
// which is how a lock comes to warn at the wrong time.
func guessCells(inserted Millivolts) keyturner.BatteryType {
	switch {
	case inserted > 6600:
		return keyturner.Lithium
	case inserted > 5650:
		return keyturner.Alkaline
	}
	return keyturner.Accumulators
}

// batteryType is the type in use: the one that is set, or the guess.
func (a *App) batteryType() keyturner.BatteryType {
	if a.State.Advanced.AutoBatteryType {
		return a.State.Cells
	}
	return a.State.Advanced.Battery
}

// batteryByte is the coding shared by the states and the battery report.
func (a *App) batteryByte(rested Millivolts) uint8 {
	percent := ChargePercent(a.batteryType(), rested)
	return uint8(keyturner.NewBatteryState(percent <= warnPercent, false, uint8(percent)))
}

// restedVolts is the battery voltage that is judged: the one before the motor
// runs, while it does.
func (a *App) restedVolts() Millivolts {
	if a.State.Motion.running() {
		return a.State.Rested
	}
	return a.hal.BatteryVolts()
}

// batteryReport fills the published report.
func (a *App) batteryReport() BatteryReport {
	s := &a.State
	now := a.hal.BatteryVolts()
	rested := now
	if s.Motion.running() {
		rested = s.Rested
	}
	r := BatteryReport{
		Voltage: now, Critical: a.batteryByte(rested), LastAction: s.Last.Action,
		StartTemperature: int8(a.hal.Temperature() / 10),
	}
	if r.LastAction == actionBootRun || r.LastAction == actionCalibration {
		r.LastAction = keyturner.ActionNone
	}
	if !s.Reported {
		return r
	}
	m := &s.Report
	r.DrainMilliwattSeconds = uint16(max(0, min(m.Drain, 0xFFFF)))
	r.StartVoltage, r.LowestVoltage = m.Start, m.Lowest
	r.DistanceDegrees = uint16(max(0, min(m.Distance/1000, 0xFFFF)))
	r.StartTemperature = int8(m.Temperature / 10)
	r.MaxTurnCurrent = m.MaxCurrent
	if m.MaxCurrent > 0 && m.Start > m.Lowest {
		r.ResistanceMilliohms = uint16(min(int64(m.Start-m.Lowest)*1000/int64(m.MaxCurrent), 0xFFFF))
	}
	return r
}

// states fills the published state record.
func (a *App) states() KeyturnerStates {
	s := &a.State
	k := KeyturnerStates{
		NukiState: keyturner.DoorMode, LockState: s.Bolt, Trigger: s.Trigger, Time: a.now(),
		OffsetMinutes: s.Config.OffsetMinutes, Battery: a.batteryByte(a.restedVolts()), ConfigUpdates: s.Updates,
		LastAction: s.Last.Action, LastTrigger: s.Last.Trigger, LastCompletion: s.Last.Completion,
		DoorClosed: a.hal.DoorClosed(), NightMode: s.Night,
	}
	if k.LastAction == actionBootRun || k.LastAction == actionCalibration {
		k.LastAction = keyturner.ActionNone
	}
	switch {
	case s.Pairing:
		k.NukiState = keyturner.PairingMode
	case a.isNew():
		k.NukiState = keyturner.Uninitialized
	}
	if s.Bolt == keyturner.UnlockedLockNGo {
		left := (s.LockNGoAt - a.hal.Uptime() + time.Second - 1) / time.Second
		k.LockNGoSeconds = uint8(max(0, min(left, 255)))
	}
	return k
}

// CriticalVolts is the highest rested voltage of the cells that sets the critical
// bit, for the battery type in use.
func (a *App) CriticalVolts() Millivolts {
	t := a.batteryType()
	lo, hi := Millivolts(0), chargeTables[keyturner.Lithium][len(chargeTables[0])-1].volts
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; ChargePercent(t, mid) <= warnPercent {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
