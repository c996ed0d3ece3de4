package cuts

import (
	"hash/crc32"
	"slices"
	"sync"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// keeper is a driver as firmware has it: two slots with sequence number, payload of
// 16 bytes and CRC-32, programmed word by word and read back.
type keeper struct {
	sequence, slot uint32
	payload        [16]byte
	rec            [24]byte
	back           [24]byte
	lost           bool
}

const slotBytes = 4096

func (k *keeper) boot(b *Bench) {
	*k = keeper{slot: 1}
	for slot := range uint32(2) {
		if b.Read(slot*slotBytes, k.rec[:]) != nil {
			continue
		}
		sequence := uint32(k.rec[0]) | uint32(k.rec[1])<<8 | uint32(k.rec[2])<<16 | uint32(k.rec[3])<<24
		sum := uint32(k.rec[20]) | uint32(k.rec[21])<<8 | uint32(k.rec[22])<<16 | uint32(k.rec[23])<<24
		if sum == crc32.ChecksumIEEE(k.rec[:20]) && sequence > k.sequence {
			k.sequence, k.slot = sequence, slot
			copy(k.payload[:], k.rec[4:])
		}
	}
}

func (k *keeper) save(b *Bench, fill byte) {
	next, slot := k.sequence+1, 1-k.slot
	rec := &k.rec
	rec[0], rec[1], rec[2], rec[3] = byte(next), byte(next>>8), byte(next>>16), byte(next>>24)
	for i := 4; i < 20; i++ {
		rec[i] = fill + byte(i)
	}
	sum := crc32.ChecksumIEEE(rec[:20])
	rec[20], rec[21], rec[22], rec[23] = byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24)
	if b.Erase(slot*slotBytes) != nil || b.Program(slot*slotBytes, rec[:]) != nil ||
		b.Read(slot*slotBytes, k.back[:]) != nil || k.back != *rec {
		k.lost = true
		return
	}
	k.sequence, k.slot = next, slot
	copy(k.payload[:], rec[4:])
}

// experiment is one goroutine's bench and driver.
type experiment struct {
	bench *Bench
	k     keeper
	saves byte
	run   func()
}

func newExperiment(start *Bench) *experiment {
	e := &experiment{bench: start.Fork()}
	e.run = e.recover
	return e
}

const keeps = 4

func (e *experiment) recover() {
	e.k.boot(e.bench)
	for i := e.saves; i < keeps; i++ {
		e.k.save(e.bench, i)
	}
	e.k.boot(e.bench)
}

// once cuts, reboots, mounts, finishes the workload, and mounts again.
func (e *experiment) once(tb testing.TB, log *Log, c Cut) {
	log.Tear(e.bench, c)
	e.saves = keeps
	if ops := log.Operations(); c.Operation < len(ops) {
		e.saves = byte(ops[c.Operation].Step)
	}
	e.bench.Reboot(time.Second)
	if !e.bench.Run(e.run) || e.k.lost || e.k.payload[0] != keeps-1+4 {
		tb.Errorf("cut %+v: %+v", c, e.k)
	}
}

// fourSaves records the reference run. The slots hold a record each before it.
func fourSaves(b *testing.B) (*Bench, *Log) {
	start := New(part(b, "nrf52832"), repro.Root(1), Supply{Volts: 3, Celsius: 25})
	e := newExperiment(start)
	e.k.boot(e.bench)
	e.k.save(e.bench, 0x70)
	e.k.save(e.bench, 0x71)
	log := new(Log)
	e.bench.Record(log)
	for i := range byte(keeps) {
		log.Mark(int(i))
		e.k.save(e.bench, i)
	}
	e.bench.Record(nil)
	return start, log
}

// digital are the cuts that leave nothing marginal; torn those of all classes.
func digital(log *Log) (out []Cut) {
	for k := range len(log.Operations()) + 1 {
		out = append(out, Cut{k, Idle})
	}
	return out
}

func torn(log *Log) (out []Cut) {
	in := []flashsim.Range{{Addr: 0, Size: 24}, {Addr: slotBytes, Size: 24}}
	for _, c := range log.Classes(nil, Plan{In: in, Reading: flashsim.Reading{After: time.Second}}) {
		if c.From >= 0 {
			out = append(out, c.Cut)
		}
	}
	return out
}

func benchmark(b *testing.B, cuts func(*Log) []Cut) {
	for _, n := range []int{1, 2} {
		b.Run([]string{1: "one goroutine", 2: "two goroutines"}[n], func(b *testing.B) {
			start, log := fourSaves(b)
			all := cuts(log)
			workers := make([]*experiment, n)
			for i := range workers {
				workers[i] = newExperiment(start)
				workers[i].once(b, log, all[0])
			}
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			for g, e := range workers {
				wg.Go(func() {
					for i := g; i < b.N; i += n {
						e.once(b, log, all[i%len(all)])
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "experiments/s")
		})
	}
}

func BenchmarkCutExperimentDigital(b *testing.B) { benchmark(b, digital) }

func BenchmarkCutExperimentTorn(b *testing.B) { benchmark(b, torn) }

// BenchmarkClassesOfAnErase lists the borders of a page erase for all bytes of it.
func BenchmarkClassesOfAnErase(b *testing.B) {
	bench := New(part(b, "nrf52832"), repro.Root(1), Supply{Volts: 3, Celsius: 25})
	if err := bench.Device().Load(0, slices.Repeat([]byte{0x5A}, slotBytes)); err != nil {
		b.Fatal(err)
	}
	log := new(Log)
	bench.Record(log)
	if err := bench.Erase(0); err != nil {
		b.Fatal(err)
	}
	bench.Record(nil)
	var classes []Class
	for b.Loop() {
		classes = log.Classes(classes[:0], Plan{Reading: flashsim.Reading{After: time.Second, Levels: flashsim.ReadLevels}})
	}
	b.ReportMetric(float64(len(classes)), "classes")
}
