package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"locktwin/emulator/api"
	"locktwin/emulator/fleet"
	"locktwin/model/sim"
)

type createCommand struct {
	remoteFlags
	ID      string `arg:"" optional:"" help:"Id of the lock; drawn if left out."`
	Spec    string `placeholder:"FILE" help:"JSON file with the lock as the API takes it; the other flags change it. - is standard input."`
	Name    string `placeholder:"TEXT" help:"Its name for people."`
	Profile string `placeholder:"NAME" help:"Firmware profile; locktwin profiles lists them."`
	Part    string `placeholder:"NAME" help:"Memory part; locktwin parts lists them."`
	Seed    uint64 `placeholder:"N" help:"Seed of everything that is drawn; drawn itself if left out."`
	NukiID  uint32 `placeholder:"N" help:"Identity on the air; drawn from the seed if left out."`
	Speed   string `placeholder:"SPEED" help:"How fast its time runs: 1x, 1000x, paused or max."`
	Kind    string `placeholder:"NAME" help:"Kind of its cells; locktwin cells lists them."`
	Charge  string `placeholder:"PERCENT" help:"Charge of its cells, such as 40%."`
	Cycles  int    `placeholder:"N" help:"Cycles that its cells have behind them."`
	Bulk    string `placeholder:"FARAD" help:"Capacitor at the motor bridge, such as 68uF."`
	Ambient string `placeholder:"TEMPERATURE" help:"Temperature, such as -5C."`
	Key     string `placeholder:"HOW" help:"How hard the key turns: easy, normal, stiff, very-stiff, misaligned or jammed."`
	Image   string `placeholder:"FILE" help:"Content of its memory, raw or Intel HEX; FILE.side beside it has wear and charges."`
}

// maxSpecBytes is far above any lock that is described by hand.
const maxSpecBytes = 1 << 20

func (c *createCommand) run(s *Streams) int {
	spec, err := c.spec(s)
	if err != nil {
		return s.refuse(err)
	}
	return send(s, &c.remoteFlags, request{method: http.MethodPost, path: "/locks", body: spec}, func(l fleet.Lock) {
		fmt.Fprintf(s.Out, "%s  %s  %s\n", l.ID, l.Name, l.Address)
	})
}

// spec is the lock that the flags describe. What it may be is for the server to
// say.
func (c *createCommand) spec(s *Streams) (fleet.Spec, error) {
	var spec fleet.Spec
	if c.Spec != "" {
		text, err := readFile(s, c.Spec, maxSpecBytes)
		if err != nil {
			return spec, fmt.Errorf("--spec: %w", err)
		}
		if err := json.Unmarshal(text, &spec); err != nil {
			return spec, fmt.Errorf("--spec %s: %w", shownName(c.Spec), err)
		}
	}
	set(&spec.ID, c.ID)
	set(&spec.Name, c.Name)
	set(&spec.Profile, c.Profile)
	set(&spec.Part, c.Part)
	set(&spec.Seed, c.Seed)
	set(&spec.NukiID, c.NukiID)
	set(&spec.Ambient, c.Ambient)
	set(&spec.Door, c.Key)
	if c.Speed != "" {
		v, err := fleet.ParseSpeed(c.Speed)
		if err != nil {
			return spec, fmt.Errorf("--speed: %w", err)
		}
		spec.Speed = v
	}
	if c.Kind != "" || c.Charge != "" || c.Cycles != 0 {
		if spec.Cells == nil {
			spec.Cells = &fleet.Cells{}
		}
		set(&spec.Cells.Kind, c.Kind)
		set(&spec.Cells.Charge, c.Charge)
		set(&spec.Cells.Cycles, c.Cycles)
	}
	if c.Bulk != "" {
		if spec.Board == nil {
			spec.Board = &fleet.Board{}
		}
		spec.Board.Bulk = c.Bulk
	}
	if c.Image == "" {
		return spec, nil
	}
	var err error
	spec.Image, spec.Side, err = readImageFiles(s, c.Image)
	return spec, err
}

// set replaces a value by one that was given.
func set[T comparable](dst *T, v T) {
	var none T
	if v != none {
		*dst = v
	}
}

