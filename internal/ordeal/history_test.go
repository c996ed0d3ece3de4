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

// learn takes in what has happened since the last time.
func (h *history) learn(on *site, lock string) error {
	list, err := on.events(lock, h.last)
	if err != nil {
		return err
	}
	h.known, h.last = append(h.known, list.Events...), list.Last
	if n := len(h.known); n > 2*kept {
		h.known = append(h.known[:0], h.known[n-kept:]...)
	}
	return nil
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
