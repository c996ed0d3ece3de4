package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"locktwin/model/gatt"
)

// unlimited is the Max of a Count or Share without an upper end.
const unlimited = -1

// plural says whether the thing counted is named in the plural.
func (c Count) plural() bool {
	switch {
	case c.Max == c.Min:
		return c.Min > 1
	case c.Max < 0:
		return c.Min > 1
	}
	return c.Max > 1
}

// String gives the count in words: no, 3, at least 2, at most 5, between 2 and
// 5.
func (c Count) String() string {
	switch {
	case c == Count{}:
		return "no"
	case c.Min == c.Max:
		return fmt.Sprint(c.Min)
	case c.Max < 0:
		return fmt.Sprintf("at least %d", c.Min)
	case c.Min == 0:
		return fmt.Sprintf("at most %d", c.Max)
	}
	return fmt.Sprintf("between %d and %d", c.Min, c.Max)
}

// maxCount bounds a number in a sentence.
const maxCount = 1_000_000_000

func (r *reader) number() (int64, bool) {
	t, ok := r.peek()
	if !ok || t.quoted {
		return 0, false
	}
	v, ok := parseWhole(t.text)
	if !ok || v < 0 || v > maxCount {
		return 0, false
	}
	r.next++
	return v, true
}

// bounds reads "at least X", "at most X", "exactly X", "between X and Y" or X.
// The ends are whatever one reads.
func boundsOf[V any](r *reader, one func(*reader) (V, bool)) (lo, hi Opt[int], a, b V, ok bool) {
	start := r.next
	fail := func() (Opt[int], Opt[int], V, V, bool) {
		var zero V
		r.next = start
		return Opt[int]{}, Opt[int]{}, zero, zero, false
	}
	switch {
	case r.words("at least"):
		if a, ok = one(r); ok {
			return Some(1), Opt[int]{}, a, b, true
		}
	case r.words("at most"):
		if b, ok = one(r); ok {
			return Opt[int]{}, Some(1), a, b, true
		}
	case r.word("between"):
		if a, ok = one(r); ok && r.word("and") {
			if b, ok = one(r); ok {
				return Some(1), Some(1), a, b, true
			}
		}
	default:
		r.word("exactly")
		if a, ok = one(r); ok {
			return Some(1), Some(1), a, a, true
		}
	}
	return fail()
}

func readCount(r *reader, _ []any) (any, bool) {
	if r.word("no") {
		return Count{}, true
	}
	if r.word("a") || r.word("an") {
		return Count{1, unlimited}, true
	}
	lo, hi, a, b, ok := boundsOf(r, (*reader).number)
	if !ok || lo.Set && hi.Set && a > b {
		return nil, false
	}
	c := Count{0, unlimited}
	if lo.Set {
		c.Min = a
	}
	if hi.Set {
		c.Max = b
	}
	return c, true
}

