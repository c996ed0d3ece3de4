package flashsim

import "slices"

// Column leakage. A cell that was erased into depletion conducts even when it is
// not selected: it pulls whatever is read on its bit line towards erased, until a
// completed erase or the repair lifts it (TI's F20x/F24x flash manual; patents on
// erase repair). So after an erase that was cut late, other words in the same
// columns may read extra erased bits, in pages never touched too.
//
// The columns are an assumption, since no vendor publishes them: a word line holds
// wordLineBytes bytes and, with error correction, their check bits; a bit line
// serves the same place of every word line of an array, and arrays are aligned
// blocks of leakArrayBytes. Each depleted cell raises the reference of the other
// cells of its column by leakVolts: the currents of several add up. With one of
// them only cells that a cut left near the reference read another value; it takes
// three to reach a cell that was programmed well.
const (
	leakArrayBytes = 64 << 10
	leakVolts      = 0.4 // assumed, per depleted cell
	cellsPerChunk  = chunkCellBytes * 8
)

// depletedCell is a cell that was left under the depletion level.
type depletedCell struct {
	cell  uint16 // of its chunk, which is its column as well
	since uint8
	volts float32
	relax float32
}

// leakage is what a device with Options.Leakage knows of its depleted cells. It
// follows from the margins.
type leakage struct {
	stale bool          // cells has to be gathered anew
	cells []leakingCell // in order of address; never written once gathered
	pull  *pull         // for the chunk being read
}

type leakingCell struct {
	array uint32
	of    *margin
	depletedCell
}

// pull is how many depleted cells hang on each column of an array at a moment.
type pull struct {
	count  [cellsPerChunk]uint8
	strong []uint16 // columns on which several hang
}

func (p *pull) volts(column uint32) float64 { return float64(leakVolts * float64(p.count[column])) }

// findDepleted works out the depleted cells of a chunk whose margin is new and
// not shared yet.
func (d *Device) findDepleted(ch *chunk, index uint32) {
	d.leak.stale = true
	mg := ch.margin
	mg.depleted = nil
	if !mg.erasing() {
		return
	}
	floor := d.part.Cells.DepletionVolts.Value
	lines := d.lines(mg, index<<chunkShift)
	var found []depletedCell
	for i := uint32(0); i < chunkCellBytes; i++ {
		if !mg.bytes.has(i) {
			continue
		}
		bc := lines.get(d, ch, i)
		for b := range bc.volts {
			if float64(bc.volts[b]) < floor {
				found = append(found, depletedCell{uint16(i*8 + uint32(b)), bc.since[b], bc.volts[b], bc.relax[b]})
			}
		}
	}
	mg.depleted = found
}

// erasing tells that the history of a margin may have lowered a cell.
func (m *margin) erasing() bool {
	if m.ground != nil {
		return true
	}
	for k := range m.layers {
		if m.layers[k].s.stages[stageErase].Stress > 0 {
			return true
		}
	}
	return false
}

// stillDepleted keeps the cells of a margin that lost others, and some layers with
// them: kept are the layers of the old one that are left, in order.
func stillDepleted(old []depletedCell, left byteMask, kept []int) (still []depletedCell) {
	for _, c := range old {
		if !left.has(uint32(c.cell / 8)) {
			continue
		}
		if c.since > 0 && c.since < groundSince {
			c.since = uint8(slices.Index(kept, int(c.since-1)) + 1)
		}
		still = append(still, c)
	}
	return still
}

