package firmware

import (
	"fmt"
	"reflect"
	"unsafe"
)

// span is a stretch of State that holds values and no padding.
type span struct{ offset, size uintptr }

// stateSpans is computed once from the type, so that a new field cannot be
// forgotten.
var stateSpans = spansOf(reflect.TypeFor[State]())

// spansOf lists the bytes of a plain type that carry a value. It panics for a
// type that is not plain: the fault would be in the program, not in its input.
func spansOf(t reflect.Type) []span {
	var out []span
	var walk func(t reflect.Type, offset uintptr)
	walk = func(t reflect.Type, offset uintptr) {
		switch t.Kind() {
		case reflect.Struct:
			for i := 0; i < t.NumField(); i++ {
				f := t.Field(i)
				walk(f.Type, offset+f.Offset)
			}
		case reflect.Array:
			for i := 0; i < t.Len(); i++ {
				walk(t.Elem(), offset+uintptr(i)*t.Elem().Size())
			}
		case reflect.Bool, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int,
			reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			if n := len(out); n > 0 && out[n-1].offset+out[n-1].size == offset {
				out[n-1].size += t.Size()
			} else {
				out = append(out, span{offset, t.Size()})
			}
		default:
			panic(fmt.Sprintf("firmware: %v in State is not plain", t))
		}
	}
	walk(t, 0)
	return out
}

// Hash is a 64-bit digest of all values in s, the same for equal States on
// every little-endian machine. It is a checksum for comparing runs, not a
// cryptographic hash.
func (s *State) Hash() uint64 {
	const prime = 0x9E3779B97F4A7C15
	h := uint64(prime)
	base := unsafe.Pointer(s)
	for _, r := range stateSpans {
		b := unsafe.Slice((*byte)(unsafe.Add(base, r.offset)), r.size)
		for len(b) >= 8 {
			v := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
				uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
			h = mix(h, v)
			b = b[8:]
		}
		if len(b) > 0 {
			v := uint64(len(b)) << 56
			for i, c := range b {
				v |= uint64(c) << (8 * i)
			}
			h = mix(h, v)
		}
	}
	return h
}

func mix(h, v uint64) uint64 {
	h ^= v
	h *= 0xFF51AFD7ED558CCD
	h ^= h >> 32
	h *= 0xC4CEB9FE1A85EC53
	return h ^ h>>29
}
