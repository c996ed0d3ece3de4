package flashsim

import (
	"math"
	"time"

	"locktwin/internal/repro"
)

// Read noise. A cell reads erased when its threshold plus noise lies under the
// reference. The noise is thermal, drawn anew at every read, and for some cells
// telegraph: a level that is drawn anew at the cell's own rate.

// certainSigmas is where a normal deviate made from 52 random bits cannot reach
// (by definition: the normal quantile of 2^-53 is -8.21; the rest is room).
const certainSigmas = 8.5

// sense is what one read compares with, the same for all cells of a chunk.
type sense struct {
	reference float64
	sigma     float64
	certain   float64              // cells further from the reference than this need no noise
	decades   [groundSince]float64 // of hours since each layer
	history   *margin
	now       time.Duration
	hot       float64 // how much faster charge moves at this temperature
	pull      *pull   // over-erased cells on the columns; nil: none
}

func (d *Device) sense(mg *margin, c *Conditions, wear uint32) (s sense) {
	k := &d.part.Cells
	under := max(0, d.part.ReadMinimumVolts.Value-c.Volts)
	s.reference = k.ReadReferenceVolts.Value + float64(k.LowSupplyShift.Value*under) + float64(k.ShiftVoltsPerKelvin.Value*(c.Celsius-25))
	s.sigma = k.ThermalVolts.Value
	s.sigma *= 1 + float64(k.LowSupplyNoisePerVolt.Value*under)
	s.sigma *= 1 + float64(k.WearNoise.Value*wearDecades(wear))
	s.certain = float64(certainSigmas*s.sigma) + k.TelegraphHighVolts.Value
	s.history, s.now, s.hot = mg, c.Now, 1
	if c.Celsius != 25 {
		s.hot = repro.Exp(float64((c.Celsius - 25) / k.RetentionHotKelvin.Value * ln2))
	}
	for i := range mg.layers {
		s.decades[i+1] = s.decadesSince(uint8(i + 1))
	}
	return s
}

// decadesSince measures the time since a moment of the history as charge does.
func (s *sense) decadesSince(since uint8) float64 {
	return s.decadesOf(s.now - s.history.moment(since))
}

// decadesOf measures a time as charge does at this temperature.
func (s *sense) decadesOf(t time.Duration) float64 {
	if t <= 0 {
		return 0
	}
	return repro.Log10(1 + float64(float64(t)/float64(time.Hour)*s.hot))
}

const ln2 = 0.6931471805599453

// margin is how far a cell lies under the reference before noise; positive reads 1.
func (s *sense) margin(bc *byteCells, b int) float64 {
	v := float64(bc.volts[b])
	if r := bc.relax[b]; r != 0 {
		if since := bc.since[b]; since < groundSince {
			v += float64(float64(r) * s.decades[since])
		} else {
			v += float64(float64(r) * s.decadesSince(since))
		}
	}
	return s.reference - v
}

// telegraph is the telegraph noise of a cell at an instant; 0 for most cells.
func (d *Device) telegraph(addr, bit uint64, now time.Duration) float64 {
	k := &d.part.Cells
	if d.cells.Uniform(addr, bit, traitTelegraphMember, 0) >= k.TelegraphShare.Value {
		return 0
	}
	amplitude := d.telegraphVolts(addr, bit)
	hertz := logUniform(d.cells.Uniform(addr, bit, traitTelegraphHertz, 0), k.TelegraphLowHertz.Value, k.TelegraphHighHertz.Value)
	period := math.Floor(float64(now) / 1e9 * hertz)
	if d.noise.Hash(addr, bit, math.Float64bits(period), 1)&1 == 0 {
		return amplitude
	}
	return -amplitude
}

// telegraphVolts is the amplitude of a cell that has telegraph noise.
func (d *Device) telegraphVolts(addr, bit uint64) float64 {
	k := &d.part.Cells
	return logUniform(d.cells.Uniform(addr, bit, traitTelegraphVolts, 0), k.TelegraphLowVolts.Value, k.TelegraphHighVolts.Value)
}

func logUniform(u, lo, hi float64) float64 {
	return float64(lo * repro.Exp(float64(u*repro.Log(hi/lo))))
}

// readByte reads one byte of worked-out cells. ordinal < 0 reads without noise.
func (d *Device) readByte(s *sense, bc *byteCells, addr, bit0 uint64, c *Conditions, ordinal int64) byte {
	var value byte
	for b := range 8 {
		m := s.margin(bc, b)
		if s.pull != nil {
			m += s.pull.volts(columnOf(addr, bit0) + uint32(b))
		}
		if ordinal >= 0 && math.Abs(m) <= s.certain {
			bit := bit0 + uint64(b)
			m -= float64(s.sigma * d.noise.Normal(addr, bit, uint64(c.Boot), uint64(ordinal)<<1))
			m -= d.telegraph(addr, bit, c.Now)
		}
		if m > 0 {
			value |= 1 << b
		}
	}
	return value
}

