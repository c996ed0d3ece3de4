package model

import "locktwin/model/power"

// Rest gives up the memory that only the solver of the rail needs, four fifths
// of what a lock weighs. Until Wake nothing but Now and the outside (phones,
// air) may be asked for. It changes nothing of what happens next.
func (l *Lock) Rest() {
	l.machine.Rest()
	l.scout, l.scoutFrom = nil, nil
}

// Wake ends a rest. The cache may have served other locks; it belongs to the
// goroutine that wakes the lock until the next rest.
func (l *Lock) Wake(c *power.Cache) { l.machine.Wake(c) }
