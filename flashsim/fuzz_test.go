package flashsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"locktwin/internal/repro"
)

func FuzzReadHex(f *testing.F) {
	d := livedIn(f, "stm32l0-eeprom")
	var whole bytes.Buffer
	if err := d.WriteHex(&whole, 0x08080000, good(0)); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add([]byte(":020000040808EA\n:0400000001020304F2\n:00000001FF\n"))
	f.Add([]byte(":020000021000EC\n:00000001FF\n"))
	f.Add([]byte(":0400000001020304F2\n"))
	f.Add([]byte(":0410000001020304E1\n:00000001FF"))
	f.Add([]byte("\x00\xff:"))
	f.Fuzz(func(t *testing.T, file []byte) {
		d := New(mustPart(t, "stm32l0-eeprom"), repro.Root(42))
		if err := d.Load(0, []byte{1, 2, 3, 4}); err != nil {
			t.Fatal(err)
		}
		before := d.Hash()
		if err := d.ReadHex(bytes.NewReader(file), 0x08080000); err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("an error that is not about the file: %v", err)
			}
			if d.Hash() != before {
				t.Fatalf("a refused file changed the device: %v", err)
			}
			return
		}
		var again bytes.Buffer
		if err := d.WriteHex(&again, 0x08080000, good(0)); err != nil {
			t.Fatal(err)
		}
		back := New(d.Part(), repro.Root(42))
		if err := back.ReadHex(&again, 0x08080000); err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if back.Hash() != d.Hash() {
			t.Fatal("what was written reads as something else")
		}
	})
}

// seal puts head and digest around a sidecar's body.
func seal(body []byte) []byte {
	out := binary.LittleEndian.AppendUint16([]byte(sidecarMagic), sidecarVersion)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(body)))
	out = append(out, body...)
	sum := sha256.Sum256(out)
	return append(out, sum[:]...)
}

func fuzzSidecar(f *testing.F, d *Device, file func([]byte) []byte, strip bool) {
	var raw, side bytes.Buffer
	if err := errors.Join(d.WriteRaw(&raw, good(0)), d.WriteSidecar(&side)); err != nil {
		f.Fatal(err)
	}
	seed := side.Bytes()
	if strip {
		seed = seed[sidecarHead : len(seed)-sidecarDigest]
	}
	f.Add(seed)
	for _, at := range []int{0, 60, 90, 130, len(seed) / 2, len(seed) - 20} {
		damaged := bytes.Clone(seed)
		damaged[at] ^= 0x5A
		f.Add(damaged)
		f.Add(seed[:at])
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		back := New(d.Part(), repro.Root(42))
		if err := back.ReadRaw(bytes.NewReader(raw.Bytes())); err != nil {
			t.Fatal(err)
		}
		before := back.Hash()
		if err := back.ReadSidecar(bytes.NewReader(file(in))); err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("an error that is not about the file: %v", err)
			}
			if back.Hash() != before {
				t.Fatalf("a refused file changed the device: %v", err)
			}
			return
		}
		// Whatever was accepted must be usable and come back.
		buf := make([]byte, back.Part().SizeBytes.Value)
		if err := back.Read(0, buf, good(time.Hour)); err != nil && !errors.Is(err, ErrUncorrectable) && !errors.Is(err, ErrDeaf) {
			t.Fatal(err)
		}
		back.Marginal()
		back.Cells(0, good(0))
		var again bytes.Buffer
		if err := back.WriteSidecar(&again); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzReadSidecarFile(f *testing.F) {
	fuzzSidecar(f, livedIn(f, "stm32l0-eeprom"), func(in []byte) []byte { return in }, false)
}

// The body's own seed holds every kind of entry, stored thresholds included.
func FuzzReadSidecarBody(f *testing.F) {
	d := livedInPart(f, smallPart(f))
	if m := d.mem.at(0).margin; m == nil || m.ground == nil || len(m.layers) == 0 {
		f.Fatal("the seed lacks stored thresholds or layers")
	}
	fuzzSidecar(f, d, seal, true)
}
