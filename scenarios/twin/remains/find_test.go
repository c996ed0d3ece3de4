package remains_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/scenarios/twin/remains"
)

func TestThePageThatAStoryErasedLeavesOnlyAReset(t *testing.T) {
	l, seed := story(t, "pin-denied-after-battery-change.yaml")
	w := find(t, input(t, l, seed), remains.Options{})
	if !w.OnlyReset || len(w.Candidates) != 0 || w.Trying.Helps || w.Now.Denied != w.Now.Starts {
		t.Errorf("only reset %t, %d candidates, trying %+v, starts %+v", w.OnlyReset, len(w.Candidates), w.Trying, w.Now)
	}
	all := strings.Join(w.Reset.Destroys, "; ")
	if !strings.Contains(all, "1 authorization:") || !strings.Contains(all, "settings") || w.Reset.Button {
		t.Errorf("a reset: %+v", w.Reset)
	}
	if w.LockOut.WrongPINs != 5 || w.LockOut.Seconds != 60 {
		t.Errorf("lock-out %+v", w.LockOut)
	}
	if len(w.Now.Refused) == 0 || !strings.Contains(strings.Join(w.Now.Refused, " "), "every PIN is refused") {
		t.Errorf("the boot says %q", w.Now.Refused)
	}
}

func TestACopyThatTheNextBootThrowsAwayTellsThePIN(t *testing.T) {
	v := newVictim(t, "fds-gc-at-boot", 31)
	before, after := 0, 0
	v.each(t, 3000, func(op flashsim.Operation, in remains.Input) {
		if before > 0 && after > 0 {
			return
		}
		l, r := v.next(t, in)
		if r.Accepts(v.pin) {
			return
		}
		in.Profile = "fds-gc-at-boot"
		w := find(t, in, remains.Options{})
		if at, p := rank(w, v.pin); at == 1 && p > 0.8 {
			before++
			if w.OnlyReset || w.Trying.Helps {
				t.Errorf("only reset %t, trying %+v: the value is known, and this firmware takes none", w.OnlyReset, w.Trying)
			}
		}
		left := v.input(t, l)
		left.Profile = in.Profile
		if find(t, left, remains.Options{}).OnlyReset {
			after++
		}
	})
	if before == 0 || after == 0 {
		t.Errorf("%d images tell the PIN before the next boot, %d are empty after it", before, after)
	}
}

func TestAPageErasedToAQuarterLeavesOnlyAReset(t *testing.T) {
	l, seed := story(t, "no-page-to-swap.yaml")
	w := find(t, input(t, l, seed), remains.Options{})
	if !w.OnlyReset || w.Profile != "fds-gc-at-boot" || len(w.Remains) == 0 {
		t.Errorf("%s: only reset %t, remains %+v", w.Profile, w.OnlyReset, w.Remains)
	}
}

func TestARecordWhoseProgramWasCutTellsThePINAtRankOne(t *testing.T) {
	v := newVictim(t, "rewrite-at-boot-crc", 21)
	n := 0
	v.each(t, 1500, func(op flashsim.Operation, in remains.Input) {
		if op.Kind != flashsim.Program || n == 3 {
			return
		}
		if l, r := v.next(t, in); r.Accepts(v.pin) || n > 0 {
			return
		} else if w := find(t, v.input(t, l), remains.Options{}); !w.OnlyReset {
			t.Errorf("a boot has rewritten the record, and yet: %+v", w.Candidates)
		}
		in.Profile = "rewrite-at-boot-crc"
		w := find(t, in, remains.Options{})
		if r, p := rank(w, v.pin); r == 1 && p > 0.5 {
			n++
			if len(w.Candidates[0].Why) == 0 {
				t.Error("nothing says why")
			}
		}
	})
	if n == 0 {
		t.Error("no cut left a PIN at rank one")
	}
}

func TestAValueThatTheLockTakesIsTriedFirst(t *testing.T) {
	// A settings struct without a check in which bits of the PIN have turned: what the
	// lock takes is another value, and it does take it.
	v := newVictim(t, "rewrite-at-boot", 22)
	v.wait(t, 30e9)
	in := v.input(t, v.l)
	w := find(t, in, remains.Options{})
	at := w.Remains[0].Addr
	turned := v.pin | 1<<3 | 1<<5
	if turned == v.pin || turned > 9999 {
		t.Fatalf("PIN %04d does not suit the test", v.pin)
	}
	in.Image[at], in.Image[at+1], in.Sidecar = byte(turned), byte(turned>>8), nil
	w = find(t, in, remains.Options{Most: 2000})
	if c := w.Candidates[0]; c.PIN != turned || c.TakenAt != 1 || c.Attempts != 1 || c.Seconds != 0 || !w.Trying.Helps {
		t.Errorf("first %+v, trying %+v", c, w.Trying)
	}
	r, p := rank(w, v.pin)
	if r == 0 || p < 10.0/9999 {
		t.Errorf("the PIN that was set has rank %d, probability %g", r, p)
	}
	if c := w.Candidates[r-1]; c.Seconds != float64((r-1)/5*60) {
		t.Errorf("rank %d takes %g s", r, c.Seconds)
	}
	l, _ := v.next(t, in)
	l.PressButton(6e9) // pairing mode
	if err := l.Wait(7e9); err != nil {
		t.Fatal(err)
	}
	if a, err := l.Call("Ben", firmware.Command{Op: firmware.OpPair}); err != nil || !a.OK() {
		t.Fatal(err, a)
	}
	if ok, err := l.TryPIN("Ben", turned); err != nil || !ok {
		t.Errorf("the lock does not take %04d: %v", turned, err)
	}
}

