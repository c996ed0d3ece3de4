package stores

import (
	"errors"
	"fmt"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/model/store"
)

// region is the part of a memory that a store is given: pages of one size from
// an address on. One page is one erase unit, or several where they are small.
type region struct {
	base     uint32
	unit     uint32 // bytes of an erase unit
	group    int    // erase units in a page
	pages    int
	step     int    // pages to add when these do not suffice
	stride   uint32 // bytes that one erase of the bench covers
	program  int    // bytes of a program unit
	erased   byte
	programs int // of a program unit between two erases
}

const (
	// leastPage is what small erase units are put together to, in bytes.
	leastPage = 512
	// driverPage is the page that a driver makes up where the part has one erase
	// unit only.
	driverPage = 4096
)

// mostPages bounds a region.
const mostPages = 64

// smallestRegion is the region that a design is tried in first, with so many pages.
func smallestRegion(p *flashsim.Part, pages int) region {
	r := region{program: int(p.UnitBytes()), erased: p.Erased.Value, programs: unitPrograms(p)}
	start, count := uint32(0), uint32(0)
	for i, run := range p.EraseUnits {
		if i == 0 || run.UnitBytes.Value < r.unit {
			r.base, r.unit, count = start, run.UnitBytes.Value, run.Count
		}
		start += run.Count * run.UnitBytes.Value
	}
	if count == 1 && r.unit%driverPage == 0 && !p.HasErase() {
		r.unit = driverPage
	}
	r.stride = r.unit
	if p.Technology == flashsim.Ferroelectric {
		r.stride = p.BurstBytes()
	}
	r.group = max(1, leastPage/int(r.unit))
	r.pages, r.step = pages, pages
	return r
}

// larger is the region to try next.
func (r region) larger() region {
	r.pages += r.step
	return r
}

// valid tells whether the part has room for it, within the run of equal units.
func (r region) valid(p *flashsim.Part) bool {
	end := uint64(r.base) + uint64(r.unit)*uint64(r.group)*uint64(r.pages)
	if end > uint64(p.SizeBytes.Value) || r.pages > mostPages {
		return false
	}
	_, _, size := p.EraseUnit(uint32(end) - 1)
	return size == r.unit || !p.HasErase()
}

func (r *region) pageBytes() int { return int(r.unit) * r.group }
func (r *region) bytes() int     { return r.pageBytes() * r.pages }

// span is the smallest aligned block of a power of two that holds the region.
func (r *region) span() uint32 {
	for n := uint32(1); n != 0; n <<= 1 {
		if r.base/n == (r.base+uint32(r.bytes())-1)/n {
			return n
		}
	}
	return 0
}

// unitPrograms is how often a driver may count on programming a unit between two
// erases.
func unitPrograms(p *flashsim.Part) int {
	const many = 1 << 16
	switch p.Program.Again.Value {
	case flashsim.AgainReplaces, flashsim.AgainOverwritesAny:
		return many
	}
	if p.ECCGranuleBytes.Value > 0 {
		return 1
	}
	if p.Program.Again.Value == flashsim.AgainOnlyZero {
		return 2
	}
	limit, span := p.Program.Limit.Value, p.Program.LimitBytes.Value
	if limit == 0 || span == 0 {
		return many
	}
	return max(2, int(limit*p.UnitBytes()/span))
}

// medium is a region on a bench as a store sees it: a flash driver.
type medium struct {
	b *cuts.Bench
	region
	trace  *tracer // nil: nobody listens
	erases int     // of pages, so far
	watch  *watch  // nil: nobody asks
}

// watch collects the bytes that a driver reads after a fault, as addresses of the
// memory. A page that it has erased since is not what the fault left: what it reads
// there depends on it no more.
type watch struct {
	reads  cuts.Reads
	erased [mostPages]bool
}

// begin is a new fault; what was read before stays.
func (w *watch) begin() { w.erased = [mostPages]bool{} }

// read notes a read, but for pages that were erased.
func (w *watch) read(m *medium, addr uint32, n int) {
	page := m.pageBytes()
	for at := int(addr); n > 0; {
		k := min(n, page-at%page)
		if !w.erased[at/page] {
			w.reads.Add(m.base+uint32(at), uint32(k))
		}
		at, n = at+k, n-k
	}
}

var _ store.Medium = (*medium)(nil)

func (m *medium) PageBytes() int    { return m.pageBytes() }
func (m *medium) Pages() int        { return m.pages }
func (m *medium) UnitBytes() int    { return m.program }
func (m *medium) ErasedByte() byte  { return m.erased }
func (m *medium) UnitPrograms() int { return m.programs }

// Read gives what the part gives. A part that does not answer leaves the data
// lines to their pull-ups, which read as ones.
func (m *medium) Read(addr uint32, dst []byte) error {
	if m.watch != nil {
		m.watch.read(m, addr, len(dst))
	}
	err := m.b.Read(m.base+addr, dst)
	if m.trace != nil {
		m.trace.note(noteRead, addr, dst)
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, flashsim.ErrUncorrectable) {
		return fmt.Errorf("%w at 0x%x", store.ErrUncorrectable, addr)
	}
	if errors.Is(err, flashsim.ErrDeaf) {
		for i := range dst {
			dst[i] = 0xFF
		}
		return nil
	}
	return err
}

func (m *medium) Program(addr uint32, src []byte) error {
	if m.trace != nil {
		m.trace.note(noteProgram, addr, src)
	}
	return heard(m.b.Program(m.base+addr, src))
}

func (m *medium) Erase(page int) error {
	first := m.base + uint32(page*m.pageBytes())
	if m.trace != nil {
		m.trace.note(noteErase, first, nil)
	}
	m.erases++
	done := true
	for at := first; at < first+uint32(m.pageBytes()); at += m.stride {
		err := m.b.Erase(at)
		if heard(err) != nil {
			return err
		}
		done = done && err == nil
	}
	if m.watch != nil && done {
		m.watch.erased[page] = true
	}
	return nil
}

// heard leaves of an error what a driver hears: a part that is locked out, deaf
// or not ready yet refuses in silence.
func heard(err error) error {
	if errors.Is(err, flashsim.ErrLockedOut) || errors.Is(err, flashsim.ErrNotReady) ||
		errors.Is(err, flashsim.ErrDeaf) || errors.Is(err, flashsim.ErrGateClosed) {
		return nil
	}
	return err
}