type listCommand struct {
	remoteFlags
	State   string `placeholder:"STATE" help:"Only locks in this state, such as running or off."`
	Profile string `placeholder:"NAME" help:"Only locks with this firmware profile."`
	Name    string `placeholder:"TEXT" help:"Only locks with this in their name."`
	Limit   int    `default:"100" placeholder:"N" help:"At most so many (${default})."`
	Offset  int    `placeholder:"N" help:"Leave out so many first."`
}

func (c *listCommand) run(s *Streams) int {
	q := url.Values{}
	for key, value := range map[string]string{"state": c.State, "profile": c.Profile, "name": c.Name} {
		if value != "" {
			q.Set(key, value)
		}
	}
	q.Set("limit", strconv.Itoa(c.Limit))
	if c.Offset != 0 {
		q.Set("offset", strconv.Itoa(c.Offset))
	}
	return send(s, &c.remoteFlags, request{path: "/locks", query: q}, func(list api.LockList) {
		if list.Total == 0 {
			fmt.Fprintln(s.Out, "there is no lock; 'locktwin lock create' makes one")
			return
		}
		var rows [][]string
		for _, l := range list.Locks {
			rows = append(rows, []string{l.ID, l.Name, l.Address, l.Profile, l.State, l.Bolt, batteryOf(&l), l.Speed.String()})
		}
		columns(s.Out, []string{"ID", "NAME", "ADDRESS", "PROFILE", "STATE", "BOLT", "BATTERY", "SPEED"}, rows)
		if list.Total > c.Offset+len(list.Locks) {
			fmt.Fprintf(s.Out, "%d of %d\n", len(list.Locks), list.Total)
		}
	})
}

// batteryOf is the battery of a lock in a few words.
func batteryOf(l *fleet.Lock) string {
	b := &l.Battery
	if !b.In {
		return "none"
	}
	text := fmt.Sprintf("%d %s, %d %%", b.Cells, b.Kind, b.ChargePercent)
	if b.Critical {
		text += ", critical"
	}
	return text
}

type showCommand struct{ oneLock }

func (c *showCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{path: c.at("")}, func(l fleet.Lock) { printLock(s, &l) })
}

// printLock shows a lock as a small table.
func printLock(s *Streams, l *fleet.Lock) {
	p := colors("auto", s)
	table(s.Out, p,
		pair{"id", p.in(bold, l.ID)},
		pair{"name", l.Name},
		pair{"address", l.Address},
		pair{"nuki-id", fmt.Sprintf("%08X", l.NukiID)},
		pair{"profile", l.Profile},
		pair{"memory", l.Part},
		pair{"seed", strconv.FormatUint(l.Seed, 10)},
		pair{"state", l.State},
		pair{"failure", p.in(red, l.Failure)},
		pair{"bolt", l.Bolt},
		pair{"firmware says", words(l.Nuki)},
		pair{"door", l.Door},
		pair{"key", fmt.Sprintf("%.1f degrees", float64(l.KeyMilliDeg)/1000)},
		pair{"battery", batteryOf(l)},
		pair{"supply", fmt.Sprintf("%.3f V, logic %.3f V", float64(l.Battery.VBATMicro)/1e6, float64(l.Battery.VDDMicro)/1e6)},
		pair{"temperature", fmt.Sprintf("%.1f °C", float64(l.AmbientMC)/1000)},
		pair{"boots", fmt.Sprintf("%s, %s", count(l.Boots, "boot"), count(l.Resets, "reset"))},
		pair{"pairing mode", yesNo(l.Pairing)},
		pair{"connections", strconv.Itoa(l.Connections)},
		pair{"time", fmt.Sprintf("%s, %s", sim.Time(l.SimTimeNS), l.Speed)},
	)
}

type rmCommand struct {
	remoteFlags
	Names []string `arg:"" name:"name" help:"The locks, by id, name or address."`
}

func (c *rmCommand) run(s *Streams) int {
	status := exitMet
	for _, name := range c.Names {
		one := oneLock{c.remoteFlags, name}
		got := send(s, &c.remoteFlags, request{method: http.MethodDelete, path: one.at("")}, func(struct{}) {
			fmt.Fprintf(s.Out, "%s is gone\n", name)
		})
		status = max(status, got)
	}
	return status
}