func TestWhatIsProbableIsSoAsOftenAsItSays(t *testing.T) {
	rounds, step := uint64(3), 5000
	if testing.Short() {
		rounds, step = 1, 40000
	}
	type tally struct{ cases, said, was float64 }
	var sure, unsure tally
	exactly, erased := 0, 0
	for _, profile := range []string{"rewrite-at-boot", "rewrite-at-boot-crc", "fds-gc-at-boot"} {
		for seed := range rounds {
			v := newVictim(t, profile, 100+seed)
			v.each(t, step, func(op flashsim.Operation, in remains.Input) {
				l, r := v.next(t, in)
				if r.Accepts(v.pin) {
					return
				}
				in.Profile = profile
				before := v.input(t, l)
				before.Profile = profile
				dump := remains.Input{Image: in.Image, Part: in.Part, Profile: profile}
				for _, in := range []remains.Input{in, before, dump} {
					w := find(t, in, remains.Options{Most: 9999, Boots: 2, Reads: 4})
					if w.OnlyReset {
						erased++
					}
					for _, c := range w.Candidates {
						of := &unsure
						if c.Probability < 1.0/9999 {
							continue
						}
						if c.Probability >= 0.5 {
							of = &sure
						}
						of.cases++
						of.said += c.Probability
						if c.PIN == v.pin {
							of.was++
							if c.Rank == 1 {
								exactly++
							}
						}
					}
				}
			})
		}
	}
	if !testing.Short() && (exactly == 0 || erased == 0) {
		t.Errorf("%d PINs at rank one, %d images with nothing left: both should occur", exactly, erased)
	}
	// What is called probable is right at least as often as it says, within what chance
	// allows; what is called possible holds the PIN about as often as it says.
	if sure.cases > 0 && sure.was < sure.said-2-0.15*sure.cases {
		t.Errorf("of %.0f probable values %.0f were right, %.1f were promised", sure.cases, sure.was, sure.said)
	}
	if unsure.was > 3*unsure.said+5 || unsure.was < unsure.said/3-5 {
		t.Errorf("of %.0f possible values %.0f were right, %.1f were promised", unsure.cases, unsure.was, unsure.said)
	}
	t.Logf("probable: %.0f cases, said %.1f, were %.0f; possible: %.0f cases, said %.1f, were %.0f; rank one %d, only a reset %d",
		sure.cases, sure.said, sure.was, unsure.cases, unsure.said, unsure.was, exactly, erased)
}

func TestAProfileThatNobodyNamesIsFoundByTheLayoutWord(t *testing.T) {
	v := newVictim(t, "nvs", 5)
	v.wait(t, 30e9)
	w := find(t, v.input(t, v.l), remains.Options{})
	if w.Given || w.Profile != "nvs" || w.Profiles[0].Fit < 0.9 || w.Now.Custom != w.Now.Starts {
		t.Errorf("%s, %+v, %+v", w.Profile, w.Profiles, w.Now)
	}
	if r, _ := rank(w, v.pin); r != 1 {
		t.Errorf("the PIN of a lock that is in order has rank %d", r)
	}
}

