package gattws

import (
	"bytes"
	"encoding/json"
)

// object walks over the members of a JSON object without allocating. The text
// must be valid JSON (see json.Valid): the walk trusts its brackets and quotes.
type object struct{ rest []byte }

// openObject starts a walk; false when the text is not an object.
func openObject(text []byte) (object, bool) {
	text = bytes.TrimLeft(text, " \t\r\n")
	if len(text) == 0 || text[0] != '{' {
		return object{}, false
	}
	return object{text[1:]}, true
}

// next gives the name of the next member without its quotes, and its value as it
// is written; false at the end. An escape in a name is left as it is: none of our
// names needs one, so such a name is unknown whatever it means.
func (o *object) next() (name, value []byte, ok bool) {
	o.space()
	if len(o.rest) > 0 && o.rest[0] == ',' {
		o.rest = o.rest[1:]
		o.space()
	}
	if len(o.rest) == 0 || o.rest[0] != '"' {
		return nil, nil, false
	}
	n := stringEnd(o.rest)
	name = o.rest[1 : n-1]
	o.rest = o.rest[n:]
	o.space()
	o.rest = o.rest[1:] // the colon
	o.space()
	n = valueEnd(o.rest)
	value = o.rest[:n]
	o.rest = o.rest[n:]
	return name, value, true
}

func (o *object) space() {
	for len(o.rest) > 0 {
		switch o.rest[0] {
		case ' ', '\t', '\r', '\n':
			o.rest = o.rest[1:]
		default:
			return
		}
	}
}

// stringEnd is the index after the closing quote of the string that text begins
// with.
func stringEnd(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// valueEnd is the index after the value that text begins with.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += stringEnd(text[i:]) - 1
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

// unquote gives the text of a JSON string.
func unquote(raw []byte) (string, error) {
	if len(raw) >= 2 && raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}
