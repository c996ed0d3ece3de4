package api

import (
	"errors"
	"fmt"
	"math"

	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/store"
)

// Flash is what there is to see in the memory of a lock.
type Flash struct {
	Part          string         `json:"part" doc:"Memory part."`
	Technology    string         `json:"technology" doc:"What its cells are made of." enum:"floating gate,ferroelectric"`
	Erasable      bool           `json:"erasable" doc:"Whether the lock can erase it. What is programmed to an EEPROM or FRAM replaces what was there."`
	SizeBytes     uint32         `json:"size_bytes" doc:"Its size."`
	WordBytes     uint32         `json:"word_bytes" doc:"Size of a word as the addresses below this one show it: what is programmed at once, at least 4 bytes."`
	Busy          bool           `json:"busy" doc:"Whether an operation is in flight."`
	InFlight      *FlashFlight   `json:"in_flight,omitempty" doc:"The operation that is in flight."`
	PagesByState  map[string]int `json:"pages_by_state" doc:"How many pages are in each state."`
	Pages         []FlashPage    `json:"pages" nullable:"false" doc:"Those that are not erased and unworn."`
	Map           []FlashRun     `json:"map" nullable:"false" doc:"Every page, in order of address; neighbours that are alike stand together."`
	Areas         []FlashArea    `json:"areas" nullable:"false" doc:"What the firmware keeps where."`
	MarginalWords int            `json:"marginal_words" doc:"Words with a charge near the read level."`
	Marginal      []FlashRegion  `json:"marginal" nullable:"false" doc:"Where they are."`
	CyclesMost    uint32         `json:"erase_cycles_most" doc:"Erase cycles of the page with the most."`
	Endurance     uint32         `json:"erase_cycles_endured" doc:"Erase cycles that the maker promises."`
}

// FlashPage is one erase unit.
type FlashPage struct {
	Page          int     `json:"page" doc:"Its number, from 0."`
	Address       uint32  `json:"address" doc:"First byte."`
	Bytes         uint32  `json:"bytes" doc:"Size."`
	State         string  `json:"state" doc:"erased, programmed, marginal, worn or in flight."`
	EraseCycles   uint32  `json:"erase_cycles" doc:"Erase cycles so far."`
	MarginalBytes uint32  `json:"marginal_bytes" doc:"Bytes with a charge near the read level."`
	Fill          float64 `json:"fill" doc:"Share of its bytes that do not read as erased, 0 to 1; while an operation is in flight in it, as a cut at this instant would leave it."`
}

// FlashRun is a run of pages of one size that are alike.
type FlashRun struct {
	Page        int     `json:"page" doc:"Number of the first one, from 0."`
	Pages       int     `json:"pages" doc:"How many."`
	Address     uint32  `json:"address" doc:"First byte of the first one."`
	PageBytes   uint32  `json:"page_bytes" doc:"Size of each."`
	State       string  `json:"state" doc:"erased, programmed, marginal, worn or in flight."`
	EraseCycles uint32  `json:"erase_cycles" doc:"Erase cycles of each so far."`
	Fill        float64 `json:"fill" doc:"Share of the bytes of each that do not read as erased, 0 to 1."`
}

// FlashFlight is an operation that goes on.
type FlashFlight struct {
	Operation string  `json:"op" doc:"program, erase or partial erase."`
	Address   uint32  `json:"address" doc:"First byte."`
	Bytes     uint32  `json:"bytes" doc:"How many."`
	Done      float64 `json:"done" doc:"Share of its time that has passed, 0 to 1."`
	TakesNS   int64   `json:"takes_ns" doc:"Simulated time that it takes when nothing disturbs it."`
}

// FlashArea is a stretch of the memory that the firmware uses for one purpose.
type FlashArea struct {
	Name    string        `json:"name" doc:"What is kept there."`
	Store   string        `json:"store" doc:"Design of the store; empty where there is none, as in a log."`
	Address uint32        `json:"address" doc:"First byte."`
	Bytes   uint32        `json:"bytes" doc:"Size."`
	Records []FlashRecord `json:"records" nullable:"false" doc:"What the store's decoder finds, in order of address; while an operation is in flight, what it would find after a cut at this instant."`
}

// FlashRecord is one record of a store, without its value.
type FlashRecord struct {
	Address uint32 `json:"address" doc:"First byte."`
	Bytes   int    `json:"bytes" doc:"Size."`
	State   string `json:"state" doc:"What the decoder makes of it."`
	Key     string `json:"key,omitempty" doc:"Which value it holds."`
	Why     string `json:"why,omitempty" doc:"Why it is taken or not, in words."`

	raw store.Record
}

// FlashRegion is a run of marginal bytes with one history.
type FlashRegion struct {
	Address       uint32  `json:"address" doc:"First byte."`
	Bytes         uint32  `json:"bytes" doc:"Size."`
	LastOperation string  `json:"last_operation" doc:"The operation that touched it last."`
	Done          float64 `json:"done" doc:"How far that operation came, 0 to 1."`
	UnstableBits  int     `json:"unstable_bits" doc:"Bits that read noise may turn."`
}

