package flashsim

import "time"

// finish ends an operation whose time is over.
func (d *Device) finish() {
	f := &d.fl
	if f.weak {
		d.tear(f.began + f.elapsed)
		return
	}
	d.busy = false
	switch f.op.Kind {
	case Erase:
		d.eraseCells(f.op.Addr, f.op.Size)
	case PartialErase:
		d.finishPartialErase()
	case Program:
		d.finishProgram()
	}
}

func (d *Device) finishPartialErase() {
	f := &d.fl
	unit, _, _ := d.part.EraseUnit(f.op.Addr)
	if sum := f.before + f.partial; sum < f.stageTime() {
		d.setPartialMicros(unit, uint32(sum/time.Microsecond))
		d.addLayer(d.record(f.began+f.elapsed, stressOperation))
		return
	}
	d.setPartialMicros(unit, 0)
	d.eraseCells(f.op.Addr, f.op.Size)
}

// eraseCells makes a range plain and erased and forgets its program counters.
func (d *Device) eraseCells(addr, size uint32) {
	end := addr + size
	d.leak.stale = d.options.Leakage
	for addr < end {
		off := addr % chunkBytes
		n := min(chunkBytes-off, end-addr)
		index := addr >> chunkShift
		if n == chunkBytes {
			d.mem.drop(index)
		} else if d.mem.at(index) != nil {
			ch := d.writableChunk(index)
			var m byteMask
			m.addRange(off, off+n)
			for i := off; i < off+n; i++ {
				ch.data[i] = 0xFF
			}
			d.makePlain(ch, m)
			if block := d.part.Program.LimitBytes.Value; block > 0 && block < chunkBytes {
				clear(ch.programs[off/block : (off+n)/block])
			}
			d.dropIfBlank(index)
		}
		addr += n
	}
}

func (d *Device) finishProgram() {
	f := &d.fl
	op := f.op
	rule := d.part.Program.Again.Value
	var completed *stress
	for done := uint32(0); done < op.Size; {
		addr := op.Addr + done
		off := addr % chunkBytes
		n := min(chunkBytes-off, op.Size-done)
		ch := d.writableChunk(addr >> chunkShift)
		src := f.src[done : done+n]
		switch {
		case rule == AgainReplaces || rule == AgainOverwritesAny:
			var m byteMask
			m.addRange(off, off+n)
			copy(ch.data[off:], src)
			d.makePlain(ch, m)
		case ch.margin == nil:
			for i, b := range src {
				ch.data[off+uint32(i)] &= b
			}
		default:
			for i, b := range src {
				if at := off + uint32(i); !ch.margin.bytes.has(at) {
					ch.data[at] &= b
				}
			}
			if completed == nil {
				completed = d.record(f.began+f.elapsed, stressComplete)
			}
		}
		done += n
		if rule == AgainReplaces {
			d.dropIfBlank(addr >> chunkShift)
		}
	}
	if completed != nil {
		d.addLayer(completed)
	}
	d.countOperation(op, f.began+f.elapsed)
}

// countOperation counts a program against the limit of its block, and disturbs
// the block when the limit is exceeded.
func (d *Device) countOperation(op Operation, at time.Duration) {
	limit := d.part.Program.Limit.Value
	if limit == 0 && d.part.Program.LimitBytes.Value == 0 {
		return
	}
	n := d.countProgram(op.Addr)
	if limit == 0 || uint32(n) <= limit {
		return
	}
	block := d.part.Program.LimitBytes.Value
	unit, _, _ := d.part.EraseUnit(op.Addr)
	d.addLayer(&stress{
		kind: stressDisturb, op: Program,
		addr: op.Addr - op.Addr%block, size: block,
		wear: d.wearOf(unit), at: at, volts: d.part.Cells.OverProgramVolts.Value,
	})
}

// tear ends an operation that the supply or a reset cut, or that ran under its
// minimum voltage. Its cells become marginal.
func (d *Device) tear(at time.Duration) {
	f := &d.fl
	d.busy = false
	if d.part.Technology == Ferroelectric {
		d.tearFerroelectric()
		return
	}
	s := d.record(at, stressOperation)
	if f.op.Kind == PartialErase {
		unit, _, _ := d.part.EraseUnit(f.op.Addr)
		passed := f.before + max(0, f.elapsed-(f.op.Duration-f.partial))
		d.setPartialMicros(unit, uint32(passed/time.Microsecond))
	}
	if s.nothingReached() {
		return
	}
	d.addLayer(s)
	if f.op.Kind == Program {
		d.countOperation(f.op, at)
		d.disturbUnit(f.op, at)
	}
}

