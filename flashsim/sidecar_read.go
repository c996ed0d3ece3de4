package flashsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// sidecar is a decoded body.
type sidecar struct {
	options Options
	digest  [32]byte
	boot    uint32
	ordinal uint64
	readyAt time.Duration
	deaf    bool
	units   []sideUnit
	counts  []sideCount
	margins []sideMargin
}

type sideUnit struct{ index, wear, partial uint32 }

type sideCount struct {
	chunk    uint32
	slot     uint16
	programs uint16
}

type sideMargin struct {
	chunk uint32
	data  [chunkBytes]byte // valid where marked
	m     *margin
}

// ReadSidecar completes a device that holds the image the sidecar was written
// with, so that it goes on bit for bit. The device is unchanged on error. Errors:
// *FormatError for a file that is damaged, of an unknown version, of another
// part, key or image; ErrBusy; and those of r.
func (d *Device) ReadSidecar(r io.Reader) error {
	if d.busy {
		return fmt.Errorf("sidecar: %w", ErrBusy)
	}
	file, err := io.ReadAll(io.LimitReader(r, maxSidecarBytes+1))
	if err != nil {
		return fmt.Errorf("sidecar: %w", err)
	}
	body, fault := openSidecar(file)
	if fault != nil {
		return fault
	}
	in := &sideReader{b: body, off: int64(sidecarHead)}
	s := d.decodeSidecar(in)
	if in.err == nil && len(in.b) != 0 {
		in.fail("%d bytes too many in the body", len(in.b))
	}
	if in.err != nil {
		return in.err
	}
	masks := make(map[uint32]*byteMask, len(s.margins))
	for i := range s.margins {
		masks[s.margins[i].chunk] = &s.margins[i].m.bytes
	}
	if d.plainDigest(func(index uint32) *byteMask { return masks[index] }) != s.digest {
		return &FormatError{Offset: int64(sidecarHead), What: "the sidecar belongs to another image: the plain bytes differ"}
	}
	d.adopt(s)
	return nil
}

// openSidecar checks what surrounds the body.
func openSidecar(file []byte) ([]byte, *FormatError) {
	at := func(off int, format string, args ...any) *FormatError {
		return &FormatError{Offset: int64(off), What: fmt.Sprintf(format, args...)}
	}
	n := len(sidecarMagic)
	switch {
	case len(file) > maxSidecarBytes:
		return nil, at(maxSidecarBytes, "the file is longer than any sidecar")
	case !bytes.HasPrefix(file, []byte(sidecarMagic)):
		return nil, at(0, "not a sidecar: it does not begin with %q", sidecarMagic)
	case len(file) < sidecarHead+sidecarDigest:
		return nil, at(len(file), "the file ends too early")
	}
	if v := binary.LittleEndian.Uint16(file[n:]); v != sidecarVersion {
		return nil, at(n, "sidecar version %d; this program reads version %d", v, sidecarVersion)
	}
	if length, have := binary.LittleEndian.Uint64(file[n+2:]), uint64(len(file)-sidecarHead-sidecarDigest); length != have {
		return nil, at(n+2, "the body should have %d bytes and has %d", length, have)
	}
	end := len(file) - sidecarDigest
	if sum := sha256.Sum256(file[:end]); !bytes.Equal(sum[:], file[end:]) {
		return nil, at(end, "the checksum does not match: the file is damaged")
	}
	return file[sidecarHead:end], nil
}

func (d *Device) decodeSidecar(in *sideReader) *sidecar {
	s := &sidecar{}
	d.decodeIdentity(in, s)
	copy(s.digest[:], in.take(len(s.digest)))
	d.decodeReads(in, s)
	d.decodeLists(in, s)
	return s
}

func (d *Device) decodeIdentity(in *sideReader, s *sidecar) {
	if name := string(in.short()); in.err == nil && name != d.part.Name {
		in.fail("the sidecar is of part %.40q, the device of %q", name, d.part.Name)
	}
	if size := in.u32(); in.err == nil && size != d.part.SizeBytes.Value {
		in.fail("the sidecar is of a memory of %d bytes, the device has %d", size, d.part.SizeBytes.Value)
	}
	s.options = in.options()
	if mark := in.u64(); in.err == nil && mark != d.keyMark() {
		in.fail("the sidecar was made with another seed")
	}
}

