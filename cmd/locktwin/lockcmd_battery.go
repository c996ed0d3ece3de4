package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"locktwin/emulator/fleet"
)

type batteryCommand struct {
	oneLock
	Change bool `xor:"what" help:"Take the cells out, wait, and put cells in, all in the lock's own time; done when the lock is up again."`
	Out    bool `xor:"what" help:"Take the cells out."`
	In     bool `xor:"what" help:"Put cells in."`

	Slow   bool `xor:"manner" help:"Out: the contact goes bad over 200 ms, with chatter. This is usual."`
	Quick  bool `xor:"manner" help:"Out: over 20 ms."`
	Abrupt bool `xor:"manner" help:"Out: from one instant to the next."`

	Insert string `placeholder:"HOW" help:"In: clean, firm, hesitant or bouncy; firm if left out, with --gap hesitant."`
	Gap    string `placeholder:"TIME" help:"In: one long opening while the tray is pushed home, such as 250ms."`
	Wait   string `default:"5s" placeholder:"TIME" help:"Change: how long the lock is without cells (${default})."`

	Kind   string `placeholder:"NAME" help:"In: kind of the new cells; with --change that of the old ones if left out."`
	Charge string `placeholder:"PERCENT" help:"In: charge of the new cells; 100% if left out."`
	Cycles int    `placeholder:"N" help:"In: cycles that the new cells have behind them."`
}

func (c *batteryCommand) run(s *Streams) int {
	if err := c.check(); err != nil {
		return s.refuse(err)
	}
	switch {
	case c.Change:
		return c.change(s)
	case c.Out:
		body := fields{}
		put(body, "manner", c.removal())
		return c.post(s, "/hands/cells-out", body, "the cells come out")
	case c.In:
		body := fields{"manner": c.insertion()}
		put(body, "gap", c.Gap)
		if cells := c.cells(); len(cells) > 0 {
			body["cells"] = cells
		}
		return c.post(s, "/hands/cells-in", body, "cells go in")
	}
	return send(s, &c.remoteFlags, request{method: http.MethodGet, path: c.at("")}, func(l fleet.Lock) { printBattery(s, &l) })
}

// check finds flags that do not go together.
func (c *batteryCommand) check() error {
	out, in := c.removal() != "", c.Insert != "" || c.Gap != "" || c.Kind != "" || c.Charge != "" || c.Cycles != 0
	switch {
	case out && !c.Out && !c.Change:
		return errors.New("--slow, --quick and --abrupt say how cells come out: they need --out or --change")
	case in && !c.In && !c.Change:
		return errors.New("--insert, --gap, --kind, --charge and --cycles say how and which cells go in: they need --in or --change")
	}
	return nil
}

// removal is the word for how cells come out; "" when nothing was said.
func (c *batteryCommand) removal() string {
	switch {
	case c.Slow:
		return "slow"
	case c.Quick:
		return "quick"
	case c.Abrupt:
		return "abrupt"
	}
	return ""
}

// insertion is the word for how cells go in.
func (c *batteryCommand) insertion() string {
	switch {
	case c.Insert != "":
		return c.Insert
	case c.Gap != "":
		return "hesitant"
	}
	return "firm"
}

// cells are the new cells; empty for those that came out.
func (c *batteryCommand) cells() fields {
	cells := fields{}
	put(cells, "kind", c.Kind)
	put(cells, "charge", c.Charge)
	put(cells, "cycles", c.Cycles)
	return cells
}

// change is the whole battery change as one scenario, so that each step comes at
// its instant of the lock's time, however fast this runs and whoever is slow.
func (c *batteryCommand) change(s *Streams) int {
	a, err := c.api(s)
	if err != nil {
		return s.refuse(err)
	}
	l, err := fetch[fleet.Lock](a, request{path: c.at("")})
	if err != nil {
		return s.refuseRemote(err)
	}
	if !l.Battery.In {
		return s.refuse(fmt.Errorf("%s has no cells in it; --in puts some in", l.ID))
	}
	if l.Speed.Paused {
		return s.refuse(fmt.Errorf("the time of %s stands still; 'locktwin lock resume %s' lets it go on", l.ID, l.ID))
	}
	if !c.JSON {
		fmt.Fprintf(s.Out, "the cells of %s come out, and new ones go in after %s of its time\n", l.ID, c.Wait)
	}
	ended, err := c.play(a, "battery-change.yaml", []byte(c.scenario(&l)))
	if err != nil {
		return s.refuseRemote(err)
	}
	if ended.State != fleet.RunPass {
		return s.refuse(fmt.Errorf("the battery change ended early: %s", orElse(ended.Error, ended.State)))
	}
	// A change of nothing is answered by the lock itself, so what it shows is not
	// older than the end of the run.
	return send(s, &c.remoteFlags, request{method: http.MethodPatch, path: c.at(""), body: fleet.Patch{}}, func(after fleet.Lock) {
		fmt.Fprintf(s.Out, "it has %s, and %s behind it\n", batteryOf(&after), count(after.Boots-l.Boots, "boot"))
	})
}

// settling is how long a change goes on after the cells are in, so that the lock
// has booted when it is over.
const settling = "3s"

// scenario words the change as a scenario file.
func (c *batteryCommand) scenario(l *fleet.Lock) string {
	cells := []string{"kind: " + orElse(c.Kind, l.Battery.Kind), "charge: " + orElse(c.Charge, "100%")}
	if c.Cycles != 0 {
		cells = append(cells, fmt.Sprintf("cycles: %d", c.Cycles))
	}
	in := "    manner: " + c.insertion() + "\n"
	if c.Gap != "" {
		in += "    gap: " + c.Gap + "\n"
	}
	return fmt.Sprintf("scenario: battery-change\nlock:\n  profile: %s\n  cells: {kind: %s, count: %d}\n", l.Profile, l.Battery.Kind, l.Battery.Cells) +
		"steps:\n- cells-out: " + orElse(c.removal(), "slow") +
		"\n- wait: " + c.Wait +
		"\n- cells-in:\n    cells: {" + strings.Join(cells, ", ") + "}\n" + in +
		"- wait: " + settling + "\n"
}

func printBattery(s *Streams, l *fleet.Lock) {
	p := colors("auto", s)
	b := &l.Battery
	warning := ""
	if b.Critical {
		warning = p.in(red, "critical")
	}
	table(s.Out, p,
		pair{"cells", batteryOf(l)},
		pair{"rail", fmt.Sprintf("%.3f V", float64(b.VBATMicro)/1e6)},
		pair{"logic", fmt.Sprintf("%.3f V", float64(b.VDDMicro)/1e6)},
		pair{"firmware says", warning},
	)
}
