package flashsim

import "math/bits"

// Error correction of 64-bit granules with 8 check bits: a Hsiao single-error
// correcting, double-error detecting code. Vendors do not publish their matrix;
// what firmware meets depends only on the code being linear, of that strength,
// and on all-ones data not having all-ones check bits, so that a granule that was
// programmed with all ones differs from an erased one.

// eccColumns[i] is the check pattern of data bit i: all 56 of weight 3, then 8 of
// weight 5, in increasing order.
var eccColumns = func() (c [64]byte) {
	n := 0
	for _, weight := range []int{3, 5} {
		for v := 1; v < 256 && n < 64; v++ {
			if bits.OnesCount8(uint8(v)) == weight {
				c[n] = byte(v)
				n++
			}
		}
	}
	return c
}()

// checkByte computes the check bits of a granule, in the polarity of the data.
func checkByte(data []byte) byte {
	var c byte
	for i, b := range data[:8] {
		for ; b != 0; b &= b - 1 {
			c ^= eccColumns[i*8+bits.TrailingZeros8(b)]
		}
	}
	return c
}

// correct repairs a granule in place. It reports false for an error that the code
// detects and cannot repair.
func correct(data []byte, check byte) bool {
	if check == 0xFF && allOnes(data[:8]) {
		return true // erased: not a code word, and read as such
	}
	syndrome := checkByte(data) ^ check
	switch {
	case syndrome == 0:
		return true
	case bits.OnesCount8(syndrome) == 1:
		return true // a check bit
	}
	for i, column := range eccColumns {
		if column == syndrome {
			data[i/8] ^= 1 << (i % 8)
			return true
		}
	}
	return false
}
