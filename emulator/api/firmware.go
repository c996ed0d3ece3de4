package api

import (
	"context"
	"fmt"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/mcu"
)

const tagFirmware = "firmware"

// Firmware is what the lock's firmware knows of itself.
type Firmware struct {
	Profile    string `json:"profile" doc:"Name of its mechanism."`
	Version    string `json:"version" doc:"As it reports it to apps."`
	Hypothesis string `json:"hypothesis" doc:"What of the users' reports the mechanism would explain. It is a guess."`
	Up         bool   `json:"up" doc:"Whether the application runs and answers."`
	PIN        string `json:"pin" doc:"What the firmware makes of the security PIN: none is set, a custom one is known, or what it should be is unknown. Never the PIN itself." enum:"none,custom,unknown"`
	LockedOut  bool   `json:"locked_out" doc:"Whether PINs are refused for a while after wrong ones."`
	Known      int    `json:"authorizations" doc:"How many authorizations it has in memory."`
}

func (a *API) firmwareOperations() {
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/firmware", id: "get-firmware", tag: tagFirmware, summary: "See what the firmware knows",
		about: "As it is in memory at this instant; in the middle of an activation, halfway through. Keys and PINs are never shown.", right: access.Read,
		problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[Firmware], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			var f Firmware
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { f = firmwareOf(l) })
			return answer(f, err)
		})

	type updateBody struct {
		Profile string `json:"profile" doc:"The firmware profile to install." example:"ab-slots"`
	}
	move(a, operation{path: "/firmware/update", id: "update-firmware", tag: tagFirmware, summary: "Install another firmware, as an update over the air does",
		about: "The memory stays, the lock restarts. The lock has to be up, and the profile has to suit its memory."},
		func(l *model.Lock, in *updateBody) (fleet.Deed, error) {
			if err := checkProfile("body.profile", in.Profile); err != nil {
				return fleet.Deed{}, err
			}
			if !up(l) {
				return fleet.Deed{}, cannot("the lock is not up, so nothing can be installed")
			}
			return fleet.Deed{Update: &fleet.Update{Profile: in.Profile}}, nil
		})
}

func firmwareOf(l *model.Lock) Firmware {
	app := l.App()
	p, s := app.Profile, &app.State
	return Firmware{
		Profile: p.Name, Version: version(p), Hypothesis: p.Hypothesis, Up: up(l),
		PIN: s.PIN.Knowledge.String(), LockedOut: s.PIN.LockedOut, Known: app.Authorizations(),
	}
}

// up tells whether the application runs and answers.
func up(l *model.Lock) bool {
	cpu := l.Machine().CPU()
	return (cpu == mcu.Running || cpu == mcu.Asleep) && l.App().State.Booted
}

// version is what a profile reports to apps.
func version(p *firmware.Profile) string {
	return fmt.Sprintf("%d.%d.%d", p.Version[0], p.Version[1], p.Version[2])
}
