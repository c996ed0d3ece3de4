package telemetry

import (
	"strings"
	"unicode/utf8"
)

// source hands out the lines of a text.
type source struct {
	rest string
	line int // number of the line that next gave last
}

// newSource takes a text. A byte order mark at its start is no part of it.
func newSource(text []byte) *source {
	return &source{rest: strings.TrimPrefix(string(text), "\ufeff")}
}

// next gives the next line without its end.
func (s *source) next() (line string, ok bool) {
	if s.rest == "" {
		return "", false
	}
	line, s.rest, _ = strings.Cut(s.rest, "\n")
	s.line++
	return strings.TrimSuffix(line, "\r"), true
}

// columnAt is the place of a byte in a line as people count: characters from 1.
func columnAt(line string, at int) int { return utf8.RuneCountInString(line[:min(at, len(line))]) + 1 }

// showAt is what stands at a place of a line.
func showAt(line string, at int) string {
	if at >= len(line) {
		return "the end of the line"
	}
	return quoted(line[at:min(len(line), at+12)])
}

// reader gathers what lines of the own formats tell.
type reader struct {
	options  ReadOptions
	lock     string // of the options, in its one spelling
	found    findings
	records  []Record
	lastLock string // a lock is named in every line, mostly the same
}

func newReader(o ReadOptions) *reader {
	r := &reader{options: o}
	r.lock, _ = normalLock(o.Lock)
	return r
}

// full says once that no more is read.
func (r *reader) full(line int) bool {
	if len(r.records) < MaxRecords {
		return false
	}
	r.found.add(line, 0, CodeLimit, false, "the text holds more than %d records; what follows is not read: split it", MaxRecords)
	return true
}

// lockOf gives a Nuki-ID in its one spelling, without keeping the text alive.
func (r *reader) lockOf(s string) (string, bool) {
	if s == r.lastLock && s != "" {
		return s, true
	}
	id, ok := normalLock(s)
	if ok && len(s) == 8 {
		r.lastLock = id
	}
	return id, ok && len(s) == 8
}

// value is one value of a line under the name of its column.
type value struct {
	name string
	cell
	items []node // of a list
	at    int    // in the line
}

// take makes a record of the values of one line, or a finding.
func (r *reader) take(line string, number int, values []value) {
	damaged := func(at int, format string, args ...any) {
		r.found.add(number, columnAt(line, at), CodeDamaged, false, format, args...)
	}
	var kind *kindOf
	rec := Record{Line: number, Lock: r.lock}
	var version, stamp bool
	for i := range values {
		v := &values[i]
		ok, want := true, ""
		switch v.name {
		case "v":
			version = true
			if n, whole := v.whole(); !whole || n != 1 {
				r.found.add(number, columnAt(line, v.at), CodeUnknown, false, "version %s of the format is not known; this is version 1", v)
				return
			}
		case "t":
			stamp = true
			rec.At, ok = parseStamp(v.text, false)
			want = "t is " + stampWanted
		case "kind":
			if kind = kindNamed(v.text); kind == nil || v.kind != '"' && v.kind != 'c' {
				r.found.add(number, columnAt(line, v.at), CodeUnknown, false, "kind %s is not known; it is one of: %s", v, kindNames())
				return
			}
		case "lock":
			rec.Lock, ok = r.lockOf(v.text)
			want = "lock is the Nuki-ID, 8 hexadecimal digits"
		case "t_lock":
			rec.LockAt.Value, ok = parseStamp(v.text, false)
			rec.LockAt.Set, want = true, "t_lock is "+stampWanted
		}
		if !ok {
			damaged(v.at, "found %s; %s", v, want)
			return
		}
	}
	missing := ""
	switch {
	case !version:
		missing = "v, the version of the format, which is 1"
	case !stamp:
		missing = "t, the time of observation"
	case kind == nil:
		missing = "kind"
	case rec.Lock == "":
		missing = "lock, the Nuki-ID"
	}
	if missing != "" {
		damaged(0, "the line lacks %s", missing)
		return
	}
	rec.Kind = kind.kind
	kind.prepare(&rec)
	var remarks []Finding
	needed := 0
	for i := range values {
		v := &values[i]
		want, remark := "", ""
		switch v.name {
		case "v", "t", "kind", "lock", "t_lock":
		case "t_acc_s":
			want, remark = withinColumn.set(&rec, v.cell)
		case "src":
			want, remark = sourceColumn.set(&rec, v.cell)
		case "retained":
			var ok bool
			if rec.Retained, ok = v.yesNo(); !ok {
				want = "retained is true or false"
			}
		case "q":
			want, remark = rec.marks(v)
		case "seq":
			if n, ok := v.whole(); !ok || n < 0 || n > maxSeq {
				want = "seq is the number of a line"
			}
		default:
			c := kind.column(v.name)
			if c == nil {
				remarks = append(remarks, Finding{Column: columnAt(line, v.at), Text: "a " + string(kind.kind) + " has no " + quoted(v.name) + "; the value is read over"})
				continue
			}
			if c.name == "auth_name" && !r.options.Names {
				continue
			}
			want, remark = c.set(&rec, v.cell)
			if c.required {
				needed++
			}
		}
		if want != "" {
			damaged(v.at, "found %s; %s", v, want)
			return
		}
		if remark != "" {
			remarks = append(remarks, Finding{Column: columnAt(line, v.at), Text: remark})
		}
	}
	if !kind.writable(&rec) || kind.kind != KindConfig && needed < kind.needs() {
		damaged(0, "a %s needs %s", kind.kind, kind.needed())
		return
	}
	for _, f := range remarks {
		r.found.add(number, f.Column, CodeUnknown, true, "%s", f.Text)
	}
	if kind.kind == KindConfig && rec.Config.Scope == "private" && !r.options.Names {
		return
	}
	r.records = append(r.records, rec)
}

// marks reads the list of marks of quality: a list in JSON, words in CSV.
func (r *Record) marks(v *value) (want, remark string) {
	var words []cell
	switch {
	case v.kind == '[':
		for _, n := range v.items {
			words = append(words, n.cell)
		}
	case v.kind == 'c' || v.kind == '"':
		for _, w := range strings.Fields(v.text) {
			words = append(words, cell{kind: '"', text: w})
		}
	default:
		return "q is a list of words", ""
	}
	for _, w := range words {
		one := Record{}
		wrong, odd := qualityColumn.set(&one, w)
		if wrong != "" || w.kind != '"' || !isMark(w.text) || len(r.Quality) == 2*len(qualityWords) {
			return "q is a list of words", ""
		}
		r.mark(one.Source)
		if odd != "" {
			remark = odd
		}
	}
	return "", remark
}

// isMark says whether a word can be a mark of quality: small letters, digits, _.
func isMark(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= MaxTextBytes
}

var (
	withinColumn  = column{name: "t_acc_s", typ: whole, unit: "s", max: maxWithinS, whole: func(r *Record) *Opt[int64] { return &r.WithinS }}
	sourceColumn  = column{name: "src", typ: named, words: sourceWords, text: func(r *Record) *string { return &r.Source }}
	qualityColumn = column{name: "q", typ: named, words: qualityWords, text: func(r *Record) *string { return &r.Source }}
)

func kindNames() string {
	names := make([]string, len(kinds))
	for i := range kinds {
		names[i] = string(kinds[i].kind)
	}
	return strings.Join(names, ", ")
}
