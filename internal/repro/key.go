package repro

import "math/bits"

// Key names one source of randomness. It is a plain comparable value: two equal
// keys give equal noise for ever. The zero Key is valid and is nobody's child.
type Key struct{ hi, lo uint64 }

// The first 64-bit words of the fraction of pi, made odd, and the fractional
// part of the golden ratio: numbers with nothing up their sleeve. They are part
// of the format: changing one changes every result of every scenario.
const (
	pi0    = 0x243f6a8885a308d3
	pi1    = 0x13198a2e03707345
	pi2    = 0xa4093822299f31d1
	pi3    = 0x082efa98ec4e6c89
	pi4    = 0x452821e638d01377
	pi5    = 0xbe5466cf34e90c6d
	pi6    = 0xc0ac29b7c97c50dd
	pi7    = 0x3f84d5b5b5470917
	golden = 0x9e3779b97f4a7c15
)

// Tags keep the ways of making a key from a key apart.
const (
	tagRoot uint64 = iota + 1
	tagName
	tagBytes
	tagIndex
	tagStream
)

// Root returns the key of a whole run.
func Root(seed uint64) Key {
	return Key{pi0, pi1}.derive(tagRoot, seed)
}

// Child returns the key of the stream called name below k. Different names give
// unrelated keys; so do the same name under different parents, and Index.
func (k Key) Child(name string) Key {
	c := k.derive(tagName, uint64(len(name)))
	for len(name) > 0 {
		var w uint64
		n := min(len(name), 8)
		for i := 0; i < n; i++ {
			w |= uint64(name[i]) << (8 * i)
		}
		c = c.derive(tagBytes, w)
		name = name[n:]
	}
	return c
}

// Index returns the key of the n-th of many things of one kind below k.
func (k Key) Index(n uint64) Key { return k.derive(tagIndex, n) }

// derive makes a key from a key, a purpose and a word. It hashes under a key
// that differs from k in fixed bits, so that no noise drawn from k can coincide
// with a part of a key derived from k.
func (k Key) derive(tag, w uint64) Key {
	t := Key{k.hi ^ pi6, k.lo ^ pi7}
	return Key{t.Hash(w, tag, 0, 1), t.Hash(w, tag, 0, 2)}
}

// Hash returns 64 bits that depend on the key and on all four words, each bit
// of the result on each bit of the input. Unused words are 0.
//
// Two 64x64->128 bit multiplications fold two words each, a third joins them,
// and a finaliser (xor-shifts and multiplications, the constants of Stafford's
// variant 13) spreads what the last multiplication leaves uneven.
func (k Key) Hash(a, b, c, d uint64) uint64 {
	h1, l1 := bits.Mul64(a^k.hi^pi2, b^k.lo^pi3)
	h2, l2 := bits.Mul64(c^k.lo^pi4, d^bits.RotateLeft64(k.hi, 32)^pi5)
	h3, l3 := bits.Mul64(h1^l1^k.lo, h2^l2^k.hi)
	x := h3 ^ l3 ^ (l1 + bits.RotateLeft64(l2, 32))
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Uniform returns a number evenly spread in the open interval (0,1), a function
// of the key and the four words.
func (k Key) Uniform(a, b, c, d uint64) float64 { return unit(k.Hash(a, b, c, d)) }

// Normal returns a standard normal number, a function of the key and the four words.
func (k Key) Normal(a, b, c, d uint64) float64 { return NormalQuantile(unit(k.Hash(a, b, c, d))) }

// unit maps 64 random bits to the middle of one of 2**52 equal parts of (0,1):
// never 0, never 1, and symmetric about one half.
func unit(u uint64) float64 { return float64((float64(u>>12) + 0.5) * 0x1p-52) }
