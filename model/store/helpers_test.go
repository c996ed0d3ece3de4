package store

import (
	"bytes"
)

// pattern is a value that differs by key, round and place.
func pattern(k Key, round, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(int(k)*31 + round*7 + i*3 + 1)
	}
	return b
}

func format(t tester, s Store, c *chip, ram *RAM) {
	t.Helper()
	if err := s.Format(c, ram); err != nil {
		t.Fatal(err)
	}
}

func put(t tester, s Store, c *chip, ram *RAM, k Key, v []byte) {
	t.Helper()
	if err := s.Put(c, ram, k, v); err != nil {
		t.Fatalf("put %d (%d bytes): %v", k, len(v), err)
	}
}

func remount(t tester, s Store, c *chip, ram *RAM) Report {
	t.Helper()
	c.reboot(ram)
	rep, err := s.Mount(c, ram)
	if err != nil {
		t.Fatalf("mount: %v (%+v)", err, rep)
	}
	return rep
}

func checkAll(t tester, s Store, c *chip, ram *RAM, want map[Key][]byte) {
	t.Helper()
	for k := range 256 {
		if Key(k) > MaxKey {
			continue
		}
		if got := read(t, s, c, ram, Key(k)); !bytes.Equal(got, want[Key(k)]) {
			t.Fatalf("key %d: got %x, want %x", k, got, want[Key(k)])
		}
	}
}
