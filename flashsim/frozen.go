package flashsim

import (
	"errors"
	"math"
	"time"

	"locktwin/internal/repro"
)

// A frozen memory is a whole device in one piece: what image and sidecar hold
// together, with the operation in flight, and without what was never written.
// All numbers are little-endian:
//
//	version   u16    1
//	identity  as in a sidecar's body: part name, memory size, timing, key mark
//	reads     as there: boot, read ordinal, ready-at, deaf
//	chunks    u32 count; each index u32 and 256 cell bytes, the marginal ones 0xFF
//	lists     as there: erase units, counters, stress, margins
//	flight    u8 0, or 1 and: kind u8, addr u32, size u32, and in ns as i64
//	          duration, began, elapsed, partial, before; 4 stages of (length i64
//	          ns, deficit f64 ns), 2 minimums f64 (volts), weak u8, and of a
//	          program its cell bytes
//
// Who keeps it guards it with a checksum.
const frozenVersion = 1

// AppendFrozen appends the device to dst. It works at any time, also with an
// operation in flight, and changes nothing.
func (d *Device) AppendFrozen(dst []byte) []byte {
	w := &sideWriter{b: dst}
	w.u16(frozenVersion)
	d.sideIdentity(w)
	d.sideReads(w)
	at, n := w.countHere()
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.blank() {
			return
		}
		n++
		w.u32(index)
		begin := len(w.b)
		w.b = append(w.b, ch.data[:]...)
		if ch.margin == nil {
			return
		}
		for i := range ch.data {
			if ch.margin.bytes.has(uint32(i)) {
				w.b[begin+i] = 0xFF
			}
		}
	})
	w.setCount(at, n)
	d.sideUnits(w)
	d.sideCounters(w)
	d.sideMargins(w)
	if w.flag(d.busy); d.busy {
		w.flight(&d.fl)
	}
	return w.b
}

// FrozenPart reads the name of the part whose memory was frozen, without looking
// at the rest. Errors: *FormatError.
func FrozenPart(b []byte) (name string, err error) {
	in := &sideReader{b: b}
	in.frozenVersion()
	name = string(in.short())
	if in.err != nil {
		return "", in.err
	}
	return name, nil
}

func (in *sideReader) frozenVersion() {
	if v := in.u16(); in.err == nil && v != frozenVersion {
		in.fail("frozen memory version %d; this program reads version %d", v, frozenVersion)
	}
}

// Thaw makes the device again that AppendFrozen wrote: same part and key, and it
// goes on bit for bit. Errors: *FormatError for bytes that are damaged, of an
// unknown version, of another part or key.
func Thaw(p *Part, key repro.Key, b []byte) (*Device, error) {
	d, s := New(p, key), &sidecar{}
	in := &sideReader{b: b}
	in.frozenVersion()
	d.decodeIdentity(in, s)
	d.decodeReads(in, s)
	last := int64(-1)
	for range in.count("chunks", 4+chunkBytes) {
		index := in.u32()
		data := in.take(chunkBytes)
		if index >= d.chunks() {
			in.fail("there is no chunk %d", index)
		}
		in.increasing("chunk", &last, index)
		if in.err != nil {
			break
		}
		copy(d.writableChunk(index).data[:], data)
	}
	d.decodeLists(in, s)
	if in.flag() {
		d.busy = true
		d.decodeFlight(in)
	}
	if in.err == nil && len(in.b) != 0 {
		in.fail("%d bytes too many in a frozen memory", len(in.b))
	}
	if in.err != nil {
		return nil, in.err
	}
	d.adopt(s)
	return d, nil
}

func (w *sideWriter) flight(f *flight) {
	w.u8(uint8(f.op.Kind))
	w.u32(f.op.Addr)
	w.u32(f.op.Size)
	for _, t := range [...]time.Duration{f.op.Duration, f.began, f.elapsed, f.partial, f.before} {
		w.u64(uint64(t))
	}
	for _, st := range f.stages {
		w.u64(uint64(st.length))
		w.f64(st.deficit)
	}
	w.f64(f.minimums[0])
	w.f64(f.minimums[1])
	w.flag(f.weak)
	if f.op.Kind == Program {
		w.b = append(w.b, f.src[:f.op.Size]...)
	}
}

// longestOperation bounds what a frozen memory may have in flight (assumption; the slowest
// erase of the catalogue takes seconds).
const longestOperation = time.Hour

func (d *Device) decodeFlight(in *sideReader) {
	f := &d.fl
	f.op.Kind = OpKind(in.u8())
	f.op.Addr, f.op.Size = in.u32(), in.u32()
	for _, t := range [...]*time.Duration{&f.op.Duration, &f.began, &f.elapsed, &f.partial, &f.before} {
		*t = time.Duration(in.u64())
	}
	for i := range f.stages {
		f.stages[i] = flightStage{time.Duration(in.u64()), in.nanoseconds()}
	}
	f.minimums = [2]float64{in.f64(), in.f64()}
	f.weak = in.flag()
	if in.err == nil {
		d.checkFlight(in)
	}
	if in.err == nil && f.op.Kind == Program {
		copy(f.src[:], in.take(int(f.op.Size)))
	}
}

// checkFlight holds an operation to what the part could have begun.
func (d *Device) checkFlight(in *sideReader) {
	f := &d.fl
	var err error
	switch f.op.Kind {
	case Program:
		_, err = d.part.programWidth(f.op.Addr, f.op.Size)
	case Erase, PartialErase:
		if _, start, size := d.part.EraseUnit(f.op.Addr); start != f.op.Addr || size != f.op.Size {
			err = ErrAlignment
		}
	default:
		err = errors.New("unknown kind of operation")
	}
	if err == nil {
		err = d.inRange(f.op.Addr, int(f.op.Size))
	}
	switch {
	case err != nil:
		in.fail("the operation in flight: %v", err)
	case f.op.Duration <= 0 || f.op.Duration > longestOperation || f.elapsed < 0 || f.elapsed > f.op.Duration:
		in.fail("the operation in flight stands at %v of %v", f.elapsed, f.op.Duration)
	case f.partial < 0 || f.partial > f.op.Duration || f.before < 0 || f.before > longestOperation:
		in.fail("the partial erase in flight has %v of itself after %v", f.partial, f.before)
	}
	for _, st := range f.stages {
		if st.length < 0 || st.length > longestOperation || st.deficit < 0 {
			in.fail("a stage in flight lasts %v and lacks %g ns", st.length, st.deficit)
		}
	}
}

// nanoseconds reads a number of nanoseconds that need not be whole.
func (r *sideReader) nanoseconds() float64 {
	v := math.Float64frombits(r.u64())
	if !(v >= 0 && v <= float64(longestOperation)) {
		r.fail("%g ns is not within an operation", v)
		return 0
	}
	return v
}
