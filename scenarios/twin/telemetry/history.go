package telemetry

import (
	"cmp"
	"slices"
	"strings"
)

// row is one change of one entity in a history of Home Assistant.
type row struct {
	line   int
	at     UnixMilli
	entity int
	text   string
	column int // of the state in the line
	first  bool
}

// entity is what is known of one entity of a history.
type entity struct {
	id     string
	lock   string
	kind   *kindOf
	column *column
	step   int64 // of a voltage, mV
	seen   bool
	away   bool // unavailable
}

// history reads CSV of Home Assistant: entity_id, state, last_changed, and columns
// that are read over. There is a row for every change, so a silent entity is as it
// was.
func (o ReadOptions) history(text []byte) ([]Record, []Finding) {
	r := newReader(o)
	s := newSource(text)
	var header []string
	var cells []csvCell
	var rows []row
	h := &historian{reader: r, index: map[string]int{}}
	var id, state, changed int
	for {
		line, ok := s.next()
		if !ok {
			break
		}
		if len(rows) == MaxRecords {
			r.found.add(s.line, 0, CodeLimit, false, "the text holds more than %d rows; what follows is not read: split it", MaxRecords)
			break
		}
		if blank(line) || r.tooLong(line, s.line) {
			continue
		}
		if header == nil {
			cells, f := splitCSV(nil, line)
			for _, c := range cells {
				header = append(header, strings.TrimSpace(c.text))
			}
			id, state, changed = slices.Index(header, "entity_id"), slices.Index(header, "state"), slices.Index(header, "last_changed")
			if changed < 0 {
				changed = slices.Index(header, "last_updated")
			}
			if f != nil || id < 0 || state < 0 || changed < 0 {
				r.found.add(s.line, 0, CodeDamaged, false, "the header is %s; right would be entity_id,state,last_changed; nothing is read", quoted(line))
				return nil, r.found.done()
			}
			continue
		}
		if cells, ok = r.cells(cells[:0], line, s.line, len(header)); !ok {
			continue
		}
		at, ok := parseStamp(cells[changed].text, false)
		if !ok {
			r.found.add(s.line, columnAt(line, cells[changed].at), CodeDamaged, false, "found %s; right would be %s", quoted(cells[changed].text), stampWanted)
			continue
		}
		e := h.entity(cells[id].text)
		rows = append(rows, row{line: s.line, at: at, entity: e, text: cells[state].text, column: columnAt(line, cells[state].at), first: !h.entities[e].seen})
		h.entities[e].seen = true
	}
	h.resolve(rows)
	h.fold(rows)
	return r.records, r.found.done()
}

// historian makes records of rows.
type historian struct {
	reader   *reader
	entities []entity
	index    map[string]int
}

func (h *historian) entity(id string) int {
	i, ok := h.index[id]
	if !ok {
		i = len(h.entities)
		id = strings.Clone(id)
		h.entities = append(h.entities, entity{id: id, step: 10})
		h.index[id] = i
	}
	return i
}

// resolve finds out what each entity tells, and of which lock.
func (h *historian) resolve(rows []row) {
	prefixes := h.prefixes()
	line := make([]int, len(h.entities))
	for _, r := range rows {
		if line[r.entity] == 0 {
			line[r.entity] = r.line
		}
		if _, decimals, ok := strings.Cut(r.text, "."); ok && len(decimals) > 2 {
			h.entities[r.entity].step = 1
		}
	}
	assumed := false
	for i := range h.entities {
		e := &h.entities[i]
		said, ok := h.reader.options.Entities[e.id]
		name := said.Column
		if !ok {
			var which int
			if name, which = guessed(e.id, prefixes); name != "" && which > 0 {
				h.reader.found.add(line[i], 1, CodeOtherLock, false, "%s looks like one of a second lock; say in the entity map whose it is", quoted(e.id))
				continue
			}
		}
		if name == "-" {
			continue
		}
		e.kind, e.column = columnNamed(name)
		if e.column == nil {
			text := "%s is not known to tell anything of a lock; say in the entity map which column it is"
			if ok {
				text = "%s is mapped to a column that is not known"
			}
			h.reader.found.add(line[i], 1, CodeUnknown, false, text, quoted(e.id))
			continue
		}
		if e.lock, ok = normalLock(said.Lock); !ok {
			if e.lock = h.reader.lock; e.lock == "" {
				e.lock, assumed = UnknownLock, true
			}
		}
	}
	if assumed {
		h.reader.found.add(0, 0, CodeAssumed, true, "a history does not tell the Nuki-ID; %s stands for it", UnknownLock)
	}
}

