package mcu

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/power"
)

// Config describes the microcontroller and the board around it. The zero
// value is not usable; start from NRF52.
type Config struct {
	Supervisor SupervisorConfig
	Currents   Currents
	RAM        RAMConfig
	Misexecute MisexecuteConfig

	// BootTime passes between the release of reset and the first line of the
	// application: start-up code, bootloader with its signature check.
	BootTime time.Duration
	// FlashReadPerByte is the time to fetch one byte of the memory.
	FlashReadPerByte time.Duration
	// StallsOnFlash tells that the core is halted while the memory programs or
	// erases. It holds for every part whose driver waits for the end.
	StallsOnFlash bool
	// Watchdog resets a hung core after this time; 0 means there is none.
	Watchdog time.Duration
}

// SupervisorConfig describes the brown-out reset, the power-on reset and the
// power-fail comparator.
type SupervisorConfig struct {
	// BrownOutOn tells whether the brown-out reset is enabled at all; products
	// ship with it off.
	BrownOutOn    bool
	BrownOutLevel power.Volts
	// BrownOutHysteresis is how far above the level VDD must rise for release.
	BrownOutHysteresis power.Volts
	// BrownOutDelay is how long VDD must stay low for the reset to act.
	BrownOutDelay time.Duration
	// ReleaseDelay passes between VDD being good and the release of reset.
	ReleaseDelay time.Duration

	// PowerOnLevel is the level below which logic stops whatever is enabled.
	PowerOnLevel power.Volts

	// WarningMin and WarningMax bound the power-fail comparator's setting.
	WarningMin, WarningMax power.Volts
	WarningHysteresis      power.Volts
	WarningDelay           time.Duration
	// WarningGatesFlash: while VDD is under the level and the comparator is on,
	// the controller ignores new programs and erases and tells nobody.
	WarningGatesFlash bool
	// WarningHangsFlash: an operation in flight when the warning comes hangs
	// the core, an erratum of some silicon.
	WarningHangsFlash bool

	// CoreMinimum is the lowest VDD at which the core executes correctly.
	CoreMinimum power.Volts
}

// Currents are the machine's loads.
type Currents struct {
	Reset     power.Amps // held in reset, on VDD
	Boot      power.Amps // start-up code, on VDD
	Run       power.Amps // core running from flash, on VDD
	Sleep     power.Amps // core asleep, clock and RAM kept, on VDD
	FlashOp   power.Amps // added while the memory programs or erases, on VDD
	Connected power.Amps // added on average in a connection, on VDD
	Polled    power.Amps // radio and core busy with a peer's query, on VDD
	ClockOn   power.Amps // core idle, high-frequency clock running, on VDD
	// AdvertisingCharge is what one connectable advertising event costs.
	AdvertisingCharge power.Coulombs
	Board             power.Amps // sensor, bridge and regulator asleep, on VBAT
	LightFull         power.Amps // LED ring at full brightness, on VBAT
}

// RAMConfig describes how RAM forgets.
type RAMConfig struct {
	// Retention is the VDD above which RAM keeps everything.
	Retention power.Volts
	// Tau is the median time a bit survives below Retention at 21 °C.
	Tau time.Duration
	// HalvesPer is the rise of temperature that halves Tau.
	HalvesPer power.Celsius
	// Sigma is the spread of the natural logarithm of a bit's time.
	Sigma float64
}

// MisexecuteConfig describes a core that runs below its minimum voltage.
type MisexecuteConfig struct {
	// RatePerSecond is the rate of wrong executions at CoreMinimum.
	RatePerSecond float64
	// Slope is the drop of VDD that raises the rate by a factor e.
	Slope power.Volts
	// WildWrite and CorruptWord are the shares of the two effects; the rest
	// are hangs.
	WildWrite, CorruptWord float64
}

// NRF52 returns a Cortex-M4 with internal flash in the manner of the nRF52832.
//
// Sources: brown-out 1.5–1.7 V in System ON (vendor engineer, DevZone 80560);
// power-fail comparator 1.7–2.8 V in 0.1 V steps, off after reset, gates NVMC
// writes (register description, POFCON); hysteresis 50 mV (remembered from the
// product specification); currents 3.7 mA with DC/DC and up to 7.4 mA with LDO
// from flash, System ON idle 1.9 µA (nRF52832 PS 1.1, remembered); flash adds
// about 4 mA (measured on kits, DevZone 45676). Delays, boot time, RAM decay
// and misexecution are assumptions; RAM decay so that it takes milliseconds in a
// hot lock (60 °C) and more than a minute in a cold one (-20 °C).
func NRF52() Config {
	return Config{
		Supervisor: SupervisorConfig{
			BrownOutOn: true, BrownOutLevel: 1.60, BrownOutHysteresis: 0.04,
			BrownOutDelay: 5 * time.Microsecond, ReleaseDelay: time.Millisecond,
			PowerOnLevel: 1.20,
			WarningMin:   1.7, WarningMax: 2.8, WarningHysteresis: 0.05,
			WarningDelay: 5 * time.Microsecond, WarningGatesFlash: true,
			CoreMinimum: 1.70,
		},
		Currents: Currents{
			Reset: 0.3e-3, Boot: 4e-3, Run: 4e-3, Sleep: 3e-6, FlashOp: 4e-3,
			Connected: 250e-6, Polled: 6.5e-3, ClockOn: 0.5e-3, AdvertisingCharge: 12e-6,
			Board: 60e-6, LightFull: 15e-3,
		},
		RAM:        RAMConfig{Retention: 0.6, Tau: 250 * time.Millisecond, HalvesPer: 5, Sigma: 0.5},
		Misexecute: MisexecuteConfig{RatePerSecond: 2, Slope: 0.05, WildWrite: 0.3, CorruptWord: 0.3},
		BootTime:   3 * time.Millisecond, FlashReadPerByte: 16 * time.Nanosecond,
		StallsOnFlash: true,
	}
}

