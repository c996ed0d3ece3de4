package campaign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrDecode is wrapped by the error of a text that is not what it should be.
var ErrDecode = errors.New("not readable")

// Encode writes a Spec, Shard, Answer or Result in one line. Equal values give
// equal bytes.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Hash identifies a Spec, the version of its program included: SHA-256 over its
// JSON, in hexadecimal.
func (s Spec) Hash() (string, error) {
	text, err := Encode(s)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// DecodeSpec reads a Spec, strictly: at most MaxSpecBytes, no unknown keys,
// nothing after it, and valid. Errors wrap ErrDecode or ErrSpec.
func DecodeSpec(text []byte) (Spec, error) {
	var s Spec
	if err := decode("a spec", text, MaxSpecBytes, &s); err != nil {
		return Spec{}, err
	}
	if err := s.Validate(); err != nil {
		return Spec{}, err
	}
	return s, nil
}

// DecodeShard reads a Shard, strictly. Errors wrap ErrDecode.
func DecodeShard(text []byte) (Shard, error) {
	var s Shard
	if err := decode("a shard", text, MaxShardBytes, &s); err != nil {
		return Shard{}, err
	}
	if err := s.sound(); err != nil {
		return Shard{}, fmt.Errorf("%w: a shard: %w", ErrDecode, err)
	}
	return s, nil
}

// sound holds what Run relies on.
func (s *Shard) sound() error {
	if !shardName(s.ID) {
		return fmt.Errorf("%s is no name of a shard", clipped(s.ID))
	}
	if s.Variant.Index < 0 || s.Variant.Index >= MaxVariants || len(s.Variant.Values) > MaxAxes {
		return errors.New("there is no such variant")
	}
	if len(s.Path) >= MaxDepth {
		return fmt.Errorf("its path has %d faults, at most %d are possible", len(s.Path), MaxDepth-1)
	}
	if s.Weight < 0 {
		return fmt.Errorf("its weight is %d", s.Weight)
	}
	switch s.Kind {
	case SurveyShard:
	case ExploreShard:
		if s.From < 0 || s.To <= s.From || s.To > MaxClasses || s.To-s.From > MaxShardClasses {
			return fmt.Errorf("it explores the classes %d to %d", s.From, s.To)
		}
	case ShrinkShard:
		if s.Finding == nil || s.Failure == nil || len(s.Finding.Path) == 0 || len(s.Finding.Path) > MaxDepth {
			return errors.New("it has no finding to start from")
		}
		return nil
	default:
		return fmt.Errorf("its kind is %s", clipped(string(s.Kind)))
	}
	if s.Finding != nil || s.Failure != nil {
		return errors.New("it has a finding and looks for no case")
	}
	return nil
}

// shardName says whether a text can be the name of a shard: small letters,
// digits and hyphens, at most 64.
func shardName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, r := range s {
		if r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}

// DecodeAnswer reads an Answer, strictly. What it says is checked by the
// Coordinator, which knows the question. Errors wrap ErrDecode.
func DecodeAnswer(text []byte) (Answer, error) {
	var a Answer
	if err := decode("an answer", text, MaxAnswerBytes, &a); err != nil {
		return Answer{}, err
	}
	given := 0
	for _, is := range []bool{a.Survey != nil, a.Findings != nil, a.Case != nil, a.Error != ""} {
		if is {
			given++
		}
	}
	if given != 1 || !shardName(a.Shard) {
		return Answer{}, fmt.Errorf("%w: an answer is one of a survey, findings, a case and an error, for one shard", ErrDecode)
	}
	return a, nil
}

// DecodeResult reads a Result, strictly. Errors wrap ErrDecode or ErrSpec.
func DecodeResult(text []byte) (*Result, error) {
	var r Result
	if err := decode("a result", text, MaxResultBytes, &r); err != nil {
		return nil, err
	}
	if err := r.Spec.Validate(); err != nil {
		return nil, err
	}
	variants := Variants(r.Spec)
	if len(r.Variants) != len(variants) {
		return nil, fmt.Errorf("%w: a result has %d variants, its spec has %d", ErrDecode, len(r.Variants), len(variants))
	}
	for i := range r.Variants {
		if err := r.Variants[i].sound(variants[i]); err != nil {
			return nil, fmt.Errorf("%w: variant %d: %w", ErrDecode, i, err)
		}
	}
	for _, g := range r.Groups {
		if g.Variant < 0 || g.Variant >= len(variants) || g.Faults < 1 || g.Faults > MaxDepth {
			return nil, fmt.Errorf("%w: a group is of variant %d after %d faults", ErrDecode, g.Variant, g.Faults)
		}
	}
	return &r, nil
}

// sound holds what reports rely on: every index leads somewhere.
func (v *VariantResult) sound(want Variant) error {
	if v.Variant.Index != want.Index || fmt.Sprint(v.Variant.Values) != fmt.Sprint(want.Values) {
		return errors.New("it is another one")
	}
	for _, x := range v.Survey.Classes {
		if x.Operation < -1 || x.Operation >= len(v.Survey.Operations) || x.To < x.From {
			return errors.New("a class leads nowhere")
		}
	}
	for _, w := range v.Windows {
		if w.Operation < -1 || w.Operation >= len(v.Survey.Operations) || w.To < w.From {
			return errors.New("a window leads nowhere")
		}
	}
	if len(v.Findings) > MaxFindings {
		return fmt.Errorf("it lists %d findings", len(v.Findings))
	}
	for _, f := range v.Findings {
		if len(f.Path) == 0 || len(f.Path) > MaxDepth || len(f.Verdicts) == 0 || f.Class < 0 ||
			len(f.Path) == 1 && f.Class >= len(v.Survey.Classes) {
			return errors.New("a finding leads nowhere")
		}
	}
	return nil
}

func decode(what string, text []byte, atMost int, into any) error {
	if len(text) > atMost {
		return fmt.Errorf("%w: %s has %d bytes, at most %d are possible", ErrDecode, what, len(text), atMost)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDecode, what, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %s is followed by something", ErrDecode, what)
	}
	return nil
}
