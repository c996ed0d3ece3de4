package power

// LiPo is a bare lithium polymer cell of at least 1 Ah with its protection.
const LiPo CellKind = "lipo"

// PowerPack is one lithium polymer cell behind a boost converter, in the shape
// of a set of cells.
const PowerPack CellKind = "power-pack"

var lipoOCV = []OCVPoint{{100, 4.20}, {90, 4.06}, {80, 3.98}, {70, 3.92}, {60, 3.87}, {50, 3.82},
	{40, 3.79}, {30, 3.77}, {20, 3.74}, {10, 3.68}, {5, 3.45}, {0, 3.00}}

var lipoImpedance = []ImpedancePoint{
	{100, 0.080, 0.02, 1, 0.03, 60},
	{10, 0.080, 0.02, 1, 0.03, 60},
	{0, 0.100, 0.04, 1, 0.06, 60},
}

const lipoImpedanceSource = Assumption + ": 0.06..0.10 ohm with the transistors of the protection"

var lipo = Chemistry{
	Kind:            LiPo,
	Title:           "lithium polymer cell with protection",
	OCV:             lipoOCV,
	OCVSource:       Assumption,
	Impedance:       lipoImpedance,
	ImpedanceSource: lipoImpedanceSource,

	CapacityMilliampHours: Value{2000, Assumption},
	AvailableFraction:     Value{0.95, Assumption},
	EqualisationRate:      Value{1e-3, Assumption},

	ResistancePerKelvin:    Value{0.035, Assumption},
	ResistancePerKilocycle: Value{1, Assumption},
	CapacityPerKilocycle:   Value{0.3, Assumption},
	Leak:                   []LeakStep{{1e9, 2}},
	LeakSource:             Assumption,
	LeakDoublesPerKelvin:   Value{10, Assumption},
	Derate:                 []DerateStep{{21, 1}, {0, 0.9}, {-10, 0.75}, {-20, 0.5}},
	DerateSource:           Assumption,
	MinCelsius:             -20, MaxCelsius: 60, LimitsSource: Assumption,
	NewPercent: Value{50, Assumption},
}

var powerPack = Chemistry{
	Kind:            PowerPack,
	Title:           "power pack: lithium polymer cell and boost converter",
	OCV:             lipoOCV,
	OCVSource:       Assumption,
	Impedance:       lipoImpedance,
	ImpedanceSource: lipoImpedanceSource,

	CapacityMilliampHours: Value{5000, Assumption},
	AvailableFraction:     Value{0.95, Assumption},
	EqualisationRate:      Value{1e-3, Assumption},

	ResistancePerKelvin:    Value{0.035, Assumption},
	ResistancePerKilocycle: Value{1, Assumption},
	CapacityPerKilocycle:   Value{0.3, Assumption},
	Leak:                   []LeakStep{{1e9, 2}},
	LeakSource:             Assumption,
	LeakDoublesPerKelvin:   Value{10, Assumption},
	Derate:                 []DerateStep{{21, 1}, {0, 0.9}, {-10, 0.75}, {-20, 0.5}},
	DerateSource:           Assumption,
	MinCelsius:             -20, MaxCelsius: 60, LimitsSource: Assumption,
	NewPercent: Value{50, Assumption},
	Boost:      &Boost{Output: 5, Resistance: 0.1, Efficiency: 0.9, Source: Assumption + ": 5 V, 3 A behind 0.1 ohm"},
}
