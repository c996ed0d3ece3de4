package flashsim

// Sides identifies what a reader can make of the ranges, and how far the operations
// came that were cut there: the plain bytes, and of each marginal bit, check bits
// included, on which side of the reference, of the edges of the noise band (so many
// sigmas; 0 is DefaultSigmas) and of the verify levels it lies; and which stages each
// cut operation has entered, wherever it lies. Cuts of one operation between two
// neighbouring Borders that have entered the same stages have equal Sides. Bytes that a cut disturbed by a draw count as
// such, whatever the draw. Looking changes nothing.
func (d *Device) Sides(in []Range, c Conditions, sigmas float64) uint64 {
	if sigmas == 0 {
		sigmas = DefaultSigmas
	}
	h := sidesHash(sidesBasis)
	var last *stress
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.margin == nil {
			return
		}
		for _, l := range ch.margin.layers {
			if l.s == last || l.s.kind != stressOperation {
				continue
			}
			last = l.s
			h.add(uint64(l.s.addr))
			for _, p := range l.s.stages {
				h.bit(p.Stress > 0)
			}
		}
	})
	granule := max(d.part.ECCGranuleBytes.Value, 1)
	for _, r := range in {
		end := min(uint64(r.Addr)+uint64(r.Size), uint64(d.part.SizeBytes.Value))
		for addr := r.Addr - r.Addr%granule; uint64(addr) < end; {
			n := uint32(min(uint64(chunkBytes-addr%chunkBytes), end-uint64(addr)))
			n = (n + granule - 1) / granule * granule
			d.sidesOfChunk(&h, addr, n, &c, sigmas)
			addr += n
		}
	}
	return uint64(h)
}

func (d *Device) sidesOfChunk(h *sidesHash, addr, n uint32, c *Conditions, sigmas float64) {
	ch := d.mem.at(addr >> chunkShift)
	if ch == nil {
		ch = &erasedChunk
	}
	off := addr % chunkBytes
	if ch.margin == nil {
		for _, b := range ch.data[off : off+n] {
			h.add(uint64(b))
		}
		return
	}
	s := d.sense(ch.margin, c, d.wearOf(d.unitOf(addr)))
	if d.options.Leakage {
		s.pull = d.pullOn(addr>>chunkShift, c)
	}
	for i := off; i < off+n; i++ {
		d.sidesOfByte(h, ch, &s, addr-off, i, addr-off+i, 0, sigmas)
		if d.part.ECCGranuleBytes.Value > 0 && i%8 == 7 {
			d.sidesOfByte(h, ch, &s, addr-off, chunkBytes+i/8, addr-off+i&^7, 64, sigmas)
		}
	}
}

func (d *Device) sidesOfByte(h *sidesHash, ch *chunk, s *sense, base, i, addr uint32, bit0 uint64, sigmas float64) {
	mg := ch.margin
	if !mg.bytes.has(i) {
		if i < chunkBytes {
			h.add(uint64(ch.data[i]))
		}
		return
	}
	if last, _ := mg.last(i); last != nil && last.random {
		h.add(1 << 9)
		return
	}
	k := &d.part.Cells
	bc := d.lines(mg, base).get(d, ch, i)
	for b := range 8 {
		m := s.margin(bc, b)
		if s.pull != nil {
			m += s.pull.volts(i*8 + uint32(b))
		}
		band := float64(sigmas * s.sigma)
		if bit := bit0 + uint64(b); abs(m) < band+k.TelegraphHighVolts.Value && d.isTelegraph(uint64(addr), bit) {
			band += d.telegraphVolts(uint64(addr), bit)
		}
		v := float64(bc.volts[b])
		h.bit(m > 0)
		h.bit(m < band)
		h.bit(m <= -band)
		h.bit(v >= k.ProgramVerifyVolts.Value)
		h.bit(v >= k.EraseVerifyVolts.Value)
	}
}

// sidesHash is an FNV-1a hash, eight bytes at a time.
type sidesHash uint64

const (
	sidesBasis = 0xCBF29CE484222325
	sidesPrime = 0x100000001B3
)

func (h *sidesHash) add(w uint64) {
	x := (uint64(*h) ^ w) * sidesPrime
	*h = sidesHash(x ^ x>>29)
}

func (h *sidesHash) bit(b bool) {
	if b {
		h.add(1)
	} else {
		h.add(0)
	}
}
