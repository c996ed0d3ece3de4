package flashsim

import (
	"testing"
	"time"

	"locktwin/internal/repro"
)

// filled is a 512 KiB device with data everywhere, so that no leaf is absent.
func filled(b *testing.B) *Device {
	d := New(mustPart(b, "nrf52832"), repro.Root(1))
	raw := make([]byte, 512<<10)
	for i := range raw {
		raw[i] = byte(i * 7)
	}
	if err := d.Load(0, raw); err != nil {
		b.Fatal(err)
	}
	return d
}

var whole = Piece{Duration: time.Second, Volts0: 3, Volts1: 3}

func BenchmarkForkRestoreFirstWrite512KiB(b *testing.B) {
	d := filled(b)
	worker := d.Fork()
	src := []byte{0, 0, 0, 0}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		snapshot := d.Fork()
		worker.CopyFrom(snapshot)
		if _, err := worker.BeginProgram(uint32(i*4)%(512<<10), src, Conditions{Volts: 3}); err != nil {
			b.Fatal(err)
		}
		worker.Feed(whole)
	}
}

// The same with a snapshot device that is used again.
func BenchmarkSnapshotRestoreFirstWriteReusingMemory512KiB(b *testing.B) {
	d := filled(b)
	worker, snapshot := d.Fork(), d.Fork()
	src := []byte{0, 0, 0, 0}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		snapshot.CopyFrom(d)
		worker.CopyFrom(snapshot)
		if _, err := worker.BeginProgram(uint32(i*4)%(512<<10), src, Conditions{Volts: 3}); err != nil {
			b.Fatal(err)
		}
		worker.Feed(whole)
	}
}

func BenchmarkRestoreFirstWrite512KiB(b *testing.B) {
	snapshot := filled(b).Fork()
	worker := snapshot.Fork()
	src := []byte{0, 0, 0, 0}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		worker.CopyFrom(snapshot)
		if _, err := worker.BeginProgram(uint32(i*4)%(512<<10), src, Conditions{Volts: 3}); err != nil {
			b.Fatal(err)
		}
		worker.Feed(whole)
	}
}

func BenchmarkReadPlainPage(b *testing.B) {
	d := filled(b)
	var page [4096]byte
	b.SetBytes(4096)
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Read(0x3000, page[:], Conditions{Volts: 3, Celsius: 25}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProgramWord(b *testing.B) {
	d := New(mustPart(b, "nrf52840"), repro.Root(1))
	src := []byte{1, 2, 3, 4}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		addr := uint32(i*4) % (1 << 20)
		if addr == 0 {
			d = New(d.Part(), repro.Root(1))
		}
		if _, err := d.BeginProgram(addr, src, Conditions{Volts: 3}); err != nil {
			b.Fatal(err)
		}
		d.Feed(whole)
	}
}

func BenchmarkErasePage(b *testing.B) {
	d := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.BeginErase(0x3000, Conditions{Volts: 3}); err != nil {
			b.Fatal(err)
		}
		d.Feed(whole)
	}
}

// tornPage is a device whose first page was cut in the middle of the band where
// many of its cells lie near the reference.
func tornPage(b *testing.B) *Device {
	d := filled(b)
	op, err := d.BeginErase(0, Conditions{Volts: 3})
	if err != nil {
		b.Fatal(err)
	}
	d.Feed(Piece{Duration: op.Duration * 9 / 100, Volts0: 3, Volts1: 3})
	d.PowerLost(Conditions{Now: op.Duration * 9 / 100})
	return d
}

func BenchmarkReadMarginalWordFirstTime(b *testing.B) {
	snapshot := tornPage(b).Fork()
	var w [4]byte
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%1024 == 0 {
			snapshot.cache = nil
		}
		if err := snapshot.Read(uint32(i*4)%4096, w[:], Conditions{Now: time.Second, Volts: 3, Celsius: 25}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadMarginalWordAgain(b *testing.B) {
	d := tornPage(b)
	var w [4]byte
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := d.Read(uint32(i*4)%4096, w[:], Conditions{Now: time.Second, Volts: 3, Celsius: 25}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCutErase(b *testing.B) {
	snapshot := filled(b).Fork()
	d := snapshot.Fork()
	b.ReportAllocs()
	for b.Loop() {
		d.CopyFrom(snapshot)
		op, err := d.BeginErase(0, Conditions{Volts: 3})
		if err != nil {
			b.Fatal(err)
		}
		d.Feed(Piece{Duration: op.Duration / 10, Volts0: 3, Volts1: 3})
		d.PowerLost(Conditions{Now: op.Duration / 10})
	}
}

func BenchmarkHash512KiB(b *testing.B) {
	d := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		d.Hash()
	}
}
