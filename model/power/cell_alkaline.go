package power

// Alkaline is a premium alkaline AA (LR6).
const Alkaline CellKind = "alkaline"

var alkaline = Chemistry{
	Kind:  Alkaline,
	Title: "alkaline AA, premium",
	OCV: []OCVPoint{{100, 1.60}, {90, 1.50}, {80, 1.45}, {70, 1.41}, {60, 1.38}, {50, 1.35},
		{40, 1.31}, {30, 1.27}, {20, 1.23}, {10, 1.15}, {5, 1.08}, {0, 0.95}},
	OCVSource: "fresh 1.58..1.62 V measured (tests of Duracell Procell and others); the rest " + Assumption +
		", 0.1..0.15 V over the light-load table of CandlePowerForums thread 263582",
	Impedance: []ImpedancePoint{
		{100, 0.12, 0.10, 0.030, 0.15, 30},
		{50, 0.22, 0.15, 0.040, 0.25, 45},
		{20, 0.30, 0.22, 0.050, 0.40, 60},
		{5, 0.75, 0.60, 0.050, 1.05, 60},
		{0, 1.00, 0.80, 0.050, 1.50, 60},
	},
	ImpedanceSource: "R0+R1 fresh 0.214 ohm: Energizer technical bulletin 'Battery Internal Resistance' (2005); split and used cells " + Assumption,

	CapacityMilliampHours: Value{2800, "2700..2900 mAh at 25..100 mA, rightbattery.com test of Duracell Procell AA"},
	AvailableFraction:     Value{0.6, Assumption},
	EqualisationRate:      Value{1e-4, Assumption},

	ResistancePerKelvin:  Value{0.0275, "0.9 ohm at -40 °C against 0.1 ohm at +40 °C, Energizer E91 data"},
	ResistancePerYear:    Value{0.05, Assumption},
	CapacityPerKilocycle: Value{0, "primary cell"},
	Leak:                 []LeakStep{{1e9, 0.3}},
	LeakSource:           "85 % left after 4 years, anrieff.net battery tests",
	LeakDoublesPerKelvin: Value{10, Assumption},
	Derate:               []DerateStep{{21, 1}, {0, 0.75}, {-10, 0.45}, {-20, 0.25}},
	DerateSource:         Assumption,
	MinCelsius:           -20, MaxCelsius: 54, LimitsSource: "Duracell MN series data sheets",
	NewPercent: Value{100, Assumption},
}
