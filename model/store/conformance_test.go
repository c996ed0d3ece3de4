package store

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// pattern is a value that differs by key, round and place.
func pattern(k Key, round, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(int(k)*31 + round*7 + i*3 + 1)
	}
	return b
}

// everyPair runs f for each design on each part that suits it, and holds the
// list of pairs that do not against what the designs' comments say.
func everyPair(t *testing.T, f func(t *testing.T, s Store, c *chip)) {
	refused := map[string][]string{
		"two-page": {"ecc-64", "ecc-128"},
		"fds":      {"stm32f0", "ecc-64", "ecc-128"},
	}
	for _, name := range Names() {
		for _, p := range parts {
			t.Run(name+"/"+p.name, func(t *testing.T) {
				s := mustNew(t, name, Options{})
				ok := true
				for _, r := range refused[name] {
					ok = ok && r != p.name
				}
				if p.page*p.pages/24 < MaxValue {
					t.Fatal("part too small for the suite")
				}
				if (name == "fds" || name == "nvs" || name == "nvs-early") && p.name == "eeprom" {
					p.pages = 128
				}
				if got := suits(t, s, p); got != ok {
					t.Fatalf("suits = %v, want %v", got, ok)
				}
				if ok {
					c := newChip(p)
					f(t, s, c)
					if c.over != nil {
						t.Error(c.over)
					}
				}
			})
		}
	}
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

func TestValuesComeBackAndSurviveCleanReboot(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		format(t, s, c, &ram)
		want := map[Key][]byte{}
		for i, n := range []int{1, 2, 3, 4, 7, 8, 16, 31, 32, 33, 63, 64, 96, 128} {
			k := Key(i * 17)
			want[k] = pattern(k, 0, n)
			put(t, s, c, &ram, k, want[k])
		}
		checkAll(t, s, c, &ram, want)
		rep := remount(t, s, c, &ram)
		if rep.Found != Valid {
			t.Errorf("clean reboot: %+v", rep)
		}
		if rep.Records != len(want) {
			t.Errorf("%d records, want %d", rep.Records, len(want))
		}
		checkAll(t, s, c, &ram, want)
		// Overwrite with the same and another length, delete, and again.
		put(t, s, c, &ram, 17, pattern(17, 9, 2))
		want[17] = pattern(17, 9, 2)
		put(t, s, c, &ram, 34, pattern(34, 9, 50))
		want[34] = pattern(34, 9, 50)
		if err := s.Delete(c, &ram, 51); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(c, &ram, 200); err != nil {
			t.Fatal("deleting a missing key:", err)
		}
		delete(want, 51)
		checkAll(t, s, c, &ram, want)
		before := ram
		rep = remount(t, s, c, &ram)
		if rep.Found != Valid {
			t.Errorf("second clean reboot: %+v", rep)
		}
		checkAll(t, s, c, &ram, want)
		put(t, s, c, &ram, 51, []byte{0xFF, 0xFF})
		want[51] = []byte{0xFF, 0xFF}
		remount(t, s, c, &ram)
		checkAll(t, s, c, &ram, want)
		if before == (RAM{}) {
			t.Error("RAM was empty while mounted")
		}
	})
}

func TestBlankRegionMountsEmptyAndTakesValues(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		rep, err := s.Mount(c, &ram)
		if err != nil || rep.Found != Empty || rep.Why == "" {
			t.Fatalf("%+v, %v", rep, err)
		}
		checkAll(t, s, c, &ram, nil)
		put(t, s, c, &ram, 1, []byte("pin!"))
		if rep := remount(t, s, c, &ram); rep.Found != Valid {
			t.Errorf("%+v", rep)
		}
		checkAll(t, s, c, &ram, map[Key][]byte{1: []byte("pin!")})
	})
}

