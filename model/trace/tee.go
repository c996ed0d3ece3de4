package trace

// Tee passes each event on to several listeners, in their order. Nil listeners
// are left out; Tee of none is nil, and Tee of one is that one.
func Tee(listeners ...Listener) Listener {
	var t tee
	for _, l := range listeners {
		if l != nil {
			t = append(t, l)
		}
	}
	switch len(t) {
	case 0:
		return nil
	case 1:
		return t[0]
	}
	return t
}

type tee []Listener

func (t tee) Event(e *Event) {
	for _, l := range t {
		l.Event(e)
	}
}

// Func makes a function a Listener.
type Func func(*Event)

// Event calls the function.
func (f Func) Event(e *Event) { f(e) }
