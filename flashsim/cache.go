package flashsim

// cacheChunks is how many marginal chunks a device keeps worked-out cells of: one
// 4 KiB page and some change.
const cacheChunks = 32

// cellCache remembers replayed cells. It is not part of the state: a margin is
// immutable, so its pointer names its content, and with the chunk an entry stays true
// across forks and restores of one device. It belongs to one device and is never
// shared.
type cellCache struct {
	entries [cacheChunks]*cacheLines
	next    int
}

type cacheLines struct {
	of    *margin
	base  uint32 // where the chunk begins
	have  byteMask
	cells [chunkCellBytes]byteCells
}

// lines gives the cache entry of the margin of the chunk that begins at base, taking
// over the oldest when there is none. Devices that never read a marginal cell have
// no cache.
func (d *Device) lines(m *margin, base uint32) *cacheLines {
	if d.cache == nil {
		d.cache = new(cellCache)
	}
	c := d.cache
	for _, e := range &c.entries {
		if e != nil && e.of == m && e.base == base {
			return e
		}
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
}
