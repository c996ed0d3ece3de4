package telemetry

import (
	"cmp"
	"slices"
	"strings"
)

// message is one line of a listener's log.
type message struct {
	line     int
	at       UnixMilli
	topic    string
	payload  string
	column   int  // of the payload in the line
	escaped  bool // the payload was inside a JSON string: places in it are not those of the line
	retained bool
	flagged  bool // the line says whether it was retained
	wrong    *jsonFault
}

// splitLogLine reads "TIME TOPIC: PAYLOAD", as mosquitto_sub writes it with
// -F '%I %t: %p', or "TIME RETAIN TOPIC: PAYLOAD" with -F '%I %r %t: %p'. The topic
// is empty if the line is none of these.
func splitLogLine(line string) (m message) {
	time, rest, ok := strings.Cut(line, " ")
	if !ok {
		return m
	}
	if len(time) == 10 { // a space between date and time
		clock, after, _ := strings.Cut(rest, " ")
		time, rest = time+" "+clock, after
	}
	if len(time) < 19 || time[4] != '-' || time[10] != 'T' && time[10] != ' ' {
		return m
	}
	if flag, after, ok := strings.Cut(rest, " "); ok && (flag == "0" || flag == "1") && strings.Contains(after, "/") {
		m.flagged, m.retained, rest = true, flag == "1", after
	}
	topic, payload, ok := strings.Cut(rest, ": ")
	if !ok {
		if topic, ok = strings.CutSuffix(rest, ":"); !ok {
			return m
		}
	}
	if topic == "" || strings.ContainsAny(topic, " {\"") {
		return m
	}
	if m.at, ok = parseStamp(time, false); !ok {
		m.wrong = &jsonFault{0, stampWanted}
	}
	m.topic, m.payload, m.column = topic, payload, columnAt(line, len(line)-len(payload))
	return m
}

// logLine reads one line in either form.
func logLine(line string) (m message) {
	if !strings.HasPrefix(strings.TrimSpace(line), "{") {
		if m = splitLogLine(line); m.topic == "" {
			m.wrong = &jsonFault{0, "TIME TOPIC: PAYLOAD, such as 2025-02-13T18:46:45+0100 nukihub/lock/state: locked"}
		}
		return m
	}
	n, f := readJSON(line)
	if f != nil {
		m.wrong = f
		return m
	}
	topic, payload, time := n.get("topic"), n.get("payload"), n.get("time")
	if time == nil {
		time = n.get("tst") // what mosquitto_sub calls it
	}
	switch {
	case topic == nil || topic.kind != '"' || topic.text == "":
		m.wrong = &jsonFault{n.at, "an object with time, topic and payload"}
		return m
	case time == nil:
		m.wrong = &jsonFault{n.at, "an object with time, topic and payload"}
		return m
	}
	var ok bool
	if m.at, ok = parseStamp(time.text, false); !ok || time.kind != '"' {
		m.wrong = &jsonFault{time.at, stampWanted}
	}
	m.topic = topic.text
	if payload != nil {
		m.column, m.escaped = columnAt(line, payload.at), payload.kind == '"'
		m.payload = payload.text
		if payload.kind == '{' || payload.kind == '[' {
			j := jsonReader{s: line, at: payload.at}
			_, _ = j.value(0)
			m.payload = line[payload.at:j.at]
		}
	}
	retain := n.get("retain")
	if retain == nil {
		retain = n.get("retained")
	}
	if retain != nil {
		if m.retained, m.flagged = retain.yesNo(); !m.flagged {
			m.wrong = &jsonFault{retain.at, "true or false"}
		}
	}
	return m
}

// log reads what a listener noted.
func (o ReadOptions) log(text []byte) ([]Record, []Finding) {
	r := newReader(o)
	s := newSource(text)
	var all []message
	var newest message
	for {
		line, ok := s.next()
		if !ok {
			break
		}
		if len(all) == MaxRecords {
			r.found.add(s.line, 0, CodeLimit, false, "the text holds more than %d messages; what follows is not read: split it", MaxRecords)
			break
		}
		if blank(line) || r.tooLong(line, s.line) {
			continue
		}
		m := logLine(line)
		if m.wrong != nil {
			r.found.add(s.line, columnAt(line, m.wrong.at), CodeDamaged, false, "found %s; right would be %s", showAt(line, m.wrong.at), m.wrong.want)
			continue
		}
		m.line = s.line
		if m.at < newest.at && newest.line > 0 && !m.retained {
			r.found.add(m.line, 0, CodeLate, true, "the message is %d s older than that of line %d, which stands above; it is put into its place", (newest.at-m.at+999)/1000, newest.line)
		} else {
			newest = m
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b message) int { return cmp.Compare(a.at, b.at) })
	r.burst(all)
	r.translate(all)
	return r.records, r.found.done()
}

