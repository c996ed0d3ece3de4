package flashsim

import "math"

// counterOf locates the program counter of the limit block that holds addr.
func (d *Device) counterOf(addr uint32) (chunkIndex, slot uint32, ok bool) {
	block := d.part.Program.LimitBytes.Value
	if block == 0 {
		return 0, 0, false
	}
	first := addr - addr%block
	if block >= chunkBytes {
		return first >> chunkShift, 0, true
	}
	return first >> chunkShift, first % chunkBytes / block, true
}

// countProgram notes one program in the limit block of addr and gives the number
// since the last erase.
func (d *Device) countProgram(addr uint32) uint16 {
	index, slot, ok := d.counterOf(addr)
	if !ok {
		return 0
	}
	ch := d.writableChunk(index)
	if ch.programs[slot] < math.MaxUint16 {
		ch.programs[slot]++
	}
	return ch.programs[slot]
}

// recount sets the counter of the limit block at addr to the number of its units
// that hold anything.
func (d *Device) recount(addr uint32) {
	unit, n := d.part.UnitBytes(), uint16(0)
	for at := addr; at < addr+d.part.Program.LimitBytes.Value; at += unit {
		if !d.blank(at, unit) {
			n++
		}
	}
	index, slot, _ := d.counterOf(addr)
	if ch := d.mem.at(index); ch != nil && ch.programs[slot] != n || ch == nil && n != 0 {
		d.writableChunk(index).programs[slot] = n
	}
}

// Programs is the number of programs since the last erase in the limit block
// (part.Program.LimitBytes) that holds addr; 0 on parts without a limit.
func (d *Device) Programs(addr uint32) int {
	index, slot, ok := d.counterOf(addr)
	if !ok || addr >= d.part.SizeBytes.Value {
		return 0
	}
	if ch := d.mem.at(index); ch != nil {
		return int(ch.programs[slot])
	}
	return 0
}

// Wear is the number of erase cycles begun on the erase unit that holds addr.
func (d *Device) Wear(addr uint32) uint32 {
	index, _, size := d.part.EraseUnit(addr)
	if size == 0 {
		return 0
	}
	return d.wearOf(index)
}

func (d *Device) wearOf(unit uint32) uint32 {
	if u := d.wear.at(unit / 64); u != nil {
		return u.wear[unit%64]
	}
	return 0
}

// SetWear sets the erase cycles of the unit that holds addr, for a memory that
// has a life behind it. Addresses outside the memory are ignored.
func (d *Device) SetWear(addr, cycles uint32) {
	index, _, size := d.part.EraseUnit(addr)
	if size == 0 {
		return
	}
	u, _ := d.wear.write(index / 64)
	u.wear[index%64] = cycles
}

func (d *Device) addWear(unit uint32) {
	u, _ := d.wear.write(unit / 64)
	if u.wear[unit%64] < math.MaxUint32 {
		u.wear[unit%64]++
	}
}

func (d *Device) partialMicros(unit uint32) uint32 {
	if u := d.wear.at(unit / 64); u != nil {
		return u.partial[unit%64]
	}
	return 0
}

func (d *Device) setPartialMicros(unit, micros uint32) {
	if d.partialMicros(unit) == micros {
		return
	}
	u, _ := d.wear.write(unit / 64)
	u.partial[unit%64] = micros
}