func TestManyUpdatesKeepEveryValueAndSpreadErases(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		format(t, s, c, &ram)
		for i := range c.erases {
			c.erases[i] = 0
		}
		want := map[Key][]byte{}
		for round := range 300 {
			k := Key(round * 5 % 13)
			want[k] = pattern(k, round, 1+(round*11)%64)
			put(t, s, c, &ram, k, want[k])
			if round%97 == 0 {
				if rep := remount(t, s, c, &ram); rep.Found != Valid {
					t.Fatalf("round %d: %+v", round, rep)
				}
			}
		}
		checkAll(t, s, c, &ram, want)
		remount(t, s, c, &ram)
		checkAll(t, s, c, &ram, want)
		// As the design says: an in-place page takes every save's erase; slots
		// share them; a log needs far fewer than one a save.
		most, sum := 0, 0
		for _, n := range c.erases {
			most, sum = max(most, n), sum+n
		}
		limit := map[string]int{"in-place": 300, "in-place-crc": 300, "ab-slots": 151, "ab-slots-settled": 151,
			"ab-slots-3": 101, "ring3": 101}[s.Name()]
		if limit == 0 {
			limit = 75
		}
		if most > limit {
			t.Errorf("one page was erased %d times in 300 saves, the design allows %d (%v)", most, limit, c.erases)
		}
		if sum == 0 && s.Name() != "fds" && s.Name() != "nvs" && s.Name() != "nvs-early" && s.Name() != "journal" && s.Name() != "two-page" {
			t.Error("no page was erased")
		}
	})
}

func TestFullIsSaidAndLosesNothing(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		format(t, s, c, &ram)
		want := map[Key][]byte{}
		var full error
		for k := Key(0); k <= MaxKey; k++ {
			v := pattern(k, 1, MaxValue)
			if full = s.Put(c, &ram, k, v); full != nil {
				break
			}
			want[k] = v
		}
		if !errors.Is(full, ErrFull) {
			t.Fatalf("after %d values: %v", len(want), full)
		}
		checkAll(t, s, c, &ram, want)
		// A full store still overwrites, within what is there, and deletes.
		for round := range 5 {
			v := pattern(0, round+2, MaxValue)
			if err := s.Put(c, &ram, 0, v); err == nil {
				want[0] = v
			} else if !errors.Is(err, ErrFull) {
				t.Fatal(err)
			}
		}
		checkAll(t, s, c, &ram, want)
		remount(t, s, c, &ram)
		checkAll(t, s, c, &ram, want)
		for _, k := range []Key{1, 2, 3} {
			if err := s.Delete(c, &ram, k); err != nil {
				t.Fatal(err)
			}
			delete(want, k)
		}
		put(t, s, c, &ram, 1, []byte{1, 2, 3})
		want[1] = []byte{1, 2, 3}
		checkAll(t, s, c, &ram, want)
		remount(t, s, c, &ram)
		checkAll(t, s, c, &ram, want)
	})
}

func TestLogStructuredDesignsHold64Keys(t *testing.T) {
	for _, name := range []string{"two-page", "fds", "nvs"} {
		s := mustNew(t, name, Options{})
		c := newChip(part{name: "nrf52840", page: 4096, pages: 8, unit: 4, erased: 0xFF, perUnit: 2})
		var ram RAM
		format(t, s, c, &ram)
		want := map[Key][]byte{}
		for round := range 3 {
			for k := range Key(64) {
				want[k] = pattern(k, round, 96)
				put(t, s, c, &ram, k, want[k])
			}
		}
		remount(t, s, c, &ram)
		checkAll(t, s, c, &ram, want)
		if c.over != nil {
			t.Error(name, c.over)
		}
	}
}

