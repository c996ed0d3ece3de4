package flashsim

import "time"

// nrf52832 is the internal flash of the Nordic nRF52832, 512 KiB.
func nrf52832() *Part {
	const (
		ps      = "nRF52832 Product Specification, NVMC"
		dts     = "Zephyr device tree and FLASH_PAGE_ERASE_MAX_TIME_US"
		s132    = "S132 SoftDevice specification, flash timing"
		devzone = "Nordic DevZone, quoting PS 1.1"
		assumed = "assumption"
	)
	return &Part{
		Name:       "nrf52832",
		Maker:      "Nordic Semiconductor",
		About:      "512 KiB internal NOR flash; a page erase halts the CPU for up to 89.7 ms",
		SizeBytes:  Fig[uint32](512<<10, VendorData, dts),
		EraseUnits: []EraseRun{{Count: 128, UnitBytes: Fig[uint32](4096, VendorData, dts)}},
		Erased:     Fig[byte](0xFF, Datasheet, ps),
		Program: ProgramData{
			Widths:      []Width{{Bytes: 4, MinimumVolts: Fig(1.7, Forum, devzone)}},
			Typical:     Fig(338*time.Microsecond, Assumption, "the datasheet gives 67.5 µs as minimum and no typical value; taken as the maximum"),
			Maximum:     Fig(338*time.Microsecond, Datasheet, s132),
			Limit:       Fig[uint32](181, Forum, devzone),
			LimitBytes:  Fig[uint32](512, Forum, devzone),
			Again:       Fig(AgainANDs, Datasheet, ps),
			PumpDecay:   Fig(time.Microsecond, Assumption, assumed),
			Pulses:      Fig[uint32](4, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare: Fig(0.1, Assumption, assumed),
		},
		Erase: EraseData{
			Typical:      Fig(85*time.Millisecond, Assumption, "the datasheet gives 2.05 ms as minimum and no typical value"),
			Maximum:      Fig(89700*time.Microsecond, Datasheet, s132),
			MinimumVolts: Fig(1.7, Forum, devzone),
			Pulses:       Fig[uint32](8, Assumption, "pulses with verify are usual; the number is assumed"),
			VerifyShare:  Fig(0.1, Assumption, assumed),
			RepairShare:  Fig(0.08, Assumption, assumed),
			PumpDecay:    Fig(20*time.Microsecond, Assumption, assumed),
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
