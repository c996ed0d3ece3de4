package flashsim

import "time"

// Region is a run of marginal bytes with one history.
type Region struct {
	Addr    uint32
	Size    uint32
	Last    OpKind        // the operation that touched it last
	Done    float64       // how far that operation came, 0 to 1
	At      time.Duration // when that was, since the device's epoch
	Stories int           // stress records that lie on it
}

// Marginal lists the marginal regions from address 0 upward. Looking changes nothing.
func (d *Device) Marginal() []Region {
	var out []Region
	var lastStress *stress
	d.eachChunk(func(index uint32, ch *chunk) {
		if ch.margin == nil {
			return
		}
		for i := uint32(0); i < chunkBytes; i++ {
			if !ch.margin.bytes.has(i) {
				lastStress = nil
				continue
			}
			addr := index<<chunkShift + i
			s, n := ch.margin.last(i)
			if k := len(out) - 1; k >= 0 && out[k].Addr+out[k].Size == addr && s == lastStress && out[k].Stories == n {
				out[k].Size++
				continue
			}
			r := Region{Addr: addr, Size: 1, Stories: n}
			if s != nil {
				r.Last, r.Done, r.At = s.op, s.done(), s.at
			} else if g := ch.margin.ground; g != nil {
				r.At = g.moments[g.since[i*8]]
			}
			lastStress = s
			out = append(out, r)
		}
	})
	return out
}

// last is the latest stress record on a cell byte and how many lie on it.
func (m *margin) last(i uint32) (s *stress, n int) {
	for k := range m.layers {
		if m.layers[k].mask.has(i) {
			s = m.layers[k].s
			n++
		}
	}
	if m.ground != nil && m.ground.mask.has(i) {
		n++
	}
	return s, n
}

// done is the share of the operation's time that passed.
func (s *stress) done() float64 {
	sum, of := 0.0, 0.0
	for _, p := range s.stages {
		sum += float64(p.Share * p.Reached)
		of += p.Share
	}
	if of == 0 {
		return 1
	}
	return min(sum/of, 1)
}

// eachChunk visits the chunks that hold anything, from address 0 upward.
func (d *Device) eachChunk(visit func(index uint32, ch *chunk)) {
	for ni, n := range d.mem.nodes {
		if n == nil {
			continue
		}
		for li, l := range n.leaves {
			if l != nil {
				visit(uint32(ni*nodeLeaves+li), &l.v)
			}
		}
	}
}

// Cell is one bit as a microscope would see it.
type Cell struct {
	Addr      uint32
	Bit       int     // 0 is the least significant
	Marginal  bool    // false: settled, its level is only of interest to the curious
	Volts     float64 // threshold at these conditions, retention included
	Reference float64 // a threshold under it reads erased
	Reads     bool    // the bit's value without read noise
	Unstable  bool    // close enough to the reference for noise to turn it
	Sigma     float64 // volts, of the thermal noise of a read at these conditions
	Telegraph float64 // volts, amplitude of the cell's telegraph noise; 0 for most cells
}

// unstableSigmas: a cell this near to the reference reads the other way about
// once in 700 reads or more often.
const unstableSigmas = 3

// Cells looks at the program unit that holds addr: its bits in order of address,
// least significant first. nil when addr is outside the memory. Looking changes
// nothing, not even later read noise.
func (d *Device) Cells(addr uint32, c Conditions) []Cell {
	if d.inRange(addr, 1) != nil || d.part.Technology != FloatingGate {
		return nil
	}
	unit := d.part.UnitBytes()
	first := addr - addr%unit
	out := make([]Cell, 0, unit*8)
	eraseUnit, _, _ := d.part.EraseUnit(addr)
	ch := d.mem.at(first >> chunkShift)
	if ch == nil {
		ch = &erasedChunk
	}
	var empty margin
	mg := ch.margin
	if mg == nil {
		mg = &empty
	}
	s := d.sense(mg, &c, d.wearOf(eraseUnit))
	if d.options.Leakage {
		s.pull = d.pullOn(first>>chunkShift, &c)
	}
	for a := first; a < first+unit; a++ {
		i := a % chunkBytes
		var bc byteCells
		marginal := mg.bytes.has(i)
		if marginal {
			d.replay(ch, a&^(chunkBytes-1), i, &bc)
		} else {
			d.settledCells(ch.data[i], a, 0, d.wearOf(eraseUnit), &bc)
		}
		for b := range 8 {
			m, reference := s.margin(&bc, b), s.reference
			if s.pull != nil {
				pulled := s.pull.volts(i*8 + uint32(b))
				m, reference = m+pulled, reference+pulled
			}
			near, telegraph := float64(unstableSigmas*s.sigma), 0.0
			if d.isTelegraph(uint64(a), uint64(b)) {
				telegraph = d.telegraphVolts(uint64(a), uint64(b))
				if marginal {
					near += d.part.Cells.TelegraphHighVolts.Value
				}
			}
			out = append(out, Cell{
				Addr: a, Bit: b, Marginal: marginal,
				Volts: reference - m, Reference: reference,
				Reads:    (m > 0) != (d.polarity != 0),
				Unstable: (marginal || reference != s.reference) && m < near && m > -near,
				Sigma:    s.sigma, Telegraph: telegraph,
			})
		}
	}
	return out
}

