package fleet

import (
	"sync/atomic"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/mcu"
	"locktwin/model/mechanics"
)

// display is what a host has shown in the registry.
type display struct {
	row       *Lock
	sign      sign
	faults    int
	stale     bool              // show anew even if the sign is the same
	counted   mcu.Stats         // by the meter
	users     []firmware.User   // memory for the list
	kept      map[string][]byte // snapshots, when there is no store
	snapshots atomic.Pointer[[]SnapshotInfo]
}

// sign is what a row is compared by: whatever is visible and cheap to look at.
type sign struct {
	state       string
	profile     *firmware.Profile
	ops         int
	boots       int
	resets      int
	connections int
	key         int32
	nuki        uint8
	door        bool
	pairing     bool
	cells       bool
}

func (h *host) sign() sign {
	m := h.lock.Machine()
	stats := m.Stats()
	app := h.lock.App()
	return sign{
		state: h.state(m.CPU()), profile: app.Profile, ops: flashOps(&stats), boots: stats.Boots, resets: stats.Resets,
		connections: h.connections(), key: m.KeyAngle(), nuki: uint8(app.State.Bolt), door: m.DoorClosed(),
		pairing: app.State.Pairing, cells: h.lock.CellsIn(),
	}
}

// flashOps counts what has changed the memory for good.
func flashOps(s *mcu.Stats) int { return s.Programs + s.Erases + s.Interrupted }

// flashOps is that of the host's lock at this instant.
func (h *host) flashOps() int {
	stats := h.lock.Machine().Stats()
	return flashOps(&stats)
}

// connections counts those that are up.
func (h *host) connections() int {
	n := 0
	for _, l := range h.air.links {
		if l.up {
			n++
		}
	}
	return n
}

var stateNames = [...]string{
	mcu.Off: "off", mcu.InReset: "reset", mcu.Booting: "booting", mcu.Running: "running", mcu.Asleep: "running", mcu.Hung: "hung",
}

func (h *host) state(cpu mcu.CPUState) string {
	switch {
	case h.failed != nil:
		return "failed"
	case h.meta.Speed.Paused:
		return "paused"
	}
	return stateNames[cpu]
}

// report shows in the registry what has visibly changed.
func (h *host) report() {
	if h.failed != nil || h.lock == nil {
		return
	}
	h.broadcast()
	s := h.sign()
	if s == h.show.sign && !h.show.stale {
		return
	}
	row := h.row(s.state)
	out := shown{lock: row}
	if h.show.row == nil || s.ops != h.show.sign.ops || s.boots != h.show.sign.boots {
		out.has.auths = true
		out.auths = h.authorizations()
		h.marginal.Store(int32(marginalWords(h.lock)))
	}
	if h.show.stale || s.connections != h.show.sign.connections {
		out.has.connections = true
		out.connections = h.listConnections()
	}
	if n := len(h.lock.Air().Faults()); h.show.stale && (n > 0 || h.show.faults > 0) {
		out.has.faults = true
		out.faults = h.listFaults()
		h.show.faults = n
	}
	h.f.registry.show(h.id, &out)
	h.show.row, h.show.sign, h.show.stale = row, s, false
	h.store.dirty = true
}

// row is what is so now.
func (h *host) row(state string) *Lock {
	l, m := h.lock, h.lock.Machine()
	app, stats := l.App(), m.Stats()
	r := &Lock{
		ID: h.id, Name: h.meta.Name, Address: h.meta.Address, NukiID: l.NukiID(), Profile: app.Profile.Name,
		Part: m.Flash().Part().Name, Seed: h.meta.Spec.Seed, State: state, Nuki: app.State.Bolt.String(), Door: "open",
		KeyMilliDeg: m.KeyAngle(), SimTimeNS: int64(l.Now()), Speed: h.meta.Speed, Connections: h.connections(),
		Pairing: app.State.Pairing, Battery: battery(l), AmbientMC: int32(milli(float64(m.Supply().Ambient()))),
		Boots: stats.Boots, Resets: stats.Resets, LastSeq: h.ring.last(), Created: h.meta.Created, Origin: h.meta.Origin,
	}
	if m.DoorClosed() {
		r.Door = "closed"
	}
	switch m.Bolt() {
	case mechanics.Locked:
		r.Bolt = "locked"
	case mechanics.Unlocked:
		r.Bolt = "unlocked"
	case mechanics.Unlatched:
		r.Bolt = "unlatched"
	default:
		r.Bolt = "between"
	}
	return r
}

func milli(x float64) int64 {
	if x < 0 {
		return -int64(-x*1e3 + 0.5)
	}
	return int64(x*1e3 + 0.5)
}

func battery(l *model.Lock) Battery {
	m := l.Machine()
	s := m.Sample()
	b := Battery{In: l.CellsIn(), VBATMicro: milli(float64(s.VBAT) * 1e3), VDDMicro: milli(float64(s.VDD) * 1e3)}
	pack := m.Supply().Pack()
	b.Cells = len(pack.Cells)
	for i, c := range pack.Cells {
		percent := int(c.Charge*100 + 0.5)
		if i == 0 || percent < b.ChargePercent {
			b.ChargePercent = percent
		}
		b.Kind = string(c.Kind)
	}
	return b
}

func (h *host) authorizations() []*Authorization {
	h.show.users = h.lock.App().AppendUsers(h.show.users[:0])
	out := make([]*Authorization, 0, len(h.show.users))
	for _, u := range h.show.users {
		out = append(out, &Authorization{
			Lock: h.id, ID: uint32(u.ID), Type: u.Type.String(), Name: h.meta.Users[uint32(u.ID)], On: u.Enabled,
		})
	}
	return out
}

func (h *host) listConnections() []*Connection {
	var out []*Connection
	for _, i := range h.lock.Air().Links() {
		l := h.air.links[i.Conn]
		if l == nil {
			continue // its central is gone, and the lock has not noticed yet
		}
		c := &Connection{
			Lock: h.id, ID: uint32(i.Conn), Central: l.central.name, SinceNS: int64(i.Since), IntervalNS: int64(i.Params.Interval),
			Latency: i.Params.Latency, TimeoutNS: int64(i.Params.Timeout), Instant: i.Params.Instant,
		}
		out = append(out, c)
	}
	return out
}

func (h *host) listFaults() []*faultRow {
	var out []*faultRow
	for _, f := range h.lock.Air().Faults() {
		out = append(out, &faultRow{Lock: h.id, ID: f.ID, Fault: f})
	}
	return out
}

// showFailure shows that the lock cannot go on, with what was shown last.
func (h *host) showFailure() {
	if h.show.row == nil {
		return
	}
	r := *h.show.row
	r.State, r.Failure, r.Connections, r.LastSeq = "failed", h.failed.Error(), 0, h.ring.last()
	out := shown{lock: &r}
	out.has.connections = true
	h.f.registry.show(h.id, &out)
	h.show.row = &r
}

// marginalWords counts the program units that hold a byte near the read level.
func marginalWords(l *model.Lock) int {
	m := l.Machine()
	unit := uint32(max(m.Memory().UnitBytes, 1))
	n, next := 0, uint32(0)
	for _, r := range m.Flash().Marginal() {
		first, last := max(r.Addr/unit, next), (r.Addr+r.Size-1)/unit
		if last >= first {
			n += int(last - first + 1)
			next = last + 1
		}
	}
	return n
}
