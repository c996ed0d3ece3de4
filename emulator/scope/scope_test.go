package scope_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"locktwin/emulator/scope"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

const powerOn = 1_200_000

func railEvent(at, vbat, vdd, motor, key int64) *trace.Event {
	return &trace.Event{At: sim.Time(at), Kind: trace.Rail, Rail: trace.RailSample{VBAT: vbat, VDD: vdd, Motor: motor, Key: key}}
}

// wander feeds samples whose distances spread over many sizes, with jumps, and
// gives the instant of the last.
func wander(r *scope.Recorder, random *rand.Rand, samples int, at int64) int64 {
	for range samples {
		if random.IntN(8) > 0 {
			at += 1 << random.IntN(28)
		}
		r.Event(railEvent(at, 5_000_000+random.Int64N(1_500_000), random.Int64N(3_300_000), random.Int64N(6_000_000)-3_000_000, random.Int64N(720_000)))
	}
	return at
}

func TestTheExtremesOfACoarseWindowAreThoseOfTheFineOnes(t *testing.T) {
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 1))
		r := scope.New(0, powerOn)
		samples := 1 + random.IntN(3000)
		if seed%5 == 4 {
			samples = scope.RawSamples + random.IntN(40_000) // the oldest are boxes by now
		}
		end := wander(r, random, samples, 1000)
		r.Look(scope.Sample{At: end + 5000, V: [4]int32{5_500_000, 3_300_000, 0, 10}})
		for range 20 {
			fine := int64(1) << random.IntN(32)
			factor := int64(1) << (1 + random.IntN(5))
			coarse := fine * factor
			buckets := 1 + random.Int64N(60)
			from := random.Int64N(end) / coarse * coarse
			a := r.Rail(from, from+buckets*coarse, coarse, end)
			b := r.Rail(from, from+buckets*coarse, fine, end)
			if len(b.Low[0]) != len(a.Low[0])*int(factor) {
				t.Fatalf("%d fine buckets in %d coarse ones of %d", len(b.Low[0]), len(a.Low[0]), factor)
			}
			for c := range scope.Channels {
				for i := range a.Low[c] {
					part := b.Low[c][i*int(factor) : (i+1)*int(factor)]
					top := b.High[c][i*int(factor) : (i+1)*int(factor)]
					if slices.Min(part) != a.Low[c][i] || slices.Max(top) != a.High[c][i] {
						t.Fatalf("seed %d, channel %d, bucket %d of %d ns from %d: %d to %d, the fine ones %d to %d", seed, c, i, coarse, from,
							a.Low[c][i], a.High[c][i], slices.Min(part), slices.Max(top))
					}
				}
			}
		}
	}
}

func TestAWindowIsExactAsFarAsSamplesReach(t *testing.T) {
	r := scope.New(0, powerOn)
	for i := range int64(100) {
		r.Event(railEvent(i*1000, 6_000_000-i, 3_300_000, i, 0))
	}
	w := r.Rail(50_000, 50_008, 1, 99_000)
	if !w.Exact || w.EveryNS != 1 || len(w.Low[0]) != 8 || w.Low[scope.VBAT][0] != 6_000_000-50 || w.High[scope.Motor][0] != 50 {
		t.Errorf("%+v", w)
	}
	w = r.Rail(0, 200_000, 1000, 99_000)
	for i := range w.Low[0] {
		if known := !w.Nothing(i); known != (i < 100) {
			t.Fatalf("bucket %d is known: %v", i, known)
		}
	}
	if w := r.Rail(98_500, 98_501, 1, 99_000); w.Low[scope.Motor][0] != 99 && w.Low[scope.Motor][0] != 98 {
		t.Errorf("between two samples: %d", w.Low[scope.Motor][0])
	}
}

func TestMemoryIsBoundedAndOldTimesAreCoarserNotGone(t *testing.T) {
	r := scope.New(0, powerOn)
	at, deep := int64(0), int64(0)
	const samples = scope.RawSamples*3 + 1
	for i := range int64(samples) {
		at += 40_000_000 // 25 samples a second, for two hours
		vdd := int64(3_300_000)
		if i == 1000 {
			vdd, deep = 900_000, at
		}
		r.Event(railEvent(at, 6_000_000, vdd, 0, 0))
	}
	w := r.Rail(0, at, scope.Every(0, at, 1000), at)
	if w.Exact || !w.Known || w.OldestNS > 100_000_000 || len(w.Low[0]) > 1000 {
		t.Fatalf("exact %v, from %d, %d buckets", w.Exact, w.OldestNS, len(w.Low[0]))
	}
	bucket := deep / w.EveryNS
	if slices.Min(w.Low[scope.VDD]) != 900_000 || w.Low[scope.VDD][bucket] != 900_000 {
		t.Errorf("the dip at %d is not in bucket %d", deep, bucket)
	}
}

