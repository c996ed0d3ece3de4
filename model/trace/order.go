package trace

// Ordered hands events on to a listener in the order of their time. Samples of
// the rail come late, because the solver settles a stretch of it only when the
// next switch or crossing ends it; among themselves they are in order, and so
// is everything else. So other events wait for a sample of a later instant, or
// for Flush. An event is told after a sample of its own instant.
type Ordered struct {
	to      Listener
	waiting []Event
}

// InOrder puts a listener behind the ordering.
func InOrder(to Listener) *Ordered { return &Ordered{to: to} }

// Event takes an event in.
func (o *Ordered) Event(e *Event) {
	if e.Kind != Rail {
		o.waiting = append(o.waiting, *e)
		return
	}
	n := 0
	for n < len(o.waiting) && o.waiting[n].At < e.At {
		o.to.Event(&o.waiting[n])
		n++
	}
	o.waiting = append(o.waiting[:0], o.waiting[n:]...)
	o.to.Event(e)
}

// Flush tells what still waits.
func (o *Ordered) Flush() {
	for i := range o.waiting {
		o.to.Event(&o.waiting[i])
	}
	o.waiting = o.waiting[:0]
}

// OrderedSink is a Sink that gets its events in order.
type OrderedSink struct {
	*Ordered
	sink Sink
}

// SinkInOrder puts a sink behind the ordering.
func SinkInOrder(s Sink) *OrderedSink { return &OrderedSink{InOrder(s), s} }

// Close tells what still waits and closes the sink.
func (s *OrderedSink) Close() error {
	s.Flush()
	return s.sink.Close()
}
