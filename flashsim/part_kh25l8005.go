package flashsim

import "time"

// kh25l8005 is an 8 Mbit SPI NOR of the MX25 class. The chip knows nothing of the
// microcontroller's reset: what is running goes on.
func kh25l8005() *Part {
	const (
		ds       = "KH25L8005 datasheet"
		infineon = "Infineon KBA219071: after a dip under the lock-out the supply must fall under the reset level for a while"
		assumed  = "assumption"
	)
	return &Part{
		Name:       "kh25l8005",
		Maker:      "Macronix (KH brand)",
		About:      "1 MiB SPI NOR, 256-byte page program, write lock-out; goes on through a reset of the MCU",
		SizeBytes:  Fig[uint32](1<<20, Datasheet, ds),
		EraseUnits: []EraseRun{{Count: 256, UnitBytes: Fig[uint32](4096, Datasheet, ds)}},
		Erased:     Fig[byte](0xFF, Datasheet, ds),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 1, MinimumVolts: Fig(2.7, Remembered, ds)}},
			BurstBytes:  Fig[uint32](256, Datasheet, ds),
			Typical:     Fig(1400*time.Microsecond, Datasheet, ds),
			Maximum:     Fig(5*time.Millisecond, Datasheet, ds),
			FirstByte:   Fig(32*time.Microsecond, VendorData, "SFDP table of the related MX25R6435F"),
			FurtherByte: Fig(5*time.Microsecond, Assumption, "assumed: a full page then takes about the typical page time"),
			Again:       Fig(AgainANDs, Datasheet, ds),
			PumpDecay:   Fig(2*time.Microsecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:         Fig(60*time.Millisecond, Datasheet, ds),
			Maximum:         Fig(120*time.Millisecond, Datasheet, ds),
			MinimumVolts:    Fig(2.7, Remembered, ds),
			PreProgramShare: Fig(0.1, Assumption, assumed),
			RepairShare:     Fig(0.1, Assumption, assumed),
			Pulses:          Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:     Fig(0.1, Assumption, assumed),
			PumpDecay:       Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](100000, Datasheet, ds),
		ReadMinimumVolts: Fig(2.7, Remembered, ds),
		LockoutVolts:     Fig(2.0, Datasheet, ds+": 1.5 to 2.5 V; the middle"),
		LockoutAborts:    Fig(true, Assumption, "assumed: the chip resets itself under the lock-out"),
		Reset:            Fig(ResetContinue, Assumption, "follows from the wiring: no reset line reaches the chip"),
		PowerUpToWrite:   Fig(10*time.Millisecond, Remembered, "upper end of the 1 to 10 ms that such parts state"),
		Shallow: ShallowBrownOut{
			ResetVolts: Fig(0.8, Assumption, infineon+"; level assumed, and that this part behaves so"),
			Hold:       Fig(300*time.Microsecond, Assumption, infineon+"; time assumed"),
		},
		Timing: Fig(TimingSeeded, Assumption, "most pages take about the typical time (Winbond application note); spread assumed"),
		Cells:  norCells(),
	}
}
