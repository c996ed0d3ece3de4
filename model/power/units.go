package power

// SI units as types: a number that crosses a package boundary says what it is.
type (
	Volts        float64
	Amps         float64
	Ohms         float64
	Farads       float64
	Henries      float64
	Celsius      float64
	Coulombs     float64
	Joules       float64
	NewtonMetres float64
	Radians      float64
	Seconds      float64
)

// coulombsPerMilliampHour converts the unit cells are sold by.
const coulombsPerMilliampHour = 3.6

// MilliampHours gives q in the unit that is printed on cells.
func (q Coulombs) MilliampHours() float64 { return float64(q) / coulombsPerMilliampHour }

// MilliwattSeconds gives e in the unit of a lock's battery report.
func (e Joules) MilliwattSeconds() float64 { return float64(e) * 1e3 }
