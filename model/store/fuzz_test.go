package store

import "testing"

// fuzzParts are the geometries that arbitrary content is tried on.
var fuzzParts = []part{
	smallParts[0],
	{name: "fuzz-nor", page: 512, pages: 3, unit: 1, erased: 0xFF, perUnit: 2},
	{name: "fuzz-ecc", page: 1024, pages: 6, unit: 8, erased: 0xFF, perUnit: 1, ecc: true},
	smallParts[3],
}

// FuzzAnyContent mounts, reads, saves to and decodes a region of arbitrary
// content with every design. Nothing may panic or fail to end; a medium that
// is read or written out of range panics.
func FuzzAnyContent(f *testing.F) {
	for i, name := range Names() {
		for j, p := range fuzzParts {
			s := mustNew(f, name, Options{})
			if !suits(f, s, p) {
				continue
			}
			c := newChip(p)
			var ram RAM
			format(f, s, c, &ram)
			for round := range 12 {
				put(f, s, c, &ram, Key(round%4), pattern(Key(round), round, 20+round))
			}
			f.Add(uint8(i), uint8(j), c.mem)
			c.tear, c.ops, c.cutAt = tearMix, 0, 3
			c.run(func() { s.Put(c, &ram, 1, []byte("torn")) })
			f.Add(uint8(i), uint8(j), c.mem)
		}
		f.Add(uint8(i), uint8(0), []byte{})
		f.Add(uint8(i), uint8(0), make([]byte, 4096))
		f.Add(uint8(i), uint8(1), []byte{0xDE, 0xC0, 0xAD, 0xDE, 0xFE, 1, 0x1E, 0xF1, 1, 0, 0xFF, 0xFF, 0x54, 0x4C, 0, 0})
		f.Add(uint8(i), uint8(0), []byte{0, 0, 0xFF, 0xFF, 1, 0, 2, 0, 0xFF, 0x7E})
	}
	f.Fuzz(func(t *testing.T, which, geometry uint8, content []byte) {
		name := Names()[int(which)%len(Names())]
		for _, o := range []Options{{}, {WriteBack: true, VerifyErased: true, CheckOnRead: true, DataCheck: true, DeferSettle: true}} {
			s := mustNew(t, name, o)
			p := fuzzParts[int(geometry)%len(fuzzParts)]
			if !suits(t, s, p) {
				return
			}
			c := newChip(p)
			copy(c.mem, content)
			s.Decode(c)
			var ram RAM
			rep, err := s.Mount(c, &ram)
			if err == nil && rep.Why == "" {
				t.Error("a mount without a reason")
			}
			if err != nil {
				// Format is always a way out.
				format(t, s, c, &ram)
			}
			dst := make([]byte, MaxValue)
			for k := range MaxKey {
				if n, st, _ := s.Get(c, &ram, k, dst); n > MaxValue || st == OK && n == 0 {
					t.Errorf("key %d: %d bytes, %v", k, n, st)
				}
			}
			for round := range 6 {
				s.Put(c, &ram, Key(round), pattern(1, round, 100))
			}
			s.Delete(c, &ram, 3)
			if x, ok := s.(Collector); ok {
				x.Collect(c, &ram)
			}
			if x, ok := s.(Settler); ok {
				x.Settle(c, &ram)
			}
			s.Decode(c)
			format(t, s, c, &ram)
			put(t, s, c, &ram, 1, []byte("again"))
			remount(t, s, c, &ram)
			if got := read(t, s, c, &ram, 1); string(got) != "again" {
				t.Errorf("after format: %q", got)
			}
		}
	})
}
