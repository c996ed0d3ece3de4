package storetest

import (
	"errors"
	"fmt"

	"locktwin/model/store"
)

func (t *trial) valuesComeBack() {
	t.format()
	want := map[store.Key][]byte{}
	for i, n := range []int{1, 2, 3, 4, 7, 8, 16, 31, 32, 33, 63, 64, 96, 128} {
		k := store.Key(i * 17)
		want[k] = pattern(k, 0, n)
		t.put(k, want[k])
	}
	t.holds(want)
	if r := t.remount(); r.Found != store.Valid || r.Records != len(want) {
		t.Errorf("a clean reboot finds %+v, want %d valid records", r, len(want))
	}
	t.holds(want)
	// The same and another length, a delete, and a value that looks erased.
	want[17] = pattern(17, 9, 2)
	t.put(17, want[17])
	want[34] = pattern(34, 9, 50)
	t.put(34, want[34])
	t.remove(51)
	delete(want, 51)
	t.remove(200) // was never there
	t.holds(want)
	if r := t.remount(); r.Found != store.Valid {
		t.Errorf("the second clean reboot finds %+v", r)
	}
	t.holds(want)
	want[51] = []byte{0xFF, 0xFF}
	t.put(51, want[51])
	t.remount()
	t.holds(want)
}

func (t *trial) blankMountsEmpty() {
	r, err := t.s.Mount(t.c, &t.ram)
	if err != nil || r.Found != store.Empty || r.Why == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	t.holds(nil)
	t.put(1, []byte("pin!"))
	if r := t.remount(); r.Found != store.Valid {
		t.Errorf("with one value: %+v", r)
	}
	t.holds(map[store.Key][]byte{1: []byte("pin!")})
}

func (t *trial) manyUpdates() {
	t.format()
	clear(t.c.erases)
	want := map[store.Key][]byte{}
	for round := range 300 {
		k := store.Key(round * 5 % 13)
		want[k] = pattern(k, round, 1+(round*11)%64)
		t.put(k, want[k])
		if round%97 == 0 {
			if r := t.remount(); r.Found != store.Valid {
				t.Fatalf("round %d: %+v", round, r)
			}
		}
	}
	t.holds(want)
	t.remount()
	t.holds(want)
	if limit := t.limits.MostErases; limit > 0 && t.c.most() > limit {
		t.Errorf("one page was erased %d times in 300 saves, the limit is %d (%v)", t.c.most(), limit, t.c.erases)
	}
}

func (t *trial) full() {
	t.format()
	want := map[store.Key][]byte{}
	var full error
	for k := store.Key(0); ; k++ {
		v := pattern(k, 1, store.MaxValue)
		if full = t.s.Put(t.c, &t.ram, k, v); full != nil || k == store.MaxKey {
			break
		}
		want[k] = v
	}
	if !errors.Is(full, store.ErrFull) {
		t.Fatalf("after %d values of %d bytes: %v, want %v", len(want), store.MaxValue, full, store.ErrFull)
	}
	t.holds(want)
	// A full store still overwrites, as far as there is room, and deletes.
	for round := range 5 {
		v := pattern(0, round+2, store.MaxValue)
		if err := t.s.Put(t.c, &t.ram, 0, v); err == nil {
			want[0] = v
		} else if !errors.Is(err, store.ErrFull) {
			t.Fatal(err)
		}
	}
	t.holds(want)
	t.remount()
	t.holds(want)
	for _, k := range []store.Key{1, 2, 3} {
		t.remove(k)
		delete(want, k)
	}
	t.put(1, []byte{1, 2, 3})
	want[1] = []byte{1, 2, 3}
	t.holds(want)
	t.remount()
	t.holds(want)
}

func (t *trial) arguments() {
	if t.s.Name() == "" {
		t.Error("the store has no name")
	}
	if err := t.s.Put(t.c, &t.ram, 1, []byte{1}); !errors.Is(err, store.ErrNotMounted) {
		t.Errorf("a put before a mount: %v, want %v", err, store.ErrNotMounted)
	}
	t.format()
	for _, v := range [][]byte{nil, make([]byte, store.MaxValue+1)} {
		if err := t.s.Put(t.c, &t.ram, 1, v); !errors.Is(err, store.ErrValueSize) {
			t.Errorf("a value of %d bytes: %v, want %v", len(v), err, store.ErrValueSize)
		}
	}
	if err := t.s.Put(t.c, &t.ram, store.MaxKey+1, []byte{1}); !errors.Is(err, store.ErrKey) {
		t.Errorf("key %d: %v, want %v", store.MaxKey+1, err, store.ErrKey)
	}
	t.ram.Busy = true
	if err := t.s.Put(t.c, &t.ram, 1, []byte{1}); !errors.Is(err, store.ErrBusy) {
		t.Errorf("a put inside another call: %v, want %v", err, store.ErrBusy)
	}
}

func (t *trial) shortBuffer() {
	t.format()
	t.put(3, []byte("abcdefgh"))
	dst := make([]byte, 3)
	if n, status, err := t.s.Get(t.c, &t.ram, 3, dst); n != 8 || status != store.OK || err != nil || string(dst) != "abc" {
		t.Errorf("n = %d, %v, %v, %q; want 8, ok and \"abc\"", n, status, err, dst)
	}
}

func (t *trial) decodeCurrent() {
	t.format()
	t.put(7, []byte("ab"))
	t.put(7, []byte("cd"))
	t.put(9, []byte("ef"))
	found := map[string]int{}
	for _, r := range t.s.Decode(t.c) {
		if r.Why == "" {
			t.Errorf("no reason: %+v", r)
		}
		if r.State == store.Current && r.HasKey {
			found[fmt.Sprintf("%d=%s", r.Key, r.Value)]++
		}
	}
	if found["7=cd"] != 1 || found["9=ef"] != 1 || found["7=ab"] != 0 {
		t.Errorf("current are %v; want 7=cd and 9=ef once, and 7=ab not", found)
	}
}

func (t *trial) decodeNothingTorn() {
	t.format()
	for i := range 12 {
		t.put(store.Key(i%3), []byte{byte(i), 1, 2, 3})
		for _, r := range t.s.Decode(t.c) {
			if r.State == store.Torn || r.State == store.BadCheck {
				t.Fatalf("after %d saves: %+v", i+1, r)
			}
		}
	}
}