func TestARecorderForgetsWhatCameAfterTheInstantItIsCutAt(t *testing.T) {
	r := scope.New(0, powerOn)
	for i := range int64(100) {
		r.Event(railEvent(i*1000, 6_000_000, 3_300_000, i, 0))
	}
	r.Event(&trace.Event{At: 20_000, Kind: trace.Boot, Name: "run", State: "run"})
	r.Event(&trace.Event{At: 30_000, Kind: trace.Flash, Name: "erase-begin", Flash: trace.FlashOp{Op: "erase", Addr: 0x1000, Size: 4096}})
	r.Event(&trace.Event{At: 60_000, Kind: trace.Reset, Name: "reset-brown-out", State: "reset"})
	r.Event(&trace.Event{At: 60_000, Kind: trace.Flash, Name: "erase-torn", Flash: trace.FlashOp{Op: "erase", Addr: 0x1000, Size: 4096, Permille: 430}})
	r.TakeNews()
	r.Cut(50_000)
	r.Look(scope.Sample{At: 50_000, V: [4]int32{6_000_000, 3_300_000, 50, 0}})
	if n := r.TakeNews(); n.Rail != 50_000 || n.Lanes != 50_000 {
		t.Errorf("%+v", n)
	}
	w := r.Rail(0, 100_000, 1024, 50_000)
	last := len(w.Low[0]) - 1
	for w.Nothing(last) {
		last--
	}
	if last != 50_000/1024 {
		t.Errorf("the last bucket that is known is %d", last)
	}
	l := r.Show(0, 100_000, 1, 1000, &scope.Present{At: 50_000, CPU: "run"})
	if len(l.Resets) != 0 || len(l.Lost) != 0 || len(l.Flash) != 1 || !l.Flash[0].Open || l.Flash[0].ToNS != 50_000 {
		t.Errorf("%+v", l)
	}
	// The trace tells the stretch again from an earlier instant.
	r.Event(railEvent(40_000, 1, 1, 1, 1))
	if w := r.Rail(40_000, 40_001, 1, 50_000); w.Low[scope.Motor][0] != 1 {
		t.Errorf("%+v", w)
	}
}

func TestACloneGoesItsOwnWay(t *testing.T) {
	r := scope.New(0, powerOn)
	for i := range int64(100) {
		r.Event(railEvent(i*1000, 6_000_000, 3_300_000, i, 0))
	}
	r.Link(10, 1, "phone", true)
	before := r.Rail(0, 50_000, 1024, 99_000)
	c := r.Clone()
	c.Cut(50_000)
	c.Event(railEvent(50_000, 6_000_000, 3_300_000, 50, 0))
	c.Event(railEvent(60_000, 1, 1, 1, 1))
	c.Event(&trace.Event{At: 60_000, Kind: trace.Reset, Name: "reset-pin", State: "reset"})
	w := r.Rail(0, 99_000, 1024, 99_000)
	if slices.Min(w.Low[scope.VBAT]) != 6_000_000 || len(r.Show(0, 99_000, 1, 10, &scope.Present{At: 99_000}).Resets) != 0 {
		t.Error("what happened to the clone shows in the first one")
	}
	after := c.Rail(0, 50_000, 1024, 60_000)
	n := len(before.Low[0]) - 1 // the last one reaches beyond the cut
	for ch := range scope.Channels {
		if !slices.Equal(before.Low[ch][:n], after.Low[ch][:n]) {
			t.Errorf("channel %d has no past", ch)
		}
	}
}

