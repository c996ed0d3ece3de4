package power

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"testing"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// The golden cases were computed with a circuit simulator from the same
// equations. Accept 1 mV on minima, 3 µs on crossings, 2 mV on waveforms.
type goldenFile struct {
	Common struct {
		Motor struct{ L, R, Ke, Kt, J, B, W0 float64 }
		LDO   struct{ Vset, Rreg, Rdo, Ilim, Iq float64 }
	}
	Cases map[string]*goldenCase
}

type goldenCase struct {
	VBATMin  [2]float64       `json:"vbat_min"`
	VDDMin   [2]float64       `json:"vdd_min"`
	MotorMax [2]float64       `json:"i_motor_max"`
	SpeedMax float64          `json:"omega_max"`
	VDD30    []goldenCrossing `json:"vdd_cross_3.0"`
	VBAT30   []goldenCrossing `json:"vbat_cross_3.0"`
	VDD28    []goldenCrossing `json:"vdd_cross_2.8"`
	VBAT28   []goldenCrossing `json:"vbat_cross_2.8"`
	VDD20    []goldenCrossing `json:"vdd_cross_2.0"`
	VBAT20   []goldenCrossing `json:"vbat_cross_2.0"`
	VDD17    []goldenCrossing `json:"vdd_cross_1.7"`
	VBAT17   []goldenCrossing `json:"vbat_cross_1.7"`
	Params   struct {
		Pack    struct{ Voc, R0, R1, C1, R2, C2 float64 }
		CB      float64      `json:"cb"`
		ESR     float64      `json:"esr"`
		CD      float64      `json:"cd"`
		Contact [][2]float64 `json:"contact_S"`
		Duty    [][2]float64 `json:"duty"`
		Torque  [][2]float64 `json:"TL_Nm"`
		MCU     [][2]float64 `json:"imcu_A"`
		Initial struct{ U1, U2, Vcb, I, W, Vdd float64 }
		Tend    float64
	}
}

type goldenCrossing struct {
	Up bool
	At float64
}

func (c *goldenCrossing) UnmarshalJSON(b []byte) error {
	var pair [2]any
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	c.Up, c.At = pair[0] == "up", pair[1].(float64)
	return nil
}

func loadGolden(t testing.TB) *goldenFile {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var g goldenFile
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Cases) != 10 {
		t.Fatalf("%d golden cases, want 10", len(g.Cases))
	}
	return &g
}

