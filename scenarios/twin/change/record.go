package change

import (
	"slices"
	"strings"

	"locktwin/model/firmware"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// recorder hears what a change does to the lock.
type recorder struct {
	areas    []firmware.Extent
	base     uint32
	torn     trace.FlashOp
	torns    int
	boot     bool
	names    []string // decisions of the last boot
	minVDD   int64    // µV; -1 before the first sample
	warnings int
	begins   sim.Time // of the first operation on the settings since it was sim.Never
}

func (r *recorder) begin(areas []firmware.Extent, base uint32) {
	*r = recorder{areas: areas, base: base, names: r.names[:0], minVDD: -1}
}

// Event is called by the trace.
func (r *recorder) Event(e *trace.Event) {
	switch e.Kind {
	case trace.Rail:
		if r.minVDD < 0 || e.Rail.VDD < r.minVDD {
			r.minVDD = e.Rail.VDD
		}
	case trace.Boot:
		if e.Name == "boot" {
			r.boot, r.names = true, r.names[:0]
		}
	case trace.Decision:
		if name := decision(e); r.boot && name != "" && !slices.Contains(r.names, name) {
			r.names = append(r.names, name)
		}
	case trace.Supervisor:
		if e.Name == "pof-falling" {
			r.warnings++
		}
	case trace.Flash:
		switch e.Name {
		case "erase-torn", "program-torn":
			r.torn = e.Flash
			r.torns++
		case "erase-begin", "program-begin":
			if r.begins == sim.Never && r.area(e.Flash.Addr) == firmware.AreaSettings.String() {
				r.begins = e.At
			}
		}
	}
}

// operation is the torn operation in words.
func (r *recorder) operation() string {
	if r.torns == 0 {
		return ""
	}
	return r.torn.Op + " of " + r.area(r.torn.Addr)
}

// area is what lies at an address.
func (r *recorder) area(addr uint32) string {
	for _, x := range r.areas {
		if at := r.base + x.Addr; addr >= at && addr < at+x.Bytes {
			return x.Area.String()
		}
	}
	return "nothing known"
}

// found is what the last boot decided.
func (r *recorder) found() string {
	switch {
	case !r.boot:
		return "no-boot"
	case len(r.names) == 0:
		return "all-valid"
	}
	return strings.Join(r.names, " ")
}

// decision is the stable name of what boot code decided about what it found; "" for
// what is in order.
func decision(e *trace.Event) string {
	found, ok := strings.CutPrefix(e.Name, "store-")
	if !ok {
		if slices.Contains(decisions[:], e.Name) {
			return e.Name
		}
		return ""
	}
	area := "settings"
	switch {
	case strings.HasPrefix(e.Text, "The access area"):
		area = "authorizations"
	case strings.HasPrefix(e.Text, "The book area"):
		area = "codes"
	}
	switch {
	case found == "valid", found == "empty" && area != "settings":
		return ""
	case found == "empty":
		found = "blank"
	}
	return area + "-" + found
}

// decisions are those of a boot that found something amiss, or that changes what the
// lock knows.
var decisions = [...]string{
	"pin-unknown", "pin-default", "pin-none", "pin-wipe", "config-default", "config-repaired", "advanced-default",
	"advanced-repaired", "layout-unmarked", "layout-ignored", "layout-foreign", "wipe-planned", "wiped", "new-lock",
	"identity-lost", "save-failed", "save-unverified", "settle-failed", "collect-failed",
}