func TestLanesTellWhatTheLockDid(t *testing.T) {
	r := scope.New(0, powerOn)
	for _, e := range []trace.Event{
		{At: 10, Kind: trace.Boot, Name: "run", State: "run"},
		{At: 11, Kind: trace.Motor, Name: "motor-start"},
		{At: 20, Kind: trace.Flash, Name: "program-begin", Flash: trace.FlashOp{Op: "program", Addr: 0x10, Size: 4}},
		{At: 30, Kind: trace.Flash, Name: "program-done", Flash: trace.FlashOp{Op: "program", Addr: 0x10, Size: 4, Permille: 1000}},
		{At: 31, Kind: trace.Flash, Name: "erase-begin", Flash: trace.FlashOp{Op: "erase", Addr: 0x1000, Size: 4096}},
		{At: 40, Kind: trace.Supervisor, Name: "pof-falling"},
		{At: 50, Kind: trace.Reset, Name: "reset-brown-out", State: "reset"},
		{At: 50, Kind: trace.Flash, Name: "erase-torn", Flash: trace.FlashOp{Op: "erase", Addr: 0x1000, Size: 4096, Permille: 430}},
		{At: 50, Kind: trace.Motor, Name: "motor-cut"},
		{At: 80, Kind: trace.Boot, Name: "released", State: "boot"},
		{At: 90, Kind: trace.Boot, Name: "boot", State: "sleep"},
		{At: 91, Kind: trace.Decision, Name: "store-empty", Text: "nothing is stored"},
	} {
		r.Event(&e)
	}
	for _, s := range []int64{3_000_000, 1_000_000, 1_900_000} {
		r.Event(railEvent(55+(3_000_000-s)/100_000, 0, s, 0, 0))
	}
	l := r.Show(0, 100, 1, 1000, &scope.Present{At: 100, CPU: "sleep"})
	want := map[string][]string{
		"cpu":      {"sleep 10-50", "reset 50-80", "boot 80-90", "sleep 90-100 open", "run 10-50"},
		"flash":    {"program 20-30", "erase 31-50 torn 430"},
		"motor":    {"cut 11-50"},
		"resets":   {"brown-out 50-80"},
		"warnings": {"below 40-50"},
		"lost":     {"erase 31-50 torn 430"},
	}
	got := map[string][]string{}
	for name, spans := range map[string][]scope.Span{"cpu": l.CPU, "flash": l.Flash, "motor": l.Motor, "resets": l.Resets, "warnings": l.Warnings, "lost": l.Lost} {
		for _, s := range spans {
			text := s.What + " " + strconv.FormatInt(s.FromNS, 10) + "-" + strconv.FormatInt(s.ToNS, 10)
			if s.Torn {
				text += " torn " + strconv.Itoa(s.Permille)
			}
			if s.Open {
				text += " open"
			}
			if s.What != "off" {
				got[name] = append(got[name], text)
			}
		}
	}
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s: %q, want %q", name, got[name], want[name])
		}
	}
	if len(l.Decisions) != 1 || l.Decisions[0].Name != "store-empty" {
		t.Errorf("%+v", l.Decisions)
	}
	if b := r.Before(60); !b.HasReset || b.Reset != 50 || !b.HasLost || b.Lost != 50 {
		t.Errorf("%+v", b)
	}
	if a := r.After(60); a.HasReset || a.HasLost {
		t.Errorf("%+v", a)
	}
}

func TestTheCoreIsOffWhileItsSupplyIsUnderThePowerOnLevel(t *testing.T) {
	r := scope.New(0, powerOn)
	r.Assume(0, "sleep")
	for at, v := range []int64{3_300_000, 1_600_000, 1_199_999, 500_000, 1_200_000, 3_000_000} {
		r.Event(railEvent(int64(at)*10, 0, v, 0, 0))
	}
	l := r.Show(0, 100, 1, 1000, &scope.Present{At: 60, CPU: "sleep"})
	if n := len(l.CPU); n != 2 || l.CPU[1].What != "off" || l.CPU[1].FromNS != 20 || l.CPU[1].ToNS != 40 {
		t.Errorf("%+v", l.CPU)
	}
}

func TestItemsNearerThanABucketAreDrawnAsOneAndTornOnesNever(t *testing.T) {
	r := scope.New(0, powerOn)
	for i := range 20_000 {
		at := sim.Time(i * 100)
		name := "program-done"
		if i == 7777 {
			name = "program-torn"
		}
		op := trace.FlashOp{Op: "program", Addr: uint32(4 * i), Size: 4, Permille: 1000}
		r.Event(&trace.Event{At: at, Kind: trace.Flash, Name: "program-begin", Flash: op})
		r.Event(&trace.Event{At: at + 60, Kind: trace.Flash, Name: name, Flash: op})
	}
	l := r.Show(0, 2_000_000, 2048, 1000, &scope.Present{At: 2_000_000})
	n, torn := 0, 0
	for _, s := range l.Flash {
		n += int(s.N)
		if s.Torn {
			torn++
		}
	}
	if n != 20_000 || torn != 1 || len(l.Flash) > 1000 || len(l.Lost) != 1 {
		t.Errorf("%d operations in %d items, %d torn", n, len(l.Flash), torn)
	}
	fine := r.Show(1_999_000, 2_000_000, 1, 1000, &scope.Present{At: 2_000_000})
	if len(fine.Flash) != 10 || fine.Flash[9].FromNS != 1_999_900 || fine.Flash[9].ToNS != 1_999_960 || fine.Flash[9].N != 1 {
		t.Errorf("%+v", fine.Flash)
	}
}

