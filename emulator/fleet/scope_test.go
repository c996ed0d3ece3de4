package fleet_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/scope"
	"locktwin/model"
)

func see(t *testing.T, f *fleet.Fleet, q fleet.ScopeQuery) fleet.ScopeView {
	t.Helper()
	v, err := f.Scope(t.Context(), "a", q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func sag(t *testing.T, f *fleet.Fleet) {
	t.Helper()
	if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.Sag(1.5, time.Second); return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestTheScopeShowsADipToTheSampleAndTheResetThatItMade(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	first := see(t, f, fleet.ScopeQuery{FromNS: -1})
	if !first.Known || first.OldestNS != int64(time.Minute) || first.NowNS != int64(time.Minute) {
		t.Errorf("%v from %d, now %d", first.Known, first.OldestNS, first.NowNS)
	}
	if len(first.Lanes.CPU) == 0 || len(see(t, f, fleet.ScopeQuery{}).Lanes.Flash) == 0 {
		t.Error("the lanes do not reach back to what the lock remembers")
	}
	sag(t, f)
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: 3 * time.Second}); err != nil {
		t.Fatal(err)
	}
	v := see(t, f, fleet.ScopeQuery{FromNS: int64(time.Minute), Points: 500})
	if !v.Exact || len(v.Lanes.Resets) != 1 || v.Lanes.Resets[0].What != "brown-out" {
		t.Fatalf("exact: %v, resets %+v", v.Exact, v.Lanes.Resets)
	}
	if low := slices.Min(v.Low[scope.VDD]); low > 1_600_000 {
		t.Errorf("VDD is never lower than %d µV", low)
	}
	at := v.Lanes.Resets[0].FromNS
	// Microseconds around the reset: VDD falls through the level of the detector.
	near := see(t, f, fleet.ScopeQuery{FromNS: at - 20_000, ToNS: at + 1000, Points: 4000})
	if near.EveryNS != 8 || near.High[scope.VDD][0] < 1_600_000 || near.Low[scope.VDD][2600] > 1_600_000 {
		t.Errorf("every %d ns, VDD from %d to %d µV", near.EveryNS, near.High[scope.VDD][0], near.Low[scope.VDD][2600])
	}
	if b := see(t, f, fleet.ScopeQuery{FromNS: at + 1, ToNS: at + 2}).Before; !b.HasReset || b.Reset != at {
		t.Errorf("%+v", b)
	}
	if a := see(t, f, fleet.ScopeQuery{FromNS: 0, ToNS: 100}).After; !a.HasReset || a.Reset != at {
		t.Errorf("%+v", a)
	}
	for _, q := range []fleet.ScopeQuery{{FromNS: 5, ToNS: 5}, {FromNS: 6, ToNS: 5}, {Points: -1}, {Points: scope.MostPoints + 1}} {
		if _, err := f.Scope(t.Context(), "a", q); !errors.Is(err, fleet.ErrSpec) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestARewindTakesTheScopeBack(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	run := func() {
		t.Helper()
		if err := f.RunUntil(t.Context(), "a", fleet.Until{For: 10 * time.Second}); err != nil {
			t.Fatal(err)
		}
	}
	see(t, f, fleet.ScopeQuery{})
	run()
	s, err := f.Snapshot(t.Context(), "a", "before")
	if err != nil {
		t.Fatal(err)
	}
	sag(t, f)
	run()
	if n := len(see(t, f, fleet.ScopeQuery{}).Lanes.Resets); n != 1 {
		t.Fatalf("%d resets", n)
	}
	before := see(t, f, fleet.ScopeQuery{ToNS: s.SimNS, Points: 100})
	if err := f.Rewind(t.Context(), "a", s.ID); err != nil {
		t.Fatal(err)
	}
	after := see(t, f, fleet.ScopeQuery{ToNS: s.SimNS, Points: 100})
	if after.NowNS != s.SimNS || len(after.Lanes.Resets) != 0 || after.After.HasReset || after.Low[scope.VDD][len(after.Low[0])-1] < 3_200_000 {
		t.Errorf("now %d, resets %+v", after.NowNS, after.Lanes.Resets)
	}
	for c := range scope.Channels {
		n := len(before.Low[c]) - 1 // the last one reaches beyond the snapshot
		if !slices.Equal(before.Low[c][:n], after.Low[c][:n]) || !slices.Equal(before.High[c][:n], after.High[c][:n]) {
			t.Errorf("channel %d is different before the snapshot", c)
		}
	}
	run()
	v := see(t, f, fleet.ScopeQuery{Points: 100})
	if low := slices.Min(v.Low[scope.VDD][50:]); len(v.Lanes.Resets) != 0 || low < 3_000_000 {
		t.Errorf("the lock did not go on: %d resets, VDD from %d µV", len(v.Lanes.Resets), low)
	}
}

func TestAForkHasThePastOfItsScope(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	see(t, f, fleet.ScopeQuery{})
	run := func(lock string) {
		t.Helper()
		if err := f.RunUntil(t.Context(), lock, fleet.Until{For: 10 * time.Second}); err != nil {
			t.Fatal(err)
		}
	}
	run("a")
	s, err := f.Snapshot(t.Context(), "a", "before")
	if err != nil {
		t.Fatal(err)
	}
	sag(t, f)
	run("a")
	first := see(t, f, fleet.ScopeQuery{ToNS: s.SimNS, Points: 100})
	fork := func(id string) fleet.ScopeView {
		t.Helper()
		if _, err := f.ForkTo(t.Context(), "a", fleet.Forking{Spec: fleet.Spec{ID: id}, Snapshot: s.ID}); err != nil {
			t.Fatal(err)
		}
		run(id)
		v, err := f.Scope(t.Context(), id, fleet.ScopeQuery{ToNS: s.SimNS, Points: 100})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	b := fork("b")
	n := len(first.Low[0]) - 1 // the last one reaches beyond the snapshot
	for c := range scope.Channels {
		if !slices.Equal(first.Low[c][:n], b.Low[c][:n]) {
			t.Errorf("channel %d is another before the snapshot", c)
		}
	}
	whole, err := f.Scope(t.Context(), "b", fleet.ScopeQuery{Points: 100})
	if err != nil || len(whole.Lanes.Resets) != 0 || whole.NowNS != s.SimNS+int64(10*time.Second) {
		t.Errorf("the fork has the resets of the first lock: %+v, %v", whole.Lanes.Resets, err)
	}
	// A snapshot from a way that was not taken has no past here.
	early, err := f.Snapshots("a")
	if err != nil {
		t.Fatal(err)
	}
	if s, err = f.Snapshot(t.Context(), "a", "after"); err != nil {
		t.Fatal(err)
	}
	if err := f.Rewind(t.Context(), "a", early[0].ID); err != nil {
		t.Fatal(err)
	}
	run("a")
	run("a")
	if c := fork("c"); c.Known && c.OldestNS < s.SimNS {
		t.Errorf("the fork knows the time before %d from %d on", s.SimNS, c.OldestNS)
	}
}

func TestAScopeEndsWhenNobodyAsksAndHasALimit(t *testing.T) {
	f, c := cranked(t, fleet.Options{Limits: fleet.Limits{Scopes: 1, DozeAfter: -1}})
	create(t, f, fleet.Spec{ID: "a"})
	create(t, f, fleet.Spec{ID: "b", Seed: 2})
	see(t, f, fleet.ScopeQuery{})
	if _, err := f.Scope(t.Context(), "b", fleet.ScopeQuery{}); !errors.Is(err, fleet.ErrLimit) {
		t.Errorf("%v", err)
	}
	c.Turn(11 * time.Minute)
	if err := f.Look(t.Context(), "a", func(*model.Lock) {}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first answer may come before the turn is over
		if err := f.Look(t.Context(), "a", func(*model.Lock) {}); err != nil {
			t.Fatal(err)
		}
	}
	feed, err := f.FollowScope("b", time.Millisecond, 100)
	if err != nil {
		t.Fatal(err)
	}
	c.Turn(time.Hour)
	if _, err := f.Scope(t.Context(), "a", fleet.ScopeQuery{}); !errors.Is(err, fleet.ErrLimit) {
		t.Errorf("a feed that is open does not keep its scope: %v", err)
	}
	feed.Close()
	feed.Close()
}

func TestALiveScopeHasEveryBucketAndNeverMoreThanSixtyFramesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a"})
		time.Sleep(time.Minute)
		const every = 1 << 20
		feed, err := f.FollowScope("a", time.Millisecond, 2000)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.PressButton(100 * time.Millisecond); return nil }); err != nil {
			t.Fatal(err)
		}
		type bucket struct{ low, high int32 }
		got := map[int64]bucket{}
		frames, first, last := 0, int64(-1), int64(0)
		runs := 0
		end := time.After(5 * time.Second)
		for listening := true; listening; {
			select {
			case w := <-feed.C():
				frames++
				if first < 0 {
					first = w.FromNS
				}
				// What the solver tells late may reach back before the first frame.
				if w.EveryNS != every || w.MissedToNS > first || w.Skipped != 0 {
					t.Fatalf("every %d, missed %d to %d, skipped %d", w.EveryNS, w.MissedFromNS, w.MissedToNS, w.Skipped)
				}
				if w.FromNS > last && last > 0 {
					t.Fatalf("a gap between %d and %d", last, w.FromNS)
				}
				last = w.ToNS
				for i := range w.Low[scope.VBAT] {
					got[w.FromNS+int64(i)*every] = bucket{w.Low[scope.VBAT][i], w.High[scope.VBAT][i]}
				}
				if w.Lanes != nil {
					runs = max(runs, len(w.Lanes.Motor))
				}
			case <-end:
				listening = false
			}
		}
		if frames > 5*60+1 || frames < 5*50 || runs == 0 {
			t.Errorf("%d frames in 5 s, %d runs of the motor", frames, runs)
		}
		v, err := f.Scope(t.Context(), "a", fleet.ScopeQuery{FromNS: first, ToNS: last - 2*every, Points: 4000})
		if err != nil {
			t.Fatal(err)
		}
		if v.EveryNS > 2*every {
			t.Fatalf("every %d", v.EveryNS)
		}
		deepest := slices.Min(v.Low[scope.VBAT])
		live := int32(1 << 30)
		for _, b := range got {
			live = min(live, b.low)
		}
		if live != deepest || deepest > 5_500_000 {
			t.Errorf("the live picture goes down to %d µV, the recording to %d µV", live, deepest)
		}
		feed.Close()
	})
}

