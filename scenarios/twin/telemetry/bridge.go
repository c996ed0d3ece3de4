package telemetry

import (
	"fmt"
	"strconv"
	"strings"
)

// BridgeList translates JSON of the bridge's HTTP interface: the list of locks, one
// lock's state, or a callback, which was received at a time. Where a bridge says
// when it fetched a state, that is the time of the records. A state without
// Nuki-ID is that of UnknownLock.
func BridgeList(payload []byte, at UnixMilli) ([]Record, []Finding) {
	m := telling{t: NewTranslator(TranslateOptions{}), at: at, topic: "bridge", payload: string(payload), source: "bridge_http"}
	n, ok := m.json()
	switch {
	case !ok:
	case n.kind == '{':
		m.bridge(&n)
	case n.kind == '[':
		for i := range n.items {
			m.bridge(&n.items[i])
		}
	default:
		m.found.add(0, m.column(n.at), CodeDamaged, false, "found %s; right would be an object, or a list of them", n)
	}
	return m.records, m.found.done()
}

// MaxBridgeBytes is how long an answer of a bridge that spans lines may be.
const MaxBridgeBytes = 1 << 20

// fromBridge tells whether an object, or the first of a list, is of a bridge.
func fromBridge(n *node) bool {
	if n.kind == '[' && len(n.items) > 0 {
		n = &n.items[0]
	}
	return n.kind == '{' && n.get("kind") == nil && n.get("topic") == nil &&
		(n.get("nukiId") != nil || n.get("lastKnownState") != nil || n.get("batteryCritical") != nil && n.get("state") != nil)
}

// bridgeWhole tells whether the whole of a text is one answer of a bridge.
func bridgeWhole(text []byte) (string, bool) {
	s := strings.TrimSpace(string(text[:min(len(text), MaxBridgeBytes+1)]))
	if len(text) > MaxBridgeBytes || !strings.HasPrefix(s, "[") && !strings.HasPrefix(s, "{") {
		return "", false
	}
	n, f := readJSON(s)
	return s, f == nil && fromBridge(&n)
}

// bridge reads answers of a bridge: one that is the whole text, or one in each line.
func (o ReadOptions) bridge(text []byte) ([]Record, []Finding) {
	if s, ok := bridgeWhole(text); ok {
		rs, found := BridgeList([]byte(s), o.At)
		return o.owned(rs), found
	}
	var out []Record
	var f findings
	s := newSource(text)
	for {
		line, ok := s.next()
		if !ok || len(out) >= MaxRecords {
			break
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) > MaxLineBytes {
			f.add(s.line, 0, CodeDamaged, false, "the line has more than %d bytes", MaxLineBytes)
			continue
		}
		rs, found := BridgeList([]byte(line), o.At)
		for i := range rs {
			rs[i].Line = s.line
		}
		out = append(out, rs...)
		for _, x := range found {
			f.add(s.line, x.Column, x.Code, x.Kept, "%s", x.Text)
		}
	}
	return o.owned(out), f.done()
}

// owned gives records of a lock that nobody named to the lock of the options.
func (o ReadOptions) owned(rs []Record) []Record {
	id, ok := normalLock(o.Lock)
	for i := range rs {
		if ok && rs[i].Lock == UnknownLock {
			rs[i].Lock = id
		}
	}
	return rs
}

// bridge translates one lock.
func (m *telling) bridge(n *node) {
	if n.kind != '{' {
		m.found.add(0, m.column(n.at), CodeDamaged, false, "found %s; right would be an object in braces", n)
		return
	}
	m.t.settings, m.t.state, m.lock = nil, "", UnknownLock
	if v := n.get("nukiId"); v != nil {
		id, ok := v.whole()
		if !ok || id < 0 || id > maxU32 {
			m.found.add(0, m.column(v.at), CodeDamaged, false, "found %s; nukiId is an integer from 0 to 4294967295; the lock is left out", v)
			return
		}
		m.lock = fmt.Sprintf("%08X", id)
	}
	if v := n.get("deviceType"); v != nil && strings.TrimSpace(v.text) == "2" {
		m.found.add(0, m.column(v.at), CodeOtherLock, false, "an opener is no lock; it is left out")
		return
	}
	state := n.get("lastKnownState")
	if state == nil {
		state = n
	}
	received := m.at
	if received == 0 && state.get("timestamp") == nil {
		m.found.add(0, m.column(n.at), CodeDamaged, false, "found a state without a timestamp; right would be one that says when it was so; it is left out")
		return
	}
	if v := state.get("timestamp"); v != nil {
		if at, ok := parseStamp(v.text, false); ok {
			m.at = at
		} else {
			m.found.add(0, m.column(v.at), CodeAssumed, true, "found %s; right would be %s; the time of receipt is taken", v, stampWanted)
		}
	}
	defer func() { m.at = received }()
	r := m.begin(KindState)
	if v := state.get("state"); v != nil {
		m.putNumber(&r, "lock_state", stateNumbers, v.cell, v.at)
	}
	if v := state.get("doorsensorState"); v != nil {
		m.putNumber(&r, "door_state", doorNumbers, v.cell, v.at)
	}
	m.end(r)
	r = m.begin(KindBatteryState)
	m.putKey(&r, "level_pct", state, "batteryChargeState")
	m.putKey(&r, "critical", state, "batteryCritical")
	m.putKey(&r, "charging", state, "batteryCharging")
	m.putKey(&r, "keypad_critical", state, "keypadBatteryCritical")
	m.putKey(&r, "door_critical", state, "doorsensorBatteryCritical")
	m.end(r)
	for _, key := range [...]string{"deviceType", "mode", "firmwareVersion"} {
		v := n.get(key)
		if v == nil {
			v = state.get(key)
		}
		if v == nil || v.kind != '0' && v.kind != '"' || v.bad {
			continue
		}
		if i, ok := v.whole(); ok {
			m.setting("basic", key, strconv.FormatInt(i, 10))
		} else {
			m.setting("basic", key, v.text)
		}
	}
}
