package mcu

import (
	"time"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// ram is the section of RAM that start-up code leaves alone, and how much of
// its charge has leaked away. Ordinary RAM is the core's own state: start-up
// code overwrites it after every reset, so its decay cannot be seen.
type ram struct {
	noInit [NoInitBytes]byte
	below  bool // VDD is under the retention voltage
	since  sim.Time
	leaked float64 // time below retention, in medians of a bit's survival
}

// fell starts the decay.
func (r *ram) fell(w *world) {
	r.below, r.since = true, w.supply.Now()
}

// rose ends the decay.
func (r *ram) rose(w *world) {
	if !r.below {
		return
	}
	r.leaked += float64(w.supply.Now().Sub(r.since)) / float64(w.retentionMedian())
	r.below = false
}

// account adds what has leaked so far, before the temperature changes.
func (r *ram) account(w *world) {
	if r.below {
		r.rose(w)
		r.fell(w)
	}
}

// watchRetention follows VDD around the retention level while the core is held
// in reset. A core that runs cannot be below it.
func (m *Machine) watchRetention(v power.Volts) {
	if v < m.cfg.RAM.Retention {
		m.retentionFell()
		return
	}
	m.supply.Watch(slotRetentionFall, power.VDD, float64(m.cfg.RAM.Retention), power.Falling)
}

func (m *Machine) retentionFell() {
	if !m.ram.below {
		m.ram.fell(&m.world)
	}
	m.supply.Unwatch(slotRetentionFall)
	m.supply.Watch(slotRetentionRise, power.VDD, float64(m.cfg.RAM.Retention), power.Rising)
}

func (m *Machine) retentionRose() {
	m.ram.rose(&m.world)
	m.supply.Unwatch(slotRetentionRise)
	m.supply.Watch(slotRetentionFall, power.VDD, float64(m.cfg.RAM.Retention), power.Falling)
}

// retentionMedian is how long the median bit survives without supply at the
// present temperature.
func (w *world) retentionMedian() time.Duration {
	c := &w.cfg.RAM
	halves := float64(w.supply.Ambient()-21) / float64(c.HalvesPer)
	m := float64(c.Tau) * repro.Pow(0.5, halves)
	return time.Duration(max(m, 1))
}

// forget applies the decay at boot: a bit whose own time has passed falls to
// the side that its cell prefers.
func (r *ram) forget(w *world) {
	if r.below {
		r.rose(w)
	}
	if r.leaked == 0 {
		return
	}
	x := repro.Log(r.leaked)
	for i := range r.noInit {
		for b := range 8 {
			bit := uint64(i*8 + b)
			if x < w.cfg.RAM.Sigma*w.noise.ram.Normal(bit, 0, 0, 0) {
				continue
			}
			r.noInit[i] &^= 1 << b
			r.noInit[i] |= byte(w.noise.ram.Hash(bit, 1, uint64(w.boot), 0)&1) << b
		}
	}
	r.leaked = 0
}

// scramble is the content after a first power-up.
func (r *ram) scramble(w *world) {
	for i := range r.noInit {
		r.noInit[i] = byte(w.noise.ram.Hash(uint64(i), 2, 0, 0))
	}
}

// NoInit is the RAM that start-up code leaves alone.
func (m *Machine) NoInit() []byte { return m.ram.noInit[:] }
