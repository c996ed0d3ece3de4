package training

import (
	"strconv"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
)

func bayProbes() []probe {
	return []probe{
		{"cells", []string{"alkaline", "rechargeable", "lithium", "zinc-carbon", "pack", "none"}, plainly(askCells)},
		{"cells-changed", []string{"never", "hour", "day", "days", "weeks", "months", "out"}, askChanged},
		{"cells-last", []string{"first", "days", "weeks", "months"}, askLasted},
		{"tray", []string{"first", "smooth", "rattled", "slipped", "fell-out"}, plainly(askTray)},
		{"turned-itself", []string{"first", "no", "once", "more"}, plainly(askTurned)},
		{"warning", []string{"yes", "no", "no-answer"}, askWarning},
		{"app-type", []string{"alkaline", "rechargeable", "lithium", "automatic", "no-answer"}, plainly(askType)},
	}
}

// askCells is the make of the cells in the bay; what is printed on them.
func askCells(w *world) string {
	v := w.lock.Machine().Supply().Pack()
	if !v.Present || len(v.Cells) == 0 || !w.lock.CellsIn() {
		return "none"
	}
	switch v.Cells[0].Kind {
	case "eneloop", "eneloop-pro":
		return "rechargeable"
	case "l91":
		return "lithium"
	case "zinc-carbon":
		return "zinc-carbon"
	case "lipo", "power-pack":
		return "pack"
	}
	return "alkaline"
}

func askChanged(w *world) (string, []string) {
	if !w.lock.CellsIn() {
		return "out", nil
	}
	n := len(w.s.past.inserted)
	if n == 0 {
		return "never", nil
	}
	return span(w.ago(w.s.past.inserted[n-1]))
}

// span says how long something is ago as people do.
func span(d time.Duration) (string, []string) {
	days := int(d.Hours() / 24)
	count := func(n int) []string { return []string{"{n}", strconv.Itoa(n)} }
	switch {
	case d < 2*time.Hour:
		return "hour", nil
	case days < 2:
		return "day", nil
	case days < 14:
		return "days", count(days)
	case days < 70:
		return "weeks", count((days + 3) / 7)
	}
	return "months", count((days + 15) / 30)
}

// askLasted is how long the set before the present one was in the lock, or the
// present one when there was no other.
func askLasted(w *world) (string, []string) {
	p := &w.s.past
	n := len(p.inserted)
	if n == 0 {
		return "first", nil
	}
	end, begin := p.removed, p.inserted[n-1]
	if end < begin {
		end = begin
	}
	if n > 1 {
		begin = p.inserted[n-2]
	} else {
		begin = 0
	}
	value, with := span(end.Sub(begin))
	if value == "hour" || value == "day" {
		return "days", []string{"{n}", "1"}
	}
	return value, with
}

// An opening of the contacts that lasts longer than this is felt in the fingers.
const felt = 20 * time.Millisecond

func askTray(w *world) string {
	p := &w.s.past
	n := len(p.inserted)
	switch {
	case n == 0:
		return "first"
	case p.removed > p.inserted[n-1] && p.removed.Sub(p.inserted[n-1]) <= settleSpan,
		n > 1 && p.inserted[n-1].Sub(p.inserted[n-2]) <= settleSpan:
		return "fell-out"
	case p.longest >= felt:
		return "slipped"
	case p.openings > 2:
		return "rattled"
	}
	return "smooth"
}

// askTurned is how often the motor has moved by itself since the cells went in.
func askTurned(w *world) string {
	p := &w.s.past
	switch {
	case len(p.inserted) == 0:
		return "first"
	case p.runs == 0:
		return "no"
	case p.runs == 1:
		return "once"
	}
	return "more"
}

// askWarning is what the app shows of the battery.
func askWarning(w *world) (string, []string) {
	a, says := w.call(firmware.Command{Op: firmware.OpKeyturnerStates})
	if says != saysYes {
		return "no-answer", nil
	}
	b := keyturner.BatteryState(a.Final.States.Battery)
	with := []string{"{percent}", strconv.Itoa(int(b.Percent()))}
	if b.Critical() {
		return "yes", with
	}
	return "no", with
}

// askType is the battery type that the app shows.
func askType(w *world) string {
	a, says := w.call(firmware.Command{Op: firmware.OpRequestAdvancedConfig})
	switch {
	case says != saysYes:
		return "no-answer"
	case a.Final.Advanced.AutoBatteryType:
		return "automatic"
	case a.Final.Advanced.Battery == keyturner.Accumulators:
		return "rechargeable"
	case a.Final.Advanced.Battery == keyturner.Lithium:
		return "lithium"
	}
	return "alkaline"
}
