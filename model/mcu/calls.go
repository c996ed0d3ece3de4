package mcu

import (
	"time"

	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// conversionTime is one reading of the analogue-to-digital converter with its
// acquisition (assumption: 10 µs acquisition, oversampled four times).
const conversionTime = 50 * time.Microsecond

// Take hands out the next interrupt and starts its activation. What happened
// before it is settled.
func (m *Machine) Take() (Interrupt, bool) {
	if m.lost || !m.ready() {
		return Interrupt{}, false
	}
	m.settle()
	if m.unmarked = m.until.Sub(m.now) >= longestActivation; !m.unmarked {
		m.mark()
	}
	m.wake()
	m.executing = true
	if m.sup.warningPending {
		return m.TakeWarning()
	}
	irq := m.irqs[0]
	m.irqs = append(m.irqs[:0], m.irqs[1:]...)
	return irq, true
}

// TakeWarning hands out the pending power-fail interrupt.
func (m *Machine) TakeWarning() (Interrupt, bool) {
	if !m.sup.warningPending {
		return Interrupt{}, false
	}
	m.sup.warningPending = false
	return Interrupt{Kind: IRQWarning}, true
}

// Uptime is the time since the application was started.
func (m *Machine) Uptime() time.Duration { return m.now.Sub(m.stats.LastBoot) }

// Cause is why the present boot happened.
func (m *Machine) Cause() ResetCause { return m.cause }

// Work keeps the core busy.
func (m *Machine) Work(d time.Duration) Status { return m.spend(max(d, 0)) }

// spend lets the world go on for d and for what is still owed.
func (m *Machine) spend(d time.Duration) Status {
	if m.lost {
		return Lost
	}
	m.updateLoad()
	to := m.now.Add(d + m.debt)
	m.debt = 0
	if s := m.pass(to); s != Done {
		return s
	}
	return m.wildWrite()
}

// pass lets the world go on until the instant to, or to the horizon.
func (m *Machine) pass(to sim.Time) Status {
	limit := min(to, m.until)
	if !m.play(limit, to <= limit) {
		return Lost
	}
	if to > limit {
		return Horizon
	}
	return Done
}

// Battery samples the terminal voltage.
func (m *Machine) Battery() (power.Volts, Status) {
	s := m.spend(conversionTime)
	return m.supply.At(m.now).VBAT, s
}

// Logic samples the logic rail.
func (m *Machine) Logic() (power.Volts, Status) {
	s := m.spend(conversionTime)
	return m.supply.At(m.now).VDD, s
}

// Temperature samples the die, which is as warm as the lock.
func (m *Machine) Temperature() (power.Celsius, Status) {
	s := m.spend(conversionTime)
	return m.supply.Ambient(), s
}

// Random32 draws from the random number generator.
func (m *Machine) Random32() uint32 { return uint32(m.rng.Uint64() >> 32) }

// SoftReset resets the machine.
func (m *Machine) SoftReset() Status {
	if !m.lost {
		m.reset(Soft)
	}
	return Lost
}

// SetTimer arms a timer to fire once.
func (m *Machine) SetTimer(id uint8, after time.Duration) {
	if int(id) >= MaxTimers {
		return
	}
	m.events.Cancel(m.timers[id])
	m.timers[id] = m.events.Push(m.now.Add(max(after, 0)), event{kind: evTimer, arg: uint32(id)})
}

// StopTimer disarms a timer.
func (m *Machine) StopTimer(id uint8) {
	if int(id) >= MaxTimers {
		return
	}
	m.events.Cancel(m.timers[id])
	m.timers[id] = 0
}

// SetLight sets the LED ring.
func (m *Machine) SetLight(permille int) {
	permille = min(max(permille, 0), 1000)
	m.load.light = power.Amps(float64(permille) / 1000 * float64(m.cfg.Currents.LightFull))
	if m.listening() && m.load.permille != permille {
		m.note(trace.Light, "light", "")
	}
	m.load.permille = permille
}

// Light is the brightness of the LED ring, 0 to 1000.
func (m *Machine) Light() int { return m.load.permille }

// SetRadio sets what the radio draws on average.
func (m *Machine) SetRadio(r RadioState) {
	c := &m.cfg.Currents
	i := power.Amps(0)
	switch r.Mode {
	case RadioAdvertising:
		if r.Interval > 0 {
			i = power.Amps(float64(c.AdvertisingCharge) / r.Interval.Seconds())
		}
	case RadioConnected:
		i = c.Connected
	}
	if r.PollEvery > 0 {
		share := min(r.PollFor.Seconds()/r.PollEvery.Seconds(), 1)
		i += power.Amps(share * float64(c.Polled))
	}
	m.load.radio = i
	m.load.onAir = r.Mode != RadioOff
	if m.load.set != r {
		m.load.set, m.load.setAt = r, m.now
	}
}

// Radio is what the radio was set to last, and since when. A reset switches it
// off.
func (m *Machine) Radio() (r RadioState, since sim.Time) { return m.load.set, m.load.setAt }

// DeviceID is the number that the factory has given to the chip.
func (m *Machine) DeviceID() uint32 { return m.id }

// SetIdle sets what stays on while the core has nothing to do.
func (m *Machine) SetIdle(mode IdleMode) { m.load.idle = mode }

// Transmit answers a peer.
func (m *Machine) Transmit(peer uint32, packet any) {
	m.outbox = append(m.outbox, Transmission{At: m.now, Peer: peer, Packet: packet})
}

// Tracing tells whether anybody reads notes.
func (m *Machine) Tracing() bool { return m.listener != nil }

// Note writes a line of the firmware's own.
func (m *Machine) Note(name, text string) { m.NoteWith(name, text, nil) }

// NoteWith is part of Bus.
func (m *Machine) NoteWith(name, text string, detail any) {
	if m.listener != nil {
		m.emit(trace.Event{At: m.supply.Now(), Kind: trace.Decision, Name: name, Text: text, Detail: detail})
	}
}
