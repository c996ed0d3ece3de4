package main

import (
	"fmt"
	"net/http"

	"locktwin/emulator/api"
)

type firmwareCommand struct {
	oneLock
	Profile string `arg:"" optional:"" help:"Firmware profile to install; shown what there is if left out. locktwin profiles lists them."`
}

func (c *firmwareCommand) run(s *Streams) int {
	if c.Profile != "" {
		return c.begin(s, http.MethodPost, "/firmware/update", fields{"profile": c.Profile}, "the lock restarts with "+c.Profile)
	}
	return send(s, &c.remoteFlags, request{path: c.at("/firmware")}, func(f api.Firmware) {
		out := ""
		if f.LockedOut {
			out = "yes, after wrong ones"
		}
		table(s.Out, colors("auto", s),
			pair{"profile", f.Profile},
			pair{"version", f.Version},
			pair{"hypothesis", f.Hypothesis},
			pair{"up", yesNo(f.Up)},
			pair{"PIN", f.PIN},
			pair{"PINs refused", out},
			pair{"authorizations", fmt.Sprint(f.Known)},
		)
	})
}
