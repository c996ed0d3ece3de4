package stores

import (
	"fmt"
	"slices"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/scenarios/campaign"
)

// class is a campaign.Class with the cut that stands for it.
type class struct {
	campaign.Class
	blow blow
}

// plan is a reference run with the classes of its instants, and what came of
// each.
type plan struct {
	ref      *reference
	classes  []class
	outcomes []*outcome
	in       []flashsim.Range // what its experiments read
}

// effort says what of a plan is run.
type effort struct {
	samples int
	at      []time.Duration  // given instants; none: all of them
	seed    []flashsim.Range // read for certain; none: a look finds out
	only    string           // the name of an operation as campaign.Failure has it
	some    bool             // only that operation, or with "" what tears none
}

// maxRounds bounds how often a plan is refined. Every round adds addresses that
// were not read before, so it takes a region of very many to get there.
const maxRounds = 64

// plan enumerates the classes of a reference run and runs them, until no
// experiment reads a byte that the enumeration did not consider.
func (r *rig) plan(f *reference, e effort) (*plan, error) {
	reads := new(cuts.Reads)
	r.reads = reads
	defer func() { r.reads = nil }()
	p := &plan{ref: f}
	n := e.samples
	for _, x := range e.seed {
		reads.Add(x.Addr, x.Size)
	}
	if len(e.seed) == 0 {
		// Where nothing is torn a boot reads what it reads of an unhurt memory. A look
		// with one sample then finds most of the other addresses.
		n = 1
		for _, instant := range []time.Duration{f.from, f.end - 1} {
			b, err := f.blow(instant)
			if err != nil {
				return nil, err
			}
			r.strike(f, b)
			r.recover()
		}
	}
	for range maxRounds {
		p.in = slices.Clone(reads.Ranges())
		if err := p.enumerate(r, p.in, &e); err != nil {
			return nil, err
		}
		p.run(r, p.in, n)
		if slices.Equal(p.in, reads.Ranges()) {
			if n == e.samples {
				return p, nil
			}
			n = e.samples
		}
	}
	return nil, fmt.Errorf("campaign of a store: after %d rounds boots still read new addresses", maxRounds)
}

// run runs every class.
func (p *plan) run(r *rig, in []flashsim.Range, samples int) {
	known := make(map[state]*outcome)
	p.outcomes = p.outcomes[:0]
	for i := range p.classes {
		c := &p.classes[i]
		o := r.experiment(p.ref, c.blow, samples, in, known)
		c.Marginal = o.bits > 0
		p.outcomes = append(p.outcomes, o)
	}
}

// enumerate makes the classes for boots that read the ranges.
func (p *plan) enumerate(r *rig, in []flashsim.Range, e *effort) error {
	f := p.ref
	p.classes = p.classes[:0]
	if f.warn != nil {
		f.ops = f.ops[:0]
		p.classes = f.warn.classes(r, f)
	}
	if len(e.at) > 0 {
		p.given(e.at)
		if len(p.classes) == 0 && f.from == 0 {
			return fmt.Errorf("%w: none of the instants %v lies in the window, which ends at %v", campaign.ErrSpec, e.at, f.end)
		}
	}
	if len(p.classes) == 0 { // also where all instants are those of the faults before
		p.all(r, in)
	}
	if e.some {
		p.classes = slices.DeleteFunc(p.classes, func(c class) bool { return p.torn(&c) != e.only })
	}
	return nil
}

// torn names the operation that a class tears, as campaign.Failure does.
func (p *plan) torn(c *class) string {
	if c.Operation < 0 {
		return ""
	}
	o := &p.ref.ops[c.Operation]
	return o.Kind + " of " + o.Area
}

// given makes classes of the instants that lie in the run.
func (p *plan) given(at []time.Duration) {
	f, stretches := p.ref, p.classes
	p.classes = nil
	for _, instant := range at {
		b, err := f.blow(instant)
		if err != nil {
			continue
		}
		c := class{campaign.Class{Fault: campaign.Fault{Kind: campaign.Cut, At: instant}, From: instant, To: instant, Raw: 1, Operation: -1}, b}
		if f.warn != nil {
			c.Operation = stretches[b.changes].Operation
		} else if b.cut.At != cuts.Idle {
			c.Operation = b.cut.Operation
		}
		p.classes = append(p.classes, c)
	}
}

