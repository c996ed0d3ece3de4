package flashsim

import (
	"fmt"
	"slices"
	"time"

	"locktwin/internal/repro"
)

// Conditions are the circumstances of one access.
type Conditions struct {
	Now        time.Duration // since the device's epoch; never runs backwards
	Volts      float64       // at the supply pin
	Celsius    float64
	Boot       uint32 // counts the starts of whoever reads; keys the read noise
	GateClosed bool   // the write gate is closed, on parts that have one
}

// Device is one memory chip. It is not safe for concurrent use; forks are
// independent and may be used by different goroutines.
type Device struct {
	part     *Part
	options  Options
	key      repro.Key // as handed to New; identifies the chip
	cells    repro.Key
	noise    repro.Key
	unitsKey repro.Key
	// noiseSample is the sample of the read noise; 0 is the chip's own.
	noiseSample uint64
	polarity    byte // value read = stored byte XOR polarity

	mem  cow[chunk]
	wear cow[units]

	busy bool
	fl   flight

	readBoot    uint32
	readOrdinal uint64
	readyAt     time.Duration
	deaf        bool

	leak  leakage
	cache *cellCache
}

// New makes an erased device of a part. The key decides the traits of its cells
// and its read noise: same part, key and history, same bits.
func New(p *Part, key repro.Key) *Device { return NewWithOptions(p, key, Options{}) }

// NewWithOptions is New with options.
func NewWithOptions(p *Part, key repro.Key, o Options) *Device {
	if o.Timing == TimingOfPart {
		o.Timing = p.Timing.Value
	}
	d := &Device{
		part:     p,
		options:  o,
		polarity: ^p.Erased.Value,
		mem:      newCow[chunk](int((p.SizeBytes.Value + chunkBytes - 1) / chunkBytes)),
		wear:     newCow[units](int((p.EraseUnitCount() + 63) / 64)),
	}
	d.setKey(key)
	return d
}

// Part is the datasheet record the device was made of.
func (d *Device) Part() *Part { return d.part }

// Options are the options in force, with the part's own choices filled in.
func (d *Device) Options() Options { return d.options }

// Fork gives an independent copy that shares memory until either writes. On a
// device that has not been written since its last Fork or CopyFrom it only reads
// the device, so a finished snapshot may be forked from several goroutines.
func (d *Device) Fork() *Device {
	f := new(Device)
	f.takeState(d)
	f.mem = d.mem.fork()
	f.wear = d.wear.fork()
	return f
}

// CopyFrom makes d equal to src, reusing d's memory. What holds for the original
// in Fork holds for src.
func (d *Device) CopyFrom(src *Device) {
	if d == src {
		return
	}
	d.takeState(src)
	d.mem.copyFrom(&src.mem)
	d.wear.copyFrom(&src.wear)
}

// takeState copies everything but the tables and the cache.
func (d *Device) takeState(src *Device) {
	d.part, d.options, d.polarity = src.part, src.options, src.polarity
	if d.cells != src.cells {
		d.forgetCells()
	}
	d.key, d.cells, d.noise, d.unitsKey, d.noiseSample = src.key, src.cells, src.noise, src.unitsKey, src.noiseSample
	d.busy = src.busy
	if src.busy {
		d.fl = src.fl
	}
	d.readBoot, d.readOrdinal = src.readBoot, src.readOrdinal
	d.readyAt, d.deaf = src.readyAt, src.deaf
	d.leak.cells, d.leak.stale = src.leak.cells, src.leak.stale
}

// inRange checks that n bytes from addr lie in the memory.
func (d *Device) inRange(addr uint32, n int) error {
	size := d.part.SizeBytes.Value
	if uint64(addr)+uint64(n) > uint64(size) {
		return fmt.Errorf("%d bytes at 0x%X, memory has 0x%X: %w", n, addr, size, ErrOutOfRange)
	}
	return nil
}

