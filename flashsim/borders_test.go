package flashsim

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
)

// small gives a part a memory of a few small erase units; the rest stays.
func small(p *Part, unit uint32) *Part {
	q := *p
	q.SizeBytes.Value = 4 * unit
	q.EraseUnits = []EraseRun{{Count: 4, UnitBytes: Fig(unit, Assumption, "test")}}
	q.Erase.BySize = nil
	return &q
}

type bitPlace struct {
	addr uint32
	bit  uint8
}

// sides is on which side of each level the bits of ranges lie, found by cutting.
type sides struct {
	up     map[bitPlace]Levels
	decode map[uint32][9]byte // of granules; the last byte is 1 when it is good
	stored map[uint32]byte
}

func lookAround(d *Device, in []Range, r Reading, at time.Duration) sides {
	s := sides{map[bitPlace]Levels{}, map[uint32][9]byte{}, map[uint32]byte{}}
	ecc := d.part.ECCGranuleBytes.Value > 0
	for _, g := range in {
		for addr := g.Addr; addr < g.Addr+g.Size; addr++ {
			if d.part.Technology == Ferroelectric {
				v := byte(0xFF)
				if ch := d.mem.at(addr >> chunkShift); ch != nil {
					v = ch.data[addr%chunkBytes]
				}
				s.stored[addr] = v
				continue
			}
			if !ecc {
				s.cells(d, addr, addr%chunkBytes, 0, r, at)
				continue
			}
			for a := addr &^ 7; a < addr&^7+8; a++ {
				s.cells(d, a, a%chunkBytes, 0, r, at)
			}
			s.cells(d, addr&^7, chunkBytes+addr%chunkBytes/8, 64, r, at)
			s.granule(d, addr&^7)
		}
	}
	return s
}

func (s *sides) cells(d *Device, addr, i uint32, bit0 uint8, r Reading, at time.Duration) {
	c := Conditions{Now: at + r.After, Volts: r.Volts, Celsius: r.Celsius}
	k := &d.part.Cells
	ch := d.mem.at(addr >> chunkShift)
	if ch == nil {
		ch = &erasedChunk
	}
	mg := ch.margin
	if mg == nil {
		mg = &margin{}
	}
	se := d.sense(mg, &c, d.wearOf(d.unitOf(addr)))
	var bc byteCells
	if mg.bytes.has(i) {
		d.replay(ch, addr&^(chunkBytes-1), i, &bc)
	} else {
		plain := ch.data[i%chunkBytes]
		if i >= chunkBytes {
			plain = d.plainCheck(ch, i-chunkBytes)
		}
		d.settledCells(plain, addr, uint64(bit0), d.wearOf(d.unitOf(addr)), &bc)
	}
	var pull *pull
	if d.options.Leakage && mg.bytes.has(i) {
		pull = d.pullOn(addr>>chunkShift, &c)
	}
	for b := range 8 {
		m := se.margin(&bc, b)
		seen := se.reference - m
		if pull != nil {
			m += pull.volts(i*8 + uint32(b))
		}
		band := float64(r.Sigmas * se.sigma)
		if d.isTelegraph(uint64(addr), uint64(bit0)+uint64(b)) {
			band += d.telegraphVolts(uint64(addr), uint64(bit0)+uint64(b))
		}
		v := float64(bc.volts[b])
		depleted := v < k.DepletionVolts.Value
		if d.options.Leakage {
			depleted = depleted && seen < k.DepletionVolts.Value
		}
		var up Levels
		for level, is := range map[Levels]bool{
			Reads: m <= 0, BandLow: m < band, BandHigh: m <= -band,
			ProgramVerify: v >= k.ProgramVerifyVolts.Value, EraseVerify: v >= k.EraseVerifyVolts.Value,
			Depletion: !depleted,
		} {
			if is {
				up |= level
			}
		}
		s.up[bitPlace{addr, bit0 + uint8(b)}] = up
	}
}

