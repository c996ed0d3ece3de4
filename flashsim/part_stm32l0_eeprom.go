package flashsim

import "time"

// stm32l0EEPROM is the data EEPROM of an STM32L0, 2 KiB. The hardware erases a
// word before it programs it, skips the erase when the word is 0 already, and
// takes a write of 0 as an erase. Erased reads 0.
func stm32l0EEPROM() *Part {
	const (
		rm      = "RM0377, data EEPROM"
		ds      = "STM32L051 datasheet, memory characteristics"
		assumed = "assumption"
	)
	return &Part{
		Name:       "stm32l0-eeprom",
		Maker:      "STMicroelectronics",
		About:      "2 KiB data EEPROM; each word is erased, then programmed, by one write; erased is 0",
		SizeBytes:  Fig[uint32](2<<10, Datasheet, rm),
		EraseUnits: []EraseRun{{Count: 512, UnitBytes: Fig[uint32](4, Datasheet, rm)}},
		Erased:     Fig[byte](0x00, Datasheet, rm),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 4, MinimumVolts: Fig(1.65, Datasheet, ds)}},
			Typical:     Fig(3280*time.Microsecond, Remembered, ds),
			Maximum:     Fig(3940*time.Microsecond, Remembered, ds),
			Again:       Fig(AgainReplaces, Datasheet, rm),
			SkipsIdle:   Fig(true, Datasheet, rm+": no erase of a word that is 0; a write of 0 is an erase only"),
			PumpDecay:   Fig(10*time.Microsecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:      Fig(3280*time.Microsecond, Remembered, ds),
			Maximum:      Fig(3940*time.Microsecond, Remembered, ds),
			MinimumVolts: Fig(1.65, Datasheet, ds),
			Pulses:       Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:  Fig(0.1, Assumption, assumed),
			PumpDecay:    Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](100000, Forum, "ST community"),
		ReadMinimumVolts: Fig(1.65, Datasheet, ds),
		LockoutVolts:     Fig(1.5, Assumption, "assumed; about the power-on reset level"),
		LockoutAborts:    Fig(true, Assumption, "assumed: power-down reset stops the controller"),
		Reset:            Fig(ResetAborts, Remembered, "reference manual: content not guaranteed after a reset during an operation"),
		Timing:           Fig(TimingWorst, Assumption, "assumed: the controller is driven by a timer"),
		Cells:            norCells(),
	}
}