// inspect looks at the memory of a lock. Looking changes nothing.
func inspect(l *model.Lock) Flash {
	d := l.Machine().Flash()
	part := d.Part()
	f := Flash{
		Part: part.Name, Technology: technologyOf(part), Erasable: part.HasErase(), SizeBytes: part.SizeBytes.Value, WordBytes: wordBytes(part),
		InFlight: inFlight(d), PagesByState: map[string]int{}, Pages: []FlashPage{}, Map: []FlashRun{},
		Areas: areas(l), Marginal: []FlashRegion{}, Endurance: uint32(min(part.EnduranceCycles.Value, 1<<32-1)),
	}
	f.Busy = f.InFlight != nil
	bench, unit := onTheBench(l), part.UnitBytes()
	seen, _ := asIfCut(d, bench, 0, part.SizeBytes.Value)
	for i, u := range d.Units() {
		page := pageOf(seen, i, &u, bench)
		f.PagesByState[page.State]++
		f.CyclesMost = max(f.CyclesMost, u.Wear)
		if u.State != flashsim.UnitErased || u.Wear > 0 {
			f.Pages = append(f.Pages, page)
		}
		if k := len(f.Map) - 1; k >= 0 && f.Map[k].likes(&page) {
			f.Map[k].Pages++
		} else {
			f.Map = append(f.Map, FlashRun{page.Page, 1, page.Address, page.Bytes, page.State, page.EraseCycles, page.Fill})
		}
	}
	counted := uint32(0) // every word below this address is counted
	for _, r := range d.Marginal() {
		v := FlashRegion{Address: r.Addr, Bytes: r.Size, LastOperation: r.Last.String(), Done: r.Done}
		for a := r.Addr - r.Addr%unit; a < r.Addr+r.Size; a += unit {
			if a >= counted {
				f.MarginalWords++
				counted = a + unit
			}
			for _, c := range d.Cells(a, bench) {
				if c.Unstable && c.Addr >= r.Addr && c.Addr < r.Addr+r.Size {
					v.UnstableBits++
				}
			}
		}
		f.Marginal = append(f.Marginal, v)
	}
	return f
}

// pageOf describes an erase unit whose content is that of a device.
func pageOf(d *flashsim.Device, index int, u *flashsim.Unit, bench flashsim.Conditions) FlashPage {
	filled := u.Programmed
	if u.MarginalBytes > 0 || u.State == flashsim.UnitInFlight {
		// What is stored is not what reads.
		filled = 0
		content := make([]byte, u.Size)
		_ = d.Peek(u.Addr, content, bench) // the unit lies in the memory
		for _, b := range content {
			if b != d.Part().Erased.Value {
				filled++
			}
		}
	}
	return FlashPage{index, u.Addr, u.Size, u.State.String(), u.Wear, u.MarginalBytes, thousandths(float64(filled) / float64(u.Size))}
}

// likes tells whether a page may join the run before it.
func (r *FlashRun) likes(p *FlashPage) bool {
	return r.PageBytes == p.Bytes && r.State == p.State && r.EraseCycles == p.EraseCycles && r.Fill == p.Fill
}

// inFlight describes the operation in flight, nil when there is none.
func inFlight(d *flashsim.Device) *FlashFlight {
	op, done, ok := d.InFlight()
	if !ok {
		return nil
	}
	return &FlashFlight{op.Kind.String(), op.Addr, op.Size, thousandths(done), int64(op.Duration)}
}

func technologyOf(p *flashsim.Part) string {
	if p.Technology == flashsim.Ferroelectric {
		return "ferroelectric"
	}
	return "floating gate"
}

// wordBytes is what is shown as one word: a program unit, or as many small ones
// as make 4 bytes.
func wordBytes(p *flashsim.Part) uint32 { return max(p.UnitBytes(), 4) }

// thousandths rounds what a page shows.
func thousandths(x float64) float64 { return math.Round(x*1000) / 1000 }

// areas decodes what the firmware that is installed keeps in the memory.
func areas(l *model.Lock) []FlashArea {
	out := []FlashArea{}
	app, base, bench := l.App(), l.Machine().MemoryBase(), onTheBench(l)
	d := l.Machine().Flash()
	d, _ = asIfCut(d, bench, 0, d.Part().SizeBytes.Value)
	for _, e := range app.Extents() {
		v := FlashArea{Name: e.Area.String(), Address: base + e.Addr, Bytes: e.Bytes, Records: []FlashRecord{}}
		st := app.Store(e.Area)
		if st == nil || e.Pages == 0 {
			out = append(out, v)
			continue
		}
		v.Store = e.Design
		r := &region{d: d, bench: bench, base: v.Address, page: int(e.Bytes) / e.Pages, pages: e.Pages}
		for _, rec := range st.Decode(r) {
			view := FlashRecord{Address: v.Address + rec.Addr, Bytes: rec.Bytes, State: rec.State.String(), Why: rec.Why, raw: rec}
			if rec.HasKey {
				view.Key = firmware.KeyName(rec.Key)
			}
			v.Records = append(v.Records, view)
		}
		out = append(out, v)
	}
	return out
}

// region shows a stretch of the memory to a store's decoder.
type region struct {
	d     *flashsim.Device
	bench flashsim.Conditions
	base  uint32
	page  int
	pages int
}

func (r *region) PageBytes() int   { return r.page }
func (r *region) Pages() int       { return r.pages }
func (r *region) UnitBytes() int   { return int(r.d.Part().UnitBytes()) }
func (r *region) ErasedByte() byte { return r.d.Part().Erased.Value }

func (r *region) Read(addr uint32, dst []byte) error {
	err := r.d.Peek(r.base+addr, dst, r.bench)
	if errors.Is(err, flashsim.ErrUncorrectable) {
		return fmt.Errorf("%w: %w", store.ErrUncorrectable, err)
	}
	return err
}