// prefixes are the names of locks among the entities, as others of the same device
// begin.
func (h *historian) prefixes() []string {
	var out []string
	for _, e := range h.entities {
		if name, ok := strings.CutPrefix(e.id, "lock."); ok {
			if _, said := h.reader.options.Entities[e.id]; !said && len(out) < maxBases {
				out = append(out, strings.TrimSuffix(strings.TrimSuffix(name, "_smartlock"), "_lock"))
			}
		}
	}
	return out
}

// suffixes say what the entities of nuki_hub's discovery, of the integrations for
// these locks and of sensors made by hand are usually called. The first that fits counts.
var suffixes = []struct{ domain, suffix, column string }{
	{"lock", "", "lock_state"},
	{"binary_sensor", "keypad_battery_low", "keypad_critical"}, {"binary_sensor", "keypad_battery_critical", "keypad_critical"}, {"binary_sensor", "keypad_battery", "keypad_critical"},
	{"binary_sensor", "door_sensor_battery_low", "door_critical"}, {"binary_sensor", "door_sensor_battery_critical", "door_critical"}, {"binary_sensor", "door_sensor_battery", "door_critical"},
	{"binary_sensor", "battery_charging", "charging"}, {"binary_sensor", "charging", "charging"},
	{"binary_sensor", "battery_low", "critical"}, {"binary_sensor", "battery_critical", "critical"}, {"binary_sensor", "battery", "critical"},
	{"binary_sensor", "door_sensor", "door_state"}, {"binary_sensor", "door", "door_state"},
	{"sensor", "start_voltage", "start_mv"}, {"sensor", "lowest_voltage", "lowest_mv"}, {"sensor", "voltage", "voltage_mv"},
	{"sensor", "battery_level", "level_pct"}, {"sensor", "battery", "level_pct"}, {"sensor", "drain", "drain_mws"},
	{"sensor", "turn_current", "max_current_raw"}, {"sensor", "resistance", "resistance_raw"}, {"sensor", "start_temperature", "start_temp_c"},
	{"sensor", "lock_distance", "distance_raw"}, {"sensor", "bluetooth_signal_strength", "rssi_dbm"}, {"sensor", "wifi_signal_strength", "wifi_rssi_dbm"},
	{"sensor", "wifi_rssi", "wifi_rssi_dbm"}, {"sensor", "rssi", "rssi_dbm"}, {"sensor", "door_sensor_state", "door_state"}, {"sensor", "door_state", "door_state"},
}

// guessed finds the column of an entity by its name, and the lock whose name it
// begins with. Entities of other devices have such names too, so it must name a
// lock.
func guessed(id string, prefixes []string) (name string, which int) {
	domain, object, _ := strings.Cut(strings.ToLower(id), ".")
	longest := -1
	for i, p := range prefixes {
		if strings.HasPrefix(object, p) && (longest < 0 || len(p) > len(prefixes[longest])) {
			longest = i
		}
	}
	if longest < 0 && !strings.Contains(object, "nuki") && !strings.Contains(object, "smart_lock") && !strings.Contains(object, "smartlock") {
		return "", 0
	}
	for _, s := range suffixes {
		if s.domain == domain && (s.suffix == "" || object == s.suffix || strings.HasSuffix(object, "_"+s.suffix)) {
			return s.column, max(longest, 0)
		}
	}
	return "", 0
}

// columnNamed finds a column that an entity can tell.
func columnNamed(name string) (*kindOf, *column) {
	for i := range kinds {
		switch kinds[i].kind {
		case KindBatteryReport, KindBatteryState, KindState, KindLink, KindTemperature:
			if c := kinds[i].column(name); c != nil && name != "voltage_res_mv" && name != "place" && name != "origin" {
				return &kinds[i], c
			}
		}
	}
	return nil, nil
}

// sortRows puts rows into the order of time; those of one instant into that of
// their entities, so that the order of the lines does not matter.
func (h *historian) sortRows(rows []row) {
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(h.entities[a.entity].id, h.entities[b.entity].id), strings.Compare(a.text, b.text))
	})
}