func TestALiveScopeThatIsNotReadCostsTheLockNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a"})
		feed, err := f.FollowScope("a", time.Microsecond, 100)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		l, err := f.Lock("a")
		if err != nil || l.SimTimeNS != int64(2*time.Second) {
			t.Errorf("the lock is at %d: %v", l.SimTimeNS, err)
		}
		var w fleet.ScopeFrame
		for range 20 {
			w = <-feed.C()
			if w.Skipped > 0 {
				break
			}
		}
		if w.Skipped == 0 || w.MissedFromNS >= w.MissedToNS || len(w.Low[0]) > 101 {
			t.Errorf("skipped %d, missed %d to %d, %d buckets", w.Skipped, w.MissedFromNS, w.MissedToNS, len(w.Low[0]))
		}
		if err := f.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		for range feed.C() {
		}
		feed.Close()
	})
}

func TestAPausedLockSendsNoFramesUntilSomethingHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
		feed, err := f.FollowScope("a", time.Millisecond, 100)
		if err != nil {
			t.Fatal(err)
		}
		defer feed.Close()
		time.Sleep(time.Second)
		for len(feed.C()) > 0 {
			<-feed.C()
		}
		time.Sleep(time.Minute)
		if n := len(feed.C()); n != 0 {
			t.Errorf("%d frames of a lock that stands still", n)
		}
		if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Second}); err != nil {
			t.Fatal(err)
		}
		var w fleet.ScopeFrame
		for w.NowNS < int64(time.Second) {
			w = <-feed.C()
		}
	})
}

func TestTheScopeShowsAnEraseWhileItGoesOn(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	see(t, f, fleet.ScopeQuery{})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{Event: "erase-begin"}); err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: 20 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	v := see(t, f, fleet.ScopeQuery{})
	n := len(v.Lanes.Flash)
	if n == 0 || !v.Lanes.Flash[n-1].Open || v.Lanes.Flash[n-1].What != "erase" || v.Lanes.Flash[n-1].Permille < 100 || v.Lanes.Flash[n-1].Permille > 500 {
		t.Errorf("%+v", v.Lanes.Flash)
	}
	running := slices.ContainsFunc(v.Lanes.CPU, func(s scope.Span) bool { return s.What == "run" && s.Open })
	if !running {
		t.Errorf("%+v", v.Lanes.CPU)
	}
}
