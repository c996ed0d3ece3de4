package flashsim

// CellData are the constants of the compact cell model, in volts at the cell
// unless the name says otherwise. No vendor publishes them: the laws and the
// direction of every effect are from papers and datasheets, the sizes are
// assumptions chosen so that the rates that the tests name come out.
type CellData struct {
	ErasedVolts        Figure[float64] // mean threshold of a settled erased cell
	ErasedSigmaVolts   Figure[float64]
	EraseVerifyVolts   Figure[float64] // a settled erased cell lies under this
	ReadReferenceVolts Figure[float64] // a cell under it reads erased
	ProgramVerifyVolts Figure[float64] // a settled programmed cell lies above this
	ProgrammedVolts    Figure[float64] // mean threshold of a settled programmed cell
	ProgrammedSigma    Figure[float64] // volts
	DepletionVolts     Figure[float64] // a cell under it is over-erased
	NeutralVolts       Figure[float64] // where an untouched cell drifts to

	ProgramVoltsPerDecade Figure[float64] // slope of the program law
	ProgramTauShare       Figure[float64] // its time constant, as share of the stage's stress time
	ProgramSpeedSigma     Figure[float64] // sigma of ln(speed) between cells
	EraseVoltsPerDecade   Figure[float64]
	EraseTauShare         Figure[float64]
	EraseSpeedSigma       Figure[float64]

	WeakSlopeVolts Figure[float64] // stress falls by e for each of these under the minimum voltage

	ThermalVolts          Figure[float64] // sigma of the noise of every read
	TelegraphShare        Figure[float64] // share of the cells with telegraph noise
	TelegraphLowVolts     Figure[float64] // amplitude, log-uniform between low and high
	TelegraphHighVolts    Figure[float64]
	TelegraphLowHertz     Figure[float64] // rate at which the state is drawn anew, log-uniform
	TelegraphHighHertz    Figure[float64]
	LowSupplyShift        Figure[float64] // shift of the reference per volt under the read minimum, V/V
	LowSupplyNoisePerVolt Figure[float64] // growth of the noise per volt under the read minimum, 1/V
	ShiftVoltsPerKelvin   Figure[float64] // of the reference against the cells, from 25 °C

	RetentionSettled   Figure[float64] // share of the way to neutral per decade of hours
	RetentionCutLow    Figure[float64] // share of the way back per decade of hours after a cut, uniform between low and high
	RetentionCutHigh   Figure[float64]
	RetentionHotKelvin Figure[float64] // storage hotter by this halves the time
	WearEraseSlow      Figure[float64] // growth of the erase time constant per decade of 1000 cycles
	WearErasedVolts    Figure[float64] // shift of the erased level per decade of 1000 cycles
	WearNoise          Figure[float64] // growth of the noise per decade of 1000 cycles
	OverProgramVolts   Figure[float64] // gained by the other cells of a block per program beyond its limit
}

// norCells are the cell constants shared by the catalogue's floating-gate parts.
//
// Where the published directions and the wanted rates pull apart:
//
//   - Erase slope 2.5 V a decade, the top of the plausible 1.5 to 2.5. With 2.0 the
//     log law cannot have its median cell cross the read reference later than 5 % of
//     the phase and its slowest of 32,768 cells cross the erase verify before 95 %.
//   - A cell that was cut relaxes back towards the threshold it came from, not
//     towards neutral. Neutral (3.2 V) lies under the read reference, so drifting
//     there could only cure a cell of an interrupted erase; but interrupted erases
//     that read blank and turn bad after hours are what the published measurements
//     (Tseng, Grupp, Swanson, DAC 2011) show for cut operations: charge trapped near
//     the interface detraps and undoes the last stress.
//   - Both laws are used in their cumulative form, in which two half stresses add
//     up to a whole one (electrically cumulative, Half-Wits, FAST 2011). A law that
//     starts anew at each operation would let two short cuts do more than one long.
func norCells() CellData {
	const (
		law    = "Half-Wits (FAST 2011) for a fast start and a logarithmic tail; value assumed"
		level  = "assumed scale; verify levels and their order as in marginal-read flash manuals"
		noise  = "Poudel, Ray, Milenkovic (IEEE Trans. Computers 68(2), 2019) for thermal and telegraph noise; value assumed"
		drift  = "Tseng, Grupp, Swanson (DAC 2011): cut operations decay faster; value assumed"
		wear   = "Flashmark (DAC 2020): stressed cells erase later; value assumed"
		supply = "assumed: sense timing and reference move under the read minimum"
	)
	a := func(v float64, source string) Figure[float64] { return Fig(v, Assumption, source) }
	return CellData{
		ErasedVolts:        a(2.0, level),
		ErasedSigmaVolts:   a(0.25, level),
		EraseVerifyVolts:   a(3.0, level),
		ReadReferenceVolts: a(4.0, level),
		ProgramVerifyVolts: a(5.0, level),
		ProgrammedVolts:    a(6.0, level),
		ProgrammedSigma:    a(0.35, level),
		DepletionVolts:     a(0.5, level),
		NeutralVolts:       a(3.2, level),

		ProgramVoltsPerDecade: a(2.0, law),
		ProgramTauShare:       a(1.0/100, law),
		ProgramSpeedSigma:     a(0.12, law),
		EraseVoltsPerDecade:   a(2.5, law),
		EraseTauShare:         a(1.0/75, law),
		EraseSpeedSigma:       a(0.10, law),

		WeakSlopeVolts: a(0.06, "Half-Wits (FAST 2011): writes fail gradually under the rated voltage; value assumed"),

		ThermalVolts:          a(0.02, noise),
		TelegraphShare:        a(0.05, noise),
		TelegraphLowVolts:     a(0.03, noise),
		TelegraphHighVolts:    a(0.15, noise),
		TelegraphLowHertz:     a(1, noise),
		TelegraphHighHertz:    a(1000, noise),
		LowSupplyShift:        a(-0.5, supply),
		LowSupplyNoisePerVolt: a(5, supply),
		ShiftVoltsPerKelvin:   a(0.0005, "assumed"),

		RetentionSettled:   a(0.002, drift),
		RetentionCutLow:    a(0.02, drift),
		RetentionCutHigh:   a(0.05, drift),
		RetentionHotKelvin: a(10, "assumed: leakage doubles every 10 K"),
		WearEraseSlow:      a(0.25, wear),
		WearErasedVolts:    a(0.1, wear),
		WearNoise:          a(0.2, wear),
		OverProgramVolts:   a(0.03, "assumed; that a limit exists is in the vendors' nWRITE figures"),
	}
}
