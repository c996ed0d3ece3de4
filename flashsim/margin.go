package flashsim

import (
	"time"

	"locktwin/internal/repro"
)

// maxLayers is how many stress records a chunk collects before the thresholds are
// worked out and stored. It bounds the cost of a read.
const maxLayers = 16

// layer is one stress record with the cell bytes of the chunk it still concerns.
type layer struct {
	s    *stress
	mask byteMask
}

// ground holds worked-out thresholds in place of the history that led to them.
// Each cell keeps the moment from which it relaxes, so that working out changes
// nothing but the rounding.
type ground struct {
	mask    byteMask
	volts   [chunkCellBytes * 8]float32
	relax   [chunkCellBytes * 8]float32
	since   [chunkCellBytes * 8]uint8 // index of a moment
	moments []time.Duration           // in order of first use, at most maxMoments
}

// maxMoments bounds the moments of a ground. A chunk that was hurt at more
// distinct instants takes its last moment for the rest.
const maxMoments = 255 - groundSince

// groundSince is where the moments of the ground begin in a cell's since: 0 is no
// moment, 1 to maxLayers are layers.
const groundSince = maxLayers + 1

// index gives the place of a moment, adding it when it is new.
func (g *ground) index(at time.Duration) uint8 {
	for i, m := range g.moments {
		if m == at {
			return uint8(i)
		}
	}
	if len(g.moments) < maxMoments {
		g.moments = append(g.moments, at)
	}
	return uint8(len(g.moments) - 1)
}

// margin is the marginal state of a chunk. Immutable once it hangs on a chunk, so
// its pointer identifies its content.
type margin struct {
	bytes  byteMask
	ground *ground
	layers []layer
	check  [eccPerChunk]byte // check bytes from before the first layer; ECC parts only
}

// addLayer puts a stress record on the cells it covers. Completed programs and
// nothing else leave plain cells plain.
func (d *Device) addLayer(s *stress) {
	end := s.addr + s.size
	for addr := s.addr; addr < end; {
		off := addr % chunkBytes
		n := min(chunkBytes-off, end-addr)
		var m byteMask
		m.addRange(off, off+n)
		if d.part.ECCGranuleBytes.Value > 0 {
			m.addRange(chunkBytes+off/8, chunkBytes+(off+n)/8)
		}
		d.layerOnChunk(addr>>chunkShift, s, m)
		addr += n
	}
}

func (d *Device) layerOnChunk(index uint32, s *stress, m byteMask) {
	ch := d.writableChunk(index)
	old := ch.margin
	if s.kind == stressComplete {
		if old == nil {
			return
		}
		if m = m.and(old.bytes); m.empty() {
			return
		}
	}
	nm := new(margin)
	if old != nil {
		*nm = *old
	}
	if d.part.ECCGranuleBytes.Value > 0 {
		for g := range nm.check {
			if i := uint32(chunkBytes + g); m.has(i) && !nm.bytes.has(i) {
				nm.check[g] = d.plainCheck(ch, uint32(g))
			}
		}
	}
	if last := len(nm.layers) - 1; last >= 0 && nm.layers[last].mask == m {
		if merged := mergeStress(nm.layers[last].s, s); merged != nil {
			nm.layers = append([]layer(nil), nm.layers...)
			nm.layers[last].s = merged
			ch.margin = nm
			return
		}
	}
	if len(nm.layers) >= maxLayers {
		nm.ground = d.workOut(ch, index)
		nm.layers = nil
	}
	nm.bytes = nm.bytes.or(m)
	nm.layers = append(nm.layers[:len(nm.layers):len(nm.layers)], layer{s, m})
	ch.margin = nm
}

// mergeStress joins two records that follow each other on the same cells and add
// up: chunks of one partial erase, and equal disturbs. nil when they do not.
func mergeStress(a, b *stress) *stress {
	if a.kind != b.kind || a.addr != b.addr || a.size != b.size || a.op != b.op || a.wear != b.wear {
		return nil
	}
	switch {
	case a.kind == stressDisturb && !a.random && !b.random:
		m := *b
		m.volts += a.volts
		return &m
	case a.kind == stressOperation && a.op == PartialErase && a.stages[stageErase].Share > 0:
		m := *b
		m.stages[stageErase].Stress += a.stages[stageErase].Stress
		return &m
	}
	return nil
}

// plainCheck is the check byte of a plain granule, in cell polarity.
func (d *Device) plainCheck(ch *chunk, granule uint32) byte {
	if ch.programs[granule] == 0 {
		return 0xFF
	}
	return checkByte(ch.data[granule*8 : granule*8+8])
}