func (d *Device) isTelegraph(addr, bit uint64) bool {
	return d.cells.Uniform(addr, bit, traitTelegraphMember, 0) < d.part.Cells.TelegraphShare.Value
}

// settledCells gives the levels of a plain byte.
func (d *Device) settledCells(plain byte, addr uint32, bit0 uint64, wear uint32, out *byteCells) {
	for b := range out.volts {
		c := cell{d: d, addr: uint64(addr), bit: bit0 + uint64(b), wear: wearDecades(wear)}
		if plain>>b&1 != 0 {
			out.volts[b] = float32(c.erasedLevel())
		} else {
			out.volts[b] = float32(c.programmedLevel())
		}
	}
}

// UnitState is the state of an erase unit; the first that holds.
type UnitState uint8

// The states.
const (
	UnitInFlight   UnitState = iota // an operation is running in it
	UnitMarginal                    // holds at least one marginal byte
	UnitWorn                        // more erase cycles than the part endures
	UnitProgrammed                  // holds data
	UnitErased
)

// String gives the state's name.
func (s UnitState) String() string {
	names := [...]string{"in flight", "marginal", "worn", "programmed", "erased"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown state"
}

// Unit describes one erase unit.
type Unit struct {
	Addr          uint32
	Size          uint32
	State         UnitState
	Wear          uint32        // erase cycles begun
	MarginalBytes uint32        //
	Programmed    uint32        // bytes that are not stored as erased; of marginal ones, as they were before
	PartialErase  time.Duration // erase time accumulated by partial erases
}

// Units lists all erase units from address 0 upward. Looking changes nothing.
func (d *Device) Units() []Unit {
	out := make([]Unit, 0, d.part.EraseUnitCount())
	for i := range d.part.EraseUnitCount() {
		out = append(out, d.unit(i))
	}
	return out
}

// Unit describes one erase unit by its index from address 0 upward; the zero Unit
// when there is none. Looking changes nothing.
func (d *Device) Unit(index uint32) Unit {
	if index >= d.part.EraseUnitCount() {
		return Unit{}
	}
	return d.unit(index)
}

func (d *Device) unit(index uint32) Unit {
	start, size := d.part.EraseUnitAt(index)
	u := Unit{Addr: start, Size: size, State: UnitErased, Wear: d.wearOf(index)}
	u.PartialErase = time.Duration(d.partialMicros(index)) * time.Microsecond
	for a := start; a < start+size; {
		n := min(chunkBytes-a%chunkBytes, start+size-a)
		if ch := d.mem.at(a >> chunkShift); ch != nil {
			for i := a % chunkBytes; i < a%chunkBytes+n; i++ {
				if ch.data[i] != 0xFF {
					u.Programmed++
				}
				if ch.margin != nil && ch.margin.bytes.has(i) {
					u.MarginalBytes++
				}
			}
		}
		a += n
	}
	inFlight := d.busy && d.fl.op.Addr < start+size && start < d.fl.op.Addr+d.fl.op.Size
	switch {
	case inFlight:
		u.State = UnitInFlight
	case u.MarginalBytes > 0:
		u.State = UnitMarginal
	case d.part.EnduranceCycles.Value > 0 && uint64(u.Wear) > d.part.EnduranceCycles.Value:
		u.State = UnitWorn
	case u.Programmed > 0:
		u.State = UnitProgrammed
	}
	return u
}