// Who subscribes gets all that is retained at once. A log without flags that
// begins with so many topics within so short a time begins with a replay.
const (
	burstMS     = 1000
	burstTopics = 10
)

// burst marks the replay at the beginning of a log that has no flags.
func (r *reader) burst(all []message) {
	n := 0
	topics := map[string]bool{}
	for n < len(all) && !all[n].flagged && all[n].at <= all[0].at+burstMS && !topics[all[n].topic] {
		topics[all[n].topic] = true
		n++
	}
	if n < burstTopics || slices.ContainsFunc(all, func(m message) bool { return m.flagged }) {
		return
	}
	for i := range all[:n] {
		all[i].retained = true
	}
	r.found.add(all[0].line, 0, CodeAssumed, true, "%d topics within a second and no word of what was retained: they are taken for a replay", n)
}

// translate hands the messages to one translator for every base topic.
func (r *reader) translate(all []message) {
	bases := []string{strings.Trim(r.options.Base, "/")}
	if bases[0] == "" {
		bases = basesOf(all)
	}
	if len(bases) == 0 {
		bases = []string{""} // only the lock's own MQTT
	}
	sessions := make([]*Translator, len(bases))
	from := make([][]int, len(bases)) // records of sessions that do not know their lock yet
	for i, b := range bases {
		sessions[i] = NewTranslator(TranslateOptions{Base: b, Lock: r.lock, Names: r.options.Names})
	}
	told := map[string]bool{}
	foreign, ids := 0, []string{}
	for _, m := range all {
		which := 0
		if id, _, ok := ownTopic(m.topic); ok {
			if len(ids) < 2 && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		} else if which = slices.IndexFunc(bases, func(b string) bool { return strings.HasPrefix(m.topic, b+"/") }); which < 0 {
			if _, ok := discovered(m.topic); !ok || len(bases) > 1 {
				foreign++
				continue
			}
			which = 0
		}
		rs, fs := sessions[which].Message(m.topic, []byte(m.payload), m.retained, m.at)
		for _, f := range fs {
			if f.Code == CodeUnknown && f.Column == 0 {
				if told[m.topic] {
					continue
				}
				told[m.topic] = true
			}
			column := m.column
			if f.Column > 0 && !m.escaped {
				column += f.Column - 1
			}
			r.found.add(m.line, column, f.Code, f.Kept, "%s", f.Text)
		}
		for _, rec := range rs {
			if len(r.records) >= MaxRecords {
				break
			}
			if rec.Line = m.line; rec.Lock == "" {
				from[which] = append(from[which], len(r.records))
			}
			r.records = append(r.records, rec)
		}
	}
	if foreign > 0 {
		r.found.add(0, 0, CodeUnknown, true, "%d messages of topics that are none of a lock's were read over", foreign)
	}
	for i, t := range sessions {
		lock := t.Lock()
		if lock == "" && len(ids) == 1 && len(bases) == 1 {
			lock = ids[0] // gateway and lock speak of the same
		}
		if lock == "" {
			lock = UnknownLock
			if len(from[i]) > 0 {
				r.found.add(0, 0, CodeAssumed, true, "the Nuki-ID of the lock at %s is not told; %s stands for it", quoted(bases[i]), UnknownLock)
			}
		}
		for _, at := range from[i] {
			r.records[at].Lock = lock
		}
	}
}

// maxBases is how many gateways one log may have; more are read over.
const maxBases = 64

// basesOf finds the base topics of gateways, in order of appearance: what stands
// before /lock/ and a topic that only such a gateway has.
func basesOf(all []message) []string {
	var bases []string
	last := ""
	for _, m := range all {
		if last != "" && strings.HasPrefix(m.topic, last) && strings.HasPrefix(m.topic[len(last):], "/lock/") {
			continue
		}
		base, rest, ok := strings.Cut(m.topic, "/lock/")
		if !ok || base == "" {
			continue
		}
		if _, _, own := ownTopic(m.topic); own {
			continue
		}
		first, _, _ := strings.Cut(rest, "/")
		switch first {
		case "state", "hastate", "binaryState", "json", "battery", "configuration", "log", "shortLog", "rollingLog", "lastRollingLog", "availability",
			"lastLockAction", "completionStatus", "doorSensorState", "rssi", "trigger":
			if last = base; len(bases) < maxBases && !slices.Contains(bases, base) {
				bases = append(bases, base)
			}
		}
	}
	return bases
}
