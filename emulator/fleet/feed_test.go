package fleet_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
)

func TestASlowReaderIsToldWhatItMissed(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	feed, err := f.Subscribe("a", fleet.FeedOptions{After: fleet.NoHistory, Kinds: []string{"note"}, Queue: 4})
	if err != nil {
		t.Fatal(err)
	}
	remark := func(n int) {
		for range n {
			if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.Remark(15, "remark", "said"); return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	remark(10)
	for range 4 {
		if item := <-feed.C(); item.Kind != fleet.FeedEvent || item.Event.Name != "remark" {
			t.Errorf("%+v", item)
		}
	}
	remark(1)
	if item := <-feed.C(); item.Kind != fleet.FeedMissed || item.Missed != 6 {
		t.Errorf("%+v, want 6 missed", item)
	}
	if item := <-feed.C(); item.Kind != fleet.FeedEvent {
		t.Errorf("%+v", item)
	}
	remark(10)
	if err := f.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	var last []fleet.FeedItem
	for item := range feed.C() {
		last = append(last, item)
	}
	if n := len(last); n != 6 || last[n-2].Kind != fleet.FeedMissed || last[n-2].Missed != 6 || last[n-1].Kind != fleet.FeedEnd {
		t.Errorf("%d items, the last %+v", n, last[max(0, n-2):])
	}
	feed.Close()
	if _, err := f.Subscribe("a", fleet.FeedOptions{}); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestTheRingForgetsTheOldestAndSaysSo(t *testing.T) {
	for name, store := range map[string]fleet.Store{"kept": newMemory(), "ephemeral": nil} {
		t.Run(name, func(t *testing.T) {
			f, err := fleet.Open(t.Context(), fleet.Options{Store: store, Random: random(), Limits: fleet.Limits{EventRing: 200}})
			if err != nil {
				t.Fatal(err)
			}
			create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
			for range 500 {
				if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.Remark(15, "remark", "said"); return nil }); err != nil {
					t.Fatal(err)
				}
			}
			check := func(f *fleet.Fleet) {
				t.Helper()
				l, _ := f.Lock("a")
				events, missed, err := f.Events("a", 0, 0)
				if err != nil || len(events)+int(missed) != int(l.LastSeq) || len(events) < 140 || len(events) > 200 {
					t.Fatalf("%d events, %d missed, the last is number %d; %v", len(events), missed, l.LastSeq, err)
				}
				for i, e := range events {
					if e.Seq != missed+uint64(i)+1 {
						t.Fatalf("event %d is number %d, %d were missed", i, e.Seq, missed)
					}
				}
				some, missed, err := f.Events("a", l.LastSeq-10, 3)
				if err != nil || len(some) != 3 || missed != 0 || some[0].Seq != l.LastSeq-9 {
					t.Errorf("%+v, %d, %v", some, missed, err)
				}
			}
			check(f)
			if err := f.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if store != nil {
				check(open(t, fleet.Options{Store: store, Limits: fleet.Limits{EventRing: 200}}))
			}
		})
	}
}

func TestRailBucketsCoverTimeWithoutAGapAndSeeTheMotor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a"})
		time.Sleep(time.Minute)
		feed, err := f.Subscribe("a", fleet.FeedOptions{After: fleet.NoHistory, RailEvery: 50 * time.Millisecond, Kinds: []string{"motor"}})
		if err != nil {
			t.Fatal(err)
		}
		// Two short presses of the button are an action of the bolt.
		if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.PressButton(100 * time.Millisecond); return nil }); err != nil {
			t.Fatal(err)
		}
		byFrom := map[int64]fleet.RailBucket{}
		first, last := int64(-1), int64(0)
		end := time.After(10 * time.Second)
		motor := 0
		for listening := true; listening; {
			select {
			case item := <-feed.C():
				switch item.Kind {
				case fleet.FeedRail:
					b := item.Rail
					if old, again := byFrom[b.FromNS]; again && (b.VBATMin > old.VBATMin || b.VBATMax < old.VBATMax) {
						t.Errorf("a bucket shrank from %+v to %+v", old, b)
					}
					byFrom[b.FromNS] = b
					if first < 0 {
						first = b.FromNS
					}
					last = max(last, b.FromNS)
				case fleet.FeedEvent:
					motor++
				default:
					t.Errorf("%+v", item)
				}
			case <-end:
				listening = false
			}
		}
		feed.Close()
		deepest, highest := int64(1<<62), int64(0)
		for from := first; from <= last; from += int64(50 * time.Millisecond) {
			b, ok := byFrom[from]
			if !ok || b.ToNS != from+int64(50*time.Millisecond) || b.VBATMin > b.VBATMax || b.VDDMin > b.VDDMax || b.VDDMin < 1_500_000 {
				t.Fatalf("bucket from %v: %v %+v", time.Duration(from), ok, b)
			}
			deepest, highest = min(deepest, b.VBATMin), max(highest, b.MotorMax)
		}
		if motor == 0 || highest < 300_000 {
			t.Fatalf("%d motor events, at most %d µA", motor, highest)
		}
		var meter int64
		if err := f.Look(t.Context(), "a", func(l *model.Lock) {
			meter = int64(float64(l.Machine().Supply().Meter().LowestVBAT)*1e6 + 0.5)
		}); err != nil {
			t.Fatal(err)
		}
		// The meter knows the exact turning points, and the boot's run too.
		if deepest < meter || deepest > meter+60_000 {
			t.Errorf("the buckets go down to %d µV, the meter to %d µV", deepest, meter)
		}
	})
}
