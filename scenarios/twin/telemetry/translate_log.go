package telemetry

import "time"

// hubLog translates the activity log: a list of entries, or one of them. Two
// dashes say that it was cleared.
func (m *telling) hubLog() {
	if m.payload == "--" {
		return
	}
	n, ok := m.json()
	if !ok {
		return
	}
	items := n.items
	if n.kind == '{' {
		items = []node{n}
	} else if n.kind != '[' {
		m.found.add(0, m.column(n.at), CodeDamaged, false, "%s: found %s in the payload; right would be a list of entries", m.topic, n)
		return
	}
	for i := range items {
		m.logEntry(&items[i])
	}
}

func (m *telling) logEntry(n *node) {
	r := m.begin(KindLogEntry)
	index := n.get("index")
	if index == nil {
		m.found.add(0, m.column(n.at), CodeDamaged, false, "%s: an entry without index; it is left out", m.topic)
		return
	}
	if i, ok := index.whole(); !ok || i < 0 || i > maxU32 {
		m.found.add(0, m.column(index.at), CodeDamaged, false, "%s: found %s; index is an integer from 0 to 4294967295; the entry is left out", m.topic, index)
		return
	}
	m.putKey(&r, "index", n, "index")
	r.LockAt = m.logTime(n)
	m.putKey(&r, "type", n, "type")
	m.putKey(&r, "action", n, "action")
	column := "trigger"
	if r.Log.Type == "KeypadAction" {
		column = "source" // of the keypad: arrow key, code, finger
	}
	m.putKey(&r, column, n, "trigger")
	m.putKey(&r, "result", n, "completionStatus")
	m.putKey(&r, "code_id", n, "codeId")
	m.putKey(&r, "auth_id", n, "authorizationId")
	if m.t.names {
		m.putKey(&r, "auth_name", n, "authorizationName")
	}
	// A code without a name is published as a number.
	for _, s := range []*string{&r.Log.Action, &r.Log.Trigger, &r.Log.Result} {
		if k, ok := (cell{kind: 'c', text: *s}).whole(); ok {
			*s = wordOf(nil, k)
		}
	}
	m.records = append(m.records, r)
}

// logTime puts the parts of an entry's time together, which is UTC by the lock's
// clock.
func (m *telling) logTime(n *node) Opt[UnixMilli] {
	var part [6]int
	for i, key := range [...]string{"timeYear", "timeMonth", "timeDay", "timeHour", "timeMinute", "timeSecond"} {
		v := n.get(key)
		if v == nil {
			return Opt[UnixMilli]{}
		}
		k, ok := v.whole()
		most := [...]int64{9999, 12, 31, 23, 59, 60}[i]
		if !ok || k < 0 || k > most {
			m.found.add(0, m.column(v.at), CodeDamaged, true, "%s: found %s; %s is an integer from 0 to %d; the time is left out", m.topic, v, key, most)
			return Opt[UnixMilli]{}
		}
		part[i] = int(k)
	}
	if part[0] == 0 || part[1] == 0 || part[2] == 0 {
		return Opt[UnixMilli]{}
	}
	t := time.Date(part[0], time.Month(part[1]), part[2], part[3], part[4], part[5], 0, time.UTC)
	return Some(UnixMilli(t.Unix() * 1000))
}
