package flashsim

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The sidecar of an image keeps what a dump of the bytes cannot: wear, program
// counters, partial erases, and the stress records of marginal regions. All
// numbers are little-endian.
//
//	magic    8 bytes "LTFLASH\n"
//	version  u16     1
//	length   u64     of the body
//	body
//	digest   32      SHA-256 of everything before it
//
// Body: part name (u16 length, bytes), memory size u32, timing u8, key mark u64,
// digest of the image's plain bytes 32, boot u32, read ordinal u64, ready-at i64
// (ns), deaf u8; then four lists, each with a u32 count:
//
//	erase units   index u32, wear u32, partial µs u32
//	counters      chunk u32, slot u16, programs u16
//	stress        kind u8, op u8, addr u32, size u32, src and ecc (u16 length,
//	              bytes), stages 4 x (share, reached, stress f64), wear u32,
//	              at i64 (ns), volts f64, random u8
//	margins       chunk u32, mask 5 x u64, one byte for each marginal data byte,
//	              check bytes (32, ECC parts only), ground u8 and, if 1, its mask,
//	              moments (u8 count, i64 ns each) and, for each marked cell, volts
//	              and relaxation f32 and moment index u8; layers (u16 count, each
//	              stress index u32 and mask)
const (
	sidecarMagic    = "LTFLASH\n"
	sidecarVersion  = 1
	sidecarHead     = len(sidecarMagic) + 2 + 8
	sidecarDigest   = 32
	maxSidecarBytes = 256 << 20
)

// sideWriter appends to a body.
type sideWriter struct{ b []byte }

func (w *sideWriter) u8(v uint8)    { w.b = append(w.b, v) }
func (w *sideWriter) u16(v uint16)  { w.b = binary.LittleEndian.AppendUint16(w.b, v) }
func (w *sideWriter) u32(v uint32)  { w.b = binary.LittleEndian.AppendUint32(w.b, v) }
func (w *sideWriter) u64(v uint64)  { w.b = binary.LittleEndian.AppendUint64(w.b, v) }
func (w *sideWriter) f32(v float32) { w.u32(math.Float32bits(v)) }
func (w *sideWriter) f64(v float64) { w.u64(math.Float64bits(v)) }
func (w *sideWriter) flag(v bool) {
	if v {
		w.u8(1)
	} else {
		w.u8(0)
	}
}
func (w *sideWriter) short(b []byte) {
	w.u16(uint16(len(b)))
	w.b = append(w.b, b...)
}
func (w *sideWriter) mask(m byteMask) {
	for _, v := range m {
		w.u64(v)
	}
}

// sideReader takes a body apart. The first fault sticks; reads after it give zeros.
type sideReader struct {
	b   []byte
	off int64 // of b's first byte in the file
	err *FormatError
}

func (r *sideReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = &FormatError{Offset: r.off, What: fmt.Sprintf(format, args...)}
	}
}

func (r *sideReader) take(n int) []byte {
	if r.err != nil || len(r.b) < n {
		r.fail("the sidecar's body ends in the middle of a value")
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	r.off += int64(n)
	return b
}

func (r *sideReader) u8() uint8    { return r.take(1)[0] }
func (r *sideReader) u16() uint16  { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *sideReader) u32() uint32  { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *sideReader) u64() uint64  { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *sideReader) f32() float32 { return float32(r.finite(float64(math.Float32frombits(r.u32())))) }
func (r *sideReader) f64() float64 { return r.finite(math.Float64frombits(r.u64())) }

func (r *sideReader) flag() bool {
	v := r.u8()
	if v > 1 {
		r.fail("a flag is %d, neither 0 nor 1", v)
	}
	return v == 1
}

func (r *sideReader) finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e6 {
		r.fail("a number is not finite or absurdly large")
		return 0
	}
	return v
}

func (r *sideReader) short() []byte { return append([]byte(nil), r.take(int(r.u16()))...) }

func (r *sideReader) mask() (m byteMask) {
	for i := range m {
		m[i] = r.u64()
	}
	var legal byteMask
	legal.addRange(0, chunkCellBytes)
	if !m.without(legal).empty() {
		r.fail("a mask marks cells that a chunk does not have")
	}
	return m
}

// count reads the length of a list whose entries have at least the given size.
func (r *sideReader) count(what string, entryBytes int) int {
	n := int64(r.u32())
	if r.err == nil && n*int64(entryBytes) > int64(len(r.b)) {
		r.fail("%d %s announced, more than the file can hold", n, what)
		return 0
	}
	return int(n)
}

// increasing checks that the entries of a list come in order, each once.
func (r *sideReader) increasing(what string, last *int64, v uint32) {
	if int64(v) <= *last {
		r.fail("%s %d out of order", what, v)
	}
	*last = int64(v)
}
