package ordeal

import (
	"fmt"

	"locktwin/emulator/fleet"
)

// history is what is known for good of the events of one lock.
type history struct {
	known []fleet.Event
	last  uint64
}

// kept is how many events a history looks at again.
const kept = 200

// eventList is how the control API lists events.
type eventList struct {
	Events []fleet.Event
	Missed uint64
	Last   uint64
}

// events lists what happened to a lock after an event.
func (s *site) events(lock string, after uint64) (eventList, error) {
	var list eventList
	err := s.call("GET", fmt.Sprintf("/locks/%s/events?after=%d&limit=4096", lock, after), nil, &list)
	return list, err
}

// learn takes in the events that happened before an acknowledged instant. What
// is at the very instant may be later than the acknowledgement.
func (h *history) learn(on *site, lock string, before int64) error {
	list, err := on.events(lock, h.last)
	if err != nil {
		return err
	}
	for _, e := range list.Events {
		if e.SimNS >= before {
			break
		}
		h.add(e)
	}
	return nil
}

func (h *history) add(e fleet.Event) {
	h.known, h.last = append(h.known, e), e.Seq
	if n := len(h.known); n > 2*kept {
		h.known = append(h.known[:0], h.known[n-kept:]...)
	}
}

// check looks whether all is still there, under the same numbers.
func (h *history) check(on *site, lock string) error {
	if len(h.known) == 0 {
		return nil
	}
	list, err := on.events(lock, h.known[0].Seq-1)
	if err != nil {
		return err
	}
	for i, want := range h.known {
		if i >= len(list.Events) {
			return fmt.Errorf("event %d is missing: %+v", want.Seq, want)
		}
		if got := list.Events[i]; !same(got, want) {
			return fmt.Errorf("event %d was %+v, now %+v", want.Seq, want, got)
		}
	}
	return nil
}

func same(a, b fleet.Event) bool {
	if !a.Wall.Equal(b.Wall) {
		return false
	}
	a.Wall = b.Wall
	return a == b
}
