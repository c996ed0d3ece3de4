package flashsim

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// livedIn is a device with wear, counters, torn programs, a torn erase, several
// layers on one page and, where there is one, an accumulated partial erase.
func livedIn(t testing.TB, part string) *Device { return livedInPart(t, mustPart(t, part)) }

func livedInPart(t testing.TB, p *Part) *Device {
	d := New(p, repro.Root(42))
	unit := d.part.BurstBytes()
	now := time.Second
	do := func(op Operation, err error, share float64) {
		if err != nil {
			if errors.Is(err, ErrRefused) {
				return
			}
			t.Fatal(err)
		}
		cutAt(d, op, share, now)
		now += time.Hour
	}
	src := make([]byte, unit)
	for k := range 40 {
		for i := range src {
			src[i] = byte(repro.Root(9).Hash(uint64(k), uint64(i), 0, 0))
		}
		addr := uint32(k%5) * unit
		op, err := d.BeginProgram(addr, src, good(now))
		do(op, err, []float64{0.1, 1, 0.3, 0.05}[k%4])
		if k%3 == 2 && d.part.HasErase() {
			op, err := d.BeginErase(addr, good(now))
			do(op, err, 0.05+float64(0.01*float64(k)))
		}
	}
	if d.part.Erase.Partial.Value {
		op, err := d.BeginPartialErase(0x2000, 5*time.Millisecond, good(now))
		do(op, err, 1)
	}
	var buf [64]byte
	d.Read(0, buf[:], good(now)) // its error, on an ECC part, is none of this function's business
	return d
}

func TestADevicePutAwayGoesOnBitForBit(t *testing.T) {
	grounds := 0
	for _, p := range Catalogue() {
		d := livedIn(t, p.Name)
		d.eachChunk(func(_ uint32, ch *chunk) {
			if ch.margin != nil && ch.margin.ground != nil {
				grounds++
			}
		})
		var raw, hex, side bytes.Buffer
		c := good(100 * time.Hour)
		for _, err := range []error{d.WriteRaw(&raw, c), d.WriteHex(&hex, 0x8000, c), d.WriteSidecar(&side)} {
			if err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
		}
		formats := []string{"raw"}
		if p.Name == "nrf52832" || p.Name == "stm32l0-eeprom" {
			formats = append(formats, "hex") // one part of each polarity; the bytes take the same way
		}
		for _, format := range formats {
			back := New(p, repro.Root(42))
			var err error
			if format == "raw" {
				err = back.ReadRaw(bytes.NewReader(raw.Bytes()))
			} else {
				err = back.ReadHex(bytes.NewReader(hex.Bytes()), 0x8000)
			}
			if err == nil {
				err = back.ReadSidecar(bytes.NewReader(side.Bytes()))
			}
			if err != nil {
				t.Fatalf("%s from %s: %v", p.Name, format, err)
			}
			if back.Hash() != d.Hash() {
				t.Errorf("%s from %s: another state", p.Name, format)
			}
			sameFuture(t, d.Fork(), back)
		}
	}
	if grounds == 0 {
		t.Error("no device had a history long enough for stored thresholds: they were not tested")
	}
}

// The files were written once by version 1 of the format. They must stay readable,
// and read as the same state.
func TestASidecarOfVersionOneStaysReadable(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "eeprom-v1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	side, err := os.ReadFile(filepath.Join("testdata", "eeprom-v1.sidecar"))
	if err != nil {
		t.Fatal(err)
	}
	d := New(mustPart(t, "stm32l0-eeprom"), repro.Root(42))
	if err := errors.Join(d.ReadRaw(bytes.NewReader(raw)), d.ReadSidecar(bytes.NewReader(side))); err != nil {
		t.Fatal(err)
	}
	const state = "6dce04c7563bdf03891b26d695fd213aa15dd2f51913f5aa6e635b0cc57cf7cc"
	if got := fmt.Sprintf("%x", d.Hash()); got != state {
		t.Errorf("reads as state %s", got)
	}
	if len(d.Marginal()) == 0 || d.Wear(0) == 0 {
		t.Error("the file holds no history worth the test")
	}
}

// sameFuture does the same things to two devices and compares what they read.
func sameFuture(t *testing.T, a, b *Device) {
	t.Helper()
	unit := a.part.BurstBytes()
	for k := range 3 {
		now := time.Duration(200+k) * time.Hour
		x, y := make([]byte, 2048), make([]byte, 2048)
		ex, ey := a.Read(0, x, good(now)), b.Read(0, y, good(now))
		if (ex == nil) != (ey == nil) || !bytes.Equal(x, y) {
			t.Fatalf("%s: read %d differs: %v, %v", a.part.Name, k, ex, ey)
		}
		src := bytes.Repeat([]byte{byte(k)}, int(unit))
		for _, d := range []*Device{a, b} {
			if op, err := d.BeginProgram(uint32(k)*unit, src, good(now)); err == nil {
				cutAt(d, op, 0.2*float64(k), now)
			}
		}
	}
	if a.Hash() != b.Hash() {
		t.Errorf("%s: the futures differ", a.part.Name)
	}
}

