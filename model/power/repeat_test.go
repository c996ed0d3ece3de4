package power

import (
	"hash/fnv"
	"math"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// history plays a life with all that the package has and hashes the bits of
// every sample point and crossing.
func history(t *testing.T) uint64 {
	t.Helper()
	h := fnv.New64a()
	word := func(v uint64) {
		var b [8]byte
		for i := range b {
			b[i] = byte(v >> (8 * i))
		}
		h.Write(b[:])
	}
	for i, kind := range []CellKind{Alkaline, Eneloop, EneloopPro, L91, ZincCarbon, LiPo, PowerPack} {
		cfg := DefaultConfig(kind)
		cfg.Pack.ChargePercent, cfg.Pack.Cycles = 40, 100
		cfg.Ambient = Celsius(-5 + 4*i)
		switch i % 3 {
		case 1:
			cfg.Regulator = DefaultBuck()
			cfg.Pack.Spread = &Spread{2, 0.1}
		case 2:
			cfg.Isolation = &Isolation{Drop: 0.3, Resistance: 0.2, F: 100e-6}
			cfg.Motor.CreepSpeed = 1
			cfg.Pack.Weak = &WeakCell{Index: 1, ChargePercent: 8}
		}
		if kind == LiPo || kind == PowerPack {
			cfg.Pack.Cells = 2
		}
		s, err := New(cfg, repro.Root(uint64(i)))
		if err != nil {
			t.Fatal(err)
		}
		s.OnSegment(func(at sim.Time, v Sample) {
			word(uint64(at))
			for _, x := range [...]float64{float64(v.VBAT), float64(v.VDD), float64(v.Motor), v.Speed, float64(v.KeyAngle), float64(v.Battery)} {
				word(math.Float64bits(x))
			}
		})
		play := func(d time.Duration) {
			advance(s, s.Now().Add(d), func(at sim.Time, slot int) { word(uint64(at)); word(uint64(slot)) })
		}
		s.Watch(0, VDD, 2.8, Falling)
		s.Watch(1, VDD, 1.7, Falling)
		s.Watch(2, VDD, 1.8, Rising)
		s.SetShaft(ShaftLoad{Min: -1, Max: 4, Friction: 2e-3, FrictionSlope: 3e-4, Spring: 1e-4, SpringSlope: 2e-4})
		s.SetLoad(8e-3, 1e-3)
		for k := 1; k <= 5; k++ {
			s.SetBridge(Bridge{Drive, float64(k) / 5})
			play(20 * time.Millisecond)
		}
		play(time.Second)
		s.SetBridge(Bridge{Mode: Brake})
		play(time.Second)
		s.SetLoad(300e-6, 0)
		play(48 * time.Hour)
		st := repro.Root(9).Index(uint64(i)).Stream()
		for _, step := range SlowRemoval(&st, Removal{Closed: 0.02, Over: 80 * time.Millisecond, Chatter: 3}) {
			play(step.After)
			s.SetContact(step.Ohms)
		}
		cells := s.Remove()
		play(40 * time.Second)
		s.InsertState(cells)
		for _, step := range BouncyInsertion(&st, Insertion{Closed: 0.02, Bounces: -1, LongGap: -1}) {
			play(step.After)
			s.SetContact(step.Ohms)
		}
		play(time.Second)
		m := s.Meter()
		for _, x := range [...]float64{float64(m.Battery), float64(m.Delivered), float64(m.SelfDischarge), float64(m.LowestVBAT)} {
			word(math.Float64bits(x))
		}
	}
	return h.Sum64()
}

// goldenHistory is the same on every processor. A change of the model or of
// its numbers changes it; a change of the machine must not.
const goldenHistory = 0x7e362cbddda79feb

func TestHistoryIsTheSameOnEveryMachine(t *testing.T) {
	if got := history(t); got != goldenHistory {
		t.Errorf("history %#x, want %#x", got, uint64(goldenHistory))
	}
}
