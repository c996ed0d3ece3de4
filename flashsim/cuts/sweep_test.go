package cuts

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

func part(t testing.TB, name string) *flashsim.Part {
	t.Helper()
	p, err := flashsim.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// scribe is a driver of two records with a choice of mistakes. A record is a number,
// some bytes that follow from it, and a check.
type scribe struct {
	page     uint32 // bytes between the two records
	checked  bool   // a record without its check is none
	wiped    bool   // the page is erased before
	verified bool   // the record is read back, and written again when it differs
}

type scribeRAM struct {
	Number, Page uint32
	Faults       uint8
}

// seen is an outcome that tells much, but not which garbage it was: torn bits in the
// band make more numbers than samples show.
type seen struct {
	Boot, End  uint32
	Faults     uint8
	Garbage    bool
	Done, Last int
}

const recordBytes = 16

func (s scribe) record(n uint32) (rec [recordBytes]byte) {
	binary.LittleEndian.PutUint32(rec[0:], n)
	binary.LittleEndian.PutUint64(rec[4:], uint64(n)*0x9E3779B97F4A7C15)
	binary.LittleEndian.PutUint32(rec[12:], n^0x5AA55AA5)
	return rec
}

func (s scribe) load(b *Bench, page uint32, v *scribeRAM) (n uint32, ok bool) {
	var rec [recordBytes]byte
	if err := b.Read(page*s.page, rec[:]); err != nil {
		v.Faults++
		return 0, false
	}
	n = binary.LittleEndian.Uint32(rec[:])
	if s.checked {
		return n, rec == s.record(n)
	}
	return n, n != 0xFFFFFFFF && n != 0
}

func (s scribe) boot(b *Bench, v *scribeRAM) {
	for page := range uint32(2) {
		if n, ok := s.load(b, page, v); ok && n > v.Number {
			v.Number, v.Page = n, page
		}
	}
}

func (s scribe) step(b *Bench, v *scribeRAM, _ int) {
	page := 1 - v.Page
	rec := s.record(v.Number + 1)
	for range 2 {
		if s.wiped {
			if b.Erase(page*s.page) != nil {
				v.Faults++
			}
		}
		if b.Program(page*s.page, rec[:]) != nil {
			v.Faults++
		}
		var back [recordBytes]byte
		if !s.verified || b.Read(page*s.page, back[:]) == nil && back == rec {
			break
		}
	}
	v.Number++
	v.Page = page
}

func (s scribe) workload(steps int, again bool) *Workload[scribeRAM, seen] {
	return &Workload[scribeRAM, seen]{
		Steps: steps, Boot: s.boot, Step: s.step, Again: again,
		Judge: func(b *Bench, v *scribeRAM, done int, o *seen) {
			n, ok := s.load(b, v.Page, v)
			o.Garbage = o.Garbage || ok && n != v.Number
			o.Faults = v.Faults
			if o.Boot == 0 {
				o.Boot, o.Done = min(v.Number, 9)+1, done
			}
			o.End, o.Last = min(v.Number, 9), done
		},
	}
}

// TestASweepFindsEveryOutcomeThatManyInstantsFind compares, for every instant tried,
// what a driver that really runs into the cut makes of it with what the sweep said
// of its class.
func TestASweepFindsEveryOutcomeThatManyInstantsFind(t *testing.T) {
	apart := 0
	for _, name := range []string{"nrf52832", "stm32f031", "stm32l431", "kh25l8005", "sst26vf016b", "24lc256", "fm25v10"} {
		t.Run(name, func(t *testing.T) {
			p := part(t, name)
			cases := 4
			if testing.Short() {
				cases = 1
			}
			for seed := range uint64(cases) {
				apart += compareSweep(t, p, seed)
			}
		})
	}
	if apart == 0 {
		t.Error("no instant tried lies in a class with several ends")
	}
}

func compareSweep(t *testing.T, p *flashsim.Part, seed uint64) (apart int) {
	draw := repro.Root(seed).Child("instants").Stream()
	_, _, page := p.EraseUnit(0)
	s := scribe{page: min(max(page, 256), 8192), checked: seed%2 == 0, wiped: p.HasErase(), verified: seed/2%2 == 0}
	w := s.workload(3, seed%3 == 0)
	start := New(p, repro.Root(seed), Supply{Volts: 3.3, Celsius: 25})
	o := Options{Off: time.Second, Samples: 6}
	r, err := Sweep(start, w, o)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Outcomes()
	for k := range 150 {
		op := draw.IntN(len(r.Reference))
		at := time.Duration(draw.IntN(int(r.Reference[op].Duration)+2)) - 1
		if k%2 == 0 { // in any class, however narrow
			if c := r.Findings[draw.IntN(len(r.Findings))].Class; c.From >= 0 {
				op, at = c.Cut.Operation, c.From+time.Duration(draw.IntN(int(c.To-c.From)))
			}
		}
		got := reallyCut(start, w, Cut{op, at}, o.Off, r)
		f := classOf(r, op, at)
		if len(f.Outcomes) > 1 {
			apart++
		}
		if !f.Class.Marginal && f.Outcomes[0].Outcome != got {
			t.Fatalf("seed %d: a cut at %v of operation %d ends as %+v; its class %+v as %+v", seed, at, op, got, f.Class, f.Outcomes)
		}
		if !slices.Contains(all, got) {
			t.Fatalf("seed %d: a cut at %v of operation %d ends as %+v, which the sweep never saw; class %+v", seed, at, op, got, f.Class)
		}
	}
	return apart
}

// reallyCut plays the driver from its beginning into the cut.
func reallyCut(start *Bench, w *Workload[scribeRAM, seen], c Cut, off time.Duration, r *Result[seen]) (o seen) {
	b := start.Fork()
	var v scribeRAM
	at := 0
	b.Arm(c)
	b.Run(func() {
		w.Boot(b, &v)
		w.Judge(b, &v, 0, &seen{})
		for ; at < w.Steps; at++ {
			w.Step(b, &v, at)
		}
	})
	b.Reboot(off)
	done, next := at, at+1
	op := r.Reference[c.Operation]
	if w.Again || c.At < 0 && (c.Operation == 0 || r.Reference[c.Operation-1].Step != op.Step) {
		next = at
	}
	v = scribeRAM{}
	w.Boot(b, &v)
	w.Judge(b, &v, done, &o)
	for i := next; i < w.Steps; i++ {
		w.Step(b, &v, i)
	}
	w.Judge(b, &v, w.Steps, &o)
	return o
}

func classOf(r *Result[seen], op int, at time.Duration) *Finding[seen] {
	if at == r.Reference[op].Duration {
		op, at = op+1, Idle
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if c := f.Class; c.Cut.Operation == op && (at < 0 && c.From < 0 || at >= 0 && c.From <= at && at < c.To) {
			return f
		}
	}
	return nil
}

// TestAClassWhoseCutDisturbsWhatIsReadIsMarginal reads a blank page beside the one
// that is programmed.
func TestAClassWhoseCutDisturbsWhatIsReadIsMarginal(t *testing.T) {
	p := *part(t, "sst26vf016b")
	p.Program.CutDisturb.Value = flashsim.PageDisturb{PageShare: 1, MeanVolts: 0.8}
	b := New(&p, repro.Root(3), Supply{Volts: 3.3, Celsius: 25})
	start := b.Fork()
	var log Log
	b.Record(&log)
	b.Program(0, []byte{0xFE})
	b.Record(nil)
	reading := flashsim.Reading{After: time.Second}
	all := log.ClassesOf(nil, Plan{In: []flashsim.Range{{Addr: 256, Size: 256}}, Reading: reading}, 0)
	if len(all) != 2 || all[0].Marginal || !all[1].Marginal {
		t.Fatalf("reading the page beside: %+v", all)
	}
	own := log.ClassesOf(nil, Plan{In: []flashsim.Range{{Addr: 0, Size: 1}}, Reading: reading}, 0)
	if last := own[len(own)-1]; len(own) < 3 || last.Marginal {
		t.Fatalf("reading the byte itself: %+v", own)
	}
	draws := map[[256]byte]bool{}
	for n := range 8 {
		log.Tear(start, all[1].Sample(n))
		start.Reboot(time.Second)
		var page [256]byte
		if err := start.Read(256, page[:]); err != nil {
			t.Fatal(err)
		}
		draws[page] = true
	}
	if len(draws) < 6 {
		t.Errorf("8 samples have %d draws", len(draws))
	}
}

func TestSamplesOfAClassLieInItAndAreSpread(t *testing.T) {
	c := Class{Cut: Cut{3, 150}, From: 100, To: 200}
	quarters := [4]int{}
	for n := range 32 {
		s := c.Sample(n)
		if s.Operation != 3 || s.At < c.From || s.At >= c.To {
			t.Fatalf("sample %d is %+v", n, s)
		}
		quarters[(s.At-c.From)/25]++
	}
	for _, n := range quarters {
		if n < 6 {
			t.Errorf("quarters of the class have %v of 32 samples", quarters)
		}
	}
	if s := (&Class{Cut: Cut{3, Idle}, From: Idle, To: Idle}).Sample(5); s != (Cut{3, Idle}) {
		t.Errorf("a sample of an idle class is %+v", s)
	}
}

func TestClassesCoverTheClockWithoutGapsAndHoldTheirRepresentatives(t *testing.T) {
	b := New(part(t, "nrf52832"), repro.Root(3), Supply{Volts: 3, Celsius: 25})
	var log Log
	b.Record(&log)
	b.Program(0, []byte{0, 1, 2, 3, 4, 5, 6, 7})
	b.Erase(0)
	b.Record(nil)
	classes := log.Classes(nil, Plan{In: []flashsim.Range{{Addr: 0, Size: 8}}, Reading: flashsim.Reading{After: time.Second}})
	op, next := 0, Idle
	for _, c := range classes {
		if c.Cut.Operation != op || c.From != next || c.To <= c.From && c.To != Idle || c.Cut.At < c.From || c.Cut.At >= c.To && c.From != Idle {
			t.Fatalf("class %+v, wanted one of operation %d from %v", c, op, next)
		}
		switch next = c.To; {
		case c.From == Idle:
			next = 0
		case c.To == log.Operations()[op].Duration:
			op, next = op+1, Idle
		}
	}
	if op != 3 || next != 0 {
		t.Errorf("the classes end at %v of operation %d", next, op)
	}
}

func TestASecondCutFallsIntoTheRecoveryFromTheFirst(t *testing.T) {
	// A page of this part is stored byte by byte, so that a checked record of two
	// survives every pair of cuts. When the supply falls to 1 V, the part refuses to
	// write for a while before the machine is off; this driver does not ask, and takes
	// for done what was refused.
	for _, c := range []struct {
		supply Supply
		kept   bool
	}{
		{Supply{Volts: 3.3, Celsius: 25}, true},
		{Supply{Volts: 3.3, Celsius: 25, Brownout: 1, Fall: 20 * time.Microsecond}, false},
	} {
		s := scribe{page: 256, checked: true}
		start := New(part(t, "fm25v10"), repro.Root(5), c.supply)
		r, err := Sweep(start, s.workload(2, true), Options{Off: time.Second, Depth: 2})
		if err != nil {
			t.Fatal(err)
		}
		second, deepest, lost := 0, 0, 0
		for _, f := range r.Findings {
			for _, o := range f.Outcomes {
				if o.Outcome.Garbage || int(o.Outcome.End) < 2 {
					lost++
				}
			}
			second += len(f.Path)
			deepest = max(deepest, len(f.Path))
		}
		if second < 20 || deepest != 1 || (lost == 0) != c.kept {
			t.Errorf("supply %+v: %d second cuts, %d cuts before one, %d losses", c.supply, second, deepest, lost)
		}
	}
}

func TestASlowFallToAnAdequateLevelIsACutAtItsEnd(t *testing.T) {
	p := part(t, "nrf52832")
	supply := Supply{Volts: 3, Celsius: 25, Brownout: 1.75, Fall: 7 * time.Millisecond}
	s := scribe{page: 4096, checked: true, wiped: true}
	w := s.workload(2, true)
	start := New(p, repro.Root(11), supply)
	r, err := Sweep(start, w, Options{Off: time.Second, Samples: 6})
	if err != nil {
		t.Fatal(err)
	}
	draw := repro.Root(1).Stream()
	end := r.Reference[len(r.Reference)-1].Begin
	for range 200 {
		battery := time.Duration(draw.IntN(int(end - supply.Fall)))
		b := start.Fork()
		var v scribeRAM
		at := 0
		b.ArmAt(battery)
		if b.Run(func() {
			w.Boot(b, &v)
			for ; at < w.Steps; at++ {
				w.Step(b, &v, at)
			}
		}) {
			t.Fatal("the battery went, and the driver came to its end")
		}
		if b.Now() != battery+supply.Fall {
			t.Fatalf("battery off at %v, machine off at %v", battery, b.Now())
		}
		b.Reboot(time.Second)
		var o seen
		v = scribeRAM{}
		w.Boot(b, &v)
		w.Judge(b, &v, at, &o)
		for ; at < w.Steps; at++ {
			w.Step(b, &v, at)
		}
		w.Judge(b, &v, w.Steps, &o)
		var f *Finding[seen]
		for k := range r.Reference {
			if op := &r.Reference[k]; op.Begin <= battery+supply.Fall && battery+supply.Fall < op.Begin+op.Duration {
				f = classOf(r, k, battery+supply.Fall-op.Begin)
			}
		}
		if !f.Class.Marginal && f.Outcomes[0].Outcome != o {
			t.Fatalf("battery off at %v: %+v; class %+v: %+v", battery, o, f.Class, f.Outcomes)
		}
	}
}

// TestASweepFollowsADriverThatGoesOnWhileTheSupplyFalls lets the battery go at many
// instants: what the driver writes below the part's minimum counts.
func TestASweepFollowsADriverThatGoesOnWhileTheSupplyFalls(t *testing.T) {
	supply := Supply{Volts: 3, Celsius: 25, Brownout: 1.5, Fall: 3 * time.Millisecond}
	s := scribe{page: 4096, checked: true, wiped: true, verified: true}
	w := s.workload(2, true)
	start := New(part(t, "nrf52832"), repro.Root(11), supply)
	r, err := Sweep(start, w, Options{Off: time.Second, Samples: 6})
	if err != nil {
		t.Fatal(err)
	}
	last := r.Reference[len(r.Reference)-1]
	end := last.Begin + last.Duration
	draw := repro.Root(1).Stream()
	all, weak := r.Outcomes(), 0
	for k := range 150 {
		battery := time.Duration(draw.IntN(int(end)))
		if k%2 == 0 {
			f := &r.Findings[draw.IntN(len(r.Findings)-1)].Class
			battery = r.Reference[f.Cut.Operation].Begin + f.From + time.Duration(draw.IntN(int(f.To-f.From)))
		}
		b := start.Fork()
		var v scribeRAM
		at := 0
		b.ArmAt(battery)
		if b.Run(func() {
			w.Boot(b, &v)
			for ; at < w.Steps; at++ {
				w.Step(b, &v, at)
			}
		}) {
			b.Run(func() { b.Wait(time.Hour) })
		}
		if b.Now() != battery+supply.Fall {
			t.Fatalf("battery off at %v, machine off at %v", battery, b.Now())
		}
		if len(b.Device().Marginal()) > 1 {
			weak++
		}
		b.Reboot(time.Second)
		var o seen
		v = scribeRAM{}
		w.Boot(b, &v)
		w.Judge(b, &v, at, &o)
		for ; at < w.Steps; at++ {
			w.Step(b, &v, at)
		}
		w.Judge(b, &v, w.Steps, &o)
		found := 0
		for i := range r.Findings {
			f := &r.Findings[i]
			if f.Class.From == f.Class.To {
				continue
			}
			if since := battery - r.Reference[f.Class.Cut.Operation].Begin; f.Class.From <= since && since < f.Class.To {
				found++
				if !f.Class.Marginal && f.Outcomes[0].Outcome != o {
					t.Fatalf("battery off at %v: %+v; class %+v: %+v", battery, o, f.Class, f.Outcomes)
				}
			}
		}
		if found != 1 || !slices.Contains(all, o) {
			t.Fatalf("battery off at %v lies in %d classes; ends as %+v", battery, found, o)
		}
	}
	if weak == 0 {
		t.Error("no cut tore more than one operation: the case is not tested")
	}
}

func TestASweepRefusesWhatItCannotDo(t *testing.T) {
	b := New(part(t, "24lc256"), repro.Root(1), Supply{Volts: 3})
	w := scribe{}.workload(0, false)
	if _, err := Sweep(b, w, Options{Samples: MaxSamples + 1}); !errors.Is(err, ErrOptions) {
		t.Error(err)
	}
	if _, err := Sweep(b, w, Options{Depth: MaxDepth + 1}); !errors.Is(err, ErrOptions) {
		t.Error(err)
	}
}
