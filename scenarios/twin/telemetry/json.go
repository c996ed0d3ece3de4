package telemetry

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// deepest is how far lists and objects may lie in each other.
const deepest = 16

// node is a JSON value with the place where it stood. Numbers keep their text,
// because 1 and 1.0 and "1" are not the same to everybody.
type node struct {
	cell
	at      int // of its first byte
	members []member
	items   []node
}

// member is a key of an object with its value.
type member struct {
	key   string
	at    int
	value node
}

// get finds a key. An absent key gives nil, and so does null.
func (n *node) get(key string) *node {
	for i := range n.members {
		if n.members[i].key == key && n.members[i].value.kind != 'n' {
			return &n.members[i].value
		}
	}
	return nil
}

// jsonFault says what is wrong with a text and where.
type jsonFault struct {
	at   int
	want string
}

// jsonReader reads one JSON value. The strings of the nodes are parts of the
// text wherever they hold no escapes.
type jsonReader struct {
	s     string
	at    int
	spare []member // members that were read but belong to no object yet
}

// readJSON reads a text that holds one JSON value and nothing else.
func readJSON(s string) (node, *jsonFault) {
	r := jsonReader{s: s}
	return r.all()
}

func (r *jsonReader) all() (node, *jsonFault) {
	n, f := r.value(0)
	if f != nil {
		return n, f
	}
	if r.space(); r.at < len(r.s) {
		return n, &jsonFault{r.at, "nothing after the value"}
	}
	return n, nil
}

func (r *jsonReader) space() {
	for r.at < len(r.s) && (r.s[r.at] == ' ' || r.s[r.at] == '\t' || r.s[r.at] == '\r' || r.s[r.at] == '\n') {
		r.at++
	}
}

func (r *jsonReader) value(depth int) (node, *jsonFault) {
	r.space()
	if r.at >= len(r.s) {
		return node{}, &jsonFault{r.at, "a value; the text ends here"}
	}
	if depth > deepest {
		return node{}, &jsonFault{r.at, "at most 16 lists and objects in each other"}
	}
	at := r.at
	switch c := r.s[at]; {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == '"':
		s, bad, f := r.text()
		return node{cell: cell{'"', s, bad}, at: at}, f
	case c == '-' || c >= '0' && c <= '9':
		s, f := r.number()
		return node{cell: cell{kind: '0', text: s}, at: at}, f
	}
	for _, w := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(r.s[at:], w) {
			r.at += len(w)
			return node{cell: cell{kind: w[0], text: w}, at: at}, nil
		}
	}
	return node{}, &jsonFault{at, "a JSON value"}
}

func (r *jsonReader) object(depth int) (node, *jsonFault) {
	n := node{cell: cell{kind: '{'}, at: r.at}
	base := len(r.spare)
	r.at++
	for {
		r.space()
		if r.at < len(r.s) && r.s[r.at] == '}' && len(r.spare) == base {
			break
		}
		if r.at >= len(r.s) || r.s[r.at] != '"' {
			return n, &jsonFault{r.at, "a key in quotes"}
		}
		m := member{at: r.at}
		var bad bool
		var f *jsonFault
		if m.key, bad, f = r.text(); f != nil {
			return n, f
		}
		if bad {
			return n, &jsonFault{m.at, "a key in UTF-8"}
		}
		if r.space(); r.at >= len(r.s) || r.s[r.at] != ':' {
			return n, &jsonFault{r.at, "a colon behind the key"}
		}
		r.at++
		if m.value, f = r.value(depth + 1); f != nil {
			return n, f
		}
		r.spare = append(r.spare, m)
		r.space()
		if r.at < len(r.s) && r.s[r.at] == ',' {
			r.at++
			continue
		}
		if r.at >= len(r.s) || r.s[r.at] != '}' {
			return n, &jsonFault{r.at, "a comma or the end of the object"}
		}
		break
	}
	r.at++
	if depth == 0 {
		n.members = r.spare // nobody else wants them
	} else {
		n.members = append([]member(nil), r.spare[base:]...)
		r.spare = r.spare[:base]
	}
	return n, nil
}

