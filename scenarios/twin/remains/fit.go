package remains

import (
	"errors"
	"fmt"
	"sort"

	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/store"
)

// where are the areas of a lock of some profile in this memory.
type where struct {
	profile *firmware.Profile
	base    uint32 // of address 0 as the firmware counts
	extents []firmware.Extent
	stores  [firmware.Areas]store.Store
}

// lay finds the areas; the error says why the profile cannot be in this memory.
func (m *memory) lay(p *firmware.Profile, seed uint64) (*where, error) {
	l, err := m.build(p, seed)
	if err != nil {
		return nil, err
	}
	w := &where{profile: p, base: l.Machine().MemoryBase(), extents: l.App().Extents()}
	for a := range w.stores {
		w.stores[a] = l.App().Store(firmware.Area(a))
	}
	return w, nil
}

func (w *where) extent(a firmware.Area) firmware.Extent {
	for _, e := range w.extents {
		if e.Area == a {
			return e
		}
	}
	return firmware.Extent{}
}

// region shows an area to a store's decoder, as the memory most likely reads.
type region struct {
	m     *memory
	base  uint32
	page  int
	pages int
}

func (r *region) PageBytes() int   { return r.page }
func (r *region) Pages() int       { return r.pages }
func (r *region) UnitBytes() int   { return int(r.m.d.Part().UnitBytes()) }
func (r *region) ErasedByte() byte { return r.m.d.Part().Erased.Value }

func (r *region) Read(addr uint32, dst []byte) error {
	err := r.m.d.Peek(r.base+addr, dst, r.m.at)
	if errors.Is(err, flashsim.ErrUncorrectable) {
		return fmt.Errorf("%w: %w", store.ErrUncorrectable, err)
	}
	return err
}

// layoutWord is the layout that the image names, 0 none: the last good word of mark,
// version and its complement.
func (m *memory) layoutWord(w *where) (version uint8) {
	e := w.extent(firmware.AreaLayout)
	step := uint32(max(4, m.d.Part().UnitBytes()))
	for off := uint32(0); off+step <= e.Bytes; off += step {
		if b := m.read(w.base+e.Addr+off, 4); b[0] == 0x4C && b[1] == 0x57 && b[2] == ^b[3] {
			version = b[2]
		}
	}
	return version
}

// understood is the share of what lies in both areas that the profile's stores take
// for a record of theirs.
func (m *memory) understood(w *where) (share float64, any bool) {
	good, all := 0, 0
	for _, a := range [...]firmware.Area{firmware.AreaSettings, firmware.AreaAccess} {
		e := w.extent(a)
		if w.stores[a] == nil || e.Pages == 0 {
			continue
		}
		r := &region{m: m, base: w.base + e.Addr, page: int(e.Bytes) / e.Pages, pages: e.Pages}
		for _, rec := range w.stores[a].Decode(r) {
			if rec.State == store.Mark || rec.State == store.Ignored && !rec.HasKey {
				continue
			}
			all++
			if rec.HasKey && rec.State != store.BadCheck && rec.State != store.Torn {
				good++
			}
		}
	}
	if all == 0 {
		return 0, false
	}
	return float64(good) / float64(all), true
}

// fits judges the profiles. A layout word decides; without one the records do.
func (m *memory) fits(only string, seed uint64) (fits []ProfileFit, best *where, err error) {
	fits = []ProfileFit{}
	ranks := map[string]*where{}
	for _, p := range firmware.Profiles() {
		if only != "" && p.Name != only {
			continue
		}
		w, err := m.lay(p, seed)
		if err != nil {
			if only != "" {
				return nil, nil, fmt.Errorf("%w: profile %q: %w", ErrInput, only, err)
			}
			continue
		}
		share, any := m.understood(w)
		f := ProfileFit{Name: p.Name, Layout: p.Layout.Version, Fit: float64(0.7 * share), Why: "no layout word is in the image"}
		switch word := m.layoutWord(w); {
		case word == p.Layout.Version:
			f.Fit, f.Why = 0.7+float64(0.3*share), fmt.Sprintf("the layout word names layout %d", word)
		case word != 0:
			f.Fit, f.Why = float64(0.2*share), fmt.Sprintf("the layout word names layout %d, this profile has %d", word, p.Layout.Version)
		}
		if any {
			f.Why += fmt.Sprintf("; %.0f %% of the records are in order", share*100)
		} else {
			f.Why += "; no records"
		}
		fits = append(fits, f)
		ranks[p.Name] = w
	}
	sort.SliceStable(fits, func(i, j int) bool { return fits[i].Fit > fits[j].Fit })
	if only == "" {
		n := 0
		for n < len(fits) && fits[n].Fit > 0 {
			n++
		}
		fits = fits[:n]
	}
	if len(fits) == 0 {
		return nil, nil, fmt.Errorf("%w: no layout word and no records of any design", ErrNoProfile)
	}
	return fits, ranks[fits[0].Name], nil
}
