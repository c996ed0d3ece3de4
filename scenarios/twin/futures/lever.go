package futures

import (
	"fmt"
	"slices"

	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/change"
)

// lever is a variation that is tried unasked.
type lever struct {
	id, title string
	is        Vary
}

// What levers do; assumptions about what somebody could reasonably do.
const (
	warmCelsius  = 21  // the lock is brought to the warmth of a room
	waitSeconds  = 30  // the bay stays empty on purpose
	softMS       = 200 // ramp of the motor's drive; the sheet's case that ends every sag
	bigMicrofard = 470 // capacitor at the upper end of what fits
)

// others are the firmware profiles that are tried: designs that keep an old copy until
// the new one is whole.
var others = [...]string{"ab-slots", "ab-slots-settled", "journal", "three-block-ring"}

// levers lists those that would change a situation, in a fixed order.
func levers(base Vary, f *twin.Fit) []lever {
	var out []lever
	add := func(id, title string, is Vary) {
		if base.with(is) != base {
			out = append(out, lever{id, title, is})
		}
	}
	for _, kind := range [...]power.CellKind{power.Alkaline, power.Eneloop, power.L91} {
		add("cells-"+string(kind), "put "+string(kind)+" cells in", Vary{Cells: string(kind)})
	}
	if warm := float64(warmCelsius); base.Celsius == nil && f.Celsius < warm || base.Celsius != nil && *base.Celsius < warm {
		add("warmer", fmt.Sprintf("change them at %d °C", warmCelsius), Vary{Celsius: &warm})
	}
	add("careful-hand", "push the cells in in one steady move", Vary{Hand: change.Careful})
	add("wait", fmt.Sprintf("leave the bay empty for %d s", waitSeconds), Vary{GapSeconds: waitSeconds})
	add("early", "change them at 40 % of the charge", Vary{When: AtForty})
	add("no-polling", "let nobody ask the lock all the time", Vary{NoPolling: true})
	for _, name := range others {
		add("profile-"+name, "firmware that keeps its settings as "+name, Vary{Profile: name})
	}
	add("soft-start", fmt.Sprintf("firmware that starts the motor over %d ms", softMS), Vary{SoftStartMS: softMS})
	if base.BulkMicrofarads < bigMicrofard {
		add("capacitor", fmt.Sprintf("a capacitor of %d µF on the board", bigMicrofard), Vary{BulkMicrofarads: bigMicrofard})
	}
	return slices.Clip(out)
}
