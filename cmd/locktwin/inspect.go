package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/store"
)

type inspectCommand struct {
	imageFlags
	Profile string `placeholder:"NAME" help:"Decode the records as this firmware profile lays them out."`
	Image   string `arg:"" help:"Raw binary or Intel HEX; - is standard input. IMAGE.side beside it is its sidecar."`
}

// inspection is what there is to see in an image.
type inspection struct {
	Part          string         `json:"part"`
	SizeBytes     uint32         `json:"size_bytes"`
	States        map[string]int `json:"pages_by_state"`
	Pages         []pageView     `json:"pages"` // those that are not blank and unworn
	Areas         []areaView     `json:"areas"`
	MarginalWords int            `json:"marginal_words"`
	Marginal      []marginalView `json:"marginal"`
	CyclesMost    uint32         `json:"erase_cycles_most"`
	Endurance     uint32         `json:"erase_cycles_endured"`
}

type pageView struct {
	Page          int    `json:"page"`
	Addr          uint32 `json:"addr"`
	Bytes         uint32 `json:"bytes"`
	State         string `json:"state"`
	EraseCycles   uint32 `json:"erase_cycles"`
	MarginalBytes uint32 `json:"marginal_bytes"`
}

type areaView struct {
	Name    string       `json:"name"`
	Store   string       `json:"store"`
	Addr    uint32       `json:"addr"`
	Bytes   uint32       `json:"bytes"`
	Records []recordView `json:"records"`
}

type recordView struct {
	Addr  uint32 `json:"addr"`
	Bytes int    `json:"bytes"`
	State string `json:"state"`
	Key   string `json:"key"`
	Value string `json:"value_hex"`
	Why   string `json:"why"`
}

type marginalView struct {
	Addr         uint32  `json:"addr"`
	Bytes        uint32  `json:"bytes"`
	LastOp       string  `json:"last_operation"`
	Done         float64 `json:"done"` // 0 to 1
	UnstableBits int     `json:"unstable_bits"`
}

func (c *inspectCommand) run(s *Streams) int {
	d, err := c.open(s, c.Image)
	if err != nil {
		return s.refuse(err)
	}
	in := look(d)
	if c.Profile != "" {
		if in.Areas, err = decode(d, c.Profile); err != nil {
			return s.refuse(err)
		}
	}
	if c.JSON {
		e := json.NewEncoder(s.Out)
		e.SetIndent("", "  ")
		if err := e.Encode(in); err != nil {
			panic(err)
		}
		return exitMet
	}
	in.write(s.Out, c.Profile != "")
	return exitMet
}

// look lists pages, wear and marginal words.
func look(d *flashsim.Device) *inspection {
	part := d.Part()
	in := &inspection{Part: part.Name, SizeBytes: part.SizeBytes.Value, States: map[string]int{},
		Pages: []pageView{}, Areas: []areaView{}, Marginal: []marginalView{}, Endurance: uint32(min(part.EnduranceCycles.Value, 1<<32-1))}
	for i, u := range d.Units() {
		in.States[u.State.String()]++
		in.CyclesMost = max(in.CyclesMost, u.Wear)
		if u.State != flashsim.UnitErased || u.Wear > 0 {
			in.Pages = append(in.Pages, pageView{i, u.Addr, u.Size, u.State.String(), u.Wear, u.MarginalBytes})
		}
	}
	bench, unit := onTheBench(d), part.UnitBytes()
	counted := uint32(0) // every word below this address is counted
	for _, r := range d.Marginal() {
		v := marginalView{Addr: r.Addr, Bytes: r.Size, LastOp: r.Last.String(), Done: r.Done}
		for a := r.Addr - r.Addr%unit; a < r.Addr+r.Size; a += unit {
			if a >= counted {
				in.MarginalWords++
				counted = a + unit
			}
			for _, cell := range d.Cells(a, bench) {
				if cell.Unstable && cell.Addr >= r.Addr && cell.Addr < r.Addr+r.Size {
					v.UnstableBits++
				}
			}
		}
		in.Marginal = append(in.Marginal, v)
	}
	return in
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

// decode reads the records of each area as a lock with this profile would find
// them.
func decode(d *flashsim.Device, profile string) ([]areaView, error) {
	p, err := firmware.LookupProfile(profile)
	if err != nil {
		return nil, err
	}
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		return nil, err
	}
	cfg.Part = d.Part()
	lock, err := model.New(cfg)
	if err != nil {
		return nil, err
	}
	base, app := lock.Machine().MemoryBase(), lock.App()
	areas := []areaView{}
	for _, e := range app.Extents() {
		st := app.Store(e.Area)
		if st == nil {
			continue
		}
		v := areaView{Name: e.Area.String(), Store: e.Design, Addr: base + e.Addr, Bytes: e.Bytes, Records: []recordView{}}
		r := &region{d: d, bench: onTheBench(d), base: v.Addr, page: int(e.Bytes) / e.Pages, pages: e.Pages}
		for _, rec := range st.Decode(r) {
			view := recordView{Addr: v.Addr + rec.Addr, Bytes: rec.Bytes, State: rec.State.String(),
				Value: hex.EncodeToString(rec.Value), Why: rec.Why}
			if rec.HasKey {
				view.Key = firmware.KeyName(rec.Key)
			}
			v.Records = append(v.Records, view)
		}
		areas = append(areas, v)
	}
	return areas, nil
}

