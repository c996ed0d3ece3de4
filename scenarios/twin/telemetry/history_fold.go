package telemetry

import "strconv"

// What a history does not say, in milliseconds; assumptions.
const (
	spreadMS = 5000      // sensors of one report follow each other within that
	hourMS   = 3_600_000 // older rows are hourly means, with stamps of full hours
)

// fold makes records of rows. The sensors of a battery report belong together: one
// whose value did not change has no row, and counts as it was.
func (h *historian) fold(rows []row) {
	h.sortRows(rows)
	var reports []*pending // one for each lock, in order of appearance
	for i := range rows {
		w := &rows[i]
		e := &h.entities[w.entity]
		if e.column == nil {
			continue
		}
		synthetic := w.first && w.at == rows[0].at || w.at%hourMS == 0
		gone := w.text == "unavailable" || w.text == "unknown" || w.text == ""
		if e.kind.kind == KindBatteryReport {
			var p *pending
			for _, q := range reports {
				if q.record.Lock == e.lock {
					p = q
				}
			}
			if p == nil {
				p = &pending{record: h.record(KindBatteryReport, e, w)}
				reports = append(reports, p)
			}
			h.part(p, e, w, gone, synthetic)
			continue
		}
		if gone {
			if e.column.name == "lock_state" && w.text == "unavailable" {
				h.online(e, w, false)
				e.away = true
			}
			continue
		}
		if e.column.name == "lock_state" && e.away {
			h.online(e, w, true)
			e.away = false
		}
		r := h.record(e.kind.kind, e, w)
		if synthetic {
			r.mark(QualitySynth)
		}
		if h.set(&r, e, w) {
			if r.Temperature != nil {
				r.Temperature.Place, r.Temperature.Origin = "ambient", "home_assistant"
			}
			h.reader.records = append(h.reader.records, r)
		}
	}
	for _, p := range reports {
		h.flush(p)
	}
}

// pending is a report whose sensors have not all been read.
type pending struct {
	record Record
	open   bool
}

func (h *historian) record(k Kind, e *entity, w *row) Record {
	r := Record{At: w.at, Kind: k, Lock: e.lock, Source: "ha_csv", Line: w.line}
	kindNamed(string(k)).prepare(&r)
	return r
}

func (h *historian) online(e *entity, w *row, is bool) {
	r := h.record(KindLink, e, w)
	r.Link.Online = Some(is)
	h.reader.records = append(h.reader.records, r)
}

// part adds one sensor to the report of its lock.
func (h *historian) part(p *pending, e *entity, w *row, gone, synthetic bool) {
	if p.open && (w.at > p.record.At+spreadMS || gone) {
		h.flush(p)
	}
	if gone {
		switch {
		case e.column.whole != nil:
			*e.column.whole(&p.record) = Opt[int64]{}
		case e.column.text != nil:
			*e.column.text(&p.record) = ""
		}
		return
	}
	if !p.open {
		p.open = true
		p.record.At, p.record.Line, p.record.Quality = w.at, w.line, nil
	}
	if !h.set(&p.record, e, w) {
		return
	}
	if synthetic {
		p.record.mark(QualitySynth)
	}
}

// flush tells a report as far as it is known. What comes next begins with its
// values.
func (h *historian) flush(p *pending) {
	if !p.open {
		return
	}
	p.open = false
	r := copied(&p.record)
	if kindNamed(string(r.Kind)).filled(&r) {
		if r.Report.StepMV == 10 && r.Report.VoltageMV.Set {
			r.mark(Quality10mV)
		}
		r.mark(QualityAssumed)
		h.reader.records = append(h.reader.records, r)
	}
}

// homeStates are the states of a lock in the words of Home Assistant.
var homeStates = map[string]string{"open": "unlatched", "opening": "unlatching"}

// set puts a state into the entity's column.
func (h *historian) set(r *Record, e *entity, w *row) bool {
	v := cell{kind: 'c', text: w.text}
	switch c := e.column; {
	case c.typ == whole:
		n, ok := v.milli()
		if !ok {
			h.reader.found.add(w.line, w.column, CodeDamaged, false, "found %s for %s; right would be a number", v, quoted(e.id))
			return false
		}
		v.text = strconv.FormatInt(wire(c.name, n), 10)
		if c.name == "voltage_mv" {
			r.Report.StepMV = 10
			if e.step == 1 {
				r.Report.StepMV = 1
			}
		}
	case c.typ == yesNo:
		if w.text == "on" {
			v.text = "true"
		} else if w.text == "off" {
			v.text = "false"
		}
	case c.name == "door_state":
		switch w.text {
		case "on", "open":
			v.text = "doorOpened"
		case "off", "closed":
			v.text = "doorClosed"
		}
	case c.name == "lock_state":
		if s, ok := homeStates[w.text]; ok {
			v.text = s
		}
	}
	want, remark := e.column.set(r, v)
	if want != "" {
		h.reader.found.add(w.line, w.column, CodeDamaged, false, "found %s for %s; %s", quoted(w.text), quoted(e.id), want)
		return false
	}
	if remark != "" {
		h.reader.found.add(w.line, w.column, CodeUnknown, true, "%s", remark)
	}
	return true
}

// wire gives a displayed number, of which thousandths are handed in, in the unit of
// the column. Whether volts or millivolts are shown tells the size.
func wire(column string, thousandths int64) int64 {
	rounded := (abs(thousandths) + 500) / 1000
	if thousandths < 0 {
		rounded = -rounded
	}
	switch column {
	case "voltage_mv", "start_mv", "lowest_mv", "max_current_raw":
		if abs(thousandths) < 100_000 { // volts, amperes
			return thousandths
		}
	case "resistance_raw", "distance_raw":
		if abs(thousandths) < 10_000 { // ohm; thousands of degrees, as the JSON form has it
			return thousandths
		}
	case "temp_c10":
		n := (abs(thousandths) + 50) / 100
		if thousandths < 0 {
			return -n
		}
		return n
	}
	return rounded
}
