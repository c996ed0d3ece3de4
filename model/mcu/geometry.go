package mcu

import (
	"locktwin/flashsim"
	"locktwin/model/power"
)

// emulatedPage is the page that a driver makes up on a part which has none.
const emulatedPage = 4096

// newController describes the part as a driver sees it: one run of equal erase
// units. Where a part has several sizes it is the run of the smallest, the
// one a designer gives to settings.
func newController(p *flashsim.Part) controller {
	c := controller{burst: p.Program.BurstBytes.Value, programMinimum: power.Volts(p.Program.Widths[0].MinimumVolts.Value), eraseMinimum: power.Volts(p.Erase.MinimumVolts.Value)}
	start := uint32(0)
	for i, r := range p.EraseUnits {
		if i == 0 || int(r.UnitBytes.Value) < c.geometry.PageBytes {
			c.base = start
			c.geometry.PageBytes, c.geometry.Pages = int(r.UnitBytes.Value), int(r.Count)
		}
		start += r.Count * r.UnitBytes.Value
	}
	c.geometry.UnitBytes = int(p.UnitBytes())
	c.geometry.Erased = p.Erased.Value
	c.geometry.UnitPrograms = unitPrograms(p)
	c.powerUp = p.PowerUpToWrite.Value
	if c.powerUp > 0 || p.Shallow.ResetVolts.Value > 0 {
		c.lockout, c.restart = power.Volts(p.LockoutVolts.Value), power.Volts(p.Shallow.ResetVolts.Value)
	}
	c.emulate = !p.HasErase() || p.Program.Again.Value == flashsim.AgainReplaces
	if g := &c.geometry; c.emulate && g.Pages == 1 && g.PageBytes%emulatedPage == 0 {
		g.Pages, g.PageBytes = g.PageBytes/emulatedPage, emulatedPage
	}
	return c
}

// MemoryOf is the geometry that a driver of the part works with.
func MemoryOf(p *flashsim.Part) Memory { return newController(p).geometry }

// unitPrograms is how often a driver may count on programming a unit between
// two erases.
func unitPrograms(p *flashsim.Part) int {
	switch p.Program.Again.Value {
	case flashsim.AgainReplaces, flashsim.AgainOverwritesAny:
		return 1 << 16
	case flashsim.AgainOnlyZero:
		if p.ECCGranuleBytes.Value > 0 {
			return 1
		}
		return 2
	}
	if p.ECCGranuleBytes.Value > 0 {
		return 1
	}
	limit, span := p.Program.Limit.Value, p.Program.LimitBytes.Value
	if limit == 0 || span == 0 {
		return 1 << 16
	}
	// A limit per block leaves room for a few second programs, not for one of
	// every unit; drivers count on two.
	return max(2, int(limit*p.UnitBytes()/span))
}

// Memory is the geometry that a driver knows.
func (m *Machine) Memory() Memory { return m.mem.geometry }

// MemoryBase is where the driver's address 0 lies in the part.
func (m *Machine) MemoryBase() uint32 { return m.mem.base }
