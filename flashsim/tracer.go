package flashsim

import (
	"cmp"
	"slices"
	"time"
)

// tracer follows the cells of an operation over the instants at which it can be
// cut. It replays exactly what a cut would leave, so that its answers are those of
// the device.
type tracer struct {
	d     *Device
	r     Reading
	level Levels
	f     flight
	sense sense
	// points bound the stretches in which the charge of a cell moves one way only, or
	// stands still: pairs of first and last instant. They are the stages; of a cell
	// that drifts by itself, whose way shows in the pauses, pulses and pauses.
	points  []point
	pulses  []point
	touched time.Duration // the first instant at which a cut leaves a trace
	torn    *stress       // what a cut at .now leaves
	now     time.Duration // -1: none
	joined  float64       // stress of the record that torn was merged with
	disturb *stress       // what exceeding the limit of the block adds; nil: nothing
	pulls   []pullChange  // Options.Leakage: in order of column and instant
	found   []Border
}

// point is an instant with the progress that a cut there records.
type point struct {
	at     time.Duration
	stages [stageCount]progress
	moving bool // the stretch that begins here delivers stress
}

func newTracer(d *Device, r Reading) *tracer {
	t := &tracer{d: d, r: r, level: r.Levels, f: d.fl, now: -1}
	if d.options.Leakage {
		t.level |= Depletion
	}
	t.torn = d.record(t.f.began, stressOperation)
	c := Conditions{Volts: r.Volts, Celsius: r.Celsius}
	t.sense = d.sense(&margin{}, &c, d.wearOf(d.unitOf(t.f.op.Addr)))
	limit, counted := d.part.Program.Limit.Value, d.Programs(t.f.op.Addr)
	if block := d.part.Program.LimitBytes.Value; t.f.op.Kind == Program && limit > 0 && uint32(counted)+1 > limit {
		t.disturb = &stress{
			kind: stressDisturb, op: Program,
			addr: t.f.op.Addr - t.f.op.Addr%block, size: block,
			wear: t.torn.wear, volts: d.part.Cells.OverProgramVolts.Value,
		}
	}
	t.findTouched()
	t.stretches()
	return t
}

// set lets torn be what a cut at the instant leaves.
func (t *tracer) set(at time.Duration) {
	if t.now == at {
		return
	}
	t.now = at
	t.f.elapsed = at
	t.f.pumpOut(t.d.part)
	t.f.progress(t.d.part, &t.torn.stages)
	t.torn.at = t.f.began + at
	t.torn.stages[stageErase].Stress += t.joined
}

