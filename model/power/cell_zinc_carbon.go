package power

// ZincCarbon is a zinc-carbon AA (R6P).
const ZincCarbon CellKind = "zinc-carbon"

var zincCarbon = Chemistry{
	Kind:  ZincCarbon,
	Title: "zinc-carbon AA (R6P)",
	OCV: []OCVPoint{{100, 1.62}, {90, 1.53}, {80, 1.47}, {70, 1.41}, {60, 1.36}, {50, 1.30},
		{40, 1.25}, {30, 1.19}, {20, 1.13}, {10, 1.05}, {5, 0.98}, {0, 0.85}},
	OCVSource: "1.60..1.70 V new, naccon R6P data page; the rest " + Assumption,
	Impedance: []ImpedancePoint{
		{100, 0.35, 0.30, 0.05, 0.50, 60},
		{50, 0.60, 0.50, 0.05, 0.80, 60},
		{20, 0.90, 0.75, 0.05, 1.20, 60},
		{0, 1.80, 1.50, 0.05, 2.40, 60},
	},
	ImpedanceSource: Assumption + "; the 50..100 mohm of a maker's page can only be a high-frequency reading",

	CapacityMilliampHours: Value{1000, "800..1200 mAh at 100 mA to 0.9 V, naccon R6P data page"},
	AvailableFraction:     Value{0.5, Assumption},
	EqualisationRate:      Value{5e-5, Assumption},

	ResistancePerKelvin:  Value{0.035, Assumption},
	ResistancePerYear:    Value{0.10, Assumption},
	Leak:                 []LeakStep{{1e9, 0.8}},
	LeakSource:           "at most 10 % a year, naccon R6P data page",
	LeakDoublesPerKelvin: Value{10, Assumption},
	Derate:               []DerateStep{{21, 1}, {0, 0.6}, {-10, 0.3}, {-20, 0.1}},
	DerateSource:         Assumption,
	MinCelsius:           -10, MaxCelsius: 40, LimitsSource: "naccon R6P data page",
	NewPercent: Value{100, Assumption},
}
