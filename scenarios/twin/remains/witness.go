package remains

import (
	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// What marginal cells say is weighed with other chips of the same part: each gets a
// known pattern, suffers the operation that the sidecar names, cut at the same
// instant of it, and is read in the same way. How often a cell that was 0, or was
// to become 0, then reads like the cell in question is its likelihood.

const (
	scoreBins    = 11
	witnessChips = 12
	witnessBytes = 64
	// smooth is what is added to each bin, in cells, so that what no witness has
	// shown is unlikely and not impossible.
	smooth = 0.5
)

// bin sorts the share of ones: never, always, and nine steps between.
func bin(share float64) int {
	switch {
	case share < 1e-9:
		return 0
	case share > 1-1e-9:
		return scoreBins - 1
	}
	return min(scoreBins-2, 1+int(share*(scoreBins-2)))
}

// witnesses is how cells read that were 0 and 1 before (erase), or had these as
// their target (program).
type witnesses [2][scoreBins]float64

// witness is nil when the image does not say which operation was cut.
func (m *memory) witness(addr uint32, reads int, seed uint64) *witnesses {
	op, at, ok := m.d.TornAt(addr)
	if !ok {
		return nil
	}
	region, _ := m.marginal(addr, 1)
	part := m.d.Part()
	_, start, size := part.EraseUnit(addr)
	first := max(start, addr-addr%witnessBytes)
	n := int(min(witnessBytes, start+size-first))
	if op.Kind == flashsim.Program {
		first, n = op.Addr, int(op.Size)
	}
	c := flashsim.Conditions{Now: max(0, region.At-at), Volts: 3, Celsius: 21}
	key := repro.Root(seed).Child("remains witness")
	var h witnesses
	chips := witnessChips
	if op.Kind == flashsim.Program {
		chips *= max(1, witnessBytes/n/2)
	}
	for chip := range chips {
		d := flashsim.New(part, key.Index(uint64(chip)))
		d.SetWear(addr, m.d.Wear(addr))
		pattern := make([]byte, n)
		s := key.Child("pattern").Index(uint64(chip)).Stream()
		for i := range pattern {
			pattern[i] = byte(s.Uint64())
		}
		raw := make([]byte, n)
		for i := range raw {
			raw[i] = pattern[i] ^ m.flip
		}
		var err error
		if op.Kind == flashsim.Program {
			_, err = d.BeginProgram(op.Addr, raw, c)
		} else if err = d.Load(first, raw); err == nil {
			_, err = d.BeginErase(addr, c)
		}
		if err != nil {
			return nil
		}
		d.Feed(flashsim.Piece{Duration: at, Volts0: 3, Volts1: 3})
		c := c
		c.Now += at
		d.PowerLost(c)
		d.PowerUp(c)
		for i, share := range ones(d, first, n, reads, m.flip, m.sweep()) {
			h[pattern[i/8]>>(i%8)&1][bin(share)]++
		}
	}
	for b := range h {
		sum := 0.0
		for i := range h[b] {
			h[b][i] += smooth
			sum += h[b][i]
		}
		for i := range h[b] {
			h[b][i] /= sum
		}
	}
	return &h
}

// readTorn weighs the two marginal bytes of a value.
func (m *memory) readTorn(addr uint32, reads int, seed uint64) []float64 {
	region, _ := m.marginal(addr, 2)
	// Several stresses on the same cells are weighed by the last one alone; what they
	// say counts for less accordingly (assumption).
	temper := 1 / float64(max(1, region.Stories))
	shares := ones(m.d, addr, 2, reads, m.flip, m.sweep())
	var ln [16][2]float64
	for byteAt := range 2 {
		w := m.witness(addr+uint32(byteAt), reads, seed)
		for b := range 8 {
			i := byteAt*8 + b
			switch {
			case w != nil:
				for v := range 2 {
					ln[i][v] = float64(temper * repro.Log(w[v][bin(shares[i])]))
				}
			case shares[i] < 0.5: // no history: as for a byte that some operation spoiled
				ln[i][1] = repro.Log(unlikely)
			default:
				ln[i][1] = repro.Log(2)
			}
		}
	}
	like := make([]float64, values)
	for v := 1; v < values; v++ {
		sum := 0.0
		for i := range ln {
			sum += ln[i][v>>i&1]
		}
		like[v] = sum
	}
	return exponential(like)
}

// exponential makes likelihoods of their logarithms, the largest 1.
func exponential(ln []float64) []float64 {
	top := ln[1]
	for _, x := range ln[1:] {
		top = max(top, x)
	}
	for v := range ln {
		ln[v] = repro.Exp(ln[v] - top)
	}
	ln[0] = 0
	return ln
}