func (s *sides) granule(d *Device, g uint32) {
	var bits [9]byte
	for k := range uint32(9) {
		for b := range uint8(8) {
			p := bitPlace{g + k, b}
			if k == 8 {
				p = bitPlace{g, 64 + b}
			}
			if s.up[p]&Reads == 0 {
				bits[k] |= 1 << b
			}
		}
	}
	var out [9]byte
	if correct(bits[:8], bits[8]) {
		copy(out[:], bits[:8])
		out[8] = 1
	} else if d.options.Untrapped {
		copy(out[:], bits[:8])
	}
	s.decode[g] = out
}

// cutThere is the device after a cut at the instant.
func cutThere(d *Device, at time.Duration) *Device {
	f := d.Fork()
	began := f.fl.began
	f.Feed(Piece{Duration: at, Volts0: 3.3, Volts1: 3.3})
	f.PowerLost(Conditions{Now: began + at})
	return f
}

// checkBorders compares borders with what cuts around and between them leave.
func checkBorders(t *rapid.T, d *Device, in []Range, r Reading) int {
	borders := d.Borders(nil, in, r)
	op, began := d.fl.op, d.fl.began
	if !slices.IsSortedFunc(borders, func(a, b Border) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Addr, b.Addr), cmp.Compare(a.Bit, b.Bit), cmp.Compare(a.Level, b.Level))
	}) {
		t.Fatal("the borders are not sorted")
	}
	if again := d.Borders(nil, in, r); !slices.Equal(again, borders) {
		t.Fatal("looking twice finds other borders")
	}
	if n := len(borders); n == 0 || borders[n-1].At != op.Duration || borders[n-1].Level != Whole && borders[n-1].Level != Stored {
		t.Fatalf("the last border is not the end of the operation: %+v", borders)
	}
	// The instants to look at: each border, the one before, and some between.
	instants := []time.Duration{0, op.Duration - 1}
	step := max(1, len(borders)/25)
	for k := 0; k < len(borders); k += step {
		if at := borders[k].At; at < op.Duration {
			instants = append(instants, at)
		}
		instants = append(instants, borders[k].At-1)
	}
	for range 25 {
		instants = append(instants, time.Duration(rapid.Int64Range(0, int64(op.Duration)-1).Draw(t, "instant")))
	}
	slices.Sort(instants)
	now := lookAround(d, in, r, began)
	k, before := 0, time.Duration(-1)
	for _, at := range slices.Compact(instants) {
		if at < 0 {
			continue
		}
		for ; k < len(borders) && borders[k].At <= at; k++ {
			b := borders[k]
			if b.Level&(Reads|BandLow|BandHigh|ProgramVerify|EraseVerify|Depletion) == 0 {
				continue
			}
			p := bitPlace{b.Addr, b.Bit}
			if _, known := now.up[p]; !known {
				if d.options.Leakage && b.Level == Depletion {
					continue
				}
				t.Fatalf("border %+v of a bit that nobody asked for", b)
			}
			if up := now.up[p]&b.Level != 0; up == b.Up {
				t.Fatalf("border %+v of a bit that lies on that side already", b)
			}
			now.up[p] ^= b.Level
		}
		got := lookAround(cutThere(d, at), in, r, began+at)
		for p, up := range got.up {
			if up != now.up[p] {
				t.Fatalf("a cut of %v at %v of %v: bit %d at 0x%X lies on sides %06b, by the borders on %06b; %+v",
					op.Kind, at, op.Duration, p.bit, p.addr, up, now.up[p], near(borders, at))
			}
		}
		for g, was := range now.decode {
			changes := 0
			for _, b := range borders {
				if b.Level == Corrected && b.Addr == g && b.At > before && b.At <= at {
					changes++
				}
			}
			if is := got.decode[g]; changes == 0 && is != was || changes == 1 && at == before+1 && is == was {
				t.Fatalf("a cut at %v: the granule at 0x%X is corrected to %x, at %v to %x; %d borders", at, g, is, before, was, changes)
			}
			now.decode[g] = got.decode[g]
		}
		before = at
		for addr, was := range now.stored {
			for _, b := range borders {
				if b.Level == Stored && b.Addr == addr && b.At <= at {
					was = d.fl.src[addr-op.Addr]
				}
			}
			if got.stored[addr] != was {
				t.Fatalf("a cut at %v: the byte at 0x%X is %02x, by the borders %02x", at, addr, got.stored[addr], was)
			}
		}
	}
	return len(borders)
}

