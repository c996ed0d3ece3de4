package telemetry

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// columnType says what the values of a column are.
type columnType uint8

const (
	whole columnType = iota // an integer in the unit of the column
	yesNo
	text  // free text
	word  // one of a list, and nothing else
	named // one of a list, or raw:<n> for a number without a name; other words are kept and reported
)

// column is one value that records of a kind may carry. The tables of columns
// are what is parsed, what is written, what the schema says and what the
// documentation shows.
type column struct {
	name     string
	typ      columnType
	unit     string
	min, max int64
	words    []string
	required bool
	blank    bool // of a text that is required: it may be empty
	doc      string

	// Where the value is in a record whose part is there. One of these is set.
	whole func(*Record) *Opt[int64]
	plain func(*Record) *int64 // if it is not required, 0 is absent
	flag  func(*Record) *Opt[bool]
	text  func(*Record) *string
}

// kindOf says what records of a kind carry.
type kindOf struct {
	kind    Kind
	doc     string
	prepare func(*Record)      // gives the record an empty part
	has     func(*Record) bool // it has its part
	columns []column
}

// A cell is a value as it was found: in a line of JSON, or in a cell of CSV.
type cell struct {
	kind byte // '"' a string, '0' a number, 't' true, 'f' false, 'c' a cell of CSV
	text string
	bad  bool // bytes that are no UTF-8
}

func (c cell) String() string {
	switch c.kind {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"', 'c':
		return quoted(c.text)
	}
	if len(c.text) > 40 {
		return quoted(c.text)
	}
	return c.text
}

// quoted shows a found text, shortened, in quotes, with every odd byte escaped.
func quoted(s string) string {
	const most = 40
	if len(s) > most {
		s = s[:most] + "..."
	}
	return strconv.QuoteToASCII(s)
}

// set puts a value into a record. It answers with what would be right if the
// value cannot be taken, and with a remark if it is taken all the same.
func (c *column) set(r *Record, v cell) (want, remark string) {
	switch c.typ {
	case whole:
		n, ok := v.whole()
		if !ok || n < c.min || n > c.max {
			return c.wanted(), ""
		}
		if c.plain != nil {
			*c.plain(r) = n
		} else {
			*c.whole(r) = Some(n)
		}
	case yesNo:
		b, ok := v.yesNo()
		if !ok {
			return c.wanted(), ""
		}
		*c.flag(r) = Some(b)
	default:
		if v.kind == '{' || v.kind == '[' || v.bad || !fitsText(v.text) {
			return c.wanted(), ""
		}
		s := v.text
		if i := slices.Index(c.words, s); i >= 0 {
			s = c.words[i] // the text that was read can be forgotten
		} else if c.typ == word {
			return c.wanted(), ""
		} else {
			if s = strings.Clone(s); c.typ == named && !isRaw(s) {
				remark = fmt.Sprintf("%s is none of the words known for %s", quoted(s), c.name)
			}
		}
		*c.text(r) = s
	}
	return "", remark
}

// wanted says what would be right.
func (c *column) wanted() string {
	switch c.typ {
	case whole:
		unit := c.unit
		if unit != "" {
			unit = " (" + unit + ")"
		}
		return fmt.Sprintf("%s is an integer from %d to %d%s", c.name, c.min, c.max, unit)
	case yesNo:
		return c.name + " is true or false"
	case word:
		return c.name + " is one of: " + strings.Join(c.words, ", ")
	}
	return fmt.Sprintf("%s is a text of at most %d bytes without control characters", c.name, MaxTextBytes)
}

// get gives the value as it is written; ok is false if it is absent, or none that
// the column may have.
func (c *column) get(r *Record) (v cell, ok bool) {
	n := Opt[int64]{}
	switch {
	case c.plain != nil:
		n = Some(*c.plain(r))
		n.Set = c.required || n.Value != 0
	case c.whole != nil:
		n = *c.whole(r)
	case c.flag != nil:
		switch o := c.flag(r); {
		case !o.Set:
			return cell{}, false
		case o.Value:
			return cell{kind: 't', text: "true"}, true
		}
		return cell{kind: 'f', text: "false"}, true
	default:
		s := *c.text(r)
		return cell{kind: '"', text: s}, (s != "" || c.blank) && (c.typ != word || slices.Contains(c.words, s))
	}
	if !n.Set || n.Value < c.min || n.Value > c.max {
		return cell{}, false
	}
	return cell{kind: '0', text: strconv.FormatInt(n.Value, 10)}, true
}

// writable says whether a record has its part and all that its kind needs.
func (k *kindOf) writable(r *Record) bool {
	if !k.has(r) {
		return false
	}
	for i := range k.columns {
		if c := &k.columns[i]; c.required {
			if _, ok := c.get(r); !ok {
				return false
			}
		}
	}
	return true
}

// filled says whether a record tells anything.
func (k *kindOf) filled(r *Record) bool {
	for i := range k.columns {
		if c := &k.columns[i]; c.name != "voltage_res_mv" {
			if _, ok := c.get(r); ok {
				return true
			}
		}
	}
	return false
}

// whole reads an integer, from a number or from a text that is one.
func (c cell) whole() (int64, bool) {
	if c.kind != '0' && c.kind != '"' && c.kind != 'c' {
		return 0, false
	}
	if strings.HasPrefix(c.text, "+") {
		return 0, false
	}
	n, err := strconv.ParseInt(c.text, 10, 64)
	return n, err == nil
}

// yesNo reads a truth: true and false, or 1 and 0, as they are or as texts.
func (c cell) yesNo() (value, ok bool) {
	switch c.text {
	case "true", "1":
		return true, c.kind != '{' && c.kind != '['
	case "false", "0":
		return false, c.kind != '{' && c.kind != '['
	}
	return false, false
}

// isRaw says whether a text stands for a number without a name.
func isRaw(s string) bool {
	n, ok := strings.CutPrefix(s, "raw:")
	if !ok {
		return false
	}
	_, err := strconv.ParseInt(n, 10, 64)
	return err == nil
}

// fitsText says whether a text may stand in a record.
func fitsText(s string) bool {
	if len(s) > MaxTextBytes {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == 0x7f || c >= utf8.RuneSelf {
			return fitsWide(s)
		}
	}
	return true
}

func fitsWide(s string) bool {
	for _, c := range s {
		if c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff {
			return false
		}
	}
	return utf8.ValidString(s)
}

// fitted makes a text one that may stand in a record: what must not is a space,
// and what is too long is cut between two characters.
func fitted(s string) string {
	if fitsText(s) {
		return strings.Clone(s)
	}
	b := make([]byte, 0, MaxTextBytes)
	for _, c := range s {
		if c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == utf8.RuneError {
			c = ' '
		}
		if len(b)+utf8.RuneLen(c) > MaxTextBytes {
			break
		}
		b = utf8.AppendRune(b, c)
	}
	return string(b)
}
