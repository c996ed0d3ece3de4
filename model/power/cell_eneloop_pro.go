package power

// EneloopPro is the high-capacity variant (BK-3HCDE).
const EneloopPro CellKind = "eneloop-pro"

var eneloopPro = Chemistry{
	Kind:      EneloopPro,
	Title:     "eneloop pro AA",
	OCV:       nimhOCV,
	OCVSource: nimhOCVSource,
	Impedance: []ImpedancePoint{
		{100, 0.036, 0.018, 0.1, 0.036, 60},
		{20, 0.036, 0.018, 0.1, 0.036, 60},
		{10, 0.060, 0.048, 0.1, 0.096, 60},
		{0, 0.060, 0.048, 0.1, 0.096, 60},
	},
	ImpedanceSource: Assumption + ": 20 % over eneloop",

	CapacityMilliampHours: Value{2500, "maker's minimum, recalled"},
	AvailableFraction:     Value{0.9, Assumption},
	EqualisationRate:      Value{1e-3, Assumption},

	ResistancePerKelvin:    Value{0.018, Assumption},
	ResistancePerKilocycle: Value{0.6, Assumption + ": rated for a quarter of the cycles of eneloop"},
	CapacityPerKilocycle:   Value{0.4, Assumption},
	Leak:                   []LeakStep{{30, 10}, {60, 2.5}, {90, 1.5}, {365, 0.6}, {1e9, 0.3}},
	LeakSource:             Assumption + ", after eneloop",
	LeakDoublesPerKelvin:   Value{10, Assumption},
	Derate:                 []DerateStep{{21, 1}, {0, 0.9}, {-10, 0.8}, {-20, 0.6}},
	DerateSource:           Assumption,
	MinCelsius:             -20, MaxCelsius: 50, LimitsSource: Assumption,
	NewPercent: Value{72, Assumption},
}