// makePlain takes cells out of the marginal state.
func (d *Device) makePlain(ch *chunk, m byteMask) {
	if ch.margin == nil {
		return
	}
	if d.part.ECCGranuleBytes.Value > 0 {
		// A granule is plain or marginal as a whole, check bits included.
		for g := uint32(0); g < eccPerChunk; g++ {
			if m[g/8]>>(g%8*8)&0xFF != 0 {
				m.addRange(g*8, g*8+8)
				m.addRange(chunkBytes+g, chunkBytes+g+1)
			}
		}
	}
	old := ch.margin
	left := old.bytes.without(m)
	if left.empty() {
		ch.margin = nil
		return
	}
	nm := &margin{bytes: left, ground: old.ground, check: old.check}
	for _, l := range old.layers {
		if mask := l.mask.and(left); !mask.empty() {
			nm.layers = append(nm.layers, layer{l.s, mask})
		}
	}
	if g := old.ground; g != nil {
		if mask := g.mask.and(left); mask.empty() {
			nm.ground = nil
		} else if mask != g.mask {
			ng := *g
			ng.mask = mask
			nm.ground = &ng
		}
	}
	ch.margin = nm
}

// states of the eight cells of one byte after the history of its chunk.
type byteCells struct {
	volts [8]float32
	relax [8]float32
	since [8]uint8 // 0: nothing yet, k: layer k-1, from groundSince on a moment of the ground
}

// replay works out the cells of one marginal byte from the history of its chunk,
// which begins at base.
func (d *Device) replay(ch *chunk, base, i uint32, out *byteCells) {
	mg := ch.margin
	addr := base + i
	plain := byte(0)
	bit0 := uint64(0)
	if i >= chunkBytes {
		addr = base + (i-chunkBytes)*8
		plain = mg.check[i-chunkBytes]
		bit0 = 64
	} else {
		plain = ch.data[i]
	}
	wear := uint32(0)
	for _, l := range mg.layers {
		if l.mask.has(i) {
			wear = l.s.wear
			break
		}
	}
	grounded := mg.ground != nil && mg.ground.mask.has(i)
	decades := wearDecades(wear)
	for b := uint64(0); b < 8; b++ {
		c := cell{d: d, addr: uint64(addr), bit: bit0 + b, wear: decades}
		if grounded {
			k := uint64(i)*8 + b
			c.v, c.relax = float64(mg.ground.volts[k]), float64(mg.ground.relax[k])
			c.since = groundSince + mg.ground.since[k]
		} else if plain>>b&1 != 0 {
			c.v = c.erasedLevel()
		} else {
			c.v = c.programmedLevel()
		}
		for k := range mg.layers {
			l := &mg.layers[k]
			if !l.mask.has(i) {
				continue
			}
			s := l.s
			target := true
			if s.src != nil {
				if i < chunkBytes {
					target = s.src[addr-s.addr]>>b&1 != 0
				} else {
					target = s.ecc[(addr-s.addr)/8]>>b&1 != 0
				}
			}
			if c.relax != 0 && s.kind != stressDisturb {
				c.settle(s.at-mg.moment(c.since), target && s.stages[stageErase].Share == 0 && s.stages[stagePreProgram].Share == 0)
			}
			position := float64(addr-s.addr) / float64(s.size)
			c.apply(s, target, position, float64(max(s.size/4, 1)), uint8(k+1))
		}
		out.volts[b], out.relax[b], out.since[b] = float32(c.v), float32(c.relax), c.since
	}
}

// settle lets a cell relax up to the moment of the next stress. A stress that
// leaves the cell alone lets it go on relaxing instead.
func (c *cell) settle(t time.Duration, untouched bool) {
	if untouched {
		return
	}
	c.v += float64(c.relax * hourDecades(t))
	c.relax = 0
}

// hourDecades is log10(1 + t/1 h), the measure in which charge moves by itself.
func hourDecades(t time.Duration) float64 {
	if t <= 0 {
		return 0
	}
	return repro.Log10(1 + float64(t)/float64(time.Hour))
}

// moment is when the state called since was reached.
func (m *margin) moment(since uint8) time.Duration {
	switch {
	case since == 0:
		return 0
	case since < groundSince:
		return m.layers[since-1].s.at
	}
	return m.ground.moments[since-groundSince]
}

// workOut turns the history of a chunk into stored thresholds.
func (d *Device) workOut(ch *chunk, index uint32) *ground {
	mg := ch.margin
	g := &ground{mask: mg.bytes}
	var touched byteMask
	for k := range mg.layers {
		touched = touched.or(mg.layers[k].mask)
	}
	var bc byteCells
	for i := uint32(0); i < chunkCellBytes; i++ {
		if !mg.bytes.has(i) {
			continue
		}
		if !touched.has(i) {
			for k := i * 8; k < i*8+8; k++ {
				g.volts[k], g.relax[k] = mg.ground.volts[k], mg.ground.relax[k]
				g.since[k] = g.index(mg.ground.moments[mg.ground.since[k]])
			}
			continue
		}
		d.replay(ch, index<<chunkShift, i, &bc)
		for b := range bc.volts {
			k := i*8 + uint32(b)
			g.volts[k], g.relax[k] = bc.volts[b], bc.relax[b]
			g.since[k] = g.index(mg.moment(bc.since[b]))
		}
	}
	return g
}
