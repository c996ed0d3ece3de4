package stores

import (
	"fmt"
	"slices"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/scenarios/campaign"
)

// class is a campaign.Class with the cut that stands for it, and what came of it.
type class struct {
	campaign.Class
	blow    blow
	outcome *outcome
}

// plan is a reference run with the classes of its instants.
type plan struct {
	ref     *reference
	classes []class
}

// effort says what of a plan is run.
type effort struct {
	samples int
	at      []time.Duration // given instants; none: all of them
	only    string          // the name of an operation as campaign.Failure has it
	some    bool            // only that operation, or with "" what tears none
}

func (e *effort) wants(operation string) bool { return !e.some || e.only == operation }

// plan divides a reference run into classes and runs them.
func (r *rig) plan(f *reference, e effort) (*plan, error) {
	p := &plan{ref: f}
	r.known = make(map[state]*outcome)
	if f.warn != nil {
		f.ops = f.ops[:0]
		p.classes = f.warn.classes(r, f)
	}
	if len(e.at) > 0 {
		p.given(e.at)
		if len(p.classes) == 0 && f.from == 0 {
			return nil, fmt.Errorf("%w: none of the instants %v lies in the window, which ends at %v", campaign.ErrSpec, e.at, f.end)
		}
	}
	if len(p.classes) > 0 {
		kept := p.classes[:0]
		for _, c := range p.classes {
			if e.wants(p.torn(&c)) {
				c.outcome = r.alone(f, c.blow, e.samples)
				c.Marginal = c.outcome.bits > 0
				kept = append(kept, c)
			}
		}
		p.classes = kept
		return p, nil
	}
	// Also where all given instants are those of the faults before.
	for k := range f.ops {
		p.idle(r, k, &e)
		if e.wants(f.name(k)) {
			p.divide(r, k, &e, new(edges), 0, f.ops[k].To-f.ops[k].From)
		}
	}
	p.idle(r, len(f.ops), &e)
	return p, nil
}

// name is that of an operation as campaign.Failure has it.
func (f *reference) name(k int) string { return f.ops[k].Kind + " of " + f.ops[k].Area }

// torn names the operation that a class tears.
func (p *plan) torn(c *class) string {
	if c.Operation < 0 {
		return ""
	}
	return p.ref.name(c.Operation)
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
		c := class{Class: campaign.Class{Fault: campaign.Fault{Kind: campaign.Cut, At: instant}, From: instant, To: instant, Raw: 1, Operation: -1}, blow: b}
		if f.warn != nil {
			c.Operation = stretches[b.changes].Operation
		} else if b.cut.At != cuts.Idle {
			c.Operation = b.cut.Operation
		}
		p.classes = append(p.classes, c)
	}
}

// idle adds the class of the time before operation k, when nothing is in flight.
func (p *plan) idle(r *rig, k int, e *effort) {
	f := p.ref
	c := class{Class: campaign.Class{From: f.from, To: f.end, Raw: 1, Operation: -1}, blow: blow{cut: cuts.Cut{Operation: k, At: cuts.Idle}}}
	if k > 0 {
		c.From = f.ops[k-1].To
	}
	if k < len(f.ops) {
		c.To = f.ops[k].From
	}
	if c.To <= c.From || !e.wants("") {
		return
	}
	c.Fault = campaign.Fault{Kind: campaign.Cut, At: c.From}
	c.outcome = r.alone(f, c.blow, e.samples)
	c.Marginal = c.outcome.bits > 0
	p.classes = append(p.classes, c)
}

// mostParts is into how many parts a stretch is divided at once.
const mostParts = 4000

// divide adds the classes of operation k from an instant of its clock to another.
// It runs the experiment in the middle. Where a cell that the experiment read
// crosses a level in between, it is not one class: it is divided there, and the
// parts are run. Where very many do, only the part in the middle is told from what
// comes before and after: those may read less.
func (p *plan) divide(r *rig, k int, e *effort, g *edges, from, to time.Duration) {
	f := p.ref
	at := from + (to-from)/2
	b := blow{cut: cuts.Cut{Operation: k, At: at}}
	var o *outcome
	for _, samples := range []int{1, e.samples} {
		o = r.experiment(f, b, samples, func(read []flashsim.Range) int {
			g.cover(r, f, k, read)
			return g.view(r, f, k, read).marginal(r, f, k, at)
		})
		g.cover(r, f, k, o.read)
		v := g.view(r, f, k, o.read)
		inside := v.within(from, to)
		if len(inside) > mostParts {
			first, end := v.around(at, from, to)
			inside = slices.DeleteFunc([]time.Duration{first, end}, func(t time.Duration) bool { return t <= from || t >= to })
		}
		if len(inside) > 0 {
			for _, next := range append(inside, to) {
				p.divide(r, k, e, g, from, next)
				from = next
			}
			return
		}
		if o.samples == e.samples || o.bits == 0 {
			break
		}
	}
	op := &f.ops[k]
	p.classes = append(p.classes, class{Class: campaign.Class{
		Fault: campaign.Fault{Kind: campaign.Cut, At: op.From + at},
		From:  op.From + from, To: op.From + to, Raw: g.raw(from, to), Operation: k, Marginal: o.bits > 0,
	}, blow: b, outcome: o})
}

// survey tells of a plan what a campaign wants to know.
func (p *plan) survey(x *subject, path []campaign.Fault) *campaign.Survey {
	f := p.ref
	s := &campaign.Survey{Path: path, Window: f.end - f.from, Operations: f.ops, Moments: p.moments(x), Levels: levels(x)}
	microvolts := int64(x.supply.Volts * 1e6)
	s.VDD = []campaign.Point{{At: f.from, Microvolts: microvolts}, {At: f.end, Microvolts: microvolts}}
	for i := range p.classes {
		s.Classes = append(s.Classes, p.classes[i].Class)
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
	w, f := &x.workload, p.ref
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
