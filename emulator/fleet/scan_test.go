package fleet_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/gatt"
)

// keyturnerService is what an initialised lock advertises, and pairingService what
// one in pairing mode advertises beside it.
var (
	keyturnerService = gatt.MustParseUUID("a92ee200-5501-11e4-916c-0800200c9a66")
	pairingService   = gatt.MustParseUUID("a92ee100-5501-11e4-916c-0800200c9a66")
)

// heard gathers advertisements for a while.
func heard(c *fleet.Central, d time.Duration) map[string]int {
	out := map[string]int{}
	end := time.After(d)
	for {
		select {
		case e := <-c.Events():
			if e.Kind == fleet.Advertised {
				out[e.Lock]++
			}
		case <-end:
			return out
		}
	}
}

func TestAScannerHearsWhatItLooksForOnceOrEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		for i := range 3 {
			create(t, f, fleet.Spec{ID: fmt.Sprintf("lock-%d", i), NukiID: 0x11110001 + uint32(i)})
		}
		c, err := f.NewCentral("scanner")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		c.Scan(fleet.ScanOptions{Services: []gatt.UUID{keyturnerService}})
		if got := heard(c, 10*time.Second); fmt.Sprint(got) != "map[lock-0:1 lock-1:1 lock-2:1]" {
			t.Errorf("once each: %v", got)
		}
		for name, o := range map[string]fleet.ScanOptions{
			"name": {Names: []string{"Nuki_11110002"}}, "address": {Addresses: []string{"54:D2:72:11:00:02"}}, "id": {Locks: []string{"lock-1"}},
		} {
			c.Scan(o)
			// A new lock advertises two frames in turn, as it may be paired.
			if got := heard(c, 10*time.Second); fmt.Sprint(got) != "map[lock-1:2]" {
				t.Errorf("by %s: %v", name, got)
			}
		}
		c.Scan(fleet.ScanOptions{Locks: []string{"lock-2"}, AllowDuplicates: true})
		if got := heard(c, 10*time.Second); len(got) != 1 || got["lock-2"] < 15 || got["lock-2"] > 20 {
			t.Errorf("each time, twice a second: %v", got)
		}
		c.Scan(fleet.ScanOptions{Services: []gatt.UUID{gatt.UUID16(0x180F)}})
		if got := heard(c, 10*time.Second); len(got) != 0 {
			t.Errorf("nobody advertises a battery: %v", got)
		}
		c.Scan(fleet.ScanOptions{Services: []gatt.UUID{keyturnerService, pairingService}})
		if got := heard(c, 10*time.Second); fmt.Sprint(got) != "map[lock-0:2 lock-1:2 lock-2:2]" {
			t.Errorf("both frames: %v", got)
		}
		if err := f.Do(t.Context(), "lock-0", func(l *model.Lock) error { l.PullReset(); return nil }); err != nil {
			t.Fatal(err)
		}
		if got := heard(c, 10*time.Second); len(got) != 1 || got["lock-0"] == 0 {
			t.Errorf("one has forgotten that it has news, which one of its frames tells: %v", got)
		}
		c.StopScan()
		if got := heard(c, 10*time.Second); len(got) != 0 {
			t.Errorf("nobody scans: %v", got)
		}
		c.Close()
	})
}

func TestALockAtFullPaceIsHeardAndRestsBetweenTwoAdvertisements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
		c, err := f.NewCentral("scanner")
		if err != nil {
			t.Fatal(err)
		}
		c.Scan(fleet.ScanOptions{})
		if got := heard(c, 10*time.Second); got["a"] != 2 {
			t.Errorf("each of its two frames once: %v", got)
		}
		rest := shows(t, f, "a")
		if got := heard(c, time.Hour); len(got) != 0 || shows(t, f, "a") != rest {
			t.Errorf("heard %v, from %v to %v", got, rest, shows(t, f, "a"))
		}
		c.Scan(fleet.ScanOptions{AllowDuplicates: true})
		if got := heard(c, 10*time.Second); got["a"] < 90 || got["a"] > 101 {
			t.Errorf("ten times a second: %v", got)
		}
		c.Close()
	})
}

func TestAScannerThatDoesNotReadIsNotCutOffByAdvertisements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{Limits: fleet.Limits{CentralQueue: 16}})
		for i := range 20 {
			create(t, f, fleet.Spec{ID: fmt.Sprintf("lock-%02d", i), NukiID: uint32(i + 1)})
		}
		c, err := f.NewCentral("scanner")
		if err != nil {
			t.Fatal(err)
		}
		c.Scan(fleet.ScanOptions{})
		time.Sleep(10 * time.Second)
		got := heard(c, 10*time.Second)
		if len(got) != 20 {
			t.Errorf("%d of 20 locks are heard in the end", len(got))
		}
		c.Close()
	})
}

func TestALockThatSleepsAdvertisesAndWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		awake := open(t, fleet.Options{Limits: fleet.Limits{DozeAfter: -1}})
		reports := map[*fleet.Fleet][]fleet.CentralEvent{}
		hashes := map[*fleet.Fleet][32]byte{}
		for _, f := range []*fleet.Fleet{f, awake} {
			create(t, f, fleet.Spec{ID: "a", Seed: 4})
		}
		time.Sleep(2 * time.Minute)
		if f.Dozing() != 1 || awake.Dozing() != 0 {
			t.Fatalf("%d and %d sleep, want 1 and 0", f.Dozing(), awake.Dozing())
		}
		for _, f := range []*fleet.Fleet{f, awake} {
			c, err := f.NewCentral("scanner")
			if err != nil {
				t.Fatal(err)
			}
			c.Scan(fleet.ScanOptions{AllowDuplicates: true})
			end := time.After(20 * time.Second)
			for listening := true; listening; {
				select {
				case e := <-c.Events():
					reports[f] = append(reports[f], e)
				case <-end:
					listening = false
				}
			}
			c.Close()
		}
		if f.Dozing() != 1 {
			t.Error("an advertisement woke the lock")
		}
		for _, f := range []*fleet.Fleet{f, awake} {
			if err := f.Look(t.Context(), "a", func(l *model.Lock) { hashes[f] = l.Hash() }); err != nil {
				t.Fatal(err)
			}
		}
		if f.Dozing() != 0 {
			t.Error("the lock sleeps on")
		}
		if hashes[f] != hashes[awake] {
			t.Error("a lock that has slept goes on in another way")
		}
		if len(reports[f]) < 30 || len(reports[awake]) < 30 {
			t.Errorf("%d and %d advertisements", len(reports[f]), len(reports[awake]))
		}
	})
}
