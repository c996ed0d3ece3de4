package flashsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// tornHalfway is a device with a page cut where many cells lie near the reference.
func tornHalfway(t testing.TB) *Device {
	d := fresh(t, "nrf52832")
	if err := d.Load(0, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	cutErase(t, d, 0, 0.08, 0)
	return d
}

func TestLookingChangesNothingThatIsReadLater(t *testing.T) {
	quiet := tornHalfway(t)
	watched := quiet.Fork()
	buf := make([]byte, 4096)
	for k := range 5 {
		c := good(time.Duration(k) * time.Second)
		watched.Hash()
		watched.Marginal()
		watched.Units()
		watched.Cells(uint32(k*4), c)
		if err := watched.Peek(0, buf, c); err != nil {
			t.Fatal(err)
		}
		var sink bytes.Buffer
		if err := watched.WriteSidecar(&sink); err != nil {
			t.Fatal(err)
		}
		a, b := make([]byte, 4096), make([]byte, 4096)
		if err := quiet.Read(0, a, c); err != nil {
			t.Fatal(err)
		}
		if err := watched.Read(0, b, c); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Fatalf("read %d differs after looking", k)
		}
	}
}

func TestReadsDifferWithinABootAndRepeatAcrossForks(t *testing.T) {
	d := tornHalfway(t)
	f := d.Fork()
	first := read(t, d, 0, 4096)
	if bytes.Equal(first, read(t, d, 0, 4096)) {
		t.Error("two reads of a torn page are alike")
	}
	if !bytes.Equal(first, read(t, f, 0, 4096)) {
		t.Error("a fork reads otherwise")
	}
	// A boot begins its own noise, whatever was read before it.
	next := good(0)
	next.Boot = 2
	a, b := make([]byte, 4096), make([]byte, 4096)
	if err := d.Read(0, a, next); err != nil {
		t.Fatal(err)
	}
	if err := f.Read(0, b, next); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the first read of a boot depends on the reads of the boot before")
	}
}

func TestErasedBytesOfATornPageReadWithoutWorkingOutTheirCells(t *testing.T) {
	short, long := fresh(t, "nrf52832"), fresh(t, "nrf52832")
	for _, d := range []*Device{short, long} {
		if err := d.Load(128, make([]byte, 64)); err != nil {
			t.Fatal(err)
		}
		cutErase(t, d, 0, 0.08, 0)
	}
	ch := long.writableChunk(0)
	m := *ch.margin
	m.ground, m.layers = long.workOut(ch, 0), nil
	ch.margin = &m
	for _, volts := range []float64{3, 1.6, 0.3, 0} {
		a, b := make([]byte, 256), make([]byte, 256)
		c := Conditions{Now: time.Hour, Volts: volts, Celsius: 25, Boot: 3}
		if err := short.Read(0, a, c); err != nil {
			t.Fatal(err)
		}
		if err := long.Read(0, b, c); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("at %.1f V the short way reads otherwise", volts)
		}
	}
}

func TestWorkingThresholdsOutEarlyChangesOnlyTheRounding(t *testing.T) {
	d := fresh(t, "nrf52832")
	for k := range maxLayers {
		cutProgram(t, d, uint32(k%3)*4, target(uint32(k)), 0.08, time.Duration(k)*time.Hour)
	}
	c := good(1000 * time.Hour)
	early := d.Fork()
	ch := early.writableChunk(0)
	m := *ch.margin
	m.ground, m.layers = early.workOut(ch, 0), nil
	ch.margin = &m
	for addr := uint32(0); addr < 12; addr += 4 {
		a, b := d.Cells(addr, c), early.Cells(addr, c)
		for i := range a {
			if math.Abs(a[i].Volts-b[i].Volts) > 1e-5 || a[i].Marginal != b[i].Marginal {
				t.Fatalf("%+v became %+v", a[i], b[i])
			}
		}
	}
}

func TestALongHistoryOfCutsStaysBounded(t *testing.T) {
	d := New(smallPart(t), repro.Root(5))
	for k := range 200 {
		now := time.Duration(k) * time.Hour
		cutErase(t, d, 0, 0.05, now)
		cutProgram(t, d, uint32(k%32)*4, target(uint32(k)), 0.5, now+time.Minute)
	}
	m := d.mem.at(0).margin
	if len(m.layers) > maxLayers || len(m.ground.moments) > maxMoments {
		t.Errorf("%d layers, %d moments", len(m.layers), len(m.ground.moments))
	}
	if d.Wear(0) != 200 {
		t.Errorf("wear %d after 200 begun erases", d.Wear(0))
	}
	erase(t, d, 0)
	if len(d.Marginal()) != 0 || !d.blank(0, propertyPage) {
		t.Error("a completed erase does not absolve the page")
	}
}

func TestProgramsBeyondTheLimitDisturbTheirBlockAndNoOther(t *testing.T) {
	d := fresh(t, "nrf52832")
	ff := []byte{0xFF, 0xFF, 0xFF, 0xFF}
	count := func(addr uint32) (n int) {
		for _, b := range read(t, d, addr, 512) {
			n += 8 - ones(uint32(b))
		}
		return n
	}
	for range 181 {
		program(t, d, 0, ff)
	}
	if len(d.Marginal()) != 0 || d.Programs(0) != 181 {
		t.Errorf("within the limit: %d programs, %d marginal regions", d.Programs(0), len(d.Marginal()))
	}
	last := 0
	for _, beyond := range []int{20, 40, 80} {
		for d.Programs(0) < 181+beyond {
			program(t, d, 0, ff)
		}
		n := count(0)
		if n < last {
			t.Errorf("%d programs beyond the limit: %d bits turned, %d before", beyond, n, last)
		}
		last = n
	}
	if last < 100 || count(512) != 0 {
		t.Errorf("80 programs beyond the limit turned %d bits of 4096 in the block and %d in the next", last, count(512))
	}
	erase(t, d, 0)
	if d.Programs(0) != 0 || count(0) != 0 {
		t.Error("an erase does not end it")
	}
}

