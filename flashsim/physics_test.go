package flashsim

import (
	"encoding/binary"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// The tests of this file hold the cell model to what interrupted flash is
// published or reported to do, as rates over many words.

const manyWords = 10000

// words is a device with its own seed and the addresses of many words in it.
func words(t testing.TB, part string, seed uint64) *Device {
	return New(mustPart(t, part), repro.Root(seed))
}

// target is the data word that is programmed at an address.
func target(addr uint32) []byte {
	b := make([]byte, 4)
	binary.LittleEndian.PutUint32(b, uint32(repro.Root(77).Hash(uint64(addr), 0, 0, 0)))
	return b
}

// cutProgram starts a program and takes the supply away at a share of its time.
func cutProgram(t testing.TB, d *Device, addr uint32, src []byte, share float64, now time.Duration) {
	t.Helper()
	op, err := d.BeginProgram(addr, src, good(now))
	if err != nil {
		t.Fatal(err)
	}
	cutAt(d, op, share, now)
}

func cutErase(t testing.TB, d *Device, addr uint32, share float64, now time.Duration) {
	t.Helper()
	op, err := d.BeginErase(addr, good(now))
	if err != nil {
		t.Fatal(err)
	}
	cutAt(d, op, share, now)
}

func cutAt(d *Device, op Operation, share float64, now time.Duration) {
	at := time.Duration(float64(op.Duration) * share)
	d.Feed(Piece{Duration: at, Volts0: 3, Volts1: 3})
	d.PowerLost(good(now + at))
}

func readAt(t testing.TB, d *Device, addr uint32, c Conditions) uint32 {
	t.Helper()
	var b [4]byte
	if err := d.Read(addr, b[:], c); err != nil {
		t.Fatal(err)
	}
	return binary.LittleEndian.Uint32(b[:])
}

func word(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

// spread gives the n-th of many shares between lo and hi.
func spread(n int, lo, hi float64) float64 {
	return lo + float64((hi-lo)*repro.Root(78).Uniform(uint64(n), 0, 0, 0))
}

// atMost and atLeast compare a count of n with a rate.
func atMost(t *testing.T, what string, count, n int, rate float64) {
	t.Helper()
	t.Logf("%s: %d of %d (%.3f %%)", what, count, n, 100*float64(count)/float64(n))
	if float64(count) > rate*float64(n) {
		t.Errorf("%s: %d of %d, at most %.2f %% expected", what, count, n, 100*rate)
	}
}

func atLeast(t *testing.T, what string, count, n int, rate float64) {
	t.Helper()
	t.Logf("%s: %d of %d (%.3f %%)", what, count, n, 100*float64(count)/float64(n))
	if float64(count) < rate*float64(n) {
		t.Errorf("%s: %d of %d, at least %.2f %% expected", what, count, n, 100*rate)
	}
}

var programParts = []string{"nrf52832", "nrf52840"}

func TestProgramCutInItsFirstTwoPercentReadsAsBefore(t *testing.T) {
	for _, part := range programParts {
		d := words(t, part, 1)
		changed := 0
		for n := range manyWords {
			addr := uint32(n * 4)
			cutProgram(t, d, addr, target(addr), spread(n, 0, 0.02), 0)
			if readAt(t, d, addr, good(time.Second)) != 0xFFFFFFFF {
				changed++
			}
		}
		atMost(t, part+": words changed by a cut in the first 2 %", changed, manyWords, 0.01)
	}
}

func TestProgramCutInItsLastFifthReadsAsIntendedAndStays(t *testing.T) {
	for _, part := range programParts {
		d := words(t, part, 2)
		wrong, wrongLater := 0, 0
		for n := range manyWords {
			addr := uint32(n * 4)
			cutProgram(t, d, addr, target(addr), spread(n, 0.8, 1), 0)
			if readAt(t, d, addr, good(time.Second)) != word(target(addr)) {
				wrong++
			}
			later := good(30 * 24 * time.Hour)
			later.Boot = 2
			if readAt(t, d, addr, later) != word(target(addr)) {
				wrongLater++
			}
		}
		atMost(t, part+": words wrong at once", wrong, manyWords, 0.001)
		atMost(t, part+": words wrong after a month", wrongLater, manyWords, 0.005)
	}
}

func TestProgramCutInBetweenLeavesASubsetOfTheIntendedZeros(t *testing.T) {
	for _, part := range programParts[:1] {
		d := words(t, part, 3)
		partial, restless, few := 0, 0, 0
		for n := range manyWords {
			addr := uint32(n * 8)
			want := word(target(addr))
			cutProgram(t, d, addr, target(addr), spread(n, 0.04, 0.18), 0)
			differ := uint32(0)
			first := readAt(t, d, addr, good(time.Second))
			for k := range 8 {
				got := readAt(t, d, addr, good(time.Second+time.Duration(k)*time.Millisecond))
				if got&want != want {
					t.Fatalf("%s: word 0x%X wants %08X and reads %08X: a zero that nobody asked for", part, addr, want, got)
				}
				differ |= got ^ first
			}
			if next := readAt(t, d, addr+4, good(time.Second)); next != 0xFFFFFFFF {
				t.Fatalf("%s: the word beside 0x%X reads %08X", part, addr, next)
			}
			if first != want && first != 0xFFFFFFFF {
				partial++
			}
			if differ != 0 {
				restless++
			}
			if ones(differ) <= 4 {
				few++
			}
		}
		atLeast(t, part+": words partly programmed", partial, manyWords, 0.5)
		atLeast(t, part+": words that differ between reads", restless, manyWords, 0.1)
		atLeast(t, part+": words in which at most 4 of 32 bits differ", few, manyWords, 0.98)
	}
}

func ones(w uint32) (n int) {
	for ; w != 0; w &= w - 1 {
		n++
	}
	return n
}

func TestProgramCutNeverSetsABitThatWasZero(t *testing.T) {
	d := words(t, "nrf52832", 4)
	for n := range manyWords {
		addr := uint32(n * 4)
		before := word(target(addr))
		if err := d.Load(addr, target(addr)); err != nil {
			t.Fatal(err)
		}
		cutProgram(t, d, addr, target(addr+1), spread(n, 0, 1), 0)
		got := readAt(t, d, addr, good(time.Second))
		if got&^before != 0 {
			t.Fatalf("word 0x%X was %08X and reads %08X", addr, before, got)
		}
	}
}

func TestProgrammingTheSameValueAgainHeals(t *testing.T) {
	d := words(t, "nrf52832", 5)
	bad := 0
	for n := range manyWords {
		addr := uint32(n * 8) // half the words of a block: twice 64 programs stay within its limit
		cutProgram(t, d, addr, target(addr), spread(n, 0, 1), 0)
		op, err := d.BeginProgram(addr, target(addr), good(time.Second))
		run(t, d, op, err)
		for _, c := range []Conditions{good(2 * time.Second), {Now: 1000 * time.Hour, Volts: 1.6, Celsius: 25, Boot: 2}} {
			if readAt(t, d, addr, c) != word(target(addr)) {
				bad++
				break
			}
		}
	}
	atMost(t, "words not healed", bad, manyWords, 0.01)
}

func TestProgrammingADifferentValueAfterACutIsTheANDOfBothAndLeftovers(t *testing.T) {
	d := words(t, "nrf52832", 6)
	leftovers := 0
	for n := range manyWords {
		addr := uint32(n * 8) // half the words of a block: twice 64 programs stay within its limit
		first, second := target(addr), target(addr+1)
		cutProgram(t, d, addr, first, spread(n, 0, 1), 0)
		op, err := d.BeginProgram(addr, second, good(time.Second))
		run(t, d, op, err)
		got := readAt(t, d, addr, good(2*time.Second))
		and := word(first) & word(second)
		if got&^word(second) != 0 || got&and != and {
			t.Fatalf("word 0x%X: %08X cut, then %08X, reads %08X", addr, word(first), word(second), got)
		}
		if got != and && got != word(second) {
			leftovers++
		}
	}
	atLeast(t, "words that are neither the AND nor the second value", leftovers, manyWords, 0.02)
}

// recordWords is the size of the records below: a save of four words.
const recordWords = 4

// weakCommits finds the records that are whole at first and not a day later, when
// the cut falls between lo and hi of the time that programming one takes. It gives
// the cut of each, in words.
func weakCommits(t *testing.T, seed uint64, lo, hi float64) (cuts []float64) {
	d := words(t, "nrf52832", seed)
	whole := func(base uint32, c Conditions) bool {
		for w := uint32(0); w < recordWords; w++ {
			if readAt(t, d, base+4*w, c) != word(target(base+4*w)) {
				return false
			}
		}
		return true
	}
	for n := range manyWords {
		base := uint32(n * 4 * recordWords)
		cut := spread(n, lo, hi) * recordWords
		for w := uint32(0); float64(w) < cut; w++ {
			addr := base + 4*w
			if float64(w+1) > cut {
				cutProgram(t, d, addr, target(addr), cut-float64(w), 0)
			} else {
				program(t, d, addr, target(addr))
			}
		}
		if !whole(base, good(time.Second)) {
			continue
		}
		later := good(24 * time.Hour)
		later.Boot = 2
		if !whole(base, later) {
			cuts = append(cuts, cut)
		}
	}
	return cuts
}

func TestARecordWholeTodayAndBrokenTomorrowNeedsACutInANarrowBand(t *testing.T) {
	anywhere := weakCommits(t, 9, 0, 1)
	atLeast(t, "weak commits, cut anywhere", len(anywhere), manyWords, 0.001)
	atMost(t, "weak commits, cut anywhere", len(anywhere), manyWords, 0.01)
	for _, cut := range anywhere {
		if share := cut - (recordWords - 1); share < 0.04 || share > 0.45 {
			t.Errorf("a weak commit from a cut at %.3f of %d words: not in the band of the last", cut, recordWords)
		}
	}
	last := func(share float64) float64 { return (recordWords - 1 + share) / recordWords }
	atLeast(t, "weak commits, cut in the band", len(weakCommits(t, 10, last(0.1), last(0.3))), manyWords, 0.03)
}

func TestSameSeedAndCutGiveTheSameBitsAndAnotherSeedAnotherSampleOfTheSame(t *testing.T) {
	sample := func(seed uint64) (out []uint32, zeros int) {
		d := words(t, "nrf52832", seed)
		for n := range manyWords {
			addr := uint32(n * 4)
			cutProgram(t, d, addr, target(addr), spread(n, 0, 0.4), 0)
			w := readAt(t, d, addr, good(time.Second))
			out = append(out, w)
			zeros += 32 - ones(w)
		}
		return out, zeros
	}
	a, zerosA := sample(10)
	b, _ := sample(10)
	c, zerosC := sample(11)
	differ := 0
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("word %d: %08X and %08X from one seed", i, a[i], b[i])
		}
		if a[i] != c[i] {
			differ++
		}
	}
	atLeast(t, "words that differ between seeds", differ, manyWords, 0.2)
	if ratio := float64(zerosA) / float64(zerosC); ratio < 0.99 || ratio > 1.01 {
		t.Errorf("%d zeros from one seed, %d from the other", zerosA, zerosC)
	}
}
