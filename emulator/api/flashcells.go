package api

import (
	"context"
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/flashsim"
	"locktwin/model"
)

// FlashWord is one word down to its cells.
type FlashWord struct {
	Address       uint32      `json:"address" doc:"First byte."`
	Bytes         uint32      `json:"bytes" doc:"Size."`
	Page          int         `json:"page" doc:"Number of its page."`
	State         string      `json:"state" doc:"erased, programmed, marginal or in flight."`
	IfCutNow      bool        `json:"if_cut_now" doc:"Whether an operation is in flight on it. What is shown is then what a cut at this instant would leave."`
	Hex           string      `json:"hex" doc:"Its content in order of address, as it most likely reads."`
	Volts         float64     `json:"volts" doc:"Supply at which it is read."`
	Read          float64     `json:"read_volts" doc:"Level at the cell that a read compares with, at this supply. A cell under it reads erased."`
	ProgramVerify float64     `json:"program_verify_volts" doc:"A cell above this is safely programmed."`
	EraseVerify   float64     `json:"erase_verify_volts" doc:"A cell under this is safely erased."`
	Depletion     float64     `json:"depletion_volts" doc:"A cell under this is over-erased."`
	Sigma         float64     `json:"sigma_volts" doc:"Standard deviation of the noise of a read, at this supply."`
	Cells         []FlashCell `json:"cells" nullable:"false" doc:"Bit 0 of the first byte first. None on ferroelectric parts."`
	Reads         []FlashRead `json:"reads" nullable:"false" doc:"What so many reads would give, a millisecond apart, with the noise that the lock would meet."`
	Last          *FlashCut   `json:"last,omitempty" doc:"What was cut on it, while it is marginal."`
	EraseCycles   uint32      `json:"erase_cycles" doc:"Erase cycles of its page so far."`
	Endurance     uint32      `json:"erase_cycles_endured" doc:"Erase cycles that the maker promises."`
	Programs      int         `json:"programs" doc:"How often its block was programmed since its erase, on parts that limit it."`
	ProgramLimit  uint32      `json:"program_limit" doc:"How often the block may be programmed between two erases; 0: the maker states no limit."`
	LimitBytes    uint32      `json:"program_limit_bytes" doc:"Size of the block."`
}

// FlashCell is one bit as a microscope would see it.
type FlashCell struct {
	Threshold float64 `json:"threshold_volts" doc:"Threshold of the cell; the more charge it has, the higher."`
	Reads     int     `json:"reads" doc:"The bit without noise." minimum:"0" maximum:"1"`
	Marginal  bool    `json:"marginal" doc:"Whether an operation on it was cut."`
	Unstable  bool    `json:"unstable" doc:"Whether noise may turn it."`
	Telegraph float64 `json:"telegraph_volts,omitempty" doc:"Amplitude of the telegraph noise, which a few cells have: a level that jumps at the cell's own rate."`
}

// FlashRead is what one read gives.
type FlashRead struct {
	Hex         string `json:"hex" doc:"Content in order of address; nothing when it could not be corrected."`
	Correctable bool   `json:"correctable" doc:"Whether error correction could repair it; true on parts without."`
}

// FlashCut is an operation that was cut.
type FlashCut struct {
	Operation string  `json:"operation" doc:"program, erase or partial erase."`
	Done      float64 `json:"done" doc:"How far it came, 0 to 1."`
	AtNS      int64   `json:"at_ns" doc:"When it was cut, in simulated nanoseconds since the lock was made."`
	Stories   int     `json:"stories" doc:"How many operations lie on the word since it was last whole."`
}