// ErrConfig wraps every complaint of Validate.
var ErrConfig = errors.New("machine configuration")

// Validate checks ranges and shows each rejected value beside its limit.
func (c *Config) Validate() error {
	s := &c.Supervisor
	check := func(ok bool, format string, args ...any) error {
		if ok {
			return nil
		}
		return fmt.Errorf("%w: %s", ErrConfig, fmt.Sprintf(format, args...))
	}
	delays := s.BrownOutDelay + s.ReleaseDelay + s.WarningDelay
	if min(s.BrownOutDelay, s.ReleaseDelay, s.WarningDelay) < 0 {
		delays = -1
	}
	currents := c.Currents
	for _, i := range []power.Amps{currents.Reset, currents.Boot, currents.Run, currents.Sleep, currents.FlashOp,
		currents.Connected, currents.Polled, currents.ClockOn, currents.Board, currents.LightFull} {
		if !(i >= 0 && i <= 1) {
			return fmt.Errorf("%w: a current of %g A, must be 0 to 1 A", ErrConfig, i)
		}
	}
	return errors.Join(
		check(s.PowerOnLevel > 0, "power-on level %g V, must be above 0", s.PowerOnLevel),
		check(!s.BrownOutOn || s.BrownOutLevel >= s.PowerOnLevel,
			"brown-out level %g V is below the power-on level %g V", s.BrownOutLevel, s.PowerOnLevel),
		check(s.BrownOutHysteresis >= 0 && s.BrownOutHysteresis <= 1, "brown-out hysteresis %g V, must be 0 to 1 V", s.BrownOutHysteresis),
		check(s.WarningMin <= s.WarningMax, "power-fail range %g V to %g V is empty", s.WarningMin, s.WarningMax),
		check(c.RAM.Retention > 0 && c.RAM.Retention < s.PowerOnLevel,
			"RAM retention %g V, must be above 0 and below the power-on level %g V", c.RAM.Retention, s.PowerOnLevel),
		check(c.RAM.Tau > 0, "RAM decay time %v, must be above 0", c.RAM.Tau),
		check(c.RAM.HalvesPer > 0, "RAM decay time halves every %g °C, must be above 0", c.RAM.HalvesPer),
		check(c.RAM.Sigma >= 0, "RAM decay spread %g, must not be below 0", c.RAM.Sigma),
		check(delays >= 0 && delays < time.Minute, "a delay is below 0 or all together %v, must be less than 1 min", delays),
		check(s.WarningHysteresis >= 0 && s.WarningHysteresis <= 1, "power-fail hysteresis %g V, must be 0 to 1 V", s.WarningHysteresis),
		check(c.FlashReadPerByte >= 0 && c.FlashReadPerByte <= time.Second, "flash read time %v a byte, must be 0 to 1 s", c.FlashReadPerByte),
		check(c.Watchdog >= 0, "watchdog time %v, must not be below 0", c.Watchdog),
		check(c.BootTime > 0 && c.BootTime <= time.Minute, "boot time %v, must be above 0 and at most 1 min", c.BootTime),
		check(currents.AdvertisingCharge >= 0 && currents.AdvertisingCharge <= 1, "advertising charge %g C, must be 0 to 1 C", currents.AdvertisingCharge),
		check(c.Misexecute.RatePerSecond >= 0, "misexecution rate %g a second, must not be below 0", c.Misexecute.RatePerSecond),
		check(c.Misexecute.Slope > 0, "misexecution slope %g V, must be above 0", c.Misexecute.Slope),
		check(c.Misexecute.WildWrite >= 0 && c.Misexecute.CorruptWord >= 0 && c.Misexecute.WildWrite+c.Misexecute.CorruptWord <= 1,
			"misexecution shares %g and %g, must add up to at most 1", c.Misexecute.WildWrite, c.Misexecute.CorruptWord),
	)
}
