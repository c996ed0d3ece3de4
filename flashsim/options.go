package flashsim

// Options are what a Device can be told beyond its part. The zero value is the
// part's own behaviour.
type Options struct {
	Timing Timing // which duration undisturbed operations take; zero: the part's choice
	// Leakage lets over-erased cells pull the other cells of their column towards
	// erased. See leakage.go for the columns, which are an assumption.
	Leakage bool
	// Untrapped reads a granule that error correction cannot repair as its cells
	// are, without an error, as a part does whose trap is masked. Parts without
	// error correction do not care.
	Untrapped bool
	// DisturbBytes lets the cut of a program disturb the other pages of the aligned
	// block of so many bytes around it, beyond the erase unit too: pages that share
	// a high-voltage line. 0 is what the part does. A part that has no such weakness
	// of its own gets that of the one vendor who documents it.
	DisturbBytes uint32
}

// What a sidecar keeps of the options, above the timing in the same byte.
const (
	flagLeakage   = 1 << 4
	flagUntrapped = 1 << 5
	flagDisturb   = 1 << 6 // a u32 with the bytes follows
	timingBits    = 0x0F
)

func (w *sideWriter) options(o Options) {
	b := uint8(o.Timing)
	if o.Leakage {
		b |= flagLeakage
	}
	if o.Untrapped {
		b |= flagUntrapped
	}
	if o.DisturbBytes != 0 {
		b |= flagDisturb
	}
	w.u8(b)
	if o.DisturbBytes != 0 {
		w.u32(o.DisturbBytes)
	}
}

func (r *sideReader) options() (o Options) {
	b := r.u8()
	o.Timing = Timing(b & timingBits)
	o.Leakage = b&flagLeakage != 0
	o.Untrapped = b&flagUntrapped != 0
	if b&flagDisturb != 0 {
		if o.DisturbBytes = r.u32(); o.DisturbBytes == 0 {
			r.fail("a disturbed block of 0 bytes")
		}
	}
	if r.err == nil && (o.Timing < TimingWorst || o.Timing > TimingSeeded || b&^(timingBits|flagLeakage|flagUntrapped|flagDisturb) != 0) {
		r.fail("unknown timing %d", b)
	}
	return o
}

// assumedDisturb is what a part without a documented weakness gets from
// Options.DisturbBytes: the effect is Microchip's (SST26VF016B FAQ), share and
// size are assumed.
var assumedDisturb = PageDisturb{PageShare: 0.05, MeanVolts: 0.5}

// wordLineBytes is the page that such a cut disturbs on parts without a page
// burst (assumption: the cells of one word line).
const wordLineBytes = 256

// disturbed gives the weakness in force for a program at addr: what it does, the
// block it reaches, and the size of a page of it.
func (d *Device) disturbed(addr uint32) (weak PageDisturb, start, size, page uint32) {
	weak = d.part.Program.CutDisturb.Value
	page = d.part.BurstBytes()
	if d.options.DisturbBytes == 0 {
		_, start, size = d.part.EraseUnit(addr)
		return weak, start, size, page
	}
	if weak.PageShare == 0 {
		weak = assumedDisturb
	}
	if d.part.Program.BurstBytes.Value == 0 {
		page = wordLineBytes
	}
	start = addr - addr%d.options.DisturbBytes
	return weak, start, min(d.options.DisturbBytes, d.part.SizeBytes.Value-start), page
}
