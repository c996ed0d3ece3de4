package hidden

import "locktwin/scenarios/twin"

// Peek shows what was drawn.
func (l *Lock) Peek() (*twin.Reduced, twin.Sensor) { return l.lock, l.sensor }

// Sets tells of habits.
func (l *Lock) Sets() any { return l.habits }