func TestAWornPageKeepsMoreOfItsZerosThroughTheSameCut(t *testing.T) {
	left := func(cycles uint32) (n int) {
		d := fresh(t, "nrf52832")
		if err := d.Load(0, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
		d.SetWear(0, cycles)
		cutErase(t, d, 0, 0.1, 0)
		for _, b := range read(t, d, 0, 4096) {
			n += 8 - ones(uint32(b))
		}
		return n
	}
	if young, old := left(10), left(10000); old <= young+young/10 {
		t.Errorf("%d zeros left on a young page, %d on a worn one", young, old)
	}
	d := fresh(t, "nrf52832")
	d.SetWear(0, 10001)
	if d.Units()[0].State != UnitWorn {
		t.Errorf("beyond its endurance a page is %v", d.Units()[0].State)
	}
}

func TestALongerProgramStressNeverReadsLessProgrammed(t *testing.T) {
	last := make([]float64, 32)
	for share := 0.01; share < 1; share += 0.01 {
		d := fresh(t, "nrf52832")
		cutProgram(t, d, 0, []byte{0, 0, 0, 0}, share, 0)
		for i, c := range d.Cells(0, good(0)) {
			if c.Volts < last[i] {
				t.Fatalf("cut at %.2f: bit %d at %.4f V, at %.4f V before", share, i, c.Volts, last[i])
			}
			last[i] = c.Volts
		}
	}
}

func TestColdAndLowSupplyMoveTheReferenceAndWidenTheNoise(t *testing.T) {
	d := tornHalfway(t)
	m := d.mem.at(0).margin
	ref := func(v, celsius float64) sense { return d.sense(m, &Conditions{Volts: v, Celsius: celsius}, 0) }
	nominal := ref(3, 25)
	if s := ref(1.5, 25); s.reference >= nominal.reference || s.sigma <= nominal.sigma {
		t.Errorf("at 1.5 V: %+v, nominal %+v", s, nominal)
	}
	if s := ref(3, -20); s.reference >= nominal.reference || s.sigma != nominal.sigma {
		t.Errorf("at -20 °C: %+v, nominal %+v", s, nominal)
	}
}

// goldenState and goldenReads were produced once and hold the model to the same
// bits on every machine; a change of the model changes them on purpose.
const (
	goldenState = "a221bd2145601a13a08b6298fd3485e2a98fe99ab8e7701984f466d589ddb2c9"
	goldenReads = "db320ed7663b7ff8d64df58247ccdd63fac20d2601a249a8fa4f3d46f7e53ca3"
)

// goldenParts are the parts whose bits are written down, in that order. A part
// that joins the catalogue changes nothing of the others.
var goldenParts = []string{"nrf52832", "nrf52840", "stm32f031", "stm32f405", "stm32l0-eeprom", "stm32l431", "kh25l8005", "sst26vf016b", "24lc256", "fm25v10"}

func TestTheSameHistoryGivesTheSameBitsOnEveryMachine(t *testing.T) {
	h := hasher{h: sha256.New()}
	state := hasher{h: sha256.New()}
	for _, name := range goldenParts {
		p, d := mustPart(t, name), livedIn(t, name)
		sum := d.Hash()
		state.bytes(sum[:])
		for k := range 3 {
			buf := make([]byte, 2048)
			c := Conditions{Now: time.Duration(500+k) * time.Hour, Volts: 1.6 + float64(k), Celsius: 10, Boot: 7}
			if err := d.Read(0, buf, c); err != nil {
				h.text(err.Error())
			}
			h.bytes(buf)
			for a := uint32(0); a < 64; a += p.UnitBytes() {
				for _, cell := range d.Cells(a, c) {
					h.float(cell.Volts)
				}
			}
		}
	}
	h.flush()
	state.flush()
	if got := hex.EncodeToString(state.h.Sum(nil)); got != goldenState {
		t.Errorf("states hash to %s", got)
	}
	if got := hex.EncodeToString(h.h.Sum(nil)); got != goldenReads {
		t.Errorf("reads hash to %s", got)
	}
}

func TestTraitsHaveTheSpreadThatTheFiguresSay(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(99))
	k := &d.part.Cells
	var sum, squares float64
	const n = 20000
	for i := range n {
		c := cell{d: d, addr: uint64(i), bit: 3}
		v := c.erasedLevel()
		if v > k.EraseVerifyVolts.Value || v < k.DepletionVolts.Value {
			t.Fatalf("a settled erased cell at %.3f V", v)
		}
		if p := c.programmedLevel(); p < k.ProgramVerifyVolts.Value {
			t.Fatalf("a settled programmed cell at %.3f V", p)
		}
		sum += v
		squares += v * v
	}
	mean := sum / n
	sigma := math.Sqrt(squares/n - mean*mean)
	if math.Abs(mean-k.ErasedVolts.Value) > 0.01 || math.Abs(sigma-k.ErasedSigmaVolts.Value) > 0.01 {
		t.Errorf("erased cells at %.3f V, sigma %.3f V", mean, sigma)
	}
}
