package flashsim

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// eachFigure visits every Figure below a value, with the path to it.
func eachFigure(v reflect.Value, path string, visit func(path string, zero bool, source string)) {
	switch v.Kind() {
	case reflect.Pointer:
		eachFigure(v.Elem(), path, visit)
	case reflect.Slice:
		for i := range v.Len() {
			eachFigure(v.Index(i), path, visit)
		}
	case reflect.Struct:
		if strings.HasPrefix(v.Type().Name(), "Figure[") {
			visit(path, v.FieldByName("Value").IsZero(), v.FieldByName("Source").String())
			return
		}
		for i := range v.NumField() {
			eachFigure(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	}
}

func TestEveryNumberOfEveryPartNamesItsSource(t *testing.T) {
	names := map[string]bool{}
	for _, p := range Catalogue() {
		if names[p.Name] {
			t.Errorf("%s is listed twice", p.Name)
		}
		names[p.Name] = true
		figures := 0
		eachFigure(reflect.ValueOf(p), p.Name, func(path string, zero bool, source string) {
			figures++
			if !zero && source == "" {
				t.Errorf("%s has no source", path)
			}
		})
		if figures < 30 {
			t.Errorf("%s: only %d figures found", p.Name, figures)
		}
	}
}

func TestEveryPartIsSound(t *testing.T) {
	for _, p := range Catalogue() {
		sum := uint32(0)
		for _, r := range p.EraseUnits {
			sum += r.Count * r.UnitBytes.Value
		}
		if sum != p.SizeBytes.Value {
			t.Errorf("%s: erase units add up to %d of %d bytes", p.Name, sum, p.SizeBytes.Value)
		}
		for i := range p.EraseUnitCount() {
			start, size := p.EraseUnitAt(i)
			for _, a := range []uint32{start, start + size - 1} {
				if k, s, n := p.EraseUnit(a); k != i || s != start || n != size {
					t.Fatalf("%s: 0x%X is in unit %d at 0x%X, not %d at 0x%X", p.Name, a, k, s, i, start)
				}
			}
		}
		if _, _, n := p.EraseUnit(p.SizeBytes.Value); n != 0 {
			t.Errorf("%s: there is a unit beyond the end", p.Name)
		}
		if p.BurstBytes() > maxBurst || p.SizeBytes.Value%p.UnitBytes() != 0 {
			t.Errorf("%s: burst %d, unit %d", p.Name, p.BurstBytes(), p.UnitBytes())
		}
		if b := p.Program.LimitBytes.Value; b != 0 && (b < 4 || chunkBytes%b != 0 && b%chunkBytes != 0) {
			t.Errorf("%s: limit block of %d bytes", p.Name, b)
		}
		if p.Program.Typical.Value > p.Program.Maximum.Value || p.Erase.Typical.Value > p.Erase.Maximum.Value {
			t.Errorf("%s: a typical time exceeds the maximum", p.Name)
		}
		if p.Timing.Value == TimingOfPart {
			t.Errorf("%s: no timing chosen", p.Name)
		}
		if again, err := Lookup(p.Name); err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("%s is not found under its name: %v", p.Name, err)
		}
	}
}

func TestLookupNamesPartsThatComeNear(t *testing.T) {
	_, err := Lookup("nrf52382")
	if !errors.Is(err, ErrUnknownPart) || !strings.Contains(err.Error(), "nrf52832") {
		t.Errorf("%v", err)
	}
	if _, err = Lookup("something else"); !errors.Is(err, ErrUnknownPart) || !strings.Contains(err.Error(), "fm25v10") {
		t.Errorf("%v", err)
	}
}

func fresh(t testing.TB, part string) *Device { return New(mustPart(t, part), repro.Root(5)) }

func beginProgram(t testing.TB, d *Device, addr uint32, src []byte, c Conditions) Operation {
	t.Helper()
	op, err := d.BeginProgram(addr, src, c)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func TestSTM32F0RefusesToProgramWhatIsNotErasedExceptWithZero(t *testing.T) {
	d := fresh(t, "stm32f031")
	program(t, d, 0, []byte{0xFE, 0xFF})
	if _, err := d.BeginProgram(0, []byte{0xFC, 0xFF}, good(0)); !errors.Is(err, ErrRefused) {
		t.Errorf("second program: %v", err)
	}
	program(t, d, 0, []byte{0, 0})
	if got := read(t, d, 0, 2); !bytes.Equal(got, []byte{0, 0}) {
		t.Errorf("reads % x", got)
	}
}

func TestSTM32F4ProgramsWideOnlyAtEnoughVolts(t *testing.T) {
	for _, c := range []struct {
		width int
		takes bool
	}{{4, false}, {1, true}} {
		d := fresh(t, "stm32f405")
		op := beginProgram(t, d, 0, make([]byte, c.width), Conditions{Volts: 2.0})
		d.Feed(Piece{Duration: op.Duration, Volts0: 2.0, Volts1: 2.0})
		zero := read(t, d, 0, 1)[0] == 0
		if zero != c.takes || (len(d.Marginal()) == 0) != c.takes {
			t.Errorf("width %d at 2.0 V: reads zero %v, %d marginal regions", c.width, zero, len(d.Marginal()))
		}
	}
}

func TestL0EEPROMErasesThenProgramsInOneWrite(t *testing.T) {
	d := fresh(t, "stm32l0-eeprom")
	old, val := []byte{0xA5, 0x5A, 0xFF, 0x01}, []byte{0x12, 0x34, 0x56, 0x78}
	if got := read(t, d, 0, 4); !bytes.Equal(got, make([]byte, 4)) {
		t.Fatalf("erased reads % x", got)
	}
	first := beginProgram(t, d, 0, old, good(0))
	d.Feed(whole)
	replace := beginProgram(t, d, 0, val, good(0))
	if replace.Duration != 2*first.Duration {
		t.Errorf("replacing takes %v, writing onto erased %v", replace.Duration, first.Duration)
	}
	between := d.Fork()
	cutAt(between, replace, 0.5, 0)
	if got := read(t, between, 0, 4); !bytes.Equal(got, make([]byte, 4)) {
		t.Errorf("cut between erase and program reads % x: neither old nor new is there, it must be 0", got)
	}
	d.Feed(whole)
	if got := read(t, d, 0, 4); !bytes.Equal(got, val) {
		t.Errorf("reads % x", got)
	}
	clear := beginProgram(t, d, 0, make([]byte, 4), good(0))
	if d.Feed(whole); clear.Duration != first.Duration || d.Wear(0) != 3 {
		t.Errorf("writing 0 takes %v, an erase takes %v; wear %d", clear.Duration, first.Duration, d.Wear(0))
	}
}

func TestSPINORProgramsPagesGoesOnThroughResetAndHasALockOut(t *testing.T) {
	d := fresh(t, "kh25l8005")
	if _, err := d.BeginProgram(200, make([]byte, 100), good(0)); !errors.Is(err, ErrAlignment) {
		t.Errorf("a burst across a page: %v", err)
	}
	op := beginProgram(t, d, 256, make([]byte, 256), good(0))
	d.Feed(Piece{Duration: op.Duration / 2, Volts0: 3, Volts1: 3})
	if !d.Reset(good(op.Duration / 2)) {
		t.Fatal("the MCU's reset ended the page program")
	}
	d.Feed(whole)
	if got := read(t, d, 256, 256); !bytes.Equal(got, make([]byte, 256)) || len(d.Marginal()) != 0 {
		t.Error("the page did not complete")
	}
	if _, err := d.BeginErase(0, Conditions{Volts: 1.9}); !errors.Is(err, ErrLockedOut) {
		t.Errorf("erase under the lock-out: %v", err)
	}
	d.PowerUp(good(time.Second))
	if _, err := d.BeginErase(0, good(time.Second+time.Millisecond)); !errors.Is(err, ErrNotReady) {
		t.Errorf("erase right after power-up: %v", err)
	}
	if _, err := d.BeginErase(0, good(2*time.Second)); err != nil {
		t.Error(err)
	}
}

func TestAShallowBrownOutLeavesASPINORDeafUntilThePowerIsReallyGone(t *testing.T) {
	d := fresh(t, "kh25l8005")
	d.Dip(2.1, 0)
	if d.Deaf() {
		t.Error("a dip above the lock-out did harm")
	}
	op, err := d.BeginErase(0, good(0))
	if err != nil {
		t.Fatal(err)
	}
	used, done := d.Feed(Piece{Duration: 10 * time.Millisecond, Volts0: 3, Volts1: 1.5})
	if !done || used >= op.Duration || len(d.Marginal()) == 0 {
		t.Errorf("lock-out crossed: used %v, done %v, %d marginal regions", used, done, len(d.Marginal()))
	}
	if err := d.Read(0, make([]byte, 1), good(0)); !errors.Is(err, ErrDeaf) {
		t.Errorf("read: %v", err)
	}
	d.PowerLost(good(0))
	if err := d.Read(0, make([]byte, 1), good(0)); err != nil {
		t.Errorf("after a real loss of power: %v", err)
	}
	d.Dip(0.1, time.Millisecond)
	if d.Deaf() {
		t.Error("a deep and long dip is a clean restart")
	}
}

func TestACutPageProgramDisturbsItsSectorOnlyOnPartsThatHaveTheWeakness(t *testing.T) {
	disturbed := func(part string) (bytesHit int) {
		d := fresh(t, part)
		for sector := range uint32(64) {
			op := beginProgram(t, d, sector*4096, make([]byte, 256), good(0))
			cutAt(d, op, 0.5, 0)
			for a := sector*4096 + 256; a < (sector+1)*4096; a += 256 {
				for _, b := range read(t, d, a, 256) {
					if b != 0xFF {
						bytesHit++
					}
				}
			}
		}
		return bytesHit
	}
	if n := disturbed("kh25l8005"); n != 0 {
		t.Errorf("%d bytes of other pages changed on a part without the weakness", n)
	}
	if n := disturbed("sst26vf016b"); n < 100 || n > 64*15*256/20 {
		t.Errorf("%d bytes of other pages changed", n)
	}
}

func TestEEPROMPageWriteHurtsOnlyTheAddressedBytes(t *testing.T) {
	d := fresh(t, "24lc256")
	if err := d.Load(64, bytes.Repeat([]byte{0x5A}, 64)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.BeginErase(64, good(0)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("an erase command: %v", err)
	}
	cutAt(d, beginProgram(t, d, 80, bytes.Repeat([]byte{0xA5}, 8), good(0)), 0.4, 0)
	got := read(t, d, 64, 64)
	for i, b := range got {
		if in := i >= 16 && i < 24; !in && b != 0x5A {
			t.Errorf("byte %d, not addressed, reads %02x", i, b)
		}
	}
	if bytes.Equal(got[16:24], bytes.Repeat([]byte{0x5A}, 8)) {
		t.Error("the addressed bytes are as before")
	}
	run(t, d, beginProgram(t, d, 80, bytes.Repeat([]byte{0xA5}, 8), good(0)), nil)
	if got := read(t, d, 80, 8); !bytes.Equal(got, bytes.Repeat([]byte{0xA5}, 8)) || len(d.Marginal()) != 0 {
		t.Errorf("a completed write does not make the bytes plain: % x", got)
	}
}

func TestFRAMTearsARecordAtAByteBorder(t *testing.T) {
	src := []byte("a record of twenty b")
	p := mustPart(t, "fm25v10")
	for n := range len(src) + 1 {
		d := fresh(t, "fm25v10")
		if err := d.Load(0, bytes.Repeat([]byte{'.'}, len(src))); err != nil {
			t.Fatal(err)
		}
		beginProgram(t, d, 0, src, good(0))
		at := p.Program.FirstByte.Value + time.Duration(n-1)*p.Program.FurtherByte.Value + 300*time.Nanosecond
		d.Feed(Piece{Duration: at, Volts0: 3, Volts1: 3})
		d.PowerLost(good(at))
		want := string(src[:n]) + strings.Repeat(".", len(src)-n)
		if got := string(read(t, d, 0, uint32(len(src)))); got != want || len(d.Marginal()) != 0 {
			t.Errorf("cut after %d bytes: %q", n, got)
		}
	}
}

func TestPartialEraseIsUndefinedUntilItsTimeAddsUp(t *testing.T) {
	d := fresh(t, "nrf52840")
	if err := d.Load(0, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	chunks := 0
	for now := time.Duration(0); ; now += time.Second {
		op, err := d.BeginPartialErase(0, 10*time.Millisecond, good(now))
		if err != nil {
			t.Fatal(err)
		}
		d.Feed(whole)
		chunks++
		if len(d.Marginal()) == 0 {
			break
		}
		if u := d.Units()[0]; u.State != UnitMarginal || u.PartialErase != time.Duration(chunks)*10*time.Millisecond {
			t.Fatalf("after %d chunks of %v: %+v", chunks, op.Duration, u)
		}
	}
	if chunks != 9 || d.Wear(0) != 1 || d.Units()[0].State != UnitErased {
		t.Errorf("%d chunks, wear %d, %v", chunks, d.Wear(0), d.Units()[0].State)
	}
}

func TestChunksOfAPartialEraseStressLikeOneEraseOfTheirSum(t *testing.T) {
	split, one := fresh(t, "nrf52840"), fresh(t, "nrf52840")
	for _, d := range []*Device{split, one} {
		if err := d.Load(0, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		op, err := split.BeginPartialErase(0, 2*time.Millisecond, good(0))
		run(t, split, op, err)
	}
	op, err := one.BeginPartialErase(0, 6*time.Millisecond, good(0))
	run(t, one, op, err)
	if a, b := read(t, split, 0, 4096), read(t, one, 0, 4096); !bytes.Equal(a, b) {
		t.Error("three chunks of 2 ms read otherwise than one of 6 ms")
	} else if bytes.Equal(a, make([]byte, 4096)) || bytes.Equal(a, bytes.Repeat([]byte{0xFF}, 4096)) {
		t.Error("6 ms left nothing half-done: the claim was not tested")
	}
}

func TestTheSetUpOfAPartialEraseStressesNothing(t *testing.T) {
	d := fresh(t, "nrf52840")
	if err := d.Load(0, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	for _, first := range []bool{true, false} {
		if _, err := d.BeginPartialErase(0, 5*time.Millisecond, good(0)); err != nil {
			t.Fatal(err)
		}
		before := d.Cells(0, good(0))
		d.Feed(Piece{Duration: d.Part().Erase.PartialSetup.Value / 2, Volts0: 1.6, Volts1: 1.5})
		d.PowerLost(good(0))
		if !reflect.DeepEqual(d.Cells(0, good(0)), before) {
			t.Errorf("first chunk %v: cells moved during the set-up", first)
		}
		if first {
			op, err := d.BeginPartialErase(0, 5*time.Millisecond, good(0))
			run(t, d, op, err)
		}
	}
}
