package cuts

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

var steady = Supply{Volts: 3, Celsius: 25}

func bench(t testing.TB, name string, s Supply) *Bench {
	return New(part(t, name), repro.Root(9), s)
}

// save is a driver: an erase and two words.
func save(b *Bench, fill byte) {
	b.Erase(0)
	b.Program(0, bytes.Repeat([]byte{fill}, 8))
}

func TestACutEndsTheDriverAtItsOperationAndNothingAfterIt(t *testing.T) {
	for k, want := range [][]byte{
		0: bytes.Repeat([]byte{0x11}, 8),
		1: bytes.Repeat([]byte{0xFF}, 8),
		2: {0x22, 0x22, 0x22, 0x22, 0xFF, 0xFF, 0xFF, 0xFF},
		3: bytes.Repeat([]byte{0x22}, 8),
	} {
		b := bench(t, "nrf52832", steady)
		save(b, 0x11)
		b.Arm(Cut{k, Idle})
		if whole := b.Run(func() { save(b, 0x22) }); whole != (k == 3) {
			t.Errorf("cut before operation %d: came to its end %v", k, whole)
		}
		if n := b.Operations(); n != k {
			t.Errorf("cut before operation %d: %d have begun", k, n)
		}
		b.Reboot(0)
		var got [8]byte
		if err := b.Read(0, got[:]); err != nil || !bytes.Equal(got[:], want) {
			t.Errorf("cut before operation %d: % x, %v", k, got, err)
		}
	}
}

func TestACutAtTheEndOfAnOperationLeavesItWholeAndEndsTheDriver(t *testing.T) {
	b := bench(t, "nrf52832", steady)
	b.Arm(Cut{1, time.Second})
	after := false
	if b.Run(func() {
		save(b, 0x33)
		after = true
	}) || after {
		t.Error("the driver went on")
	}
	if n := b.Device().MarginalBits(nil, b.Conditions(), 0); n != 0 {
		t.Errorf("%d marginal bits", n)
	}
}

func TestADriverThatGoesOnWithoutSupplyIsStoppedAgain(t *testing.T) {
	b := bench(t, "nrf52832", steady)
	b.Arm(Cut{0, Idle})
	reached := false
	b.Run(func() {
		defer func() {
			defer func() { reached = recover() != nil }()
			b.Read(0, make([]byte, 4))
		}()
		save(b, 1)
	})
	if !reached {
		t.Error("a deferred function read a memory without supply")
	}
}

func TestAPanicOfTheDriverIsNotTakenForACut(t *testing.T) {
	b := bench(t, "nrf52832", steady)
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v", r)
		}
	}()
	b.Run(func() { panic("mine") })
}

func TestALossOfAnotherBenchIsNotTakenForItsOwn(t *testing.T) {
	a, b := bench(t, "nrf52832", steady), bench(t, "nrf52832", steady)
	inner := true
	if !b.Run(func() {
		inner = a.Run(func() { a.PullPower() })
		save(b, 1)
	}) || inner {
		t.Error("a bench ended with another one's supply, or did not end with its own")
	}
	a.Reboot(0)
	outer := b.Run(func() {
		a.Run(b.PullPower) // goes through
		t.Error("went on without supply")
	})
	if outer {
		t.Error("a loss of supply ended another bench's driver instead")
	}
}

func TestTimePassesAsThePartSays(t *testing.T) {
	s := steady
	s.ReadTime = time.Microsecond
	b := bench(t, "nrf52832", s)
	save(b, 0)
	p := b.Device().Part()
	want := p.Erase.Maximum.Value + 2*p.Program.Maximum.Value
	if b.Now() != want {
		t.Errorf("an erase and two words took %v, want %v", b.Now(), want)
	}
	b.Read(0, make([]byte, 10))
	b.Wait(time.Second)
	if want += time.Second + 10*time.Microsecond; b.Now() != want {
		t.Errorf("the clock stands at %v, want %v", b.Now(), want)
	}
	b.Reboot(time.Hour)
	if want += time.Hour; b.Now() != want || b.Boots() != 2 {
		t.Errorf("after a reboot: %v, boot %d", b.Now(), b.Boots())
	}
}

