package gatt

import "locktwin/model/sim"

// Watch looks at radio, boot and faults. It has to be called when any of them may
// have changed, before time goes on; Step calls it. A lock that was reset, or
// whose radio is off, has lost its connections without a word: their centrals get
// Disconnected with ReasonTimeout after the supervision timeout, and what was
// under way is lost. A lock that has switched its radio off has to forget its
// connections itself; one whose radio is on again in the same boot by the time of
// the timeout hears LinkDown.
func (a *Air) Watch(e Env) {
	if len(a.State.Links) == 0 {
		a.State.Changed = false
		return
	}
	_, _, on := e.Beacon()
	boot, now := e.Boot(), e.Now()
	for i := 0; i < len(a.State.Links); i++ {
		l := &a.State.Links[i]
		if l.Phase == Initiating {
			if l.TryAt > now {
				a.aim(e, l)
			}
			continue
		}
		if !l.LockGone && (!on || boot != l.Boot) {
			a.lockGone(l, now)
			if l.CentralGone {
				a.remove(i)
				i--
				continue
			}
		}
		if a.State.Changed && l.Phase == Open {
			a.mute(l, now)
		}
	}
	a.State.Changed = false
}

// lockGone notes that the lock has lost a connection at t.
func (a *Air) lockGone(l *Link, t sim.Time) {
	l.LockGone, l.GoneAt = true, t
	l.Up.empty(func(f *InFlight) bool { return f.End })
	l.Down.empty(func(f *InFlight) bool { return f.At <= t })
	if n := len(l.Down.Frames); l.Down.Ended && (n == 0 || !l.Down.Frames[n-1].End) {
		l.Down.Ended = false
	}
	l.silence(t)
}

// mute looks whether faults let nothing pass on a connection.
func (a *Air) mute(l *Link, now sim.Time) {
	switch silent := a.silent(l.Conn); {
	case silent && !l.Muted:
		l.Muted = true
		l.silence(now)
	case !silent && l.Muted:
		l.Muted = false
		if !l.LockGone && !l.CentralGone && !l.Cut {
			l.DropAt = sim.Never
		}
	}
}

// Due returns the next instant at which Step has something to do, Never when
// there is none. It may lie in the past: then it is now.
func (a *Air) Due() sim.Time {
	if len(a.State.Links) == 0 {
		return sim.Never
	}
	if a.State.Changed {
		return 0
	}
	due := sim.Never
	for i := range a.State.Links {
		due = min(due, a.State.Links[i].due())
	}
	return due
}

// Step carries out what is due: frames that arrive, connections that come to be or
// end, time-outs. What happens at the same instant happens in the order of the
// connections, on each to the lock before to the central.
func (a *Air) Step(e Env) {
	a.Watch(e)
	for {
		first, at := -1, e.Now()
		for i := range a.State.Links {
			if d := a.State.Links[i].due(); d < at || d == at && first < 0 {
				first, at = i, d
			}
		}
		if first < 0 {
			return
		}
		a.step(e, first)
	}
}

// step carries out what is due first on one connection.
func (a *Air) step(e Env, i int) {
	l := &a.State.Links[i]
	t := l.due()
	switch {
	case l.Phase == Initiating:
		a.initiate(e, i, t)
	case l.Phase == Opening:
		a.open(e, i, t)
	case l.Up.due() == t:
		a.attempt(e, i, ToLock, t)
	case l.Down.due() == t:
		a.attempt(e, i, ToCentral, t)
	default:
		a.drop(e, i, t)
	}
}

// attempt lets the first frame of a direction be heard at t, or not.
func (a *Air) attempt(e Env, i int, w Way, t sim.Time) {
	l := &a.State.Links[i]
	d := l.way(w)
	f := d.head()
	if len(a.State.Faults) > 0 && !a.heard(l, d, w, t) {
		if d.Quiet != sim.Never && t.Sub(d.Quiet) >= l.Params.Timeout {
			a.drop(e, i, t)
		}
		return
	}
	if f.End {
		a.ended(e, i, t, w, f.Reason)
		return
	}
	got := d.pop(t)
	a.arrive(e, i, w, t, got)
}

