package flashsim

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
)

func TestACutIsFoundAgainOnTheClockOfItsOperation(t *testing.T) {
	for _, part := range Catalogue() {
		if part.Technology == Ferroelectric {
			continue
		}
		part := small(part, 256)
		t.Run(part.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := New(part, repro.Root(rapid.Uint64().Draw(t, "seed")))
				if err := d.Load(0, make([]byte, 64)); err != nil {
					t.Fatal(err)
				}
				d.SetWear(0, uint32(rapid.IntRange(0, 5000).Draw(t, "wear")))
				if !anOperation(t, d, good(0)) || d.fl.op.Kind == PartialErase {
					return
				}
				op := d.fl.op
				cut := time.Duration(rapid.Int64Range(0, int64(op.Duration)-1).Draw(t, "cut"))
				torn := cutThere(d, cut)
				got, at, ok := torn.TornAt(op.Addr)
				if !ok || got != op || at > cut {
					t.Fatalf("a cut of %+v at %v is told as %+v at %v, %v", op, cut, got, at, ok)
				}
				again := cutThere(d, at)
				was := torn.mem.at(op.Addr >> chunkShift).margin
				is := again.mem.at(op.Addr >> chunkShift).margin
				for s := range stageCount {
					a, b := was.layers[len(was.layers)-1].s.stages[s], is.layers[len(is.layers)-1].s.stages[s]
					if a.Stress != b.Stress {
						t.Fatalf("a cut of %v at %v gave stage %d the stress %v, one at %v gives %v", op.Kind, cut, s, a.Stress, at, b.Stress)
					}
				}
			})
		})
	}
}

// The rail falls for 40 ms, below the minimum of the erase. The later the battery
// goes, the further the erase gets, and the border that is wanted can be reached.
func TestALaterCutOfTheBatteryIsALaterCutOfTheOperation(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(4))
	if err := d.Load(0, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.BeginErase(0, good(0)); err != nil {
		t.Fatal(err)
	}
	cut := func(battery time.Duration) time.Duration {
		f := d.Fork()
		f.Feed(Piece{Duration: battery, Volts0: 3, Volts1: 3})
		f.Feed(Piece{Duration: 40 * time.Millisecond, Volts0: 3, Volts1: 1.5})
		f.PowerLost(Conditions{Now: battery + 40*time.Millisecond})
		_, at, ok := f.TornAt(0)
		if !ok {
			t.Fatalf("no cut at %v", battery)
		}
		return at
	}
	last := time.Duration(-1)
	for ms := range time.Duration(50) {
		at := cut(ms * time.Millisecond)
		if at < last {
			t.Fatalf("battery cut at %d ms: at %v, one millisecond before: %v", ms, at, last)
		}
		if at < (ms+30)*time.Millisecond || at > (ms+40)*time.Millisecond {
			t.Fatalf("battery cut at %d ms: at %v; 34.7 ms of the fall are above the minimum", ms, at)
		}
		last = at
	}
	want := d.Borders(nil, []Range{{0, 1}}, Reading{Volts: 3, Celsius: 25, Levels: Reads | Whole})
	for _, b := range want {
		if b.At < cut(0) || b.Level != Reads {
			continue
		}
		lo, hi := time.Duration(0), 80*time.Millisecond
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; cut(mid) >= b.At {
				hi = mid
			} else {
				lo = mid
			}
		}
		if at := cut(hi); at < b.At || at > b.At+10*time.Microsecond {
			t.Errorf("border at %v: the nearest cut of the battery reaches %v", b.At, at)
		}
	}
}

func TestABitCountsAsMarginalWhenReadsOfItDiffer(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(6))
	if err := d.Load(0, make([]byte, 256)); err != nil {
		t.Fatal(err)
	}
	cutErase(t, d, 0, 0.11, 0)
	c := good(time.Second)
	in := []Range{{0, 128}}
	n := d.MarginalBits(in, c, 0)
	first := make([]byte, 128)
	differ := make([]byte, 128)
	for k := range 300 {
		c.Boot++
		buf := make([]byte, 128)
		if err := d.Read(0, buf, c); err != nil {
			t.Fatal(err)
		}
		for i := range buf {
			if k == 0 {
				first[i] = buf[i]
			}
			differ[i] |= buf[i] ^ first[i]
		}
	}
	seen := 0
	for _, b := range differ {
		for ; b != 0; b &= b - 1 {
			seen++
		}
	}
	if seen == 0 || seen > n || n > 6*seen {
		t.Errorf("%d bits count as marginal; %d read both ways in 300 boots", n, seen)
	}
	if all := d.MarginalBits(nil, c, 0); all <= n {
		t.Errorf("%d marginal bits in the whole memory, %d in half of the torn bytes", all, n)
	}
	if again := d.MarginalBits(in, c, 0.5); again >= n {
		t.Errorf("%d bits in a narrow band, %d in a wide one", again, n)
	}
}
