package flashsim

const (
	chunkBytes = 256
	chunkShift = 8
	// eccPerChunk is the number of check bytes a chunk of an ECC part has, one for
	// each granule of 8 bytes.
	eccPerChunk = chunkBytes / 8
	// chunkCellBytes counts data and check bytes: cell byte i < chunkBytes is a data
	// byte, the rest are the check bytes of the granules.
	chunkCellBytes = chunkBytes + eccPerChunk
	// countersPerChunk: the finest program limit of the catalogue is per 4-byte word.
	countersPerChunk = chunkBytes / 4
)

// chunk is the unit of sharing. Bytes are kept in cell polarity: a set bit is an
// erased cell, whatever value the part reads for it. XOR with the device's
// polarity gives the value read.
type chunk struct {
	data     [chunkBytes]byte
	programs [countersPerChunk]uint16 // since the last erase, by limit block; saturating
	margin   *margin                  // nil: all bytes plain
}

// units is a run of erase-unit records, shared on write like chunks.
type units struct {
	wear    [64]uint32 // erase cycles begun
	partial [64]uint32 // µs of partial erase accumulated
}

var erasedChunk = func() (c chunk) {
	for i := range c.data {
		c.data[i] = 0xFF
	}
	return c
}()

// blank tells whether the chunk is indistinguishable from one never written.
func (c *chunk) blank() bool { return *c == erasedChunk }

// byteMask is a set of cell bytes of a chunk, check bytes included.
type byteMask [(chunkCellBytes + 63) / 64]uint64

func (m *byteMask) has(i uint32) bool { return m[i/64]>>(i%64)&1 != 0 }

func (m *byteMask) addRange(from, to uint32) {
	for from < to {
		n := min(64-from%64, to-from)
		m[from/64] |= ^uint64(0) >> (64 - n) << (from % 64)
		from += n
	}
}

func (m byteMask) empty() bool { return m == byteMask{} }

func (m byteMask) and(o byteMask) byteMask {
	for i := range m {
		m[i] &= o[i]
	}
	return m
}

func (m byteMask) or(o byteMask) byteMask {
	for i := range m {
		m[i] |= o[i]
	}
	return m
}

func (m byteMask) without(o byteMask) byteMask {
	for i := range m {
		m[i] &^= o[i]
	}
	return m
}
