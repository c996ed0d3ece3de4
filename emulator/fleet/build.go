package fleet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/power"
	"locktwin/scenarios"
)

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Limits of a Spec.
const (
	maxIDBytes   = 40
	maxNameBytes = 80
	// MaxSeed is the largest seed: every reader of JSON keeps it exact.
	MaxSeed = scenarios.MaxSeed
)

func checkName(name string) error {
	if name == "" || len(name) > maxNameBytes || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("%w: name %.100q, must be 1 to %d bytes of text without control characters", ErrSpec, name, maxNameBytes)
	}
	return nil
}

// Validate checks a Spec without making a lock. Errors wrap ErrSpec.
func (s *Spec) Validate() error {
	_, err := s.config()
	return err
}

// config is the lock that the Spec describes. Errors wrap ErrSpec.
func (s *Spec) config() (model.Config, error) {
	switch {
	case s.ID != "" && (len(s.ID) > maxIDBytes || !idPattern.MatchString(s.ID)):
		return model.Config{}, fmt.Errorf("%w: id %.100q, must be 1 to %d small letters, digits and single hyphens", ErrSpec, s.ID, maxIDBytes)
	case s.Seed > MaxSeed:
		return model.Config{}, fmt.Errorf("%w: seed %d, must be at most %d", ErrSpec, s.Seed, uint64(MaxSeed))
	case len(s.Side) > 0 && len(s.Image) == 0:
		return model.Config{}, fmt.Errorf("%w: a sidecar without the image it belongs to", ErrSpec)
	}
	if s.Name != "" {
		if err := checkName(s.Name); err != nil {
			return model.Config{}, err
		}
	}
	if err := s.Speed.Validate(); err != nil {
		return model.Config{}, err
	}
	// The scenario files have the vocabulary and its checks.
	text := must(json.Marshal(section{
		Profile: orElse(s.Profile, DefaultProfile), Part: s.Part, Cells: s.Cells, Ambient: s.Ambient, Door: s.Door,
		Board: s.Board, Supervisor: s.Supervisor, Protocol: s.Protocol,
	}))
	l, err := scenarios.ParseLock("lock", text)
	if err != nil {
		return model.Config{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	c, err := l.Config(s.Seed)
	if err != nil {
		return model.Config{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	c.NukiID = s.NukiID
	if len(s.Image) > 0 {
		if c.Memory, err = memory(c.Part, s.Image, s.Side); err != nil {
			return model.Config{}, fmt.Errorf("%w: %w", ErrSpec, err)
		}
	}
	return c, nil
}

// section is the section "lock" of a scenario file.
type section struct {
	Profile    string      `json:"profile"`
	Part       string      `json:"part,omitempty"`
	Cells      *Cells      `json:"cells,omitempty"`
	Ambient    string      `json:"ambient,omitempty"`
	Door       string      `json:"door,omitempty"`
	Board      *Board      `json:"board,omitempty"`
	Supervisor *Supervisor `json:"supervisor,omitempty"`
	Protocol   *Protocol   `json:"protocol,omitempty"`
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Pack is the set of cells as the model takes it. Errors wrap ErrSpec.
func (c Cells) Pack() (power.PackConfig, error) {
	s, err := scenarios.ParseCells("cells", must(json.Marshal(c)))
	if err != nil {
		return power.PackConfig{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	return s.Pack(), nil
}

// memory reads an image, raw or Intel HEX from address 0, and its sidecar.
func memory(p *flashsim.Part, image, side []byte) (*model.Memory, error) {
	if image[0] == ':' {
		d := flashsim.New(p, repro.Root(0))
		if err := d.ReadHex(bytes.NewReader(image), 0); err != nil {
			return nil, err
		}
		var raw bytes.Buffer
		if err := d.WriteRaw(&raw, flashsim.Conditions{Volts: 3, Celsius: 21}); err != nil {
			return nil, err
		}
		image = raw.Bytes()
	}
	m := &model.Memory{Image: image}
	if len(side) > 0 {
		m.Sidecar = side
	}
	return m, nil
}

// alphabet is what drawn identifiers are made of: no letter that looks like
// another.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz"

// drawID draws an identifier.
func drawID(r io.Reader) (string, error) {
	const length = 10
	b := make([]byte, length)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("draw an identifier: %w", err)
	}
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b), nil
}

// drawSeed draws a seed that is not 0.
func drawSeed(r io.Reader) (uint64, error) {
	b := make([]byte, 8)
	if _, err := io.ReadFull(r, b); err != nil {
		return 0, fmt.Errorf("draw a seed: %w", err)
	}
	return new(big.Int).SetBytes(b).Uint64()%MaxSeed + 1, nil
}

// addressOf is the address of a lock with this Nuki-ID: that of real locks, the
// maker's prefix and the low three bytes.
func addressOf(nukiID uint32) string {
	return fmt.Sprintf("54:d2:72:%02x:%02x:%02x", byte(nukiID>>16), byte(nukiID>>8), byte(nukiID))
}

func nameOf(nukiID uint32) string { return fmt.Sprintf("Nuki_%08X", nukiID) }

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// joined is errors.Join for a pair of which the first names the kind.
func joined(kind, err error) error {
	if err == nil || errors.Is(err, kind) {
		return err
	}
	return fmt.Errorf("%w: %w", kind, err)
}
