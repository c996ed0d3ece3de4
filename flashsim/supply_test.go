package flashsim

import (
	"errors"
	"math"
	"testing"
	"time"
)

func TestWeakStressIsTheIntegralOfItsRate(t *testing.T) {
	const length, minimum, slope, lockout = 1000.0, 1.7, 0.06, 1.4
	for _, c := range [][2]float64{
		{3, 3}, {1.7, 1.7}, {1.69, 1.69}, {1.6, 1.6}, {1.39, 1.39}, {3, 1}, {1, 3}, {1.75, 1.65},
		{1.65, 1.60}, {1.5, 1.2}, {1.2, 1.0}, {1.4, 1.7}, {1.6, 1.6000001}, {2, 0},
	} {
		const steps = 200000
		sum := 0.0
		for i := range steps {
			v := c[0] + (c[1]-c[0])*(float64(i)+0.5)/steps
			switch {
			case v >= minimum:
				sum++
			case v > lockout:
				sum += math.Exp((v - minimum) / slope)
			}
		}
		want := sum / steps * length
		got := weakStress(length, c[0], c[1], minimum, slope, lockout)
		if math.Abs(got-want) > 2e-4*length {
			t.Errorf("%v V to %v V: %.4f, numerically %.4f", c[0], c[1], got, want)
		}
	}
}

func TestPulsesDeliverTheirStressWhateverTheCut(t *testing.T) {
	p := pulses{n: 4, verifyShare: 0.1}
	const total = 41*time.Microsecond + 3
	last := time.Duration(0)
	for at := time.Duration(0); at <= total; at++ {
		on := p.onTime(at, total)
		if on < last || on > at || on-last > 1 {
			t.Fatalf("at %v stress time %v after %v", at, on, last)
		}
		last = on
	}
	if share := float64(last) / float64(total); share < 0.89 || share > 0.92 {
		t.Errorf("%.3f of the time stresses", share)
	}
	for at := time.Duration(0); at < total; {
		next := p.next(at, total)
		if next <= at || next > total {
			t.Fatalf("after %v comes %v", at, next)
		}
		if on := p.onTime(next, total) - p.onTime(at, total); on != 0 && on != next-at {
			t.Fatalf("slope changes between %v and %v", at, next)
		}
		at = next
	}
}