func (g *goldenFile) names() []string {
	var out []string
	for name := range g.Cases {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// supply builds the circuit of a case in its initial state.
func (g *goldenFile) supply(t testing.TB, c *goldenCase) *Supply {
	t.Helper()
	p, m, l := &c.Params, &g.Common.Motor, &g.Common.LDO
	cfg := Config{
		Pack: PackConfig{Thevenin: &Thevenin{Volts: Volts(p.Pack.Voc), R0: Ohms(p.Pack.R0), R1: Ohms(p.Pack.R1),
			C1: Farads(p.Pack.C1), R2: Ohms(p.Pack.R2), C2: Farads(p.Pack.C2), U1: Volts(p.Initial.U1), U2: Volts(p.Initial.U2)}},
		Bulk:       Capacitor{Farads(p.CB), Ohms(p.ESR)},
		Regulator:  RegulatorConfig{Kind: LDO, Set: Volts(l.Vset), Output: Ohms(l.Rreg), DropOut: Ohms(l.Rdo), Limit: Amps(l.Ilim), Quiescent: Amps(l.Iq)},
		Decoupling: Farads(p.CD),
		Motor:      MotorConfig{R: Ohms(m.R), L: Henries(m.L), Ke: m.Ke, Kt: m.Kt, J: m.J, B: m.B, N: 190, CreepSpeed: m.W0, DiodeDrop: 0.7, BridgeMin: 1},
		Ambient:    21,
	}
	s, err := New(cfg, repro.Root(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range goldenSchedule(c) {
		if step.at == 0 {
			step.apply(s)
		}
	}
	s.change()
	s.full[atVC], s.full[atVDD] = p.Initial.Vcb, p.Initial.Vdd
	s.ResetExtremes()
	return s
}

type goldenStep struct {
	at    sim.Time
	apply func(*Supply)
}

func instant(seconds float64) sim.Time { return sim.Time(math.Round(seconds * 1e9)) }

// The reference has 1 µs ramps in the place of steps. An ideal step belongs
// into the middle of a linear one; but the contact is a ramp of conductance in
// series with the resistance of the cells, which carries nine tenths of the
// current after a tenth of the ramp.
const (
	ramp        = 500
	rampClosing = 87
	rampOpening = 1000 - rampClosing
)

func goldenSchedule(c *goldenCase) []goldenStep {
	var steps []goldenStep
	p := &c.Params
	for i, v := range p.Contact {
		shift := sim.Time(rampOpening - ramp)
		if i > 0 && v[1] > p.Contact[i-1][1] {
			shift = rampClosing - ramp
		}
		if v[0] == 0 {
			shift = 0
		}
		steps = append(steps, goldenStep{instant(v[0]) + shift, func(s *Supply) { s.SetContact(Ohms(1 / v[1])) }})
	}
	for _, v := range p.Duty {
		b := Bridge{Mode: Drive, Duty: v[1]}
		steps = append(steps, goldenStep{instant(v[0]), func(s *Supply) { s.SetBridge(b) }})
	}
	for _, v := range p.Torque {
		steps = append(steps, goldenStep{instant(v[0]), func(s *Supply) { s.SetShaft(ShaftLoad{Friction: NewtonMetres(v[1])}) }})
	}
	for _, v := range p.MCU {
		steps = append(steps, goldenStep{instant(v[0]), func(s *Supply) { s.SetLoad(Amps(v[1]), 0) }})
	}
	for i := range steps {
		if steps[i].at > 0 {
			steps[i].at += ramp
		}
	}
	sort.SliceStable(steps, func(i, j int) bool { return steps[i].at < steps[j].at })
	return steps
}

// run plays a case to until, calling crossed for each watch that fires.
func (c *goldenCase) run(s *Supply, until sim.Time, crossed func(at sim.Time, slot int)) {
	for _, step := range goldenSchedule(c) {
		if step.at == 0 || step.at > until || step.at <= s.Now() {
			continue
		}
		advance(s, step.at, crossed)
		step.apply(s)
	}
	advance(s, until, crossed)
}

func advance(s *Supply, until sim.Time, crossed func(at sim.Time, slot int)) {
	for {
		at, slot := s.Advance(until)
		if slot < 0 {
			return
		}
		if crossed != nil {
			crossed(at, slot)
		}
	}
}

func TestGoldenMinimaAndCrossings(t *testing.T) {
	g := loadGolden(t)
	for _, name := range g.names() {
		t.Run(name, func(t *testing.T) {
			c := g.Cases[name]
			s := g.supply(t, c)
			levels := []struct {
				sig   Signal
				level float64
				want  []goldenCrossing
			}{{VDD, 3.0, c.VDD30}, {VBAT, 3.0, c.VBAT30}, {VDD, 2.8, c.VDD28}, {VBAT, 2.8, c.VBAT28},
				{VDD, 2.0, c.VDD20}, {VBAT, 2.0, c.VBAT20}, {VDD, 1.7, c.VDD17}, {VBAT, 1.7, c.VBAT17}}
			for i, l := range levels {
				s.Watch(2*i, l.sig, l.level, Falling)
				s.Watch(2*i+1, l.sig, l.level, Rising)
			}
			got := make([][]goldenCrossing, len(levels))
			// The reference states the largest positive current: that of the
			// start, not that of braking.
			c.run(s, instant(0.3), func(at sim.Time, slot int) {
				got[slot/2] = append(got[slot/2], goldenCrossing{Up: slot%2 == 1, At: float64(at) / 1e9})
			})
			highest := s.Meter().HighestMotor
			c.run(s, instant(c.Params.Tend), func(at sim.Time, slot int) {
				got[slot/2] = append(got[slot/2], goldenCrossing{Up: slot%2 == 1, At: float64(at) / 1e9})
			})
			for i, l := range levels {
				if len(got[i]) != len(l.want) {
					t.Errorf("level %d %.1f: %v, want %v", l.sig, l.level, got[i], l.want)
					continue
				}
				for j, w := range l.want {
					v := got[i][j]
					if v.Up != w.Up || math.Abs(v.At-w.At) > 3e-6 {
						t.Errorf("level %d %.1f: %v, want %v", l.sig, l.level, v, w)
					}
				}
			}
			m := s.Meter()
			if d := float64(m.LowestVBAT) - c.VBATMin[0]; math.Abs(d) > 1e-3 {
				t.Errorf("lowest VBAT %.6f, want %.6f", m.LowestVBAT, c.VBATMin[0])
			}
			if d := float64(m.LowestVDD) - c.VDDMin[0]; math.Abs(d) > 1e-3 {
				t.Errorf("lowest VDD %.6f, want %.6f", m.LowestVDD, c.VDDMin[0])
			}
			if d := float64(highest) - c.MotorMax[0]; math.Abs(d) > 1e-3 {
				t.Errorf("highest motor current %.6f, want %.6f", highest, c.MotorMax[0])
			}
		})
	}
}

func TestGoldenWaveforms(t *testing.T) {
	g := loadGolden(t)
	for _, name := range g.names() {
		t.Run(name, func(t *testing.T) {
			c := g.Cases[name]
			s := g.supply(t, c)
			f, err := os.Open(filepath.Join("testdata", name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			rows, err := csv.NewReader(f).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			steps := goldenSchedule(c)
			compared := 0
			worst := [4]float64{}
			for _, row := range rows[1:] {
				var v [8]float64
				for i, cell := range row {
					if v[i], err = strconv.ParseFloat(cell, 64); err != nil {
						t.Fatal(err)
					}
				}
				at := instant(v[0])
				for len(steps) > 0 && steps[0].at < at {
					if steps[0].at > 0 {
						advance(s, steps[0].at, nil)
						steps[0].apply(s)
					}
					steps = steps[1:]
				}
				if nearStep(c, v[0]) {
					continue
				}
				// A step and its ramp differ by up to half a microsecond.
				advance(s, at-ramp, nil)
				early, got, late := s.At(at-ramp), s.At(at), s.At(at+ramp)
				compared++
				for i, p := range [...]struct{ early, got, late, want, tol float64 }{
					{float64(early.VBAT), float64(got.VBAT), float64(late.VBAT), v[1], 2e-3},
					{float64(early.VDD), float64(got.VDD), float64(late.VDD), v[2], 2e-3},
					{float64(early.Motor), float64(got.Motor), float64(late.Motor), v[3], 2e-3},
					{early.Speed, got.Speed, late.Speed, v[4], 0.05},
				} {
					worst[i] = math.Max(worst[i], math.Abs(p.got-p.want))
					lo, hi := min(p.early, p.got, p.late)-p.tol, max(p.early, p.got, p.late)+p.tol
					if p.want < lo || p.want > hi {
						t.Errorf("t=%.9f column %d: %.6f, want %.6f", v[0], i+1, p.got, p.want)
					}
				}
			}
			if 2*compared < len(rows) {
				t.Errorf("only %d of %d rows lie away from steps", compared, len(rows)-1)
			}
			t.Logf("%d rows, worst VBAT %.3f mV, VDD %.3f mV, motor %.3f mA, speed %.3f rad/s",
				compared, worst[0]*1e3, worst[1]*1e3, worst[2]*1e3, worst[3])
		})
	}
}

// nearStep tells whether t lies within 5 µs of a step, whose ramp lasts 1 µs in
// the reference.
func nearStep(c *goldenCase, t float64) bool {
	for _, s := range goldenSchedule(c) {
		if s.at > 0 && math.Abs(t-float64(s.at)/1e9) < 6e-6 {
			return true
		}
	}
	return false
}
