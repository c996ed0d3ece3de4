package model

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/plain"
	"locktwin/model/firmware"
)

// lived is a lock that has settings, a torn page and a command under way.
func lived(t testing.TB) *Lock {
	t.Helper()
	p, err := firmware.LookupProfile("rewrite-at-boot")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	step := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	step(l.Wait(10 * time.Second))
	_, err = l.Call("Ann", firmware.Command{Op: firmware.OpPair})
	step(err)
	l.PullReset()
	for erasing := false; !erasing; {
		step(l.Wait(2 * time.Millisecond))
		op, _, ok := l.Machine().Flash().InFlight()
		erasing = ok && op.Kind != flashsim.Program
	}
	l.PullReset()
	l.Send("Ann", firmware.Command{Op: firmware.OpVerifyPIN})
	step(l.Wait(time.Millisecond))
	return l
}

// frozenParts takes a frozen lock apart: before the fingerprint, and the body unpacked.
func frozenParts(t testing.TB, l *Lock) (front, body []byte, head *frozenHead) {
	t.Helper()
	b, err := l.AppendFrozen(nil)
	if err != nil {
		t.Fatal(err)
	}
	head, r, err := openFrozen(b)
	if err != nil {
		t.Fatal(err)
	}
	front = b[:len(b)-r.Len()]
	r.Bytes(len(frozen.fingerprint))
	return front, takePacked(r, maxFrozenBody), head
}

func FuzzThaw(f *testing.F) {
	b, err := lived(f).AppendFrozen(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	for i := 0; i < len(b); i += len(b) / 10 {
		c := bytes.Clone(b)
		c[i] ^= 0x10
		f.Add(c)
		f.Add(b[:i])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := Thaw(b)
		if err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrDamaged) {
			t.Fatalf("an error of no kind: %v", err)
		}
		if s, errSalvage := Salvage(b); err == nil && (errSalvage != nil || s.Profile != "rewrite-at-boot") {
			t.Fatalf("what can be thawed cannot be salvaged: %v", errSalvage)
		}
	})
}

// The checksum keeps damage out; these go past it.
func FuzzThawBehindTheChecksum(f *testing.F) {
	_, body, head := frozenParts(f, lived(f))
	f.Add(body)
	for i := 0; i < len(body); i += len(body) / 40 {
		c := bytes.Clone(body)
		c[i] ^= 0x81
		f.Add(c)
		f.Add(body[:i])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if l, err := thawBody(head, plain.NewReader(body)); err == nil {
			if _, err := l.AppendFrozen(nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzSalvage(f *testing.F) {
	front, _, _ := frozenParts(f, lived(f))
	at := len(frozenMagic) + 2 + 4
	f.Add(front[at : len(front)-4])
	f.Fuzz(func(t *testing.T, head []byte) {
		b := binary.LittleEndian.AppendUint32(bytes.Clone(front[:at-4]), uint32(len(head)))
		b = append(b, head...)
		b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, crcTable))
		s, err := Salvage(b)
		if err != nil {
			if !errors.Is(err, ErrVersion) && !errors.Is(err, ErrDamaged) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		part, err := flashsim.Lookup(s.Part)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newFlash(part, s.Seed, &s.Memory); err != nil {
			t.Fatalf("what was salvaged does not make a memory: %v", err)
		}
	})
}
