package remains_test

import (
	"bytes"
	"io/fs"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/sim"
	"locktwin/scenarios"
	"locktwin/scenarios/twin/remains"
)

// victim is a lock whose cells have just gone in again, with a PIN that only the
// test knows.
type victim struct {
	cfg model.Config
	l   *model.Lock
	pin uint16
}

func newVictim(t testing.TB, profile string, seed uint64) *victim {
	t.Helper()
	p, err := firmware.LookupProfile(profile)
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{}
	if v.cfg, err = model.DefaultConfig(p); err != nil {
		t.Fatal(err)
	}
	s := repro.Root(seed).Child("secret").Stream()
	v.cfg.Seed, v.pin = seed, uint16(1+s.IntN(9999))
	if v.l, err = model.New(v.cfg); err != nil {
		t.Fatal(err)
	}
	v.wait(t, 10*time.Second)
	for _, c := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpSetPIN, NewPIN: v.pin}} {
		if a, err := v.l.Call("Ann", c); err != nil || !a.OK() {
			t.Fatal(err, a)
		}
	}
	v.wait(t, time.Minute)
	v.l.RemoveCells(0, 0)
	v.wait(t, 5*time.Minute)
	if _, err := v.l.InsertCells(model.Insertion{}); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *victim) wait(t testing.TB, d time.Duration) {
	t.Helper()
	if err := v.l.Wait(d); err != nil {
		t.Fatal(err)
	}
}

// each stops the next seconds of the lock at many instants at which a flash
// operation is in flight, and hands in the memory as a cut right then leaves it.
func (v *victim) each(t testing.TB, step int, visit func(op flashsim.Operation, in remains.Input)) {
	t.Helper()
	s := repro.Root(v.cfg.Seed).Child("instants").Stream()
	var last flashsim.Operation
	for end := v.l.Now().Add(8 * time.Second); v.l.Now() < end; {
		if err := v.l.Advance(v.l.Now().Add(time.Duration(50+s.IntN(step)) * time.Microsecond)); err != nil {
			t.Fatal(err)
		}
		op, _, ok := v.l.Machine().Flash().InFlight()
		if !ok || op == last && s.IntN(3) != 0 {
			continue
		}
		last = op
		visit(op, v.input(t, v.l))
	}
}

// input is the memory of a lock as it is when its cells come out now.
func (v *victim) input(t testing.TB, l *model.Lock) remains.Input {
	t.Helper()
	return input(t, l, v.cfg.Seed)
}

func input(t testing.TB, l *model.Lock, seed uint64) remains.Input {
	t.Helper()
	d := l.Machine().Flash().Fork()
	c := flashsim.Conditions{Now: time.Duration(l.Now()), Volts: 3, Celsius: 21}
	d.PowerLost(c)
	var image, side bytes.Buffer
	if err := d.WriteRaw(&image, c); err != nil {
		t.Fatal(err)
	}
	if err := d.WriteSidecar(&side); err != nil {
		t.Fatal(err)
	}
	return remains.Input{Image: image.Bytes(), Sidecar: side.Bytes(), Part: d.Part().Name, Seed: seed}
}

// next is the lock after it has started with a memory and come to rest.
func (v *victim) next(t testing.TB, in remains.Input) (*model.Lock, model.Reading) {
	t.Helper()
	cfg := v.cfg
	cfg.Memory, cfg.Start = &model.Memory{Image: in.Image, Sidecar: in.Sidecar}, sim.Time(v.l.Now())
	l, err := model.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l, l.Settle()
}

// story plays a file of the library to its end.
func story(t testing.TB, name string) (*model.Lock, uint64) {
	t.Helper()
	text, err := fs.ReadFile(scenarios.Library(), name)
	if err != nil {
		t.Fatal(err)
	}
	f, problems := scenarios.Lint(name, text)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c, err := scenarios.Begin(f, scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Finish(); err != nil {
		t.Fatal(err)
	}
	return c.Lock(), uint64(f.Seed.Or(scenarios.DefaultSeed))
}

func find(t testing.TB, in remains.Input, o remains.Options) *remains.WayOut {
	t.Helper()
	w, err := remains.Find(in, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// rank is where a PIN stands, 0 nowhere, and its probability.
func rank(w *remains.WayOut, pin uint16) (int, float64) {
	for _, c := range w.Candidates {
		if c.PIN == pin {
			return c.Rank, c.Probability
		}
	}
	return 0, 0
}
