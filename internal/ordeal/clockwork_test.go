package ordeal

import (
	"fmt"
	"math/rand/v2"
	"time"

	"locktwin/emulator/fleet"
)

// clockwork lets hands change the cells of a lock at fixed simulated instants,
// and compares what happens to it with a twin on a server that nobody kills.
type clockwork struct {
	lock string
	spec fleet.Spec
	twin *site
	plan *rand.Rand // what is done when, whatever happens

	now   int64 // the instant of the step under way, ns
	next  step
	begun bool // next may have been done already
	told  int64
	past  history
	ours  uint64 // events that were compared, on either server
	its   uint64
}

// step is one thing that is done at one instant. It changes nothing when it is
// done again.
type step struct {
	at           int64
	path, manner string
}

func newClockwork(lock string, s fleet.Spec, twin *site) *clockwork {
	s.ID, s.Speed = lock, fleet.Speed{Factor: 1, Paused: true}
	return &clockwork{lock: lock, spec: s, twin: twin, plan: rand.New(rand.NewPCG(s.Seed, 1))}
}

func (c *clockwork) name() string { return "clockwork " + c.lock }

func (c *clockwork) begin(on *site) error {
	for _, s := range []*site{on, c.twin} {
		if err := s.call("POST", "/locks", c.spec, nil); err != nil {
			return err
		}
	}
	return nil
}

// draw decides the next step.
func (c *clockwork) draw() {
	out := c.next.path != "/hands/cells-out"
	wait := time.Duration(c.plan.Int64N(int64(300 * time.Millisecond)))
	if c.plan.IntN(4) == 0 {
		wait = time.Duration(c.plan.Int64N(int64(20 * time.Second)))
	}
	c.now += int64(wait)
	c.next = step{at: c.now, path: "/hands/cells-in", manner: []string{"clean", "firm", "hesitant", "bouncy"}[c.plan.IntN(4)]}
	if out {
		c.next.path, c.next.manner = "/hands/cells-out", []string{"slow", "quick", "abrupt"}[c.plan.IntN(3)]
	}
}

// play does the step on a server.
func (c *clockwork) play(on *site) error {
	var row fleet.Lock
	err := on.call("POST", "/locks/"+c.lock+"/time/run", map[string]int64{"at_ns": c.next.at}, &row)
	if err != nil {
		return err
	}
	if row.SimTimeNS != c.next.at {
		return fmt.Errorf("the lock was run to %d ns and is at %d ns", c.next.at, row.SimTimeNS)
	}
	if on != c.twin {
		c.told = c.next.at
		on.acknowledged()
	}
	return on.call("POST", "/locks/"+c.lock+c.next.path, map[string]string{"manner": c.next.manner}, nil)
}

func (c *clockwork) use(on *site, _ *rand.Rand) error {
	for {
		if !c.begun {
			c.draw()
			c.begun = true
		}
		if err := c.play(on); err != nil {
			return err
		}
		on.acknowledged()
		c.begun = false
		if err := c.play(c.twin); err != nil {
			return fmt.Errorf("the twin: %w", err)
		}
		if err := c.past.learn(on, c.lock); err != nil {
			return err
		}
	}
}

func (c *clockwork) check(on *site) error {
	var row fleet.Lock
	if err := on.call("GET", "/locks/"+c.lock, nil, &row); err != nil {
		return err
	}
	if row.SimTimeNS < c.told {
		return fmt.Errorf("it is %d ns, and was run to %d ns", row.SimTimeNS, c.told)
	}
	if err := c.past.check(on, c.lock); err != nil {
		return err
	}
	if c.begun {
		// It may or may not have been done; now it is.
		if err := c.play(on); err != nil {
			return err
		}
		c.begun = false
		if err := c.play(c.twin); err != nil {
			return fmt.Errorf("the twin: %w", err)
		}
	}
	return c.compare(on)
}

// compare holds all that has happened to the lock since the last time against its
// twin.
func (c *clockwork) compare(on *site) error {
	got, ours, err := happened(on, c.lock, c.ours)
	if err != nil {
		return err
	}
	want, its, err := happened(c.twin, c.lock, c.its)
	if err != nil {
		return err
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !alike(got[i], want[i]) {
			return fmt.Errorf("behind event %d the lock goes on as\n%+v\nand its twin as\n%+v", c.ours, got[min(i, len(got)):], want[min(i, len(want)):])
		}
	}
	c.ours, c.its = ours, its
	var mine, twins []byte
	if err := on.call("GET", "/locks/"+c.lock+"/flash/sidecar", nil, &mine); err != nil {
		return busy(err)
	}
	if err := c.twin.call("GET", "/locks/"+c.lock+"/flash/sidecar", nil, &twins); err != nil {
		return err
	}
	if string(mine) != string(twins) {
		return fmt.Errorf("the memory differs from that of the twin")
	}
	return nil
}

// busy takes it for no error that an operation of the memory is under way.
func busy(err error) error {
	if refused(err, 409) {
		return nil
	}
	return err
}

// happened lists what happened to the lock itself after an event.
func happened(on *site, lock string, after uint64) (events []fleet.Event, last uint64, err error) {
	list, err := on.events(lock, after)
	for _, e := range list.Events {
		if e.Kind != fleet.KindFleet {
			events = append(events, e)
		}
	}
	if err == nil && list.Missed > 0 {
		err = fmt.Errorf("%d events were missed", list.Missed)
	}
	return events, list.Last, err
}

// alike compares events of two servers.
func alike(a, b fleet.Event) bool {
	a.Seq, a.Wall = b.Seq, b.Wall
	return a == b
}