func TestAFallingSupplyCarriesTheDriverOnUntilTheBrownOut(t *testing.T) {
	s := Supply{Volts: 3, Celsius: 25, Brownout: 1.8, Fall: 2 * time.Millisecond}
	b := bench(t, "nrf52832", s)
	b.Arm(Cut{0, 0})
	if b.Run(func() { b.Program(0, bytes.Repeat([]byte{0}, 400)) }) {
		t.Fatal("100 words in 2 ms")
	}
	word := b.Device().Part().Program.Maximum.Value
	if want := int(s.Fall/word) + 1; b.Operations() != want {
		t.Errorf("%d words begun, want %d", b.Operations(), want)
	}
	if b.Now() != s.Fall {
		t.Errorf("machine off at %v", b.Now())
	}
	b.Reboot(0)
	if v := b.Conditions().Volts; v != 3 {
		t.Errorf("after the reboot %v V", v)
	}
}

func TestBelowThePartsMinimumAFallingSupplyDeliversLess(t *testing.T) {
	at := func(s Supply) time.Duration {
		b := bench(t, "nrf52832", s)
		b.Device().Load(0, make([]byte, 64))
		b.Arm(Cut{0, 5 * time.Millisecond})
		b.Run(func() { b.Erase(0) })
		_, at, ok := b.Device().TornAt(0)
		if !ok {
			t.Fatal("nothing was torn")
		}
		return at
	}
	ideal := at(steady)
	high := at(Supply{Volts: 3, Celsius: 25, Brownout: 1.75, Fall: 4 * time.Millisecond})
	low := at(Supply{Volts: 1.75, Celsius: 25, Brownout: 1.5, Fall: 4 * time.Millisecond})
	none := at(Supply{Volts: 1.75, Celsius: 25, Fall: 4 * time.Millisecond})
	if ideal != 5*time.Millisecond || high != 9*time.Millisecond || low <= ideal || low >= high || none <= ideal || none >= high {
		t.Errorf("5 ms into an erase: at once %v, to 1.75 V %v, 1.75 to 1.5 V %v, without a brown-out %v", ideal, high, low, none)
	}
}

func TestATearFromTheLogIsTheCutOfTheDriver(t *testing.T) {
	for _, name := range []string{"nrf52832", "nrf52840", "stm32l431", "kh25l8005", "24lc256", "fm25v10"} {
		b := bench(t, name, Supply{Volts: 3.3, Celsius: 25})
		story := func(b *Bench) {
			save(b, 0x70)
			b.Wait(time.Millisecond)
			for range 2 {
				b.PartialErase(0, 9*time.Millisecond) // where there is one
			}
			save(b, 0x31)
		}
		var log Log
		start := b.Fork()
		b.Record(&log)
		story(b)
		b.Record(nil)
		for k := range len(log.Operations()) + 1 {
			for _, share := range []time.Duration{-1, 0, 7, 30, 77, 100} {
				c := Cut{k, Idle}
				if k < len(log.Operations()) && share >= 0 {
					c.At = log.Operations()[k].Duration * share / 100
				}
				torn, cut := start.Fork(), start.Fork()
				log.Tear(torn, c)
				cut.Arm(c)
				if cut.Run(func() { story(cut) }) {
					cut.Disarm()
					cut.Run(cut.PullPower)
				}
				torn.Reboot(time.Second)
				cut.Reboot(time.Second)
				if !same(torn, cut) {
					t.Fatalf("%s, %+v: a torn bench at %v, a cut one at %v, marginal %+v, %+v", name, c, torn.Now(), cut.Now(),
						torn.Device().Marginal(), cut.Device().Marginal())
				}
			}
		}
	}
}

func same(a, b *Bench) bool {
	return a.Device().Hash() == b.Device().Hash() && a.Now() == b.Now() && a.Boots() == b.Boots()
}

