package flashsim

import "time"

// stm32f031 is the internal flash of an STM32F031, 32 KiB: half-words, and a
// second program of a half-word is refused unless it is 0x0000.
func stm32f031() *Part {
	const (
		rm      = "STM32F0 reference manual, embedded flash"
		ds      = "STM32F031 datasheet, memory characteristics"
		assumed = "assumption"
	)
	return &Part{
		Name:       "stm32f031",
		Maker:      "STMicroelectronics",
		About:      "32 KiB internal NOR flash, 16-bit programs, PGERR on what is not erased",
		SizeBytes:  Fig[uint32](32<<10, Datasheet, ds),
		EraseUnits: []EraseRun{{Count: 32, UnitBytes: Fig[uint32](1024, Datasheet, rm)}},
		Erased:     Fig[byte](0xFF, Datasheet, rm),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 2, MinimumVolts: Fig(2.0, Datasheet, ds)}},
			Typical:     Fig(53500*time.Nanosecond, Remembered, ds),
			Maximum:     Fig(60*time.Microsecond, Remembered, ds),
			Again:       Fig(AgainOnlyZero, Datasheet, rm+", PGERR"),
			PumpDecay:   Fig(300*time.Nanosecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:      Fig(30*time.Millisecond, Remembered, ds),
			Maximum:      Fig(40*time.Millisecond, Remembered, ds),
			MinimumVolts: Fig(2.0, Datasheet, ds),
			RepairShare:  Fig(0.08, Assumption, assumed),
			Pulses:       Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:  Fig(0.1, Assumption, assumed),
			PumpDecay:    Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](10000, Remembered, ds),
		ReadMinimumVolts: Fig(2.0, Datasheet, ds),
		LockoutVolts:     Fig(1.8, Datasheet, ds+": lowest power-down reset level"),
		LockoutAborts:    Fig(true, Assumption, "assumed: power-down reset stops the controller"),
		Reset:            Fig(ResetAborts, Remembered, rm+": content not guaranteed after a reset during an operation"),
		Timing:           Fig(TimingSeeded, Assumption, assumed),
		Cells:            norCells(),
	}
}
