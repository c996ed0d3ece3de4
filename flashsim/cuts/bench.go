package cuts

import (
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// Bench is one memory with its clock and supply. It is not for several goroutines
// at once; copies are independent.
type Bench struct {
	dev    *flashsim.Device
	supply Supply
	floor  float64 // volts
	now    time.Duration
	boot   uint32

	armed   bool
	byClock bool          // armed for an instant of the clock
	due     time.Duration // that instant
	cut     Cut
	further []Cut // of a schedule, for the boots to come
	begun   int   // operations since Arm
	falling bool
	fell    time.Duration // when the supply was cut
	off     bool          // the supply is gone
	gone    lost          // raised when it goes

	log   *Log
	reads *Reads
}

// New makes a bench with an erased memory of a part.
func New(p *flashsim.Part, key repro.Key, s Supply) *Bench { return Over(flashsim.New(p, key), s) }

// Over makes a bench around a memory, which belongs to it from then on. Its clock
// begins at 0 with boot number 1.
func Over(d *flashsim.Device, s Supply) *Bench {
	b := &Bench{dev: d, boot: 1}
	b.SetSupply(s)
	return b
}

// Device is the memory, for whoever looks closer or prepares it. Operations on it
// that do not go through the bench take no time and are never cut.
func (b *Bench) Device() *flashsim.Device { return b.dev }

// Supply is the supply in force.
func (b *Bench) Supply() Supply { return b.supply }

// SetSupply changes the supply from now on.
func (b *Bench) SetSupply(s Supply) {
	b.supply = s
	b.floor = s.floor(b.dev.Part())
}

// Now is the bench's clock.
func (b *Bench) Now() time.Duration { return b.now }

// Boots is the number of the present boot, from 1.
func (b *Bench) Boots() uint32 { return b.boot }

// Conditions are those of an access now.
func (b *Bench) Conditions() flashsim.Conditions {
	return flashsim.Conditions{Now: b.now, Volts: b.volts(), Celsius: b.supply.Celsius, Boot: b.boot}
}

func (b *Bench) volts() float64 {
	if b.falling {
		return b.supply.volts(b.floor, b.now-b.fell)
	}
	return b.supply.Volts
}

// Fork gives an independent copy, disarmed and without recorders.
func (b *Bench) Fork() *Bench {
	f := &Bench{dev: b.dev.Fork()}
	f.takeState(b)
	return f
}

// CopyFrom makes b equal to src, reusing b's memory, disarmed and without recorders.
// On a src that has not been written since its last Fork or copy it only reads src,
// so that several goroutines may copy from one.
func (b *Bench) CopyFrom(src *Bench) {
	b.dev.CopyFrom(src.dev)
	b.takeState(src)
}

func (b *Bench) takeState(src *Bench) {
	b.supply, b.floor, b.now, b.boot = src.supply, src.floor, src.now, src.boot
	b.falling, b.fell, b.off = src.falling, src.fell, src.off
	b.armed, b.byClock, b.further, b.begun, b.log, b.reads = false, false, nil, 0, nil, nil
}

// Read reads bytes. Errors are those of flashsim.Device.Read.
func (b *Bench) Read(addr uint32, dst []byte) error {
	b.mustRun()
	if b.reads != nil {
		b.reads.Add(addr, uint32(len(dst)))
	}
	err := b.dev.Read(addr, dst, b.Conditions())
	if b.supply.ReadTime > 0 {
		b.Wait(time.Duration(len(dst)) * b.supply.ReadTime)
	}
	return err
}

// Program writes whole units, in as few operations as the part can. Errors are those
// of flashsim.Device.BeginProgram.
func (b *Bench) Program(addr uint32, src []byte) error {
	p := b.dev.Part()
	unit, burst := p.UnitBytes(), p.Program.BurstBytes.Value
	for {
		n := unit
		if burst > unit {
			n = burst - addr%burst
		}
		n = min(n, uint32(len(src)))
		if err := b.program(addr, src[:n]); err != nil {
			return err
		}
		if addr, src = addr+n, src[n:]; len(src) == 0 {
			return nil
		}
	}
}

func (b *Bench) program(addr uint32, src []byte) error {
	b.ask()
	var before *Bench
	if b.log != nil {
		before = b.log.snapshot(b)
	}
	op, err := b.dev.BeginProgram(addr, src, b.Conditions())
	if err != nil {
		if b.log != nil {
			b.log.drop(before)
		}
		return err
	}
	if b.log != nil {
		b.log.add(b, before, op, src, 0)
	}
	b.operate(op.Duration)
	return nil
}

// Erase erases the unit that holds addr. On parts without an erase a page of erased
// bytes is programmed in its place. Errors are those of flashsim.Device.BeginErase
// and BeginProgram.
func (b *Bench) Erase(addr uint32) error {
	if !b.dev.Part().HasErase() {
		return b.blank(addr)
	}
	return b.erase(addr, 0)
}

// PartialErase adds a chunk of erase time to the unit that holds addr. Errors are those
// of flashsim.Device.BeginPartialErase.
func (b *Bench) PartialErase(addr uint32, chunk time.Duration) error { return b.erase(addr, chunk) }

// erase is a whole erase when chunk is 0.
func (b *Bench) erase(addr uint32, chunk time.Duration) error {
	b.ask()
	var before *Bench
	if b.log != nil {
		before = b.log.snapshot(b)
	}
	var op flashsim.Operation
	var err error
	if chunk == 0 {
		op, err = b.dev.BeginErase(addr, b.Conditions())
	} else {
		op, err = b.dev.BeginPartialErase(addr, chunk, b.Conditions())
	}
	if err != nil {
		if b.log != nil {
			b.log.drop(before)
		}
		return err
	}
	if b.log != nil {
		b.log.add(b, before, op, nil, chunk)
	}
	b.operate(op.Duration)
	return nil
}

// longestBurst is the longest program operation of any part, in bytes.
const longestBurst = 256

func (b *Bench) blank(addr uint32) error {
	p := b.dev.Part()
	var erased [longestBurst]byte
	n := p.BurstBytes()
	for i := range erased {
		erased[i] = p.Erased.Value
	}
	_, start, size := p.EraseUnit(addr)
	if p.Technology == flashsim.Ferroelectric {
		start, size = addr-addr%n, n
	}
	for at := start; at < start+size; at += n {
		if err := b.program(at, erased[:n]); err != nil {
			return err
		}
	}
	return nil
}

// Wait lets time pass while the driver works or sleeps. The supply may go meanwhile.
func (b *Bench) Wait(d time.Duration) {
	b.mustRun()
	d = max(d, 0)
	if b.byClock && !b.falling && b.now+d >= b.due {
		d -= max(b.due-b.now, 0)
		b.now = max(b.now, b.due)
		b.PullPower()
	}
	if b.falling {
		if left := b.left(); d >= left {
			b.now += left
			b.lose()
		}
	}
	b.now += d
}

// left is how long a falling supply still carries the machine.
func (b *Bench) left() time.Duration { return max(b.fell+b.supply.Fall-b.now, 0) }
