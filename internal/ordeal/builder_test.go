package ordeal

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"

	"locktwin/emulator/fleet"
)

// builder makes locks and deletes them.
type builder struct {
	locks map[string]*claim[bool] // whether a lock is there, by its id
	made  map[string]fleet.Lock   // as acknowledged
	specs map[string]fleet.Spec
	drawn int
}

func newBuilder() *builder {
	return &builder{locks: map[string]*claim[bool]{}, made: map[string]fleet.Lock{}, specs: map[string]fleet.Spec{}}
}

func (b *builder) name() string { return "builder" }

func (b *builder) begin(*site) error { return nil }

// most is how many locks the builder keeps.
const most = 6

func (b *builder) check(on *site) error {
	var list struct{ Locks []fleet.Lock }
	if err := on.call("GET", "/locks?name=built&limit=1000", nil, &list); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, l := range list.Locks {
		if b.locks[l.ID] == nil {
			return fmt.Errorf("lock %s was never asked for, or is back from the dead", l.ID)
		}
		there[l.ID] = true
		s := b.specs[l.ID]
		if l.Seed != s.Seed || l.Name != s.Name || l.Profile != s.Profile || l.NukiID != s.NukiID {
			return fmt.Errorf("lock %s is %+v, asked for was %+v", l.ID, l, s)
		}
		if was, told := b.made[l.ID]; told && (l.Address != was.Address || l.Part != was.Part || !l.Created.Equal(was.Created)) {
			return fmt.Errorf("lock %s was %+v, now %+v", l.ID, was, l)
		}
	}
	for id, c := range b.locks {
		if !c.holds(there[id]) {
			return fmt.Errorf("lock %s: there %v, acknowledged %v", id, there[id], c.told)
		}
		if c.see(there[id]); !c.told {
			delete(b.locks, id)
		}
	}
	return nil
}

func (b *builder) use(on *site, draw *rand.Rand) error {
	for {
		if err := b.act(on, draw); err != nil {
			return err
		}
		on.acknowledged()
	}
}

func (b *builder) act(on *site, draw *rand.Rand) error {
	var ids []string
	for id := range b.locks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if len(ids) > most || len(ids) > 0 && draw.IntN(3) == 0 {
		id := ids[draw.IntN(len(ids))]
		b.locks[id].ask(false)
		if err := on.call("DELETE", "/locks/"+id, nil, nil); err != nil {
			return err
		}
		if err := on.call("GET", "/locks/"+id, nil, nil); !refused(err, http.StatusNotFound) {
			if err == nil {
				err = fmt.Errorf("lock %s is deleted and still there", id)
			}
			return err
		}
		delete(b.locks, id)
		return nil
	}
	b.drawn++
	id := fmt.Sprintf("built-%d", b.drawn)
	s := fleet.Spec{
		ID: id, Name: "built no. " + id[6:], Seed: uint64(b.drawn), NukiID: uint32(0x10000 + b.drawn),
		Speed:   fleet.Speed{Factor: 1, Max: draw.IntN(2) == 0},
		Profile: []string{"ab-slots", "journal", "rewrite-at-boot", "nvs"}[draw.IntN(4)],
	}
	c := &claim[bool]{}
	b.locks[id], b.specs[id] = c, s
	c.ask(true)
	var row fleet.Lock
	if err := on.call("POST", "/locks", s, &row); err != nil {
		return err
	}
	c.tell()
	b.made[id] = row
	return nil
}
