package power

import (
	"errors"
	"fmt"
	"strings"
)

// CellKind names a cell in the catalogue, as scenario files write it.
type CellKind string

// ErrUnknownCell is returned for a cell kind that the catalogue does not have.
var ErrUnknownCell = errors.New("power: unknown kind of cell")

// Assumption is the source given for a number that was chosen, not measured.
const Assumption = "assumption"

// Value is one number of a cell's record with where it is from.
type Value struct {
	V      float64
	Source string
}

// OCVPoint is the rested open-circuit voltage of one cell at 21 °C.
type OCVPoint struct {
	Percent float64
	Volts   Volts
}

// ImpedancePoint holds the Thevenin elements of one cell at 21 °C: R0 shows
// within a millisecond, R1 after Tau1, R2 after Tau2.
type ImpedancePoint struct {
	Percent float64
	R0, R1  Ohms
	Tau1    Seconds
	R2      Ohms
	Tau2    Seconds
}

// LeakStep is the self-discharge at 21 °C up to an age since the cell was
// charged or made, in percent of the full charge per 30 days.
type LeakStep struct {
	UntilDays       float64
	PercentPerMonth float64
}

// DerateStep is a factor on the charge that a cell gives at a temperature.
type DerateStep struct {
	Celsius Celsius
	Factor  float64
}

// Boost is a converter between a cell and the terminals of a pack.
type Boost struct {
	Output     Volts
	Resistance Ohms
	Efficiency float64
	Source     string
}

// Chemistry is the record of one kind of cell. It is data; nothing in it
// changes.
type Chemistry struct {
	Kind  CellKind
	Title string

	OCV             []OCVPoint // falling charge, the last at 0 %
	OCVSource       string
	Impedance       []ImpedancePoint // falling charge, the last at 0 %; its percentages occur in OCV
	ImpedanceSource string

	CapacityMilliampHours Value // at the loads of a lock: milliamperes, with pulses
	AvailableFraction     Value // of the charge that is at hand at once (two wells)
	EqualisationRate      Value // 1/s, between the wells

	ResistancePerKelvin    Value // R(T) = R(21 °C)·exp(k·(21 − T))
	ResistancePerYear      Value // relative growth while stored
	ResistancePerKilocycle Value // relative growth of R0, R1, R2 in 1000 full cycles
	CapacityPerKilocycle   Value // relative loss of charge in 1000 full cycles
	Leak                   []LeakStep
	LeakSource             string
	LeakDoublesPerKelvin   Value // K for twice the self-discharge
	Derate                 []DerateStep
	DerateSource           string

	MinCelsius, MaxCelsius Celsius // maker's limits
	LimitsSource           string
	NewPercent             Value // charge of a cell fresh from its package
	Boost                  *Boost
}

// catalogue lists the records in the order in which they are shown.
func catalogue() []*Chemistry {
	return []*Chemistry{&alkaline, &eneloop, &eneloopPro, &l91, &zincCarbon, &lipo, &powerPack}
}

// Chemistries gives the catalogue of cells.
func Chemistries() []*Chemistry { return catalogue() }

// LookupCell finds a record by kind, case and spaces aside. The error wraps
// ErrUnknownCell and names what there is.
func LookupCell(kind CellKind) (*Chemistry, error) {
	want := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(string(kind))), " ", "-")
	var names []string
	for _, c := range catalogue() {
		if string(c.Kind) == want {
			return c, nil
		}
		names = append(names, string(c.Kind))
	}
	return nil, fmt.Errorf("%w %q; there are %s", ErrUnknownCell, string(kind), strings.Join(names, ", "))
}

// refCelsius is the temperature that the records are stated for.
const refCelsius = 21

// Below 0 % a cell in a series string is driven to reversal: the curve goes on
// to these points and stays flat under the last (assumption).
var reversal = [...]OCVPoint{{-3, 0}, {-8, -0.25}}

// bandStep is the largest relative step between the resistances of two
// neighbouring bands of charge. Resistances are constant within a band so that
// the propagators of a mode serve thousands of motor starts (assumption: far
// below the scatter between two cells of one package).
const bandStep = 0.01

// band is a stretch of charge in which a cell is a linear circuit.
type band struct {
	low, high float64 // fraction of the full charge, of the available well
	ocv       float64 // volts at fraction 0 of the line through this stretch
	slope     float64 // volts per unit of fraction
	z         ImpedancePoint
}

