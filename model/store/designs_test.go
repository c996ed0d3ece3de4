package store

import (
	"bytes"
	"errors"
	"testing"
)

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

func TestNamesOptionsAndTinyPartsAreChecked(t *testing.T) {
	for _, name := range Names() {
		s := mustNew(t, name, Options{})
		if s.Name() != name {
			t.Errorf("Name() = %q, want %q", s.Name(), name)
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

func TestDecodeTellsACheckThatMatchesFromOneThatDoesNot(t *testing.T) {
	for _, name := range []string{"in-place-crc", "fds", "nvs", "ab-slots", "journal", "ring3"} {
		s := mustNew(t, name, Options{CheckOnRead: true})
		c := newChip(parts[0])
		var ram RAM
		format(t, s, c, &ram)
		put(t, s, c, &ram, 5, []byte("12345678"))
		checked := 0
		for _, r := range s.Decode(c) {
			if r.Check.Kind == "" {
				continue
			}
			checked++
			if r.Check.Stored != r.Check.Computed {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if checked == 0 {
			t.Errorf("%s: no record has a check", name)
		}
		if name == "journal" || name == "nvs" {
			continue // the check of a value ends the record, or covers the entry alone
		}
		at := bytes.Index(c.mem, []byte("12345678"))
		c.mem[at] ^= 1
		bad := 0
		for _, r := range s.Decode(c) {
			if r.State == BadCheck && r.Check.Kind != "" && r.Check.Stored != r.Check.Computed {
				bad++
			}
		}
		if bad != 1 {
			t.Errorf("%s: %d bad checks: %+v", name, bad, s.Decode(c))
		}
	}
}