func (d *Device) decodeReads(in *sideReader, s *sidecar) {
	s.boot = in.u32()
	s.ordinal = in.u64()
	s.readyAt = time.Duration(in.u64())
	s.deaf = in.flag()
}

func (d *Device) decodeLists(in *sideReader, s *sidecar) {
	d.decodeUnits(in, s)
	d.decodeCounts(in, s)
	table := d.decodeStresses(in)
	d.decodeMargins(in, s, table)
}

func (d *Device) decodeUnits(in *sideReader, s *sidecar) {
	last := int64(-1)
	for range in.count("erase units", 12) {
		u := sideUnit{in.u32(), in.u32(), in.u32()}
		in.increasing("erase unit", &last, u.index)
		if u.index >= d.part.EraseUnitCount() {
			in.fail("there is no erase unit %d", u.index)
		}
		if in.err != nil {
			return
		}
		s.units = append(s.units, u)
	}
}

func (d *Device) chunks() uint32 { return (d.part.SizeBytes.Value + chunkBytes - 1) / chunkBytes }

func (d *Device) decodeCounts(in *sideReader, s *sidecar) {
	last := int64(-1)
	for range in.count("counters", 8) {
		c := sideCount{in.u32(), in.u16(), in.u16()}
		if c.chunk >= d.chunks() || c.slot >= countersPerChunk || c.programs == 0 {
			in.fail("no counter %d in chunk %d, or it is 0", c.slot, c.chunk)
		}
		if in.err != nil {
			return
		}
		in.increasing("counter", &last, c.chunk*countersPerChunk+uint32(c.slot))
		s.counts = append(s.counts, c)
	}
}

func (d *Device) decodeStresses(in *sideReader) []*stress {
	var table []*stress
	for range in.count("stress records", 120) {
		s := &stress{kind: stressKind(in.u8()), op: OpKind(in.u8()), addr: in.u32(), size: in.u32(), src: in.short(), ecc: in.short()}
		for i := range s.stages {
			s.stages[i] = progress{in.f64(), in.f64(), in.f64()}
		}
		s.wear = in.u32()
		s.at = time.Duration(in.u64())
		s.volts = in.f64()
		s.random = in.flag()
		if in.err == nil {
			d.checkStress(in, s)
		}
		if in.err != nil {
			return nil
		}
		table = append(table, s)
	}
	return table
}

func (d *Device) checkStress(in *sideReader, s *stress) {
	if len(s.src) == 0 {
		s.src = nil
	}
	if len(s.ecc) == 0 {
		s.ecc = nil
	}
	granules := 0
	if d.part.ECCGranuleBytes.Value > 0 {
		granules = len(s.src) / 8
	}
	switch {
	case s.kind > stressDisturb || s.op > PartialErase:
		in.fail("unknown kind of stress record")
	case s.size == 0 || d.inRange(s.addr, int(s.size)) != nil:
		in.fail("a stress record of %d bytes at 0x%X leaves the memory", s.size, s.addr)
	case s.src != nil && len(s.src) != int(s.size) || len(s.ecc) != granules:
		in.fail("a stress record's target has the wrong length")
	}
	for _, p := range s.stages {
		if p.Share < 0 || p.Share > 1 || p.Reached < 0 || p.Reached > 1 || p.Stress < 0 || p.Stress > 2 {
			in.fail("a stage's progress is not a share")
		}
	}
	if s.src == nil && s.stages[stageProgram].Share > 0 || s.volts < 0 {
		in.fail("a stress record contradicts itself")
	}
}

