package flashsim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// WriteSidecar writes what an image of the bytes cannot keep, so that the device
// can be continued bit for bit: make one of the same part and key, read the image,
// then read the sidecar. Errors: ErrBusy, and those of w.
func (d *Device) WriteSidecar(w io.Writer) error {
	if d.busy {
		return fmt.Errorf("sidecar: %w", ErrBusy)
	}
	var body sideWriter
	d.sideState(&body)
	d.sideUnits(&body)
	d.sideCounters(&body)
	d.sideMargins(&body)
	out := []byte(sidecarMagic)
	out = binary.LittleEndian.AppendUint16(out, sidecarVersion)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(body.b)))
	out = append(out, body.b...)
	sum := sha256.Sum256(out)
	if _, err := w.Write(append(out, sum[:]...)); err != nil {
		return fmt.Errorf("sidecar: %w", err)
	}
	return nil
}

// keyMark tells devices of different keys apart without giving the key away.
func (d *Device) keyMark() uint64 { return d.cells.Hash(0, 0, traitCount, d.noiseSample) }

// plainDigest ties a sidecar to its image: the digest of all bytes, with the
// marginal ones, which no image shows as they are, taken as erased.
func (d *Device) plainDigest(marginal func(index uint32) *byteMask) (sum [32]byte) {
	h := sha256.New()
	chunks := (d.part.SizeBytes.Value + chunkBytes - 1) / chunkBytes
	for index := range chunks {
		data := erasedChunk.data
		if ch := d.mem.at(index); ch != nil {
			data = ch.data
		}
		if m := marginal(index); m != nil {
			for i := range data {
				if m.has(uint32(i)) {
					data[i] = 0xFF
				}
			}
		}
		h.Write(data[:])
	}
	h.Sum(sum[:0])
	return sum
}

func (d *Device) marginalOf(index uint32) *byteMask {
	if ch := d.mem.at(index); ch != nil && ch.margin != nil {
		return &ch.margin.bytes
	}
	return nil
}

func (d *Device) sideState(w *sideWriter) {
	d.sideIdentity(w)
	sum := d.plainDigest(d.marginalOf)
	w.b = append(w.b, sum[:]...)
	d.sideReads(w)
}

// sideIdentity tells which device it is.
func (d *Device) sideIdentity(w *sideWriter) {
	w.short([]byte(d.part.Name))
	w.u32(d.part.SizeBytes.Value)
	w.options(d.options)
	w.u64(d.keyMark())
}

// sideReads is where the device stands as a whole.
func (d *Device) sideReads(w *sideWriter) {
	w.u32(d.readBoot)
	w.u64(d.readOrdinal)
	w.u64(uint64(d.readyAt))
	w.flag(d.deaf)
}

func (d *Device) sideUnits(w *sideWriter) {
	at, n := w.countHere()
	for i := range d.part.EraseUnitCount() {
		if wear, partial := d.wearOf(i), d.partialMicros(i); wear != 0 || partial != 0 {
			w.u32(i)
			w.u32(wear)
			w.u32(partial)
			n++
		}
	}
	w.setCount(at, n)
}

func (d *Device) sideCounters(w *sideWriter) {
	at, n := w.countHere()
	d.eachChunk(func(index uint32, ch *chunk) {
		for slot, programs := range ch.programs {
			if programs != 0 {
				w.u32(index)
				w.u16(uint16(slot))
				w.u16(programs)
				n++
			}
		}
	})
	w.setCount(at, n)
}

func (d *Device) sideMargins(w *sideWriter) {
	var table []*stress
	number := map[*stress]uint32{}
	d.eachChunk(func(_ uint32, ch *chunk) {
		if ch.margin == nil {
			return
		}
		for _, l := range ch.margin.layers {
			if _, known := number[l.s]; !known {
				number[l.s] = uint32(len(table))
				table = append(table, l.s)
			}
		}
	})
	w.u32(uint32(len(table)))
	for _, s := range table {
		w.stress(s)
	}
	at, n := w.countHere()
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.margin == nil {
			return
		}
		n++
		w.u32(index)
		w.margin(ch, d.part.ECCGranuleBytes.Value > 0)
		w.u16(uint16(len(ch.margin.layers)))
		for _, l := range ch.margin.layers {
			w.u32(number[l.s])
			w.mask(l.mask)
		}
	})
	w.setCount(at, n)
}

// countHere leaves room for a count that is known later.
func (w *sideWriter) countHere() (at int, n uint32) {
	at = len(w.b)
	w.u32(0)
	return at, 0
}

func (w *sideWriter) setCount(at int, n uint32) { binary.LittleEndian.PutUint32(w.b[at:], n) }

func (w *sideWriter) stress(s *stress) {
	w.u8(uint8(s.kind))
	w.u8(uint8(s.op))
	w.u32(s.addr)
	w.u32(s.size)
	w.short(s.src)
	w.short(s.ecc)
	for _, p := range s.stages {
		w.f64(p.Share)
		w.f64(p.Reached)
		w.f64(p.Stress)
	}
	w.u32(s.wear)
	w.u64(uint64(s.at))
	w.f64(s.volts)
	w.flag(s.random)
}

func (w *sideWriter) margin(ch *chunk, ecc bool) {
	m := ch.margin
	w.mask(m.bytes)
	for i, b := range ch.data {
		if m.bytes.has(uint32(i)) {
			w.u8(b)
		}
	}
	if ecc {
		w.b = append(w.b, m.check[:]...)
	}
	w.flag(m.ground != nil)
	if g := m.ground; g != nil {
		w.mask(g.mask)
		w.u8(uint8(len(g.moments)))
		for _, at := range g.moments {
			w.u64(uint64(at))
		}
		for i := range g.volts {
			if g.mask.has(uint32(i / 8)) {
				w.f32(g.volts[i])
				w.f32(g.relax[i])
				w.u8(g.since[i])
			}
		}
	}
}
