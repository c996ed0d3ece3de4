package flashsim

// cacheChunks is how many marginal chunks a device keeps worked-out cells of: one
// 4 KiB page and some change.
const cacheChunks = 32

// cellCache remembers replayed cells. It is not part of the state: a margin is
// immutable, so its pointer names its content, and with the chunk an entry stays true
// across forks and restores of one device. It belongs to one device and is never
// shared.
type cellCache struct {
	entries   [cacheChunks]*cacheLines
	next      int
	drawn     [drawnChunks]*drawnChunk
	nextDrawn int
}

// drawnChunks is of how many chunks a device keeps the traits of cells: what a boot
// reads of a torn unit over and over, and some change.
const drawnChunks = 16

// drawnChunk remembers what was drawn for the cells of a chunk. A draw depends on
// the chip and the place of the cell alone.
type drawnChunk struct {
	base  uint32
	cells [chunkCellBytes]drawnByte
}

// drawnByte are the normal traits of eight cells; 0 is not drawn yet.
type drawnByte [8][normalTraits]float64

// drawnOf gives the draws of a cell byte, or nil where nobody keeps them.
func (c *cellCache) drawnOf(base, i uint32) *drawnByte {
	if c == nil {
		return nil
	}
	for _, e := range &c.drawn {
		if e != nil && e.base == base {
			return &e.cells[i]
		}
	}
	return nil
}

// keepDrawn begins to keep the draws of a chunk, in place of the oldest.
func (c *cellCache) keepDrawn(base uint32) {
	if c.drawnOf(base, 0) != nil {
		return
	}
	e := c.drawn[c.nextDrawn]
	if e == nil {
		e = new(drawnChunk)
		c.drawn[c.nextDrawn] = e
	} else {
		clear(e.cells[:])
	}
	e.base = base
	c.nextDrawn = (c.nextDrawn + 1) % drawnChunks
}

type cacheLines struct {
	of    *margin
	base  uint32 // where the chunk begins
	have  byteMask
	cells [chunkCellBytes]byteCells
}

// lines gives the cache entry of the margin of the chunk that begins at base, taking
// over the oldest when there is none. Devices that never read a marginal cell have
// no cache. A chunk that comes back with another margin is torn over and over: its
// draws are kept from then on.
func (d *Device) lines(m *margin, base uint32) *cacheLines {
	if d.cache == nil {
		d.cache = new(cellCache)
	}
	c := d.cache
	again := false
	for _, e := range &c.entries {
		if e == nil || e.of == nil || e.base != base {
			continue
		}
		if e.of == m {
			return e
		}
		again = true
	}
	if again {
		c.keepDrawn(base)
	}
	e := c.entries[c.next]
	if e == nil {
		e = new(cacheLines)
		c.entries[c.next] = e
	}
	c.next = (c.next + 1) % cacheChunks
	e.of, e.base = m, base
	e.have = byteMask{}
	return e
}

func (e *cacheLines) get(d *Device, ch *chunk, i uint32) *byteCells {
	if !e.have.has(i) {
		d.replay(ch, e.base, i, &e.cells[i])
		e.have.addRange(i, i+1)
	}
	return &e.cells[i]
}

// forget drops all entries, for a device whose cells have got other traits.
func (c *cellCache) forget() {
	for _, e := range c.entries {
		if e != nil {
			e.of = nil
		}
	}
	c.drawn = [drawnChunks]*drawnChunk{}
}
