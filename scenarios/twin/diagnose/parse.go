package diagnose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"locktwin/scenarios"
)

// ErrSymptom is wrapped by every complaint about symptoms; all of them are of type
// *SymptomError.
var ErrSymptom = errors.New("symptom not understood")

// SymptomError tells what was found and what would be right.
type SymptomError struct {
	Key   string   // the key, or the whole word when it has none
	Found string   // the value that was found
	Right []string // what would be right
	Why   string   // one clause
	Near  string   // what was probably meant; may be empty
}

// Error is one line: what was found, why it does not do, and what would.
func (e *SymptomError) Error() string {
	s := fmt.Sprintf("symptom %s=%q: %s", e.Key, e.Found, e.Why)
	if e.Key == "" {
		s = fmt.Sprintf("symptom %q: %s", e.Found, e.Why)
	}
	if e.Near != "" {
		s += "; did you mean " + e.Near + "?"
		if len(e.Right) > 0 {
			s += " Right would be " + strings.Join(e.Right, ", ")
		}
		return s
	}
	if len(e.Right) > 0 {
		s += "; right would be " + strings.Join(e.Right, ", ")
	}
	return s
}

// Unwrap is ErrSymptom.
func (e *SymptomError) Unwrap() error { return ErrSymptom }

// Parse reads words of the form key=value, such as "pin=rejected". A key may come
// once. "cell-life=4w" is understood as cell-days=28, with d, w and m (30 days).
func Parse(words []string) (Symptoms, error) {
	var s Symptoms
	seen := map[string]bool{}
	for _, word := range words {
		key, value, ok := strings.Cut(word, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok {
			return Symptoms{}, &SymptomError{Found: clip(word), Why: "it has no =", Near: withKey(key), Right: []string{"key=value, such as pin=rejected"}}
		}
		key = keyMeant(key)
		if key == "cell-life" {
			days, err := lifeDays(value)
			if err != nil {
				return Symptoms{}, err
			}
			key, value = keyCellDays, days
		}
		if seen[key] {
			return Symptoms{}, &SymptomError{Key: clip(key), Found: clip(value), Why: "this key was given before", Right: []string{"one " + key}}
		}
		seen[key] = true
		if err := s.set(key, value); err != nil {
			return Symptoms{}, err
		}
	}
	return s, s.Validate()
}

// ParseJSON reads one JSON object with the keys of Vocabulary; unknown keys and what
// follows the object are errors. Zero values are unknown.
func ParseJSON(text []byte) (Symptoms, error) {
	if len(text) > maxInputBytes {
		return Symptoms{}, &SymptomError{Found: clip(string(text)), Why: fmt.Sprintf("the text has %d bytes", len(text)), Right: []string{fmt.Sprintf("at most %d", maxInputBytes)}}
	}
	var s Symptoms
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Symptoms{}, &SymptomError{Found: clip(string(text)), Why: err.Error(), Right: []string{"a JSON object with the keys " + strings.Join(keys(), " ")}}
	}
	if d.More() {
		return Symptoms{}, &SymptomError{Found: clip(string(text)), Why: "something follows the object", Right: []string{"one JSON object"}}
	}
	return s, s.Validate()
}

// Validate tells whether every field holds what Vocabulary allows, and puts other
// ways to write an answer into the one that the vocabulary lists first.
func (s *Symptoms) Validate() error {
	for _, w := range Vocabulary() {
		switch w.Kind {
		case WordKind:
			if err := s.set(w.Key, *s.word(w.Key)); err != nil {
				return err
			}
		case CountKind:
			if n := *s.count(w.Key); n < 0 || n > maxTimes {
				return w.out(strconv.Itoa(n))
			}
		case NumberKind:
			if v := *s.number(w.Key); v != 0 && !(v >= w.Low && v <= w.High) {
				return w.out(strconv.FormatFloat(v, 'g', -1, 64))
			}
		case TextKind:
			if err := s.set(w.Key, s.Firmware); err != nil {
				return err
			}
		}
	}
	if s.Changes != 0 && s.Changes < s.Times {
		return &SymptomError{Key: keyChanges, Found: strconv.Itoa(s.Changes), Why: fmt.Sprintf("it has happened %d times", s.Times), Right: []string{fmt.Sprintf("%d or more", s.Times)}}
	}
	return nil
}