// readMarginal replaces the marginal bytes in dst, which holds the plain ones.
func (d *Device) readMarginal(ch *chunk, addr uint32, dst []byte, c *Conditions, ordinal uint64) error {
	unit, _, _ := d.part.EraseUnit(addr)
	s := d.sense(ch.margin, c, d.wearOf(unit))
	if d.options.Leakage {
		s.pull = d.pullOn(addr>>chunkShift, c)
	}
	if d.part.ECCGranuleBytes.Value > 0 {
		return d.readGranules(ch, addr, dst, c, &s, int64(ordinal))
	}
	base := addr &^ (chunkBytes - 1)
	lines := d.lines(ch.margin, base)
	ones := d.onesAreCertain(ch.margin, &s)
	for k := range dst {
		i := addr%chunkBytes + uint32(k)
		if ch.margin.bytes.has(i) {
			if ones && ch.data[i] == 0xFF {
				continue // dst holds the plain value
			}
			bc := lines.get(d, ch, i)
			dst[k] = d.readByte(&s, bc, uint64(addr)+uint64(k), 0, c, int64(ordinal)) ^ d.polarity
		}
	}
	return nil
}

// onesAreCertain tells that the history of a chunk cannot have raised any cell and
// that no noise reaches a settled erased cell, so that a byte that was erased still
// reads erased. It saves most of the work on a torn page that was mostly blank.
func (d *Device) onesAreCertain(mg *margin, s *sense) bool {
	if mg.ground != nil || s.reference-d.part.Cells.EraseVerifyVolts.Value <= s.certain {
		return false
	}
	for k := range mg.layers {
		l := mg.layers[k].s
		if l.kind != stressOperation || l.stages[stagePreProgram].Share > 0 || l.stages[stageRepair].Stress > 0 || l.stages[stageProgram].Share > 0 {
			return false
		}
	}
	return true
}

// readGranules reads with error correction. Granules are read whole.
func (d *Device) readGranules(ch *chunk, addr uint32, dst []byte, c *Conditions, s *sense, ordinal int64) error {
	end := addr + uint32(len(dst))
	base := addr &^ (chunkBytes - 1)
	for g := addr &^ 7; g < end; g += 8 {
		if !ch.margin.bytes.has(g % chunkBytes) {
			continue
		}
		var data [8]byte
		good := d.readGranule(ch, base, g, data[:], c, s, ordinal)
		for a := max(g, addr); a < min(g+8, end); a++ {
			dst[a-addr] = data[a-g] ^ d.polarity
		}
		if !good && !d.options.Untrapped {
			return &ECCError{Addr: g}
		}
	}
	return nil
}

func (d *Device) readGranule(ch *chunk, base, g uint32, data []byte, c *Conditions, s *sense, ordinal int64) bool {
	lines := d.lines(ch.margin, base)
	for i := range data {
		bc := lines.get(d, ch, g%chunkBytes+uint32(i))
		data[i] = d.readByte(s, bc, uint64(g)+uint64(i), 0, c, ordinal)
	}
	bc := lines.get(d, ch, chunkBytes+g%chunkBytes/8)
	return correct(data, d.readByte(s, bc, uint64(g), 64, c, ordinal))
}

// looksErased is the controller's own look before a program that it would refuse
// on what is not erased. It does not count as a read.
func (d *Device) looksErased(addr, n uint32, c *Conditions) bool {
	for ; n > 0; addr, n = addr+1, n-1 {
		ch := d.mem.at(addr >> chunkShift)
		if ch == nil {
			continue
		}
		i := addr % chunkBytes
		if d.part.ECCGranuleBytes.Value > 0 && addr%8 == 0 {
			if check, ok := d.quietCell(ch, addr, chunkBytes+i/8, c); !ok && ch.programs[i/8] != 0 || ok && check != 0xFF {
				return false
			}
		}
		v, ok := d.quietCell(ch, addr, i, c)
		if !ok {
			v = ch.data[i]
		}
		if v != 0xFF {
			return false
		}
	}
	return true
}

// quietCell reads one marginal cell byte without noise; ok is false for a plain one.
func (d *Device) quietCell(ch *chunk, addr, i uint32, c *Conditions) (v byte, ok bool) {
	if ch.margin == nil || !ch.margin.bytes.has(i) {
		return 0, false
	}
	unit, _, _ := d.part.EraseUnit(addr)
	s := d.sense(ch.margin, c, d.wearOf(unit))
	if d.options.Leakage {
		s.pull = d.pullOn(addr>>chunkShift, c)
	}
	bc := d.lines(ch.margin, addr&^(chunkBytes-1)).get(d, ch, i)
	bit0 := uint64(0)
	if i >= chunkBytes {
		bit0 = 64
	}
	return d.readByte(&s, bc, uint64(addr), bit0, c, -1), true
}