func TestArgumentsAreChecked(t *testing.T) {
	for _, name := range Names() {
		s := mustNew(t, name, Options{})
		if s.Name() != name {
			t.Errorf("Name() = %q, want %q", s.Name(), name)
		}
		c := newChip(parts[0])
		var ram RAM
		if err := s.Put(c, &ram, 1, []byte{1}); !errors.Is(err, ErrNotMounted) {
			t.Error(name, "put before mount:", err)
		}
		format(t, s, c, &ram)
		for _, v := range [][]byte{nil, make([]byte, MaxValue+1)} {
			if err := s.Put(c, &ram, 1, v); !errors.Is(err, ErrValueSize) {
				t.Error(name, len(v), err)
			}
		}
		if err := s.Put(c, &ram, 0xFF, []byte{1}); !errors.Is(err, ErrKey) {
			t.Error(name, err)
		}
		ram.Busy = true
		if err := s.Put(c, &ram, 1, []byte{1}); !errors.Is(err, ErrBusy) {
			t.Error(name, err)
		}
		if err := s.Format(newChip(part{page: 64, pages: 1, unit: 4, erased: 0xFF, perUnit: 2}), new(RAM)); name != "in-place" && name != "in-place-crc" && !errors.Is(err, ErrUnsuitable) {
			t.Error(name, "one tiny page:", err)
		}
	}
	if _, err := New("no-such", Options{}); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	for _, o := range []Options{{Slots: 4}, {Accept: 9}, {Settle: true, Accept: ByNotBlank}} {
		if _, err := New("ab-slots", o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

func TestGetReportsWholeLengthWhenDstIsShort(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		format(t, s, c, &ram)
		put(t, s, c, &ram, 3, []byte("abcdefgh"))
		dst := make([]byte, 3)
		if n, st, err := s.Get(c, &ram, 3, dst); n != 8 || st != OK || err != nil || string(dst) != "abc" {
			t.Error(n, st, err, dst)
		}
	})
}

func TestDecodeListsTheCurrentValues(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		format(t, s, c, &ram)
		put(t, s, c, &ram, 7, []byte("ab"))
		put(t, s, c, &ram, 7, []byte("cd"))
		put(t, s, c, &ram, 9, []byte("ef"))
		found := map[string]int{}
		for _, r := range s.Decode(c) {
			if r.Why == "" {
				t.Errorf("no reason: %+v", r)
			}
			if r.State == Current && r.HasKey {
				found[fmt.Sprintf("%d=%s", r.Key, r.Value)]++
			}
		}
		if found["7=cd"] != 1 || found["9=ef"] != 1 || found["7=ab"] != 0 {
			t.Errorf("%v", found)
		}
	})
}

func TestDecodeFindsNothingTornWhereNothingWasCut(t *testing.T) {
	everyPair(t, func(t *testing.T, s Store, c *chip) {
		var ram RAM
		format(t, s, c, &ram)
		for i := range 12 {
			put(t, s, c, &ram, Key(i%3), []byte{byte(i), 1, 2, 3})
			for _, r := range s.Decode(c) {
				if r.State == Torn || r.State == BadCheck {
					t.Fatalf("after %d saves: %+v", i+1, r)
				}
			}
		}
	})
}

func TestInPlaceFieldsAreARawStruct(t *testing.T) {
	s := mustNew(t, "in-place", Options{Fields: []Field{{Key: 1, Size: 2}, {Key: 5, Size: 8}}})
	c := newChip(parts[0])
	var ram RAM
	if rep, err := s.Mount(c, &ram); err != nil || rep.Found != Empty {
		t.Fatal(rep, err)
	}
	if got := read(t, s, c, &ram, 1); !bytes.Equal(got, []byte{0xFF, 0xFF}) {
		t.Errorf("a blank field reads %x", got)
	}
	put(t, s, c, &ram, 5, []byte("12345678"))
	if err := s.Put(c, &ram, 1, []byte{1}); !errors.Is(err, ErrValueSize) {
		t.Error(err)
	}
	remount(t, s, c, &ram)
	if got := read(t, s, c, &ram, 5); string(got) != "12345678" {
		t.Errorf("%x", got)
	}
	if _, _, err := s.Get(c, &ram, 2, nil); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}
