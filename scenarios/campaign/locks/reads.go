package locks

import "locktwin/flashsim"

// reads is the set of bytes of the part that somebody has read.
type reads struct {
	words []uint64
	size  int // bytes in the set
}

// add takes a read in.
func (r *reads) add(addr, size uint32) {
	end := uint64(addr) + uint64(size)
	if need := int(end+63) / 64; need > len(r.words) {
		r.words = append(r.words, make([]uint64, need-len(r.words))...)
	}
	for a := uint64(addr); a < end; a++ {
		if a%64 == 0 && end-a >= 64 && r.words[a/64] == ^uint64(0) {
			a += 63
			continue
		}
		if r.words[a/64]>>(a%64)&1 == 0 {
			r.words[a/64] |= 1 << (a % 64)
			r.size++
		}
	}
}

// within lists the runs of bytes of the set that lie in a range.
func (r *reads) within(addr, size uint32) []flashsim.Range {
	var out []flashsim.Range
	for a := addr; a < addr+size; a++ {
		if int(a/64) >= len(r.words) || r.words[a/64]>>(a%64)&1 == 0 {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].Addr+out[n].Size == a {
			out[n].Size++
			continue
		}
		out = append(out, flashsim.Range{Addr: a, Size: 1})
	}
	return out
}
