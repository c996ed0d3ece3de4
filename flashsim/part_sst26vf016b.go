package flashsim

import "time"

// sst26vf016b is a 16 Mbit SPI NOR whose vendor says that power lost in a page
// program can corrupt the whole sector that holds the page.
func sst26vf016b() *Part {
	const (
		ds      = "SST26VF016B datasheet"
		faq     = "Microchip SST26VF016B FAQ"
		assumed = "assumption"
	)
	return &Part{
		Name:       "sst26vf016b",
		Maker:      "Microchip",
		About:      "2 MiB SPI NOR; a cut page program can disturb the rest of its sector",
		SizeBytes:  Fig[uint32](2<<20, Remembered, ds),
		EraseUnits: []EraseRun{{Count: 512, UnitBytes: Fig[uint32](4096, Remembered, ds)}},
		Erased:     Fig[byte](0xFF, Remembered, ds),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 1, MinimumVolts: Fig(2.7, Remembered, ds)}},
			BurstBytes:  Fig[uint32](256, Remembered, ds),
			Typical:     Fig(time.Millisecond, Remembered, ds),
			Maximum:     Fig(1500*time.Microsecond, Remembered, ds),
			Again:       Fig(AgainANDs, Remembered, ds),
			PumpDecay:   Fig(2*time.Microsecond, Assumption, assumed),
			CutDisturb:  Fig(PageDisturb{PageShare: 0.05, MeanVolts: 0.5}, Datasheet, faq+" for the effect; share and size are assumed"),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:         Fig(18*time.Millisecond, Remembered, ds),
			Maximum:         Fig(25*time.Millisecond, Remembered, ds),
			MinimumVolts:    Fig(2.7, Remembered, ds),
			PreProgramShare: Fig(0.1, Assumption, assumed),
			RepairShare:     Fig(0.1, Assumption, assumed),
			Pulses:          Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:     Fig(0.1, Assumption, assumed),
			PumpDecay:       Fig(20*time.Microsecond, Assumption, assumed),
		},
		EnduranceCycles:  Fig[uint64](100000, Remembered, ds),
		ReadMinimumVolts: Fig(2.3, Remembered, ds),
		LockoutVolts:     Fig(1.8, Assumption, assumed),
		LockoutAborts:    Fig(true, Assumption, "assumed: the chip resets itself under the lock-out"),
		Reset:            Fig(ResetContinue, Assumption, "follows from the wiring: no reset line reaches the chip"),
		PowerUpToWrite:   Fig(time.Millisecond, Assumption, assumed),
		Timing:           Fig(TimingSeeded, Assumption, assumed),
		Cells:            norCells(),
	}
}
