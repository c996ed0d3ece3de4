package flashsim

import "time"

// fm25v10 is a 1 Mbit SPI FRAM, here for contrast: each byte is stored as it is
// clocked in, so a cut tears a record at a byte border and leaves no marginal bits.
func fm25v10() *Part {
	const (
		ds      = "FM25V10 datasheet"
		assumed = "assumption"
	)
	return &Part{
		Name:       "fm25v10",
		Maker:      "Infineon (Cypress, Ramtron)",
		About:      "128 KiB SPI FRAM; no erase, no write time, no marginal bits",
		Technology: Ferroelectric,
		SizeBytes:  Fig[uint32](128<<10, Datasheet, ds),
		EraseUnits: []EraseRun{{Count: 1, UnitBytes: Fig[uint32](128<<10, Assumption, "there is nothing to erase; one unit for the listing")}},
		Erased:     Fig[byte](0xFF, Assumption, "what a blank memory holds is not specified"),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 1, MinimumVolts: Fig(2.0, Datasheet, ds)}},
			BurstBytes:  Fig[uint32](256, Assumption, "the part has no page; the longest transfer the simulator takes at once"),
			Typical:     Fig(260*time.Microsecond, Assumption, "256 bytes, opcode and address at 8 MHz"),
			Maximum:     Fig(260*time.Microsecond, Assumption, "256 bytes, opcode and address at 8 MHz"),
			FirstByte:   Fig(5*time.Microsecond, Assumption, "opcode, address and one byte at 8 MHz"),
			FurtherByte: Fig(time.Microsecond, Assumption, "one byte at 8 MHz"),
			Again:       Fig(AgainOverwritesAny, Datasheet, ds),
		},
		Erase:            EraseData{Hidden: Fig(true, Datasheet, ds)},
		EnduranceCycles:  Fig[uint64](100_000_000_000_000, Datasheet, ds),
		ReadMinimumVolts: Fig(2.0, Datasheet, ds),
		LockoutVolts:     Fig(2.0, Assumption, "assumed: nothing is stored under the minimum supply; vendors ask for an orderly power-down"),
		LockoutAborts:    Fig(true, Assumption, assumed),
		Reset:            Fig(ResetAborts, Assumption, "assumed: the MCU that clocks the bytes stops"),
		Timing:           Fig(TimingWorst, Assumption, "the clock sets the pace"),
	}
}
