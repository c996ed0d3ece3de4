package remains

import (
	"fmt"
	"math/bits"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// evidence is a piece with what it says of each PIN; like is nil where it says
// nothing, and for whole copies, which are weighed by their order.
type evidence struct {
	Piece
	like []float64
}

// search looks at one memory with one set of options.
type search struct {
	m     *memory
	o     Options
	taken []float64 // share of starts at which the lock takes a value
	found []evidence
}

// stillTheOwners is the probability that a value which the lock takes at every
// start is the PIN that was set, although its owner says that it is refused
// (assumption).
const stillTheOwners = 0.1

// place is where a value lies.
type place struct {
	addr     uint32
	record   string // what it lies in, in words
	sequence uint32
	surely   float64 // that this is a PIN's place, its neighbours considered: 0 to 1
	check    *check
}

// look weighs what lies at a place.
func (s *search) look(p place) {
	for i := range s.found {
		if s.found[i].Addr == p.addr {
			return
		}
	}
	x := s.m.u16(p.addr)
	e := evidence{Piece: Piece{Addr: p.addr, Bytes: 2, Value: x, Sequence: p.sequence}}
	where := fmt.Sprintf("%s, value at 0x%05x", p.record, p.addr)
	r, torn := s.m.marginal(p.addr, 2)
	preprograms := s.m.d.Part().Erase.PreProgramShare.Value > 0
	held := p.check != nil && !torn && p.check.holds(x)
	switch {
	case torn:
		e.Kind, e.like = Torn, s.m.readTorn(p.addr, s.o.Reads, s.o.Seed)
		e.Why = fmt.Sprintf("%s: cells that an %v left halfway, %.0f %% of it done, read %d times at %d conditions; they read %04x at first",
			where, r.Last, r.Done*100, s.o.Reads*len(s.m.sweep()), len(s.m.sweep()), x)
		if r.Last == flashsim.Program {
			e.Why = fmt.Sprintf("%s: cells that a program left halfway, read %d times at %d conditions; they read %04x at first",
				where, s.o.Reads*len(s.m.sweep()), len(s.m.sweep()), x)
		}
	case x == 0xFFFF:
		e.Kind, e.Why = Blank, where+": erased, nothing of it is left"
	case held && x == 0, p.check == nil && x == 0:
		e.Kind, e.Why = Default, where+": 0, from before a PIN was set"
	case held && x < values:
		e.Kind, e.Why = Whole, fmt.Sprintf("%s: %04d, %s matches", where, x, p.check.name)
	case p.check == nil && x < values && s.taken[x] < 1:
		e.Kind, e.Why = Whole, fmt.Sprintf("%s: %04d, in range; the design keeps no check of it", where, x)
	case p.check == nil && x < values:
		e.Kind, e.like = Damaged, either(x, stillTheOwners, spoiled(x, preprograms))
		e.Why = fmt.Sprintf("%s: %04d, which the lock takes; if it is not what was set, bits of that have turned", where, x)
	case x < values:
		e.Kind, e.like = Damaged, either(x, float64(0.8*p.surely), spoiled(x, preprograms))
		e.Why = fmt.Sprintf("%s: reads %04d, %s does not match", where, x, p.check.name)
	default:
		e.Kind, e.like = Damaged, spoiled(x, preprograms)
		e.Why = fmt.Sprintf("%s: reads 0x%04X, which is no PIN: bits of one have turned, nearly always from 0 to 1", where, x)
	}
	if e.like != nil && p.check != nil {
		try := append([]float64(nil), e.like...)
		if n := p.check.hold(try); n > 0 && n <= 64 {
			e.like = try
			e.Why += fmt.Sprintf("; with the rest as it reads, %s would match for %d of %d values", p.check.name, n, values-1)
		}
	}
	if e.like != nil {
		e.like = flatten(e.like, p.surely)
		e.Bits = known(e.like)
	} else if e.Kind == Whole {
		e.Bits = known(nil)
	}
	s.found = append(s.found, e)
}

// otherwise is the least probability that a piece is not of the PIN in question: of
// an older one, or no PIN (assumption).
const otherwise = 0.03

// flatten scales likelihoods to a mean of 1 and adds what a piece of something else
// would say.
func flatten(like []float64, surely float64) []float64 {
	sum := 0.0
	for _, p := range like[1:] {
		sum += p
	}
	if sum == 0 {
		return nil
	}
	surely = min(surely, 1-otherwise)
	for v := range like {
		like[v] = float64(like[v]*surely*(values-1)/sum) + (1 - surely)
	}
	return like
}

// known is how many bits a distribution over the PINs tells; nil is a value known
// for sure.
func known(like []float64) float64 {
	all := repro.Log(values-1) / ln2
	if like == nil {
		return all
	}
	sum := 0.0
	for _, p := range like[1:] {
		sum += p
	}
	h := 0.0
	for _, p := range like[1:] {
		if p > 0 {
			h -= float64(p / sum * repro.Log(p/sum))
		}
	}
	return max(0, all-h/ln2)
}

const ln2 = 0.6931471805599453

// differ counts the bits in which two strings of bytes differ.
func differ(a, b []byte) int {
	n := 0
	for i := range a {
		n += bits.OnesCount8(a[i] ^ b[i])
	}
	return n
}