// The widest that a column gets in the table of records, in characters, so that
// a line stays under 120. --json has all of it.
const (
	keyWidth   = 24
	valueWidth = 17
	whyWidth   = 48
)

// head is the beginning of a text, with a mark where it was cut.
func head(s string, width int) string {
	r := []rune(s)
	if len(r) <= width {
		return s
	}
	return string(r[:width-1]) + "…"
}

// write prints the inspection for people.
func (in *inspection) write(w io.Writer, decoded bool) {
	fmt.Fprintf(w, "%s, %d KiB: ", in.Part, in.SizeBytes>>10)
	sep := ""
	for _, state := range []flashsim.UnitState{flashsim.UnitMarginal, flashsim.UnitWorn, flashsim.UnitProgrammed, flashsim.UnitErased} {
		if n := in.States[state.String()]; n > 0 {
			fmt.Fprintf(w, "%s%d %s", sep, n, state)
			sep = ", "
		}
	}
	fmt.Fprintf(w, " pages; at most %d of %d erase cycles; %s\n", in.CyclesMost, in.Endurance, count(in.MarginalWords, "marginal word"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(in.Pages) > 0 {
		fmt.Fprintf(t, "\npage\taddress\tbytes\tstate\terase cycles\tmarginal bytes\n")
		for _, p := range in.Pages {
			fmt.Fprintf(t, "%d\t0x%05x\t%d\t%s\t%d\t%d\n", p.Page, p.Addr, p.Bytes, p.State, p.EraseCycles, p.MarginalBytes)
		}
		t.Flush()
	}
	for _, a := range in.Areas {
		fmt.Fprintf(w, "\n%s at 0x%05x, %d bytes, store %s: %s\n", a.Name, a.Addr, a.Bytes, a.Store, count(len(a.Records), "record"))
		if len(a.Records) > 0 {
			fmt.Fprintf(t, "  address\tbytes\tstate\tkey\tvalue\twhy\n")
		}
		for _, r := range a.Records {
			fmt.Fprintf(t, "  0x%05x\t%d\t%s\t%s\t%s\t%s\n", r.Addr, r.Bytes, r.State,
				head(r.Key, keyWidth), head(r.Value, valueWidth), head(r.Why, whyWidth))
		}
		t.Flush()
	}
	if !decoded {
		fmt.Fprintln(w, "\nrecords: give --profile NAME to decode them")
	}
	if len(in.Marginal) > 0 {
		fmt.Fprintf(t, "\nmarginal\tbytes\tlast operation\tdone\tunstable bits\n")
		for _, m := range in.Marginal {
			fmt.Fprintf(t, "0x%05x\t%d\t%s\t%.1f %%\t%d\n", m.Addr, m.Bytes, m.LastOp, m.Done*100, m.UnstableBits)
		}
		t.Flush()
	}
}
