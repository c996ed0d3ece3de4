package mechanics

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

// configs draws valid configurations of every kind.
func configs(t *rapid.T) (Config, Door) {
	degrees := func(name string, lo, hi int32) int32 {
		return rapid.Int32Range(lo*Degree, hi*Degree).Draw(t, name)
	}
	torque := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
	c := Config{
		Turns:              rapid.Int32Range(1, MaxTurns).Draw(t, "turns"),
		FreePlay:           degrees("free play", 1, 60),
		FreeNewtonMetres:   torque("free", 0.01, 0.1),
		BumpWidth:          degrees("bump width", 1, 60),
		ThrowNewtonMetres:  torque("throw", 0.05, 0.6),
		MisalignReach:      degrees("reach", 11, 60),
		MisalignRise:       degrees("rise", 1, 10),
		LatchTravel:        degrees("latch travel", 60, 90),
		LatchRise:          degrees("latch rise", 1, 20),
		LatchStartTorque:   torque("latch start", 0.4, 1),
		LatchEndTorque:     torque("latch end", 1, 1.5),
		LatchFriction:      torque("latch friction", 0.1, 0.3),
		UnlatchedFrom:      degrees("unlatched from", 30, 59),
		LockedTolerance:    degrees("tolerance", 1, 20),
		StopMargin:         degrees("margin", 1, 20),
		StopNewtonMetresPD: torque("stop", 0.1, 2),
	}
	c.BumpNewtonMetres = c.ThrowNewtonMetres + torque("bump", 0, 0.6)
	d := Door{Position: DoorPosition(rapid.IntRange(0, 2).Draw(t, "door")), RubNewtonMetres: rapid.SampledFrom([]float64{0, 0.3, 0.8}).Draw(t, "rub")}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	return c, d
}

func TestProfilesAreContinuousAndWithoutGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d := configs(t)
		profile := c.Profile(d)
		low, high := c.Stops()
		for _, dir := range []Direction{Locking, Unlocking} {
			p := profile.Path(dir)
			if p.Segment(0).FromMillidegrees >= low || p.Segment(p.Len()-1).ToMillidegrees <= high {
				t.Fatalf("the profile %d to %d does not reach beyond the stops", p.Segment(0).FromMillidegrees, p.Segment(p.Len()-1).ToMillidegrees)
			}
			for i := range p.Len() {
				s := p.Segment(i)
				if s.FromMillidegrees >= s.ToMillidegrees {
					t.Fatalf("segment %d is empty: %+v", i, s)
				}
				// The sign must not change inside: the gear's loss would bend the line.
				if a, b := s.At(s.FromMillidegrees), s.At(s.ToMillidegrees); a*b < 0 && math.Min(math.Abs(a), math.Abs(b)) > 1e-4 {
					t.Fatalf("segment %d goes from %g to %g N·m", i, a, b)
				}
				if i == 0 {
					continue
				}
				before := p.Segment(i - 1)
				if before.ToMillidegrees != s.FromMillidegrees {
					t.Fatalf("gap between %d and %d", before.ToMillidegrees, s.FromMillidegrees)
				}
				if jump := before.At(s.FromMillidegrees) - s.TorqueNewtonMetres; math.Abs(jump) > 1e-12 {
					t.Fatalf("the torque jumps by %g N·m at %d", jump, s.FromMillidegrees)
				}
			}
		}
	})
}

func TestNoWayRoundGivesEnergy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d := configs(t)
		profile := c.Profile(d)
		low, high := c.Stops()
		for range 20 {
			key := rapid.Int32Range(low-5*Degree, high+5*Degree).Draw(t, "key")
			if sum := profile.Locking.At(key, Locking) + profile.Unlocking.At(key, Unlocking); sum <= 0 {
				t.Fatalf("at %d millidegrees both directions together cost %g N·m", key, sum)
			}
		}
	})
}

