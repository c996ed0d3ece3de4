package model

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/model/firmware"
)

func image(t *testing.T, l *Lock) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Machine().Flash().WriteRaw(&b, flashsim.Conditions{Now: time.Duration(l.Now()), Volts: 3, Celsius: 21}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func programmed(t *testing.T) *Lock {
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
	if err := l.Wait(time.Minute); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAProgrammerReplacesTheMemoryAtAnyInstant(t *testing.T) {
	blank := bytes.Repeat([]byte{0xFF}, 512<<10)
	for _, after := range []time.Duration{0, 1, 200 * time.Microsecond, 3 * time.Millisecond, 40 * time.Millisecond, 300 * time.Millisecond, time.Hour} {
		l := programmed(t)
		l.PullReset() // its boot rewrites the memory
		if err := l.Wait(after); err != nil {
			t.Fatal(err)
		}
		now, boots := l.Now(), l.Machine().Stats().Boots
		if err := l.WriteMemory(blank); err != nil {
			t.Errorf("%v after a reset: %v", after, err)
			continue
		}
		if l.Now() != now || !bytes.Equal(image(t, l), blank) {
			t.Errorf("%v after a reset: at %v, was %v; the memory is blank: %v", after, l.Now(), now, bytes.Equal(image(t, l), blank))
		}
		if m := l.Machine().Flash().Marginal(); len(m) != 0 {
			t.Errorf("%v after a reset: %d marginal regions are left", after, len(m))
		}
		other := l.Fork()
		for _, k := range []*Lock{l, other} {
			if err := k.Wait(time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		if l.Machine().Stats().Boots <= boots || !l.App().State.Booted || bytes.Equal(image(t, l), blank) {
			t.Errorf("%v after a reset: the lock has not booted from the blank memory", after)
		}
		if l.Hash() != other.Hash() {
			t.Errorf("%v after a reset: lock and fork differ afterwards", after)
		}
	}
}

func TestAWrongImageDoesNotReachTheLock(t *testing.T) {
	l := programmed(t)
	before := l.Hash()
	for _, wrong := range [][]byte{nil, []byte("short"), bytes.Repeat([]byte{1}, 512<<10+1), []byte(":00000002FF\n")} {
		if err := l.WriteMemory(wrong); !errors.Is(err, flashsim.ErrFormat) {
			t.Errorf("%d bytes: %v", len(wrong), err)
		}
	}
	if l.Hash() != before {
		t.Error("a wrong image has changed the lock")
	}
}

func TestAProgrammerReachesALockWithoutPower(t *testing.T) {
	l := programmed(t)
	full := image(t, l)
	l.RemoveCells(0, 0)
	if err := l.Wait(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := l.WriteMemory(bytes.Repeat([]byte{0xFF}, 512<<10)); err != nil {
		t.Fatal(err)
	}
	if err := l.WriteMemory(full); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(image(t, l), full) {
		t.Error("what was written reads otherwise")
	}
}
