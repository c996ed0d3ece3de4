package scenarios

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"locktwin/model/sim"
)

// Quantities of a scenario file are integers of a small unit, so that a file
// that is read and written back is the same file, on every machine.
type (
	Microvolts   int64
	Microohms    int64
	Picofarads   int64
	Nanoamps     int64
	Nanohenries  int64
	Millicelsius int64
	Millipercent int64 // 100% is 100,000
	Microdegrees int64
	Thousandths  int64 // a factor: 3x is 3,000
	MinutesOfDay int64 // a time of day, 0 to 1439
)

func (v Microvolts) Volts() float64     { return float64(v) / 1e6 }
func (v Microohms) Ohms() float64       { return float64(v) / 1e6 }
func (v Picofarads) Farads() float64    { return float64(v) / 1e12 }
func (v Nanoamps) Amps() float64        { return float64(v) / 1e9 }
func (v Nanohenries) Henries() float64  { return float64(v) / 1e9 }
func (v Millicelsius) Celsius() float64 { return float64(v) / 1e3 }
func (v Millipercent) Percent() float64 { return float64(v) / 1e3 }
func (v Microdegrees) Degrees() float64 { return float64(v) / 1e6 }
func (v Thousandths) Factor() float64   { return float64(v) / 1e3 }

func (v Microvolts) String() string   { return voltage.format(int64(v)) }
func (v Microohms) String() string    { return resistance.format(int64(v)) }
func (v Picofarads) String() string   { return capacitance.format(int64(v)) }
func (v Nanoamps) String() string     { return current.format(int64(v)) }
func (v Nanohenries) String() string  { return inductance.format(int64(v)) }
func (v Millicelsius) String() string { return temperature.format(int64(v)) }
func (v Millipercent) String() string { return percentage.format(int64(v)) }
func (v Microdegrees) String() string { return angle.format(int64(v)) }
func (v Thousandths) String() string  { return factor.format(int64(v)) }

// String gives hours and minutes: 07:30.
func (v MinutesOfDay) String() string { return fmt.Sprintf("%02d:%02d", v/60, v%60) }

// Duration is the time since midnight.
func (v MinutesOfDay) Duration() time.Duration { return time.Duration(v) * time.Minute }

// unit is one way to write a quantity.
type unit struct {
	suffix string
	quanta int64 // how many of the smallest unit one of these is; a power of ten
}

// quantity is a kind of measure with the units it may be written in. Of two
// units of the same size the first is the one Format writes.
type quantity struct {
	name    string // with its article: "a voltage"
	units   []unit // largest first
	example string
	signed  bool
}

var (
	voltage     = quantity{"a voltage", []unit{{"V", 1e6}, {"mV", 1e3}, {"uV", 1}, {"µV", 1}, {"μV", 1}}, "2.4V or 1800mV", false}
	resistance  = quantity{"a resistance", []unit{{"kOhm", 1e9}, {"kΩ", 1e9}, {"k\u2126", 1e9}, {"Ohm", 1e6}, {"Ω", 1e6}, {"\u2126", 1e6}, {"mOhm", 1e3}, {"mΩ", 1e3}, {"m\u2126", 1e3}, {"uOhm", 1}, {"µΩ", 1}}, "20mOhm or 0.2Ohm", false}
	capacitance = quantity{"a capacitance", []unit{{"F", 1e12}, {"mF", 1e9}, {"uF", 1e6}, {"µF", 1e6}, {"μF", 1e6}, {"nF", 1e3}, {"pF", 1}}, "220uF", false}
	current     = quantity{"a current", []unit{{"A", 1e9}, {"mA", 1e6}, {"uA", 1e3}, {"µA", 1e3}, {"μA", 1e3}, {"nA", 1}}, "1.5mA", false}
	inductance  = quantity{"an inductance", []unit{{"H", 1e9}, {"mH", 1e6}, {"uH", 1e3}, {"µH", 1e3}, {"μH", 1e3}, {"nH", 1}}, "0.5mH", false}
	temperature = quantity{"a temperature", []unit{{"C", 1e3}, {"°C", 1e3}}, "-10C", true}
	percentage  = quantity{"a share", []unit{{"%", 1e3}}, "60%", false}
	angle       = quantity{"an angle", []unit{{"deg", 1e6}, {"°", 1e6}}, "90deg", true}
	factor      = quantity{"a factor", []unit{{"x", 1e3}}, "3x", false}
	signal      = quantity{"a signal level", []unit{{"dBm", 1}}, "-96dBm", true}
	ratio       = quantity{"a ratio of levels", []unit{{"dB", 1}}, "4dB", false}
)

