package futures

import (
	"cmp"
	"fmt"
	"slices"

	"locktwin/scenarios"
)

// Merge makes the result of all answers, whatever their order. An answer that comes
// twice counts once. Errors wrap ErrAnswers.
func (p *Plan) Merge(answers []Answer) (*Result, error) {
	by := make([]*Answer, p.shards)
	for i := range answers {
		a := &answers[i]
		if err := p.fits(a); err != nil {
			return nil, err
		}
		by[a.Shard] = a
	}
	if n := slices.Index(by, nil); n >= 0 {
		return nil, fmt.Errorf("%w: nobody has played shard %d", ErrAnswers, n)
	}
	base := p.gather(0, by, p.arms[0].count)
	r := &Result{
		Hypothesis: hypothesis + describe(&p.arms[0].is), Interval: interval, Seed: p.q.Seed,
		Before: base.losses(p.arms[0].is), Levers: []Lever{},
	}
	for i := 1; i < len(p.arms); i++ {
		l := p.compare(i, by)
		if p.varied && i == 1 {
			r.Vary = &l
			continue
		}
		r.Levers = append(r.Levers, l)
	}
	slices.SortStableFunc(r.Levers, func(a, b Lever) int {
		return cmp.Or(cmp.Compare(a.PerYear, b.PerYear), cmp.Compare(a.Difference, b.Difference))
	})
	return r, nil
}

// fits tells whether an answer is one of a shard of this plan.
func (p *Plan) fits(a *Answer) error {
	arm := p.armOf(a.Shard)
	if arm == nil {
		return fmt.Errorf("%w: shard %d of %d", ErrAnswers, a.Shard, p.shards)
	}
	from := (a.Shard - arm.first) * shardSize
	n := min(from+shardSize, arm.count) - from
	if len(a.PIN) != n || len(a.Settings) != n || len(a.Authorizations) != n || len(a.PerYear) != n {
		return fmt.Errorf("%w: shard %d has %d futures, its answer %d, %d, %d and %d", ErrAnswers, a.Shard, n,
			len(a.PIN), len(a.Settings), len(a.Authorizations), len(a.PerYear))
	}
	for _, list := range [...][]uint8{a.PIN, a.Settings, a.Authorizations} {
		if i := slices.IndexFunc(list, func(c uint8) bool { return int(c) >= len(scenarios.Classes) }); i >= 0 {
			return fmt.Errorf("%w: shard %d names class %d of %d", ErrAnswers, a.Shard, list[i], len(scenarios.Classes))
		}
	}
	return nil
}

// gathered are the futures of an arm in their order.
type gathered struct {
	pin, settings, auths []uint8
	perYear              []float64
}

// gather puts the first futures of an arm in a row.
func (p *Plan) gather(n int, by []*Answer, count int) gathered {
	var g gathered
	a := &p.arms[n]
	for i := a.first; i < a.first+a.shards(); i++ {
		g.pin, g.settings = append(g.pin, by[i].PIN...), append(g.settings, by[i].Settings...)
		g.auths, g.perYear = append(g.auths, by[i].Authorizations...), append(g.perYear, by[i].PerYear...)
	}
	return gathered{g.pin[:count], g.settings[:count], g.auths[:count], g.perYear[:count]}
}

// intact is the place of the class that lost nothing.
func intact() uint8 { return place(scenarios.Intact) }

func lost(classes []uint8) int {
	n := 0
	for _, c := range classes {
		if c != intact() {
			n++
		}
	}
	return n
}

// losses counts.
func (g *gathered) losses(is Vary) Losses {
	n := len(g.pin)
	l := Losses{
		Situation: is, PIN: NewChance(lost(g.pin), n), Settings: NewChance(lost(g.settings), n),
		Authorizations: NewChance(lost(g.auths), n), Classes: []ClassChance{},
	}
	for i, c := range scenarios.Classes {
		hits := 0
		for _, x := range g.pin {
			if int(x) == i {
				hits++
			}
		}
		if hits > 0 {
			l.Classes = append(l.Classes, ClassChance{c, NewChance(hits, n)})
		}
	}
	sum := 0.0
	for _, x := range g.perYear {
		sum += x
	}
	l.ChangesPerYear = sum / float64(n)
	l.PINPerYear = float64(l.PIN.P * l.ChangesPerYear)
	return l
}

// compare holds an arm against the base, in the same futures.
func (p *Plan) compare(n int, by []*Answer) Lever {
	a := &p.arms[n]
	with, without := p.gather(n, by, a.count), p.gather(0, by, a.count)
	l := Lever{ID: a.id, Title: a.title, After: with.losses(a.is)}
	before := without.losses(p.arms[0].is)
	l.Before = before.PIN
	for i := range with.pin {
		switch kept := with.pin[i] == intact(); {
		case kept && without.pin[i] != intact():
			l.Saved++
		case !kept && without.pin[i] == intact():
			l.Spoiled++
		}
	}
	l.Difference, l.Low, l.High = paired(l.Saved, l.Spoiled, a.count)
	l.PerYear = l.After.PINPerYear - before.PINPerYear
	return l
}

// describe says what a situation assumes.
func describe(s *Vary) string {
	capacitor := fmt.Sprintf("a capacitor of %g to %g µF", capacitors[0], capacitors[len(capacitors)-1])
	if s.BulkMicrofarads > 0 {
		capacitor = fmt.Sprintf("a capacitor of %g µF", s.BulkMicrofarads)
	}
	return fmt.Sprintf("firmware as in profile %s, %s, a %s hand.", s.Profile, capacitor, s.Hand)
}
