package flashsim

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
)

// Hash identifies the non-volatile state: part, bytes, program counters, wear,
// accumulated partial erases, marginal regions with their charges. It does not
// cover an operation in flight nor the count of reads. Devices that hold the same
// in the same part hash alike, whatever their key. Looking changes nothing.
func (d *Device) Hash() [32]byte {
	h := hasher{h: sha256.New()}
	h.text(d.part.Name)
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.blank() {
			return
		}
		h.word(1)
		h.word(uint64(index))
		h.bytes(ch.data[:])
		for slot, n := range ch.programs {
			if n != 0 {
				h.word(uint64(slot)<<16 | uint64(n))
			}
		}
		h.word(math.MaxUint64)
		if ch.margin != nil {
			h.margin(ch.margin)
		}
	})
	for ni, n := range d.wear.nodes {
		if n == nil {
			continue
		}
		for li, l := range n.leaves {
			if l == nil || l.v == (units{}) {
				continue
			}
			h.word(2)
			h.word(uint64(ni*nodeLeaves + li))
			for i := range l.v.wear {
				h.word(uint64(l.v.wear[i])<<32 | uint64(l.v.partial[i]))
			}
		}
	}
	var out [32]byte
	h.flush()
	h.h.Sum(out[:0])
	return out
}

// hasher collects small writes.
type hasher struct {
	h   hash.Hash
	buf [1024]byte
	n   int
}

func (h *hasher) flush() {
	h.h.Write(h.buf[:h.n])
	h.n = 0
}

func (h *hasher) bytes(b []byte) {
	for len(b) > 0 {
		if h.n == len(h.buf) {
			h.flush()
		}
		k := copy(h.buf[h.n:], b)
		h.n += k
		b = b[k:]
	}
}

func (h *hasher) word(w uint64) {
	if h.n+8 > len(h.buf) {
		h.flush()
	}
	binary.LittleEndian.PutUint64(h.buf[h.n:], w)
	h.n += 8
}

func (h *hasher) text(s string) {
	h.word(uint64(len(s)))
	h.bytes([]byte(s))
}

func (h *hasher) float(f float64) { h.word(math.Float64bits(f)) }

func (h *hasher) mask(m byteMask) {
	for _, w := range m {
		h.word(w)
	}
}

func (h *hasher) margin(m *margin) {
	h.word(3)
	h.mask(m.bytes)
	h.bytes(m.check[:])
	if g := m.ground; g != nil {
		h.word(4)
		h.mask(g.mask)
		for i := range g.volts {
			if g.mask.has(uint32(i / 8)) {
				h.word(uint64(math.Float32bits(g.volts[i]))<<32 | uint64(math.Float32bits(g.relax[i])))
				h.word(uint64(g.moments[g.since[i]]))
			}
		}
	}
	for k := range m.layers {
		h.word(5)
		h.mask(m.layers[k].mask)
		h.stress(m.layers[k].s)
	}
}

func (h *hasher) stress(s *stress) {
	h.word(uint64(s.kind)<<8 | uint64(s.op))
	h.word(uint64(s.addr)<<32 | uint64(s.size))
	h.text(string(s.src))
	h.text(string(s.ecc))
	for _, p := range s.stages {
		h.float(p.Share)
		h.float(p.Reached)
		h.float(p.Stress)
	}
	h.word(uint64(s.wear))
	h.word(uint64(s.at))
	h.float(s.volts)
	if s.random {
		h.word(6)
	}
}