// endless stands for no limit of a band; finite so that guards stay finite.
const endless = 1e6

// knot gives the i-th point of the open-circuit curve, reversal included.
func (c *Chemistry) knot(i int) OCVPoint {
	if i < len(c.OCV) {
		return c.OCV[i]
	}
	return reversal[i-len(c.OCV)]
}

// knots is the number of points of the curve with reversal.
func (c *Chemistry) knots() int { return len(c.OCV) + len(reversal) }

// bandAt finds the band around a fraction of charge.
func (c *Chemistry) bandAt(fraction float64) band {
	percent := float64(fraction * 100)
	last := c.knots() - 1
	if percent < c.knot(last).Percent {
		end := c.knot(last)
		return band{low: -endless, high: end.Percent / 100, ocv: float64(end.Volts), z: c.impedanceAt(0)}
	}
	i := 1
	for i < last && percent < c.knot(i).Percent {
		i++
	}
	hi, lo := c.knot(i-1), c.knot(i)
	span := hi.Percent - lo.Percent
	slope := float64(hi.Volts-lo.Volts) / (span / 100)
	b := band{slope: slope, ocv: float64(lo.Volts) - float64(slope*(lo.Percent/100))}
	parts := bandsBetween(c.impedanceAt(hi.Percent), c.impedanceAt(lo.Percent))
	part := int(float64((percent - lo.Percent) / span * float64(parts)))
	if part < 0 {
		part = 0
	}
	if part >= parts {
		part = parts - 1
	}
	step := span / float64(parts)
	b.low = (lo.Percent + float64(step*float64(part))) / 100
	b.high = (lo.Percent + float64(step*float64(part+1))) / 100
	b.z = c.impedanceAt(lo.Percent + float64(step*(float64(part)+0.5)))
	if i == 1 && part == parts-1 {
		b.high = endless
	}
	return b
}

// bandsBetween is the number of bands that keeps each step under bandStep.
func bandsBetween(a, b ImpedancePoint) int {
	most := 0.0
	for _, p := range [...][2]Ohms{{a.R0, b.R0}, {a.R1, b.R1}, {a.R2, b.R2}} {
		lo, hi := min(p[0], p[1]), max(p[0], p[1])
		if lo > 0 {
			most = max(most, float64((hi-lo)/lo))
		}
	}
	return 1 + int(most/bandStep)
}

// impedanceAt interpolates the Thevenin elements; flat outside the record.
func (c *Chemistry) impedanceAt(percent float64) ImpedancePoint {
	p := c.Impedance
	if percent >= p[0].Percent {
		return p[0]
	}
	for i := 1; i < len(p); i++ {
		if percent >= p[i].Percent {
			u := (percent - p[i].Percent) / (p[i-1].Percent - p[i].Percent)
			mix := func(lo, hi float64) float64 { return lo + float64((hi-lo)*u) }
			return ImpedancePoint{
				Percent: percent,
				R0:      Ohms(mix(float64(p[i].R0), float64(p[i-1].R0))),
				R1:      Ohms(mix(float64(p[i].R1), float64(p[i-1].R1))),
				Tau1:    Seconds(mix(float64(p[i].Tau1), float64(p[i-1].Tau1))),
				R2:      Ohms(mix(float64(p[i].R2), float64(p[i-1].R2))),
				Tau2:    Seconds(mix(float64(p[i].Tau2), float64(p[i-1].Tau2))),
			}
		}
	}
	return p[len(p)-1]
}

// OpenVolts is the rested voltage of one cell at a charge in percent.
func (c *Chemistry) OpenVolts(percent float64) Volts {
	b := c.bandAt(percent / 100)
	return Volts(b.ocv + float64(b.slope*(percent/100)))
}

// derate interpolates the factor on the charge at a temperature.
func (c *Chemistry) derate(t Celsius) float64 {
	d := c.Derate
	if len(d) == 0 {
		return 1
	}
	if t >= d[0].Celsius {
		return d[0].Factor
	}
	for i := 1; i < len(d); i++ {
		if t >= d[i].Celsius {
			u := float64((t - d[i].Celsius) / (d[i-1].Celsius - d[i].Celsius))
			return d[i].Factor + float64((d[i-1].Factor-d[i].Factor)*u)
		}
	}
	return d[len(d)-1].Factor
}