func near(borders []Border, at time.Duration) (out []Border) {
	for _, b := range borders {
		if b.At >= at-50 && b.At <= at+50 {
			out = append(out, b)
		}
	}
	return out
}

// aLife gives a device some history: programs, erases, cuts, rest, wear.
func aLife(t *rapid.T, d *Device, now *time.Duration) {
	for range rapid.IntRange(0, 6).Draw(t, "events") {
		c := Conditions{Now: *now, Volts: 3.3, Celsius: 25}
		if !anOperation(t, d, c) {
			continue
		}
		at := d.fl.op.Duration
		if d.busy && rapid.Bool().Draw(t, "cut") {
			at = time.Duration(float64(at) * rapid.SampledFrom([]float64{0.03, 0.08, 0.12, 0.3, 0.7, 0.95}).Draw(t, "share"))
		}
		used, _ := d.Feed(Piece{Duration: at, Volts0: 3.3, Volts1: 3.3})
		*now += used
		d.PowerLost(Conditions{Now: *now})
		*now += time.Duration(rapid.SampledFrom([]int{0, 1, 3600, 100_000}).Draw(t, "seconds")) * time.Second
	}
	if rapid.Bool().Draw(t, "worn") {
		d.SetWear(0, 3000)
	}
}

// anOperation begins an operation in the first unit.
func anOperation(t *rapid.T, d *Device, c Conditions) bool {
	p := d.part
	kind := rapid.SampledFrom([]string{"program", "program", "erase", "partial"}).Draw(t, "kind")
	var err error
	switch {
	case kind == "erase" && p.HasErase():
		_, err = d.BeginErase(0, c)
	case kind == "partial" && p.Erase.Partial.Value:
		_, err = d.BeginPartialErase(0, time.Duration(rapid.IntRange(1, 20).Draw(t, "ms"))*time.Millisecond, c)
	default:
		n := p.UnitBytes()
		if p.Program.BurstBytes.Value > 0 {
			n *= uint32(rapid.IntRange(1, 8).Draw(t, "units"))
		}
		addr := uint32(rapid.IntRange(0, 1).Draw(t, "block")) * max(p.UnitBytes(), p.Program.BurstBytes.Value)
		src := rapid.SliceOfN(rapid.SampledFrom([]byte{0x00, 0x00, 0x5A, 0xFF, 0x81}), int(n), int(n)).Draw(t, "src")
		_, err = d.BeginProgram(addr%p.SizeBytes.Value, src, c)
	}
	return err == nil && d.busy
}

func TestBordersAreWhereCutsChangeTheirOutcomeAndNowhereElse(t *testing.T) {
	for _, part := range Catalogue() {
		part := small(part, 256)
		total := 0
		t.Run(part.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				o := Options{Leakage: rapid.IntRange(0, 3).Draw(t, "leak") == 0, Untrapped: rapid.Bool().Draw(t, "untrapped")}
				d := NewWithOptions(part, repro.Root(rapid.Uint64().Draw(t, "seed")), o)
				var now time.Duration
				aLife(t, d, &now)
				if !anOperation(t, d, Conditions{Now: now, Volts: 3.3, Celsius: 25}) {
					return
				}
				r := Reading{
					Volts:   rapid.SampledFrom([]float64{3.3, 1.6, 0.6}).Draw(t, "volts"),
					Celsius: rapid.SampledFrom([]float64{25, 60}).Draw(t, "celsius"),
					After:   rapid.SampledFrom([]time.Duration{0, time.Second, 30 * time.Hour}).Draw(t, "after"),
					Sigmas:  5,
				}
				in := []Range{{d.fl.op.Addr, 2}}
				if d.fl.op.Size > 16 {
					in = append(in, Range{d.fl.op.Addr + d.fl.op.Size - 3, 2})
				}
				total += checkBorders(t, d, in, r)
			})
		})
		if total < 30 {
			t.Errorf("%s: %d borders in all cases", part.Name, total)
		}
	}
}

