package model_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"reflect"
	"slices"
	"testing"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

func freeze(t testing.TB, l *model.Lock) []byte {
	t.Helper()
	b, err := l.AppendFrozen(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func thaw(t testing.TB, b []byte) *model.Lock {
	t.Helper()
	l, err := model.Thaw(b)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestALockThatIsFrozenAgainAndAgainTellsTheSameStory(t *testing.T) {
	for _, profile := range []string{"rewrite-at-boot", "journal", "fds-gc-at-boot"} {
		whole, wholeTape, end := change(t, profile)
		if err := whole.Advance(end); err != nil {
			t.Fatal(err)
		}
		pieces, tape, _ := change(t, profile)
		stops, inside := 0, 0
		for i, e := range wholeTape.events {
			if e.Kind == trace.Rail && i%40 != 0 {
				continue
			}
			for _, at := range []sim.Time{e.At, e.At + 1, e.At + 1000} {
				if at < pieces.Now() || at >= end {
					continue
				}
				if err := pieces.Advance(at); err != nil {
					t.Fatal(err)
				}
				stops++
				if pieces.Machine().Executing() {
					inside++
				}
				b := freeze(t, pieces)
				next := thaw(t, b)
				if next.Hash() != pieces.Hash() || next.Now() != pieces.Now() {
					t.Fatalf("%s: thawed at %v as another lock", profile, at)
				}
				if !bytes.Equal(freeze(t, next), b) {
					t.Fatalf("%s: at %v a thawed lock freezes to other bytes", profile, at)
				}
				next.Listen(tape)
				pieces = next
			}
		}
		if err := pieces.Advance(end); err != nil {
			t.Fatal(err)
		}
		if stops < 100 || inside < 20 {
			t.Errorf("%s: only %d stops, %d of them inside an activation", profile, stops, inside)
		}
		if !slices.Equal(tape.events, wholeTape.events) {
			t.Errorf("%s: the traces differ at event %d", profile, firstDifference(tape.events, wholeTape.events))
		}
		if pieces.Hash() != whole.Hash() {
			t.Errorf("%s: the locks end differently", profile)
		}
	}
}

func TestFrozenBytesOfAnotherKindAreRefused(t *testing.T) {
	l, _, _ := change(t, "ab-slots")
	b := freeze(t, l)
	body := len(b) - 100
	reseal := func(b []byte) []byte {
		return binary.LittleEndian.AppendUint32(b[:len(b)-4], crc32.Checksum(b[:len(b)-4], crc32.MakeTable(crc32.Castagnoli)))
	}
	edit := func(at int) []byte {
		c := bytes.Clone(b)
		c[at] ^= 0x40
		return c
	}
	fingerprint := 8 + 2 + 4 + int(binary.LittleEndian.Uint32(b[10:])) + 4
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"nothing", nil, model.ErrFormat},
		{"something else", []byte("SQLite format 3\x00"), model.ErrFormat},
		{"magic alone", b[:8], model.ErrDamaged},
		{"format", edit(8), model.ErrVersion},
		{"head", edit(20), model.ErrDamaged},
		{"types", reseal(edit(fingerprint)), model.ErrVersion},
		{"body", edit(body), model.ErrDamaged},
		{"cut off", b[:len(b)-1], model.ErrDamaged},
		{"too long", append(bytes.Clone(b), 0), model.ErrDamaged},
	} {
		if _, err := model.Thaw(c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	for i := range b {
		if _, err := model.Thaw(edit(i)); err == nil {
			t.Fatalf("a bit flipped in byte %d of %d goes unnoticed", i, len(b))
		}
	}
}

func TestAThawedLockDoesNotDependOnTheBytes(t *testing.T) {
	l, _, end := change(t, "rewrite-at-boot")
	wait(t, l, 100*time.Millisecond)
	b := freeze(t, l)
	next := thaw(t, b)
	for i := range b {
		b[i] = 0xA5
	}
	for _, l := range []*model.Lock{l, next} {
		if err := l.Advance(end); err != nil {
			t.Fatal(err)
		}
	}
	if next.Hash() != l.Hash() {
		t.Error("it does")
	}
}

func TestAFrozenLockIsSmall(t *testing.T) {
	const limit = 64 << 10
	for _, p := range firmware.Profiles() {
		l, _, end := change(t, p.Name)
		if err := l.Advance(end); err != nil {
			t.Fatal(err)
		}
		if n := len(freeze(t, l)); n > limit {
			t.Errorf("%s: %d bytes, more than %d", p.Name, n, limit)
		}
	}
}

func TestAVariantOfAPartIsKeptInFull(t *testing.T) {
	p, err := firmware.LookupProfile("journal")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	stock, err := model.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	part := *cfg.Part
	part.Erase.Maximum.Value /= 2
	cfg.Part = &part
	l, err := model.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	back := thaw(t, freeze(t, l))
	if got := back.Machine().Flash().Part(); !reflect.DeepEqual(got, &part) {
		t.Errorf("it came back as %+v", got)
	}
	if len(freeze(t, l)) <= len(freeze(t, stock))+100 {
		t.Error("the part of stock is kept in full, too")
	}
}

func TestAForkInsideAnActivationShowsWhatItsParentShows(t *testing.T) {
	l, _, _ := change(t, "rewrite-at-boot")
	inside := 0
	var s *model.Snapshot
	for range 400 {
		wait(t, l, 3*time.Millisecond)
		if !l.Machine().Executing() {
			continue
		}
		inside++
		// What a hand does now acts from now on, and does not show yet.
		twin := l.Fork()
		twin.Cut(time.Millisecond)
		fork := twin.Fork()
		if fork.Hash() != twin.Hash() || fork.Machine().Sample() != twin.Machine().Sample() {
			t.Fatalf("at %v the fork shows another lock", l.Now())
		}
		s = twin.Snapshot(s)
		hash := twin.Hash()
		wait(t, twin, 5*time.Millisecond)
		after := twin.Hash()
		twin.Restore(s)
		if twin.Hash() != hash {
			t.Fatalf("at %v the restored lock is another", l.Now())
		}
		for _, l := range []*model.Lock{fork, twin} {
			if wait(t, l, 5*time.Millisecond); l.Hash() != after {
				t.Fatalf("at %v they go on in different ways", l.Now())
			}
		}
	}
	if inside < 10 {
		t.Errorf("only %d stops inside an activation", inside)
	}
}
