package cuts

import (
	"slices"

	"locktwin/flashsim"
)

// Reads collects which bytes were read, as ranges in order that do not touch. The
// zero value is ready.
type Reads struct{ ranges []flashsim.Range }

// Watch lets r collect what is read on the bench from now on; nil ends it.
func (b *Bench) Watch(r *Reads) { b.reads = r }

// Ranges are the bytes read so far. The slice is good until the next Add.
func (r *Reads) Ranges() []flashsim.Range { return r.ranges }

// Reset forgets everything.
func (r *Reads) Reset() { r.ranges = r.ranges[:0] }

// Add notes n bytes from addr and tells whether one of them is new.
func (r *Reads) Add(addr, n uint32) (isNew bool) {
	if n == 0 {
		return false
	}
	// First range that ends at or after addr.
	i, _ := slices.BinarySearchFunc(r.ranges, addr, func(x flashsim.Range, at uint32) int {
		if x.Addr+x.Size < at {
			return -1
		}
		return 1
	})
	if i < len(r.ranges) && r.ranges[i].Addr <= addr && addr+n <= r.ranges[i].Addr+r.ranges[i].Size {
		return false
	}
	first, end, k := addr, addr+n, i
	for ; k < len(r.ranges) && r.ranges[k].Addr <= end; k++ {
		first, end = min(first, r.ranges[k].Addr), max(end, r.ranges[k].Addr+r.ranges[k].Size)
	}
	r.ranges = slices.Replace(r.ranges, i, k, flashsim.Range{Addr: first, Size: end - first})
	return true
}
