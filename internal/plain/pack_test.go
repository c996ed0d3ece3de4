package plain_test

import (
	"bytes"
	"errors"
	"testing"

	"locktwin/internal/plain"
	_ "locktwin/internal/rapidseed"

	"pgregory.net/rapid"
)

func TestPackedBytesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var src []byte
		for range rapid.IntRange(0, 12).Draw(t, "stretches") {
			if rapid.Bool().Draw(t, "run") {
				b := rapid.SampledFrom([]byte{0, 1, 0xFF}).Draw(t, "of")
				src = append(src, bytes.Repeat([]byte{b}, rapid.IntRange(1, 40).Draw(t, "length"))...)
			} else {
				src = append(src, rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 20).Draw(t, "bytes")...)
			}
		}
		packed := plain.Pack([]byte("x"), src)
		back, err := plain.Unpack([]byte("y"), packed[1:], len(src))
		if err != nil || string(back) != "y"+string(src) {
			t.Fatalf("%v: %x came back as %x", err, src, back)
		}
		if len(src) > 0 {
			if _, err := plain.Unpack(nil, packed[1:], len(src)-1); !errors.Is(err, plain.ErrDamaged) {
				t.Fatalf("a limit of one byte less: %v", err)
			}
		}
	})
}

func TestLongRunsTakeLittle(t *testing.T) {
	src := make([]byte, 1<<20)
	src[5000] = 1
	if n := len(plain.Pack(nil, src)); n > 16 {
		t.Errorf("a mebibyte of zeros with one 1 in it has %d bytes", n)
	}
}

func FuzzUnpackBoundsWhatItGives(f *testing.F) {
	f.Add(plain.Pack(nil, []byte("aaaaaaaaaabcdefg")))
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		const limit = 1 << 16
		out, err := plain.Unpack(nil, b, limit)
		if len(out) > limit || err != nil && len(out) != 0 {
			t.Fatalf("%d bytes, %v", len(out), err)
		}
		if err != nil {
			return
		}
		if back, err := plain.Unpack(nil, plain.Pack(nil, out), limit); err != nil || !bytes.Equal(back, out) {
			t.Fatalf("packed again it does not come back: %v", err)
		}
	})
}

func FuzzReadingNeverPanics(f *testing.F) {
	c := plain.New[outer](rules()...)
	v := example()
	good, err := c.Append(nil, &v)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		var v outer
		if c.Take(plain.NewReader(b), &v) != nil {
			return
		}
		out, err := c.Append(nil, &v)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		var again outer
		if err := c.Take(plain.NewReader(out), &again); err != nil || !c.Equal(&v, &again) {
			t.Fatalf("%v", err)
		}
	})
}