func TestACopyGoesOnByItself(t *testing.T) {
	b := bench(t, "nrf52832", steady)
	save(b, 1)
	f := b.Fork()
	save(b, 2)
	var got [8]byte
	if f.Read(0, got[:]); got[0] != 1 {
		t.Errorf("the copy reads % x", got)
	}
	save(f, 3)
	g := bench(t, "nrf52832", Supply{Volts: 2})
	g.CopyFrom(f)
	if g.Read(0, got[:]); got[0] != 3 || g.Now() != f.Now() || g.Supply() != f.Supply() {
		t.Errorf("the copy reads % x at %v", got, g.Now())
	}
	if b.Read(0, got[:]); got[0] != 2 {
		t.Errorf("the original reads % x", got)
	}
}

func TestALogThatIsResetRecordsAnewInTheSameMemory(t *testing.T) {
	start := bench(t, "nrf52832", steady)
	var first, again Log
	for fill := range byte(3) {
		fresh := start.Fork()
		fresh.Record(&first)
		save(fresh, fill)
		fresh.Program(3, []byte{1}) // which the part refuses
		fresh.Record(nil)
		used := start.Fork()
		again.Reset()
		used.Record(&again)
		save(used, fill)
		used.Program(3, []byte{1})
		used.Record(nil)
		for k := range len(again.Operations()) + 1 {
			if !same(first.Before(k), again.Before(k)) {
				t.Fatalf("run %d: the copies before operation %d differ", fill, k)
			}
		}
		for k, op := range again.Operations() {
			if want := first.Operations()[k]; op.Operation != want.Operation || !bytes.Equal(op.Src, want.Src) || op.Begin != want.Begin {
				t.Fatalf("run %d: operation %d is %+v, want %+v", fill, k, op, want)
			}
		}
		first = Log{}
	}
}

func TestSeveralGoroutinesTearBenchesFromOneLog(t *testing.T) {
	start := bench(t, "nrf52832", steady)
	var log Log
	b := start.Fork()
	b.Record(&log)
	for fill := range byte(3) {
		save(b, fill)
	}
	b.Record(nil)
	// Each goes its own way through the cuts and leaves what it found.
	var found [2][9][32]byte
	var wg sync.WaitGroup
	for g := range found {
		work := start.Fork()
		wg.Go(func() {
			for i := range 90 {
				k := (i*(g+1) + g*4) % 9
				log.Tear(work, Cut{k, 100 * time.Microsecond})
				work.Reboot(time.Second)
				save(work, 7)
				found[g][k] = work.Device().Hash()
			}
		})
	}
	wg.Wait()
	if found[0] != found[1] {
		t.Error("two goroutines find different ends of the same cuts")
	}
}

func TestReadsJoinToRanges(t *testing.T) {
	var r Reads
	for _, x := range []struct {
		addr, n uint32
		isNew   bool
	}{{10, 4, true}, {20, 4, true}, {10, 4, false}, {14, 2, true}, {0, 3, true}, {15, 6, true}, {11, 9, false}, {3, 7, true}, {0, 0, false}} {
		if got := r.Add(x.addr, x.n); got != x.isNew {
			t.Errorf("%d bytes at %d: new %v", x.n, x.addr, got)
		}
	}
	if got := r.Ranges(); len(got) != 1 || got[0] != (flashsim.Range{Addr: 0, Size: 24}) {
		t.Errorf("%+v", got)
	}
}

func TestAnExperimentAllocatesNothing(t *testing.T) {
	start := bench(t, "nrf52832", steady)
	var log Log
	b := start.Fork()
	b.Record(&log)
	save(b, 0x70)
	save(b, 0x31)
	b.Record(nil)
	work := start.Fork()
	var buf [8]byte
	story := func() {
		work.Read(0, buf[:])
		work.Erase(0)
		work.Program(0, buf[:])
		work.Read(0, buf[:])
	}
	k := 0
	if n := testing.AllocsPerRun(200, func() {
		log.Tear(work, Cut{k % (len(log.Operations()) + 1), Idle})
		work.Reboot(time.Second)
		work.Arm(Cut{2, Idle})
		work.Run(story)
		k++
	}); n != 0 {
		t.Errorf("%v allocations an experiment", n)
	}
}