// heard sends the packets of the first frame that are left, and says whether all
// of them have arrived. If not, the frame is tried again one interval later.
func (a *Air) heard(l *Link, d *Direction, w Way, t sim.Time) bool {
	f := d.head()
	dBm, by := a.rssi(l.Conn, uint64(l.Conn)<<2|uint64(w), f.Ordinal)
	l.RSSI = dBm
	if by != nil {
		by.Counters.Applied++
	}
	lost := a.lost(w, l.Conn, f.Ordinal+1, uint64(f.Tries), f.Left)
	if lost == 0 {
		d.Quiet = sim.Never
		return true
	}
	switch {
	case lost < f.Left:
		d.Quiet = sim.Never
	case d.Quiet == sim.Never:
		d.Quiet = t
	}
	f.Left = lost
	f.Tries++
	f.At = t.Add(l.Params.Interval)
	return false
}

// arrive delivers a PDU, unless a fault loses it or ends the connection.
func (a *Air) arrive(e Env, i int, w Way, t sim.Time, f InFlight) {
	l := &a.State.Links[i]
	c := l.Conn
	times := 1
	if w == ToLock && f.PDU.Opcode() == OpPrepareWriteRequest {
		if h, ok := f.PDU.Handle(); ok {
			l.Prepared = h
		}
	}
	for j := range a.State.Faults {
		g := &a.State.Faults[j]
		if !g.applies(c) {
			continue
		}
		switch {
		case g.Kind == FaultNoConfirm && w == ToLock && g.swallows(f.PDU):
			times = 0
		case g.Kind == FaultDuplicateIndication && w == ToCentral && g.doubles(f.PDU):
			times++
		case g.Kind == FaultDisconnect && a.ends(g, l, f.PDU):
			a.cut(e, i, t, g.End.Reason)
			return
		}
	}
	l.way(w).Passed += uint64(times)
	for range times {
		if w == ToCentral {
			a.deliver(Delivery{At: t, Conn: c, Kind: Received, PDU: f.PDU})
			continue
		}
		e.ToLock(max(t, e.Now()), Signal{Kind: Uplink, Conn: c, PDU: f.PDU})
	}
}

// ended carries out the end of a connection that one side has asked for.
func (a *Air) ended(e Env, i int, t sim.Time, w Way, r Reason) {
	l := a.State.Links[i]
	a.remove(i)
	lock, central := r, ReasonLocalHost
	if w == ToCentral {
		lock, central = ReasonLocalHost, r
	}
	if !l.CentralGone {
		a.deliver(Delivery{At: t, Conn: l.Conn, Kind: Disconnected, Reason: central})
	}
	a.tellLock(e, &l, t, lock)
}

// cut ends a connection by a fault.
func (a *Air) cut(e Env, i int, t sim.Time, r Reason) {
	if r == 0 || r == ReasonTimeout {
		l := &a.State.Links[i]
		l.Cut = true
		l.Up.empty(nil)
		l.Down.empty(nil)
		l.silence(t)
		return
	}
	l := a.State.Links[i]
	a.remove(i)
	if !l.CentralGone {
		a.deliver(Delivery{At: t, Conn: l.Conn, Kind: Disconnected, Reason: r})
	}
	a.tellLock(e, &l, t, r)
}

// drop ends a connection on which the silence has been noticed, at t.
func (a *Air) drop(e Env, i int, t sim.Time) {
	l := a.State.Links[i]
	a.remove(i)
	if !l.LockGone && !l.CentralGone && !l.Cut {
		a.blame(l.Conn)
	}
	if !l.CentralGone {
		a.deliver(Delivery{At: t, Conn: l.Conn, Kind: Disconnected, Reason: ReasonTimeout})
	}
	a.tellLock(e, &l, t, ReasonTimeout)
}

// tellLock lets the lock hear that a connection is over, if it is still the lock
// that had it, and can hear.
func (a *Air) tellLock(e Env, l *Link, t sim.Time, r Reason) {
	if _, _, on := e.Beacon(); on && e.Boot() == l.Boot {
		e.ToLock(max(t, e.Now()), Signal{Kind: LinkDown, Conn: l.Conn, Reason: r})
	}
}
