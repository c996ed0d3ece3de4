package flashsim

import "time"

// eeprom24LC256 is a 256 Kbit I2C EEPROM. A page write erases and programs the
// addressed bytes by itself; there is no erase command.
func eeprom24LC256() *Part {
	const (
		ds      = "24LC256 datasheet"
		assumed = "assumption"
	)
	return &Part{
		Name:       "24lc256",
		Maker:      "Microchip",
		About:      "32 KiB I2C EEPROM, 64-byte page write with the erase hidden inside",
		SizeBytes:  Fig[uint32](32<<10, Datasheet, ds),
		EraseUnits: []EraseRun{{Count: 512, UnitBytes: Fig[uint32](64, Remembered, "wear is stated per page on parts that refresh the page at each write")}},
		Erased:     Fig[byte](0xFF, Datasheet, ds),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 1, MinimumVolts: Fig(2.5, Datasheet, ds)}},
			BurstBytes:  Fig[uint32](64, Datasheet, ds),
			Typical:     Fig(1500*time.Microsecond, Assumption, "assumed: half of a 3 ms write"),
			Maximum:     Fig(2500*time.Microsecond, Datasheet, ds+": 5 ms for the whole write; the halves are assumed equal"),
			Again:       Fig(AgainReplaces, Datasheet, ds),
			PumpDecay:   Fig(10*time.Microsecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Hidden:       Fig(true, Datasheet, ds),
			Typical:      Fig(1500*time.Microsecond, Assumption, "assumed: half of a 3 ms write"),
			Maximum:      Fig(2500*time.Microsecond, Datasheet, ds+": 5 ms for the whole write; the halves are assumed equal"),
			MinimumVolts: Fig(2.5, Datasheet, ds),
			Pulses:       Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:  Fig(0.1, Assumption, assumed),
			PumpDecay:    Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](1000000, Datasheet, ds),
		ReadMinimumVolts: Fig(2.5, Datasheet, ds),
		LockoutVolts:     Fig(1.5, Remembered, ds+": erase and write logic is disabled under it"),
		LockoutAborts:    Fig(true, Assumption, "assumed: the chip resets itself under the lock-out"),
		Reset:            Fig(ResetContinue, Assumption, "follows from the wiring: self-timed, no reset line reaches the chip"),
		Timing:           Fig(TimingSeeded, Assumption, assumed),
		Cells:            norCells(),
	}
}
