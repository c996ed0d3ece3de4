package model_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/power"
)

func TestALockOfAnotherVersionLivesOnInItsMemory(t *testing.T) {
	l := paired(t, "ab-slots", power.Alkaline)
	wait(t, l, time.Hour)
	b := freeze(t, l)
	b[len(b)-5] ^= 1 // its body is damaged, or of a version that nobody reads
	if _, err := model.Thaw(b); err == nil {
		t.Fatal("the damage goes unnoticed")
	}
	s, err := model.Salvage(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Profile != "ab-slots" || s.Part != "nrf52832" || s.Seed != 1 || s.At != l.Now() {
		t.Errorf("%q, %q, seed %d, %v", s.Profile, s.Part, s.Seed, s.At)
	}
	p, err := firmware.LookupProfile(s.Profile)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Seed, cfg.Memory, cfg.Start = s.Seed, &s.Memory, s.At
	next, err := model.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if next.Now() != s.At {
		t.Errorf("its time begins at %v, want %v", next.Now(), s.At)
	}
	if next.Machine().Flash().Hash() != l.Machine().Flash().Hash() {
		t.Error("its memory is another")
	}
	if r := next.Read(); !r.Accepts(4711) || r.Accepts(0) {
		t.Errorf("it makes %+v of its PIN", r)
	}
	wait(t, next, time.Minute)
	if next.App().State.Auths == (firmware.State{}).Auths {
		t.Error("it has forgotten the phone")
	}
}

func TestAnOperationInFlightIsTornBySalvage(t *testing.T) {
	l, _, _ := change(t, "rewrite-at-boot")
	for range 2000 {
		wait(t, l, time.Millisecond)
		if _, _, ok := l.Machine().Flash().InFlight(); ok && !l.Machine().Executing() {
			break
		}
	}
	s, err := model.Salvage(freeze(t, l))
	if err != nil {
		t.Fatal(err)
	}
	part, err := flashsim.Lookup(s.Part)
	if err != nil {
		t.Fatal(err)
	}
	d := flashsim.New(part, repro.Root(s.Seed).Child("flash"))
	if err := errors.Join(d.ReadRaw(bytes.NewReader(s.Memory.Image)), d.ReadSidecar(bytes.NewReader(s.Memory.Sidecar))); err != nil {
		t.Error(err)
	}
}

func TestABadMemoryIsRefused(t *testing.T) {
	l := paired(t, "ab-slots", power.Alkaline)
	s, err := model.Salvage(freeze(t, l))
	if err != nil {
		t.Fatal(err)
	}
	p, err := firmware.LookupProfile("ab-slots")
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*model.Config){
		"short image":   func(c *model.Config) { c.Memory.Image = c.Memory.Image[1:] },
		"other seed":    func(c *model.Config) { c.Seed++ },
		"sidecar":       func(c *model.Config) { c.Memory.Sidecar = []byte("x") },
		"other sidecar": func(c *model.Config) { c.Memory.Image = make([]byte, len(c.Memory.Image)) },
		"early start":   func(c *model.Config) { c.Start = -1 },
	} {
		cfg, err := model.DefaultConfig(p)
		if err != nil {
			t.Fatal(err)
		}
		m := s.Memory
		cfg.Memory = &m
		spoil(&cfg)
		if _, err := model.New(cfg); !errors.Is(err, model.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The file was written once. Whatever becomes of the types, the memory in it must
// stay readable as the same state.
func TestALockOfVersionOneCanBeSalvagedForEver(t *testing.T) {
	b, err := os.ReadFile("testdata/lock-v1.frozen")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := model.Thaw(b); err != nil && !errors.Is(err, model.ErrVersion) {
		t.Errorf("it does not thaw, and not for its version: %v", err)
	}
	s, err := model.Salvage(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Profile != "rewrite-at-boot" || s.Part != "nrf52832" || s.Seed != 3 || s.At == 0 {
		t.Errorf("%q, %q, seed %d, %v", s.Profile, s.Part, s.Seed, s.At)
	}
	part, err := flashsim.Lookup(s.Part)
	if err != nil {
		t.Fatal(err)
	}
	d := flashsim.New(part, repro.Root(s.Seed).Child("flash"))
	if err := errors.Join(d.ReadRaw(bytes.NewReader(s.Memory.Image)), d.ReadSidecar(bytes.NewReader(s.Memory.Sidecar))); err != nil {
		t.Fatal(err)
	}
	if len(d.Marginal()) == 0 {
		t.Error("the file holds no torn page")
	}
	const state = "6c4e1d8b5951e163acade72fc0bbc280cfbd4c0f3a1e5af6e09ece8fc4012590"
	if sum := d.Hash(); hex.EncodeToString(sum[:]) != state {
		t.Errorf("the memory reads as state %x", sum)
	}
}
