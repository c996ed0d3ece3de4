package power

// Eneloop is a low-self-discharge NiMH AA (BK-3MCCE).
const Eneloop CellKind = "eneloop"

var nimhOCV = []OCVPoint{{100, 1.42}, {90, 1.35}, {80, 1.32}, {70, 1.30}, {60, 1.295}, {50, 1.29},
	{40, 1.28}, {30, 1.27}, {20, 1.25}, {10, 1.22}, {5, 1.18}, {0, 1.05}}

const nimhOCVSource = "1.29 V rested at 69 % (rechargebatteryguide.com), 1.454 V just charged (CandlePowerForums 194180); the rest " + Assumption

var eneloop = Chemistry{
	Kind:      Eneloop,
	Title:     "eneloop AA",
	OCV:       nimhOCV,
	OCVSource: nimhOCVSource,
	Impedance: []ImpedancePoint{
		{100, 0.030, 0.015, 0.1, 0.03, 60},
		{20, 0.030, 0.015, 0.1, 0.03, 60},
		{10, 0.050, 0.040, 0.1, 0.08, 60},
		{0, 0.050, 0.040, 0.1, 0.08, 60},
	},
	ImpedanceSource: "53 mohm with leads under 1 ohm, CandlePowerForums 194180; 35 mohm after 2700 partial cycles, 'Eneloops: 5000 cycles'; split " + Assumption,

	CapacityMilliampHours: Value{2000, "1900 min, 2000 typical, 2058..2133 measured new, rechargebatteryguide.com"},
	AvailableFraction:     Value{0.9, Assumption},
	EqualisationRate:      Value{1e-3, Assumption},

	ResistancePerKelvin:    Value{0.018, Assumption},
	ResistancePerKilocycle: Value{0.3, Assumption + ", in line with 'Eneloops: 5000 cycles'"},
	CapacityPerKilocycle:   Value{0.2, Assumption + ": 10 % per 500 full cycles; 1730 of 1950 mAh after 1450 measured by one owner"},
	Leak:                   []LeakStep{{30, 10}, {60, 2.5}, {90, 1.5}, {365, 0.4}, {1e9, 0.15}},
	LeakSource:             "10 % in the first month, 2..3 % in the second (guyelectronicprice tests); 85 % after a year, 70 % after ten claimed by the maker",
	LeakDoublesPerKelvin:   Value{10, Assumption},
	Derate:                 []DerateStep{{21, 1}, {0, 0.9}, {-10, 0.8}, {-20, 0.6}},
	DerateSource:           Assumption,
	MinCelsius:             -20, MaxCelsius: 50, LimitsSource: Assumption,
	NewPercent: Value{72, "70..75 % charged from the package, guyelectronicprice tests"},
}