// The chunks of a partial erase add up in one record.
func TestBordersOfALaterChunkOfAPartialEraseGoOnFromTheChunksBefore(t *testing.T) {
	part := small(mustPart(t, "nrf52840"), 256)
	rapid.Check(t, func(t *rapid.T) {
		d := New(part, repro.Root(rapid.Uint64().Draw(t, "seed")))
		if err := d.Load(0, make([]byte, 8)); err != nil {
			t.Fatal(err)
		}
		var now time.Duration
		for range rapid.IntRange(1, 3).Draw(t, "chunks") {
			if _, err := d.BeginPartialErase(0, time.Duration(rapid.IntRange(1, 9).Draw(t, "ms"))*time.Millisecond, good(now)); err != nil {
				t.Fatal(err)
			}
			used, _ := d.Feed(Piece{Duration: time.Second, Volts0: 3, Volts1: 3})
			now += used
		}
		if _, err := d.BeginPartialErase(0, 4*time.Millisecond, good(now)); err != nil {
			t.Fatal(err)
		}
		checkBorders(t, d, []Range{{0, 4}}, Reading{Volts: 3, Celsius: 25, After: time.Second, Sigmas: 5})
	})
}

// A stored threshold is rounded, so that a cell may cross a level to and fro within
// some nanoseconds. The borders have to list each of these.
func TestBordersListEveryCrossingOfACellThatWigglesAtALevel(t *testing.T) {
	d := New(mustPart(t, "nrf52832"), repro.Root(8))
	if err := d.Load(0, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.BeginErase(0, good(0)); err != nil {
		t.Fatal(err)
	}
	r := Reading{Volts: 3, Celsius: 25, After: 5000 * time.Hour, Sigmas: 5, Levels: Reads | BandLow}
	in := []Range{{0, 64}}
	borders := d.Borders(nil, in, r)
	tr := newTracer(d, r)
	ct := tr.chunk(0, 0, 256)
	type line struct {
		bitPlace
		level Levels
	}
	crossings := map[line][]Border{}
	for _, b := range borders {
		l := line{bitPlace{b.Addr, b.Bit}, b.Level}
		crossings[l] = append(crossings[l], b)
	}
	fro := 0
	for l, list := range crossings {
		fro += len(list) - 1
		p := path{t: tr, ct: ct, b: uint32(l.bit), addr: l.addr, r: d.replayOf(ct.ch, ct.next, 0, l.addr)}
		p.begin(l.addr)
		p.band = float64(r.Sigmas * tr.sense.sigma)
		if d.isTelegraph(uint64(l.addr), uint64(l.bit)) {
			p.band += d.telegraphVolts(uint64(l.addr), uint64(l.bit))
		}
		up, k := !list[0].Up, 0
		for at := list[0].At - 100; at < list[len(list)-1].At+100; at++ {
			if k < len(list) && list[k].At == at {
				up = list[k].Up
				k++
			}
			if got := p.up(l.level, p.at(at)); got != up {
				t.Fatalf("bit %d at 0x%X: a cut at %v leaves it %v; borders %+v", l.bit, l.addr, at, got, list)
			}
		}
	}
	if fro == 0 {
		t.Error("no cell crossed a level to and fro: the case is not tested")
	}
}
