package ordeal

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"locktwin/emulator/fleet"
)

// shelved is a snapshot that an operator has taken, and the lock as it was then.
type shelved struct {
	there claim[bool]
	info  fleet.SnapshotInfo // no ID: not acknowledged, nor seen
	warm  int32
	cells bool
	fault [3]string
}

// shelfRoom is how many snapshots an operator keeps, mostAutomatic how many the
// server keeps of its own.
const (
	shelfRoom     = 4
	mostAutomatic = 8
)

func (o *operator) checkSnapshots(on *site) error {
	var list struct{ Snapshots []fleet.SnapshotInfo }
	if err := on.call("GET", o.path("/snapshots"), nil, &list); err != nil {
		return err
	}
	there, automatic := map[string]bool{}, 0
	for _, s := range list.Snapshots {
		if s.Auto { // taken by the server before a hand takes cells out
			if automatic++; automatic > mostAutomatic {
				return fmt.Errorf("%d snapshots were taken by the server itself, the last is %+v; at most %d are kept", automatic, s, mostAutomatic)
			}
			continue
		}
		x := o.shelf[s.Label]
		if x == nil {
			return fmt.Errorf("snapshot %+v was never asked for", s)
		}
		there[s.Label] = true
		if was := x.info; was.ID != "" && (s.ID != was.ID || s.SimNS != was.SimNS || s.Bytes != was.Bytes || !s.Wall.Equal(was.Wall)) {
			return fmt.Errorf("snapshot was %+v, now %+v", was, s)
		}
		x.info = s
	}
	for label, x := range o.shelf {
		if !x.there.holds(there[label]) {
			return fmt.Errorf("snapshot %q: there %v, acknowledged %v", label, there[label], x.there.told)
		}
		if x.there.see(there[label]); !x.there.told {
			delete(o.shelf, label)
		}
	}
	return nil
}

// pick draws one of the snapshots.
func (o *operator) pick(draw *rand.Rand) *shelved {
	labels := slices.Sorted(maps.Keys(o.shelf))
	if len(labels) == 0 {
		return nil
	}
	return o.shelf[labels[draw.IntN(len(labels))]]
}

// shelve takes a snapshot, or deletes one when there are many.
func (o *operator) shelve(on *site, draw *rand.Rand) error {
	if len(o.shelf) >= shelfRoom {
		x := o.pick(draw)
		x.there.ask(false)
		if err := on.call("DELETE", o.path("/snapshots/"+x.info.ID), nil, nil); err != nil {
			return err
		}
		delete(o.shelf, x.info.Label)
		return nil
	}
	o.drawn++
	label := fmt.Sprintf("no. %d", o.drawn)
	x := &shelved{warm: o.warm.told, cells: o.cells.told}
	for i := range o.fault {
		x.fault[i] = o.fault[i].told
	}
	o.shelf[label] = x
	x.there.ask(true)
	if err := on.call("POST", o.path("/snapshots"), map[string]string{"label": label}, &x.info); err != nil {
		return err
	}
	x.there.tell()
	o.since = max(o.since, x.info.SimNS)
	return nil
}

// rewind brings the lock back to a snapshot, its time too.
func (o *operator) rewind(on *site, draw *rand.Rand) error {
	x := o.pick(draw)
	if x == nil {
		return nil
	}
	o.since = min(o.since, x.info.SimNS)
	o.warm.ask(x.warm)
	o.cells.ask(x.cells)
	for i := range o.fault {
		o.fault[i].ask(x.fault[i])
	}
	if err := on.call("POST", o.path("/snapshots/"+x.info.ID+"/rewind"), nil, nil); err != nil {
		return err
	}
	o.since = x.info.SimNS
	o.warm.tell()
	o.cells.tell()
	for i := range o.fault {
		o.fault[i].tell()
	}
	return nil
}
