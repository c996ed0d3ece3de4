package flashsim

import "time"

// stm32f405 is the internal flash of an STM32F405, 1 MiB in sectors of three
// sizes. How wide it may program depends on the supply; the wider the program, the
// more volts. Its interrupted erase leaves zeros at the low end of a sector.
func stm32f405() *Part {
	const (
		rm      = "STM32F4 reference manual, embedded flash"
		ds      = "STM32F405 datasheet, memory characteristics"
		forum   = "report of a cut 128 KiB erase on ST's forum: zeros at the start of the sector, ones at its end"
		assumed = "assumption"
	)
	return &Part{
		Name:      "stm32f405",
		Maker:     "STMicroelectronics",
		About:     "1 MiB internal NOR flash, sectors of 16, 64 and 128 KiB, erase with pre-program",
		SizeBytes: Fig[uint32](1<<20, Datasheet, rm),
		EraseUnits: []EraseRun{
			{Count: 4, UnitBytes: Fig[uint32](16<<10, Datasheet, rm)},
			{Count: 1, UnitBytes: Fig[uint32](64<<10, Datasheet, rm)},
			{Count: 7, UnitBytes: Fig[uint32](128<<10, Datasheet, rm)},
		},
		Erased: Fig[byte](0xFF, Datasheet, rm),
		Program: ProgramData{
			Widths: []Width{
				{Bytes: 4, MinimumVolts: Fig(2.7, Remembered, ds)},
				{Bytes: 2, MinimumVolts: Fig(2.1, Remembered, ds)},
				{Bytes: 1, MinimumVolts: Fig(1.8, Remembered, ds)},
			},
			Typical:     Fig(16*time.Microsecond, Remembered, ds),
			Maximum:     Fig(100*time.Microsecond, Remembered, ds),
			Again:       Fig(AgainANDs, Datasheet, rm),
			PumpDecay:   Fig(100*time.Nanosecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical: Fig(time.Second, Remembered, ds),
			Maximum: Fig(2*time.Second, Remembered, ds),
			BySize: []EraseTime{
				{16 << 10, Fig(250*time.Millisecond, Remembered, ds), Fig(500*time.Millisecond, Remembered, ds)},
				{64 << 10, Fig(550*time.Millisecond, Remembered, ds), Fig(1100*time.Millisecond, Remembered, ds)},
			},
			MinimumVolts:    Fig(2.7, Remembered, ds+" for 32-bit parallelism, which these times are for"),
			PreProgramShare: Fig(0.15, Forum, forum+"; the share is assumed"),
			RepairShare:     Fig(0.1, Assumption, assumed),
			Pulses:          Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:     Fig(0.1, Assumption, assumed),
			PumpDecay:       Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](10000, Remembered, ds),
		ReadMinimumVolts: Fig(1.8, Remembered, ds),
		LockoutVolts:     Fig(1.7, Datasheet, "AN4488: power-down reset 1.70 V falling, typical"),
		LockoutAborts:    Fig(true, Assumption, "assumed: power-down reset stops the controller"),
		Reset:            Fig(ResetAborts, Remembered, rm+": content not guaranteed after a reset during an operation"),
		Timing:           Fig(TimingSeeded, Assumption, assumed),
		Cells:            norCells(),
	}
}