func TestHowASupplyAboveTheMinimumIsCutIntoPiecesDoesNotMatter(t *testing.T) {
	after := func(pieces ...time.Duration) [32]byte {
		d := fresh(t, "nrf52832")
		if err := d.Load(0, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
		if _, err := d.BeginErase(0, good(0)); err != nil {
			t.Fatal(err)
		}
		sum := time.Duration(0)
		for _, p := range pieces {
			d.Feed(Piece{Duration: p, Volts0: 2.9, Volts1: 2.1})
			sum += p
		}
		d.PowerLost(good(sum))
		return d.Hash()
	}
	one := after(10 * time.Millisecond)
	if after(3*time.Millisecond, 7*time.Millisecond) != one || after(time.Nanosecond, 9999999*time.Nanosecond) != one {
		t.Error("the same 10 ms in other pieces leave another state")
	}
	if after(11*time.Millisecond) == one {
		t.Error("11 ms leave the same state as 10 ms: the claim was not tested")
	}
}

func TestAnOperationUnderItsMinimumVoltageTakesItsTimeAndIsMarginal(t *testing.T) {
	zeros := func(volts float64) (n int) {
		d := fresh(t, "nrf52832")
		for i := range 500 {
			addr := uint32(i * 4)
			op := beginProgram(t, d, addr, []byte{0, 0, 0, 0}, good(0))
			used, done := d.Feed(Piece{Duration: time.Second, Volts0: volts, Volts1: volts})
			if !done || used != op.Duration {
				t.Fatalf("at %v V: used %v, done %v", volts, used, done)
			}
			n += 32 - ones(readAt(t, d, addr, good(time.Second)))
		}
		if marginal := len(d.Marginal()) > 0; marginal != (volts < 1.7) {
			t.Errorf("at %v V: marginal %v", volts, marginal)
		}
		return n
	}
	if n := zeros(1.7); n != 500*32 {
		t.Errorf("at the minimum %d of %d bits took", n, 500*32)
	}
	// Writes under the rated voltage are stochastic: more take the higher it is.
	a, b, c := zeros(1.60), zeros(1.55), zeros(1.45)
	if a <= b || b <= c || b == 0 || b == 500*32 {
		t.Errorf("bits that took at 1.60, 1.55, 1.45 V: %d, %d, %d", a, b, c)
	}
}

func TestRepeatingAWriteUnderTheMinimumVoltageFinallySucceeds(t *testing.T) {
	d := fresh(t, "nrf52832")
	last := 0
	for range 20 {
		beginProgram(t, d, 0, []byte{0, 0, 0, 0}, good(0))
		d.Feed(Piece{Duration: time.Second, Volts0: 1.55, Volts1: 1.55})
		n := 32 - ones(readAt(t, d, 0, good(0)))
		if n < last-3 {
			t.Errorf("from %d zeros back to %d", last, n)
		}
		last = n
	}
	if last != 32 {
		t.Errorf("after 20 weak writes %d of 32 bits took", last)
	}
}

func TestCrossingTheLockOutEndsAnOperation(t *testing.T) {
	d := fresh(t, "nrf52832")
	op, err := d.BeginErase(0, good(0))
	if err != nil {
		t.Fatal(err)
	}
	used, done := d.Feed(Piece{Duration: 20 * time.Millisecond, Volts0: 2.4, Volts1: 0.4})
	if !done || used != 10*time.Millisecond || op.Duration < 20*time.Millisecond {
		t.Errorf("used %v of a ramp that crosses 1.4 V at 10 ms, done %v", used, done)
	}
	if _, _, busy := d.InFlight(); busy {
		t.Error("still in flight")
	}
}

func TestTheGateRefusesAStartAndLeavesARunningOperationAlone(t *testing.T) {
	d := fresh(t, "nrf52832")
	closed := Piece{Duration: time.Second, Volts0: 3, Volts1: 3, GateClosed: true}
	beginProgram(t, d, 0, []byte{1, 2, 3, 4}, good(0))
	d.Feed(closed)
	if got := read(t, d, 0, 4); string(got) != "\x01\x02\x03\x04" || len(d.Marginal()) != 0 {
		t.Errorf("reads % x, %d marginal regions", got, len(d.Marginal()))
	}
	if _, err := d.BeginErase(0, Conditions{Volts: 3, GateClosed: true}); !errors.Is(err, ErrGateClosed) {
		t.Errorf("%v", err)
	}
	p := *d.Part()
	p.Gate.Value = GateStopsPump
	d = New(&p, d.key)
	beginProgram(t, d, 0, []byte{1, 2, 3, 4}, good(0))
	d.Feed(closed)
	if got := readAt(t, d, 0, good(0)); got != 0xFFFFFFFF || len(d.Marginal()) != 0 {
		t.Errorf("a gate that stops the pump let %08X through", got)
	}
}

func TestResetAbortsOrGoesOnAsThePartSays(t *testing.T) {
	for part, goesOn := range map[string]bool{"nrf52832": false, "24lc256": true} {
		d := fresh(t, part)
		if d.Reset(good(0)) {
			t.Errorf("%s: a reset of an idle part leaves an operation going", part)
		}
		op := beginProgram(t, d, 0, []byte{0, 0, 0, 0}, good(0))
		d.Feed(Piece{Duration: op.Duration / 8, Volts0: 3, Volts1: 3})
		if got := d.Reset(good(op.Duration / 8)); got != goesOn {
			t.Errorf("%s: goes on %v", part, got)
		}
		if _, _, busy := d.InFlight(); busy != goesOn {
			t.Errorf("%s: in flight %v", part, busy)
		}
	}
}

func TestTimesFollowTheChosenTiming(t *testing.T) {
	p := mustPart(t, "sst26vf016b")
	span := func(o Options, wear uint32) (lo, hi time.Duration) {
		d := NewWithOptions(p, fresh(t, p.Name).key, o)
		lo = time.Hour
		for a := uint32(0); a < 64*4096; a += 4096 {
			d.SetWear(a, wear)
			op, err := d.BeginErase(a, good(time.Second))
			if err != nil {
				t.Fatal(err)
			}
			d.Feed(whole)
			lo, hi = min(lo, op.Duration), max(hi, op.Duration)
		}
		return lo, hi
	}
	typical, worst := p.Erase.Typical.Value, p.Erase.Maximum.Value
	if lo, hi := span(Options{Timing: TimingWorst}, 0); lo != worst || hi != worst {
		t.Errorf("worst: %v to %v", lo, hi)
	}
	if lo, hi := span(Options{Timing: TimingTypical}, 0); lo != typical || hi > typical+typical/1000 {
		t.Errorf("typical: %v to %v", lo, hi)
	}
	if lo, hi := span(Options{}, 0); lo >= typical || hi <= typical || hi > worst {
		t.Errorf("seeded: %v to %v", lo, hi)
	}
	fresh, _ := span(Options{Timing: TimingTypical}, 0)
	worn, _ := span(Options{Timing: TimingTypical}, 20000)
	if worn <= fresh || worn > worst {
		t.Errorf("fresh %v, worn %v", fresh, worn)
	}
}
