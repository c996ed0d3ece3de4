package power

// L91 is a lithium iron disulfide AA (Energizer Ultimate Lithium).
const L91 CellKind = "l91"

var l91 = Chemistry{
	Kind:  L91,
	Title: "lithium AA (Li/FeS2, L91)",
	OCV: []OCVPoint{{100, 1.80}, {90, 1.73}, {80, 1.72}, {70, 1.71}, {60, 1.70}, {50, 1.69},
		{40, 1.68}, {30, 1.66}, {20, 1.63}, {10, 1.58}, {5, 1.50}, {0, 1.20}},
	OCVSource: "1.73..1.74 V new after storage, EEVblog thread on Ultimate Lithium; the rest " + Assumption,
	Impedance: []ImpedancePoint{
		{100, 0.125, 0.05, 0.05, 0.06, 60},
		{10, 0.150, 0.05, 0.05, 0.06, 60},
		{0, 0.250, 0.10, 0.05, 0.12, 60},
	},
	ImpedanceSource: "0.10..0.15 ohm with the resettable overcurrent element, Energizer lithium handbook; the rest " + Assumption,

	CapacityMilliampHours: Value{3200, "3000..3500 mAh, nearly independent of load to 1 A, Linden's Handbook of Batteries"},
	AvailableFraction:     Value{0.95, Assumption},
	EqualisationRate:      Value{1e-3, Assumption},

	ResistancePerKelvin:  Value{0.008, Assumption},
	ResistancePerYear:    Value{0.02, Assumption},
	Leak:                 []LeakStep{{1e9, 0.042}},
	LeakSource:           "0.5 % a year, general battery comparison",
	LeakDoublesPerKelvin: Value{10, Assumption},
	Derate:               []DerateStep{{21, 1}, {-20, 0.9}, {-40, 0.6}},
	DerateSource:         "at least 0.9 to -20 °C, Energizer lithium handbook; below " + Assumption,
	MinCelsius:           -40, MaxCelsius: 60, LimitsSource: "Energizer cylindrical primary lithium handbook",
	NewPercent: Value{100, Assumption},
}
