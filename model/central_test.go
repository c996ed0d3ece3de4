package model

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// seeded is a source of random bytes for an app in a test.
func seeded(b byte) *bytes.Reader { return bytes.NewReader(bytes.Repeat([]byte{b, 1, 2, 3}, 4096)) }

func onAir(t *testing.T, profile string) *Lock {
	t.Helper()
	p, err := firmware.LookupProfile(profile)
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
	if err := l.Wait(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	return l
}

func pairOverTheAir(t *testing.T, r *Radio, mtu int) (*Central, keyturner.Credentials) {
	t.Helper()
	c, err := r.Dial(gatt.DefaultParams(), mtu)
	if err != nil {
		t.Fatal(err)
	}
	who, err := keyturner.Pair(c, keyturner.PairOptions{Type: keyturner.IDApp, AppID: 7, Name: "test", Random: seeded(9)})
	if err != nil {
		t.Fatal(err)
	}
	return c, who
}

func TestAnAppPairsSetsAPINAndUnlocksOverTheAir(t *testing.T) {
	for _, mtu := range []int{23, 247} {
		l := onAir(t, "ab-slots")
		c, who := pairOverTheAir(t, NewRadio(l), mtu)
		app := keyturner.NewClient(c, who, seeded(5))
		if err := app.SetPIN(4711, 0); err != nil {
			t.Fatal(err)
		}
		if ok, err := app.VerifyPIN(4711); err != nil || !ok {
			t.Fatalf("the PIN that was set: %v, %v", ok, err)
		}
		if ok, err := app.VerifyPIN(1234); err != nil || ok {
			t.Fatalf("another PIN: %v, %v", ok, err)
		}
		s, err := app.States()
		if err != nil || s.Lock != keyturner.Locked {
			t.Fatalf("%+v, %v", s, err)
		}
	}
}

func TestAResetIsSilenceToTheCentral(t *testing.T) {
	l := onAir(t, "ab-slots")
	c, who := pairOverTheAir(t, NewRadio(l), 247)
	app := keyturner.NewClient(c, who, seeded(5))
	l.PullReset()
	began := l.Now()
	_, err := app.States()
	if !errors.Is(err, ErrLinkLost) {
		t.Fatalf("the app was told %v", err)
	}
	if took := l.Now().Sub(began); took < gatt.DefaultParams().Timeout {
		t.Fatalf("the app knew after %v, before the supervision time-out", took)
	}
	if c.Lost() == nil {
		t.Fatal("the link is not lost")
	}
}

func TestAPINSetOverTheAirIsLostWithThePageThatHeldIt(t *testing.T) {
	// The same hand and cells, two firmwares: the one that rewrites its page at
	// boot loses the PIN, the one with two slots keeps it.
	for profile, want := range map[string]bool{"rewrite-at-boot": false, "ab-slots": true} {
		p, err := firmware.LookupProfile(profile)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := DefaultConfig(p)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Power.Bulk.F = 68e-6 // dried out
		l, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Wait(10 * time.Second); err != nil {
			t.Fatal(err)
		}
		r := NewRadio(l)
		c, who := pairOverTheAir(t, r, 247)
		if err := keyturner.NewClient(c, who, seeded(5)).SetPIN(4711, 0); err != nil {
			t.Fatal(err)
		}
		c.Close()
		wait(t, l, l.RemoveCells(0, 0)+10*time.Second)
		in, err := l.InsertCells(Insertion{Bounces: 0, LongGap: 250 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		wait(t, l, in+time.Minute)
		c, err = r.Dial(gatt.DefaultParams(), 247)
		if err != nil {
			t.Fatal(err)
		}
		ok, err := keyturner.NewClient(c, who, seeded(3)).VerifyPIN(4711)
		if err != nil || ok != want {
			t.Errorf("%s: the PIN that was set: %v, %v; want %v", profile, ok, err, want)
		}
	}
}

func wait(t *testing.T, l *Lock, d time.Duration) {
	t.Helper()
	if err := l.Wait(d); err != nil {
		t.Fatal(err)
	}
}