func TestFindAgreesWithASearchFromTheStart(t *testing.T) {
	profile := Default().Profile(Door{})
	for _, dir := range []Direction{Locking, Unlocking} {
		p := profile.Path(dir)
		var keys []int32
		for i := range p.Len() {
			from := p.Segment(i).FromMillidegrees
			keys = append(keys, from-1, from, from+1)
		}
		keys = append(keys, math.MinInt32, math.MaxInt32)
		for _, key := range keys {
			want := 0
			for i := range p.Len() {
				s := p.Segment(i)
				if dir == Locking && s.FromMillidegrees <= key || dir == Unlocking && s.FromMillidegrees < key {
					want = i
				}
			}
			if got := p.Find(key, dir); got != want {
				t.Errorf("direction %d, key %d: segment %d, want %d", dir, key, got, want)
			}
		}
	}
}

func TestHardStopsStallEveryMotor(t *testing.T) {
	c := Default()
	profile := c.Profile(Door{})
	low, high := c.Stops()
	for _, torque := range []float64{1.2, 1.5, 2} { // stall on weak cells, at 3.4 A, and the maker's word
		for _, tt := range []struct {
			d    Direction
			from int32
			stop int32
		}{{Locking, 0, high}, {Unlocking, c.LockedAngle(), low}} {
			at := profile.Path(tt.d).reach(tt.from, tt.d, torque)
			if into := max(at-high, low-at); into < 0 || into > 3*Degree {
				t.Errorf("%g N·m come to a stand at %d millidegrees, the stop is at %d", torque, at, tt.stop)
			}
		}
	}
}

func TestAWeakMotorStallsAtTheBumpAndAtTheLatch(t *testing.T) {
	c := Default()
	profile := c.Profile(Door{})
	if at := profile.Locking.reach(0, Locking, 0.3); at <= c.FreePlay || at >= c.FreePlay+c.BumpWidth {
		t.Errorf("0.3 N·m pass to %d millidegrees", at)
	}
	if at := profile.Unlocking.reach(0, Unlocking, 0.9); at >= -c.LatchRise || at <= -c.LatchTravel {
		t.Errorf("0.9 N·m draw the latch to %d millidegrees", at)
	}
}

// The reference figures of one action: 8 J from the cells for two turns on an
// easy door, of which the winding, the bridge and the motor's own friction take
// the larger part, 0.4 to 0.55 A while it runs.
func TestEnergyOfTwoTurnsIsPlausible(t *testing.T) {
	c, g := Default(), DefaultGear()
	const (
		ampsPerNewtonMetre = 1 / 4.77e-3 // motor constant of the reference cases
		turns              = 2 * 2 * math.Pi
	)
	shaftWork := func(c Config, d Door, dir Direction, from, to int32) float64 {
		profile := c.Profile(d)
		p := profile.Path(dir)
		var sum float64
		for key := min(from, to); key < max(from, to); key += 100 {
			s := g.Shaft(p.Segment(p.Find(key+50, dir)))
			torque := s.TorqueNewtonMetres + s.SlopeNewtonMetresPerRadian*Radians(key+50-s.FromMillidegrees)
			sum += torque * Radians(100) * g.Ratio
		}
		return sum
	}
	easy := shaftWork(c, Door{}, Locking, 0, c.LockedAngle())
	if easy < 3 || easy > 6 {
		t.Errorf("two easy turns take %.2f J at the shaft", easy)
	}
	if amps := easy / (turns * g.Ratio) * ampsPerNewtonMetre; amps < 0.35 || amps > 0.55 {
		t.Errorf("the mean torque current of two easy turns is %.2f A", amps)
	}
	back := shaftWork(c, Door{}, Unlocking, c.LockedAngle(), 0)
	if r := back / easy; r < 0.95 || r > 1.05 {
		t.Errorf("turning back takes %.2f times the energy", r)
	}
	stiff := c
	stiff.ThrowNewtonMetres, stiff.BumpNewtonMetres = StiffThrowNewtonMetres, 0.6
	// Reference cases: 14.9 J against 7.7 J.
	if r := shaftWork(stiff, Door{}, Locking, 0, c.LockedAngle()) / easy; r < 1.6 || r > 2.2 {
		t.Errorf("a stiff door takes %.2f times the energy", r)
	}
	// Unlatching takes 1.2 to 1.5 times the energy of unlocking.
	latch := shaftWork(c, Door{}, Unlocking, 0, c.UnlatchedAngle())
	if r := (back + latch) / back; r < 1.2 || r > 1.5 {
		t.Errorf("unlatching takes %.2f times the energy of unlocking", r)
	}
	misaligned := shaftWork(c, Door{RubNewtonMetres: MisalignedNewtonMetres}, Locking, 0, c.LockedAngle())
	if extra := misaligned - easy; extra < 0.2 || extra > 1 {
		t.Errorf("a misaligned door adds %.2f J", extra)
	}
}

