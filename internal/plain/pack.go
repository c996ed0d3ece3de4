package plain

import (
	"encoding/binary"
	"math/bits"
)

// Packed bytes are a sequence of stretches. Each begins with a number n in the
// variable-length form of encoding/binary. An even n is followed by n/2 bytes
// that stand for themselves, an odd one by the byte that stands for a run of
// (n-1)/2 of its kind.

// leastRun is the shortest run worth a stretch of its own: the stretch takes two
// bytes, and going on after it a third.
const leastRun = 5

// Pack appends src to dst with its runs of equal bytes made short. Values that
// are mostly zero, and memory that is mostly erased, shrink to little.
func Pack(dst, src []byte) []byte {
	begin := 0 // of what was not written yet
	for i := 0; i+4 <= len(src); {
		w := binary.LittleEndian.Uint32(src[i:])
		if high := w >> 24 * 0x01010101; w != high {
			// Go on with the bytes at the end of w that may begin a run.
			i += 4 - bits.LeadingZeros32(w^high)/8
			continue
		}
		end := runEnd(src, i)
		if end-i < leastRun {
			i = end
			continue
		}
		dst = appendLiteral(dst, src[begin:i])
		dst = binary.AppendUvarint(dst, uint64(end-i)<<1|1)
		dst = append(dst, src[i])
		begin, i = end, end
	}
	return appendLiteral(dst, src[begin:])
}

// runEnd is where the run that begins at i ends.
func runEnd(src []byte, i int) int {
	b := src[i]
	all := uint64(b) * 0x0101010101010101
	end := i + 4
	for end+8 <= len(src) && binary.LittleEndian.Uint64(src[end:]) == all {
		end += 8
	}
	for end < len(src) && src[end] == b {
		end++
	}
	return end
}

func appendLiteral(dst, b []byte) []byte {
	if len(b) == 0 {
		return dst
	}
	dst = binary.AppendUvarint(dst, uint64(len(b))<<1)
	return append(dst, b...)
}

// Unpack appends to dst what Pack made src of. The error wraps ErrDamaged, also
// when more than limit bytes would come out; dst is then returned as it was.
func Unpack(dst, src []byte, limit int) ([]byte, error) {
	r := NewReader(src)
	out := dst
	for r.Len() > 0 {
		v, n := binary.Uvarint(r.b)
		if n <= 0 {
			r.Damaged("the length of a stretch has no end")
			break
		}
		r.Bytes(n)
		if v>>1 > uint64(limit-(len(out)-len(dst))) {
			r.Damaged("a stretch leads past %d bytes", limit)
			break
		}
		if v&1 == 0 {
			out = append(out, r.Bytes(int(v>>1))...)
			continue
		}
		b := r.Byte()
		if r.err != nil {
			break
		}
		out = appendRun(out, b, int(v>>1))
	}
	if r.err != nil {
		return dst, r.err
	}
	return out, nil
}

func appendRun(dst []byte, b byte, n int) []byte {
	from := len(dst)
	dst = append(dst, make([]byte, n)...)
	if b != 0 {
		run := dst[from:]
		for i := range run {
			run[i] = b
		}
	}
	return dst
}
