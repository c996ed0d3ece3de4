package flashsim

import "time"

// nrf52840 is the internal flash of the Nordic nRF52840, 1 MiB, with partial erase.
func nrf52840() *Part {
	const (
		ps       = "nRF52840 Product Specification, NVMC"
		s112     = "S112 SoftDevice specification (nRF52810, same flash)"
		devzone  = "Nordic DevZone"
		assumed  = "assumption"
		help5340 = "nRF5340 help page on partial erase"
	)
	return &Part{
		Name:       "nrf52840",
		Maker:      "Nordic Semiconductor",
		About:      "1 MiB internal NOR flash with partial erase; two programs a word between erases",
		SizeBytes:  Fig[uint32](1<<20, Datasheet, ps),
		EraseUnits: []EraseRun{{Count: 256, UnitBytes: Fig[uint32](4096, Datasheet, ps)}},
		Erased:     Fig[byte](0xFF, Datasheet, ps),
		Program: ProgramData{
			Widths:     []Width{{Bytes: 4, MinimumVolts: Fig(1.7, Forum, devzone)}},
			Typical:    Fig(41*time.Microsecond, Assumption, "taken as the maximum: no typical value is given"),
			Maximum:    Fig(41*time.Microsecond, Datasheet, s112),
			Limit:      Fig[uint32](2, Remembered, ps+" nWRITE"),
			LimitBytes: Fig[uint32](4, Datasheet, ps+" nWRITE is per word"),
			Again:      Fig(AgainANDs, Datasheet, ps),
			PumpDecay: Fig(200*time.Nanosecond, Assumption,
				"assumed; a pump that runs on for a microsecond or more would reach into a 41 µs program so far that a cut in its first 2 % would show"),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:      Fig(85*time.Millisecond, Assumption, "taken as the maximum: no typical value is given"),
			Maximum:      Fig(85*time.Millisecond, Datasheet, s112),
			MinimumVolts: Fig(1.7, Forum, devzone),
			Pulses:       Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:  Fig(0.1, Assumption, assumed),
			RepairShare:  Fig(0.08, Assumption, assumed),
			PumpDecay:    Fig(20*time.Microsecond, Assumption, assumed),
			Partial:      Fig(true, Datasheet, ps),
			PartialSetup: Fig(50*time.Microsecond, Assumption, "that a set-up time exists: "+help5340+"; its length is assumed"),
		},
		EnduranceCycles:  Fig[uint64](10000, Forum, devzone),
		ReadMinimumVolts: Fig(1.7, Forum, devzone),
		LockoutVolts:     Fig(1.4, Assumption, "assumed; under the brown-out reset of the chip (1.5 to 1.7 V, Nordic engineer on DevZone)"),
		LockoutAborts:    Fig(true, Assumption, "assumed; under it the controller's logic resets"),
		Gate:             Fig(GateRefusesStart, Datasheet, ps+": NVMC writes are refused while the power-fail warning is active"),
		Reset:            Fig(ResetAborts, Assumption, "assumed like other single-supply microcontrollers"),
		Timing:           Fig(TimingWorst, Assumption, "assumed: the controller is driven by a timer and not by its verify"),
		Cells:            norCells(),
	}
}
