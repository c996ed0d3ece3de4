package storetest

import (
	"bytes"
	"errors"
	"testing"

	"locktwin/model/store"
)

// Conform holds a store to what its interface promises while nobody cuts the
// supply, on each of Memories that suits it.
func Conform(t *testing.T, newStore func() store.Store) {
	t.Helper()
	ConformOn(t, newStore, Memories(), Limits{})
}

// Limits are what a store promises beyond its interface.
type Limits struct {
	// MostErases is how often one page may be erased in 300 saves; 0 is no limit.
	MostErases int
	// Unsuitable are the memories that the store has to refuse. Without one of
	// these it may refuse what it likes, but not everything.
	Unsuitable []string
}

// ConformOn is Conform on memories of your choice, with limits.
func ConformOn(t *testing.T, newStore func() store.Store, on []Memory, limits Limits) {
	t.Helper()
	suited := 0
	for _, m := range on {
		err := newStore().Format(m.New(t), new(store.RAM))
		refused := errors.Is(err, store.ErrUnsuitable)
		if err != nil && !refused {
			t.Errorf("format on %s: %v", m.Name, err)
			continue
		}
		if named := contains(limits.Unsuitable, m.Name); named && !refused || len(limits.Unsuitable) > 0 && refused && !named {
			t.Errorf("%s: refused is %v, expected %v (%v)", m.Name, refused, named, err)
		}
		if refused {
			continue
		}
		suited++
		for _, c := range checks {
			t.Run(m.Name+"/"+c.name, func(t *testing.T) {
				c.run(&trial{tester: t, s: newStore(), c: newStrict(t, m.New(t)), limits: limits})
			})
		}
	}
	if suited == 0 {
		t.Errorf("the store refuses every memory")
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// checks are the suite.
var checks = []struct {
	name string
	run  func(*trial)
}{
	{"values come back", (*trial).valuesComeBack},
	{"a blank region mounts empty", (*trial).blankMountsEmpty},
	{"many updates keep every value", (*trial).manyUpdates},
	{"full is said and loses nothing", (*trial).full},
	{"arguments are checked", (*trial).arguments},
	{"a short buffer gets the whole length", (*trial).shortBuffer},
	{"decode lists the current values", (*trial).decodeCurrent},
	{"decode finds nothing torn", (*trial).decodeNothingTorn},
}

// tester is what a check needs of a test.
type tester interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// trial is one check on one memory.
type trial struct {
	tester
	s      store.Store
	c      *strict
	ram    store.RAM
	limits Limits
}

// pattern is a value that differs by key, round and place.
func pattern(k store.Key, round, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(int(k)*31 + round*7 + i*3 + 1)
	}
	return b
}

func (t *trial) format() {
	t.Helper()
	if err := t.s.Format(t.c, &t.ram); err != nil {
		t.Fatalf("format: %v", err)
	}
}

func (t *trial) put(k store.Key, v []byte) {
	t.Helper()
	if err := t.s.Put(t.c, &t.ram, k, v); err != nil {
		t.Fatalf("put of key %d with %d bytes: %v", k, len(v), err)
	}
}

func (t *trial) remove(k store.Key) {
	t.Helper()
	if err := t.s.Delete(t.c, &t.ram, k); err != nil {
		t.Fatalf("delete of key %d: %v", k, err)
	}
}

// remount reboots: the RAM is gone.
func (t *trial) remount() store.Report {
	t.Helper()
	t.c.Reboot()
	t.ram = store.RAM{}
	r, err := t.s.Mount(t.c, &t.ram)
	if err != nil {
		t.Fatalf("mount: %v (%+v)", err, r)
	}
	return r
}

// get gives a value, nil when it is missing.
func (t *trial) get(k store.Key) []byte {
	t.Helper()
	dst := make([]byte, store.MaxValue)
	n, status, err := t.s.Get(t.c, &t.ram, k, dst)
	if err != nil {
		t.Fatalf("get of key %d: %v", k, err)
	}
	switch status {
	case store.Missing:
		return nil
	case store.CorruptData:
		t.Fatalf("key %d is corrupt", k)
	}
	return dst[:min(n, len(dst))]
}

// holds checks every key.
func (t *trial) holds(want map[store.Key][]byte) {
	t.Helper()
	for k := store.Key(0); ; k++ {
		if got := t.get(k); !bytes.Equal(got, want[k]) {
			t.Fatalf("key %d reads %x, it was given %x", k, got, want[k])
		}
		if k == store.MaxKey {
			return
		}
	}
}
