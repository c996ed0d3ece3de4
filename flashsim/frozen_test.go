package flashsim

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
)

func mustThaw(t testing.TB, d *Device) *Device {
	t.Helper()
	b := d.AppendFrozen(nil)
	back, err := Thaw(d.part, d.key, b)
	if err != nil {
		t.Fatal(err)
	}
	if again := back.AppendFrozen(nil); !bytes.Equal(again, b) {
		t.Fatal("a thawed device freezes to other bytes")
	}
	return back
}

func TestAFrozenDeviceGoesOnBitForBit(t *testing.T) {
	for _, p := range Catalogue() {
		d := livedIn(t, p.Name)
		before := d.Hash()
		back := mustThaw(t, d)
		if d.Hash() != before {
			t.Errorf("%s: freezing changed the device", p.Name)
		}
		if back.Hash() != d.Hash() {
			t.Errorf("%s: thawed as another state", p.Name)
		}
		sameFuture(t, d, back)
	}
}

func TestAnOperationInFlightGoesOnAfterAThaw(t *testing.T) {
	now := 300 * time.Hour
	begin := map[string]func(*Device) (Operation, error){
		"program": func(d *Device) (Operation, error) {
			return d.BeginProgram(0x4000, []byte{1, 2, 3, 4}, good(now))
		},
		"erase":         func(d *Device) (Operation, error) { return d.BeginErase(0, good(now)) },
		"partial erase": func(d *Device) (Operation, error) { return d.BeginPartialErase(0x2000, 5*time.Millisecond, good(now)) },
	}
	for name, begin := range begin {
		for _, share := range []float64{0, 0.3, 0.9} {
			d := livedIn(t, "nrf52840")
			op, err := begin(d)
			if err != nil {
				t.Fatal(err)
			}
			at := time.Duration(share * float64(op.Duration))
			d.Feed(Piece{Duration: at, Volts0: 1.6, Volts1: 3}) // weak at first
			back := mustThaw(t, d)
			for _, d := range []*Device{d, back} {
				if _, done := d.Feed(Piece{Duration: op.Duration / 3, Volts0: 3, Volts1: 1.5}); !done {
					d.PowerLost(good(now + op.Duration))
				}
			}
			if back.Hash() != d.Hash() {
				t.Errorf("%s at %g: the two end differently", name, share)
			}
			sameFuture(t, d, back)
		}
	}
}

func TestRandomHistoriesSurviveFreezing(t *testing.T) {
	part := smallPart(t)
	rapid.Check(t, func(t *rapid.T) {
		key := repro.Root(rapid.Uint64().Draw(t, "seed"))
		a := New(part, key)
		b := New(part, key)
		now := time.Duration(0)
		both := func(f func(d *Device)) { f(a); f(b) }
		t.Repeat(map[string]func(*rapid.T){
			"begin": func(t *rapid.T) {
				addr := uint32(rapid.IntRange(0, propertyPages*propertyPage/4-1).Draw(t, "word")) * 4
				src := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "src")
				erase := rapid.Bool().Draw(t, "erase")
				both(func(d *Device) {
					c := Conditions{Now: now, Volts: 3, Celsius: 25, Boot: 1}
					if erase {
						d.BeginErase(addr, c) // refused while one is in flight
					} else {
						d.BeginProgram(addr, src, c)
					}
				})
			},
			"feed": func(t *rapid.T) {
				dt := time.Duration(rapid.IntRange(1, 100_000).Draw(t, "µs")) * time.Microsecond
				v := rapid.Float64Range(1.5, 3).Draw(t, "volts")
				both(func(d *Device) { d.Feed(Piece{Duration: dt, Volts0: 3, Volts1: v}) })
				now += dt
			},
			"cut": func(t *rapid.T) {
				both(func(d *Device) { d.PowerLost(Conditions{Now: now, Volts: 3}) })
			},
			"read": func(t *rapid.T) {
				var x, y [2 * propertyPage]byte
				c := Conditions{Now: now, Volts: 2.5, Celsius: 40, Boot: 1}
				ea, eb := a.Read(0, x[:], c), b.Read(0, y[:], c)
				if (ea == nil) != (eb == nil) || x != y {
					t.Fatalf("they read differently: %v, %v", ea, eb)
				}
			},
			"freeze": func(t *rapid.T) {
				frozen := b.AppendFrozen(nil)
				back, err := Thaw(part, key, frozen)
				if err != nil {
					t.Fatal(err)
				}
				b = back
			},
			"": func(t *rapid.T) {
				if a.Hash() != b.Hash() || a.busy != b.busy {
					t.Fatal("the thawed device differs")
				}
			},
		})
	})
}

