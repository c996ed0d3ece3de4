package forecast

// What may be behind a short life: IDs of the candidates.
const (
	CausePolling     = "polling"
	CauseConnection  = "connection"
	CauseClock       = "clock-on"
	CauseLight       = "light"
	CauseType        = "battery-type"
	CauseWeakCell    = "weak-cell"
	CauseStalls      = "stalls"
	CauseNotFull     = "not-full"
	CauseTypePolling = "battery-type-and-polling"
)

// cause is a candidate before anything is weighed.
type cause struct {
	id, title, test, source string
	mah                     between // a day; for stalls in one action
	life                    between // factor on a healthy life of what takes no charge
}

// causes are the candidates, each with its cost and where that is from.
var causes = [...]cause{
	{id: CausePolling, title: "A home-automation system asks the lock for its state every 30 s",
		mah: between{8, 26}, life: between{1, 1},
		test:   "Switch the integration or bridge off for two days and compare how far the level falls.",
		source: "2..4 s at 5..8 mA for a question (assumption); an integration with this interval and 3.4 % a day are on record in its issues"},
	{id: CauseConnection, title: "A connection is kept open or tried again and again: bridge at the edge of its range, or a second bridge",
		mah: between{20, 70}, life: between{1, 1},
		test:   "Look at the signal strength of the bridge, move it nearer, and leave only one gateway paired.",
		source: "100..300 µA for a connection, more for retries (assumption)"},
	{id: CauseClock, title: "The core or its fast clock does not go to sleep, as after a brown-out that left a peripheral on",
		mah: between{12, 84}, life: between{1, 1},
		test:   "Take the cells out for a minute, put them back firmly, and compare the drain of the days after.",
		source: "0.5 mA for the clock, 3.5 mA for a core that runs (nRF52832 product specification, remembered)"},
	{id: CauseLight, title: "The LED ring is bright after its setting went back to the factory's",
		mah: between{5, 20}, life: between{1, 1},
		test:   "Read brightness and signal of the ring in the app; switch it off for two days.",
		source: "5..20 mA for one hour a day (assumption)"},
	{id: CauseType, title: "The lock takes its cells for another type and warns early",
		life:   between{0.55, 1},
		test:   "Read the battery type in the app and measure the rested set: the warning should come near 4.85 V with accumulators.",
		source: "warning at half charge where the limits are made for other cells (assumption); the limits of the simulated firmware give no loss"},
	{id: CauseWeakCell, title: "One cell of the set is weak, and the set ends with it",
		life:   between{0.4, 0.85},
		test:   "Measure each cell after the warning: one well below the others; or charge all and run them through a tester.",
		source: "the capacity of a set in series is that of its weakest cell; how weak is an assumption"},
	{id: CauseStalls, title: "The motor stalls or tries again: stiff or misaligned door",
		mah: between{0.1875, 1.5}, life: between{1, 1},
		test:   "Lock and unlock with the door open: it should be quieter and quicker, and the report of an action shows less energy.",
		source: "2.7 A for 1 s is 0.75 mAh a stall; a quarter to two stalls in an action (assumption)"},
	{id: CauseNotFull, title: "The cells were not full when they were put in",
		life:   between{0.62, 0.70},
		test:   "Charge them to the end in a charger that tells the charge, and compare.",
		source: "new eneloop come 70..75 % charged (tests of owners); self-discharge in the drawer takes as much"},
}

// pick finds a cause by its ID.
func pick(id string) *cause {
	for i := range causes {
		if causes[i].id == id {
			return &causes[i]
		}
	}
	return nil
}

// defect is the probability of each candidate before anything was seen, for each
// kind of evidence on its own (assumption: one lock in ten).
const defect = 0.1