func (d *Device) decodeMargins(in *sideReader, s *sidecar, table []*stress) {
	last := int64(-1)
	ecc := d.part.ECCGranuleBytes.Value > 0
	for range in.count("marginal chunks", 47) {
		sm := sideMargin{chunk: in.u32(), m: &margin{}}
		in.increasing("marginal chunk", &last, sm.chunk)
		if sm.chunk >= d.chunks() {
			in.fail("there is no chunk %d", sm.chunk)
		}
		m := sm.m
		m.bytes = in.mask()
		if m.bytes.empty() {
			in.fail("marginal chunk %d marks nothing", sm.chunk)
		}
		for i := range sm.data {
			if m.bytes.has(uint32(i)) {
				sm.data[i] = in.u8()
			}
		}
		if ecc {
			copy(m.check[:], in.take(eccPerChunk))
		}
		in.ground(m)
		if in.err != nil {
			return
		}
		in.layers(sm.chunk, m, table, ecc)
		if in.err != nil {
			return
		}
		s.margins = append(s.margins, sm)
	}
}

func (in *sideReader) ground(m *margin) {
	if !in.flag() {
		return
	}
	g := &ground{mask: in.mask()}
	for range min(int(in.u8()), maxMoments) {
		g.moments = append(g.moments, time.Duration(in.u64()))
	}
	if g.mask.empty() || !g.mask.without(m.bytes).empty() {
		in.fail("stored thresholds of cells that are not marginal")
		return
	}
	for i := range g.volts {
		if g.mask.has(uint32(i / 8)) {
			g.volts[i], g.relax[i], g.since[i] = in.f32(), in.f32(), in.u8()
			if int(g.since[i]) >= len(g.moments) {
				in.fail("a stored threshold without its moment")
				return
			}
		}
	}
	m.ground = g
}

func (in *sideReader) layers(index uint32, m *margin, table []*stress, ecc bool) {
	n := in.u16()
	if n > maxLayers {
		in.fail("%d layers on a chunk, at most %d", n, maxLayers)
		return
	}
	var covered byteMask
	if m.ground != nil {
		covered = m.ground.mask
	}
	for range n {
		k := in.u32()
		mask := in.mask()
		if in.err == nil && int(k) >= len(table) {
			in.fail("there is no stress record %d", k)
		}
		if in.err != nil {
			return
		}
		s := table[k]
		for i := uint32(0); i < chunkCellBytes; i++ {
			if mask.has(i) && (!s.covers(index<<chunkShift, i) || i >= chunkBytes && !ecc) {
				in.fail("a layer lies on cells that its stress record does not reach")
				return
			}
		}
		covered = covered.or(mask)
		m.layers = append(m.layers, layer{s, mask})
	}
	if covered != m.bytes {
		in.fail("marginal cells without a history")
	}
}

// adopt takes over a decoded sidecar.
func (d *Device) adopt(s *sidecar) {
	d.options = s.options
	d.readBoot, d.readOrdinal = s.boot, s.ordinal
	d.readyAt, d.deaf = s.readyAt, s.deaf
	d.wear = newCow[units](int((d.part.EraseUnitCount() + 63) / 64))
	for _, u := range s.units {
		w, _ := d.wear.write(u.index / 64)
		w.wear[u.index%64], w.partial[u.index%64] = u.wear, u.partial
	}
	for index := range d.chunks() {
		if d.mem.at(index) != nil {
			ch := d.writableChunk(index)
			ch.programs = [countersPerChunk]uint16{}
			ch.margin = nil
		}
	}
	for _, c := range s.counts {
		d.writableChunk(c.chunk).programs[c.slot] = c.programs
	}
	for i := range s.margins {
		sm := &s.margins[i]
		ch := d.writableChunk(sm.chunk)
		for k, b := range sm.data {
			if sm.m.bytes.has(uint32(k)) {
				ch.data[k] = b
			}
		}
		ch.margin = sm.m
	}
	for index := range d.chunks() {
		d.dropIfBlank(index)
	}
	if d.options.Leakage {
		d.eachChunk(func(index uint32, ch *chunk) {
			if ch.margin != nil {
				d.findDepleted(ch, index)
			}
		})
		d.leak.stale = true
	}
}