// Read reads len(dst) bytes as the part would give them at these conditions.
// Errors: ErrOutOfRange, ErrBusy, ErrDeaf, and *ECCError for the first granule
// that error correction cannot repair; dst then holds the bytes before it.
func (d *Device) Read(addr uint32, dst []byte, c Conditions) error {
	if err := d.inRange(addr, len(dst)); err != nil {
		return err
	}
	if d.busy {
		return fmt.Errorf("read at 0x%X: %w", addr, ErrBusy)
	}
	if d.deaf {
		return fmt.Errorf("read at 0x%X: %w", addr, ErrDeaf)
	}
	if c.Boot != d.readBoot {
		d.readBoot, d.readOrdinal = c.Boot, 0
	}
	ordinal := d.readOrdinal
	d.readOrdinal++
	for len(dst) > 0 {
		off := addr % chunkBytes
		n := min(chunkBytes-off, uint32(len(dst)))
		if err := d.readChunk(addr, dst[:n], &c, ordinal); err != nil {
			return err
		}
		addr += n
		dst = dst[n:]
	}
	return nil
}

func (d *Device) readChunk(addr uint32, dst []byte, c *Conditions, ordinal uint64) error {
	ch := d.mem.at(addr >> chunkShift)
	if ch == nil {
		if copy(dst, erasedChunk.data[:]); d.polarity != 0 {
			for i := range dst {
				dst[i] ^= d.polarity
			}
		}
		return nil
	}
	off := addr % chunkBytes
	copy(dst, ch.data[off:])
	if d.polarity != 0 {
		for i := range dst {
			dst[i] ^= d.polarity
		}
	}
	if d.options.Leakage {
		if err := d.readPulled(ch, addr, dst, c, int64(ordinal)); err != nil {
			return err
		}
	}
	if ch.margin == nil {
		return nil
	}
	return d.readMarginal(ch, addr, dst, c, ordinal)
}

// Load programs raw bytes at the factory: no time, no wear, and the range is
// plain afterwards. Each program unit that is not blank counts as programmed once,
// in the whole limit block around the range.
// Errors: ErrOutOfRange, ErrBusy.
func (d *Device) Load(addr uint32, raw []byte) error {
	if err := d.inRange(addr, len(raw)); err != nil {
		return err
	}
	if d.busy {
		return fmt.Errorf("load at 0x%X: %w", addr, ErrBusy)
	}
	first, end := addr, addr+uint32(len(raw))
	for len(raw) > 0 {
		off := addr % chunkBytes
		n := min(chunkBytes-off, uint32(len(raw)))
		d.loadChunk(addr, raw[:n])
		addr += n
		raw = raw[n:]
	}
	if block := d.part.Program.LimitBytes.Value; block > 0 {
		for at := first - first%block; at < end; at += block {
			if block < chunkBytes && d.mem.at(at>>chunkShift) == nil {
				at = (at | (chunkBytes - 1)) + 1 - block // nothing in the whole chunk
				continue
			}
			d.recount(at)
		}
	}
	for at := first &^ (chunkBytes - 1); at < end; at += chunkBytes {
		d.dropIfBlank(at >> chunkShift)
	}
	return nil
}

func (d *Device) loadChunk(addr uint32, raw []byte) {
	if d.mem.at(addr>>chunkShift) == nil && !slices.ContainsFunc(raw, func(b byte) bool { return b != d.part.Erased.Value }) {
		return
	}
	ch := d.writableChunk(addr >> chunkShift)
	off := addr % chunkBytes
	for i, b := range raw {
		ch.data[off+uint32(i)] = b ^ d.polarity
	}
	var m byteMask
	m.addRange(off, off+uint32(len(raw)))
	d.makePlain(ch, m)
}

// writableChunk gives the chunk for writing, erased when it was absent.
func (d *Device) writableChunk(i uint32) *chunk {
	ch, fresh := d.mem.write(i)
	if fresh {
		*ch = erasedChunk
	}
	return ch
}

// dropIfBlank gives a chunk that says nothing back to the table, so that equal
// contents have equal form.
func (d *Device) dropIfBlank(i uint32) {
	if ch := d.mem.at(i); ch != nil && ch.blank() {
		d.mem.drop(i)
	}
}
