package api

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model/sim"
)

// Duration is a time with its unit, as scenario files write it: "40ms",
// "1m30s", "28d". In a request a text that is no duration is reported with its
// place; it then counts as 0.
type Duration struct {
	D    time.Duration
	text string
	bad  error
}

// For makes a Duration.
func For(d time.Duration) Duration { return Duration{D: d} }

// IsZero tells whether there is none.
func (d Duration) IsZero() bool { return d.D == 0 && d.bad == nil && d.text == "" }

// given tells whether the request has one, be it 0.
func (d Duration) given() bool { return d.text != "" }

// MarshalText writes the duration.
func (d Duration) MarshalText() ([]byte, error) { return []byte(sim.FormatDuration(d.D)), nil }

// UnmarshalText reads a duration; Resolve tells what is wrong with it.
func (d *Duration) UnmarshalText(text []byte) error {
	*d = Duration{text: string(text)}
	d.D, d.bad = sim.ParseDuration(d.text)
	return nil
}

// Schema describes a Duration.
func (Duration) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, MinLength: new(1), MaxLength: new(64), Examples: []any{"40ms"},
		Description: "A time with its unit: w, d, h, m, s, ms, us or ns.",
	}
}

// Resolve reports a text that is no duration.
func (d *Duration) Resolve(_ huma.Context, at *huma.PathBuffer) []error {
	if d.bad == nil {
		return nil
	}
	return []error{&huma.ErrorDetail{Location: at.String(), Value: d.text, Message: d.bad.Error()}}
}

// speedText stands for fleet.Speed in the description: it is written as a text.
type speedText string

// Schema describes a speed.
func (speedText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: `^(paused|max|[0-9][0-9.eE+-]*x)$`, PatternDescription: "a factor such as 1x, 'paused' or 'max'", Examples: []any{"1x"},
		Description: fmt.Sprintf("How fast simulated time runs: a factor from %gx to %gx, 'paused', or 'max' for as fast as possible while anything is under way.", fleet.MinFactor, float64(fleet.MaxFactor)),
	}
}

// schemas is where the types of the API are described.
func schemas() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", func(t reflect.Type, hint string) string {
		switch t {
		case reflect.TypeFor[problem.Document]():
			return "Problem"
		case reflect.TypeFor[problem.Field]():
			return "ProblemField"
		}
		name := huma.DefaultSchemaNamer(t, hint)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if strings.HasSuffix(t.PkgPath(), "/training") {
			name = "Training" + name // its words are short: a case, a text, a choice
		}
		for part, word := range map[string]string{"/twin": "Twin", "/shadow": "Twin", "/telemetry": "Telemetry", "/forecast": "Forecast", "/diagnose": "Diagnose",
			"/remains": "Remains", "/futures": "Futures", "/change": "Change"} {
			if strings.HasSuffix(t.PkgPath(), part) && !strings.HasPrefix(name, word) {
				name = word + name // so are theirs
			}
		}
		return name
	})
	r.RegisterTypeAlias(reflect.TypeFor[fleet.Speed](), reflect.TypeFor[speedText]())
	return r
}
