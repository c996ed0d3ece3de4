package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/flashsim"
	"locktwin/model"
)

// mostWordBytes is how much of the memory one answer shows word by word.
const mostWordBytes = 4096

// FlashWords is a stretch of the memory, word by word.
type FlashWords struct {
	Page         FlashPage       `json:"page" doc:"The page that was asked for."`
	Offset       uint32          `json:"offset" doc:"Where the stretch begins in the page."`
	Address      uint32          `json:"address" doc:"First byte of the stretch."`
	Bytes        uint32          `json:"bytes" doc:"Its size."`
	WordBytes    uint32          `json:"word_bytes" doc:"Size of a word."`
	Hex          string          `json:"hex" doc:"Its content in order of address, as it most likely reads on a bench at 3 V."`
	IfCutNow     bool            `json:"if_cut_now" doc:"Whether an operation is in flight in it. What is shown is then what a cut at this instant would leave."`
	States       []FlashStates   `json:"states" nullable:"false" doc:"States of its words, in order."`
	Programs     []FlashPrograms `json:"programs" nullable:"false" doc:"Blocks that were programmed since their erase, on parts that limit how often."`
	ProgramLimit uint32          `json:"program_limit" doc:"How often a block may be programmed between two erases; 0: the maker states no limit."`
	Records      []FlashPlace    `json:"records" nullable:"false" doc:"What the firmware's stores have in it, at least in part."`
}

// FlashStates is a run of words with one state.
type FlashStates struct {
	Words int    `json:"words" doc:"How many."`
	State string `json:"state" doc:"erased, programmed, marginal or in flight."`
}

// FlashPrograms is how often a block was programmed.
type FlashPrograms struct {
	Address  uint32 `json:"address" doc:"First byte of the block."`
	Bytes    uint32 `json:"bytes" doc:"Its size."`
	Programs int    `json:"programs" doc:"How often it was programmed since its erase."`
}

// FlashPlace is a record and the area in which it lies.
type FlashPlace struct {
	Area     string `json:"area" doc:"What is kept there."`
	Sequence uint32 `json:"sequence,omitempty" doc:"Its number, where the design numbers its records."`
	FlashRecord
	Check *FlashCheck `json:"check,omitempty" doc:"Its check, where it carries one itself."`
}

// FlashCheck is the check of a record.
type FlashCheck struct {
	Kind     string `json:"kind" doc:"CRC-8, CRC-16 or CRC-32."`
	Stored   string `json:"stored" doc:"As it lies in the memory."`
	Computed string `json:"computed" doc:"As it would have to be."`
}

// placeOf is a record as a page shows it.
func placeOf(area string, r FlashRecord) FlashPlace {
	p := FlashPlace{Area: area, Sequence: r.raw.Sequence, FlashRecord: r}
	if c := r.raw.Check; c.Kind != "" {
		p.Check = &FlashCheck{c.Kind, fmt.Sprintf("0x%x", c.Stored), fmt.Sprintf("0x%x", c.Computed)}
	}
	return p
}

func (a *API) flashWordsOperation() {
	type wordsInput struct {
		OneLock
		Page   uint32 `path:"page" doc:"Number of the page, from 0." maximum:"4294967295"`
		Offset uint32 `query:"offset" doc:"Where to begin in the page, in bytes; the word that holds it is the first one shown." maximum:"4294967295"`
		Bytes  uint32 `query:"bytes" doc:"How many bytes; the page, but at most 4096, if left out. It may go on into the pages that follow." maximum:"4096"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/flash/pages/{page}", id: "inspect-flash-page", tag: tagFlash, summary: "See the words of a page",
		about: "Keys and PIN are in it, as in the image. To look changes nothing.", right: access.Control,
		problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing}},
		func(ctx context.Context, in *wordsInput) (*Output[FlashWords], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			var words FlashWords
			var wrong error
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { words, wrong = inspectWords(l, in.Page, in.Offset, in.Bytes) })
			if err == nil {
				err = wrong
			}
			return answer(words, err)
		})
}

// inspectWords looks at the words of a page.
func inspectWords(l *model.Lock, page, offset, n uint32) (FlashWords, error) {
	d := l.Machine().Flash()
	part := d.Part()
	start, size := part.EraseUnitAt(page)
	if size == 0 {
		return FlashWords{}, problem.New(problem.UnknownThing, "the %s has no page %d; its last one is %d", part.Name, page, part.EraseUnitCount()-1)
	}
	if offset >= size {
		return FlashWords{}, invalid("query.offset", offset, "less than the size of the page", "the page has %d bytes", size)
	}
	if n == 0 {
		n = min(size-offset, mostWordBytes)
	}
	word, bench := wordBytes(part), onTheBench(l)
	first := start + offset
	first -= first % word
	end := min(first+(n+word-1)/word*word, part.SizeBytes.Value)
	unit := d.Unit(page)
	shown, flight := asIfCut(d, bench, first, end)
	w := FlashWords{
		Page: pageOf(shown, int(page), &unit, bench), Offset: max(first, start) - start, Address: first, Bytes: end - first, WordBytes: word,
		States: []FlashStates{}, Programs: []FlashPrograms{}, ProgramLimit: part.Program.Limit.Value, Records: []FlashPlace{},
	}
	w.IfCutNow = flight.Size > 0
	content := make([]byte, w.Bytes)
	if err := shown.Peek(first, content, bench); err != nil {
		return w, err
	}
	w.Hex = hex.EncodeToString(content)
	marginal := shown.Marginal()
	for a := first; a < end; a += word {
		state := wordState(content[a-first:min(a+word, end)-first], part.Erased.Value, a, marginal, flight)
		if k := len(w.States) - 1; k >= 0 && w.States[k].State == state {
			w.States[k].Words++
		} else {
			w.States = append(w.States, FlashStates{1, state})
		}
	}
	if block := part.Program.LimitBytes.Value; block > 0 {
		for a := first - first%block; a < end; a += block {
			if p := d.Programs(a); p > 0 {
				w.Programs = append(w.Programs, FlashPrograms{a, block, p})
			}
		}
	}
	for _, area := range areas(l) {
		for _, r := range area.Records {
			if r.Address < end && first < r.Address+uint32(r.Bytes) {
				w.Records = append(w.Records, placeOf(area.Name, r))
			}
		}
	}
	return w, nil
}

// asIfCut gives the memory to look at between two addresses: the device itself, or
// a copy in which an operation that is in flight there was cut at this instant.
func asIfCut(d *flashsim.Device, bench flashsim.Conditions, first, end uint32) (*flashsim.Device, flashsim.Operation) {
	op, _, busy := d.InFlight()
	if !busy || op.Addr >= end || first >= op.Addr+op.Size {
		return d, flashsim.Operation{}
	}
	cut := d.Fork()
	cut.PowerLost(bench)
	return cut, op
}

// wordState is the first state that holds for a word.
func wordState(content []byte, erased byte, a uint32, marginal []flashsim.Region, flight flashsim.Operation) string {
	end := a + uint32(len(content))
	if flight.Size > 0 && flight.Addr < end && a < flight.Addr+flight.Size {
		return flashsim.UnitInFlight.String()
	}
	for _, r := range marginal {
		if r.Addr < end && a < r.Addr+r.Size {
			return flashsim.UnitMarginal.String()
		}
	}
	for _, b := range content {
		if b != erased {
			return flashsim.UnitProgrammed.String()
		}
	}
	return flashsim.UnitErased.String()
}