func TestThePINOfALockInOrderIsFoundOnEveryPartAndDesign(t *testing.T) {
	profiles := []string{"rewrite-at-boot", "rewrite-at-boot-crc", "two-page-swap", "fds-gc-at-boot", "nvs", "journal", "ab-slots", "ab-slots-settled",
		"three-block-ring", "nvs-early", "journal-replay-once", "journal-commit-in-entry"}
	tried := 0
	for i, part := range flashsim.Catalogue() {
		for k, profile := range profiles {
			if testing.Short() && (i+k)%5 != 0 {
				continue
			}
			p, err := firmware.LookupProfile(profile)
			if err != nil {
				t.Fatal(err)
			}
			cfg, err := model.DefaultConfig(p)
			if err != nil {
				t.Fatal(err)
			}
			cfg.Part, cfg.Seed = part, 3
			l, err := model.New(cfg)
			if err != nil {
				continue // the design does not suit the part
			}
			if err := l.Wait(10e9); err != nil {
				t.Fatal(err)
			}
			for _, c := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpSetPIN, NewPIN: 7777}, {Op: firmware.OpSetPIN, PIN: 7777, NewPIN: 5081}} {
				if a, err := l.Call("Ann", c); err != nil || !a.OK() {
					t.Fatal(part.Name, profile, err, a.Err())
				}
			}
			if err := l.Wait(10e9); err != nil {
				t.Fatal(err)
			}
			in := input(t, l, 3)
			in.Profile, tried = profile, tried+1
			w := find(t, in, remains.Options{Boots: 1})
			if r, _ := rank(w, 5081); r != 1 {
				t.Errorf("%s, %s: rank %d, %+v", part.Name, profile, r, w.Remains)
			}
			// The same memory as it looks to someone who does not know that the lock takes it.
			best := ""
			for _, e := range w.Remains {
				if best == "" && e.Value == 5081 {
					best = e.Kind.String()
				}
			}
			if best == "" {
				t.Errorf("%s, %s: no piece holds the PIN: %+v", part.Name, profile, w.Remains)
			}
		}
	}
	if tried < 10 {
		t.Errorf("%d combinations tried", tried)
	}
}

func TestWhatIsNoImageIsRefused(t *testing.T) {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		t.Fatal(err)
	}
	blank := make([]byte, part.SizeBytes.Value)
	for i := range blank {
		blank[i] = 0xFF
	}
	for name, c := range map[string]struct {
		in   remains.Input
		o    remains.Options
		want error
	}{
		"unknown part":    {remains.Input{Image: blank, Part: "nrf1"}, remains.Options{}, remains.ErrInput},
		"short":           {remains.Input{Image: blank[1:], Part: part.Name}, remains.Options{}, remains.ErrInput},
		"bad hex":         {remains.Input{Image: []byte(":00"), Part: part.Name}, remains.Options{}, remains.ErrInput},
		"bad sidecar":     {remains.Input{Image: blank, Sidecar: []byte("x"), Part: part.Name}, remains.Options{}, remains.ErrInput},
		"unknown profile": {remains.Input{Image: blank, Part: part.Name, Profile: "x"}, remains.Options{}, remains.ErrInput},
		"blank":           {remains.Input{Image: blank, Part: part.Name}, remains.Options{}, remains.ErrNoProfile},
		"too many":        {remains.Input{Image: blank, Part: part.Name}, remains.Options{Most: 10_001}, remains.ErrOptions},
		"negative":        {remains.Input{Image: blank, Part: part.Name}, remains.Options{Boots: -1}, remains.ErrOptions},
	} {
		if _, err := remains.Find(c.in, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSameImageGivesTheSameAnswer(t *testing.T) {
	v := newVictim(t, "rewrite-at-boot", 23)
	done := false
	v.each(t, 3000, func(_ flashsim.Operation, in remains.Input) {
		if done {
			return
		}
		done = true
		image := append([]byte(nil), in.Image...)
		a, err := json.Marshal(find(t, in, remains.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(find(t, in, remains.Options{}))
		if string(a) != string(b) {
			t.Errorf("%s\n%s", a, b)
		}
		var back remains.WayOut
		if err := json.Unmarshal(a, &back); err != nil {
			t.Error(err)
		}
		if c, _ := json.Marshal(back); string(c) != string(a) {
			t.Error("an answer that was read back differs")
		}
		if string(image) != string(in.Image) {
			t.Error("the image was changed")
		}
	})
}

// FuzzFind puts any bytes where a lock keeps its settings.
func FuzzFind(f *testing.F) {
	part, err := flashsim.Lookup("stm32l431")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{0x10, 0, 1, 2, 1, 2, 0x67, 0x12}, uint8(0))
	f.Add([]byte{'P', 1, 2, 0xFD, 1, 0, 0, 0, 0x67, 0x12, 1, 2, 3, 4}, uint8(10))
	f.Add([]byte{2, 0, 1, 0, 0x54, 0x4C, 1, 2, 1, 0, 0, 0, 2, 0x67, 0x12, 0xFF}, uint8(8))
	names := []string{"rewrite-at-boot-crc", "ab-slots", "journal", "three-block-ring", "journal-commit-in-entry"}
	f.Fuzz(func(t *testing.T, settings []byte, which uint8) {
		image := make([]byte, part.SizeBytes.Value)
		for i := range image {
			image[i] = 0xFF
		}
		page := 2048
		copy(image[len(image)-4*page:len(image)-page], settings)
		w, err := remains.Find(remains.Input{Image: image, Part: part.Name, Profile: names[int(which)%len(names)]}, remains.Options{Boots: 1, Reads: 1})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, c := range w.Candidates {
			sum += c.Probability
			if c.Rank != i+1 || c.Probability < 0 || sum > 1.000001 {
				t.Fatalf("%+v after %g", c, sum)
			}
		}
	})
}
