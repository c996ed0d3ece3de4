package remains

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model"
)

// memory is the image as one looks at it. Bytes are shown as stores see them:
// erased is 0xFF, also on parts that erase to zero.
type memory struct {
	d    *flashsim.Device // never changed
	flip byte
	at   flashsim.Conditions // of a look: a good supply, room temperature, no earlier than the last stress
	torn []flashsim.Region
	raw  model.Memory
}

// open reads the image and its sidecar.
func open(in *Input) (*memory, error) {
	part, err := flashsim.Lookup(in.Part)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	// The same key as that of a lock with this seed: a sidecar is bound to it.
	d := flashsim.New(part, repro.Root(in.Seed).Child("flash"))
	if bytes.HasPrefix(in.Image, []byte(":")) {
		err = d.ReadHex(bytes.NewReader(in.Image), in.HexBase)
	} else {
		err = d.ReadRaw(bytes.NewReader(in.Image))
	}
	if err != nil {
		return nil, fmt.Errorf("%w of the %s: %w", ErrInput, part.Name, err)
	}
	m := &memory{d: d, at: flashsim.Conditions{Volts: 3, Celsius: 21}}
	if part.Erased.Value == 0 {
		m.flip = 0xFF
	}
	if in.Sidecar != nil {
		if err := d.ReadSidecar(bytes.NewReader(in.Sidecar)); err != nil {
			return nil, fmt.Errorf("%w: sidecar: %w", ErrInput, err)
		}
		m.raw.Sidecar = in.Sidecar
	}
	m.torn = d.Marginal()
	for _, r := range m.torn {
		m.at.Now = max(m.at.Now, r.At)
	}
	var b bytes.Buffer
	if err := d.WriteRaw(&b, m.at); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	m.raw.Image = b.Bytes()
	return m, nil
}

// read shows n bytes as they most likely read; erased bytes outside the memory.
func (m *memory) read(addr uint32, n int) []byte {
	b := make([]byte, n)
	if m.d.Peek(addr, b, m.at) != nil {
		return bytes.Repeat([]byte{0xFF}, n)
	}
	for i := range b {
		b[i] ^= m.flip
	}
	return b
}

func (m *memory) u16(addr uint32) uint16 { return binary.LittleEndian.Uint16(m.read(addr, 2)) }
func (m *memory) u32(addr uint32) uint32 { return binary.LittleEndian.Uint32(m.read(addr, 4)) }

// marginal is the region of marginal cells that a stretch of n bytes touches.
func (m *memory) marginal(addr uint32, n int) (flashsim.Region, bool) {
	for _, r := range m.torn {
		if r.Addr < addr+uint32(n) && addr < r.Addr+r.Size {
			return r, true
		}
	}
	return flashsim.Region{}, false
}

// sweep are the conditions of repeated reads, earliest first: supplies down to
// where the brown-out reset would end it, which moves the reference by up to 0.15 V;
// heat and cold, which do so by a little; and a rest in the warm, in which cells
// that a cut left halfway relax to where they came from.
func (m *memory) sweep() []flashsim.Conditions {
	const week, month = 7 * 24 * time.Hour, 1000 * time.Hour
	at := func(volts, celsius float64, later time.Duration) flashsim.Conditions {
		return flashsim.Conditions{Now: m.at.Now + later, Volts: volts, Celsius: celsius}
	}
	return []flashsim.Conditions{at(3, 21, 0), at(3, 85, 0), at(1.8, -10, 0), at(1.55, 21, 0), at(1.4, 21, 0),
		at(3, 85, week), at(3, 85, month), at(1.4, 85, month)}
}

// ones reads n bytes often at every condition, from a copy, and gives for each bit
// the share of reads that showed 1.
func ones(d *flashsim.Device, addr uint32, n, reads int, flip byte, sweep []flashsim.Conditions) []float64 {
	f := d.Fork()
	share := make([]float64, n*8)
	b := make([]byte, n)
	each := 1 / float64(len(sweep)*reads)
	for _, c := range sweep {
		for r := range reads {
			c.Boot = uint32(r)
			if f.Read(addr, b, c) != nil && f.Peek(addr, b, c) != nil {
				continue
			}
			for i := range share {
				if (b[i/8]^flip)>>(i%8)&1 != 0 {
					share[i] += each
				}
			}
		}
	}
	return share
}