// all covers the whole run with classes.
func (p *plan) all(r *rig, in []flashsim.Range) {
	f := p.ref
	reading := flashsim.Reading{Volts: r.x.supply.Volts, Celsius: r.x.supply.Celsius, After: r.x.off, Levels: flashsim.ReadLevels}
	for k := range f.ops {
		p.idle(k)
		p.interrupted(r, k, cuts.Plan{In: in, Reading: reading})
	}
	p.idle(len(f.ops))
}

// idle is the class of the time before operation k, when nothing is in flight.
func (p *plan) idle(k int) {
	f := p.ref
	c := campaign.Class{From: f.from, To: f.end, Raw: 1, Operation: -1}
	if k > 0 {
		c.From = f.ops[k-1].To
	}
	if k < len(f.ops) {
		c.To = f.ops[k].From
	}
	if c.To > c.From {
		c.Fault = campaign.Fault{Kind: campaign.Cut, At: c.From}
		p.classes = append(p.classes, class{c, blow{cut: cuts.Cut{Operation: k, At: cuts.Idle}}})
	}
}

// interrupted are the classes of operation k.
func (p *plan) interrupted(r *rig, k int, look cuts.Plan) {
	f := p.ref
	op := &f.ops[k]
	for _, iv := range r.intervals(f, k, look) {
		at := iv.from + (iv.to-iv.from)/2
		p.classes = append(p.classes, class{campaign.Class{
			Fault: campaign.Fault{Kind: campaign.Cut, At: op.From + at},
			From:  op.From + iv.from, To: op.From + iv.to, Raw: max(iv.raw, 1), Operation: k,
		}, blow{cut: cuts.Cut{Operation: k, At: at}}})
	}
}

// survey tells of a plan what a campaign wants to know.
func (p *plan) survey(x *subject, path []campaign.Fault) *campaign.Survey {
	f := p.ref
	s := &campaign.Survey{Path: path, Window: f.end - f.from, Operations: f.ops, Moments: p.moments(x), Levels: levels(x)}
	microvolts := int64(x.supply.Volts * 1e6)
	s.VDD = []campaign.Point{{At: f.from, Microvolts: microvolts}, {At: f.end, Microvolts: microvolts}}
	for _, c := range p.classes {
		s.Classes = append(s.Classes, c.Class)
	}
	return s
}

// levels are those of the supply at which something happens.
func levels(x *subject) []campaign.Level {
	micro := func(name string, volts float64) campaign.Level {
		return campaign.Level{Name: name, Rail: "VDD", Microvolts: int64(volts * 1e6)}
	}
	out := []campaign.Level{micro("least for a program", x.part.Program.Widths[0].MinimumVolts.Value)}
	if x.part.HasErase() {
		out = append(out, micro("least for an erase", x.part.Erase.MinimumVolts.Value))
	}
	if x.supply.Brownout > 0 {
		out = append(out, micro("brown-out reset", x.supply.Brownout))
	}
	if v := x.part.LockoutVolts.Value; v > 0 {
		out = append(out, micro("lock-out of the memory", v))
	}
	return out
}

// moments are the steps of the run.
func (p *plan) moments(x *subject) []campaign.Moment {
	var out []campaign.Moment
	w := &x.workload
	f := p.ref
	if f.warn != nil {
		for i := range f.warn.n {
			s := &w.saves[f.warn.first+i]
			out = append(out, campaign.Moment{At: time.Duration(i+1) * pause, Kind: "step", Text: "change of " + keyName(w.keys[s.slot])})
		}
		return out
	}
	for _, s := range f.steps {
		m := campaign.Moment{At: s.at, Kind: "boot", Text: "boot"}
		switch {
		case s.save != none:
			m.Kind, m.Text = "step", "save of "+keyName(w.keys[w.saves[s.save].slot])
		case f.from == 0:
			m.Kind, m.Text = "step", "nothing more is saved"
		}
		out = append(out, m)
	}
	return out
}
