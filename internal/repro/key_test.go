package repro

import (
	"math"
	"math/bits"
	"strconv"
	"testing"
)

// The statistical tests run on fixed keys, so they give the same figure every
// time; the bounds are what a truly random function passes with a probability
// of about 1 - 1e-6 a test.

// chiSquare compares counts with an even spread and returns the statistic in
// standard deviations from its mean (Wilson-Hilferty).
func chiSquare(counts []int) float64 {
	total := 0
	for _, c := range counts {
		total += c
	}
	mean := float64(total) / float64(len(counts))
	var x float64
	for _, c := range counts {
		d := float64(c) - mean
		x += d * d / mean
	}
	k := float64(len(counts) - 1)
	return (math.Cbrt(x/k) - (1 - 2/(9*k))) / math.Sqrt(2/(9*k))
}

const sigmas = 5

func TestEachInputBitTurnsEachOutputBitHalfTheTime(t *testing.T) {
	const rounds = 2048
	limit := 6.5 * math.Sqrt(0.25*rounds) // about 25 000 counts are looked at
	for _, source := range []struct {
		name string
		next func(*Stream, int) [6]uint64
	}{
		{"random words", func(s *Stream, _ int) [6]uint64 {
			return [6]uint64{s.Uint64(), s.Uint64(), s.Uint64(), s.Uint64(), s.Uint64(), s.Uint64()}
		}},
		{"small numbers under a random key", func(s *Stream, i int) [6]uint64 {
			return [6]uint64{s.Uint64(), s.Uint64(), uint64(i & 15), uint64(i >> 4 & 15), uint64(i >> 8), 0}
		}},
	} {
		s := Root(11).Child(source.name).Stream()
		var flips [6 * 64][64]int
		for i := range rounds {
			w := source.next(&s, i)
			base := Key{w[0], w[1]}.Hash(w[2], w[3], w[4], w[5])
			for bit := range flips {
				v := w
				v[bit/64] ^= 1 << (bit % 64)
				diff := base ^ Key{v[0], v[1]}.Hash(v[2], v[3], v[4], v[5])
				for diff != 0 {
					flips[bit][bits.TrailingZeros64(diff)]++
					diff &= diff - 1
				}
			}
		}
		worst, in, out := 0.0, 0, 0
		for i := range flips {
			for o, n := range flips[i] {
				if d := math.Abs(float64(n) - rounds/2); d > worst {
					worst, in, out = d, i, o
				}
			}
		}
		t.Logf("%s: worst pair flips %.2f %% away from one half", source.name, 100*worst/rounds)
		if worst > limit {
			t.Errorf("%s: input bit %d turns output bit %d %.1f %% away from half the time", source.name, in, out, 100*worst/rounds)
		}
	}
}

func TestHashIsEvenOverStructuredInputs(t *testing.T) {
	k := Root(12)
	inputs := map[string]func(i uint64) uint64{
		"counter in a":       func(i uint64) uint64 { return k.Hash(i, 0, 0, 0) },
		"counter in b":       func(i uint64) uint64 { return k.Hash(0, i, 0, 0) },
		"counter in c":       func(i uint64) uint64 { return k.Hash(0, 0, i, 0) },
		"counter in d":       func(i uint64) uint64 { return k.Hash(0, 0, 0, i) },
		"grid":               func(i uint64) uint64 { return k.Hash(i&15, i>>4&15, i>>8&15, i>>12) },
		"word addresses":     func(i uint64) uint64 { return k.Hash(0x78000+4*(i>>5), i&31, 7, 1) },
		"high bits":          func(i uint64) uint64 { return k.Hash(i<<44, 0, 0, 0) },
		"counter in seed":    func(i uint64) uint64 { return Root(i).Hash(0, 0, 0, 0) },
		"counter in index":   func(i uint64) uint64 { return k.Index(i).Hash(0, 0, 0, 0) },
		"names of a counter": func(i uint64) uint64 { return k.Child(strconv.FormatUint(i, 10)).Hash(0, 0, 0, 0) },
	}
	const n = 1 << 18
	for name, f := range inputs {
		for _, shift := range []int{0, 20, 56} {
			var counts [256]int
			for i := range uint64(n) {
				counts[f(i)>>shift&255]++
			}
			if x := chiSquare(counts[:]); math.Abs(x) > sigmas {
				t.Errorf("%s, bits %d and up: chi-square is %.1f standard deviations off", name, shift, x)
			}
		}
	}
}

func TestNeighbouringHashesAreUnrelated(t *testing.T) {
	k := Root(13)
	var counts [4096]int
	for i := range uint64(1 << 18) {
		a, b := k.Hash(i, 5, 0, 0), k.Hash(i+1, 5, 0, 0)
		counts[a>>58<<6|b>>58]++
	}
	if x := chiSquare(counts[:]); math.Abs(x) > sigmas {
		t.Errorf("pairs of neighbours: chi-square is %.1f standard deviations off", x)
	}
}

func TestChildStreamsAreIndependent(t *testing.T) {
	k := Root(14)
	pairs := map[string][2]Key{
		"two names":                {k.Child("contact"), k.Child("cells")},
		"names that share a start": {k.Child("contact/1"), k.Child("contact/2")},
		"neighbouring indices":     {k.Index(0), k.Index(1)},
		"parent and child":         {k, k.Child("contact")},
		"parent and index":         {k, k.Index(0)},
		"neighbouring seeds":       {Root(14), Root(15)},
		"same name elsewhere":      {k.Child("a").Child("b"), k.Child("b").Child("a")},
	}
	const n = 1 << 18
	for name, p := range pairs {
		a, b := p[0].Stream(), p[1].Stream()
		var counts [4096]int
		var sum float64
		for range n {
			x, y := a.Uint64(), b.Uint64()
			counts[x>>58<<6|y>>58]++
			sum += (unit(x) - 0.5) * (unit(y) - 0.5)
		}
		if x := chiSquare(counts[:]); math.Abs(x) > sigmas {
			t.Errorf("%s: joint chi-square is %.1f standard deviations off", name, x)
		}
		if r := 12 * sum / n; math.Abs(r)*math.Sqrt(n) > sigmas {
			t.Errorf("%s: correlation %g", name, r)
		}
	}
}

func TestDerivedKeysDiffer(t *testing.T) {
	seen := map[Key]string{}
	add := func(k Key, name string) {
		if other, ok := seen[k]; ok {
			t.Errorf("%s and %s have the same key", name, other)
		}
		seen[k] = name
	}
	root := Root(1)
	add(root, "root")
	for _, name := range []string{"", "a", "b", "ab", "a\x00", "\x00", "\x00\x00", "12345678", "12345678\x00", "123456789", "1234567812345678"} {
		add(root.Child(name), "child "+strconv.Quote(name))
		add(root.Child("x").Child(name), "x, child "+strconv.Quote(name))
	}
	for i := range uint64(20000) {
		add(root.Index(i), "index "+strconv.FormatUint(i, 10))
		add(Root(i+2), "root "+strconv.FormatUint(i+2, 10))
	}
	add(root.Child("a").Child("b"), "a then b")
	add(root.Child("b").Child("a"), "b then a")
}

func TestHashHasNoCollisionsAmongManyInputs(t *testing.T) {
	seen := make(map[uint64]struct{}, 1<<20)
	k := Root(15)
	for i := range uint64(1 << 20) {
		seen[k.Hash(i&1023, i>>10, 0, 0)] = struct{}{}
	}
	if len(seen) != 1<<20 {
		t.Errorf("%d of %d hashes are distinct", len(seen), 1<<20)
	}
}
