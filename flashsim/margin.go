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
	// depleted are the over-erased cells, only kept with Options.Leakage. They
	// follow from the rest.
	depleted []depletedCell
}

// addLayer puts a stress record on the cells it covers. Completed programs and
// nothing else leave plain cells plain. Chunks that were plain and are covered whole
// share one margin.
func (d *Device) addLayer(s *stress) {
	end := s.addr + s.size
	share := s.kind != stressComplete && d.part.ECCGranuleBytes.Value == 0 && !d.options.Leakage
	var shared *margin
	for addr := s.addr; addr < end; {
		off := addr % chunkBytes
		n := min(chunkBytes-off, end-addr)
		index := addr >> chunkShift
		addr += n
		plain := share && n == chunkBytes && d.plain(index)
		if plain && shared != nil {
			d.writableChunk(index).margin = shared
			continue
		}
		var m byteMask
		m.addRange(off, off+n)
		if d.part.ECCGranuleBytes.Value > 0 {
			m.addRange(chunkBytes+off/8, chunkBytes+(off+n)/8)
		}
		d.layerOnChunk(index, s, m)
		if plain {
			shared = d.mem.at(index).margin
		}
	}
}

func (d *Device) plain(index uint32) bool {
	ch := d.mem.at(index)
	return ch == nil || ch.margin == nil
}

func (d *Device) layerOnChunk(index uint32, s *stress, m byteMask) {
	ch := d.writableChunk(index)
	if s.kind == stressComplete {
		if ch.margin == nil {
			return
		}
		if m = m.and(ch.margin.bytes); m.empty() {
			return
		}
	}
	nm, _ := d.layered(ch, index, s, m)
	d.hang(ch, index, nm)
}

// layered gives the margin that a stress record makes of a chunk's. merged is the
// record that it was joined with, nil when it lies there as a layer of its own.
func (d *Device) layered(ch *chunk, index uint32, s *stress, m byteMask) (nm *margin, merged *stress) {
	old := ch.margin
	nm = new(margin)
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
		if sum := mergeStress(nm.layers[last].s, s); sum != nil {
			merged = nm.layers[last].s
			nm.layers = append([]layer(nil), nm.layers...)
			nm.layers[last].s = sum
			return nm, merged
		}
	}
	if len(nm.layers) >= maxLayers {
		nm.ground = d.workOut(ch, index)
		nm.layers = nil
	}
	nm.bytes = nm.bytes.or(m)
	nm.layers = append(nm.layers[:len(nm.layers):len(nm.layers)], layer{s, m})
	return nm, nil
}

// hang gives a chunk its new margin, which nobody else knows yet.
func (d *Device) hang(ch *chunk, index uint32, nm *margin) {
	ch.margin = nm
	if d.options.Leakage {
		d.findDepleted(ch, index)
	}
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
	d.leak.stale = d.options.Leakage
	old := ch.margin
	left := old.bytes.without(m)
	if left.empty() {
		ch.margin = nil
		return
	}
	nm := &margin{bytes: left, ground: old.ground, check: old.check}
	var kept []int
	for k, l := range old.layers {
		if mask := l.mask.and(left); !mask.empty() {
			nm.layers = append(nm.layers, layer{l.s, mask})
			kept = append(kept, k)
		}
	}
	nm.depleted = stillDepleted(old.depleted, left, kept)
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
	r := d.replayOf(ch, ch.margin, base, i)
	for b := range uint32(8) {
		c := r.first(b)
		for k := range r.mg.layers {
			r.step(&c, b, k)
		}
		out.volts[b], out.relax[b], out.since[b] = float32(c.v), float32(c.relax), c.since
	}
}

// byteReplay is the history of one cell byte.
type byteReplay struct {
	d        *Device
	mg       *margin
	i        uint32 // of the cell byte in its chunk
	addr     uint32
	bit0     uint64 // 64: check bits
	plain    byte   // from before the first layer
	grounded bool
	wear     float64 // decades
	drawn    *drawnByte
}

// replayOf prepares the history of cell byte i of a chunk under a margin that is
// the chunk's own or may become it.
func (d *Device) replayOf(ch *chunk, mg *margin, base, i uint32) byteReplay {
	r := byteReplay{d: d, mg: mg, i: i, addr: base + i, drawn: d.cache.drawnOf(base, i)}
	if i >= chunkBytes {
		r.addr = base + (i-chunkBytes)*8
		r.plain = mg.check[i-chunkBytes]
		r.bit0 = 64
	} else {
		r.plain = ch.data[i]
	}
	wear := uint32(0)
	for k := range mg.layers {
		if l := &mg.layers[k]; l.mask.has(i) {
			wear = l.s.wear
			break
		}
	}
	r.grounded = mg.ground != nil && mg.ground.mask.has(i)
	r.wear = wearDecades(wear)
	return r
}

// first is a cell before the first layer.
func (r *byteReplay) first(b uint32) cell {
	c := cell{d: r.d, addr: uint64(r.addr), bit: r.bit0 + uint64(b), wear: r.wear}
	if r.drawn != nil {
		c.drawn = &r.drawn[b]
	}
	switch {
	case r.grounded:
		g, k := r.mg.ground, r.i*8+b
		c.v, c.relax = float64(g.volts[k]), float64(g.relax[k])
		c.since = groundSince + g.since[k]
	case r.plain>>b&1 != 0:
		c.v = c.erasedLevel()
	default:
		c.v = c.programmedLevel()
	}
	return c
}

// step applies layer k where it lies on the byte.
func (r *byteReplay) step(c *cell, b uint32, k int) {
	l := &r.mg.layers[k]
	if !l.mask.has(r.i) {
		return
	}
	s := l.s
	target := s.target(r.i, r.addr, b)
	if c.relax != 0 && s.kind != stressDisturb {
		c.settle(s.at-r.mg.moment(c.since), target && s.stages[stageErase].Share == 0 && s.stages[stagePreProgram].Share == 0)
	}
	position := float64(r.addr-s.addr) / float64(s.size)
	c.apply(s, target, position, float64(max(s.size/4, 1)), uint8(k+1))
}

// target is the program target of a cell, true for 1.
func (s *stress) target(i, addr, b uint32) bool {
	switch {
	case s.src == nil:
		return true
	case i < chunkBytes:
		return s.src[addr-s.addr]>>b&1 != 0
	}
	return s.ecc[(addr-s.addr)/8]>>b&1 != 0
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
