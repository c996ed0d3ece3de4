package ordeal

import (
	"fmt"
	"math/rand/v2"

	"locktwin/emulator/fleet"
)

// operator changes whatever of one lock can be changed over the control API.
type operator struct {
	lock  string
	spec  fleet.Spec
	label claim[string] // the lock's name
	speed claim[string]
	warm  claim[int32]     // temperature, thousandths of a degree
	cells claim[bool]      // whether they are in
	fault [3]claim[string] // delay of each, "" for none
	since int64            // acknowledged simulated time, ns
	past  history
	drawn int

	shelf    map[string]*shelved // snapshots, by label
	goesBack bool                // to snapshots
}

func (o *operator) name() string { return "operator of " + o.lock }

func (o *operator) begin(on *site) error {
	o.spec.ID, o.shelf = o.lock, map[string]*shelved{}
	var row fleet.Lock
	if err := on.call("POST", "/locks", o.spec, &row); err != nil {
		return err
	}
	o.label.see(row.Name)
	o.speed.see(row.Speed.String())
	o.warm.see(row.AmbientMC)
	o.cells.see(true)
	return nil
}

func (o *operator) path(rest string) string { return "/locks/" + o.lock + rest }

// standing reports how long a fault delays frames.
type standing struct {
	Faults []struct {
		ID      string
		Latency struct{ Delay string }
	}
}

func (o *operator) check(on *site) error {
	var row fleet.Lock
	if err := on.call("GET", o.path(""), nil, &row); err != nil {
		return err
	}
	switch {
	case row.SimTimeNS < o.since:
		return fmt.Errorf("it is %d ns, and was %d ns when something was acknowledged", row.SimTimeNS, o.since)
	case !o.label.holds(row.Name):
		return fmt.Errorf("the name is %q, acknowledged was %q", row.Name, o.label.told)
	case !o.speed.holds(row.Speed.String()):
		return fmt.Errorf("the speed is %v, acknowledged was %s", row.Speed, o.speed.told)
	case !o.warm.holds(row.AmbientMC):
		return fmt.Errorf("the temperature is %d, acknowledged was %d", row.AmbientMC, o.warm.told)
	case !o.cells.holds(row.Battery.In):
		return fmt.Errorf("cells are in: %v, acknowledged was %v", row.Battery.In, o.cells.told)
	}
	o.label.see(row.Name)
	o.speed.see(row.Speed.String())
	o.warm.see(row.AmbientMC)
	o.cells.see(row.Battery.In)
	if err := o.checkFaults(on); err != nil {
		return err
	}
	if err := o.checkSnapshots(on); err != nil {
		return err
	}
	return o.past.check(on, o.lock)
}

func faultID(i int) string { return fmt.Sprintf("slow-%d", i) }

func (o *operator) checkFaults(on *site) error {
	var list standing
	if err := on.call("GET", o.path("/faults"), nil, &list); err != nil {
		return err
	}
	for i := range o.fault {
		delay := ""
		for _, f := range list.Faults {
			if f.ID == faultID(i) {
				delay = f.Latency.Delay
			}
		}
		if c := &o.fault[i]; !c.holds(delay) {
			return fmt.Errorf("fault %d delays by %q, acknowledged was %q", i, delay, c.told)
		}
		o.fault[i].see(delay)
	}
	return nil
}

func (o *operator) use(on *site, draw *rand.Rand) error {
	for {
		if err := o.act(on, draw); err != nil {
			return err
		}
		on.acknowledged()
		if draw.IntN(4) == 0 {
			if err := o.past.learn(on, o.lock); err != nil {
				return err
			}
		}
	}
}

// movement is the answer to what a hand or a laboratory does.
type movement struct {
	SimNS int64 `json:"sim_ns"`
}

func (o *operator) act(on *site, draw *rand.Rand) error {
	var m movement
	switch n := draw.IntN(100); {
	case n < 15:
		o.drawn++
		o.label.ask(fmt.Sprintf("%s no. %d", o.lock, o.drawn))
		if err := on.call("PATCH", o.path(""), map[string]string{"name": o.label.latest()}, nil); err != nil {
			return err
		}
		o.label.tell()
	case n < 25:
		o.speed.ask([]string{"1x", "7x", "50x", "max", "paused"}[draw.IntN(5)])
		if err := on.call("PATCH", o.path(""), map[string]string{"speed": o.speed.latest()}, nil); err != nil {
			return err
		}
		o.speed.tell()
	case n < 40:
		o.warm.ask(int32(draw.IntN(50)-10) * 1000)
		if err := on.call("PUT", o.path("/lab/ambient"), map[string]int32{"celsius": o.warm.latest() / 1000}, &m); err != nil {
			return err
		}
		o.warm.tell()
	case n < 55:
		o.cells.ask(!o.cells.told)
		hand, manner := "/hands/cells-out", "abrupt"
		if o.cells.latest() {
			hand, manner = "/hands/cells-in", []string{"clean", "firm", "hesitant", "bouncy"}[draw.IntN(4)]
		}
		if err := on.call("POST", o.path(hand), map[string]string{"manner": manner}, &m); err != nil {
			return err
		}
		o.cells.tell()
	case n < 80:
		return o.setFault(on, draw)
	case n < 90 && o.goesBack:
		return o.rewind(on, draw)
	default:
		return o.shelve(on, draw)
	}
	o.since = max(o.since, m.SimNS)
	return nil
}

func (o *operator) setFault(on *site, draw *rand.Rand) error {
	i := draw.IntN(len(o.fault))
	c, path := &o.fault[i], o.path("/faults/"+faultID(i))
	if c.told != "" && draw.IntN(3) == 0 {
		c.ask("")
		if err := on.call("DELETE", path, nil, nil); err != nil {
			return err
		}
		c.tell()
		return nil
	}
	c.ask(fmt.Sprintf("%dms", 1+draw.IntN(900)))
	if err := on.call("PUT", path, map[string]any{"kind": "latency", "latency": map[string]string{"delay": c.latest()}}, nil); err != nil {
		return err
	}
	c.tell()
	return nil
}