// spellings of units of time in sentences.
var timeWords = []struct {
	word string
	d    time.Duration
}{
	{"week", 7 * 24 * time.Hour}, {"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute},
	{"second", time.Second}, {"millisecond", time.Millisecond}, {"ms", time.Millisecond},
}

func (r *reader) duration() (time.Duration, bool) {
	t, ok := r.peek()
	if !ok || t.quoted {
		return 0, false
	}
	if d, err := parseDuration(t.text); err == nil && d > 0 && d <= MaxTotal {
		r.next++
		return d, true
	}
	start := r.next
	n, ok := r.number()
	if u, more := r.peek(); ok && more {
		for _, w := range timeWords {
			if u.lower == w.word || u.lower == w.word+"s" {
				if n < 1 || n > int64(MaxTotal/w.d) {
					break
				}
				r.next++
				return time.Duration(n) * w.d, true
			}
		}
	}
	r.next = start
	return 0, false
}

func readSpan(r *reader, _ []any) (any, bool) {
	lo, hi, a, b, ok := boundsOf(r, (*reader).duration)
	if !ok || lo.Set && hi.Set && a > b {
		return nil, false
	}
	return Span{a, b}, true
}

// String gives the span in words.
func (s Span) String() string {
	switch {
	case s.Min == s.Max:
		return "exactly " + formatDuration(s.Min)
	case s.Max == 0:
		return "at least " + formatDuration(s.Min)
	case s.Min == 0:
		return "at most " + formatDuration(s.Max)
	}
	return fmt.Sprintf("between %s and %s", formatDuration(s.Min), formatDuration(s.Max))
}

// quantityToken reads "1.7V" or "1.7 V".
func (r *reader) quantity(q *quantity) (int64, bool) {
	t, ok := r.peek()
	if !ok || t.quoted {
		return 0, false
	}
	if v, err := q.parse(t.text); err == nil {
		r.next++
		return v, true
	}
	if r.next+1 < len(r.tokens) {
		if v, err := q.parse(t.text + r.tokens[r.next+1].text); err == nil && !r.tokens[r.next+1].quoted {
			r.next += 2
			return v, true
		}
	}
	return 0, false
}

func readShare(r *reader, _ []any) (any, bool) {
	lo, hi, a, b, ok := boundsOf(r, func(r *reader) (Millipercent, bool) {
		v, ok := r.quantity(&percentage)
		return Millipercent(v), ok && v <= 100_000
	})
	if !ok || lo.Set && hi.Set && a > b {
		return nil, false
	}
	s := Share{0, unlimited}
	if lo.Set {
		s.Min = a
	}
	if hi.Set {
		s.Max = b
	}
	return s, true
}

// String gives the share in words.
func (s Share) String() string {
	switch {
	case s.Min == s.Max:
		return "exactly " + s.Min.String()
	case s.Max < 0:
		return "at least " + s.Min.String()
	case s.Min == 0:
		return "at most " + s.Max.String()
	}
	return fmt.Sprintf("between %s and %s", s.Min, s.Max)
}

// wordSlot takes one of some words or phrases.
func wordSlot[V ~string](name string, words []V) slot {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return slot{name: name, words: names,
		read: func(r *reader, _ []any) (any, bool) {
			for _, w := range words {
				if r.words(string(w)) {
					return w, true
				}
			}
			return nil, false
		},
		say: func(v any, _ []any) string { return string(v.(V)) }}
}

func readClasses(r *reader, _ []any) (any, bool) {
	var set ClassSet
	for {
		t, ok := r.peek()
		i := slices.Index(Classes, Class(t.lower))
		if !ok || t.quoted || i < 0 {
			return nil, false
		}
		r.next++
		set |= 1 << i
		if !r.word("or") {
			return set, true
		}
	}
}

func readPIN(r *reader, _ []any) (any, bool) {
	t, ok := r.peek()
	if !ok || t.quoted {
		return nil, false
	}
	p, err := parsePIN(t.text)
	if err != nil || len(t.text) != 4 {
		return nil, false
	}
	r.next++
	return p, true
}

func readSetting(r *reader, _ []any) (any, bool) {
	all := Settings()
	// The longer name first: "night mode" also begins "night-mode-..." names.
	slices.SortStableFunc(all, func(a, b SettingSpec) int { return len(b.Setting) - len(a.Setting) })
	for _, s := range all {
		if r.words(string(s.Setting)) {
			return s.Setting, true
		}
	}
	return nil, false
}

// readValue takes the rest of the sentence as the value of the setting named
// before.
func readValue(r *reader, got []any) (any, bool) {
	spec, ok := LookupSetting(got[0].(Setting))
	if !ok || r.next >= len(r.tokens) {
		return nil, false
	}
	var words []string
	for _, t := range r.tokens[r.next:] {
		words = append(words, t.text)
	}
	if r.tokens[r.next].quoted && len(words) != 1 {
		return nil, false
	}
	if spec.value.shape.Kind == ShapeText && spec.value.shape.Pattern == "" && !r.tokens[r.next].quoted {
		return nil, false // free text has to be quoted
	}
	// A parser of its own collects the problems of a value that does not fit;
	// here it is enough to know that it does not.
	trial := &parser{source: newSource("", nil)}
	n := textNode(strings.Join(words, " "))
	n.Style = yaml.DoubleQuotedStyle // as it is: "~" is a name here, not an empty value
	v, ok := spec.value.decode(trial, n)
	if !ok || len(trial.problems) > 0 {
		if len(trial.problems) > 0 {
			r.want = trial.problems[0].Want
		}
		return nil, false
	}
	r.next = len(r.tokens)
	return v, true
}

func sayValue(v any, got []any) string {
	spec, _ := LookupSetting(got[0].(Setting))
	text := spec.Format(v.(SettingValue))
	if spec.value.shape.Kind == ShapeText && spec.value.shape.Pattern == "" {
		return `"` + text + `"`
	}
	return text
}

func settingWords() []string {
	var out []string
	for _, s := range Settings() {
		out = append(out, string(s.Setting))
	}
	return out
}

// slots are the places of sentences that take values.
func slots() []slot {
	text := func(v any, _ []any) string { return fmt.Sprint(v) }
	return []slot{
		{name: "count", read: readCount, say: text, words: []string{"no", "at", "between", "exactly"}},
		{name: "span", read: readSpan, say: text, words: []string{"at", "between", "exactly"}},
		{name: "share", read: readShare, say: text, words: []string{"at", "between", "exactly"}},
		{name: "classes", read: readClasses, say: text, words: classWords()},
		{name: "PIN", read: readPIN, say: text},
		{name: "setting", read: readSetting, say: func(v any, _ []any) string { return string(v.(Setting)) }, words: settingWords()},
		{name: "value", read: readValue, say: sayValue},
		{name: "voltage", say: text, read: func(r *reader, _ []any) (any, bool) {
			v, ok := r.quantity(&voltage)
			return Microvolts(v), ok
		}},
		{name: "text", say: func(v any, _ []any) string { return `"` + v.(string) + `"` }, read: func(r *reader, _ []any) (any, bool) {
			t, ok := r.peek()
			if !ok || !t.quoted || t.text == "" {
				return nil, false
			}
			r.next++
			return t.text, true
		}},
		{name: "fault", say: text, read: func(r *reader, _ []any) (any, bool) {
			t, ok := r.peek()
			if f := (gatt.Fault{ID: t.text, Kind: gatt.FaultNoConfirm}); !ok || f.Validate() != nil {
				return nil, false
			}
			r.next++
			return t.text, true
		}},
		wordSlot("rail", Rails),
		wordSlot("happening", Happenings),
		pluralSlot("happenings", Happenings),
		wordSlot("operation", Operations),
		pluralSlot("operations", Operations),
		wordSlot("area", Areas),
		wordSlot("finding", Findings),
		wordSlot("consumer", Consumers),
		wordSlot("state", BoltStates),
	}
}

// pluralSlot takes the plural of one of some words.
func pluralSlot[V ~string](name string, words []V) slot {
	many := make([]V, len(words))
	for i, w := range words {
		many[i] = w + "s"
	}
	s := wordSlot(name, many)
	read := s.read
	s.read = func(r *reader, got []any) (any, bool) {
		v, ok := read(r, got)
		if !ok {
			return nil, false
		}
		return V(strings.TrimSuffix(string(v.(V)), "s")), true
	}
	s.say = func(v any, _ []any) string { return string(v.(V)) + "s" }
	return s
}

func classWords() []string {
	out := make([]string, len(Classes))
	for i, c := range Classes {
		out[i] = string(c)
	}
	return out
}