// pullOn gives what hangs on the columns of a chunk; nil is nothing. It is valid
// until the next call.
func (d *Device) pullOn(index uint32, c *Conditions) *pull {
	l := &d.leak
	if l.stale {
		l.gather(d)
	}
	if len(l.cells) == 0 {
		return nil
	}
	array := index / (leakArrayBytes / chunkBytes)
	if l.pull == nil {
		l.pull = new(pull)
	}
	p := l.pull
	p.count, p.strong = [cellsPerChunk]uint8{}, p.strong[:0]
	any := false
	floor := d.part.Cells.DepletionVolts.Value
	var s sense
	for i := range l.cells {
		cell := &l.cells[i]
		if cell.array != array {
			continue
		}
		if s.history != cell.of {
			s = d.sense(cell.of, c, 0)
		}
		if v := float64(cell.volts) + float64(float64(cell.relax)*s.decadesSince(cell.since)); v >= floor {
			continue // it has come back by itself
		}
		any = true
		if n := &p.count[cell.cell]; *n < 255 {
			if *n++; *n == 2 {
				p.strong = append(p.strong, cell.cell)
			}
		}
	}
	if !any {
		return nil
	}
	return p
}

func (l *leakage) gather(d *Device) {
	l.stale, l.cells = false, nil
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.margin == nil {
			return
		}
		for _, c := range ch.margin.depleted {
			l.cells = append(l.cells, leakingCell{index / (leakArrayBytes / chunkBytes), ch.margin, c})
		}
	})
}

// readPulled corrects the plain bytes in dst for the columns that several cells
// pull. A single one does not reach a cell that was programmed well.
func (d *Device) readPulled(ch *chunk, addr uint32, dst []byte, c *Conditions, ordinal int64) error {
	p := d.pullOn(addr>>chunkShift, c)
	if p == nil || len(p.strong) == 0 {
		return nil
	}
	unit, _, _ := d.part.EraseUnit(addr)
	var plain margin
	s := d.sense(&plain, c, d.wearOf(unit))
	s.pull = p
	base, first := addr&^(chunkBytes-1), addr%chunkBytes
	ecc := d.part.ECCGranuleBytes.Value > 0
	for _, column := range p.strong {
		i := uint32(column / 8)
		if ecc {
			g := i / 8 * 8
			if i >= chunkBytes {
				g = (i - chunkBytes) * 8
			}
			if g+8 <= first || g >= first+uint32(len(dst)) || ch.margin != nil && ch.margin.bytes.has(g) || ch.programs[g/8] == 0 {
				continue
			}
			data, good := d.pulledGranule(&s, ch, base, g, c, ordinal)
			for a := max(g, first); a < min(g+8, first+uint32(len(dst))); a++ {
				dst[a-first] = data[a-g] ^ d.polarity
			}
			if !good {
				return &ECCError{Addr: base + g}
			}
			continue
		}
		if i < first || i >= first+uint32(len(dst)) || ch.data[i] == 0xFF || ch.margin != nil && ch.margin.bytes.has(i) {
			continue
		}
		dst[i-first] = d.pulledByte(&s, ch.data[i], base+i, 0, c, ordinal) ^ d.polarity
	}
	return nil
}

// pulledByte reads a plain byte cell by cell.
func (d *Device) pulledByte(s *sense, plain byte, addr uint32, bit0 uint64, c *Conditions, ordinal int64) byte {
	var bc byteCells
	d.settledCells(plain, addr, bit0, d.wearOf(d.unitOf(addr)), &bc)
	return d.readByte(s, &bc, uint64(addr), bit0, c, ordinal)
}

func (d *Device) pulledGranule(s *sense, ch *chunk, base, g uint32, c *Conditions, ordinal int64) (data [8]byte, good bool) {
	for i := range data {
		data[i] = d.pulledByte(s, ch.data[g+uint32(i)], base+g+uint32(i), 0, c, ordinal)
	}
	check := d.pulledByte(s, d.plainCheck(ch, g/8), base+g, 64, c, ordinal)
	return data, correct(data[:], check) || d.options.Untrapped
}

func (d *Device) unitOf(addr uint32) uint32 {
	unit, _, _ := d.part.EraseUnit(addr)
	return unit
}

// columnOf is the column of the first bit of a cell byte, as readByte names it.
func columnOf(addr, bit0 uint64) uint32 {
	i := uint32(addr % chunkBytes)
	if bit0 >= 64 {
		i = chunkBytes + i/8
	}
	return i * 8
}
