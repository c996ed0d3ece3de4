package gatt

import "locktwin/model/sim"

// Connect lets a central look for the lock and connect to it at its next
// connectable advertisement. What comes of it is a Delivery: Connected, or
// ConnectFailed with ReasonEstablish when nothing was heard for 10 s, the lock has
// MaxConnections already, or its first packets were lost. The error wraps
// ErrParams; nothing has begun then.
func (a *Air) Connect(e Env, p Params) (ConnID, error) {
	if err := p.Validate(); err != nil {
		return 0, err
	}
	a.State.Last++
	now := e.Now()
	a.State.Links = append(a.State.Links, Link{Conn: a.State.Last, Params: p, GiveUpAt: now.Add(connectTimeout),
		TryAt: sim.Never, Unpaused: sim.Never, GoneAt: sim.Never, DropAt: sim.Never,
		Up: Direction{Quiet: sim.Never}, Down: Direction{Quiet: sim.Never}})
	a.aim(e, &a.State.Links[len(a.State.Links)-1])
	c := a.State.Last
	// Without connection events there is nothing to wait for.
	for i := a.link(c); p.Instant && i >= 0 && a.State.Links[i].Phase != Open && a.State.Links[i].due() <= now; i = a.link(c) {
		a.step(e, i)
	}
	return c, nil
}

// aim sets when an initiating central meets the lock, from the present on.
func (a *Air) aim(e Env, l *Link) {
	b, since, on := e.Beacon()
	now := e.Now()
	l.TryAt = sim.Never
	if !on || b.Interval <= 0 || !b.Connectable {
		return
	}
	s := newSchedule(a.key, &b, since)
	plain := now
	if !l.Params.Instant {
		plain = s.at(s.after(now - 1))
	}
	by, _ := a.paused(plain)
	if by != nil && l.Unpaused == sim.Never {
		l.Unpaused, l.PausedBy = plain, by.ID
		by.Counters.Applied++
	}
	if l.Params.Instant && by == nil && !a.unheard() {
		l.TryAt = now
		return
	}
	if k, ok := a.nextHeard(&s, now-1); ok {
		l.TryAt = s.at(k)
	}
}

// initiate carries out what an initiating central does at t.
func (a *Air) initiate(e Env, i int, t sim.Time) {
	l := &a.State.Links[i]
	if l.TryAt > t {
		a.failed(i, t)
		return
	}
	b, _, on := e.Beacon()
	if by, _ := a.paused(t); !on || b.Interval <= 0 || !b.Connectable || by != nil {
		a.aim(e, l)
		if l.TryAt <= t {
			l.TryAt = sim.Never // a beacon that has changed without a Watch
		}
		return
	}
	taken := 0
	for j := range a.State.Links {
		if m := &a.State.Links[j]; m.Phase != Initiating && !m.LockGone {
			taken++
		}
	}
	if taken >= MaxConnections {
		a.failed(i, t)
		return
	}
	a.waited(l, t)
	l.Phase, l.Boot = Opening, e.Boot()
	l.Anchor = t
	if !l.Params.Instant {
		l.Anchor = t.Add(openDelay)
	}
	l.TryAt = l.Anchor
	l.RSSI, _ = a.rssi(l.Conn, uint64(l.Conn)<<2, 0)
}

// waited books how long a pause of the advertising has kept a central waiting.
func (a *Air) waited(l *Link, t sim.Time) {
	if l.Unpaused == sim.Never {
		return
	}
	for i := range a.State.Faults {
		if f := &a.State.Faults[i]; f.ID == l.PausedBy && t > l.Unpaused {
			f.Counters.DelayedNs += uint64(t - l.Unpaused)
		}
	}
	l.Unpaused = sim.Never
}

// failed ends an attempt to connect.
func (a *Air) failed(i int, t sim.Time) {
	l := &a.State.Links[i]
	if l.Unpaused != sim.Never {
		for j := range a.State.Faults {
			if f := &a.State.Faults[j]; f.ID == l.PausedBy {
				f.Counters.Disconnects++
			}
		}
	}
	a.waited(l, t)
	d := Delivery{At: t, Conn: l.Conn, Kind: ConnectFailed, Reason: ReasonEstablish}
	a.remove(i)
	a.deliver(d)
}

// open carries out the first connection events, at t. The connection stands with
// the first packet that is heard.
func (a *Air) open(e Env, i int, t sim.Time) {
	l := &a.State.Links[i]
	if l.LockGone {
		a.failed(i, t)
		return
	}
	if len(a.State.Faults) > 0 && a.lost(ToLock, l.Conn, 0, uint64(l.Tries), 1) > 0 {
		if l.Tries++; l.Tries == openTries {
			a.blame(l.Conn)
			a.failed(i, t)
			return
		}
		l.TryAt = t.Add(l.Params.Interval)
		return
	}
	l.Phase, l.Since = Open, t
	if a.silent(l.Conn) {
		l.Muted = true
		l.silence(t)
	}
	c := l.Conn
	a.deliver(Delivery{At: t, Conn: c, Kind: Connected})
	e.ToLock(max(t, e.Now()), Signal{Kind: LinkUp, Conn: c})
}
