package keyturner

import (
	"encoding/binary"
	"fmt"
)

// fields reads a payload from front to back. Its length was checked before. It
// remembers the first field whose value is impossible.
type fields struct {
	b     []byte
	field string
	value uint64
}

func (f *fields) take(n int) []byte {
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

func (f *fields) u8() uint8   { return f.take(1)[0] }
func (f *fields) u16() uint16 { return binary.LittleEndian.Uint16(f.take(2)) }
func (f *fields) i16() int16  { return int16(f.u16()) }
func (f *fields) u32() uint32 { return binary.LittleEndian.Uint32(f.take(4)) }

// truth reads a flag of a message from a lock: anything but 0 is set.
func (f *fields) truth() bool { return f.u8() != 0 }

func (f *fields) nonce() (n [32]byte) {
	copy(n[:], f.take(32))
	return n
}

func (f *fields) name() (n Name) {
	copy(n[:], f.take(len(n)))
	return n
}

func (f *fields) shortName() (n ShortName) {
	copy(n[:], f.take(len(n)))
	return n
}

func (f *fields) reject(field string, value uint64) {
	if f.field == "" {
		f.field, f.value = field, value
	}
}

// flag reads a flag of a request: 0 or 1.
func (f *fields) flag(field string) bool { return f.atMost(field, 1) == 1 }

// atMost reads a byte that may be 0..most.
func (f *fields) atMost(field string, most uint8) uint8 {
	v := f.u8()
	if v > most {
		f.reject(field, uint64(v))
	}
	return v
}

// err is the first impossible value.
func (f *fields) err() error {
	if f.field == "" {
		return nil
	}
	return fmt.Errorf("%w: %s %d", ErrValue, f.field, f.value)
}

func appendFlag(dst []byte, v bool) []byte {
	if v {
		return append(dst, 1)
	}
	return append(dst, 0)
}

func append16(dst []byte, v uint16) []byte { return binary.LittleEndian.AppendUint16(dst, v) }
func append32(dst []byte, v uint32) []byte { return binary.LittleEndian.AppendUint32(dst, v) }