// set reads one value.
func (s *Symptoms) set(key, value string) error {
	w, ok := lookWord(key)
	if !ok {
		return &SymptomError{Key: clip(key), Found: clip(value), Why: "no symptom has this key", Near: scenarios.Nearest(key, keys()), Right: keys()}
	}
	if value == Unknown || value == "" {
		switch w.Kind {
		case WordKind:
			*s.word(key) = ""
		case TextKind:
			s.Firmware = ""
		}
		return nil
	}
	switch w.Kind {
	case WordKind:
		a, ok := w.answer(value)
		if !ok {
			return &SymptomError{Key: key, Found: clip(value), Why: "no such answer", Near: w.near(value), Right: w.values()}
		}
		*s.word(key) = a
	case CountKind:
		n, err := strconv.Atoi(value)
		if err != nil || n < int(w.Low) || n > int(w.High) {
			return w.out(value)
		}
		*s.count(key) = n
	case NumberKind:
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(v) || v < w.Low || v > w.High {
			return w.out(value)
		}
		*s.number(key) = v
	case TextKind:
		if len(value) > maxFirmware || strings.ContainsFunc(value, unicode.IsControl) || strings.ToValidUTF8(value, "") != value {
			return &SymptomError{Key: key, Found: clip(value), Why: "too long, or not plain text", Right: []string{fmt.Sprintf("one line of at most %d bytes", maxFirmware)}}
		}
		s.Firmware = value
	}
	return nil
}

func (w *Word) out(value string) error {
	what := "a number"
	if w.Kind == CountKind {
		what = "a whole number"
	}
	return &SymptomError{Key: w.Key, Found: clip(value), Why: "no such number", Right: []string{fmt.Sprintf("%s from %g to %g", what, w.Low, w.High), Unknown}}
}

// word gives the field of a key that is a word.
func (s *Symptoms) word(key string) *string {
	switch key {
	case keyPIN:
		return &s.PIN
	case keyDefault:
		return &s.DefaultPIN
	case keySettings:
		return &s.Settings
	case keyAuthorizations:
		return &s.Authorizations
	case keyPhones:
		return &s.Phones
	case keyAfter:
		return &s.After
	case keyUndone:
		return &s.Undone
	case keyResets:
		return &s.Resets
	case keyOtherPhone:
		return &s.OtherPhone
	case keyWaited:
		return &s.Waited
	case keyPage:
		return &s.Page
	case keyBatteryType:
		return &s.BatteryType
	}
	return &s.Cells
}

func (s *Symptoms) count(key string) *int {
	if key == keyTimes {
		return &s.Times
	}
	return &s.Changes
}

func (s *Symptoms) number(key string) *float64 {
	if key == keyCellDays {
		return &s.CellDays
	}
	return &s.ActionsPerDay
}

// lifeDays turns 4w, 28d or 3m into days.
func lifeDays(value string) (string, error) {
	wrong := &SymptomError{Key: "cell-life", Found: clip(value), Why: "no such time", Right: []string{"a number with d, w or m, such as 4w"}}
	if value == "" {
		return "", wrong
	}
	factor := 0.0
	switch value[len(value)-1] {
	case 'd':
		factor = 1
	case 'w':
		factor = 7
	case 'm':
		factor = 30
	}
	v, err := strconv.ParseFloat(value[:len(value)-1], 64)
	if err != nil || factor == 0 || math.IsNaN(v) {
		return "", wrong
	}
	return strconv.FormatFloat(v*factor, 'g', -1, 64), nil
}

// keyMeant puts other names of a key into the one of the vocabulary.
func keyMeant(key string) string {
	key = strings.ToLower(key)
	switch key {
	case "0000", "default-pin", "pin-0000":
		return keyDefault
	case "users", "user":
		return keyAuthorizations
	case "phone":
		return keyPhones
	case "battery", "batteries", "cell":
		return keyCells
	case "version":
		return keyFirmware
	case "restarts":
		return keyResets
	case "actions":
		return keyActions
	}
	return key
}

// withKey is the first symptom that has a word as its answer, written in full.
func withKey(value string) string {
	for _, w := range Vocabulary() {
		if a, ok := w.answer(value); ok {
			return w.Key + "=" + a
		}
	}
	if k := scenarios.Nearest(value, keys()); k != "" {
		return k + "=..."
	}
	return ""
}

// keys lists the keys of the vocabulary.
func keys() []string {
	var out []string
	for _, w := range Vocabulary() {
		out = append(out, w.Key)
	}
	return out
}

// clip keeps a message short whatever was typed.
func clip(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "?")); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return strings.ToValidUTF8(s, "?")
}
