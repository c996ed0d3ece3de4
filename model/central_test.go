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

func TestThePINIsTriedOverTheAirAsItIsWithoutIt(t *testing.T) {
	l := onAir(t, "ab-slots")
	c, who := pairOverTheAir(t, NewRadio(l), 247)
	l.Phone("anna").Keep(who)
	if err := keyturner.NewClient(c, who, seeded(5)).SetPIN(4711, 0); err != nil {
		t.Fatal(err)
	}
	// Neither a fault of the link nor four phones that stay connected matter.
	for range 3 {
		if _, err := l.Connect(gatt.DefaultParams()); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, l, 5*time.Second)
	if err := l.Air().SetFault(gatt.Fault{ID: "dead", Kind: gatt.FaultLoss, Loss: gatt.LossFault{Permille: 1000}}); err != nil {
		t.Fatal(err)
	}
	before := l.Hash()
	for pin, want := range map[uint16]bool{4711: true, 1234: false, 0: false} {
		direct, err := l.TryPIN("anna", pin)
		air, err2 := l.TryPINOnAir("anna", pin)
		if err != nil || err2 != nil || direct != want || air != want {
			t.Errorf("PIN %04d: %t (%v) and over the air %t (%v), want %t", pin, direct, err, air, err2, want)
		}
	}
	if l.Hash() != before {
		t.Error("to try changes the lock")
	}
	if ok, err := l.TryPINOnAir("ben", 4711); ok || err != nil {
		t.Errorf("a phone that was never paired: %t, %v", ok, err)
	}
}

func wait(t *testing.T, l *Lock, d time.Duration) {
	t.Helper()
	if err := l.Wait(d); err != nil {
		t.Fatal(err)
	}
}

func TestALockThatOwesAnAnswerIsBusyUntilItIsGiven(t *testing.T) {
	l := onAir(t, "ab-slots")
	p := gatt.DefaultParams()
	p.Instant = true
	r := NewRadio(l)
	c, err := r.Dial(p, 247)
	if err != nil {
		t.Fatal(err)
	}
	who, err := keyturner.Pair(c, keyturner.PairOptions{Type: keyturner.IDApp, AppID: 7, Name: "test", Random: seeded(9)})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, l, time.Second)
	if l.Busy() {
		t.Fatal("a lock at rest is busy")
	}
	app := keyturner.NewClient(c, who, seeded(5))
	challenge, err := app.Challenge()
	if err != nil {
		t.Fatal(err)
	}
	lock := keyturner.LockActionRequest{Action: keyturner.ActionLock}
	if err := app.Send(keyturner.CmdLockAction, append(lock.Append(nil), challenge[:]...)); err != nil {
		t.Fatal(err)
	}
	// The bolt is thrown already, so that only the pause before COMPLETE is left.
	for l.Busy() {
		if err := l.Advance(l.Due()); err != nil {
			t.Fatal(err)
		}
	}
	rested := l.Now()
	for {
		cmd, b, err := app.Next()
		if err != nil {
			t.Fatal(err)
		}
		if l.Now() != rested {
			t.Fatalf("the lock rested at %v and gave its answer at %v", rested, l.Now())
		}
		if cmd == keyturner.CmdStatus && len(b) == 1 && b[0] == byte(keyturner.StatusComplete) {
			return
		}
	}
}

func TestALockThatWaitsForItsCentralIsNotBusy(t *testing.T) {
	l := onAir(t, "ab-slots")
	p := gatt.DefaultParams()
	p.Instant = true
	c, err := NewRadio(l).Dial(p, 23)
	if err != nil {
		t.Fatal(err)
	}
	who, err := keyturner.Pair(c, keyturner.PairOptions{Type: keyturner.IDApp, AppID: 7, Name: "test", Random: seeded(9)})
	if err != nil {
		t.Fatal(err)
	}
	app := keyturner.NewClient(c, who, seeded(5))
	for i := range uint32(20) {
		if _, err := app.AddKeypadCode(keyturner.AddKeypadCode{Code: 345611 + i%9 + 10*(i/9), Name: keyturner.NewShortName("guest")}, 0); err != nil {
			t.Fatal(err)
		}
	}
	challenge, err := app.Challenge()
	if err != nil {
		t.Fatal(err)
	}
	// A list of more than the lock sends ahead, and nobody who confirms.
	c.client.ManualConfirm = true
	asked := l.Now()
	request := keyturner.ListRequest{Count: 0xFFFF}.Append(nil)
	tail := keyturner.Tail{Nonce: challenge}
	if err := app.Send(keyturner.CmdRequestKeypadCodes, keyturner.AppendTail(request, keyturner.CmdRequestKeypadCodes, &tail)); err != nil {
		t.Fatal(err)
	}
	for l.Busy() {
		if err := l.Advance(l.Due()); err != nil {
			t.Fatal(err)
		}
	}
	if waits := l.Now(); waits > asked.Add(time.Second) {
		t.Errorf("asked at %v, the lock rests at %v", asked, waits)
	}
	c.radio.pump()
	if len(c.got) == 0 {
		t.Error("the list has not begun")
	}
}

func TestBetweenAcceptedAndCompleteAnAppHasTimeToBreathe(t *testing.T) {
	for _, mtu := range []int{23, 247} {
		for _, p := range []gatt.Params{gatt.DefaultParams(), {Interval: 7500 * time.Microsecond, Timeout: 4 * time.Second}, {Interval: 80 * time.Millisecond, Timeout: 4 * time.Second}} {
			l := onAir(t, "ab-slots")
			r := NewRadio(l)
			_, who := pairOverTheAir(t, r, 247)
			c, err := r.Dial(p, mtu)
			if err != nil {
				t.Fatal(err)
			}
			app := keyturner.NewClient(c, who, seeded(5))
			for phase := range 12 {
				wait(t, l, time.Duration(phase)*7*time.Millisecond)
				challenge, err := app.Challenge()
				if err != nil {
					t.Fatal(err)
				}
				lock := keyturner.LockActionRequest{Action: keyturner.ActionLock}
				if err := app.Send(keyturner.CmdLockAction, append(lock.Append(nil), challenge[:]...)); err != nil {
					t.Fatal(err)
				}
				accepted := l.Now()
				for {
					cmd, b, err := app.Next()
					if err != nil {
						t.Fatal(err)
					}
					if cmd != keyturner.CmdStatus {
						continue
					}
					if b[0] == byte(keyturner.StatusComplete) {
						break
					}
					accepted = l.Now()
				}
				if pause := l.Now().Sub(accepted); pause < 100*time.Millisecond || pause > 2*time.Second {
					t.Errorf("MTU %d, every %v: complete comes %v after accepted", mtu, p.Interval, pause)
				}
			}
		}
	}
}