func TestWorkAgreesWithNumericalIntegration(t *testing.T) {
	profile := Default().Profile(Door{RubNewtonMetres: 0.4})
	for _, dir := range []Direction{Locking, Unlocking} {
		p := profile.Path(dir)
		const from, to, step = -80 * Degree, 725 * Degree, 10
		var sum float64
		for key := from; key < to; key += step {
			sum += p.At(key+step/2, dir) * Radians(step)
		}
		if got := p.Work(to, from); math.Abs(got-sum) > 1e-6 || got != p.Work(from, to) {
			t.Errorf("work %v J, integrated %v", got, sum)
		}
	}
}

func TestMisalignmentActsOnTheLastThirtyDegreesOfAClosedDoor(t *testing.T) {
	c := Default()
	fits, rubs := c.Profile(Door{}), c.Profile(Door{RubNewtonMetres: MisalignedNewtonMetres})
	open := c.Profile(Door{Position: Open, RubNewtonMetres: MisalignedNewtonMetres})
	if open != fits {
		t.Error("an open door rubs")
	}
	for key := int32(0); key <= c.LockedAngle(); key += Degree {
		extra := rubs.Locking.At(key, Locking) - fits.Locking.At(key, Locking)
		switch before := c.LockedAngle() - key; {
		case before >= 30*Degree && math.Abs(extra) > 1e-12:
			t.Errorf("%d millidegrees before the end the door adds %g N·m", before, extra)
		case before <= 20*Degree && math.Abs(extra-MisalignedNewtonMetres) > 1e-12:
			t.Errorf("%d millidegrees before the end the door adds %g N·m", before, extra)
		}
	}
}

func TestImpossibleConfigurationsAreNamed(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"no turns":                 func(c *Config) { c.Turns = 0 },
		"too many turns":           func(c *Config) { c.Turns = MaxTurns + 1 },
		"negative free play":       func(c *Config) { c.FreePlay = -1 },
		"a turn that is too full":  func(c *Config) { c.BumpWidth = 160 * Degree },
		"rise beyond reach":        func(c *Config) { c.MisalignRise = c.MisalignReach },
		"no friction":              func(c *Config) { c.FreeNewtonMetres = 0 },
		"torque that is no number": func(c *Config) { c.ThrowNewtonMetres = math.NaN() },
		"falling latch":            func(c *Config) { c.LatchEndTorque = c.LatchStartTorque / 2 },
		"a latch of friction only": func(c *Config) { c.LatchFriction = c.LatchStartTorque },
		"never unlatched":          func(c *Config) { c.UnlatchedFrom = c.LatchTravel },
		"a bump that is a dip":     func(c *Config) { c.BumpNewtonMetres = c.ThrowNewtonMetres / 2 },
		"a soft stop":              func(c *Config) { c.StopNewtonMetresPD = 0 },
	} {
		c := Default()
		if spoil(&c); !errors.Is(c.Validate(), ErrConfig) {
			t.Errorf("%s: %v", name, c.Validate())
		}
	}
	if err := Default().Validate(); err != nil {
		t.Error(err)
	}
}

func BenchmarkProfile(b *testing.B) {
	b.ReportAllocs()
	c := Default()
	var n int
	for range b.N {
		p := c.Profile(Door{})
		n += p.Locking.Len()
	}
	sink = n
}

func BenchmarkFind(b *testing.B) {
	b.ReportAllocs()
	profile := Default().Profile(Door{})
	var n int
	for i := range b.N {
		n += profile.Locking.Find(int32(i)&(1<<19-1), Locking)
	}
	sink = n
}

var sink int
