package cuts

import (
	"slices"

	"locktwin/flashsim"
)

// Reads collects which bytes were read, as ranges in order that do not touch. The
// zero value is ready.
type Reads struct {
	ranges []flashsim.Range
	last   int // where the last bytes were found
}

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
	// Drivers read the same again and again.
	if r.last < len(r.ranges) && contains(r.ranges[r.last], addr, n) {
		return false
	}
	i, top := 0, len(r.ranges) // i becomes the first range that ends at or after addr
	for i < top {
		if mid := (i + top) / 2; r.ranges[mid].Addr+r.ranges[mid].Size < addr {
			i = mid + 1
		} else {
			top = mid
		}
	}
	r.last = i
	if i < len(r.ranges) && contains(r.ranges[i], addr, n) {
		return false
	}
	k, first, end := i, addr, addr+n
	for ; k < len(r.ranges) && r.ranges[k].Addr <= end; k++ {
		first, end = min(first, r.ranges[k].Addr), max(end, r.ranges[k].Addr+r.ranges[k].Size)
	}
	r.ranges = slices.Replace(r.ranges, i, k, flashsim.Range{Addr: first, Size: end - first})
	return true
}

// contains tells whether n bytes from addr lie in a range.
func contains(r flashsim.Range, addr, n uint32) bool {
	return r.Addr <= addr && addr+n <= r.Addr+r.Size
}
