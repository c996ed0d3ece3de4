package telemetry

// ReadLines reads JSON lines of this project's own format. A line that cannot be
// read is a finding; all others are read as if it were not there.
func ReadLines(name string, text []byte) ([]Record, []Finding) {
	return ReadOptions{}.Lines(name, text)
}

// Lines reads JSON lines of this project's own format. The name is that of the
// text, for messages.
func (o ReadOptions) Lines(name string, text []byte) ([]Record, []Finding) {
	r := newReader(o)
	s := newSource(text)
	var values []value
	var spare []member
	for {
		line, ok := s.next()
		if !ok || r.full(s.line) {
			break
		}
		if blank(line) || r.tooLong(line, s.line) {
			continue
		}
		json := jsonReader{s: line, spare: spare[:0]}
		n, f := json.all()
		spare = json.spare
		if f == nil && n.kind != '{' {
			f = &jsonFault{n.at, "an object in braces"}
		}
		if f != nil {
			r.found.add(s.line, columnAt(line, f.at), CodeDamaged, false, "found %s; right would be %s", showAt(line, f.at), f.want)
			continue
		}
		values = values[:0]
		if len(n.members) > maxKeys {
			r.found.add(s.line, columnAt(line, n.members[maxKeys].at), CodeDamaged, false, "the line has %d keys; at most %d are read", len(n.members), maxKeys)
			continue
		}
		twice := -1
		for i, m := range n.members {
			for j := range i {
				if n.members[j].key == m.key {
					twice = i
				}
			}
			if m.value.kind != 'n' {
				values = append(values, value{name: m.key, cell: m.value.cell, items: m.value.items, at: m.value.at})
			}
		}
		if twice >= 0 {
			m := n.members[twice]
			r.found.add(s.line, columnAt(line, m.at), CodeDamaged, false, "the key %s stands here a second time; a key stands once", quoted(m.key))
			continue
		}
		r.take(line, s.line, values)
	}
	return r.records, r.found.done()
}

// maxKeys is how many keys a line may have, those that are not known included.
const maxKeys = 256

func blank(line string) bool {
	for i := range len(line) {
		if line[i] != ' ' && line[i] != '\t' {
			return false
		}
	}
	return true
}

func (r *reader) tooLong(line string, number int) bool {
	if len(line) <= MaxLineBytes {
		return false
	}
	r.found.add(number, 0, CodeDamaged, false, "the line has %d bytes; at most %d are read", len(line), MaxLineBytes)
	return true
}

// AppendLines writes records as JSON lines. Equal records give equal bytes: the
// keys have a fixed order, and what is absent or outside its column's range is not
// written. A record without the part of its kind, or without a value that the kind
// needs, is not written.
func AppendLines(b []byte, rs []Record) []byte {
	for i := range rs {
		b = appendLine(b, &rs[i])
	}
	return b
}

func appendLine(b []byte, r *Record) []byte {
	k := kindNamed(string(r.Kind))
	if k == nil || !k.writable(r) {
		return b
	}
	b = append(b, `{"v":1,"t":"`...)
	b = appendStamp(b, r.At)
	b = append(b, `","kind":"`...)
	b = append(b, r.Kind...)
	b = append(b, `","lock":"`...)
	b = append(b, lockText(r)...)
	b = append(b, '"')
	if r.LockAt.Set {
		b = append(b, `,"t_lock":"`...)
		b = append(appendStamp(b, r.LockAt.Value), '"')
	}
	if v, ok := withinColumn.get(r); ok {
		b = appendMember(b, "t_acc_s", v)
	}
	if v, ok := sourceColumn.get(r); ok {
		b = appendMember(b, "src", v)
	}
	if r.Retained {
		b = append(b, `,"retained":true`...)
	}
	separator := `,"q":["`
	for _, q := range r.Quality {
		if isMark(q) {
			b = append(append(append(b, separator...), q...), '"')
			separator = `,"`
		}
	}
	if separator == `,"` {
		b = append(b, ']')
	}
	for i := range k.columns {
		if v, ok := k.columns[i].get(r); ok {
			b = appendMember(b, k.columns[i].name, v)
		}
	}
	return append(b, '}', '\n')
}

func appendMember(b []byte, key string, v cell) []byte {
	b = append(b, ',', '"')
	b = append(b, key...)
	b = append(b, '"', ':')
	if v.kind == '"' {
		return appendQuoted(b, fitted(v.text))
	}
	return append(b, v.text...)
}

// lockText is the Nuki-ID as it is written.
func lockText(r *Record) string {
	if id, ok := normalLock(r.Lock); ok {
		return id
	}
	return UnknownLock
}