// parse reads a decimal number with its unit; a blank may stand between them.
// The error says what is wrong, ready to follow "found ... ,".
func (q *quantity) parse(s string) (int64, error) {
	n := 0
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		n++
	}
	point := -1
	digits := make([]byte, 0, 20)
	for ; n < len(s); n++ {
		if s[n] == '.' && point < 0 {
			point = len(digits)
		} else if s[n] >= '0' && s[n] <= '9' {
			digits = append(digits, s[n])
		} else {
			break
		}
	}
	if len(digits) == 0 || point == 0 || point == len(digits) {
		return 0, fmt.Errorf("is not %s", q.name)
	}
	if len(digits) > 18 {
		return 0, fmt.Errorf("has too many digits")
	}
	suffix := strings.TrimPrefix(s[n:], " ")
	if suffix == "" {
		return 0, fmt.Errorf("has no unit")
	}
	u := -1
	for i := range q.units {
		if q.units[i].suffix == suffix {
			u = i
		}
	}
	if u < 0 {
		return 0, fmt.Errorf("has the unit %s, which does not measure %s", quoted(suffix), strings.TrimPrefix(strings.TrimPrefix(q.name, "an "), "a "))
	}
	v, _ := new(big.Int).SetString(string(digits), 10)
	v.Mul(v, big.NewInt(q.units[u].quanta))
	if point >= 0 {
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(digits)-point)), nil)
		rest := new(big.Int)
		v.QuoRem(v, scale, rest)
		if rest.Sign() != 0 {
			return 0, fmt.Errorf("is finer than 1 %s, the smallest step there is", q.finest())
		}
	}
	if s[0] == '-' {
		if !q.signed && v.Sign() != 0 {
			return 0, fmt.Errorf("is negative")
		}
		v.Neg(v)
	}
	if !v.IsInt64() {
		return 0, fmt.Errorf("is beyond any lock")
	}
	return v.Int64(), nil
}

// finest names the smallest step, for errors.
func (q *quantity) finest() string {
	u := q.units[len(q.units)-1]
	if u.quanta == 1 {
		return u.suffix
	}
	return "thousandth of a " + u.suffix
}

// format writes v in the largest unit that leaves a whole part, exactly.
func (q *quantity) format(v int64) string {
	sign, u := "", uint64(v)
	if v < 0 {
		sign, u = "-", -u
	}
	chosen := q.units[0]
	for _, c := range q.units {
		if u >= uint64(c.quanta) {
			chosen = c
			break
		}
		if c.quanta < chosen.quanta && u != 0 {
			chosen = c
		}
	}
	whole, rest := u/uint64(chosen.quanta), u%uint64(chosen.quanta)
	out := fmt.Sprintf("%s%d", sign, whole)
	if rest != 0 {
		frac := fmt.Sprintf("%0*d", len(fmt.Sprint(chosen.quanta))-1, rest)
		out += "." + strings.TrimRight(frac, "0")
	}
	return out + chosen.suffix
}

// pattern is the regular expression of the JSON Schema.
func (q *quantity) pattern() string {
	seen := make([]string, 0, len(q.units))
	for _, u := range q.units {
		seen = append(seen, u.suffix)
	}
	sign := ""
	if q.signed {
		sign = "[-+]?"
	}
	return "^" + sign + `[0-9]+(\.[0-9]+)? ?(` + strings.Join(seen, "|") + ")$"
}

// parseClock reads a time of day, 00:00 to 23:59.
func parseClock(s string) (MinutesOfDay, bool) {
	h, m, ok := strings.Cut(s, ":")
	if !ok || len(h) < 1 || len(h) > 2 || len(m) != 2 {
		return 0, false
	}
	number := func(s string) int {
		n := 0
		for _, c := range []byte(s) {
			if c < '0' || c > '9' {
				return 99
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	hour, minute := number(h), number(m)
	if hour > 23 || minute > 59 {
		return 0, false
	}
	return MinutesOfDay(hour*60 + minute), true
}

const (
	durationPattern = `^([0-9]+(\.[0-9]+)?(w|d|h|m|s|ms|us|µs|ns))+$`
	clockPattern    = `^([01]?[0-9]|2[0-3]):[0-5][0-9]$`
	durationExample = "28d, 2h30m or 40ms"
)

// parseDuration reads a duration that is not negative.
func parseDuration(s string) (time.Duration, error) {
	d, err := sim.ParseDuration(s)
	if err != nil {
		// The reason alone: what was found is shown by the caller.
		msg := err.Error()
		if i := strings.LastIndex(msg, `": `); i >= 0 {
			msg = msg[i+3:]
		}
		return 0, fmt.Errorf("is not a time: %s", msg)
	}
	if d < 0 {
		return 0, fmt.Errorf("is negative")
	}
	return d, nil
}

func formatDuration(d time.Duration) string { return sim.FormatDuration(d) }
