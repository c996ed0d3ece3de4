package telemetry

import (
	"fmt"
	"slices"
	"strings"
)

// ReadCSV reads CSV of this project's own format: a header with the names of the
// columns, in any order, and a record in every line. An empty cell is absent.
func ReadCSV(name string, text []byte) ([]Record, []Finding) { return ReadOptions{}.CSV(name, text) }

// CSV reads CSV of this project's own format. A cell holds no line end, so that a
// lost quote spoils one line and no more.
func (o ReadOptions) CSV(name string, text []byte) ([]Record, []Finding) {
	r := newReader(o)
	s := newSource(text)
	header, ok := r.header(s)
	if !ok {
		return nil, r.found.done()
	}
	var values []value
	var cells []csvCell
	for {
		line, ok := s.next()
		if !ok || r.full(s.line) {
			break
		}
		if blank(line) || r.tooLong(line, s.line) {
			continue
		}
		if cells, ok = r.cells(cells[:0], line, s.line, len(header)); !ok {
			continue
		}
		values = values[:0]
		for i, c := range cells {
			if c.text != "" {
				values = append(values, value{name: header[i], cell: cell{kind: 'c', text: c.text}, at: c.at})
			}
		}
		r.take(line, s.line, values)
	}
	return r.records, r.found.done()
}

// header reads the first line that is not blank. Without the columns that every
// line needs nothing is read.
func (r *reader) header(s *source) ([]string, bool) {
	for {
		line, ok := s.next()
		if !ok {
			return nil, false
		}
		if blank(line) {
			continue
		}
		if r.tooLong(line, s.line) {
			return nil, false
		}
		cells, f := splitCSV(nil, line)
		if f != nil {
			r.found.add(s.line, columnAt(line, f.at), CodeDamaged, false, "found %s in the header; right would be %s", showAt(line, f.at), f.want)
			return nil, false
		}
		var names []string
		for _, c := range cells {
			n := strings.TrimSpace(c.text)
			if n != "" && slices.Contains(names, n) {
				r.found.add(s.line, columnAt(line, c.at), CodeDamaged, false, "the column %s stands in the header twice; a column stands once", quoted(n))
				return nil, false
			}
			names = append(names, n)
		}
		for _, need := range []string{"v", "t", "kind", "lock"} {
			if !slices.Contains(names, need) && (need != "lock" || r.lock == "") {
				r.found.add(s.line, 0, CodeDamaged, false, "the header lacks the column %s; nothing is read", need)
				return nil, false
			}
		}
		return names, true
	}
}

// cells splits a line and holds that it has as many cells as the header.
func (r *reader) cells(to []csvCell, line string, number, want int) ([]csvCell, bool) {
	to, f := splitCSV(to, line)
	if f == nil && len(to) != want {
		f = &jsonFault{len(line), fmt.Sprintf("%d cells as in the header, not %d", want, len(to))}
	}
	if f != nil {
		r.found.add(number, columnAt(line, f.at), CodeDamaged, false, "found %s; right would be %s", showAt(line, f.at), f.want)
		return to, false
	}
	return to, true
}

// csvCell is a cell with the place where it stood.
type csvCell struct {
	text string
	at   int
}

// splitCSV splits one line as RFC 4180 has it.
func splitCSV(to []csvCell, line string) ([]csvCell, *jsonFault) {
	at := 0
	for {
		if at < len(line) && line[at] == '"' {
			from, escaped := at, false
			for at++; ; at += 2 {
				end := strings.IndexByte(line[at:], '"')
				if end < 0 {
					return to, &jsonFault{from, "a quote that ends the cell in the same line"}
				}
				if at += end; at+1 >= len(line) || line[at+1] != '"' {
					break
				}
				escaped = true
			}
			text := line[from+1 : at]
			if escaped {
				text = strings.ReplaceAll(text, `""`, `"`)
			}
			at++
			to = append(to, csvCell{text, from})
			if at < len(line) && line[at] != ',' {
				return to, &jsonFault{at, "a comma behind the quote"}
			}
		} else {
			end := strings.IndexByte(line[at:], ',')
			if end < 0 {
				end = len(line) - at
			}
			if q := strings.IndexByte(line[at:at+end], '"'); q >= 0 {
				return to, &jsonFault{at + q, "quotes around the whole cell"}
			}
			to = append(to, csvCell{line[at : at+end], at})
			at += end
		}
		if at >= len(line) {
			return to, nil
		}
		at++
	}
}

// csvHeader names all columns: those of every line, then those of the kinds, each
// once. It is the same for every file, so that files can be joined.
var csvHeader = func() (names []string) {
	for _, c := range commonColumns {
		if c.name != "seq" {
			names = append(names, c.name)
		}
	}
	for _, k := range kinds {
		for _, c := range k.columns {
			if !slices.Contains(names, c.name) {
				names = append(names, c.name)
			}
		}
	}
	return names
}()

// csvPlaces says for each kind which column of it stands where in the header, from
// the first behind those of every line; -1 is none.
var csvPlaces = func() [][]int {
	own := csvHeader[len(commonColumns)-1:]
	all := make([][]int, len(kinds))
	for i, k := range kinds {
		all[i] = make([]int, len(own))
		for j, name := range own {
			all[i][j] = slices.IndexFunc(k.columns, func(c column) bool { return c.name == name })
		}
	}
	return all
}()

// AppendCSV writes records as CSV. If nothing is in b yet, the header comes first.
// Equal records give equal bytes.
func AppendCSV(b []byte, rs []Record) []byte {
	if len(b) == 0 {
		b = append(b, strings.Join(csvHeader, ",")...)
		b = append(b, '\n')
	}
	for i := range rs {
		b = appendRow(b, &rs[i])
	}
	return b
}

func appendRow(b []byte, r *Record) []byte {
	at := slices.IndexFunc(kinds, func(k kindOf) bool { return k.kind == r.Kind })
	if at < 0 || !kinds[at].writable(r) {
		return b
	}
	k := &kinds[at]
	b = append(b, "1,"...)
	b = append(appendStamp(b, r.At), ',')
	b = append(append(b, r.Kind...), ',')
	b = append(append(b, lockText(r)...), ',')
	if r.LockAt.Set {
		b = appendStamp(b, r.LockAt.Value)
	}
	b = append(b, ',')
	if v, ok := withinColumn.get(r); ok {
		b = append(b, v.text...)
	}
	b = append(b, ',')
	if v, ok := sourceColumn.get(r); ok {
		b = appendCell(b, v.text)
	}
	b = append(b, ',')
	if r.Retained {
		b = append(b, "true"...)
	}
	b = append(b, ',')
	for separator, i := "", 0; i < len(r.Quality); i++ {
		if isMark(r.Quality[i]) {
			b = append(append(b, separator...), r.Quality[i]...)
			separator = " "
		}
	}
	for _, place := range csvPlaces[at] {
		b = append(b, ',')
		if place < 0 {
			continue
		}
		if v, ok := k.columns[place].get(r); ok {
			b = appendCell(b, v.text)
		}
	}
	return append(b, '\n')
}

// appendCell writes a text, in quotes where it needs them.
func appendCell(b []byte, s string) []byte {
	if !fitsText(s) {
		s = fitted(s)
	}
	if !strings.ContainsAny(s, `",`) && strings.TrimSpace(s) == s {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
