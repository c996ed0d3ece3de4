package gatt

import "locktwin/model/sim"

// Send hands a PDU of a central to the air. It reaches the lock at the connection
// event at which the lock listens next, faults allowing. On a connection that is
// not open, or that is being ended, it is dropped.
func (a *Air) Send(e Env, c ConnID, p PDU) {
	a.enqueue(e, c, ToLock, e.Now(), InFlight{PDU: p})
}

// Disconnect ends a connection from the central's side, for a reason that the
// lock hears; 0 is ReasonRemoteUser. What was sent before arrives before. The
// central gets Disconnected with ReasonLocalHost; if it was not connected yet,
// ConnectFailed with ReasonLocalHost at once.
func (a *Air) Disconnect(e Env, c ConnID, r Reason) {
	i := a.link(c)
	if i < 0 {
		return
	}
	if a.State.Links[i].Phase != Open {
		a.remove(i)
		a.deliver(Delivery{At: e.Now(), Conn: c, Kind: ConnectFailed, Reason: ReasonLocalHost})
		return
	}
	if r == 0 {
		r = ReasonRemoteUser
	}
	a.enqueue(e, c, ToLock, e.Now(), InFlight{End: true, Reason: r})
}

// Vanish takes a central away without a word. It gets nothing any more; the lock
// hears LinkDown with ReasonTimeout after the supervision timeout, counted from
// the last connection event.
func (a *Air) Vanish(e Env, c ConnID) {
	i := a.link(c)
	if i < 0 {
		return
	}
	l := &a.State.Links[i]
	if l.Phase != Open || l.LockGone {
		a.remove(i)
		return
	}
	l.CentralGone = true
	l.Up.empty(nil)
	l.Down.empty(nil)
	l.silence(e.Now())
}

// Transmitted takes what left the lock at an instant, which may be past: a
// Downlink or a Hangup. Anything else is ignored. A Hangup reaches the central
// behind what was sent before, as Disconnected with its reason; the lock hears
// LinkDown with ReasonLocalHost then.
func (a *Air) Transmitted(e Env, at sim.Time, packet any) {
	switch p := packet.(type) {
	case Downlink:
		a.enqueue(e, p.Conn, ToCentral, at, InFlight{PDU: p.PDU})
	case Hangup:
		a.enqueue(e, p.Conn, ToCentral, at, InFlight{End: true, Reason: p.Reason})
	}
}

// enqueue sends a frame that was handed over at t.
func (a *Air) enqueue(e Env, c ConnID, w Way, t sim.Time, f InFlight) {
	i := a.link(c)
	if i < 0 {
		return
	}
	l := &a.State.Links[i]
	d := l.way(w)
	if l.Phase != Open || l.Cut || l.CentralGone || d.Ended || w == ToLock && l.LockGone && !f.End {
		return
	}
	f.Ordinal, f.Left = d.Sent, packets(f.PDU)
	d.Sent++
	switch {
	case l.Params.Instant:
		f.At = t
	case w == ToLock:
		f.At = l.event(t, 1+l.Params.Latency)
	default:
		f.At = l.event(t, 1)
	}
	if w == ToCentral && f.At > l.GoneAt {
		return // the lock lost the connection before the event came
	}
	for j := range a.State.Faults {
		g := &a.State.Faults[j]
		if !g.applies(c) {
			continue
		}
		switch {
		case g.Kind == FaultLatency:
			f.At = f.At.Add(a.latency(g, w, c, f.Ordinal))
		case g.Kind == FaultLateIndication && w == ToCentral:
			f.At = f.At.Add(g.late(f.PDU))
		}
	}
	d.Ended = f.End
	d.push(f)
	if l.Params.Instant {
		a.drain(e, c, w)
	}
}

// drain tries what is due in one direction of an instant connection.
func (a *Air) drain(e Env, c ConnID, w Way) {
	for {
		i := a.link(c)
		if i < 0 {
			return
		}
		due := a.State.Links[i].way(w).due()
		if due > e.Now() {
			return
		}
		a.attempt(e, i, w, due)
	}
}
