package flashsim

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// leaking is a memory whose first page was cut late in its erase, beside pages
// that hold zeros and were never touched.
func leaking(t testing.TB, o Options) *Device {
	t.Helper()
	p, err := Lookup("nrf52840")
	if err != nil {
		t.Fatal(err)
	}
	d := NewWithOptions(p, repro.Root(11), o)
	for page := range uint32(32) {
		if err := d.Load(page*4096, bytes.Repeat([]byte{0}, 4096)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Load(0, bytes.Repeat([]byte{0xFF}, 2048)); err != nil {
		t.Fatal(err)
	}
	cutErase(t, d, 0, 0.9, 0)
	return d
}

func extraOnes(t testing.TB, d *Device, page uint32, now time.Duration) (n int) {
	t.Helper()
	buf := make([]byte, 4096)
	if err := d.Read(page*4096, buf, good(now)); err != nil {
		t.Fatal(err)
	}
	for _, b := range buf {
		for ; b != 0; b &= b - 1 {
			n++
		}
	}
	return n
}

func TestOverErasedCellsPullTheirColumnsInPagesThatWereNeverTouched(t *testing.T) {
	d := leaking(t, Options{Leakage: true})
	near := extraOnes(t, d, 5, time.Second)
	if near == 0 || near > 4096*8/20 {
		t.Errorf("%d of %d zeros of an untouched page read one", near, 4096*8)
	}
	if far := extraOnes(t, d, leakArrayBytes/4096+1, time.Second); far != 0 {
		t.Errorf("%d zeros of another array read one", far)
	}
	if off := extraOnes(t, leaking(t, Options{}), 5, time.Second); off != 0 {
		t.Errorf("without leakage %d zeros read one", off)
	}
	buf := make([]byte, 4096)
	if err := d.Peek(5*4096, buf, good(time.Second)); err != nil || !bytes.Equal(buf, bytes.Repeat([]byte{0}, 4096)) {
		t.Errorf("Peek does not show plain bytes as they are stored: %v", err)
	}
}

func TestOverErasedCellsReadOnesOfCellsThatACutLeftNearTheReference(t *testing.T) {
	pulled := 0
	for _, on := range []bool{false, true} {
		d := leaking(t, Options{Leakage: on})
		eraseAt(t, d, 4096)
		for i := range uint32(1024) {
			cutProgram(t, d, 4096+i*4, []byte{0, 0, 0, 0}, 0.11, time.Second)
		}
		n := extraOnes(t, d, 1, 2*time.Second)
		if on {
			pulled += n
		} else {
			pulled -= n
		}
	}
	if pulled <= 0 {
		t.Errorf("leakage changed %d marginal cells towards erased", pulled)
	}
}

func eraseAt(t testing.TB, d *Device, addr uint32) {
	t.Helper()
	op, err := d.BeginErase(addr, good(0))
	if err != nil {
		t.Fatal(err)
	}
	if _, done := d.Feed(Piece{Duration: op.Duration, Volts0: 3, Volts1: 3}); !done {
		t.Fatal("the erase did not end")
	}
}

func TestACompletedEraseEndsTheLeakage(t *testing.T) {
	d := leaking(t, Options{Leakage: true})
	eraseAt(t, d, 0)
	if n := extraOnes(t, d, 5, time.Second); n != 0 {
		t.Errorf("%d zeros still read one", n)
	}
}

func TestALeakingMemoryGoesOnBitForBitFromCopyFrozenAndSidecar(t *testing.T) {
	o := Options{Leakage: true, Untrapped: true, DisturbBytes: 1 << 16}
	d := leaking(t, o)
	thawed, err := Thaw(d.Part(), repro.Root(11), d.AppendFrozen(nil))
	if err != nil {
		t.Fatal(err)
	}
	var image, side bytes.Buffer
	if err := errors.Join(d.WriteRaw(&image, good(0)), d.WriteSidecar(&side)); err != nil {
		t.Fatal(err)
	}
	loaded := New(d.Part(), repro.Root(11))
	if err := errors.Join(loaded.ReadRaw(&image), loaded.ReadSidecar(&side)); err != nil {
		t.Fatal(err)
	}
	copied := New(d.Part(), repro.Root(12))
	copied.CopyFrom(d)
	want := make([]byte, 4096)
	if err := d.Fork().Read(5*4096, want, good(time.Second)); err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]*Device{"thawed": thawed, "loaded": loaded, "copied": copied} {
		got := make([]byte, 4096)
		if err := other.Read(5*4096, got, good(time.Second)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s reads otherwise: %v", name, err)
		}
		if want := d.Options(); other.Options() != want {
			t.Errorf("%s has the options %+v, want %+v", name, other.Options(), want)
		}
	}
}

func TestAnUntrappedGranuleReadsAsItsCellsAre(t *testing.T) {
	p, err := Lookup("stm32l431")
	if err != nil {
		t.Fatal(err)
	}
	tries := func(o Options) (faults int, torn [][]byte) {
		for seed := range uint64(40) {
			d := NewWithOptions(p, repro.Root(seed), o)
			cutProgram(t, d, 0, []byte{1, 2, 3, 4, 5, 6, 7, 8}, 0.1, 0)
			got := make([]byte, 8)
			if err := d.Read(0, got, good(time.Second)); errors.Is(err, ErrUncorrectable) {
				faults++
			} else if err != nil {
				t.Fatal(err)
			}
			torn = append(torn, got)
		}
		return faults, torn
	}
	if faults, _ := tries(Options{}); faults == 0 {
		t.Error("no torn granule was beyond repair")
	}
	faults, torn := tries(Options{Untrapped: true})
	between := 0
	for _, b := range torn {
		if !bytes.Equal(b, []byte{1, 2, 3, 4, 5, 6, 7, 8}) && !bytes.Equal(b, bytes.Repeat([]byte{0xFF}, 8)) {
			between++
		}
	}
	if faults != 0 || between == 0 {
		t.Errorf("%d faults, %d granules read as neither old nor new", faults, between)
	}
}

func TestADisturbedBlockReachesOtherEraseUnitsAndEndsAtItsBorder(t *testing.T) {
	p, err := Lookup("nrf52840")
	if err != nil {
		t.Fatal(err)
	}
	d := NewWithOptions(p, repro.Root(3), Options{DisturbBytes: 8 * 4096})
	cutProgram(t, d, 9*4096, []byte{0, 0, 0, 0}, 0.5, 0)
	units := map[uint32]bool{}
	for _, r := range d.Marginal() {
		units[r.Addr/4096] = true
	}
	others := 0
	for u := range units {
		if u < 8 || u >= 16 {
			t.Errorf("unit %d lies outside the block", u)
		}
		if u != 9 {
			others++
		}
	}
	if others == 0 {
		t.Error("no other erase unit was disturbed")
	}
	d = New(p, repro.Root(3))
	cutProgram(t, d, 9*4096, []byte{0, 0, 0, 0}, 0.5, 0)
	if r := d.Marginal(); len(r) != 1 || r[0].Size != 4 {
		t.Errorf("without the option: %+v", r)
	}
}

// A page write makes some bytes plain again and takes the layers away that lay on
// them alone; what is still over-erased goes on leaking from its own moment.
func TestWhatIsStillOverErasedLeaksOnWhenOthersBecomePlain(t *testing.T) {
	p, err := Lookup("24lc256")
	if err != nil {
		t.Fatal(err)
	}
	d := NewWithOptions(p, repro.Root(5), Options{Leakage: true})
	const chunks, far = 24, 16 << 10
	if err := d.Load(far, bytes.Repeat([]byte{0}, 256)); err != nil {
		t.Fatal(err)
	}
	now := time.Duration(0)
	write := func(addr uint32, n int, share float64) {
		op, err := d.BeginProgram(addr, bytes.Repeat([]byte{0}, n), good(now))
		if err != nil {
			t.Fatal(err)
		}
		cutAt(d, op, share, now)
		now += time.Second
	}
	ones := func() (n int) {
		buf := make([]byte, 256)
		if err := d.Read(far, buf, good(now)); err != nil {
			t.Fatal(err)
		}
		for _, b := range buf {
			for ; b != 0; b &= b - 1 {
				n++
			}
		}
		return n
	}
	for c := range uint32(chunks) {
		write(c*256, 1, 0.3)      // a layer on byte 0 alone,
		write(c*256+64, 64, 0.49) // one on bytes that were blank,
		write(c*256, 1, 1)        // and the first is gone again
	}
	if n := ones(); n == 0 {
		t.Error("no zero reads one beside over-erased cells")
	}
	for c := range uint32(chunks) {
		write(c*256+64, 64, 1)
	}
	if n := ones(); n != 0 {
		t.Errorf("%d zeros read one when no cell is over-erased any more", n)
	}
}