// tearFerroelectric keeps the bytes that were clocked in completely.
func (d *Device) tearFerroelectric() {
	f := &d.fl
	p := &d.part.Program
	stored := uint32(0)
	if f.elapsed >= p.FirstByte.Value {
		stored = 1 + uint32((f.elapsed-p.FirstByte.Value)/p.FurtherByte.Value)
	}
	stored = min(stored, f.op.Size)
	for i := uint32(0); i < stored; i++ {
		addr := f.op.Addr + i
		d.writableChunk(addr >> chunkShift).data[addr%chunkBytes] = f.src[i]
	}
}

// record freezes the flight into a stress record.
func (d *Device) record(at time.Duration, kind stressKind) *stress {
	f := &d.fl
	unit, _, _ := d.part.EraseUnit(f.op.Addr)
	s := &stress{kind: kind, op: f.op.Kind, addr: f.op.Addr, size: f.op.Size, wear: d.wearOf(unit), at: at}
	if f.op.Kind == Program && f.stages[stageProgram].length > 0 {
		s.src = append([]byte(nil), f.src[:f.op.Size]...)
		if d.part.ECCGranuleBytes.Value > 0 {
			for i := uint32(0); i < f.op.Size; i += 8 {
				s.ecc = append(s.ecc, checkByte(s.src[i:i+8]))
			}
		}
	}
	f.progress(d.part, &s.stages)
	return s
}

// progress works out how far each stage has come.
func (f *flight) progress(p *Part, out *[stageCount]progress) {
	begin := f.stagesBegin()
	from := f.before
	whole := f.stageTime()
	for i := range f.stages {
		st := &f.stages[i]
		if st.length == 0 {
			continue
		}
		reached := min(max(f.elapsed-begin, 0), st.length)
		pulse := p.pulsesOf(stage(i))
		on := float64(pulse.onTime(reached, st.length)-pulse.onTime(min(from, reached), st.length)) - st.deficit
		out[i] = progress{
			Share:   float64(st.length) / float64(whole),
			Reached: float64(reached) / float64(st.length),
			Stress:  max(0, on) / float64(pulse.onTime(st.length, st.length)),
		}
		begin += st.length
		from = max(0, from-st.length)
	}
}

// stageTime is the time all stages take together; of a partial erase, the time
// its chunks have to add up to.
func (f *flight) stageTime() (sum time.Duration) {
	for i := range f.stages {
		sum += f.stages[i].length
	}
	return sum
}

func (s *stress) nothingReached() bool {
	for _, p := range s.stages {
		if p.Stress > 0 {
			return false
		}
	}
	return true
}

// disturbUnit applies what a cut program does to the other pages of its erase
// unit, or of the block that the options name, where there is the weakness.
func (d *Device) disturbUnit(op Operation, at time.Duration) {
	d.eachDisturbed(op, func(addr, size uint32, weak PageDisturb) {
		unit, _, _ := d.part.EraseUnit(addr)
		d.addLayer(&stress{
			kind: stressDisturb, op: Program, addr: addr, size: size,
			wear: d.wearOf(unit), at: at, volts: weak.MeanVolts, random: true,
		})
	})
}

// eachDisturbed visits the pages that the cut of a program disturbs.
func (d *Device) eachDisturbed(op Operation, visit func(addr, size uint32, weak PageDisturb)) {
	weak, start, size, page := d.disturbed(op.Addr)
	if weak.PageShare == 0 {
		return
	}
	for a := start; a < start+size; a += page {
		if a != op.Addr-op.Addr%page && d.unitsKey.Uniform(uint64(a), 0, 1, 0) < weak.PageShare {
			visit(a, page, weak)
		}
	}
}

// Disturbs tells whether the cut of a program disturbs any byte of the ranges that it
// does not address; nil is the whole memory. How much is a draw that depends on the
// instant of the cut.
func (d *Device) Disturbs(op Operation, in []Range) (any bool) {
	if op.Kind != Program {
		return false
	}
	d.eachDisturbed(op, func(addr, size uint32, _ PageDisturb) { any = any || coveredRun(in, addr, size) })
	return any
}