func (t *tracer) findTouched() {
	lo, hi := time.Duration(0), t.f.op.Duration // hi has a trace, or is the end
	t.joined = 0
	for lo < hi {
		mid := lo + (hi-lo)/2
		if t.set(mid); t.torn.nothingReached() {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	t.touched = lo
}

// stretches divides the operation's clock where its stages, pulses and pauses
// begin to show in what a cut leaves.
func (t *tracer) stretches() {
	stages := []time.Duration{0, t.touched, t.f.op.Duration}
	var pulses []time.Duration
	begin := t.f.stagesBegin()
	for s := range t.f.stages {
		st := t.f.stages[s]
		if st.length == 0 {
			continue
		}
		stages = append(stages, begin)
		tail := t.d.part.pumpDecay(stage(s))
		pulse := t.d.part.pulsesOf(stage(s))
		pulses = append(pulses, begin+max(st.length-tail, 0))
		for at := pulse.next(0, st.length); at < st.length; at = pulse.next(at, st.length) {
			pulses = append(pulses, begin+max(at-tail, 0))
		}
		begin += st.length
	}
	t.points = t.between(stages)
	t.pulses = t.between(append(stages, pulses...))
}

// between makes stretches of the instants at which they begin.
func (t *tracer) between(cuts []time.Duration) (points []point) {
	end := t.f.op.Duration
	slices.Sort(cuts)
	for i := range cuts[1:] {
		first, next := max(cuts[i], 0), min(cuts[i+1], end)
		if first >= next {
			continue
		}
		a, b := t.point(first), t.point(next-1)
		a.moving = a.stages != b.stages
		points = append(points, a, b)
	}
	return points
}

func (t *tracer) point(at time.Duration) point {
	t.set(at)
	return point{at: at, stages: t.torn.stages}
}

// all lists the borders of all cells of the operation that lie in the ranges.
func (t *tracer) all(dst []Border, in []Range) []Border {
	op := t.f.op
	if t.touched >= op.Duration {
		return dst // a cut never leaves a trace
	}
	if t.level&Touched != 0 {
		dst = append(dst, Border{At: t.touched, Addr: op.Addr, Level: Touched})
	}
	t.found = dst
	if t.d.options.Leakage {
		t.chunks(nil, Depletion)
		t.gatherPulls(len(dst))
	}
	t.chunks(in, t.level)
	return t.found
}

// chunks follows the cells of the operation chunk by chunk.
func (t *tracer) chunks(in []Range, levels Levels) {
	op, d := t.f.op, t.d
	ecc := d.part.ECCGranuleBytes.Value > 0
	for addr := op.Addr; addr < op.Addr+op.Size; {
		off := addr % chunkBytes
		n := min(chunkBytes-off, op.Addr+op.Size-addr)
		var ct *chunkTrace
		step := uint32(1)
		if ecc {
			step = 8
		}
		for i := off; i < off+n; i += step {
			if !coveredRun(in, addr-off+i, step) {
				continue
			}
			if ct == nil {
				ct = t.chunk(addr>>chunkShift, off, n)
			}
			if ecc {
				t.granule(ct, i, levels)
			} else {
				t.byte(ct, i, levels)
			}
		}
		addr += n
	}
}

func coveredRun(in []Range, addr, n uint32) bool {
	for k := range n {
		if covered(in, addr+k) {
			return true
		}
	}
	return false
}

// chunkTrace is one chunk as it is and as a cut would leave it.
type chunkTrace struct {
	ch     *chunk
	base   uint32
	next   *margin // with torn on it
	last   int     // the layer of torn in next
	joined float64 // see tracer
	// rounded: the disturb would be the layer too many, so that thresholds are
	// stored between the two.
	rounded bool
}

func (t *tracer) chunk(index, off, n uint32) *chunkTrace {
	d := t.d
	ct := &chunkTrace{ch: d.mem.at(index), base: index << chunkShift}
	if ct.ch == nil {
		ct.ch = &erasedChunk
	}
	var m byteMask
	m.addRange(off, off+n)
	if d.part.ECCGranuleBytes.Value > 0 {
		m.addRange(chunkBytes+off/8, chunkBytes+(off+n)/8)
	}
	// A stress of nothing would be merged like any other; the first instant with a
	// trace decides.
	t.joined = 0
	t.now = -1
	t.set(t.touched)
	nm, merged := d.layered(ct.ch, index, t.torn, m)
	ct.next, ct.last = nm, len(nm.layers)-1
	if merged != nil {
		ct.joined = merged.stages[stageErase].Stress
	}
	nm.layers[ct.last].s = t.torn
	if t.disturb != nil {
		ct.rounded = len(nm.layers) >= maxLayers
	}
	return ct
}

// byte follows the cells of a data byte.
func (t *tracer) byte(ct *chunkTrace, i uint32, levels Levels) {
	for b := range uint32(8) {
		t.cell(ct, i, b, ct.base+i, uint8(b), levels)
	}
}

// granule follows the cells of a granule and its check bits, and what error
// correction makes of them.
func (t *tracer) granule(ct *chunkTrace, i uint32, levels Levels) {
	from := len(t.found)
	var now [9]byte
	for k := range uint32(9) {
		j, addr, bit0 := i+k, ct.base+i+k, uint8(0)
		if k == 8 {
			j, addr, bit0 = chunkBytes+i/8, ct.base+i, 64
		}
		for b := range uint32(8) {
			if programmed := t.cell(ct, j, b, addr, bit0+uint8(b), levels|Reads); !programmed {
				now[k] |= 1 << b
			}
		}
	}
	t.corrected(ct.base+i, from, now, levels)
	if levels&Reads == 0 {
		t.found = append(t.found[:from], slices.DeleteFunc(t.found[from:], func(b Border) bool { return b.Level == Reads })...)
	}
}

// corrected finds where the outcome of error correction changes. now are the
// granule's bits before the operation; from is where its crossings begin.
func (t *tracer) corrected(granule uint32, from int, now [9]byte, levels Levels) {
	if levels&Corrected == 0 {
		return
	}
	crossings := t.found[from:]
	slices.SortFunc(crossings, func(a, b Border) int { return cmp.Compare(a.At, b.At) })
	data, good := t.decode(now)
	for k := 0; k < len(crossings); {
		at := crossings[k].At
		for ; k < len(crossings) && crossings[k].At == at; k++ {
			if c := crossings[k]; c.Level == Reads {
				byte, bit := c.Addr-granule, c.Bit
				if bit >= 64 {
					byte, bit = 8, bit-64
				}
				now[byte] ^= 1 << bit
			}
		}
		was, wasGood := data, good
		if data, good = t.decode(now); good != wasGood || data != was {
			t.found = append(t.found, Border{At: at, Addr: granule, Level: Corrected, Up: good && !wasGood})
		}
	}
}

// decode gives what a read makes of a granule; all granules that it cannot repair
// are the same.
func (t *tracer) decode(bits [9]byte) (data [8]byte, good bool) {
	copy(data[:], bits[:])
	if good = correct(data[:], bits[8]); !good && !t.d.options.Untrapped {
		return [8]byte{}, false
	}
	return data, good
}
