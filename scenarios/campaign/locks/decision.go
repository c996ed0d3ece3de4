package locks

import (
	"slices"
	"strings"

	"locktwin/model/trace"
)

// decider gathers what the last boot decided: of those that an outage interrupts
// only the one that gets through counts.
type decider struct {
	reset bool // the machine was reset
	boot  bool // and has begun to boot
	names []string
}

// Event is called by the trace.
func (d *decider) Event(e *trace.Event) {
	switch {
	case e.Kind == trace.Boot && e.Name == "boot":
		d.boot, d.names = true, nil
	case e.Kind == trace.Decision && d.boot:
		if name := decisionName(e); name != "" && !slices.Contains(d.names, name) {
			d.names = append(d.names, name)
		}
	}
}

// Decisions that are none: there was no reset, no boot after it, or it found
// everything in order.
const (
	noReset  = "no-reset"
	noBoot   = "no-boot"
	allValid = "all-valid"
)

// name is the whole decision as one stable name.
func (d *decider) name() string {
	switch {
	case !d.reset:
		return noReset
	case !d.boot:
		return noBoot
	case len(d.names) == 0:
		return allValid
	}
	return strings.Join(d.names, " ")
}

// decisionName is the stable name of what boot code decided about what it found; ""
// for what every boot notes.
func decisionName(e *trace.Event) string {
	if found, ok := strings.CutPrefix(e.Name, "store-"); ok {
		area := "settings"
		if strings.HasPrefix(e.Text, "The access area") {
			area = "authorizations"
		} else if strings.HasPrefix(e.Text, "The book area") {
			area = "codes"
		}
		switch found {
		case "valid":
			return ""
		case "empty":
			// A new area for authorizations or codes is in order.
			if area != "settings" {
				return ""
			}
			found = "blank"
		}
		return area + "-" + found
	}
	switch e.Name {
	case "pin-unknown", "pin-default", "pin-none", "pin-wipe", "config-default", "config-repaired", "advanced-default", "advanced-repaired",
		"layout-unmarked", "layout-ignored", "layout-foreign", "wipe-planned", "wiped", "new-lock", "identity-lost", "book-lost",
		"book-unusable", "save-failed", "save-unverified", "settle-failed", "collect-failed":
		return e.Name
	}
	return ""
}
