package flashsim

import "time"

// TornAt looks at the newest operation that was cut on a byte: what it was, and the
// instant on its clock at which a cut at a good supply would have left the same
// stress, to the nanosecond below. Where the supply was weak, that instant is
// earlier than the time which passed. It never falls while the cut comes later under
// the same course of the supply, so that the cut which reaches a border of the
// operation can be searched for. Where a weak supply left two stages of one
// operation incomplete, no instant leaves the same; the later stage counts. The
// pump's decay is taken off; what lies before its end is instant 0.
// Duration is that of the operation with the wear that it met; of a partial erase, that
// of the whole erase, on whose clock at then is. ok is false when no
// cut operation lies on the byte, when its thresholds are stored already, and on
// ferroelectric parts, which keep no trace.
func (d *Device) TornAt(addr uint32) (op Operation, at time.Duration, ok bool) {
	if d.inRange(addr, 1) != nil {
		return Operation{}, 0, false
	}
	ch := d.mem.at(addr >> chunkShift)
	if ch == nil || ch.margin == nil {
		return Operation{}, 0, false
	}
	for k := len(ch.margin.layers) - 1; k >= 0; k-- {
		l := &ch.margin.layers[k]
		if l.mask.has(addr%chunkBytes) && l.s.kind == stressOperation {
			op, at = d.tornAt(l.s)
			return op, at, true
		}
	}
	return Operation{}, 0, false
}

func (d *Device) tornAt(s *stress) (Operation, time.Duration) {
	f := d.flightOf(s)
	last := stageCount
	for i := range s.stages {
		if s.stages[i].Share > 0 && s.stages[i].Stress > 0 {
			last = stage(i)
		}
	}
	op := Operation{Kind: s.op, Addr: s.addr, Size: s.size, Duration: f.stageTime()}
	if last == stageCount {
		return op, 0
	}
	begin := time.Duration(0)
	for i := range last {
		begin += f.stages[i].length
	}
	length := f.stages[last].length
	pulse := d.part.pulsesOf(last)
	on := time.Duration(float64(s.stages[last].Stress*float64(pulse.onTime(length, length))) + 0.5)
	reached := pulse.atOnTime(on, length)
	if reached >= length {
		return op, begin + length - min(d.part.pumpDecay(last), length)
	}
	return op, begin + max(0, reached-d.part.pumpDecay(last))
}

// flightOf gives the stages of the operation that a record is of.
func (d *Device) flightOf(s *stress) (f flight) {
	unit, _, size := d.part.EraseUnit(s.addr)
	wear := s.wear
	if wear > 0 && (s.op != Program || d.part.Program.Again.Value == AgainReplaces) {
		wear-- // the operation's times were chosen before its own cycle was counted
	}
	erase := d.eraseTimeAt(unit, size, wear)
	if s.op != Program {
		d.eraseStages(&f, erase)
		return f
	}
	if s.stages[stageErase].Share > 0 {
		f.stages[stageErase].length = erase
	}
	if s.stages[stageProgram].Share > 0 {
		f.stages[stageProgram].length = d.programTimeAt(unit, s.size, wear)
	}
	return f
}

// atOnTime is the first instant at which onTime has reached on.
func (p pulses) atOnTime(on, total time.Duration) time.Duration {
	lo, hi := time.Duration(0), total
	for lo < hi {
		if mid := lo + (hi-lo)/2; p.onTime(mid, total) >= on {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// MarginalBits counts the bits of the ranges, check bits of their granules
// included, that a read at these conditions may find either way: those within the
// band of so many sigmas (0 is DefaultSigmas) around the reference. nil is the whole
// memory. Looking changes nothing.
func (d *Device) MarginalBits(in []Range, c Conditions, sigmas float64) (n int) {
	if sigmas == 0 {
		sigmas = DefaultSigmas
	}
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.margin != nil {
			n += d.marginalBits(ch, index<<chunkShift, in, &c, sigmas)
		}
	})
	return n
}

func (d *Device) marginalBits(ch *chunk, base uint32, in []Range, c *Conditions, sigmas float64) (n int) {
	s := d.sense(ch.margin, c, d.wearOf(d.unitOf(base)))
	if d.options.Leakage {
		s.pull = d.pullOn(base>>chunkShift, c)
	}
	lines := d.lines(ch.margin, base)
	// Bits that no noise reaches need not be worked out.
	ones := sigmas <= certainSigmas && d.onesAreCertain(ch.margin, &s)
	for i := uint32(0); i < chunkCellBytes; i++ {
		if ones && i < chunkBytes && ch.data[i] == 0xFF {
			continue
		}
		addr, bit0, step := base+i, uint64(0), uint32(1)
		if i >= chunkBytes {
			addr, bit0, step = base+(i-chunkBytes)*8, 64, 8
		}
		if !ch.margin.bytes.has(i) || !coveredRun(in, addr, step) {
			continue
		}
		bc := lines.get(d, ch, i)
		for b := range 8 {
			m := s.margin(bc, b)
			if s.pull != nil {
				m += s.pull.volts(i*8 + uint32(b))
			}
			band := float64(sigmas * s.sigma)
			if abs(m) >= band+d.part.Cells.TelegraphHighVolts.Value {
				continue
			}
			if bit := bit0 + uint64(b); d.isTelegraph(uint64(addr), bit) {
				band += d.telegraphVolts(uint64(addr), bit)
			}
			if m < band && m > -band {
				n++
			}
		}
	}
	return n
}