func TestHexHoldsAddressesAndLeavesOutWhatIsErased(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(1))
	if err := d.Load(0x1FFF8, []byte("sixteen bytes it")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := d.WriteHex(&out, 0, good(0)); err != nil {
		t.Fatal(err)
	}
	// Linear address record 1, then 16 bytes from 0xFFF0, the rest after
	// the 64 KiB border; checksums worked out apart from the library.
	for _, line := range []string{
		":020000040001F9",
		":10FFF000FFFFFFFFFFFFFFFF7369787465656E20E9",
		":020000040002F8",
		":100000006279746573206974FFFFFFFFFFFFFFFFD4",
		":00000001FF",
	} {
		if !strings.Contains(strings.ReplaceAll(out.String(), "\r", ""), line+"\n") {
			t.Errorf("no record %s in\n%s", line, out.String())
		}
	}
}

func TestDamagedImagesAreRefusedPolitely(t *testing.T) {
	p := mustPart(t, "stm32l0-eeprom")
	d := livedIn(t, p.Name)
	var raw, side bytes.Buffer
	if err := errors.Join(d.WriteRaw(&raw, good(0)), d.WriteSidecar(&side)); err != nil {
		t.Fatal(err)
	}
	edit := func(b []byte, at int, v byte) []byte {
		c := bytes.Clone(b)
		c[at] ^= v
		return c
	}
	readSide := func(b []byte) error {
		back := New(p, repro.Root(42))
		if err := back.ReadRaw(bytes.NewReader(raw.Bytes())); err != nil {
			t.Fatal(err)
		}
		before := back.Hash()
		err := back.ReadSidecar(bytes.NewReader(b))
		if err != nil && back.Hash() != before {
			t.Error("a refused sidecar changed the device")
		}
		return err
	}
	readHex := func(s string) error { return New(p, repro.Root(1)).ReadHex(strings.NewReader(s), 0x1000) }
	otherSeed := New(p, repro.Root(43))
	otherImage := New(p, repro.Root(42))
	for _, c := range []struct {
		name string
		err  error
		says string
	}{
		{"short raw", New(p, repro.Root(1)).ReadRaw(bytes.NewReader(raw.Bytes()[:100])), "offset 100: the image ends here"},
		{"long raw", New(p, repro.Root(1)).ReadRaw(bytes.NewReader(append(raw.Bytes(), 0))), "offset 2048: the image goes on"},
		{"not hex", readHex("hello\n"), "line 1: not a valid"},
		{"hex checksum", readHex(":0410000001020304E1\n"), "line 1: checksum"},
		{"hex type", readHex(":00000009F7\n"), "line 1: HEX record of unknown type"},
		{"hex cut off", readHex(":0410000001020304E2\n"), "ends without an end-of-file"},
		{"hex elsewhere", readHex(":0400000001020304F2\n:00000001FF\n"), "outside the memory"},
		{"hex too long", readHex(strings.Repeat(":00000000000\n", 20000)), ""},
		{"no magic", readSide([]byte("PNG")), "offset 0: not a sidecar"},
		{"truncated", readSide(side.Bytes()[:200]), "the body should have"},
		{"very short", readSide(side.Bytes()[:20]), "ends too early"},
		{"version", readSide(edit(side.Bytes(), len(sidecarMagic), 7)), "version 6; this program reads version 1"},
		{"flipped bit", readSide(edit(side.Bytes(), 300, 1)), "checksum does not match"},
		{"other seed", errors.Join(otherSeed.ReadRaw(bytes.NewReader(raw.Bytes())), otherSeed.ReadSidecar(bytes.NewReader(side.Bytes()))), "another seed"},
		{"other part", New(mustPart(t, "24lc256"), repro.Root(42)).ReadSidecar(bytes.NewReader(side.Bytes())), "of part \"stm32l0-eeprom\""},
		{"other image", errors.Join(otherImage.Load(1024, []byte{1}), otherImage.ReadSidecar(bytes.NewReader(side.Bytes()))), "another image"},
	} {
		if !errors.Is(c.err, ErrFormat) || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", c.name, c.err, c.says)
		}
	}
	if err := readSide(side.Bytes()); err != nil {
		t.Errorf("the undamaged sidecar: %v", err)
	}
}

func TestImagesOfABusyDeviceAreRefused(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(1))
	if _, err := d.BeginErase(0, good(0)); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, err := range []error{
		d.WriteRaw(&b, good(0)), d.WriteHex(&b, 0, good(0)), d.WriteSidecar(&b),
		d.ReadRaw(bytes.NewReader(make([]byte, 512<<10))), d.ReadSidecar(&b), d.Load(0, []byte{1}),
		d.ReadHex(strings.NewReader(":00000001FF\n"), 0),
	} {
		if !errors.Is(err, ErrBusy) {
			t.Errorf("%v", err)
		}
	}
}