func (a *API) flashCellsOperation() {
	type wordInput struct {
		OneLock
		Address string  `path:"address" doc:"Address of a byte of the word, such as 508944 or 0x7c410." maxLength:"16"`
		Times   int     `query:"times" doc:"How often to read it." minimum:"1" maximum:"100" default:"10"`
		Volts   float64 `query:"volts" doc:"Supply at which it is read." minimum:"0.5" maximum:"5.5" default:"3"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/flash/words/{address}", id: "inspect-flash-word", tag: tagFlash, summary: "See the cells of a word, and what reads would give",
		about: "Keys and PIN are in it, as in the image. The reads are those of a copy: to look changes nothing, and the same question has the same answer until the lock goes on.", right: access.Control,
		problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing}},
		func(ctx context.Context, in *wordInput) (*Output[FlashWord], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			address, err := strconv.ParseUint(in.Address, 0, 32)
			if err != nil {
				return nil, invalid("path.address", in.Address, "a number such as 508944 or 0x7c410", "'%s' is no address", in.Address)
			}
			if math.IsNaN(in.Volts) {
				return nil, invalid("query.volts", "NaN", "0.5 to 5.5", "this is no voltage")
			}
			var word FlashWord
			var wrong error
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { word, wrong = inspectWord(l, uint32(address), in.Times, in.Volts) })
			if err == nil {
				err = wrong
			}
			return answer(word, err)
		})
}

// inspectWord looks at the cells of a word.
func inspectWord(l *model.Lock, address uint32, times int, volts float64) (FlashWord, error) {
	d := l.Machine().Flash()
	part := d.Part()
	if address >= part.SizeBytes.Value {
		return FlashWord{}, problem.New(problem.UnknownThing, "the %s ends before 0x%x, at 0x%x", part.Name, address, part.SizeBytes.Value)
	}
	word, at := wordBytes(part), onTheBench(l)
	at.Volts, at.Boot = volts, uint32(l.Machine().Stats().Boots)
	address -= address % word
	page, _, _ := part.EraseUnit(address)
	w := FlashWord{
		Address: address, Bytes: word, Page: int(page), Volts: volts, Read: part.Cells.ReadReferenceVolts.Value, Sigma: part.Cells.ThermalVolts.Value,
		ProgramVerify: part.Cells.ProgramVerifyVolts.Value, EraseVerify: part.Cells.EraseVerifyVolts.Value, Depletion: part.Cells.DepletionVolts.Value,
		Cells: []FlashCell{}, Reads: []FlashRead{}, EraseCycles: d.Wear(address), Endurance: uint32(min(part.EnduranceCycles.Value, 1<<32-1)),
		Programs: d.Programs(address), ProgramLimit: part.Program.Limit.Value, LimitBytes: part.Program.LimitBytes.Value,
	}
	shown, flight := asIfCut(d, at, address, address+word)
	w.IfCutNow = flight.Size > 0
	content := make([]byte, word)
	if err := shown.Peek(address, content, at); err != nil {
		return w, err
	}
	w.Hex = hex.EncodeToString(content)
	marginal := shown.Marginal()
	w.State = wordState(content, part.Erased.Value, address, marginal, flight)
	for _, r := range marginal {
		if r.Addr < address+word && address < r.Addr+r.Size {
			w.Last = &FlashCut{r.Last.String(), thousandths(r.Done), int64(r.At), r.Stories}
			break
		}
	}
	for a := address; a < address+word; a += part.UnitBytes() {
		for _, c := range shown.Cells(a, at) {
			w.Read, w.Sigma = thousandths(c.Reference), thousandths(c.Sigma)
			cell := FlashCell{Threshold: thousandths(c.Volts), Marginal: c.Marginal, Unstable: c.Unstable, Telegraph: thousandths(c.Telegraph)}
			if c.Reads {
				cell.Reads = 1
			}
			w.Cells = append(w.Cells, cell)
		}
	}
	var err error
	w.Reads, err = readTimes(d, at, address, word, times)
	return w, err
}

// readTimes reads a word again and again in a copy. An operation in flight is cut
// there first, as a memory that is busy cannot be read.
func readTimes(d *flashsim.Device, at flashsim.Conditions, address, n uint32, times int) ([]FlashRead, error) {
	f := d.Fork()
	f.PowerLost(at)
	out, content := make([]FlashRead, 0, times), make([]byte, n)
	for range times {
		err := f.Read(address, content, at)
		switch {
		case errors.Is(err, flashsim.ErrUncorrectable):
			out = append(out, FlashRead{})
		case err != nil:
			return out, err
		default:
			out = append(out, FlashRead{hex.EncodeToString(content), true})
		}
		at.Now += time.Millisecond
	}
	return out, nil
}
