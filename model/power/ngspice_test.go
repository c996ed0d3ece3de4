package power

import (
	"bytes"
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
)

// netlist writes a golden case for ngspice, from the equations of this
// package: each state is a unit capacitor fed by its own derivative, so that
// node k carries state k and no large capacitor stands between two nodes.
// Only measurements come back.
func netlist(g *goldenFile, c *goldenCase) string {
	p, m, l := &c.Params, &g.Common.Motor, &g.Common.LDO
	var b strings.Builder
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	wave := func(name string, steps [][2]float64) {
		fmt.Fprintf(&b, "V%s %s 0 PWL(0 %.9g", name, name, steps[0][1])
		for i := 1; i < len(steps); i++ {
			fmt.Fprintf(&b, " %.9f %.9g %.9f %.9g", steps[i][0], steps[i-1][1], steps[i][0]+1e-6, steps[i][1])
		}
		line(")")
	}
	line("supply rail of a battery lock, one integrator for each state")
	wave("duty", p.Duty)
	wave("load", p.Torque)
	wave("logic", p.MCU)
	wave("close", p.Contact)
	// Source and node, solved for the voltage of the node.
	line("Bopen open 0 V=%.9g-V(u1)-V(u2)", p.Pack.Voc)
	line("Bsrc src 0 V=V(close)/(1+%.9g*V(close))", p.Pack.R0)
	line("Breg reg 0 V=max(0,min(min((%.9g-V(vdd))/%.9g,(V(bat)-V(vdd))/%.9g),%.9g))", l.Vset, l.Rreg, l.Rdo, l.Ilim)
	line("Bbat bat 0 V=(V(src)*V(open)+V(vc)/%.9g-V(duty)*V(i)-V(reg)-%.9g*max(0,min(1,V(bat)/0.2)))/(V(src)+1/%.9g)", p.ESR, l.Iq, p.ESR)
	line("Bib ib 0 V=V(src)*(V(open)-V(bat))")
	state := func(name string, initial float64, derivative string) {
		line("C%s %s 0 1 IC=%.12g", name, name, initial)
		line("B%s 0 %s I=%s", name, name, derivative)
	}
	state("u1", p.Initial.U1, fmt.Sprintf("(V(ib)-V(u1)/%.9g)/%.9g", p.Pack.R1, p.Pack.C1))
	state("u2", p.Initial.U2, fmt.Sprintf("(V(ib)-V(u2)/%.9g)/%.9g", p.Pack.R2, p.Pack.C2))
	state("vc", p.Initial.Vcb, fmt.Sprintf("(V(bat)-V(vc))/%.9g", p.ESR*p.CB))
	state("i", p.Initial.I, fmt.Sprintf("(V(duty)*V(bat)-%.9g*V(i)-%.9g*V(w))/%.9g", m.R, m.Ke, m.L))
	state("w", p.Initial.W, fmt.Sprintf("(%.9g*V(i)-%.9g*V(w)-V(load)*max(-1,min(1,V(w)/%.9g)))/%.9g", m.Kt, m.B, m.W0, m.J))
	state("vdd", p.Initial.Vdd, fmt.Sprintf("(V(reg)-V(logic)*max(0,min(1,V(vdd)/0.2)))/%.9g", p.CD))
	line(".options reltol=1e-4 abstol=1e-9 vntol=1e-9 trtol=1 method=trap maxord=2 itl4=200")
	line(".tran 4e-05 %.9g 0 4e-05 uic", p.Tend)
	line(".meas tran batmin MIN V(bat)")
	line(".meas tran vddmin MIN V(vdd) FROM=1u")
	line(".meas tran imax MAX V(i)")
	line(".meas tran bat5 WHEN V(bat)=5 FALL=1")
	line(".end")
	return b.String()
}

// spice runs ngspice on a netlist and gives its measurements and the time that
// the process took.
func spice(t testing.TB, deck string) (map[string]float64, time.Duration) {
	t.Helper()
	path, err := exec.LookPath("ngspice")
	if err != nil {
		t.Fatal("ngspice is not installed (Debian: apt-get install ngspice); this comparison needs it")
	}
	file := filepath.Join(t.TempDir(), "rail.cir")
	if err := os.WriteFile(file, []byte(deck), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.Command(path, "-b", file)
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err = cmd.Run()
	took := time.Since(start)
	if err != nil {
		t.Fatalf("ngspice: %v\n%s", err, out.Bytes())
	}
	found := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^(\w+)\s*=\s*([-+0-9.eE]+)`).FindAllStringSubmatch(out.String(), -1) {
		if v, err := strconv.ParseFloat(m[2], 64); err == nil {
			found[m[1]] = v
		}
	}
	return found, took
}

// BenchmarkG1AgainstNgspice plays golden case g1 in both, checks both against
// the golden figures, and reports how often this package does it while ngspice
// does it once. ngspice writes no waveform; its time is that of the process.
func BenchmarkG1AgainstNgspice(b *testing.B) {
	g := loadGolden(b)
	c := g.Cases["g1_alk_fresh_motor_start"]
	base := g.supply(b, c)
	base.Watch(0, VBAT, 5, Falling)
	steps := goldenSchedule(c)
	s := base.Clone()
	play := func() (crossing float64) {
		s.CopyFrom(base)
		for _, step := range steps {
			if step.at == 0 {
				continue
			}
			advance(s, step.at, nil)
			step.apply(s)
			if crossing == 0 {
				if at, slot := s.Advance(step.at + 1e9/10); slot == 0 {
					crossing = float64(at) / 1e9
				}
			}
		}
		drain(s, instant(c.Params.Tend))
		return crossing
	}
	play()

	deck := netlist(g, c)
	var slow time.Duration
	var found map[string]float64
	for try := 0; try < 3; try++ { // the best of three, for its sake
		f, took := spice(b, deck)
		if try == 0 || took < slow {
			found, slow = f, took
		}
	}
	n := 0
	var crossing float64
	start := time.Now()
	for b.Loop() {
		crossing = play()
		n++
	}
	fast := time.Since(start) / time.Duration(max(n, 1))

	ours := s.Meter()
	for _, v := range []struct {
		name      string
		got, want float64
		tol       float64
	}{
		{"own lowest VBAT", float64(ours.LowestVBAT), c.VBATMin[0], 1e-3},
		{"own lowest VDD", float64(ours.LowestVDD), c.VDDMin[0], 1e-3},
		{"ngspice lowest VBAT", found["batmin"], c.VBATMin[0], 1e-3},
		{"ngspice lowest VDD", found["vddmin"], c.VDDMin[0], 1e-3},
		{"ngspice largest motor current", found["imax"], c.MotorMax[0], 3e-3},
		{"5 V crossing, own against ngspice", crossing, found["bat5"], 3e-6},
	} {
		if !(math.Abs(v.got-v.want) <= v.tol) {
			b.Errorf("%s: %.9g, want %.9g within %g", v.name, v.got, v.want, v.tol)
		}
	}
	b.ReportMetric(float64(slow)/float64(fast), "times-ngspice")
	b.ReportMetric(float64(slow)/1e6, "ngspice-ms")
}