// What AppendFrozen writes by hand has to keep up with the types. A field that is
// new here needs a place in the format, or a reason to do without.
func TestTheFormatKnowsEveryField(t *testing.T) {
	fields := func(v any) string {
		var names []string
		for f := range reflect.TypeOf(v).Fields() {
			names = append(names, f.Name)
		}
		return strings.Join(names, " ")
	}
	for _, c := range []struct {
		v    any
		want string
	}{
		// part, keys and polarity come from part and key; readBoot's kin are in the
		// state; leak, cache and depleted follow from the rest.
		{Device{}, "part options key cells noise unitsKey noiseSample polarity mem wear busy fl readBoot readOrdinal readyAt deaf leak cache"},
		{Options{}, "Timing Leakage Untrapped DisturbBytes"},
		{chunk{}, "data programs margin"},
		{units{}, "wear partial"},
		{margin{}, "bytes ground layers check depleted"},
		{ground{}, "mask volts relax since moments"},
		{layer{}, "s mask"},
		{stress{}, "kind op addr size src ecc stages wear at volts random"},
		{progress{}, "Share Reached Stress"},
		{flight{}, "op began elapsed stages minimums partial before src weak"},
		{flightStage{}, "length deficit"},
		{Operation{}, "Kind Addr Size Duration"},
	} {
		if got := fields(c.v); got != c.want {
			t.Errorf("%T has the fields\n%s, the format keeps\n%s", c.v, got, c.want)
		}
	}
}

// The file was written once by version 1. It must stay readable as the same state.
func TestAFrozenMemoryOfVersionOneStaysReadable(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "eeprom-v1.frozen"))
	if err != nil {
		t.Fatal(err)
	}
	if name, err := FrozenPart(b); err != nil || name != "stm32l0-eeprom" {
		t.Errorf("the part's name reads as %q, %v", name, err)
	}
	d, err := Thaw(mustPart(t, "stm32l0-eeprom"), repro.Root(42), b)
	if err != nil {
		t.Fatal(err)
	}
	if !d.busy || len(d.Marginal()) == 0 || d.Wear(0) == 0 {
		t.Error("the file holds no history worth the test")
	}
	d.PowerLost(good(400 * time.Hour))
	const state = "508b16b7576855d485b7d8544724933b480dc9bfd6f1f7b3702f78f268608022"
	if got := fmt.Sprintf("%x", d.Hash()); got != state {
		t.Errorf("reads as state %s", got)
	}
}

func TestFrozenMemoryOfAnotherIsRefused(t *testing.T) {
	d := livedIn(t, "nrf52840")
	b := d.AppendFrozen(nil)
	edit := func(at int, v byte) []byte {
		c := bytes.Clone(b)
		c[at] ^= v
		return c
	}
	for _, c := range []struct {
		name string
		part string
		key  repro.Key
		b    []byte
		says string
	}{
		{"other part", "nrf52832", d.key, b, `of part "nrf52840"`},
		{"other key", "nrf52840", repro.Root(43), b, "another seed"},
		{"version", "nrf52840", d.key, edit(0, 2), "version 3; this program reads version 1"},
		{"cut off", "nrf52840", d.key, b[:len(b)-1], "ends in the middle"},
		{"too long", "nrf52840", d.key, append(bytes.Clone(b), 0), "1 bytes too many"},
		{"empty", "nrf52840", d.key, nil, "ends in the middle"},
	} {
		if _, err := Thaw(mustPart(t, c.part), c.key, c.b); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", c.name, err, c.says)
		}
	}
}

func FuzzThaw(f *testing.F) {
	p := mustPart(f, "stm32l0-eeprom")
	d := livedIn(f, p.Name)
	if _, err := d.BeginProgram(0, []byte{1, 2, 3, 4}, good(400*time.Hour)); err != nil {
		f.Fatal(err)
	}
	seed := d.AppendFrozen(nil)
	f.Add(seed)
	for _, at := range []int{0, 30, 60, len(seed) / 2, len(seed) - 100, len(seed) - 10} {
		damaged := bytes.Clone(seed)
		damaged[at] ^= 0x5A
		f.Add(damaged)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Thaw(p, repro.Root(42), b)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("an error that is not about the bytes: %v", err)
			}
			return
		}
		// Whatever was accepted must be usable and freeze again.
		again, err := Thaw(p, repro.Root(42), d.AppendFrozen(nil))
		if err != nil || again.Hash() != d.Hash() {
			t.Fatalf("frozen again it is another: %v", err)
		}
		d.Feed(Piece{Duration: time.Millisecond, Volts0: 1, Volts1: 3})
		d.PowerLost(good(time.Hour))
		buf := make([]byte, p.SizeBytes.Value)
		if err := d.Read(0, buf, good(time.Hour)); err != nil && !errors.Is(err, ErrDeaf) {
			t.Fatal(err)
		}
		d.Marginal()
	})
}

func BenchmarkFreeze(b *testing.B) {
	d := livedIn(b, "nrf52832")
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = d.AppendFrozen(buf[:0])
	}
	b.ReportMetric(float64(len(buf)), "bytes")
}
