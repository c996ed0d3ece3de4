package flashsim

import "time"

// stm32l431 is the internal flash of an STM32L431, 256 KiB with error correction:
// 8 check bits for each 64. A torn double word does not read as bad data, it raises
// an error. A double word that was programmed with all ones reads erased and
// cannot be programmed.
func stm32l431() *Part {
	const (
		rm      = "STM32L4 reference manual, embedded flash"
		ds      = "STM32L431 datasheet, memory characteristics"
		assumed = "assumption"
	)
	return &Part{
		Name:       "stm32l431",
		Maker:      "STMicroelectronics",
		About:      "256 KiB internal NOR flash with ECC over 64-bit granules",
		SizeBytes:  Fig[uint32](256<<10, Datasheet, rm),
		EraseUnits: []EraseRun{{Count: 128, UnitBytes: Fig[uint32](2048, Remembered, rm)}},
		Erased:     Fig[byte](0xFF, Datasheet, rm),
		Program: ProgramData{
			Widths:  []Width{{Bytes: 8, MinimumVolts: Fig(1.71, Remembered, ds)}},
			Typical: Fig(81690*time.Nanosecond, Remembered, ds),
			Maximum: Fig(90760*time.Nanosecond, Remembered, ds),
			// Counted so that a granule that was programmed with all ones is told
			// from an erased one; its check bits differ.
			Limit:       Fig[uint32](1, Datasheet, rm+": a granule is programmed once"),
			LimitBytes:  Fig[uint32](8, Datasheet, rm),
			Again:       Fig(AgainOnlyZero, Remembered, rm+", PROGERR"),
			PumpDecay:   Fig(400*time.Nanosecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:      Fig(22020*time.Microsecond, Remembered, ds),
			Maximum:      Fig(24470*time.Microsecond, Remembered, ds),
			MinimumVolts: Fig(1.71, Remembered, ds),
			RepairShare:  Fig(0.08, Assumption, assumed),
			Pulses:       Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:  Fig(0.1, Assumption, assumed),
			PumpDecay:    Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](10000, Remembered, ds),
		ReadMinimumVolts: Fig(1.71, Remembered, ds),
		LockoutVolts:     Fig(1.64, Datasheet, ds+": BOR level 0, falling"),
		LockoutAborts:    Fig(true, Assumption, "assumed: brown-out reset stops the controller"),
		Reset:            Fig(ResetAborts, Remembered, rm+": content not guaranteed after a reset during an operation"),
		Timing:           Fig(TimingWorst, Assumption, "assumed: the controller is driven by a timer"),
		ECCGranuleBytes:  Fig[uint32](8, Datasheet, rm),
		Cells:            norCells(),
	}
}
