package telemetry

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Translator is what a listener remembers of one lock's messages: enough to tell
// a change from a repetition, and whose messages they are. It is a plain value; a
// copy goes its own way.
type Translator struct {
	base, lock string
	names      bool

	state     string    // of the bolt, as told last
	stateJSON string    // the same, by the JSON form alone
	newLayout bool      // the battery's topics are where they are today
	report    bool      // the report came as JSON: its rounded twins say nothing new
	uptime    int64     // of the gateway, minutes
	settings  []Setting // as told last, in order; never changed in place
}

// NewTranslator begins a session.
func NewTranslator(o TranslateOptions) *Translator {
	t := &Translator{base: strings.Trim(o.Base, "/"), names: o.Names}
	if t.base == "" {
		t.base = "nukihub"
	}
	t.lock, _ = normalLock(o.Lock)
	return t
}

// Lock is the Nuki-ID, as far as it is known; else it is empty.
func (t *Translator) Lock() string { return t.lock }

// Message translates one message. Topics of others give nothing. Findings have no
// line, and columns in the payload. An empty payload says that a topic was deleted.
func (t *Translator) Message(topic string, payload []byte, retained bool, at UnixMilli) ([]Record, []Finding) {
	m := telling{t: t, at: at, retained: retained, topic: fitted(topic), payload: string(payload)}
	if len(payload) > MaxLineBytes {
		m.found.add(0, 0, CodeDamaged, false, "the payload of %s has %d bytes; at most %d are read", quoted(topic), len(payload), MaxLineBytes)
		return nil, m.found.done()
	}
	if len(payload) == 0 {
		return nil, nil
	}
	if id, rest, ok := ownTopic(topic); ok {
		m.source, m.lock = "nuki_mqtt", id
		if t.lock == "" {
			t.lock = id
		}
		m.own(rest)
	} else if rest, ok := strings.CutPrefix(topic, t.base+"/"); ok {
		m.source, m.lock = "nuki_hub", t.lock
		m.hub(rest)
	} else if id, ok := discovered(topic); ok && t.lock == "" {
		t.lock = id
	}
	return m.records, m.found.done()
}

// ownTopic splits a topic of the lock's own MQTT.
func ownTopic(topic string) (id, rest string, ok bool) {
	after, ok := strings.CutPrefix(topic, "nuki/")
	if !ok || len(after) < 10 || after[8] != '/' {
		return "", "", false
	}
	id, ok = normalLock(after[:8])
	return id, after[9:], ok
}

// discovered finds the Nuki-ID in a topic by which nuki_hub makes itself known.
func discovered(topic string) (string, bool) {
	parts := strings.Split(topic, "/")
	if len(parts) != 5 || parts[0] != "homeassistant" || parts[1] != "lock" || parts[3] != "smartlock" {
		return "", false
	}
	return normalLock(parts[2])
}

// telling is one message that is being translated.
type telling struct {
	t        *Translator
	at       UnixMilli
	retained bool
	topic    string // for messages
	payload  string
	source   string
	lock     string
	records  []Record
	found    findings
}

// begin makes a record of a kind.
func (m *telling) begin(kind Kind) Record {
	r := Record{At: m.at, Kind: kind, Lock: m.lock, Source: m.source, Retained: m.retained}
	kindNamed(string(kind)).prepare(&r)
	return r
}

// put sets the column of a record. What does not fit is a finding, and the column
// stays absent.
func (m *telling) put(r *Record, name string, v cell, at int) {
	c := kindNamed(string(r.Kind)).column(name)
	want, remark := c.set(r, v)
	if want != "" {
		m.found.add(0, m.column(at), CodeDamaged, true, "%s: found %s; %s; the value is left out", m.topic, v, want)
	}
	if remark != "" {
		m.found.add(0, m.column(at), CodeUnknown, true, "%s: %s", m.topic, remark)
	}
}

// putKey sets a column from a key of a JSON object, if it is there.
func (m *telling) putKey(r *Record, name string, n *node, key string) {
	if v := n.get(key); v != nil {
		m.put(r, name, v.cell, v.at)
	}
}

// putMilli sets a column from a number of volts, amperes or ohms.
func (m *telling) putMilli(r *Record, name string, v cell, at int) {
	n, ok := v.milli()
	if !ok {
		c := kindNamed(string(r.Kind)).column(name)
		m.found.add(0, m.column(at), CodeDamaged, true, "%s: found %s; right would be a number, a thousandth of which %s counts; the value is left out", m.topic, v, c.name)
		return
	}
	m.put(r, name, cell{kind: '0', text: strconv.FormatInt(n, 10)}, at)
}

func (m *telling) putMilliKey(r *Record, name string, n *node, key string) {
	if v := n.get(key); v != nil {
		m.putMilli(r, name, v.cell, v.at)
	}
}

// end keeps a record that tells something.
func (m *telling) end(r Record) {
	if kindNamed(string(r.Kind)).filled(&r) {
		m.records = append(m.records, r)
	}
}

func (m *telling) column(at int) int {
	if at < 0 {
		return 0
	}
	return columnAt(m.payload, at)
}

// json reads the payload. Gateways cut what is longer than their buffer.
func (m *telling) json() (node, bool) {
	n, f := readJSON(m.payload)
	if f != nil {
		m.found.add(0, m.column(f.at), CodeDamaged, false, "%s: found %s in the payload; right would be %s", m.topic, showAt(m.payload, f.at), f.want)
		return n, false
	}
	return n, true
}

// object reads the payload as an object.
func (m *telling) object() (node, bool) {
	n, ok := m.json()
	if ok && n.kind != '{' {
		m.found.add(0, m.column(n.at), CodeDamaged, false, "%s: found %s in the payload; right would be an object in braces", m.topic, n)
		return n, false
	}
	return n, ok
}

// plain is the payload as a value.
func (m *telling) plain() cell { return cell{kind: 'c', text: m.payload} }

// one makes a record of a single column, whose value is the payload.
func (m *telling) one(kind Kind, column string) {
	r := m.begin(kind)
	m.put(&r, column, m.plain(), 0)
	m.end(r)
}

// setting tells a value of the configuration if it is new.
func (m *telling) setting(scope, key, value string) {
	if scope == "private" && !m.t.names {
		return
	}
	s := Setting{scope, fitted(key), fitted(value)}
	at, there := slices.BinarySearchFunc(m.t.settings, s, func(a, b Setting) int {
		if c := strings.Compare(a.Scope, b.Scope); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	if there && m.t.settings[at].Value == s.Value || !there && len(m.t.settings) >= maxSettings {
		return
	}
	m.t.settings = slices.Clone(m.t.settings)
	if there {
		m.t.settings[at] = s
	} else {
		m.t.settings = slices.Insert(m.t.settings, at, s)
	}
	r := m.begin(KindConfig)
	*r.Config = s
	m.records = append(m.records, r)
}

// maxSettings is how many values of the configuration a translator remembers. A
// lock has less than a hundred.
const maxSettings = 1000

// milli reads a decimal and counts its thousandths.
func (c cell) milli() (int64, bool) {
	if c.kind != '0' && c.kind != '"' && c.kind != 'c' || len(c.text) > 24 || strings.ContainsAny(c.text, "xXpP_iInN+") {
		return 0, false
	}
	x, err := strconv.ParseFloat(c.text, 64)
	if err != nil || math.Abs(x) > 1e9 {
		return 0, false
	}
	return int64(math.Round(x * 1000)), true
}
