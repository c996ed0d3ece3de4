package store

import "testing"

func BenchmarkPut(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			s := mustNew(b, name, Options{})
			c := newChip(parts[0])
			var ram RAM
			format(b, s, c, &ram)
			val := pattern(1, 1, 32)
			b.ReportAllocs()
			for i := range b.N {
				val[0] = byte(i)
				put(b, s, c, &ram, Key(i%8), val)
			}
		})
	}
}

func BenchmarkMount(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			s := mustNew(b, name, Options{})
			c := newChip(parts[0])
			var ram RAM
			format(b, s, c, &ram)
			for i := range 40 {
				put(b, s, c, &ram, Key(i%8), pattern(1, i, 32))
			}
			b.ReportAllocs()
			for range b.N {
				if _, err := s.Mount(c, &ram); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			s := mustNew(b, name, Options{})
			c := newChip(parts[0])
			var ram RAM
			format(b, s, c, &ram)
			for i := range 40 {
				put(b, s, c, &ram, Key(i%8), pattern(1, i, 32))
			}
			dst := make([]byte, MaxValue)
			b.ReportAllocs()
			for range b.N {
				s.Get(c, &ram, 3, dst)
			}
		})
	}
}
