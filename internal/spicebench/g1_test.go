package spicebench

import (
	_ "embed"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/model/sim"
)

//go:embed g1.cir
var netlist string

// params are the figures of case g1, for both sides.
var params = []struct {
	name  string
	value float64
}{
	{"voc", 6.4}, {"r0", 0.48}, {"r1", 0.4}, {"c1", 0.075}, {"r2", 0.6}, {"c2", 50},
	{"u1", 0.0032008}, {"u2", 0.0048012}, {"contact", 0.02},
	{"esr", 0.1}, {"bulk", 220e-6}, {"vc0", 6.387997},
	{"l", 0.5e-3}, {"r", 1.35}, {"ke", 4.77e-3}, {"kt", 4.77e-3}, {"j", 6e-7}, {"b", 6e-7}, {"torque", 2e-3}, {"creep", 1},
	{"vset", 3.3}, {"rreg", 0.05}, {"rdo", 1.5}, {"ilim", 0.3}, {"iq", 2e-6},
	{"decoupling", 10e-6}, {"vdd0", 3.2996}, {"mcu", 8e-3},
}

func param(name string) float64 {
	for _, p := range params {
		if p.name == name {
			return p.value
		}
	}
	panic("no parameter " + name)
}

// What the case comes to, by ngspice at its strictest settings, and how near
// either side has to come.
const (
	goldenVBAT, goldenVDD, goldenMotor = 4.650230858542, 3.2996, 3.383407795995
	toleranceVolts                     = 1e-3
	toleranceAmps                      = 2e-3
	fasterBy                           = 100
)

// extremes are the figures that the two sides are compared in.
type extremes struct{ vbat, vdd, motor float64 }

func (e extremes) check(b *testing.B, who string) {
	b.Helper()
	for _, x := range []struct {
		what                   string
		got, golden, tolerance float64
	}{
		{"lowest VBAT", e.vbat, goldenVBAT, toleranceVolts},
		{"lowest VDD", e.vdd, goldenVDD, toleranceVolts},
		{"highest motor current", e.motor, goldenMotor, toleranceAmps},
	} {
		if !(math.Abs(x.got-x.golden) <= x.tolerance) {
			b.Errorf("%s: %s %.6f, golden %.6f ± %g", who, x.what, x.got, x.golden, x.tolerance)
		}
	}
}

// spice runs the netlist once and gives the time of the analysis alone: without
// starting the program, reading the netlist or writing text.
func spice(b *testing.B, file string) (e extremes, analysis time.Duration) {
	b.Helper()
	cmd := exec.Command("ngspice", "-b", file)
	cmd.Dir = filepath.Dir(file)
	text, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("ngspice (Debian package ngspice): %v\n%s", err, text)
	}
	figure := func(pattern string) float64 {
		m := regexp.MustCompile(pattern + `\s*=\s*([-+.0-9e]+)`).FindSubmatch(text)
		if m == nil {
			b.Fatalf("ngspice does not print %s:\n%s", pattern, text)
		}
		x, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			b.Fatal(err)
		}
		return x
	}
	e = extremes{figure("vbat_min"), figure("vdd_min"), figure("motor_max")}
	return e, time.Duration(figure(`Total analysis time \(seconds\)`) * float64(time.Second))
}

func supply(b *testing.B) *power.Supply {
	b.Helper()
	s, err := power.New(power.Config{
		Pack: power.PackConfig{Thevenin: &power.Thevenin{Volts: power.Volts(param("voc")), R0: power.Ohms(param("r0")),
			R1: power.Ohms(param("r1")), C1: power.Farads(param("c1")), R2: power.Ohms(param("r2")), C2: power.Farads(param("c2")),
			U1: power.Volts(param("u1")), U2: power.Volts(param("u2"))}},
		Contact: power.Ohms(param("contact")),
		Bulk:    power.Capacitor{F: power.Farads(param("bulk")), ESR: power.Ohms(param("esr"))},
		Regulator: power.RegulatorConfig{Kind: power.LDO, Set: power.Volts(param("vset")), Output: power.Ohms(param("rreg")),
			DropOut: power.Ohms(param("rdo")), Limit: power.Amps(param("ilim")), Quiescent: power.Amps(param("iq"))},
		Decoupling: power.Farads(param("decoupling")),
		Motor: power.MotorConfig{R: power.Ohms(param("r")), L: power.Henries(param("l")), Ke: param("ke"), Kt: param("kt"),
			J: param("j"), B: param("b"), N: 190, CreepSpeed: param("creep"), DiodeDrop: 0.7, BridgeMin: 1},
		Ambient: 21,
	}, repro.Root(1))
	if err != nil {
		b.Fatal(err)
	}
	s.SetLoad(power.Amps(param("mcu")), 0)
	s.SetShaft(power.ShaftLoad{Friction: power.NewtonMetres(param("torque"))})
	s.SetBridge(power.Bridge{Mode: power.Drive})
	// The levels that the golden cases watch.
	for i, volts := range []float64{3, 2.8, 2, 1.7} {
		s.Watch(2*i, power.VDD, volts, power.Falling)
		s.Watch(2*i+1, power.VBAT, volts, power.Falling)
	}
	return s
}

// play runs the case on a supply that has just been made.
func play(s *power.Supply) extremes {
	drain := func(until time.Duration) {
		for {
			if _, slot := s.Advance(sim.Time(until)); slot < 0 {
				return
			}
		}
	}
	drain(10 * time.Millisecond)
	s.SetBridge(power.Bridge{Mode: power.Drive, Duty: 1})
	drain(600 * time.Millisecond)
	inrush := s.Meter().HighestMotor // the brake's current, the other way round, is higher
	s.SetBridge(power.Bridge{Mode: power.Drive})
	drain(800 * time.Millisecond)
	m := s.Meter()
	return extremes{float64(m.LowestVBAT), float64(m.LowestVDD), float64(inrush)}
}

// BenchmarkG1AgainstNgspice fails when either side misses the golden figures or
// ours is not faster by the factor that is promised.
func BenchmarkG1AgainstNgspice(b *testing.B) {
	var text strings.Builder
	title, rest, _ := strings.Cut(netlist, "\n")
	fmt.Fprintln(&text, title)
	for _, p := range params {
		fmt.Fprintf(&text, ".param %s=%.15g\n", p.name, p.value)
	}
	text.WriteString(rest)
	file := filepath.Join(b.TempDir(), "g1.cir")
	if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	best := time.Duration(math.MaxInt64)
	for range 3 {
		e, analysis := spice(b, file)
		e.check(b, "ngspice")
		best = min(best, analysis)
	}

	base := supply(b)
	s := base.Clone()
	var e extremes
	b.ReportAllocs()
	for b.Loop() {
		s.CopyFrom(base)
		e = play(s)
	}
	e.check(b, "model/power")
	ours := b.Elapsed() / time.Duration(b.N)
	ratio := float64(best) / float64(ours)
	b.ReportMetric(float64(best.Nanoseconds()), "ngspice-ns/op")
	b.ReportMetric(ratio, "times-faster")
	if ratio < fasterBy {
		b.Errorf("%.0f times faster than ngspice, at least %d is promised", ratio, fasterBy)
	}
}