func TestWhatGoesOnIsShownBeforeTheTraceTellsIt(t *testing.T) {
	r := scope.New(0, powerOn)
	r.Assume(0, "sleep")
	now := &scope.Present{At: 5000, CPU: "run", Busy: true, Erase: true, Address: 0x2000, Bytes: 4096, Since: 1000, Done: 400}
	l := r.Show(0, 5000, 1, 100, now)
	if len(l.Flash) != 1 || !l.Flash[0].Open || l.Flash[0].Permille != 400 || l.Flash[0].FromNS != 1000 || len(l.CPU) != 2 || l.CPU[1].What != "run" {
		t.Errorf("%+v", l)
	}
	if since, yes := r.Underway(now); !yes || since != 0 {
		t.Errorf("since %d, %v", since, yes)
	}
	if _, yes := r.Underway(&scope.Present{At: 6000, CPU: "sleep"}); yes {
		t.Error("a lock that sleeps has nothing under way")
	}
}

func TestConnectionsAndTheirFramesAreALane(t *testing.T) {
	r := scope.New(0, powerOn)
	r.Link(100, 1, "phone", true)
	r.Link(200, 2, "bridge", true)
	for i := range int64(10) {
		r.Frame(1_000_000+i*1_000_000, 1)
	}
	r.Frame(100_000_000, 1)
	r.Link(200_000_000, 1, "", false)
	l := r.Show(0, 300_000_000, 1, 100, &scope.Present{At: 300_000_000})
	if len(l.Radio) != 4 || l.Radio[0].Name != "phone" || l.Radio[0].Open || !l.Radio[1].Open || l.Radio[2].N != 10 || l.Radio[2].Name != "phone" {
		t.Errorf("%+v", l.Radio)
	}
	r.Cut(150_000_000)
	l = r.Show(0, 300_000_000, 1, 100, &scope.Present{At: 150_000_000})
	for _, s := range l.Radio {
		if s.Open {
			t.Errorf("a lock that was brought back has no connection: %+v", s)
		}
	}
}

func TestTheLongestWindowInOneBucketHasItsLanes(t *testing.T) {
	r := scope.New(0, powerOn)
	for i := range int64(4) {
		r.Event(&trace.Event{At: sim.Time(1000 + 1000*i), Kind: trace.Reset, Name: "reset-brown-out"})
		r.Event(&trace.Event{At: sim.Time(1200 + 1000*i), Kind: trace.Boot, Name: "boot"})
	}
	every := scope.Every(0, 1<<61+1<<60, 1)
	l := r.Show(0, every, every, 1, &scope.Present{At: 9000, CPU: "sleep"})
	if every != 1<<62 || len(l.Resets) != 1 || l.Resets[0].FromNS != 4000 {
		t.Errorf("buckets of %d ns: %+v", every, l)
	}
}

func TestEveryIsThePowerOfTwoThatFits(t *testing.T) {
	for _, c := range []struct {
		from, to int64
		points   int
		want     int64
	}{{0, 1000, 1000, 1}, {0, 1001, 1000, 2}, {1, 1001, 999, 2}, {0, 3600e9, 1000, 1 << 32}} {
		got := scope.Every(c.from, c.to, c.points)
		if got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
	if scope.Every(0, math.MaxInt64/2, 1) <= 0 || scope.UpToPower(5) != 8 || scope.UpToPower(0) != 1 {
		t.Error("the ends of the range")
	}
}

func BenchmarkSample(b *testing.B) {
	r := scope.New(0, powerOn)
	e := railEvent(0, 6_000_000, 3_300_000, 0, 0)
	for range 2 * scope.RawSamples {
		e.At += 700_000
		r.Event(e)
	}
	b.ReportAllocs()
	for b.Loop() {
		e.At += 700_000
		e.Rail.VBAT ^= 1
		r.Event(e)
	}
}

func BenchmarkWindow(b *testing.B) {
	r := scope.New(0, powerOn)
	e := railEvent(0, 6_000_000, 3_300_000, 0, 0)
	for range 4 * scope.RawSamples {
		e.At += 700_000
		e.Rail.VBAT ^= 1
		r.Event(e)
	}
	now := int64(e.At)
	b.ReportAllocs()
	for b.Loop() {
		r.Rail(0, now, scope.Every(0, now, 1500), now)
	}
}

func TestARecorderBeginsWithACoreInAnyState(t *testing.T) {
	for _, cpu := range []string{"off", "reset", "boot", "run", "sleep", "hung", "no such state"} {
		scope.New(5, 1_700_000).Assume(5, cpu)
	}
}
