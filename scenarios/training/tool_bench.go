package training

import (
	"fmt"
	"strconv"
	"time"

	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/trace"
)

func benchTools() []tool {
	return []tool{
		{id: "look-story", part: PartStory, minutes: 10, touch: Looks, reads: []Evidence{BootFinding}, values: []string{"shown"}, look: lookStory},
		{id: "look-scope", part: PartScope, minutes: 10, touch: Looks, values: []string{"shown", "none"}, look: lookScope},
		{id: "look-flash", part: PartFlash, minutes: 15, touch: Looks, reads: []Evidence{SettingsPage, BootFinding}, values: []string{"shown"}, look: lookFlash},
		{id: "dump-flash", part: PartFlash, minutes: 25, touch: Looks, reads: []Evidence{SettingsPage, LogEntries}, values: []string{"shown"}, look: lookDump},
	}
}

// storyShown is how many decisions of the last boot are shown.
const storyShown = 12

// lookStory is what the story says of the last boot, as the page would show it.
func lookStory(w *world) (string, []Row) {
	lines := w.s.Lines()
	from := 0
	for i, m := range lines {
		if m.Kind == trace.Boot.String() && m.Name == "boot" {
			from = i
		}
	}
	// What tore the boot before it stands right above.
	for back := 0; from > 0 && back < 4; back++ {
		from--
	}
	var rows []Row
	for _, m := range lines[from:] {
		switch m.Kind {
		case trace.Boot.String(), trace.Decision.String(), trace.Flash.String(), trace.Reset.String():
			rows = append(rows, Row{Text{m.Kind, m.Kind, m.Kind}, Text{m.Text, m.Text, m.Text}})
		}
		if len(rows) == storyShown {
			break
		}
	}
	return "shown", rows
}

// lookScope is what the recording of the last insertion shows.
func lookScope(w *world) (string, []Row) {
	p := &w.s.past
	if p.lowVBAT == 0 && p.lowVDD == 0 {
		return "none", nil
	}
	rows := []Row{w.row("openings", strconv.Itoa(p.openings)), w.row("longest-opening", p.longest.Round(time.Millisecond).String())}
	rows = append(rows, w.row("low-vdd", fmt.Sprintf("%.2f V", float64(p.lowVDD)/1e6)))
	rows = append(rows, w.row("boots", strconv.Itoa(p.boots)))
	return "shown", rows
}

// lookFlash is the area of the settings as it lies in the memory.
func lookFlash(w *world) (string, []Row) {
	st := standOf(w.lock, w.s)
	rows := []Row{w.wordRow("found", "found."+st.Found), w.wordRow("pin-known", "pin."+st.PIN)}
	m := w.lock.Machine()
	base, part := m.MemoryBase(), m.Flash().Part()
	for _, e := range w.lock.App().Extents() {
		if e.Area != firmware.AreaSettings || e.Pages == 0 {
			continue
		}
		page := e.Bytes / uint32(e.Pages)
		for at := e.Addr; at < e.Addr+e.Bytes; at += page {
			key := "page.programmed"
			if blank(m.Flash(), base+at, page, part.Erased.Value) {
				key = "page.erased"
			}
			r := w.wordRow("page", key)
			r.Label = r.Label.with("{address}", fmt.Sprintf("0x%05x", base+at))
			rows = append(rows, r)
		}
	}
	rows = append(rows, w.row("marginal", strconv.Itoa(st.Marginal)))
	return "shown", rows
}

// blank says whether a page reads erased at the bench, where there is no noise.
func blank(d *flashsim.Device, at, size uint32, erased byte) bool {
	b := make([]byte, size)
	if d.Peek(at, b, flashsim.Conditions{Volts: 3, Celsius: 21}) != nil {
		return false
	}
	for _, x := range b {
		if x != erased {
			return false
		}
	}
	return true
}

func lookDump(w *world) (string, []Row) {
	_, rows := lookFlash(w)
	st := standOf(w.lock, w.s)
	return "shown", append(rows, w.row("log", strconv.Itoa(st.Log)))
}
