package flashsim

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// good are conditions under which nothing goes wrong.
func good(now time.Duration) Conditions {
	return Conditions{Now: now, Volts: 3.0, Celsius: 25, Boot: 1}
}

func mustPart(t testing.TB, name string) *Part {
	t.Helper()
	p, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run feeds an operation to its end at a good supply.
func run(t testing.TB, d *Device, op Operation, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if used, done := d.Feed(Piece{Duration: op.Duration, Volts0: 3, Volts1: 3}); !done || used != op.Duration {
		t.Fatalf("%v at 0x%X: used %v of %v, done %v", op.Kind, op.Addr, used, op.Duration, done)
	}
}

func program(t testing.TB, d *Device, addr uint32, src []byte) {
	t.Helper()
	op, err := d.BeginProgram(addr, src, good(0))
	run(t, d, op, err)
}

func erase(t testing.TB, d *Device, addr uint32) {
	t.Helper()
	op, err := d.BeginErase(addr, good(0))
	run(t, d, op, err)
}

func read(t testing.TB, d *Device, addr, n uint32) []byte {
	t.Helper()
	b := make([]byte, n)
	if err := d.Read(addr, b, good(0)); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUndisturbedProgramClearsBitsAndOnlyEraseSetsThem(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(1))
	program(t, d, 0x1000, []byte{0xF0, 0xFF, 0x00, 0xAA})
	program(t, d, 0x1000, []byte{0x3F, 0x12, 0xFF, 0xFF})
	if got := read(t, d, 0x1000, 4); !bytes.Equal(got, []byte{0x30, 0x12, 0x00, 0xAA}) {
		t.Fatalf("two programs read % x", got)
	}
	erase(t, d, 0x1FFF)
	if got := read(t, d, 0x1000, 4); !bytes.Equal(got, []byte{0xFF, 0xFF, 0xFF, 0xFF}) {
		t.Fatalf("after erase % x", got)
	}
	if d.Wear(0x1000) != 1 || d.Programs(0x1000) != 0 || len(d.Marginal()) != 0 {
		t.Fatalf("wear %d, programs %d, %d marginal regions", d.Wear(0x1000), d.Programs(0x1000), len(d.Marginal()))
	}
}

func TestErrorsNameTheirCause(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(1))
	for _, c := range []struct {
		what string
		err  error
		want error
	}{
		{"read outside", d.Read(512<<10-2, make([]byte, 4), good(0)), ErrOutOfRange},
		{"load outside", d.Load(512<<10, []byte{0}), ErrOutOfRange},
		{"narrow program", second(d.BeginProgram(0, []byte{1, 2}, good(0))), ErrAlignment},
		{"unaligned program", second(d.BeginProgram(2, make([]byte, 4), good(0))), ErrAlignment},
		{"erase outside", second(d.BeginErase(512<<10, good(0))), ErrOutOfRange},
		{"partial erase", second(d.BeginPartialErase(0, time.Millisecond, good(0))), ErrUnsupported},
		{"gate", second(d.BeginErase(0, Conditions{Volts: 3, GateClosed: true})), ErrGateClosed},
		{"lock-out", second(d.BeginErase(0, Conditions{Volts: 1})), ErrLockedOut},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.err, c.want)
		}
	}
	if _, err := d.BeginErase(0, good(0)); err != nil {
		t.Fatal(err)
	}
	if err := d.Read(0, make([]byte, 1), good(0)); !errors.Is(err, ErrBusy) {
		t.Errorf("read while erasing: %v", err)
	}
}

func second(_ Operation, err error) error { return err }

func TestAUnitTellsHowMuchOfItIsProgrammed(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(1))
	if err := d.Load(0x1000, []byte{1, 2, 3, 0xFF, 5, 0xFF, 0xFF, 0xFF}); err != nil {
		t.Fatal(err)
	}
	u := d.Unit(1)
	if u != d.Units()[1] || u.Programmed != 4 || u.State != UnitProgrammed {
		t.Errorf("%+v", u)
	}
	if u := d.Unit(2); u.Programmed != 0 || u.State != UnitErased {
		t.Errorf("%+v", u)
	}
	if u := d.Unit(128); u != (Unit{}) {
		t.Errorf("a unit behind the last one: %+v", u)
	}
}

func TestACellTellsTheNoiseOfItsReads(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(1))
	k := &d.Part().Cells
	telegraph := 0
	for addr := uint32(0); addr < 4096; addr += 4 {
		good, low := d.Cells(addr, good(0)), d.Cells(addr, Conditions{Volts: 1.5, Celsius: 25})
		for i := range good {
			if good[i].Sigma != k.ThermalVolts.Value || low[i].Sigma <= good[i].Sigma {
				t.Fatalf("noise of %v V, at a low supply %v V", good[i].Sigma, low[i].Sigma)
			}
			if v := good[i].Telegraph; v != 0 {
				telegraph++
				if v < k.TelegraphLowVolts.Value || v > k.TelegraphHighVolts.Value {
					t.Fatalf("telegraph noise of %v V", v)
				}
			}
		}
	}
	if share := float64(telegraph) / (4096 * 8); share < 0.04 || share > 0.06 {
		t.Errorf("%.3f of the cells have telegraph noise", share)
	}
}