func (r *jsonReader) list(depth int) (node, *jsonFault) {
	n := node{cell: cell{kind: '['}, at: r.at}
	r.at++
	for {
		r.space()
		if r.at < len(r.s) && r.s[r.at] == ']' && len(n.items) == 0 {
			break
		}
		item, f := r.value(depth + 1)
		if f != nil {
			return n, f
		}
		n.items = append(n.items, item)
		r.space()
		if r.at < len(r.s) && r.s[r.at] == ',' {
			r.at++
			continue
		}
		if r.at >= len(r.s) || r.s[r.at] != ']' {
			return n, &jsonFault{r.at, "a comma or the end of the list"}
		}
		break
	}
	r.at++
	return n, nil
}

func (r *jsonReader) number() (string, *jsonFault) {
	from := r.at
	run := func() bool {
		at := r.at
		for r.at < len(r.s) && r.s[r.at] >= '0' && r.s[r.at] <= '9' {
			r.at++
		}
		return r.at > at
	}
	is := func(c string) bool {
		if r.at < len(r.s) && strings.IndexByte(c, r.s[r.at]) >= 0 {
			r.at++
			return true
		}
		return false
	}
	is("-")
	lead := r.at
	if !run() || r.s[lead] == '0' && r.at > lead+1 {
		return "", &jsonFault{from, "a number without leading zeros"}
	}
	if is(".") && !run() {
		return "", &jsonFault{r.at, "digits behind the point"}
	}
	if is("eE") {
		if is("+-"); !run() {
			return "", &jsonFault{r.at, "digits of the exponent"}
		}
	}
	return r.s[from:r.at], nil
}

// text reads a string. Bytes that are no UTF-8 do not end it: gateways have sent
// names with such bytes, and names are dropped anyway.
func (r *jsonReader) text() (s string, bad bool, f *jsonFault) {
	r.at++
	from := r.at
	for r.at < len(r.s) {
		c := r.s[r.at]
		switch {
		case c == '"':
			s = r.s[from:r.at]
			r.at++
			return s, bad && !utf8.ValidString(s), nil
		case c == '\\':
			return r.escaped(from)
		case c < 0x20:
			return "", false, &jsonFault{r.at, "control characters as escapes"}
		case c >= utf8.RuneSelf:
			bad = true
		}
		r.at++
	}
	return "", false, &jsonFault{r.at, "a quote that ends the text"}
}

// escaped goes on with a string from its first backslash.
func (r *jsonReader) escaped(from int) (string, bool, *jsonFault) {
	b := []byte(r.s[from:r.at])
	for r.at < len(r.s) {
		c := r.s[r.at]
		switch {
		case c == '"':
			r.at++
			return string(b), !utf8.Valid(b), nil
		case c < 0x20:
			return "", false, &jsonFault{r.at, "control characters as escapes"}
		case c != '\\':
			b = append(b, c)
			r.at++
			continue
		}
		if r.at++; r.at >= len(r.s) {
			break
		}
		c = r.s[r.at]
		if c == 'u' {
			u, ok := r.hex(r.at + 1)
			if !ok {
				return "", false, &jsonFault{r.at - 1, "four hexadecimal digits behind \\u"}
			}
			r.at += 5
			if utf16.IsSurrogate(u) {
				low, ok := r.hex(r.at + 2)
				if whole := utf16.DecodeRune(u, low); ok && strings.HasPrefix(r.s[r.at:], `\u`) && whole != utf8.RuneError {
					u, r.at = whole, r.at+6
				} else {
					u = utf8.RuneError
				}
			}
			b = utf8.AppendRune(b, u)
			continue
		}
		i := strings.IndexByte(`"\/bfnrt`, c)
		if i < 0 {
			return "", false, &jsonFault{r.at - 1, "one of the escapes of JSON"}
		}
		b = append(b, "\"\\/\b\f\n\r\t"[i])
		r.at++
	}
	return "", false, &jsonFault{r.at, "a quote that ends the text"}
}

func (r *jsonReader) hex(at int) (u rune, ok bool) {
	if at+4 > len(r.s) {
		return 0, false
	}
	for _, c := range []byte(r.s[at : at+4]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		u = u<<4 | rune(c)
	}
	return u, true
}

// appendQuoted writes a text as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if c := s[i]; c == '"' || c == '\\' {
			b = append(b, '\\', c)
		} else {
			b = append(b, c)
		}
	}
	return append(b, '"')
}
