package power

import (
	"errors"
	"fmt"

	"locktwin/internal/plain"
	"locktwin/model/sim"
)

// ErrFrozen is wrapped by the errors of Thaw about bytes that hold no supply of
// this program.
var ErrFrozen = errors.New("power: not a frozen supply")

// Rules says how to keep what the types of this package point to: records of
// cells by the name of their kind.
func Rules() []plain.Rule {
	return []plain.Rule{
		plain.Named("kind of cell", func(c *Chemistry) string { return string(c.Kind) },
			func(name string) (*Chemistry, error) { return LookupCell(CellKind(name)) }),
		plain.Named("kind of cell with a converter", func(b *Boost) string {
			for _, c := range catalogue() {
				if c.Boost == b {
					return string(c.Kind)
				}
			}
			return ""
		}, func(name string) (*Boost, error) {
			c, err := LookupCell(CellKind(name))
			if err != nil {
				return nil, err
			}
			return c.Boost, nil
		}),
	}
}

// codec keeps a supply but for what can be had again.
var codec = plain.New[Supply](append(Rules(),
	plain.Skip[*cache]("results do not depend on it"),
	plain.Skip[*ladder]("from the mode"),
	plain.Skip[func(sim.Time, Sample)]("the tap of the trace"),
)...)

// FrozenShape describes what AppendFrozen writes; see plain.Codec.
func FrozenShape() string { return codec.Shape() }

// AppendFrozen appends the supply to dst, and changes nothing. It fails when a
// field of the supply is not plain, which is a fault of the program.
func (s *Supply) AppendFrozen(dst []byte) ([]byte, error) {
	c := *s
	c.forgetSpare()
	return codec.Append(dst, &c)
}

// forgetSpare empties what nobody will look at before it is computed anew, so
// that equal supplies have equal bytes: what look has found, which is there or
// not depending on who has looked; what earlier modes have left behind the
// states of this one; and all of a mode that has to be chosen again.
func (s *Supply) forgetSpare() {
	s.ahead, s.event, s.next, s.nxt, s.nxtLog = false, false, 0, point{}, 0
	q := &s.sys
	if s.dirty {
		*q, s.cur = system{}, point{}
		return
	}
	clear(s.cur.y[q.n+1:])
	clear(s.cur.dy[q.n+1:])
	clear(q.idx[q.n:])
	clear(q.b[q.n:])
	clear(q.v[q.nd:])
	clear(q.e[q.nd:])
	clear(q.gate[q.gates:])
}

// Thaw takes the supply from r that AppendFrozen wrote. It goes on bit for bit.
// Errors wrap ErrFrozen or plain.ErrDamaged. What is accepted fits this solver;
// that a supply can have got there is not checked, and one made up by somebody
// may take for ever.
func Thaw(r *plain.Reader) (*Supply, error) {
	s := &Supply{}
	if err := codec.Take(r, s); err != nil {
		return nil, err
	}
	s.cache = newCache()
	err := s.checkFrozen()
	if err == nil && !s.dirty {
		err = s.rebuild()
	}
	if err != nil {
		r.Fail(err)
		return nil, err
	}
	return s, nil
}

// rebuild makes the ladder of a mode that was chosen before the freeze. A solver
// that would write the mode in another way is not the one that froze it.
func (s *Supply) rebuild() error {
	c := *s
	a := c.build()
	was, is := &s.sys, &c.sys
	n, nd := is.n, is.nd
	if was.n != n || was.nd != nd || string(was.idx[:n]) != string(is.idx[:n]) || was.pos != is.pos || was.sigs != is.sigs ||
		was.growing != is.growing || was.v0 != is.v0 || was.duty != is.duty || was.offset != is.offset || was.gates > is.gates ||
		!same(was.b[:n], is.b[:n]) || !same(was.v[:nd], is.v[:nd]) || !same(was.e[:nd], is.e[:nd]) {
		return fmt.Errorf("%w: its mode is another circuit here", ErrFrozen)
	}
	// A mode that fitted nowhere stands without the guards that failed.
	k := 0
	for _, g := range was.gate[:was.gates] {
		for k < is.gates && is.gate[k] != g {
			k++
		}
		if k++; k > is.gates {
			return fmt.Errorf("%w: its mode ends elsewhere here", ErrFrozen)
		}
	}
	s.lad = s.cache.get(a, n, nd)
	return nil
}

// checkFrozen holds what was read to what the arithmetic relies on.
func (s *Supply) checkFrozen() error {
	ok := s.armed >= 0 && s.armed <= Slots && s.finer >= 0 && s.sys.gates >= 0 && s.sys.gates <= maxGuards &&
		s.grid >= 0 && s.grid <= s.now && (s.grid == s.now || !s.dirty) && s.cfg.check() == nil
	for i := 0; ok && i < s.armed; i++ {
		slot := s.armedSlots[i]
		ok = slot < Slots && s.watches[slot].armed
	}
	for i := 0; ok && i < Slots; i++ {
		ok = s.watches[i].sig < signals
	}
	if !ok {
		return fmt.Errorf("%w: a number in it is out of its range", ErrFrozen)
	}
	return s.pack.CheckFrozen()
}

// CheckFrozen tells whether a set of cells that was read from somewhere is one.
// The error wraps ErrFrozen.
func (p *PackState) CheckFrozen() error {
	c := &p.pack
	ok := c.n >= 0 && c.n <= maxGroups && c.cells >= 0 && c.cells <= maxCells && (c.n > 0) == c.present && (c.cells > 0) == c.present
	for i := 0; ok && i < c.cells; i++ {
		ok = int(c.cellOf[i]) < c.n
	}
	for i := 0; ok && i < c.n; i++ {
		g := &c.g[i]
		for _, v := range [...]float64{g.cells, g.r0, g.r1, g.r2, g.c1, g.c2, g.capacity, g.available, g.eq} {
			ok = ok && finite(v)
		}
	}
	if !ok {
		return fmt.Errorf("%w: a number of its cells is out of its range", ErrFrozen)
	}
	return nil
}
